"""Which message a quote is taken from. signal-export writes the words of a quote, and no number."""

from typing import Final

LONG: Final = 32
"""Characters after which a quote that is only the beginning of a message is trusted."""


class Said:
    """What was said so far, to look quotes up in.

    >>> said = Said()
    >>> said.add(1, "Six?")
    >>> said.add(2, "Six sharp")
    >>> said.quoted("Six?"), said.quoted("Six")
    ((1,), ())
    """

    __slots__ = ("_long", "_whole")

    def __init__(self) -> None:
        self._whole: dict[str, list[int]] = {}
        self._long: dict[str, list[tuple[int, str]]] = {}

    def add(self, number: int, text: str) -> None:
        """Note a message by its number."""
        self._whole.setdefault(text, []).append(number)
        if len(text) > LONG:
            self._long.setdefault(text[:LONG], []).append((number, text))

    def quoted(self, quote: str) -> tuple[int, ...]:
        """Give the numbers of the messages that say this, or else begin so, oldest first."""
        # The tool takes this sign out of messages, but not out of quotes.
        text = quote.replace("`", "").rstrip("\n")
        if not text or text in self._whole:
            return tuple(self._whole[text]) if text else ()
        longer = self._long.get(text[:LONG], []) if len(text) >= LONG else []
        return tuple(number for number, said in longer if said.startswith(text))
