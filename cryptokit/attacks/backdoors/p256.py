"""Points of P-256 as two constants of a generator need them: multiply, lift, and make from a label.

Only x coordinates are looked at, so a point and its negative are as good as each other. Not here:
arithmetic, which is a library's.
"""

from hashlib import sha256
from itertools import count
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from cryptokit.rng import Rng, draw

Point = ec.EllipticCurvePublicKey
ORDER: Final = 0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551
"""Of the base point. See: NIST SP 800-186, 2023, section 3.2.1.3."""
SIZE: Final = 32
"""Bytes of a coordinate."""
_CURVE: Final = ec.SECP256R1()
_EVEN: Final = b"\x02"


def lift(x: bytes) -> Point | None:
    """Give the point with this x coordinate and an even y, or None: half of all x have none."""
    try:
        return Point.from_encoded_point(_CURVE, _EVEN + x)
    except ValueError:
        return None


def base_times(scalar: int) -> Point:
    """Give ``scalar`` times the base point.

    >>> scalar_x(3, base_times(5)) == scalar_x(5, base_times(3)) == x_of(base_times(15))
    True
    """
    return ec.derive_private_key(scalar % ORDER, _CURVE).public_key()


def scalar_x(scalar: int, point: Point) -> bytes:
    """Give the x coordinate of ``scalar`` times a point, 32 bytes."""
    return ec.derive_private_key(scalar % ORDER, _CURVE).exchange(ec.ECDH(), point)


def x_of(point: Point) -> bytes:
    """Give the x coordinate of a point, 32 bytes."""
    return point.public_numbers().x.to_bytes(SIZE, "big")


def draw_scalar(rng: Rng) -> int:
    """Draw a number from 1 to below the order."""
    wide = int.from_bytes(draw(rng, 2 * SIZE), "big")  # the bias is 2^-256
    return 1 + wide % (ORDER - 1)


def from_label(label: bytes) -> Point:
    """Give the first point whose x is a hash of the label and a number: nobody has its logarithm.

    >>> x_of(from_label(b"anybody can check this")).hex()[:8]
    '6cf45b3c'
    """
    xs = (sha256(label + number.to_bytes(4, "big")).digest() for number in count())
    return next(point for point in map(lift, xs) if point is not None)
