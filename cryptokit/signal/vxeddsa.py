"""VXEdDSA: a signature from which everybody derives one random value that nobody can choose.

Key and message fix the value, whatever the nonce, and whoever has no private key can't foretell it:
a verifiable random function. No app that we name uses it in its messages; directories that hide
names in a log use such functions. Not here: plain signatures, see ``xeddsa``.

Stricter than the source: a point V outside the group of prime order is refused, not only if 8 V is
the identity. Nobody who signs makes one.

See: Perrin, "The XEdDSA and VXEdDSA Signature Schemes", revision 1, 2016.
"""

import hmac
from hashlib import sha512
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.edwards_points import PRIME
from cryptokit.primitives.group import ORDER, Element, encode_scalar
from cryptokit.rng import Rng, draw, system
from cryptokit.signal.curve import KeyPair, PublicKey

SIZE: Final = 96
OUTPUT_SIZE: Final = 32
NONCE_SIZE: Final = 64
_POINT: Final = 32
_SIGN: Final = 0x80
_SCALAR_LIMIT: Final = 1 << 253
_COFACTOR: Final = 8


def sign(pair: KeyPair, message: bytes, *, rng: Rng = system) -> tuple[bytes, bytes]:
    """Sign: the signature, 96 bytes, and the value, 32 bytes, that goes with it.

    >>> from cryptokit.rng import lesson
    >>> pair = KeyPair.draw(lesson("alice"))
    >>> one, value = sign(pair, b"name", rng=lesson("one"))
    >>> other, again = sign(pair, b"name", rng=lesson("other"))
    >>> one == other, value == again == verify(pair.public, b"name", one)
    (False, True)

    See: VXEdDSA, section 4.
    """
    nonce = draw(rng, NONCE_SIZE)  # it may raise, and no secret is in a variable yet
    k = int.from_bytes(pair.private().reveal(), "little") % ORDER
    point = EDWARDS25519.times_base(k)
    a = -k % ORDER if point[-1] & _SIGN else k
    public = _without_sign(point)
    base = hash_to_point(public + message)
    value = EDWARDS25519.multiply(a, base)
    r = _reduced(3, encode_scalar(a), value, nonce)
    seen = EDWARDS25519.times_base(r), EDWARDS25519.multiply(r, base)
    h = _reduced(4, public, value, *seen, message)
    return value + encode_scalar(h) + encode_scalar((r + h * a) % ORDER), _output(value)


def verify(public: PublicKey, message: bytes, signature: bytes) -> bytes:
    """Check a signature and give the value, 32 bytes. Raises Untrusted with field ``signature``.

    See: VXEdDSA, section 4.
    """
    u = int.from_bytes(public.raw, "little")
    h, s = (int.from_bytes(signature[at : at + _POINT], "little") for at in (_POINT, 2 * _POINT))
    if len(signature) != SIZE or u >= PRIME - 1 or max(h, s) >= _SCALAR_LIMIT:
        raise Untrusted("out of range", field="signature")
    y = (u - 1) * pow(u + 1, -1, PRIME) % PRIME
    key = EDWARDS25519.decode(y.to_bytes(_POINT, "little"), "signature")
    value = EDWARDS25519.decode(signature[:_POINT], "signature")
    base = hash_to_point(key + message)
    seen = _combined(s, EDWARDS25519.base, h, key), _combined(s, base, h, value)
    found = _reduced(4, key, value, *seen, message)
    if not hmac.compare_digest(encode_scalar(found), signature[_POINT : 2 * _POINT]):
        raise Untrusted("not made for this key and message", field="signature")
    return _output(value)


def hash_to_point(data: bytes) -> Element:
    """Map bytes to a point whose logarithm nobody knows, by Elligator 2.

    See: VXEdDSA, section 4, hash_to_point.
    """
    return EDWARDS25519.from_label(_prefix(2) + data)


def _combined(s: int, base: Element, h: int, other: Element) -> Element:
    ours, theirs = EDWARDS25519.multiply(s, base), EDWARDS25519.multiply(h, other)
    return EDWARDS25519.subtract(ours, theirs)


def _output(value: Element) -> bytes:
    cleared = EDWARDS25519.multiply(_COFACTOR, value)
    return sha512(_prefix(5) + cleared).digest()[:OUTPUT_SIZE]


def _prefix(number: int) -> bytes:
    """Keep the hashes apart: no point is encoded so, and no scalar."""
    return (2**256 - 1 - number).to_bytes(32, "little")


def _reduced(number: int, *parts: bytes) -> int:
    digest = sha512(_prefix(number) + b"".join(parts)).digest()
    return int.from_bytes(digest, "little") % ORDER


def _without_sign(point: bytes) -> bytes:
    return point[:-1] + bytes([point[-1] & ~_SIGN])
