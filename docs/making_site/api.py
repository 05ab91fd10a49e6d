"""The reference of the package: the front door, then a page for each room, from docstrings."""

import enum
import inspect
import textwrap
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import cryptokit
from making_site import constants, docstrings, house

GROUND = ("keys", "rng", "wire", "knowledge", "transcript", "certainty")
"""Rooms of one file: all that is public in them is shown."""
FRONT = (
    "conversation", "world", "messengers", "court", "experiment", "exposure",
    "sharing", "threshold", "testing",
)  # fmt: skip
"""Rooms with names at their door; the rest of the room follows as a table."""
DEEP = ("mtproto", "signal", "primitives", "evidence", "attacks", "lab", "demos")
"""Rooms that are used module by module."""


def pages() -> Iterator[tuple[str, str]]:
    """Make all pages: their names, without a suffix, and their texts."""
    yield "index", _index()
    for name in (*FRONT, *GROUND, *DEEP):
        yield name, _room(name)


def names() -> dict[str, str]:
    """Give the names at the front door, each with the room that it comes from.

    >>> names()["who_can_read"]
    'experiment'
    """
    homes = {name: room for room in (*FRONT, "errors") for name in _public(_module(room))}
    return {name: homes[name] for name in cryptokit.__all__ if name in homes}


def _index() -> str:
    rows = "\n".join(
        f"| {{py:obj}}`{name} <cryptokit.{room}.{name}>` | {_first(getattr(cryptokit, name))} |"
        for name, room in sorted(names().items(), key=lambda item: item[0].lower())
    )
    rooms = "\n".join(
        f"| [{room}]({room}.md) | {_first(_module(room))} |" for room in (*FRONT, *GROUND, *DEEP)
    )
    tree = "\n".join((*FRONT, *GROUND, *DEEP))
    return f"""\
# From Python

`import cryptokit as ck` loads nothing but names; each is loaded when it is first used.

## At the front door

| name | what it is |
| --- | --- |
{rows}

Errors have [a page of their own](/made/errors.md).

## Rooms

`ck.sharing`, `ck.world` and so on, lower floors last. A room imports only rooms on floors below it.

| room | what it is |
| --- | --- |
{rooms}

```{{toctree}}
:hidden:

{tree}
```
"""


def _room(name: str) -> str:
    module = _module(name)
    parts = [f"# `cryptokit.{name}`", _eval(f".. automodule:: cryptokit.{name}\n   :no-index:")]
    if name in GROUND:
        parts = [f"# `cryptokit.{name}`", _eval(f".. automodule:: cryptokit.{name}\n   :members:")]
    elif name in FRONT:
        parts += [_eval(one) for one in _described(module)]
    inside = [one for one in house.modules(name) if one.name != f"cryptokit.{name}"]
    if inside:
        rows = "\n".join(f"| `{one.name}` | {_cell(one.sentence)} |" for one in inside)
        parts.append(f"## What lies in it\n\n| module | what it is |\n| --- | --- |\n{rows}")
    return "\n\n".join(parts) + "\n"


def _described(module: ModuleType) -> Iterator[str]:
    for name in _public(module):
        one, place = getattr(module, name), f"{module.__name__}.{name}"
        if inspect.isclass(one):
            own = "   :undoc-members:\n" if issubclass(one, enum.Enum) else ""
            yield f".. autoclass:: {place}\n   :members:\n{own}"
        elif inspect.isroutine(one):
            yield f".. autofunction:: {place}"
        else:
            yield _constant(module.__name__, name)


def _constant(door: str, name: str) -> str:
    """Describe a constant by the words below its assignment, under the name that the door gives."""
    found = constants.defined(door, name)
    words = docstrings.rst(inspect.cleandoc(found.words))
    handed_on = found.module != door and "._" not in found.module
    home = f"Defined in ``{found.module}``." if handed_on else ""
    body = textwrap.indent("\n\n".join(filter(None, (words, home))), "   ")
    value = getattr(import_module(door), name)
    told = f"   :value: {value!r}\n" if isinstance(value, str) else ""
    return f".. py:data:: {door}.{name}\n{told}\n{body}"


def _public(module: ModuleType) -> list[str]:
    if hasattr(module, "__all__"):
        return sorted(module.__all__, key=str.lower)

    def own(one: object) -> bool:
        return getattr(one, "__module__", "") == module.__name__

    return [name for name, one in vars(module).items() if name[0] != "_" and own(one)]


def _module(room: str) -> ModuleType:
    return import_module(f"cryptokit.{room}")


def _first(one: object) -> str:
    words = (inspect.getdoc(one) or "").partition("\n\n")[0]
    return _cell(" ".join(words.split()))


def _cell(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|").replace("*", "\\*")


def _eval(directive: str) -> str:
    return f"```{{eval-rst}}\n{directive}\n```"
