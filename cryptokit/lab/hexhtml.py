"""A message as a page: each field folds open beside its bytes, without a script.

Numbers carry what colours would, so that it reads in black and white, aloud, and by keyboard.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from cryptokit.lab.hexfields import ROW, Field, printed
from cryptokit.lab.hextext import cells, summary

STYLE: Final = """\
.ck-hex{margin:1em 0;color:inherit;line-height:1.4}
.ck-hex figcaption{margin-bottom:.5em}
.ck-hex details{border-left:2px solid;padding-left:.6em;margin:.25em 0}
.ck-hex summary{cursor:pointer}
.ck-hex summary:focus-visible{outline:2px solid;outline-offset:2px}
.ck-hex .ck-mark{display:inline-block;min-width:1.6em;text-align:center;font-weight:bold;
border:1px solid;border-radius:3px;padding:0 .2em;margin-right:.4em}
.ck-hex .ck-where{opacity:.8}
.ck-hex .ck-row{display:block;margin-left:1.2em;white-space:pre-wrap;
font-family:monospace}
.ck-hex .ck-row code{font:inherit;border:0;padding:0}
.ck-hex p{margin:.2em 0 .4em 1.2em;max-width:45em}
.ck-hex .ck-unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
"""
"""It names no colour, so that it takes those of the page, light or dark."""
_WIDE: Final = 3 * ROW + 1
_LEGEND: Final = "Above the bytes of a field stands its number; unfold it to read what it is."


def html(title: str, root: Field) -> str:
    """Write a whole view as one figure."""
    caption = f"<strong>{escape(summary(title, root))}</strong> {_LEGEND}"
    return "\n".join((
        f'<figure class="ck-hex" aria-label="{escape(title)}">',
        f"<style>{STYLE}</style>",
        f"<figcaption>{caption}</figcaption>",
        *_field(root),
        "</figure>",
    ))  # fmt: skip


def _field(one: Field) -> Iterator[str]:
    # What holds other fields is open at first, so that all bytes are in sight.
    yield '<details open="">' if one.parts else "<details>"
    yield f"<summary>{_head(one)}{''.join(_rows(one))}</summary>"
    yield f"<p>{_said(one)}</p>"
    for part in one.parts:
        yield from _field(part)
    yield "</details>"


def _head(one: Field) -> str:
    kind = "fields" if one.parts else "field"
    value = f": {escape(one.value)}" if one.value else ""
    return (
        f'<span class="ck-mark"><span class="ck-unseen">{kind} </span>{one.mark}</span>'
        f'<strong>{escape(one.name)}</strong>{value} <span class="ck-where">{one.place}</span>'
    )


def _rows(one: Field) -> Iterator[str]:
    if one.parts or not one.size:
        return
    shown, quiet = cells(one), ' aria-hidden="true"' if one.data is None else ""
    if not quiet:
        yield '<span class="ck-unseen"> bytes in hex: </span>'
    for at in range(0, one.size, ROW):
        hexes = " ".join(shown[at : at + ROW])
        signs = "" if one.data is None else printed(one.data[at : at + ROW])
        yield (
            f'<span class="ck-row"><span aria-hidden="true">{one.start + at:08x}  </span>'
            f"<code{quiet}>{hexes}</code>"
            f'<span aria-hidden="true">{"":{_WIDE - len(hexes)}}{escape(signs)}</span></span>'
        )


def _said(one: Field) -> str:
    says = escape(one.note.says) or "Nothing more is said of this field."
    return f"{says} See: {escape(one.note.source)}." if one.note.source else says
