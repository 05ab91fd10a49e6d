"""X25519 keys as Signal carries them: a type byte in front of the public one. No signatures here.

A pair keeps the key object of the library, because to load 32 private bytes costs as much as to
make a new pair: the public key is computed again each time.
"""

from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from cryptokit.errors import Untrusted, WireError
from cryptokit.keys import AgreedSecret, CurvePrivate
from cryptokit.rng import Rng
from cryptokit.wire import Cursor

KEY_TYPE: Final = b"\x05"
"""Says that a key of Curve25519 follows. See: signalapp/libsignal, rust/core/src/curve.rs."""
RAW_SIZE: Final = 32
WIRE_SIZE: Final = len(KEY_TYPE) + RAW_SIZE


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A point by its u-coordinate: 32 bytes for computing, 33 bytes for hashing and sending.

    Bytes that stand for u and for u + p are one point and two keys, as everything that is hashed
    here hashes the bytes.

    >>> PublicKey(bytes([9]) + bytes(31))
    <PublicKey 09000000>

    See: RFC 7748, section 5; X3DH, section 2.1, on Encode(PK).
    """

    raw: bytes

    def __post_init__(self) -> None:
        if isinstance(self.raw, str):
            raise TypeError("a public key is bytes, not str")
        if len(self.raw) != RAW_SIZE:
            raise ValueError(f"a public key has {RAW_SIZE} bytes; from_wire reads {WIRE_SIZE}")

    def __repr__(self) -> str:
        return f"<PublicKey {self.raw[:4].hex()}>"

    @property
    def wire(self) -> bytes:
        """The 33 bytes that are sent, signed, hashed and put under a MAC."""
        return KEY_TYPE + self.raw

    @classmethod
    def from_wire(cls, data: bytes, *, field: str = "public key", offset: int = 0) -> Self:
        """Read the 33 bytes of a key; ``field`` and ``offset`` are for the error, a WireError.

        >>> PublicKey.from_wire(bytes(33))
        Traceback (most recent call last):
        cryptokit.errors.WireError: at byte 0, in public key: key type 0 is not 5...
        """
        if len(data) != WIRE_SIZE:
            what = f"{WIRE_SIZE} bytes wanted, {len(data)} there"
            raise WireError(what, offset=offset, field=field)
        if data[:1] != KEY_TYPE:
            raise WireError(f"key type {data[0]} is not 5", offset=offset, field=field)
        return cls(data[1:])

    @classmethod
    def read(cls, cursor: Cursor, name: str) -> Self:
        """Read the 33 bytes of a key from a cursor. Raises WireError."""
        offset = cursor.offset
        return cls.from_wire(cursor.take(WIRE_SIZE, name), field=name, offset=offset)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key, which shows itself to nobody, and its public key, by which pairs compare.

    >>> from cryptokit.rng import lesson
    >>> KeyPair.draw(lesson("alice"))
    <KeyPair of bb1581e9 lesson>
    """

    public: PublicKey
    _key: X25519PrivateKey = field(repr=False, compare=False)
    from_lesson: bool = field(default=False, compare=False)

    def __repr__(self) -> str:
        mark = " lesson" if self.from_lesson else ""
        return f"<KeyPair of {self.public.raw[:4].hex()}{mark}>"

    @classmethod
    def draw(cls, rng: Rng) -> Self:
        """Draw 32 bytes and make a fresh pair of them; one from a lesson is marked as such."""
        return cls.from_private(CurvePrivate.draw(rng))

    @classmethod
    def from_private(cls, private: CurvePrivate) -> Self:
        """Load a private key, which is clamped first if it is not."""
        key = X25519PrivateKey.from_private_bytes(clamp(private.reveal()))
        return cls(PublicKey(key.public_key().public_bytes_raw()), key, private.from_lesson)

    def private(self) -> CurvePrivate:
        """Give the private key, clamped and still behind its door."""
        return CurvePrivate(self._key.private_bytes_raw(), from_lesson=self.from_lesson)

    def exchange(self, theirs: X25519PublicKey) -> AgreedSecret:
        """Multiply their point by our number. Raises ValueError for a point of small order."""
        return AgreedSecret(self._key.exchange(theirs), from_lesson=self.from_lesson)


def clamp(data: bytes) -> bytes:
    """Make a multiple of 8 with its top bit at place 254 of 32 bytes.

    The multiple of 8 keeps what a point of small order could tell; the fixed top bit keeps the
    number of steps of a multiplication from depending on the key.

    >>> clamp(bytes([255]) * 32).hex()[:2], clamp(bytes(32)).hex()[-2:]
    ('f8', '40')

    See: RFC 7748, section 5, decodeScalar25519.
    """
    return bytes([data[0] & 248]) + data[1:31] + bytes([data[31] & 127 | 64])


def agree(mine: KeyPair, theirs: PublicKey, *, field: str = "public key") -> AgreedSecret:
    """Compute what both sides compute: our private key with their public key. 43 microseconds.

    Raises Untrusted, naming ``field``, for a point of small order: every private key, being a
    multiple of 8, makes 32 zero bytes of it, so that the peer chose a secret that all know.
    libsignal does not ask. There a zero secret becomes a key like any other, and what it opens is
    a message of a peer who wished everybody to read it.

    >>> from cryptokit.rng import lesson
    >>> a, b = KeyPair.draw(lesson("alice")), KeyPair.draw(lesson("bob"))
    >>> agree(a, b.public) == agree(b, a.public)
    True
    >>> agree(a, PublicKey(bytes(32)), field="ratchet key")
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: ratchet key: a point of small order...

    See: RFC 7748, sections 6.1 and 7, on the all-zero value.
    """
    try:
        return mine.exchange(X25519PublicKey.from_public_bytes(theirs.raw))
    except ValueError:
        what = "a point of small order, so everybody knows the result"
        raise Untrusted(what, field=field) from None
