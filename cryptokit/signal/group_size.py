"""How many people a group may have: who says so, and a check before anything is made for it.

Not here: who is a member, which the server tells. So a list that is too long is a server's value
that no honest server gives: without a limit, one such list makes a phone encrypt for hours.
"""

from collections.abc import Hashable, Iterable
from typing import Final

from cryptokit.errors import Untrusted

WHATSAPP: Final = 1_024
"""People in a group of WhatsApp's. See: WhatsApp blog, "Communities Now Available!", November
2022."""
SIGNAL: Final = 1_001
"""The same in Signal, as long as its server does not tell another number. See: Signal-iOS,
RemoteConfig.swift, groupsV2MaxGroupSizeHardLimit."""


def check(people: Iterable[Hashable], limit: int = WHATSAPP) -> None:
    """Count the people of a group, each once. Raises Untrusted with field ``members``.

    >>> check(range(1_024))
    >>> check(range(1_025))
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: members: 1,025 of them, but 1,024 at most. Try: ...

    See: the sources of the limits above.
    """
    found = len(set(people))
    if found > limit:
        raise Untrusted(f"{found:,} of them, but {limit:,} at most", field="members")
