"""Write the generated pages, and lead links that would leave the site to pages in it."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from cryptokit import errors
from making_site import api, commands, lessons, words
from making_site.lite import ROOT

INSIDE = {
    "README.md": "/index.md",
    "SECURITY.md": "/explanation/toy.md",
    "CONTRIBUTING.md": "/made/contributing.md",
    "notebooks/README.md": "/made/lessons/index.md",
}
"""Files of the project that are pages here, too."""
_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<path>[^)\s:#]+)(?P<anchor>#[^)\s]*)?\)")
_ANSWERS = "notebooks/instructor/"
_TEACH = "\n\n```{toctree}\n:hidden:\n:glob:\n\n[0-9]*\nrunning-it\nmaking-lessons\n```\n"
"""The pages for teachers, which a reader of the repository finds in the table instead."""
_LESSON = re.compile(r"notebooks/student/(\d\d_\w+\.ipynb)")


def made() -> Iterator[tuple[str, str]]:
    """Make every generated page: its place below ``made/``, and its text."""
    yield "cli.md", commands.page()
    yield "glossary.md", words.page()
    yield "errors.md", error_tree()
    yield "contributing.md", contributing()
    yield from ((f"api/{name}.md", text) for name, text in api.pages())
    yield from ((f"lessons/{name}", text) for name, text in lessons.pages())


def write(folder: Path) -> None:
    """Write what has changed, so that Sphinx reads only that, and remove what is made no more."""
    files = {folder / place: text for place, text in made()}
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
    for path in folder.rglob("*.*"):
        if path not in files:
            path.unlink()


def error_tree() -> str:
    """Write the page of the errors: the tree, then each with what it means."""
    _, _, rest = (errors.__doc__ or "").partition("\n\n")
    tree, _, end = rest.partition("\n\n")
    classes = "\n".join(
        f".. autoclass:: cryptokit.errors.{name}\n   :no-members:\n   :show-inheritance:\n"
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, Exception) and not name.startswith("_")
    )
    return (
        "# Errors\n\nWhat a correct program may meet is one tree, so `except ck.CryptokitError` "
        "catches all of it. Wrong arguments are Python's own `ValueError` and `TypeError`. "
        f"{end.strip()}\n\n```text\n{tree}\n```\n\n"
        f"```{{eval-rst}}\n{classes}```\n"
    )


def contributing() -> str:
    """Give the page for contributors, with its links as seen from the site."""
    return (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace("](docs/", "](/")


def lead_inside(_app: object, document: str, content: list[str]) -> None:
    """Turn links from a page to files of the project into links to the pages made of them."""
    content[0] = inside(document, content[0]) + (_TEACH if document == "teach/README" else "")


def inside(document: str, text: str) -> str:
    """Turn links to files outside of ``docs/`` into links to pages of the site, if there are any.

    >>> inside("teach/README", "[notebook](../../notebooks/student/01_who_can_read_this.ipynb)")
    '[notebook](/made/lessons/01_who_can_read_this.ipynb)'
    >>> inside("teach/README", "[the code](../../cryptokit/errors.py)")
    '[the code](../../cryptokit/errors.py)'
    """

    def led(found: re.Match[str]) -> str:
        place = posixpath.normpath(
            posixpath.join("docs", posixpath.dirname(document), found["path"])
        )
        if place.startswith(_ANSWERS) and place.endswith(".ipynb"):
            return f"{{download}}`{found['text']} <{found['path']}>`"
        lesson = _LESSON.fullmatch(place)
        page = f"/made/lessons/{lesson[1]}" if lesson else INSIDE.get(place)
        return f"[{found['text']}]({page}{found['anchor'] or ''})" if page else found[0]

    return _LINK.sub(led, text)
