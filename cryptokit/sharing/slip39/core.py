"""The splitting step that SLIP-39 and SSKR have in common: Shamir's sharing with a digest inside.

Not here: groups, words, passphrases. A share is a value and the x it belongs to, from 0 on.
"""

import hmac
from collections.abc import Mapping, Sequence
from typing import Final

from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.rng import Rng, draw, is_lesson

SECRET_AT: Final = 255
"""The secret lies here and not at 0, so that a share at x = 0 is a share as any other."""
DIGEST_AT: Final = 254
DIGEST_SIZE: Final = 4
MOST: Final = 16
"""Shares of one split: an x has four bits."""
SHORTEST: Final = 16
"""Bytes of the shortest secret: 128 bits."""


def split_secret(
    secret: ShareValue, *, threshold: int, count: int, rng: Rng
) -> tuple[ShareValue, ...]:
    """Split a secret into ``count`` values, at x = 0, 1, 2, ...; any ``threshold`` give it back.

    The digest costs secrecy: who holds one share less than needed can test a guess of the secret,
    and all but one guess in 2^32 fail. Of 128 bits, 96 stay unknown to them. Who holds two less
    learns nothing. With a threshold of 1 every share is the secret, without a digest.

    >>> from cryptokit.rng import lesson
    >>> secret = ShareValue(b"meet me at nine!")
    >>> a, b, c = split_secret(secret, threshold=2, count=3, rng=lesson("slip39"))
    >>> recover_secret({0: a, 2: c}, threshold=2).reveal()
    b'meet me at nine!'

    See: SLIP-0039, "Sharing a secret", SplitSecret.
    """
    if threshold == 1:
        return (secret,) * count
    size, toy = len(secret), is_lesson(rng)
    free = [draw(rng, size) for _ in range(threshold - 2)]
    luck = draw(rng, size - DIGEST_SIZE)
    fixed = {DIGEST_AT: _digest(luck, secret) + luck, SECRET_AT: secret.reveal()}
    points = dict(enumerate(free)) | fixed
    others = [gf256.interpolate(points, x) for x in range(len(free), count)]
    return tuple([ShareValue(value, from_lesson=toy) for value in (*free, *others)])


def recover_secret(points: Mapping[int, ShareValue], *, threshold: int) -> ShareValue | None:
    """Give the secret of exactly ``threshold`` shares (x -> value), or None if the digest differs.

    See: SLIP-0039, "Sharing a secret", RecoverSecret.
    """
    if len(points) != threshold:
        raise ValueError(f"exactly {threshold} shares are needed here, not {len(points)}")
    if threshold == 1:
        return next(iter(points.values()))
    secret, proof = value_at(points, SECRET_AT), value_at(points, DIGEST_AT).reveal()
    right = _digest(proof[DIGEST_SIZE:], secret)
    return secret if hmac.compare_digest(right, proof[:DIGEST_SIZE]) else None


def value_at(points: Mapping[int, ShareValue], x: int) -> ShareValue:
    """Give the value at ``x`` of the polynomial of least degree through shares."""
    strings = {place: value.reveal() for place, value in points.items()}
    toy = any(value.from_lesson for value in points.values())
    return ShareValue(gf256.interpolate(strings, x), from_lesson=toy)


def strays(points: Mapping[int, ShareValue], base: Sequence[int]) -> tuple[int, ...]:
    """Give the x of those shares that do not lie on the polynomial through those at ``base``."""
    through = {x: points[x] for x in base}
    return tuple(x for x in points if x not in through and value_at(through, x) != points[x])


def _digest(luck: bytes, secret: ShareValue) -> bytes:
    return hmac.digest(luck, secret.reveal(), "sha256")[:DIGEST_SIZE]
