"""XEdDSA: keys made for agreeing also sign. As specified, and as the apps do it; no VRF here.

An X25519 public key is a u-coordinate, and two points of edwards25519 have it: P and -P, which
differ in one bit, the sign of x. An Ed25519 signature needs that bit.

- As specified, the sign is 0 by decree: who holds the other key negates the private number.
- As shipped, the key stays as it is, and its sign travels in the top bit of the signature, which
  is free since s is below 2^253. Older than the specification, it was never changed.

So whoever verifies as shipped accepts both, and whoever verifies as specified accepts half of the
keys that sign as shipped. Both let s and s + q pass as one: a signature names no message uniquely.

s = r + h a is computed in whole numbers, whose time tells a little of them.

See: Perrin, "The XEdDSA and VXEdDSA Signature Schemes", revision 1, 2016; signalapp/libsignal,
rust/core/src/curve/curve25519.rs.
"""

from hashlib import sha512
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.edwards_points import PRIME
from cryptokit.primitives.group import ORDER, encode_scalar
from cryptokit.rng import Rng, draw, system
from cryptokit.signal.curve import KeyPair, PublicKey

SIZE: Final = 64
NONCE_SIZE: Final = 64
"""Random bytes in each signature, beside the hash of key and message that guards a bad source."""
_HASH_1: Final = (2**256 - 2).to_bytes(32, "little")
"""In front of what hash_1 hashes: no point is encoded so, and no scalar."""
_SIGN: Final = 0x80
_S_LIMIT: Final = 1 << 253
_LOW_BITS: Final = (1 << 255) - 1


def sign(pair: KeyPair, message: bytes, *, rng: Rng = system) -> bytes:
    """Sign as specified: 64 bytes.

    >>> from cryptokit.rng import lesson
    >>> pair = KeyPair.draw(lesson("alice"))
    >>> signature = sign(pair, b"hi", rng=lesson("nonce"))
    >>> verify(pair.public, b"hi", signature), verify(pair.public, b"ho", signature)
    (True, False)

    See: XEdDSA, section 2.3, calculate_key_pair, and section 3.
    """
    nonce = draw(rng, NONCE_SIZE)  # it may raise, and no secret is in a variable yet
    k = int.from_bytes(pair.private().reveal(), "little") % ORDER
    point = EDWARDS25519.times_base(k)
    a = -k % ORDER if _sign_of(point) else k
    return _sign(a, encode_scalar(a), _with_sign(point, 0), message, nonce)


def sign_shipped(pair: KeyPair, message: bytes, *, rng: Rng = system) -> bytes:
    """Sign as libsignal does: 64 bytes, with the sign of the key in the top bit of the last.

    >>> from cryptokit.rng import lesson
    >>> pair = KeyPair.draw(lesson("alice"))
    >>> verify_shipped(pair.public, b"hi", sign_shipped(pair, b"hi", rng=lesson("nonce")))
    True

    See: signalapp/libsignal, rust/core/src/curve/curve25519.rs, calculate_signature.
    """
    nonce = draw(rng, NONCE_SIZE)
    hashed = pair.private().reveal()
    k = int.from_bytes(hashed, "little") % ORDER
    point = EDWARDS25519.times_base(k)
    signature = _sign(k, hashed, point, message, nonce)
    return _with_sign(signature, _sign_of(point))


def verify(public: PublicKey, message: bytes, signature: bytes) -> bool:
    """Tell whether this is a signature as specified. u of p or more, and u = -1, are refused.

    See: XEdDSA, section 3.
    """
    u = int.from_bytes(public.raw, "little")
    return u < PRIME and _verify(u, 0, message, signature)


def verify_shipped(public: PublicKey, message: bytes, signature: bytes) -> bool:
    """Tell whether this is a signature as libsignal makes it, or as specified.

    The key is read as X25519 reads it: without its top bit, and modulo p. u = -1 is refused.

    See: signalapp/libsignal, rust/core/src/curve/curve25519.rs, verify_signature.
    """
    u = int.from_bytes(public.raw, "little") & _LOW_BITS
    sign_bit = signature[-1] & _SIGN if signature else 0
    return _verify(u % PRIME, sign_bit, message, _with_sign(signature, 0))


def _sign(a: int, hashed: bytes, public: bytes, message: bytes, nonce: bytes) -> bytes:
    r = _reduced(_HASH_1, hashed, message, nonce)
    commitment = EDWARDS25519.times_base(r)
    h = _reduced(commitment, public, message)
    return commitment + encode_scalar((r + h * a) % ORDER)


def _verify(u: int, sign_bit: int, message: bytes, signature: bytes) -> bool:
    """Verify by Ed25519, which hashes and computes the same once its key has a sign."""
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != SIZE or s >= _S_LIMIT or u == PRIME - 1:
        return False
    y = (u - 1) * pow(u + 1, -1, PRIME) % PRIME
    public = _with_sign(y.to_bytes(32, "little"), sign_bit)
    try:
        # Ed25519 refuses an s of the group order or more, which XEdDSA takes: so it is reduced.
        strict = signature[:32] + encode_scalar(s % ORDER)
        Ed25519PublicKey.from_public_bytes(public).verify(strict, message)
    except InvalidSignature:
        return False
    return True


def _reduced(*parts: bytes) -> int:
    return int.from_bytes(sha512(b"".join(parts)).digest(), "little") % ORDER


def _sign_of(point: bytes) -> int:
    return point[-1] & _SIGN


def _with_sign(data: bytes, sign_bit: int) -> bytes:
    return data[:-1] + bytes([data[-1] & ~_SIGN | sign_bit]) if data else data
