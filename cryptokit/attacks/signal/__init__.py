"""Attacks on the protocol of Signal and WhatsApp, and on who hands out keys, with what stops each.

No cipher is broken here: a key is somebody else's, an end is added, or the traffic tells. Not here:
phones that are seized, which are in ``exposure``.
"""

from typing import Final

from cryptokit.attacks.attack import Attack, load

GALLERY: Final = (
    "substituted_key",
    "first_digits",
    "unlogged_key",
    "unwatched_log",
    "rewritten_log",
    "split_view",
    "ghost_device",
    "ghost_behind_the_number",
    "ghost_member",
    "replayed_first_message",
    "salamander",
    "receipts",
)
"""The names of the attacks: whose key it is, who is added, and what tells without any key."""


def named(name: str) -> Attack[object]:
    """Load an attack by its name. Raises Unknown.

    >>> named("ghost_device").title
    'A device too many'

    See: the source of each attack, in its record.
    """
    return load(__name__, GALLERY, name)


def gallery() -> tuple[Attack[object], ...]:
    """Load all attacks, in the order of ``GALLERY``.

    >>> [attack.name for attack in gallery()][:1]
    ['substituted_key']

    See: the source of each attack, in its record.
    """
    return tuple(map(named, GALLERY))
