"""Shamir's k-of-n sharing of a byte string, bare: it keeps the secret, and promises nothing else.

Not here: whether the secret that comes out is the right one. Whoever hands in a changed share
changes the secret by a chosen amount; ``sealed`` finds that out, and shares long texts cheaply.
"""

from collections.abc import Iterable

from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.agreement import one_set, require_agreement, value_at
from cryptokit.sharing.plan import require_plan, require_secret
from cryptokit.sharing.share import MOST, SET_ID_SIZE, Share


def split(secret: bytes, *, threshold: int, shares: int, rng: Rng = system) -> tuple[Share, ...]:
    """Split a secret so that any ``threshold`` of the shares give it back, and fewer tell nothing.

    Each share is as long as the secret, which therefore shows its length. A threshold
    of 1 is refused, as every share would be a copy of the secret.

    >>> from cryptokit.rng import lesson
    >>> shares = split(b"meet me at nine", threshold=3, shares=5, rng=lesson("sharing"))
    >>> join([shares[4], shares[0], shares[2]])
    b'meet me at nine'

    See: Shamir, "How to share a secret", CACM 22(11), 1979; over bytes as in HashiCorp Vault.
    """
    _check(secret, threshold, shares)
    set_id = draw(rng, SET_ID_SIZE)
    coefficients = polynomial(secret, threshold, rng)
    xs = tuple(range(1, shares + 1))
    toy = is_lesson(rng)
    return tuple(
        [
            Share(set_id=set_id, threshold=threshold, x=x, value=ShareValue(y, from_lesson=toy))
            for x, y in zip(xs, gf256.evaluate(coefficients, xs), strict=True)
        ]
    )


def join(shares: Iterable[Share]) -> bytes:
    """Give the secret that shares were split from. All that are given must agree.

    Raises NotEnoughShares; and Inconsistent, naming the culprit if that can be told: shares of
    other sets always, a changed share only if there are two more shares than the threshold. With
    no share to spare, a changed share goes unnoticed and the secret comes out wrong.

    >>> from cryptokit.rng import lesson
    >>> join(split(b"key", threshold=2, shares=3, rng=lesson("sharing"))[:1])
    Traceback (most recent call last):
    cryptokit.errors.NotEnoughShares: 1 share, but 2 are needed. Try: ...

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    together = one_set(shares, Share)
    require_agreement(together)
    return value_at(together).reveal()


def polynomial(secret: bytes, threshold: int, rng: Rng) -> tuple[bytes, ...]:
    r"""Draw a polynomial for each byte of a secret, the lowest coefficient first: the secret.

    >>> polynomial(b"key", 3, bytes)
    (b'key', b'\x00\x00\x00', b'\x00\x00\x00')

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    # Uniform in 0..255, the leading one too. A leading coefficient that is never 0 would tell
    # threshold - 1 holders one value that each byte is not, and another at every new sharing;
    # RUSTSEC-2024-0398 is that mistake.
    size = len(secret)
    luck = draw(rng, size * (threshold - 1))
    return (secret, *(luck[at : at + size] for at in range(0, len(luck), size)))


def _check(secret: bytes, threshold: int, shares: int) -> None:
    require_secret(secret)
    require_plan(threshold, shares, most=MOST)
