"""Some bytes of k shares leak, and so do the same bytes of the secret.

Bytewise sharing treats each position for itself: byte 0 of three shares gives byte 0 of the secret.
Not here: all of k shares, which give the secret however it was shared.

Benhamouda et al. published in 2018 how little leakage breaks sharing over fields like GF(2^8).
SLIP-39 (2017) encrypts a secret before sharing it, so that each byte of the secret depends on all
bytes of what is shared. Without a passphrase that hides nothing by itself; it spreads.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing.schemes import BARE, CRYPTOKIT, ByteScheme, evaluated, joins_bytes
from cryptokit.primitives import gf256
from cryptokit.rng import Rng, draw
from cryptokit.sharing.slip39.cipher import decrypt, encrypt

KEY_SIZE: Final = 32
LEAKED: Final = 8
"""Bytes that leak from the front of each share: a page of memory that was cut, a broken log."""


def flawed_split(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    """Share a secret byte by byte."""
    luck = [draw(rng, len(secret)) for _ in range(threshold - 1)]
    return evaluated((secret, *luck), shares)  # the flaw: byte 0 of the secret meets no other byte


def _spread_and_split(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    spread = encrypt(secret, b"", salt=b"", iteration_exponent=0)
    return CRYPTOKIT.split(spread, threshold, shares, rng)


def _join_and_gather(shares: Sequence[bytes]) -> bytes:
    return decrypt(CRYPTOKIT.join(shares), b"", salt=b"", iteration_exponent=0)


def program(scheme: ByteScheme, budget: int, rng: Rng) -> Outcome:
    """Interpolate what leaked of three shares, and take it for the same bytes of the secret."""
    key = draw(rng, KEY_SIZE)
    seen = [scheme.look(share) for share in scheme.split(key, 3, 5, rng)[:3]]
    leaked = gf256.interpolate({x: value[:budget] for x, value in seen})
    right = sum(a == b for a, b in zip(leaked, key, strict=False))
    return Outcome(right == budget, budget, f"{right} of the first {budget} bytes are right")


ATTACK: Final = Attack(
    name="partial_leak",
    title="Byte 0 of three shares",
    mistake="a secret is shared bytewise as it is",
    repair="the secret is permuted first, so that each byte depends on all that is shared",
    source='Benhamouda et al., "On the Local Leakage Resilience of Linear Secret Sharing Schemes", '
    "CRYPTO 2018; SLIP-0039, 2017",
    scale="real size: a 32-byte key, of whose shares 8 bytes leak",
    budget=LEAKED,
    program=program,
    honest=joins_bytes,
    flawed=replace(BARE, split=flawed_split),
    repaired=replace(CRYPTOKIT, split=_spread_and_split, join=_join_and_gather),
)
