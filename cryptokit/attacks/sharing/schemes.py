"""What an attacker sees of a sharing scheme, and the two schemes that are right.

A scheme deals in the bytes of shares, since that is what people hand in; ``CRYPTOKIT`` is the
package's own ``split`` and ``join``, and each flawed scheme stands in the file of its attack.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cryptokit.keys import SecretScalar
from cryptokit.primitives import gf256, polynomials
from cryptokit.primitives.fields import Prime
from cryptokit.rng import Rng, draw
from cryptokit.sharing.scalar import split_scalar
from cryptokit.sharing.shamir import join, split
from cryptokit.sharing.share import CHECKSUM_SIZE, HEADER_SIZE, Header, Share, checksum
from cryptokit.wire import Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteScheme:
    """Sharing of byte strings.

    ``split`` takes secret, threshold, number of shares and randomness. ``look`` gives x and the
    value that anybody can read in a share; ``forge`` writes others into it, and makes fit whatever
    needs no secret, such as a checksum.
    """

    split: Callable[[bytes, int, int, Rng], tuple[bytes, ...]]
    join: Callable[[Sequence[bytes]], bytes]
    look: Callable[[bytes], tuple[int, bytes]]
    forge: Callable[[bytes, int, bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberScheme:
    """Sharing of numbers from 0 to ``limit`` - 1; a share is x and the value there."""

    limit: int
    split: Callable[[int, int, int, Rng], tuple[tuple[int, int], ...]]
    join: Callable[[Sequence[tuple[int, int]]], int]


def pack(x: int, value: bytes) -> bytes:
    r"""Write a bare share: the value, then x.

    >>> look(pack(3, b"abc"))
    (3, b'abc')
    """
    return value + bytes([x])


def look(share: bytes) -> tuple[int, bytes]:
    """Read a bare share: x, and the value."""
    return share[-1], share[:-1]


def _forge(_share: bytes, x: int, value: bytes) -> bytes:
    return pack(x, value)


def evaluated(polynomial: Sequence[bytes], shares: int) -> tuple[bytes, ...]:
    """Give the bare shares at 1, 2, ... of a polynomial whose coefficients are byte strings."""
    xs = tuple(range(1, shares + 1))
    return tuple(map(pack, xs, gf256.evaluate(polynomial, xs)))


def _split(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    luck = [draw(rng, len(secret)) for _ in range(threshold - 1)]
    return evaluated((secret, *luck), shares)


def _join(shares: Sequence[bytes]) -> bytes:
    return gf256.interpolate(dict(map(look, shares)))


BARE: Final = ByteScheme(split=_split, join=_join, look=look, forge=_forge)
"""The formula and nothing else: it keeps a secret among honest people who count to k themselves."""


def _split_cryptokit(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    made = split(secret, threshold=threshold, shares=shares, rng=rng)
    return tuple(share.to_bytes() for share in made)


def join_cryptokit(shares: Sequence[bytes]) -> bytes:
    """Join shares of this package from their bytes, with all of its checks."""
    return join(map(Share.from_bytes, shares))


def look_cryptokit(share: bytes) -> tuple[int, bytes]:
    """Read x and the value in the bytes of a share of this package."""
    return Header.read(Cursor(share)).x, share[HEADER_SIZE:-CHECKSUM_SIZE]


def forge_cryptokit(share: bytes, x: int, value: bytes) -> bytes:
    """Write x and a value into a share, and a size and a checksum that fit."""
    header = replace(Header.read(Cursor(share)), x=x, size=len(value))
    body = header.to_bytes() + value
    return body + checksum(body)


CRYPTOKIT: Final = ByteScheme(
    split=_split_cryptokit, join=join_cryptokit, look=look_cryptokit, forge=forge_cryptokit
)
"""``cryptokit.sharing.split`` and ``join``."""


def numbers_modulo(prime: int) -> NumberScheme:
    """Give ``split_scalar`` over the integers modulo a prime.

    >>> from cryptokit.rng import lesson
    >>> scheme = numbers_modulo(251)
    >>> scheme.join(scheme.split(42, 3, 5, lesson("doctest"))[2:])
    42
    """
    field = Prime(prime)

    def split_(secret: int, threshold: int, shares: int, rng: Rng) -> tuple[tuple[int, int], ...]:
        wrapped = SecretScalar.of(secret, size=field.size)
        made = split_scalar(wrapped, threshold=threshold, shares=shares, field=field, rng=rng)
        return tuple((share.x, share.value.reveal_number()) for share in made)

    return NumberScheme(limit=prime, split=split_, join=joining(prime))


def joining(modulus: int) -> Callable[[Sequence[tuple[int, int]]], int]:
    """Give the function that interpolates shares at 0, modulo a number."""
    return lambda shares: polynomials.interpolate(dict(shares), Prime(modulus))


def points_of(
    coefficients: Sequence[int], shares: int, modulus: int
) -> tuple[tuple[int, int], ...]:
    """Give the shares at 1, 2, ... of a polynomial modulo a number."""
    xs = range(1, shares + 1)
    return tuple((x, polynomials.evaluate(coefficients, x, Prime(modulus))) for x in xs)


def draw_below(limit: int, rng: Rng) -> int:
    """Draw a number below a limit for a game, by rejection, so that each is as likely.

    >>> from cryptokit.rng import lesson
    >>> draw_below(1, lesson("doctest"))
    0
    """
    size = (limit.bit_length() + 7) // 8
    surplus = size * 8 - (limit - 1).bit_length()
    while (number := int.from_bytes(draw(rng, size), "big") >> surplus) >= limit:
        pass
    return number


def joins_bytes(scheme: ByteScheme, rng: Rng) -> bool:
    """Tell whether any three shares of five give a secret back, whoever brings them first."""
    secret = draw(rng, 16)
    shares = scheme.split(secret, 3, 5, rng)
    return all(scheme.join([shares[i] for i in some]) == secret for some in _CHOICES)


def joins_numbers(scheme: NumberScheme, rng: Rng) -> bool:
    """Tell whether shares 1 and 2 of a sharing by two give each of some numbers back."""
    secrets = [draw_below(scheme.limit, rng) for _ in range(10)]
    return all(scheme.join(scheme.split(s, 2, 2, rng)) == s for s in secrets)


_CHOICES: Final = ((0, 1, 2), (4, 2, 0), (1, 3, 4))
