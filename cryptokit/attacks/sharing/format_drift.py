"""A release changes the layout of a share, and old shares join to a wrong secret without an error.

Bytes have no names: what was a mark in front is read as a byte of the value. Shares are kept for
years, so that the program which reads them is seldom the one that wrote them. Not here: another
field, in ``wrong_field``.

RFC 9413 (2023) says what becomes of formats whose readers guess: every reader has a dialect.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack
from cryptokit.attacks.sharing.exchange import Exchange, join_here, joins_own
from cryptokit.attacks.sharing.schemes import BARE, CRYPTOKIT, look
from cryptokit.primitives import gf256
from cryptokit.rng import Rng
from cryptokit.sharing.share import MAGIC, VERSION


def _first_release(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    """Split as years ago, when a byte 1 stood in front of the value."""
    return tuple(b"\x01" + share for share in BARE.split(secret, threshold, shares, rng))


def flawed_join(shares: Sequence[bytes]) -> bytes:
    """Join bare shares of this year's layout."""
    return gf256.interpolate(dict(map(look, shares)))  # the flaw: any bytes are of this layout


def _other_version(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    """Split as a release would whose version is another."""
    at = len(MAGIC)
    made = CRYPTOKIT.split(secret, threshold, shares, rng)
    return tuple(s[:at] + bytes([VERSION + 1]) + s[at + 1 :] for s in made)


ATTACK: Final = Attack(
    name="format_drift",
    title="A layout that changed",
    mistake="a share does not say of which version its layout is",
    repair="the version is in the share, and a reader refuses what it does not know",
    source='RFC 9413, "Maintaining Robust Protocols", 2023',
    scale="real size",
    budget=1,
    program=join_here,
    honest=joins_own,
    flawed=Exchange(replace(BARE, join=flawed_join), _first_release),
    repaired=Exchange(CRYPTOKIT, _other_version),
)
