"""Key types that never show their bytes. The type says what a key is good for.

Python can neither wipe memory nor promise constant time: these types keep secrets out of printed
pages, logs and tracebacks, not out of a memory image.
"""

import hashlib
import hmac
from typing import ClassVar, Never, Self

from cryptokit import rng as _rng
from cryptokit.errors import ToyOnly

_TAG_LABEL = b"cryptokit key tag v1"
_ID_LABEL = b"cryptokit key id v1"
KEY_ID_SIZE = 8
"""Bytes of a key id: enough to look a key up among billions, too few to matter for one."""


class Secret:
    """Bytes behind one door, ``reveal()``. Printing shows the kind, the length and a tag.

    Equal keys have equal tags, so a reader can see that two parties hold the same key. The tag
    gives 16 bits of a hash away: fine for uniformly random keys, never use it for passwords.

    >>> key = DataKey(bytes(range(32)))
    >>> key, f"{key}", DataKey(bytes(range(32))) == key
    (<DataKey 32 bytes #b2c9>, '<DataKey 32 bytes #b2c9>', True)
    """

    __slots__ = ("_bytes", "_from_lesson")
    size: ClassVar[int | None] = None
    tagged: ClassVar[bool] = True

    def __init__(self, data: bytes, *, from_lesson: bool = False) -> None:
        if not isinstance(data, bytes):
            raise TypeError(f"{type(self).__name__} takes bytes, not {type(data).__name__}")
        if self.size is not None and len(data) != self.size:
            raise ValueError(f"{type(self).__name__} has {self.size} bytes, not {len(data)}")
        self._bytes = data
        self._from_lesson = from_lesson

    @classmethod
    def draw(cls, rng: _rng.Rng) -> Self:
        """Draw a fresh key; one from a lesson is marked as such."""
        if cls.size is None:
            raise TypeError(f"{cls.__name__} has no fixed size to draw")
        return cls(_rng.draw(rng, cls.size), from_lesson=_rng.is_lesson(rng))

    @property
    def from_lesson(self) -> bool:
        """Whether a lesson's seed made this key: then everybody can make it."""
        return self._from_lesson

    def reveal(self) -> bytes:
        """Give the bytes: the one door, so that a search for it is the audit."""
        return self._bytes

    def key_id(self) -> bytes:
        """Give the public name of a random key, 8 bytes: two files can say "the same key"."""
        return hashlib.sha256(_ID_LABEL + self._bytes).digest()[:KEY_ID_SIZE]

    def __len__(self) -> int:
        return len(self._bytes)

    def __repr__(self) -> str:
        tag = f" #{hashlib.sha256(_TAG_LABEL + self._bytes).hexdigest()[:4]}" if self.tagged else ""
        mark = " lesson" if self._from_lesson else ""
        return f"<{type(self).__name__} {len(self._bytes)} bytes{tag}{mark}>"

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return hmac.compare_digest(self._bytes, other._bytes)

    __hash__ = None  # type: ignore[assignment]

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError(f"{type(self).__name__} is not pickled: a pickle is a copy in the clear")


class DataKey(Secret):
    """The key that encrypts what a server stores. 32 bytes."""

    __slots__ = ()
    size = 32


class _MtprotoKey(Secret):
    """A key that MTProto packets name by the end of its SHA-1."""

    __slots__ = ()
    size = 256

    def key_id(self) -> bytes:
        """Give the 8 bytes that stand in front of every packet under this key.

        See: Telegram, "Mobile Protocol: Detailed Description", on auth_key_id.
        """
        return hashlib.sha1(self._bytes, usedforsecurity=False).digest()[-KEY_ID_SIZE:]


class AuthKey(_MtprotoKey):
    """An MTProto authorization key, shared by one device and the server. 256 bytes.

    See: Telegram, "Mobile Protocol: Detailed Description".
    """

    __slots__ = ()


class SecretChatKey(_MtprotoKey):
    """The end-to-end key of a Telegram secret chat, shared by two devices. 256 bytes.

    See: Telegram, "Secret Chats, End-to-End Encryption".
    """

    __slots__ = ()


class DhExponent(Secret):
    """A private exponent of a Diffie-Hellman exchange. 256 bytes."""

    __slots__ = ()
    size = 256


class CurvePrivate(Secret):
    """The private half of an X25519 key pair. 32 bytes, little-endian.

    See: RFC 7748, section 5.
    """

    __slots__ = ()
    size = 32


class AgreedSecret(Secret):
    """What two X25519 keys agree on: an x-coordinate, so never a key before it is hashed. 32 bytes.

    See: RFC 7748, section 6.1.
    """

    __slots__ = ()
    size = 32


class SecretScalar(Secret):
    """A number that is a secret: an element of a prime field, or a private exponent of a group.

    As long as an element of its field, little-endian. It prints no tag, as small fields have few
    elements, which a hash of 16 bits would tell apart.

    >>> SecretScalar.of(42), SecretScalar.of(42).reveal_number()
    (<SecretScalar 32 bytes>, 42)
    """

    __slots__ = ()
    tagged = False

    @classmethod
    def of(cls, number: int, *, size: int = 32, from_lesson: bool = False) -> Self:
        """Wrap a number of up to ``size`` bytes."""
        return cls(number.to_bytes(size, "little"), from_lesson=from_lesson)

    def reveal_number(self) -> int:
        """Give the number: the same door as ``reveal``."""
        return int.from_bytes(self.reveal(), "little")


class ShareValue(Secret):
    """The secret half of a share: one byte per byte of the secret, any length.

    It prints no tag: the share of a short secret is short, and 16 bits of a hash would find it.
    """

    __slots__ = ()
    tagged = False


def require_real(key: Secret) -> None:
    """Refuse a key from a lesson, unless a lesson is what is going on.

    >>> require_real(DataKey.draw(_rng.lesson("monday")))
    Traceback (most recent call last):
    cryptokit.errors.ToyOnly: this key comes from a lesson's seed and protects nothing: ...
    """
    if key.from_lesson and not _rng.inside_lesson():
        raise ToyOnly
