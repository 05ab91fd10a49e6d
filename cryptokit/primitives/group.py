"""A group of prime order, in which a scalar hides behind its multiple of the base point.

An element is its encoding, and only what was checked has the type ``Element``: ``decode`` is the
one door for bytes from outside.
"""

import hashlib
from typing import Final, NewType, Protocol

from cryptokit.errors import WireError
from cryptokit.keys import SecretScalar
from cryptokit.primitives.fields import SCALARS
from cryptokit.rng import Rng, draw, is_lesson

Element = NewType("Element", bytes)
"""The encoding of a group element that was computed here or has passed ``decode``."""
ORDER: Final = SCALARS.order
SCALAR_SIZE: Final = 32
_WIDE: Final = 64
"""Bytes from which a scalar is reduced: 260 bits more than it has, so the bias is below 2^-250."""


class Group(Protocol):
    """edwards25519 (its subgroup of prime order) or ristretto255; both have the same order."""

    @property
    def name(self) -> str:
        """The name in the standards."""
        ...

    @property
    def base(self) -> Element:
        """The base point B."""
        ...

    @property
    def identity(self) -> Element:
        """The neutral element, 0 times anything."""
        ...

    def decode(self, data: bytes, field: str) -> Element:
        """Check bytes from outside, named by ``field``.

        Raises Untrusted for what is no canonical encoding of an element other than the identity,
        or has an order that is not the prime.
        """
        ...

    def multiply(self, scalar: int, element: Element) -> Element:
        """Give ``scalar`` times an element."""
        ...

    def times_base(self, scalar: int) -> Element:
        """Give ``scalar`` times the base point."""
        ...

    def add(self, a: Element, b: Element) -> Element:
        """Add two elements."""
        ...

    def subtract(self, a: Element, b: Element) -> Element:
        """Subtract ``b`` from ``a``."""
        ...

    def from_label(self, label: bytes) -> Element:
        """Give an element of which nobody knows a logarithm, made from a public label."""
        ...


def combine(scalars: list[int], elements: list[Element], group: Group) -> Element:
    """Add up elements, each times its scalar: a linear combination in the exponent.

    >>> from cryptokit.primitives.edwards25519 import EDWARDS25519 as G
    >>> combine([2, 3], [G.base, G.times_base(10)], G) == G.times_base(32)
    True
    """
    total = group.identity
    for scalar, element in zip(scalars, elements, strict=True):
        total = group.add(total, group.multiply(scalar, element))
    return total


def reduce_wide(data: bytes) -> int:
    """Reduce 64 uniform bytes, little-endian, to a scalar.

    >>> reduce_wide((ORDER + 5).to_bytes(64, "little"))
    5
    """
    if len(data) != _WIDE:
        raise ValueError(f"a scalar is reduced from {_WIDE} bytes, not {len(data)}")
    return int.from_bytes(data, "little") % ORDER


def hash_to_scalar(data: bytes) -> int:
    """Give SHA-512 of some bytes as a scalar."""
    return reduce_wide(hashlib.sha512(data).digest())


def draw_scalar(rng: Rng) -> SecretScalar:
    """Draw a uniform scalar."""
    return SecretScalar.of(reduce_wide(draw(rng, _WIDE)), from_lesson=is_lesson(rng))


def encode_scalar(scalar: int) -> bytes:
    """Give a scalar as 32 bytes, little-endian. See: RFC 8032, section 5.1.2."""
    return scalar.to_bytes(SCALAR_SIZE, "little")


def decode_scalar(data: bytes, field: str, *, offset: int = 0) -> int:
    """Read a scalar, which began at ``offset``.

    Raises WireError unless it is 32 bytes and below the order.
    """
    value = int.from_bytes(data, "little")
    if len(data) != SCALAR_SIZE or value >= ORDER:
        raise WireError("not 32 bytes of a number below the order", offset=offset, field=field)
    return value
