"""The JavaScript modules as one, for a page that is opened from a file, and for a notebook.

No bundler: the modules import each other by name and no two of them name a thing alike, which is
checked.
"""

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Final

_MODULES: Final = (
    "answer.js",
    "fragment.js",
    "dom.js",
    "scene.js",
    "reasons.js",
    "view.js",
)
"""Each stands behind those that it imports."""
_IMPORT: Final = re.compile(r"^import \{[^}]*\} from \"\./(\w+\.js)\";\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?!default)", re.MULTILINE)
_NAMED: Final = re.compile(r"^(?:export )?(?:const|let|function|class) (\w+)", re.MULTILINE)


def static(name: str) -> str:
    """Read a file of ``static/``."""
    return (files("cryptokit.lab.explorer") / "static" / name).read_text(encoding="utf-8")


@cache
def bundle(last: str) -> str:
    """Join the modules before ``page.js`` or ``widget.js``, and that one.

    Raises ValueError if two modules name a thing alike, or one imports what comes later.

    >>> "import" in bundle("page.js").split(), bundle("widget.js").splitlines()[-1]
    (False, 'export default { render };')
    """
    modules = {name: static(name) for name in (*_MODULES, last)}
    _check(modules)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in modules.values())


def _check(modules: dict[str, str]) -> None:
    names = Counter(name for text in modules.values() for name in _NAMED.findall(text))
    twice = [name for name, times in names.items() if times > 1]
    if twice:
        raise ValueError(f"more than one module names {', '.join(twice)}: rename one")
    before = set[str]()
    for name, text in modules.items():
        late = set(_IMPORT.findall(text)) - before
        if late:
            raise ValueError(f"{name} imports {', '.join(sorted(late))}, which comes later")
        before.add(name)
