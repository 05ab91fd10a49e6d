"""The sentences and table rows of a text, and whether a mark stands behind each.

A mark is a comment that no reader sees: ``claim:`` with tests, or ``source:`` with a document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

MARK: Final = re.compile(r" ?<!-- (?P<kind>claim|source): (?P<backing>.*?) -->")
FENCE: Final = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
"""A block of code, in a list as well."""
BREAK: Final = re.compile(
    r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<=[.!?])[*_)\"”]*\s+(?=[A-Z*`\"“\[(])|(?<=:)\s+(?=[A-Z]\w+ \w)"
)
"""Where one sentence ends and the next begins."""
_RULE: Final = re.compile(r"[\s|:]*-[\s|:-]*")
"""The line between the names of a table's columns and its rows."""
_ANNOUNCES: Final = re.compile(r":" + MARK.pattern + r"$")
"""A mark behind a colon at the end of a line: of the table below it."""
ITEM: Final = re.compile(r"(?:^|\n)\s*(?:[-*>]|\d+\.) ")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and whether a mark stands behind it."""

    text: str
    marked: bool


def sentences(text: str) -> list[Sentence]:
    """Take the prose of a document apart; headings, tables (see `rows`) and code are left out.

    >>> [(one.text, one.marked) for one in sentences("One. Two. <!-- source: X, 2020 --> Three.")]
    [('One.', False), ('Two.', True), ('Three.', False)]
    """
    found = list[Sentence]()
    for paragraph in re.split(r"\n\s*\n", FENCE.sub("", text)):
        if not paragraph.lstrip().startswith(("#", "|", "<", "![", ":")):
            found += (one for item in ITEM.split(paragraph) for one in _of_item(item))
    return found


def rows(text: str) -> list[Sentence]:
    r"""Take the tables of a document apart, a row at a time; the names of columns are left out.

    A mark behind the colon that announces a table stands behind all of its rows.

    >>> rows("| what |\n| --- |\n| It holds. <!-- source: X, 2020 --> |")
    [Sentence(text='It holds.', marked=True)]
    """
    found, announced, before = list[Sentence](), False, ""
    lines = [*FENCE.sub("", text).splitlines(), ""]
    for line, below in pairwise(lines):
        if not line.lstrip().startswith("|"):
            before = line.strip() or before
            continue
        if _RULE.fullmatch(below):
            announced = _ANNOUNCES.search(before) is not None
        elif not _RULE.fullmatch(line):
            marked = announced or MARK.search(line) is not None
            found.append(Sentence(plain(MARK.sub("", line)).strip("| "), marked))
        before = ""
    return found


def plain(text: str) -> str:
    """Take marks of Markdown away: links, emphasis, line breaks.

    >>> plain("a *strong* [thing](x.md)")
    'a strong thing'
    """
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))
    return re.sub(r"(?<![\w`])\*{1,2}|\*{1,2}(?![\w`])", "", text).strip()


def _of_item(item: str) -> Iterator[Sentence]:
    for piece in re.split(r"(?<=-->)", item):
        marked = MARK.search(piece) is not None
        *others, last = BREAK.split(MARK.sub("", piece).strip())
        yield from (Sentence(plain(one), marked=False) for one in others)
        if last:
            yield Sentence(plain(last), marked)
