"""What every threshold box says in the clear: to which key, with which R, and about what.

The proof of the sender is not here; the box of ``decryption`` has one, that of ``plain`` has none.
"""

from dataclasses import dataclass
from typing import Self

from cryptokit.primitives.group import Element
from cryptokit.threshold.kem import LONGEST_CONTEXT
from cryptokit.threshold.reading import read_element, read_start, sized, start
from cryptokit.wire import Cursor


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


def require_sizes(plaintext: bytes, context: bytes) -> None:
    """Refuse arguments that no box can hold. Raises TypeError, and ValueError."""
    for name, data in (("plaintext", plaintext), ("context", context)):
        if not isinstance(data, bytes):
            raise TypeError(f"the {name} is bytes, not {type(data).__name__}")
    if len(context) > LONGEST_CONTEXT:
        raise ValueError(f"a context has up to {LONGEST_CONTEXT} bytes, not {len(context)}")
