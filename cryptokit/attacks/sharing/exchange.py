"""Shares that come from elsewhere: another program, or this one some years ago.

Not here: what differs, which is the attack's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptokit.attacks.attack import Outcome, answer
from cryptokit.attacks.sharing.schemes import ByteScheme, joins_bytes
from cryptokit.rng import Rng

TEXT: Final = b"meet me at eight"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A scheme, and how shares are split elsewhere that are then joined here."""

    here: ByteScheme
    elsewhere: Callable[[bytes, int, int, Rng], tuple[bytes, ...]]


def join_here(scheme: Exchange, _budget: int, rng: Rng) -> Outcome:
    """Join two shares of elsewhere. A wrong text without an error is what an attacker hopes for."""
    shares = scheme.elsewhere(TEXT, 2, 3, rng)
    got = answer(lambda: scheme.here.join(shares[:2]))
    if isinstance(got, bytes):
        return Outcome(got != TEXT, 1, f"joined {got!r}")
    return Outcome(won=False, tries=1, told=f"refused: {got.what}")


def joins_own(scheme: Exchange, rng: Rng) -> bool:
    """Tell whether shares that were split here are joined here."""
    return joins_bytes(scheme.here, rng)
