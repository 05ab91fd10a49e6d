r"""Walk JSON that arrives in pieces, one value at a time. It knows nothing of any messenger.

A parser that builds the whole tree needs ten times the size of the file; here only the value just
asked for exists. Telegram writes control characters as ``\x0B``, which is not JSON: repaired here.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from cryptokit.errors import BadExport

_AGAIN: Final = "export the chat again, or copy the file again"
_INK: Final = re.compile(r"[^ \t\r\n]")
_HEX: Final = "[0-9a-fA-F]"
_ESCAPE: Final = re.compile(
    rf"\\(?:u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}"  # a pair: one character, kept
    rf"|(?P<half>u[dD][89a-fA-F]{_HEX}{{2}})|x(?P<control>{_HEX}{{2}})|.)"
)
_decode: Final = json.JSONDecoder(strict=False).raw_decode


class JsonFeed:
    """A place in JSON text. Raises BadExport with line and column where the text stops being JSON.

    >>> feed = JsonFeed(iter(['{"name": "Ann",', ' "list": [1, 2]}']), "small.json")
    >>> {key: feed.value() for key in feed.names()}
    {'name': 'Ann', 'list': [1, 2]}
    """

    __slots__ = ("_at", "_column", "_line", "_pieces", "_text", "source")

    def __init__(self, pieces: Iterator[str], source: str) -> None:
        self.source: Final = source
        self._pieces = pieces
        self._text = ""
        self._at = 0
        self._line = self._column = 1  # where the text at hand begins in the file

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
                value, self._at = _decode(self._text, self._at)
            except RecursionError as error:
                raise self.bad("nested too deep for a chat export") from error
            except ValueError as error:
                if not self._more():
                    raise self._not_json(error) from error
            else:
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

    def finish(self) -> None:
        """Say that the text ends here."""
        if self.peek():
            raise self._unexpected("the end of the file")

    def bad(self, what: str, *, at: int | None = None, hint: str = _AGAIN) -> BadExport:
        """Make the error for this place."""
        line, column = self._place(self._at if at is None else at)
        return BadExport(what, source=self.source, where=f"line {line}, column {column}", hint=hint)

    def _members(self, opening: str, closing: str) -> Iterator[None]:
        self._pass(opening)
        if self.peek() != closing:
            yield
            while self.peek() == ",":
                self._at += 1
                yield
        self._pass(closing)

    def _pass(self, char: str) -> None:
        if self.peek() != char:
            raise self._unexpected(repr(char))
        self._at += 1

    def _more(self) -> bool:
        """Let go of what was passed, and double the rest, so that retrying stays cheap."""
        fresh: list[str] = []
        wanted = len(self._text) - self._at
        while (wanted > 0 or not fresh) and (piece := next(self._pieces, "")):
            fresh.append(repaired(piece))
            wanted -= len(piece)
        if not fresh:
            return False
        self._line, self._column = self._place(self._at)
        self._text, self._at = self._text[self._at :] + "".join(fresh), 0
        return True

    def _place(self, at: int) -> tuple[int, int]:
        """Give the line and the column of a place in the text at hand, both from 1."""
        before = self._text.rfind("\n", 0, at)
        column = at - before if before >= 0 else self._column + at
        return self._line + self._text.count("\n", 0, at), column

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


def repaired(text: str) -> str:
    r"""Rewrite escapes that JSON lacks, and half characters that no text can hold.

    >>> repaired(r'tab \x09, two backslashes \\x09, half an emoji \ud83d')
    'tab \\u0009, two backslashes \\\\x09, half an emoji \\ufffd'
    """
    # Most text has no backslash at all, and one character is found far faster than two.
    wrong = "\\" in text and ("\\x" in text or "\\u" in text)
    return _ESCAPE.sub(_rewrite, text) if wrong else text


def _rewrite(escape: re.Match[str]) -> str:
    if escape["half"]:
        return r"\ufffd"
    return rf"\u00{escape['control']}" if escape["control"] else escape[0]
