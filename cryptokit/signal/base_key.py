"""Is this base key the one spelling of its point? Else a first message could be opened twice.

X25519 ignores the top bit of a key, reduces it, and multiplies by 8. So a server that flips that
bit, or adds a point of small order, makes another name for the same session: the phone would not
know the copy, and answer it again.

See: signalapp/libsignal, rust/protocol/src/ratchet.rs and rust/core/src/curve.rs, is_canonical.
"""

from nacl import bindings as sodium

from cryptokit.errors import Untrusted
from cryptokit.primitives.edwards_points import PRIME
from cryptokit.signal.curve import PublicKey


def check(base: PublicKey) -> None:
    """Refuse what no honest phone sends as a base key. Raises Untrusted, field ``base key``.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal.curve import KeyPair
    >>> honest = KeyPair.draw(lesson("Alice")).public
    >>> check(honest)
    >>> check(PublicKey(honest.raw[:-1] + bytes([honest.raw[-1] | 0x80])))
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: base key: another spelling of a key...
    """
    u = int.from_bytes(base.raw, "little")
    if u >= PRIME - 1 or not sodium.crypto_core_ed25519_is_valid_point(_edwards(u)):
        raise Untrusted("another spelling of a key that has one", field="base key")


def _edwards(u: int) -> bytes:
    """Map to the Edwards curve, with sign 0. See: RFC 7748, section 4.1."""
    y = (u - 1) * pow(u + 1, -1, PRIME) % PRIME
    return y.to_bytes(32, "little")
