"""Which message a quote is taken from. signal-export writes the words of a quote, and no number."""

from collections.abc import Iterable
from typing import Final

LONG: Final = 32
"""Characters after which a quote that is only the beginning of a message is trusted."""

_Pair = tuple[int, ...]  # the numbers of the last two messages, the older first, or of fewer


class Said:
    """What was said so far, to look quotes up in. All quotes that will be asked for come first.

    A message notes itself under each of them that it begins with, so that however many messages
    begin alike, none is compared with them when a quote is asked for.

    >>> said = Said(["Six?", "Six"])
    >>> said.add(1, "Six?")
    >>> said.add(2, "Six sharp")
    >>> said.quoted("Six?"), said.quoted("Six")
    ((1,), ())
    """

    __slots__ = ("_begun", "_lengths", "_whole")

    def __init__(self, quotes: Iterable[str]) -> None:
        self._whole: dict[str, _Pair] = {}
        self._begun: dict[str, _Pair] = {
            text: () for text in map(_as_said, quotes) if len(text) >= LONG
        }
        self._lengths: dict[str, set[int]] = {}
        for text in self._begun:
            self._lengths.setdefault(text[:LONG], set()).add(len(text))

    def add(self, number: int, text: str) -> None:
        """Note a message by its number."""
        self._whole[text] = (*self._whole.get(text, ())[-1:], number)
        for length in self._lengths.get(text[:LONG], ()):
            begun = text[:length]
            if length < len(text) and begun in self._begun:
                self._begun[begun] = (*self._begun[begun][-1:], number)

    def quoted(self, quote: str) -> _Pair:
        """Give the numbers of the last two messages that say this, or else begin so."""
        text = _as_said(quote)
        return (self._whole.get(text) or self._begun.get(text, ())) if text else ()


def _as_said(quote: str) -> str:
    """Write a quote as its message is written: the tool takes a sign out of messages alone."""
    return quote.replace("`", "").rstrip("\n")
