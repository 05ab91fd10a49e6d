"""The subgroup of prime order of edwards25519, by libsodium. Multiplication never clamps.

libsodium refuses to multiply by 0 or to multiply the identity, and adds points of small order
without a word: so zeros are handled here, and ``decode`` lets no such point in.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from nacl import bindings as sodium

from cryptokit.errors import Untrusted
from cryptokit.primitives.group import ORDER, Element, encode_scalar

_BASE: Final = Element(sodium.crypto_scalarmult_ed25519_base_noclamp(encode_scalar(1)))
_IDENTITY: Final = Element(b"\x01" + bytes(31))


@dataclass(frozen=True, slots=True)
class Edwards25519:
    """edwards25519 in the encoding of RFC 8032, section 5.1.2: 32 bytes an element.

    >>> group = Edwards25519()
    >>> group.times_base(3) == group.add(group.base, group.multiply(2, group.base))
    True
    """

    name: str = "edwards25519"
    base: Element = _BASE
    identity: Element = _IDENTITY

    def decode(self, data: bytes, field: str) -> Element:
        """Check bytes from outside: canonical, of prime order, not the identity."""
        if len(data) != len(self.identity):
            raise Untrusted(f"32 bytes are needed, not {len(data)}", field=field)
        if data == self.identity:
            raise Untrusted("the identity, which everybody knows", field=field)
        if not sodium.crypto_core_ed25519_is_valid_point(data):
            raise Untrusted(
                "not the canonical encoding of a point of prime order on edwards25519", field=field
            )
        return Element(data)

    def multiply(self, scalar: int, element: Element) -> Element:
        """Give ``scalar`` times an element, in about 90 microseconds."""
        scalar %= ORDER
        if scalar == 0 or element == self.identity:
            return self.identity
        product = sodium.crypto_scalarmult_ed25519_noclamp(encode_scalar(scalar), element)
        return Element(product)

    def times_base(self, scalar: int) -> Element:
        """Give ``scalar`` times the base point, in about 20 microseconds."""
        scalar %= ORDER
        if scalar == 0:
            return self.identity
        return Element(sodium.crypto_scalarmult_ed25519_base_noclamp(encode_scalar(scalar)))

    def add(self, a: Element, b: Element) -> Element:
        """Add two elements."""
        return Element(sodium.crypto_core_ed25519_add(a, b))

    def subtract(self, a: Element, b: Element) -> Element:
        """Subtract ``b`` from ``a``."""
        return Element(sodium.crypto_core_ed25519_sub(a, b))

    def from_label(self, label: bytes) -> Element:
        """Map the first half of SHA-512 of a label to the group by Elligator 2."""
        return Element(sodium.crypto_core_ed25519_from_uniform(hashlib.sha512(label).digest()[:32]))


EDWARDS25519: Final = Edwards25519()
