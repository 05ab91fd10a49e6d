"""Robust joining: the secret comes out although some shares are wrong, and their holders are named.

Of m shares with threshold k up to (m - k) / 2 may be wrong. Where commitments are there,
``feldman.join`` tells each share by itself; ``sealed.open_`` needs only one right choice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cryptokit.keys import Secret, SecretScalar, ShareValue
from cryptokit.primitives.fields import Binary
from cryptokit.sharing.agreement import holders, one_set, strays, value_at
from cryptokit.sharing.decoding import (
    Decoded,
    berlekamp_welch,
    bound,
    by_euclid,
    cheaters,
    gao,
    too_many,
)
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.sharing.share import Share

__all__ = [
    "Corrected",
    "Decoded",
    "berlekamp_welch",
    "decode_bytes",
    "decode_scalars",
    "gao",
]


S = TypeVar("S", bound=Secret)


@dataclass(frozen=True, slots=True)
class Corrected(Generic[S]):
    """The secret, and the x of those whose shares are wrong."""

    secret: S
    cheaters: tuple[int, ...]


def decode_scalars(shares: Iterable[ScalarShare]) -> Corrected[SecretScalar]:
    """Join shares of a number, of which up to (m - k) / 2 may be wrong.

    Raises Inconsistent, naming all, if more are wrong, or those that were not made with the
    others; NotEnoughShares.

    >>> from dataclasses import replace
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.scalar import split_scalar
    >>> shares = split_scalar(SecretScalar.of(42), threshold=2, shares=4, rng=lesson("robust"))
    >>> found = decode_scalars([replace(shares[0], value=SecretScalar.of(1)), *shares[1:]])
    >>> found.secret.reveal_number(), found.cheaters
    (42, (1,))

    See: McEliece and Sarwate, "On sharing secrets and Reed-Solomon codes", CACM 24(9), 1981.
    """
    together = one_set(shares, ScalarShare)
    wrong = _cheating_scalars(together)
    if wrong is None:
        raise too_many(holders(together))
    honest = [share for share in together if share.x not in wrong]
    toy = any(share.value.from_lesson for share in honest)
    return Corrected(SecretScalar(value_at(honest).reveal(), from_lesson=toy), wrong)


def decode_bytes(shares: Iterable[Share]) -> Corrected[ShareValue]:
    """Join shares of bytes, of which up to (m - k) / 2 may be wrong, in whatever bytes.

    One decoder runs for each byte in which shares disagree, until those that it has not named
    agree in all bytes. A share with one wrong byte counts as wrong altogether.

    Raises as ``decode_scalars`` does.

    >>> from dataclasses import replace
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing import split
    >>> shares = split(b"meet me", threshold=2, shares=4, rng=lesson("robust"))
    >>> found = decode_bytes([replace(shares[0], value=ShareValue(b"forgery")), *shares[1:]])
    >>> found.secret.reveal(), found.cheaters
    (b'meet me', (1,))

    See: McEliece and Sarwate, "On sharing secrets and Reed-Solomon codes", CACM 24(9), 1981.
    """
    together = one_set(shares, Share)
    wrong, honest = set[int](), together
    while (at := _disagreement(honest)) is not None:
        found = _cheating_bytes(together, at)
        wrong.update(found or ())
        # Each byte alone may be within the bound, and the shares together beyond it: then another
        # secret would be as good an answer.
        if found is None or len(wrong) > bound(len(together), together[0].threshold):
            raise too_many(holders(together))
        honest = tuple(share for share in together if share.x not in wrong)
    toy = any(share.value.from_lesson for share in honest)
    secret = ShareValue(value_at(honest).reveal(), from_lesson=toy)
    return Corrected(secret, tuple(sorted(wrong)))


def _cheating_scalars(shares: Sequence[ScalarShare]) -> tuple[int, ...] | None:
    over = shares[0].field
    points = {share.x: share.value.reveal_number() for share in shares}
    polynomial = by_euclid(points, shares[0].threshold, over)
    return None if polynomial is None else cheaters(polynomial, points, over)


def _cheating_bytes(shares: Sequence[Share], at: int) -> tuple[int, ...] | None:
    over = Binary(shares[0].field)
    points = {share.x: share.value.reveal()[at] for share in shares}
    polynomial = by_euclid(points, shares[0].threshold, over)
    return None if polynomial is None else cheaters(polynomial, points, over)


def _disagreement(shares: Sequence[Share]) -> int | None:
    """Give the first byte in which shares do not lie on one polynomial."""
    base = shares[: shares[0].threshold]
    for share in strays(shares, base):
        pairs = zip(value_at(base, share.x).reveal(), share.value.reveal(), strict=True)
        return next(i for i, (wanted, given) in enumerate(pairs) if wanted != given)
    return None
