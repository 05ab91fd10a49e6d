"""Who wrote a WhatsApp message, told from what stands before the colon, which may be no name."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from cryptokit.conversation.whatsapp.styles import MARK
from cryptokit.conversation.whatsapp.words import QUOTES

_LONGEST_NAME: Final = 100
"""Signs in a name of the address book; a notice with a colon is longer."""

_AROUND_A_NAME: Final = f"{MARK}\u200f\u202a\u202c\u2068\u2069"
_NOT_IN_ADDRESS_BOOK: Final = "~\u00a0"
_QUOTED_LATER: Final = re.compile(f" \\w[^{QUOTES}]* [{QUOTES}]")


class Names(dict[str, str]):
    """Names as people know them, by how a line writes them; empty for what may be no name.

    >>> names = Names()
    >>> names["~\u00a0Ann"], names['Ann created group "Us']
    ('Ann', '')
    """

    def __missing__(self, sender: str) -> str:
        """Look at a name once, however often it is written."""
        strange = "\n" in sender or len(sender) > _LONGEST_NAME
        doubtful = strange or not set(QUOTES).isdisjoint(sender)
        return self.setdefault(sender, "" if doubtful else cleaned(sender))


def cleaned(sender: str) -> str:
    r"""Take away the signs around a name: for unlisted numbers, and on right-to-left phones.

    >>> cleaned("~\u00a0Ann")
    'Ann'
    """
    return sender.strip(_AROUND_A_NAME).removeprefix(_NOT_IN_ADDRESS_BOOK) or sender


def no_names(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Find what begins like another name and then quotes something, and whose name that is.

    This needs no words of any language: somebody gave the group a name with a colon in it.

    >>> list(no_names({"Ann": "Ann", 'Ann skapade "Us': "", 'Ann "Bolt" B': ""}))
    [('Ann skapade "Us', 'Ann')]
    """
    known = {name for name in names.values() if name}
    for raw in [raw for raw, name in names.items() if not name]:
        who = max((name for name in known if raw.startswith(f"{name} ")), key=len, default="")
        if who and _QUOTED_LATER.match(raw[len(who) :]):
            yield raw, who
