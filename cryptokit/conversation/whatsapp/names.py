"""Who wrote a WhatsApp message, told from what stands before the colon, which may be no name."""

from typing import Final

from cryptokit.conversation.whatsapp.styles import MARK
from cryptokit.conversation.whatsapp.words import Words, may_begin_notice

_LONGEST_NAME: Final = 100
"""Signs in a name of the address book; a notice with a colon is longer."""

_AROUND_A_NAME: Final = f"{MARK}\u200f\u202a\u202c\u2068\u2069"
_NOT_IN_ADDRESS_BOOK: Final = ("~\u00a0", "~\u202f")


class Names(dict[str, str]):
    """Names as people know them, by how a line writes them; empty for what may be no name.

    >>> from cryptokit.conversation.whatsapp.locales import ENGLISH
    >>> names = Names(ENGLISH)
    >>> names["~\u00a0Ann"], names['Ann created group "Us'], names["Ann added Ben"]
    ('Ann', '', '')
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, sender: str) -> str:
        """Look at a name once, however often it is written."""
        doubtful = "\n" in sender or cut_short(sender) or may_begin_notice(sender, self.words)
        return self.setdefault(sender, "" if doubtful else cleaned(sender))


def cleaned(sender: str) -> str:
    r"""Take away the signs around a name: for unlisted numbers, and on right-to-left phones.

    >>> cleaned("~\u00a0Ann")
    'Ann'
    """
    bare = sender.strip(_AROUND_A_NAME)
    return (
        next((bare[2:] for mark in _NOT_IN_ADDRESS_BOOK if bare.startswith(mark)), bare) or sender
    )


def cut_short(sender: str) -> bool:
    """Tell whether a colon cut a notice here: a quotation is open, or no name is so long.

    >>> cut_short('Ann skapade "Us'), cut_short('Ann "Bolt" B')
    (True, False)
    """
    quotes = (sender.count('"'), sum(map(sender.count, "„“”")), sum(map(sender.count, "«»")))
    return len(sender) > _LONGEST_NAME or any(count % 2 for count in quotes)
