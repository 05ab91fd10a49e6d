"""Points of the curve edwards25519 in whole numbers: what libsodium does not hand out.

Not here: multiplication, which libsodium does forty times faster. None of this takes constant time.
"""

from typing import Final, NamedTuple

PRIME: Final = 2**255 - 19
D: Final = -121665 * pow(121666, -1, PRIME) % PRIME
"""The curve is -x^2 + y^2 = 1 + d x^2 y^2. See: RFC 8032, section 5.1."""
SQRT_M1: Final = pow(2, (PRIME - 1) // 4, PRIME)
"""A square root of -1: 2 is no square, so 2^((p - 1) / 2) = -1."""
SIZE: Final = 32
_LOW_BITS: Final = 2**255 - 1


class Point(NamedTuple):
    """A point in extended coordinates: x / z and y / z are its own, and t = x y / z.

    One point has many of these, so it is bytes that are compared.
    """

    x: int
    y: int
    z: int
    t: int


IDENTITY: Final = Point(0, 1, 1, 0)


def is_negative(a: int) -> bool:
    """Tell which of two square roots this is: the odd one counts as negative."""
    return a % PRIME % 2 == 1


def magnitude(a: int) -> int:
    """Give the one of a and -a that is not negative."""
    return -a % PRIME if is_negative(a) else a % PRIME


def sqrt_ratio(u: int, v: int) -> tuple[bool, int]:
    """Tell whether u / v is a square, and give the root of it, or else of sqrt(-1) u / v.

    The root is the one that is not negative; for v = 0 it is 0, a root only if u = 0.

    >>> sqrt_ratio(4, 1), sqrt_ratio(0, 5), sqrt_ratio(2, 1)[0]
    ((True, 2), (True, 0), False)

    See: RFC 9496, section 4.2.
    """
    root = u * pow(v, 3, PRIME) * pow(u * pow(v, 7, PRIME), (PRIME - 5) // 8, PRIME) % PRIME
    check = v * root * root % PRIME
    straight = check == u % PRIME
    turned = check == -u % PRIME
    if turned or check == -u * SQRT_M1 % PRIME:
        root = root * SQRT_M1 % PRIME
    return straight or turned, magnitude(root)


def add(p: Point, q: Point) -> Point:
    """Add two points; it holds for all pairs, equal ones and the identity too.

    >>> to_bytes(add(IDENTITY, IDENTITY)) == to_bytes(IDENTITY)
    True

    See: RFC 8032, section 5.1.4.
    """
    a = (p.y - p.x) * (q.y - q.x)
    b = (p.y + p.x) * (q.y + q.x)
    c = 2 * D * p.t * q.t
    d = 2 * p.z * q.z
    e, f, g, h = b - a, d - c, d + c, b + a
    return Point(e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def negative(p: Point) -> Point:
    """Give the point whose sum with this one is the identity."""
    return Point(-p.x % PRIME, p.y, p.z, -p.t % PRIME)


def to_bytes(p: Point) -> bytes:
    """Give the encoding of RFC 8032, section 5.1.2: y, and the sign of x in the top bit."""
    scale = pow(p.z, -1, PRIME)
    x, y = p.x * scale % PRIME, p.y * scale % PRIME
    return (y | is_negative(x) << 255).to_bytes(SIZE, "little")


def from_bytes(data: bytes) -> Point:
    """Read the encoding of a point. Raises ValueError for what is none.

    Whether the order is prime is not checked: use ``EDWARDS25519.decode`` for what comes from
    outside.

    See: RFC 8032, section 5.1.3.
    """
    number = int.from_bytes(data, "little")
    y = number & _LOW_BITS
    is_square, x = sqrt_ratio(y * y - 1, D * y * y + 1)
    negative_zero = x == 0 and number >> 255
    if len(data) != SIZE or y >= PRIME or not is_square or negative_zero:
        raise ValueError("not the encoding of a point on edwards25519")
    if is_negative(x) != number >> 255:
        x = -x % PRIME
    return Point(x, y, 1, x * y % PRIME)
