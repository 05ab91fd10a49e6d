"""A message as text: rows of hex with the numbers of the fields above, then the tree of fields.

For terminals, pipes and screen readers. The same as a page is in ``hexhtml``.
"""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from cryptokit.lab.hexfields import ROW, Field, printed
from cryptokit.lab.printing import counted

WIDTH: Final = 100
_OFFSET: Final = 8
_UNKNOWN: Final = "··"
_INDENT: Final = 2
_LEGEND: Final = "A number stands above the first byte of its field; a row without numbers goes on."


def text(title: str, root: Field) -> str:
    """Write a whole view."""
    head = (*_wrapped(summary(title, root), 0), _LEGEND, "")
    return "\n".join((*head, *_dump(root), "", *_tree(root), *_sources(root)))


def summary(title: str, root: Field) -> str:
    """Say what a view shows, and how much of it there is."""
    count = sum(1 for _ in root.leaves())
    return f"{title}: {counted(root.size, 'byte')}, {counted(count, 'field')}."


def cells(leaf: Field) -> list[str]:
    """Give the bytes of a field in hex, one by one, or dots for a secret."""
    if leaf.data is None:
        return [_UNKNOWN] * leaf.size
    return [f"{byte:02x}" for byte in leaf.data]


def _dump(root: Field) -> Iterator[str]:
    every = [one for leaf in root.leaves() for one in _marked(leaf)]
    wide = max(2, len(str(root.last)))
    for at in range(0, root.size, ROW):
        row = every[at : at + ROW]
        marks = [leaf.mark if not inside else "" for leaf, inside, _ in row]
        if any(marks):
            # A field that goes on from the row before is named again, beside those that begin.
            marks[0] = row[0][0].mark
            yield f"{'':{_OFFSET}}  {_row(marks, wide)}".rstrip()
        shown = "".join(map(_sign, row))
        yield f"{at:0{_OFFSET}x}  {_row((cell for *_, cell in row), wide)}  {shown}"


def _marked(leaf: Field) -> Iterator[tuple[Field, int, str]]:
    for inside, cell in enumerate(cells(leaf)):
        yield leaf, inside, cell


def _row(texts: Iterable[str], wide: int) -> str:
    line = " ".join(f"{one:<{wide}}" for one in texts)
    return f"{line:<{(wide + 1) * ROW - 1}}"


def _sign(one: tuple[Field, int, str]) -> str:
    leaf, inside, _ = one
    return "·" if leaf.data is None else printed(leaf.data[inside : inside + 1])


def _tree(root: Field) -> Iterator[str]:
    said = set[str]()
    wide = max(len(one.mark) for one in root.all())
    for one in root.all():
        depth = _INDENT * (len(one.path) - 1)
        value = f": {one.value}" if one.value else ""
        yield f"{one.mark:>{wide}}  {'':{depth}}{one.name}  {one.place}{value}"
        says = one.note.says
        if says and says not in said:  # a sentence is said once, at its first field
            said.add(says)
            yield from _wrapped(says, wide + 2 + depth + _INDENT)


def _sources(root: Field) -> Iterator[str]:
    sources = dict.fromkeys(one.note.source for one in root.all() if one.note.source)
    if sources:
        yield ""
        yield from _wrapped(f"See: {'; '.join(sources)}.", 0)


def _wrapped(words: str, indent: int) -> list[str]:
    left = " " * min(indent, WIDTH // 2)
    return textwrap.wrap(words, WIDTH, initial_indent=left, subsequent_indent=left)
