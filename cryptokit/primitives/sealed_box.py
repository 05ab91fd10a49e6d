"""libsodium's sealed box: anybody locks for a public key, and the one private key opens.

The library draws the throw-away key itself; here its luck is an argument, so that a run can be
repeated. Who sealed a box is not known, and no two boxes of one text look alike.
"""

from typing import Final

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.hashlib import blake2b

from cryptokit.errors import CannotOpen
from cryptokit.rng import Rng, draw, system

KEY_SIZE: Final = 32
OVERHEAD: Final = KEY_SIZE + 16
"""How many bytes a box is longer than what is in it: a public key, and a tag."""
_NONCE_SIZE: Final = 24


def public_key(private: bytes) -> bytes:
    """Give the public key of a private one, 32 bytes each.

    See: RFC 7748, section 6.1.
    """
    return sodium.crypto_scalarmult_base(private)


def seal(public: bytes, plaintext: bytes, *, rng: Rng = system) -> bytes:
    """Lock a text for the owner of a public key; the box is 48 bytes longer.

    The key pair of the box is thrown away with the end of this call, so not even the sender can
    open it again. Raises ValueError for a public key of another size, or of small order.

    >>> private = bytes(range(32))
    >>> box = seal(public_key(private), b"hi")
    >>> open_(private, box), len(box) - len(b"hi") == OVERHEAD
    (b'hi', True)

    See: libsodium documentation, "Sealed boxes".
    """
    if len(public) != KEY_SIZE:
        raise ValueError(f"a public key has {KEY_SIZE} bytes, not {len(public)}")
    own, secret = sodium.crypto_box_seed_keypair(draw(rng, KEY_SIZE))
    # The two public keys are new together each time, so a nonce made of them never comes twice.
    nonce = blake2b(own + public, digest_size=_NONCE_SIZE).digest()
    try:
        return own + sodium.crypto_box(plaintext, nonce, public, secret)
    except CryptoError:
        raise ValueError("a public key of small order: everybody could open the box") from None


def open_(private: bytes, box: bytes) -> bytes:
    """Give what is in a box. Raises CannotOpen."""
    if len(box) < OVERHEAD:
        raise CannotOpen
    try:
        return sodium.crypto_box_seal_open(box, public_key(private), private)
    except CryptoError:
        raise CannotOpen from None
