"""ristretto255: the points of edwards25519, with the cofactor of 8 taken away by the encoding.

An element is a set of points that differ by points of small order, so none of these can slip in.
libsodium would know this group, but PyNaCl does not pass it on; it multiplies all the same.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from nacl import bindings as sodium

from cryptokit.errors import Untrusted
from cryptokit.primitives import edwards_points as points
from cryptokit.primitives.edwards_points import (
    IDENTITY,
    PRIME,
    SIZE,
    SQRT_M1,
    D,
    Point,
    is_negative,
    magnitude,
    sqrt_ratio,
)
from cryptokit.primitives.group import ORDER, Element, encode_scalar

WIDE: Final = 64
"""Bytes that the one-way map takes: a hash of 512 bits."""
_INVSQRT_A_MINUS_D: Final = sqrt_ratio(1, -1 - D)[1]
_SQRT_AD_MINUS_ONE: Final = -sqrt_ratio(-D - 1, 1)[1] % PRIME
"""The root with an odd number: which one it is decides where the map leads. See: RFC 9496, 4.1."""
_QUARTER: Final = pow(4, -1, ORDER)


def compress(point: Point) -> Element:
    """Give the one encoding that all points of an element have. See: RFC 9496, section 4.3.2."""
    x, y, z, t = point
    u1, u2 = (z + y) * (z - y) % PRIME, x * y % PRIME
    _, root = sqrt_ratio(1, u1 * u2 * u2)
    den1, den = root * u1 % PRIME, root * u2 % PRIME
    z_inv = den1 * den * t % PRIME
    if is_negative(t * z_inv):  # turn by a point of order 4, into the half that is encoded
        x, y, den = y * SQRT_M1, x * SQRT_M1, den1 * _INVSQRT_A_MINUS_D
    if is_negative(x * z_inv):
        y = -y
    return Element(magnitude(den * (z - y)).to_bytes(SIZE, "little"))


def decompress(data: bytes) -> Point | None:
    """Read an encoding, the identity's too; None for what is none. See: RFC 9496, section 4.3.1."""
    s = int.from_bytes(data, "little")
    if len(data) != SIZE or s >= PRIME or is_negative(s):
        return None
    u1, u2 = (1 - s * s) % PRIME, (1 + s * s) % PRIME
    v = (-D * u1 * u1 - u2 * u2) % PRIME
    is_square, root = sqrt_ratio(1, v * u2 * u2)
    den_x = root * u2 % PRIME
    x, y = magnitude(2 * s * den_x), u1 * root * den_x * v % PRIME
    t = x * y % PRIME
    return None if not is_square or is_negative(t) or y == 0 else Point(x, y, 1, t)


def one_way_map(data: bytes) -> Element:
    """Give the element of 64 uniform bytes; nobody knows its logarithm. See: RFC 9496, 4.3.4."""
    if len(data) != WIDE:
        raise ValueError(f"the map takes {WIDE} bytes, not {len(data)}")
    return compress(points.add(_elligator(data[:SIZE]), _elligator(data[SIZE:])))


_BASE: Final = compress(
    points.from_bytes(sodium.crypto_scalarmult_ed25519_base_noclamp(encode_scalar(1)))
)
_IDENTITY: Final = compress(IDENTITY)


def _elligator(data: bytes) -> Point:
    t = int.from_bytes(data, "little") % 2**255 % PRIME
    r = SQRT_M1 * t * t % PRIME
    u, v = (r + 1) * (1 - D * D) % PRIME, (-1 - r * D) * (r + D) % PRIME
    is_square, s = sqrt_ratio(u, v)
    if not is_square:
        s = -magnitude(s * t)
    c = -1 if is_square else r
    w0 = 2 * s * v
    w1 = (c * (r - 1) * (D - 1) * (D - 1) - v) * _SQRT_AD_MINUS_ONE
    w2, w3 = 1 - s * s, 1 + s * s
    return Point(w0 * w3 % PRIME, w2 * w1 % PRIME, w1 * w3 % PRIME, w0 * w2 % PRIME)


@dataclass(frozen=True, slots=True)
class Ristretto255:
    """ristretto255 in the encoding of RFC 9496: 32 bytes an element.

    >>> group = Ristretto255()
    >>> group.times_base(3) == group.add(group.base, group.multiply(2, group.base))
    True
    """

    name: str = "ristretto255"
    base: Element = _BASE
    identity: Element = _IDENTITY

    def decode(self, data: bytes, field: str) -> Element:
        """Check bytes from outside: canonical, and not the identity. Raises Untrusted."""
        if len(data) != SIZE:
            raise Untrusted(f"32 bytes are needed, not {len(data)}", field=field)
        if data == self.identity:
            raise Untrusted("the identity, which everybody knows", field=field)
        if decompress(data) is None:
            raise Untrusted("not the canonical encoding of an element of ristretto255", field=field)
        return Element(data)

    def multiply(self, scalar: int, element: Element) -> Element:
        """Give ``scalar`` times an element, in about half a millisecond."""
        quarter = scalar * _QUARTER % ORDER
        if quarter == 0 or element == self.identity:
            return self.identity
        # Four times a point of ristretto255 has prime order, which is all that PyNaCl takes; a
        # quarter of the scalar makes up for it.
        twice = points.add(_point(element), _point(element))
        fourfold = points.to_bytes(points.add(twice, twice))
        product = sodium.crypto_scalarmult_ed25519_noclamp(encode_scalar(quarter), fourfold)
        return compress(points.from_bytes(product))

    def times_base(self, scalar: int) -> Element:
        """Give ``scalar`` times the base point, in about a quarter of a millisecond."""
        scalar %= ORDER
        if scalar == 0:
            return self.identity
        product = sodium.crypto_scalarmult_ed25519_base_noclamp(encode_scalar(scalar))
        return compress(points.from_bytes(product))

    def add(self, a: Element, b: Element) -> Element:
        """Add two elements."""
        return compress(points.add(_point(a), _point(b)))

    def subtract(self, a: Element, b: Element) -> Element:
        """Subtract ``b`` from ``a``."""
        return compress(points.add(_point(a), points.negative(_point(b))))

    def from_label(self, label: bytes) -> Element:
        """Map SHA-512 of a label to the group."""
        return one_way_map(hashlib.sha512(label).digest())


def _point(element: Element) -> Point:
    point = decompress(element)
    if point is None:
        raise ValueError("not an element of ristretto255: bytes from outside go through decode")
    return point


RISTRETTO255: Final = Ristretto255()
