"""A bare share may be changed: one cheater flips exactly the bits of the secret that it wants.

The secret is a weighted sum of the shares, and the weights are known from the x's. Adding d / w to
a share of weight w adds d to the secret, unseen. Not here: naming the cheater when there are shares
to spare, which ``agreement`` does.

Tompa and Woll published in 1986 that Shamir's scheme does not notice cheating. Every bare sharing
is like that, so the repair is around it: a box whose key is shared, and which knows a commitment
to its key.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.sharing.schemes import (
    BARE,
    CRYPTOKIT,
    ByteScheme,
    forge_cryptokit,
    joins_bytes,
    look,
    look_cryptokit,
)
from cryptokit.primitives import gf256
from cryptokit.rng import Rng, lesson
from cryptokit.sharing.sealed import Box, open_, seal
from cryptokit.sharing.share import Share
from cryptokit.sharing.xor import xor

ORDER: Final = b"pay Bob   10 EUR"
WANTED: Final = b"pay Bob 9910 EUR"


def flawed_join(shares: Sequence[bytes]) -> bytes:
    """Join bare shares, whatever they hold."""
    return gf256.interpolate(dict(map(look, shares)))  # the flaw: nothing says if this is right


def _seal(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    """Seal a secret, and give each holder the length of the share, the share and the box."""
    with lesson("an attack is a lesson, and protects nobody"):
        made = seal(secret, threshold=threshold, shares=shares, rng=rng)
    box = made.box.to_bytes()
    return tuple(_bundle(share.to_bytes(), box) for share in made.shares)


def _open(bundles: Sequence[bytes]) -> bytes:
    parts = [_unbundle(bundle) for bundle in bundles]
    box = Box.from_bytes(parts[0][1])
    return open_(box, [Share.from_bytes(share) for share, _ in parts])


def _bundle(share: bytes, box: bytes) -> bytes:
    return bytes([len(share)]) + share + box


def _unbundle(bundle: bytes) -> tuple[bytes, bytes]:
    size = bundle[0]
    return bundle[1 : size + 1], bundle[size + 1 :]


def _look(bundle: bytes) -> tuple[int, bytes]:
    return look_cryptokit(_unbundle(bundle)[0])


def _forge(bundle: bytes, x: int, value: bytes) -> bytes:
    share, box = _unbundle(bundle)
    return _bundle(forge_cryptokit(share, x, value), box)


def program(scheme: ByteScheme, _budget: int, rng: Rng) -> Outcome:
    """Be the last of three who join, and add the wanted change over one's weight to one's share."""
    *others, mine = scheme.split(ORDER, 3, 3, rng)
    x, value = scheme.look(mine)
    weight = gf256.lagrange_weights((1, 2, 3))[x - 1]
    change = xor([ORDER, WANTED]).translate(gf256.times(gf256.invert(weight)))
    forged = scheme.forge(mine, x, xor([value, change.ljust(len(value), b"\0")]))
    got = answer(lambda: scheme.join([*others, forged]))
    if isinstance(got, bytes):
        return Outcome(got == WANTED, 1, f"three holders joined {got!r}")
    return Outcome(won=False, tries=1, told=f"refused: {got.what}")


ATTACK: Final = Attack(
    name="no_integrity",
    title="A share that anybody may change",
    mistake="what comes out of joining is believed",
    repair="the shares are those of a random key, to which the box is committed",
    source='Tompa and Woll, "How to share a secret with cheaters", CRYPTO 1986',
    scale="real size",
    budget=1,
    program=program,
    honest=joins_bytes,
    flawed=replace(BARE, join=flawed_join),
    repaired=replace(CRYPTOKIT, split=_seal, join=_open, look=_look, forge=_forge),
    seen_in="every bare sharing, this package's split and join among them",
)
