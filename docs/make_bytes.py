"""Fill the pages of annotated bytes with the messages of a seeded run.

Prose is written by hand in ``docs/bytes``; only what stands between two marks is made here.
"""

import re
from pathlib import Path
from typing import Final

from cryptokit.lab.annotated import annotated
from cryptokit.lab.hexhtml import STYLE
from cryptokit.lab.hexview import HexView

DOCS: Final = Path(__file__).parent
PAGES: Final = DOCS / "bytes"
SHEET: Final = DOCS / "_static" / "bytes.css"
PLACE: Final = re.compile(
    r"^<!-- bytes: (?P<name>[a-z ]+), (?P<number>\d) -->\n(?P<shown>.*?)^<!-- end of bytes -->$",
    re.MULTILINE | re.DOTALL,
)
"""Where a view goes: the name of a message, and which of its views, from 1."""
_LINK: Final = '<link rel="stylesheet" href="../_static/bytes.css">'
_PAGE: Final = """\
.ck-hex summary{overflow-wrap:anywhere}
.ck-hex .ck-row{font-size:.85rem}
.ck-hex .ck-row code{background:none}
@media (max-width:40em){
.ck-hex details{padding-left:.3em}
.ck-hex p{margin-left:.4em}
.ck-hex .ck-row{margin-left:0;font-size:min(.85rem,2.8vw)}
.ck-hex .ck-row>span{display:none}
}
"""
"""A row keeps its 16 bytes on a phone: offsets and signs, which the fields say too, make room."""


def block(view: HexView) -> str:
    r"""Give a view as a block of HTML in Markdown: no empty line, no style of its own.

    >>> shown = block(annotated("share").views[0])
    >>> shown.startswith("<link "), "<style>" in shown, "\n\n" in shown
    (True, False, False)
    """
    without_style = view.html.replace(f"<style>{STYLE}</style>\n", "")
    return f"{_LINK}\n{without_style}\n"


def filled(page: str) -> str:
    """Write each view into its place on a page. Raises Unknown for a message that there is not.

    >>> filled("No place, no bytes.")
    'No place, no bytes.'
    """
    return PLACE.sub(_filled, page)


def sheet() -> str:
    """Give the style of all views: that of the notebooks, and what a phone needs."""
    return STYLE + _PAGE


def _filled(found: re.Match[str]) -> str:
    view = annotated(found["name"]).views[int(found["number"]) - 1]
    opening = f"<!-- bytes: {found['name']}, {found['number']} -->"
    return f"{opening}\n{block(view)}<!-- end of bytes -->"


if __name__ == "__main__":
    SHEET.parent.mkdir(exist_ok=True)
    SHEET.write_text(sheet(), encoding="utf-8")
    for path in sorted(PAGES.glob("*.md")):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
