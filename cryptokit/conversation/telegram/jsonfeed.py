r"""Walk JSON that arrives in pieces, one value at a time. It knows nothing of any messenger.

A parser that builds the whole tree needs ten times the size of the file; here only the value just
asked for exists, or a few at once. What Telegram writes wrongly is repaired next door.
Of a name written twice the last one counts; NaN and Infinity are numbers, as they are to ``json``.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from cryptokit.conversation.telegram.jsonrepair import LONGER, lengthened, repaired
from cryptokit.errors import BadExport

_AGAIN: Final = "export the chat again, or copy the file again"
_INK: Final = re.compile(r"[^ \t\r\n]")
_OF_NUMBER: Final = re.compile(r"[-+.0-9eE]*")
_STRETCH: Final = 1 << 14
"""Characters taken at once. The system lends larger blocks of memory anew each time: slow."""

_decode: Final = json.JSONDecoder(strict=False).raw_decode
_decode_all: Final = json.JSONDecoder(strict=False, object_pairs_hook=tuple).raw_decode


class JsonFeed:
    """A place in JSON text. Raises BadExport with line and column where the text stops being JSON.

    >>> feed = JsonFeed(iter(['{"name": "Ann",', ' "list": [1, 2]}']), "small.json")
    >>> {key: feed.value() for key in feed.names()}
    {'name': 'Ann', 'list': [1, 2]}
    """

    __slots__ = (
        *("source", "_stretches", "_text", "_at", "_line", "_column"),
        *("_longer", "_last", "_counted", "_trusted"),
    )

    def __init__(self, pieces: Iterator[str], source: str) -> None:
        self.source: Final = source
        self._stretches = _stretches(pieces)
        self._text = ""
        self._at = 0
        self._line = self._column = 1  # where the text at hand begins in the file
        self._longer: list[int] = []  # places in the text at hand that the repair made longer
        # Values taken last, which of them was asked for last, and where that begins.
        self._last: tuple[list[object], int, int] = [], 0, 0
        self._counted = 0, 1  # a place in the text at hand, and its line in the file
        self._trusted = True  # the layout, to show where values end

    def peek(self) -> str:
        """Give the next character that is not a space, without passing it; empty at the end."""
        while (found := _INK.search(self._text, self._at)) is None:
            self._at = len(self._text)
            if not self._more():
                return ""
        self._at = found.start()
        return found[0]

    def value(self) -> object:
        """Take the next value whole."""
        self.peek()
        while True:
            try:
                value, end = _decode(self._text, self._at)
            except RecursionError as error:
                raise self.bad("nested too deep for a chat export") from error
            except ValueError as error:
                if not self._more():
                    raise self._not_json(error) from error
            else:
                if self._may_go_on(value, end) and self._more():
                    continue
                self._last, self._at = ([value], 0, self._at), end
                return value

    def names(self) -> Iterator[str]:
        """Give each name in an object, standing before its value; the caller takes that."""
        for _ in self._members("{", "}"):
            if self.peek() != '"':
                raise self._unexpected("a name in double quotes")
            key = str(self.value())
            self._pass(":")
            yield key

    def items(self) -> Iterator[None]:
        """Stand before each item of a list in turn; the caller takes it."""
        yield from self._members("[", "]")

    def values(self) -> Iterator[object]:
        r"""Take all items of a list in turn.

        >>> list(JsonFeed(iter(["[\n {},\n {},\n 3]"]), "small.json").values())
        [{}, {}, 3]
        """
        for _ in self.items():
            if not self._take_many():
                self.value()
            yield from self._last[0]

    def line(self, value: object) -> int:
        """Tell on which line a value begins; those taken last can be asked for in their order."""
        start, (place, line) = self._start(value), self._counted
        self._counted = start, line + self._text.count("\n", place, start)
        return self._counted[1]

    def first(self, value: object, name: str) -> object:
        """Give what stands first under a name that an object holds twice; taken last, as well."""
        pairs, _ = _decode_all(self._text, self._start(value))
        return next(each for key, each in pairs if key == name)

    def finish(self) -> None:
        """Say that the text ends here."""
        if self.peek():
            raise self._unexpected("the end of the file")

    def bad(self, what: str, *, at: int | None = None, hint: str = _AGAIN) -> BadExport:
        """Make the error for this place."""
        line, column = self._place(self._at if at is None else at)
        return BadExport(what, source=self.source, where=f"line {line}, column {column}", hint=hint)

    def _take_many(self) -> bool:
        """Take as many objects as seem to end in the text at hand; or none, if unsure.

        What is between two line ends may be cut in the middle of a text that holds such a line: it
        is then no JSON. What is a list of JSON is the same list for whoever reads value by value.
        """
        end = f"{self._indent()}}}"
        if end == "}" or not self._trusted:
            return False
        cut = self._text.rfind(f"{end},", self._at)
        if cut < 0 and self._more():
            cut = self._text.rfind(f"{end},", self._at)
        if cut < 0:
            return False
        try:
            values, passed = _decode(f"[{self._text[self._at : cut]}{end}]")
        except (RecursionError, ValueError):
            values, passed = [], 0
        if not values:
            self._trusted = False
            return False
        self._last = values, 0, self._at
        self._at += passed - 2  # the two brackets; another list may begin after this one
        return True

    def _start(self, value: object) -> int:
        """Find where a value begins, from the one that was asked for before."""
        values, last, at = self._last
        for number in range(last, len(values)):
            at = _ink(self._text, at)
            if values[number] is value:
                self._last = values, number, at
                break
            at = _ink(self._text, _decode(self._text, at)[1]) + 1  # and its comma
        return at

    def _may_go_on(self, value: object, end: int) -> bool:
        """Tell whether a number ends only because the text at hand does."""
        return isinstance(value, (int, float)) and bool(_OF_NUMBER.fullmatch(self._text, end))

    def _indent(self) -> str:
        """Give the line end and the spaces before this place, if there is nothing else."""
        line = self._text.rfind("\n", 0, self._at)
        before = self._text[line : self._at] if line >= 0 else ""
        return before if before.isspace() else ""

    def _members(self, opening: str, closing: str) -> Iterator[None]:
        self._pass(opening)
        if self.peek() != closing:
            yield
            while self.peek() == ",":
                self._at += 1
                self.peek()
                yield
        self._pass(closing)

    def _pass(self, char: str) -> None:
        if self.peek() != char:
            raise self._unexpected(repr(char))
        self._at += 1

    def _more(self) -> bool:
        """Let go of what was passed, and double the rest, so that retrying stays cheap."""
        rest = self._text[self._at :]
        fresh, longer, size = [rest], [at - self._at for at in self._longer if at >= self._at], 0
        while size <= len(rest) and (stretch := next(self._stretches, None)) is not None:
            longer += [len(rest) + size + at for at in stretch[1]]
            fresh.append(stretch[0])
            size += len(stretch[0])
        if not size:
            return False
        self._line, self._column = self._place(self._at)
        self._text, self._at, self._longer, self._trusted = "".join(fresh), 0, longer, True
        self._counted = 0, self._line
        return True

    def _place(self, at: int) -> tuple[int, int]:
        """Give the line and the column of a place in the text at hand, as in the file, from 1."""
        before = self._text.rfind("\n", 0, at)
        column = at - before if before >= 0 else self._column + at
        repairs = sum(before < longer < at for longer in self._longer)
        return self._line + self._text.count("\n", 0, at), column - LONGER * repairs

    def _unexpected(self, wanted: str) -> BadExport:
        found = self.peek()
        return self.bad(f"{wanted} expected, {found!r} found") if found else self._cut()

    def _not_json(self, error: ValueError) -> BadExport:
        if not isinstance(error, json.JSONDecodeError):
            return self.bad("a number too long to be one")
        if error.pos >= len(self._text.rstrip()) or error.msg.startswith("Unterminated"):
            return self._cut()
        return self.bad(f"not JSON: {error.msg.lower()}", at=error.pos)

    def _cut(self) -> BadExport:
        return self.bad("the file ends in the middle: it was cut", at=len(self._text))


def _ink(text: str, at: int) -> int:
    found = _INK.search(text, at)
    return len(text) if found is None else found.start()


def _stretches(pieces: Iterator[str]) -> Iterator[tuple[str, list[int]]]:
    """Repair pieces and cut them short, each with the places that the repair made longer."""
    for piece in pieces:
        text = repaired(piece)
        longer = lengthened(piece) if len(text) > len(piece) else []
        for start in range(0, len(text), _STRETCH):
            end = start + _STRETCH
            yield text[start:end], [at - start for at in longer if start <= at < end]
