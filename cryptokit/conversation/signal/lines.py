"""signal-export's ``chat.md`` cut into entries with a time. What an entry holds is next door.

The tool ends each message with two spaces, which Markdown needs, or with a bracket of its own. So
most pasted lines that look like messages can be told from real ones; the rest stays in doubt.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from cryptokit.conversation.days import DAY, EPOCH

DELETED: Final = "(This message was deleted)"
"""What the tool writes in place of a message that its sender took back."""

_HEAD: Final = re.compile(
    r"\[(\d{4}-\d\d-\d\d),? (\d\d:\d\d(?::\d\d)?)\] (\S.*?):(?: (.*))?", re.ASCII
)
_CLOSED: Final = ("  ", " -)", " ))", f": {DELETED}")
_NEARLY_ALL: Final = 0.8  # of messages; pasted lines that look like some are not closed
_WHATSAPP_MARK: Final = "\u200e"


class Layout(StrEnum):
    """What parts two messages: a blank line, a line end alone, or nothing that can be told."""

    SPACED = "spaced"
    TIGHT = "tight"
    TRIMMED = "trimmed"


class Head(NamedTuple):
    """The line on which an entry begins: seconds since 1970, who wrote it, what follows."""

    sent: int
    sender: str
    rest: str


@dataclass(frozen=True, slots=True)
class Block:
    """An entry as it is written, and the number of the line on which it begins.

    ``lookalikes`` are the numbers of lines in it that look like messages but are its text. A block
    without a sender holds what stands above the first message.
    """

    line: int
    sent: int
    sender: str
    body: str
    lookalikes: tuple[int, ...] = ()


def head_of(line: str) -> Head | None:
    """Read a line as the beginning of an entry; None if it is none, or its time does not exist.

    The clock of the exporting computer is read as UTC. Where the tool knows no time, it writes the
    first second of 1970, which west of Greenwich is still 1969.

    >>> head_of("[2024-09-03 08:59:12] Ann: hi  ")
    Head(sent=1725353952, sender='Ann', rest='hi  ')
    >>> head_of("[2024-13-03, 08:59] Ann: hi  ") is None
    True
    """
    found = _HEAD.fullmatch(line) if line.startswith("[") else None
    if found is None:
        return None
    day, time, sender, rest = found.groups(default="")
    try:
        clock = datetime.fromisoformat(f"{day}T{time}")
    except ValueError:
        return None
    since = int((clock - EPOCH).total_seconds())
    return None if since < -DAY else Head(max(since, 0), sender, rest)


def layout_of(start: str) -> Layout:
    r"""Tell how messages are parted, from the beginning of a text.

    >>> layout_of("[2024-09-03 08:59:12] Ann: hi  \n\n[2024-09-03 08:59:20] Me: yes  \n\n")
    <Layout.SPACED: 'spaced'>
    """
    return next((end for end in _ends(start) if end), Layout.TRIMMED)


def is_signal(start: str, name: str) -> bool:
    r"""Tell whether a text begins as the tool writes it, and not as an iPhone in Sweden does.

    A phone ends a message as its writer did, so with two spaces now and then.

    >>> is_signal("[2024-09-03 08:59:12] Ann: hi  \n\n", "chat.md")
    True
    >>> is_signal("[2024-09-03 08:59:12] Ann: hi\n", "_chat.txt")
    False
    """
    first = start.lstrip("\ufeff\r\n").partition("\n")[0].rstrip("\r")
    if head_of(first) is None or _WHATSAPP_MARK in start:
        return False
    if name.endswith(".md"):
        return True
    ends = _ends(start)
    return sum(end is not None for end in ends) >= _NEARLY_ALL * len(ends)


def cut(pieces: Iterable[str], layout: Layout) -> Iterator[Block]:
    r"""Cut a text where a message ends and the next begins.

    >>> text = "[2024-09-03 08:59:12] Ann: one\n[2024-09-03 08:59:13] Ben: two  \n\n"
    >>> [(block.body, block.lookalikes) for block in cut([text], Layout.SPACED)]
    [('one\n[2024-09-03 08:59:13] Ben: two  ', (2,))]
    """
    first, lines, lookalikes = 1, list[str](), list[int]()
    for number, line in enumerate(_lines_of(pieces), start=1):
        head = head_of(line)
        if head and _begins(lines, layout):
            yield from _block(first, lines, lookalikes, head.sent)
            first, lines, lookalikes = number, [], []
        elif head:
            lookalikes.append(number)
        lines.append(line)
    yield from _block(first, lines, lookalikes, 0)


def _lines_of(pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        yield from piece.replace("\r\n", "\n").removesuffix("\n").split("\n")


def _ends(start: str) -> list[Layout | None]:
    """Tell how each message ends that another follows, or the only one."""
    lines = list(_lines_of([start]))
    heads = [at for at, line in enumerate(lines) if at and head_of(line)]
    return [_end(lines, at) for at in heads or [len(lines)]]


def _end(lines: Sequence[str], at: int) -> Layout | None:
    """Tell how the message above line ``at`` ends; None if it goes on."""
    if lines[at - 1].endswith(_CLOSED):
        return Layout.TIGHT
    spaced = at > 1 and not lines[at - 1] and lines[at - 2].endswith(_CLOSED)
    return Layout.SPACED if spaced else None


def _begins(lines: Sequence[str], layout: Layout) -> bool:
    """Tell whether a line that looks like a message begins one, from the lines above it."""
    above = not lines or head_of(lines[0]) is None
    return above or layout is Layout.TRIMMED or _end(lines, len(lines)) is layout


def _block(first: int, lines: list[str], lookalikes: list[int], then: int) -> Iterator[Block]:
    """Make a block of its lines; what stands above the first message takes the time of that."""
    head = head_of(lines[0]) if lines else None
    if head:
        below = lines[1:-1] if lines[-1] == "" else lines[1:]
        body = "\n".join([head.rest, *below])
        yield Block(first, head.sent, head.sender, body, tuple(lookalikes))
    elif any(map(str.strip, lines)):
        yield Block(first, then, "", "\n".join(lines).strip("\n"))
