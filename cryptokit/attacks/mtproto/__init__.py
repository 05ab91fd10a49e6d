"""Attacks on Telegram's protocol and on what stands around it, each with what stops it.

Not here: orders and seizures, which need no mistake; those are in ``court`` and ``exposure``.
"""

from typing import Final

from cryptokit.attacks.attack import Attack, load

GALLERY: Final = (
    "takeover",
    "seized_verifier",
    "server_nonce",
    "server_in_the_middle",
    "equal_pictures",
    "short_picture",
    "smooth_group",
    "non_residue_generator",
    "degenerate_value",
    "padding_extension",
    "last_block",
    "reordering",
    "re_encryption",
    "early_length_check",
    "handshake_oracle",
    "rekey_under_stolen_key",
    "kill_switch",
)
"""The names of the attacks."""


def named(name: str) -> Attack[object]:
    """Load an attack by its name. Raises Unknown.

    >>> named("takeover").title
    'A login code in other hands'

    See: the source of each attack, in its record.
    """
    return load(__name__, GALLERY, name)


def gallery() -> tuple[Attack[object], ...]:
    """Load all attacks, in the order of ``GALLERY``.

    >>> [attack.name for attack in gallery()][:1]
    ['takeover']

    See: the source of each attack, in its record.
    """
    return tuple(map(named, GALLERY))
