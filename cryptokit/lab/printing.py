"""Texts of strangers as a terminal may be sent them, and numbers of things in words. No tables."""

from typing import Final
from unicodedata import bidirectional, category

_JOINER: Final = "\u200d"
"""Makes one picture of several emoji."""
_RIGHT_TO_LEFT: Final = {"R", "AL", "AN"}
_PLURALS: Final = {"person": "people", "entry": "entries", "reply": "replies"}


def printable(text: str) -> str:
    r"""Give a text on one line, without what a terminal would obey instead of show.

    Texts come out of strangers' files. Signs that turn the writing direction are left out, controls
    become a question mark in a diamond.

    >>> printable("a\x1b[31mb\nc\u202ed")
    'a\ufffd[31mb cd'
    """
    return "".join(map(_shown, text))


def isolated(text: str) -> str:
    r"""Give a printable text that leaves the line around it as it is, whatever way it is written.

    Without the two marks, a name in Arabic or Hebrew would swap the numbers beside it.

    >>> isolated("Ann"), isolated("נועה")
    ('Ann', '\u2068נועה\u2069')

    See: Unicode Standard Annex 9, section 2.4.
    """
    clean = printable(text)
    turned = any(bidirectional(char) in _RIGHT_TO_LEFT for char in clean)
    return f"\u2068{clean}\u2069" if turned else clean


def _shown(char: str) -> str:
    if char.isprintable() or char == _JOINER:
        return char
    if char.isspace():
        return " "
    return "" if category(char) == "Cf" else "\ufffd"


def counted(number: int, noun: str) -> str:
    """Count things in words.

    >>> counted(1, "person"), counted(2, "person")
    ('1 person', '2 people')
    """
    plural = _PLURALS.get(noun, f"{noun}s")
    return f"{number} {noun if number == 1 else plural}"
