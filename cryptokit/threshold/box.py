"""What both kinds of box have: a head in the clear, and a ciphertext under the box's data key.

The head says to which key, with which R, and about what. The proof of the sender is not here; the
box of ``decryption`` has one, that of ``plain`` has none.
"""

from dataclasses import dataclass
from typing import ClassVar, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cryptokit.errors import CannotOpen
from cryptokit.keys import DataKey
from cryptokit.primitives.group import Element
from cryptokit.sharing.sealed import NONCE
from cryptokit.threshold.kem import LONGEST_CONTEXT
from cryptokit.threshold.reading import read_element, read_start, sized, start
from cryptokit.wire import Cursor

TAG_SIZE: Final = 16


@dataclass(frozen=True, slots=True)
class Head:
    """The key that a box was made to, R, and the context on which every holder decides."""

    public_key: Element
    element: Element
    context: bytes

    def to_bytes(self, magic: bytes) -> bytes:
        """Give the head of a box of this kind as bytes."""
        return start(magic) + self.public_key + self.element + sized(self.context, 2)

    @classmethod
    def read(cls, cursor: Cursor, magic: bytes) -> Self:
        """Read a head from a cursor. Raises WireError, and Untrusted for a bad element."""
        read_start(cursor, magic)
        key, element = read_element(cursor, "public key"), read_element(cursor, "R")
        size = cursor.uint(2, "size of context")
        return cls(key, element, cursor.take(size, "context"))


@dataclass(frozen=True, slots=True, repr=False)
class Locked:
    """A box of some kind, as far as those care who answer and who combine."""

    head: Head
    ciphertext: bytes
    magic: ClassVar[bytes]

    def __repr__(self) -> str:
        inside = max(0, len(self.ciphertext) - TAG_SIZE)
        return f"<{type(self).__name__} about {self.context!r}, {inside} bytes inside>"

    @property
    def public_key(self) -> Element:
        """The key that the box was made to."""
        return self.head.public_key

    @property
    def element(self) -> Element:
        """R, the sender's random scalar times the base point, or so one hopes."""
        return self.head.element

    @property
    def context(self) -> bytes:
        """What the box is about: on this every holder decides."""
        return self.head.context

    def header(self) -> bytes:
        """Give what the ciphertext is bound to: the head."""
        return self.head.to_bytes(self.magic)


def lock(key: DataKey, plaintext: bytes, header: bytes) -> bytes:
    """Lock a plaintext, bound to a header; each data key locks one box, so the nonce is fixed."""
    return AESGCM(key.reveal()).encrypt(NONCE, plaintext, header)


def unlock(key: DataKey, box: Locked) -> bytes:
    """Open the ciphertext of a box. Raises CannotOpen."""
    try:
        return AESGCM(key.reveal()).decrypt(NONCE, box.ciphertext, box.header())
    except InvalidTag:
        raise CannotOpen from None


def require_sizes(plaintext: bytes, context: bytes) -> None:
    """Refuse arguments that no box can hold. Raises TypeError, and ValueError."""
    for name, data in (("plaintext", plaintext), ("context", context)):
        if not isinstance(data, bytes):
            raise TypeError(f"the {name} is bytes, not {type(data).__name__}")
    if len(context) > LONGEST_CONTEXT:
        raise ValueError(f"a context has up to {LONGEST_CONTEXT} bytes, not {len(context)}")
