"""What parties send in the joint protocol: a broadcast to everybody, and a share to each other one.

The channels are the application's: everybody must get the same broadcasts, and a private share
must reach its receiver unread.
"""

import hashlib
from dataclasses import dataclass
from typing import Final, Self

from cryptokit.errors import BadShare, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import ORDER, SCALAR_SIZE, Element
from cryptokit.sharing.feldman import Commitments
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.sharing.share import SET_ID_SIZE
from cryptokit.threshold.dkg.possession import Possession, check
from cryptokit.threshold.reading import (
    GROUP,
    numbered,
    read_element,
    read_number,
    read_scalar,
    read_start,
    read_whole,
    require_numbers,
    start,
)
from cryptokit.wire import Cursor

BROADCAST_MAGIC: Final = b"CKd1"
SHARE_MAGIC: Final = b"CKd2"
SET_LABEL: Final = b"cryptokit dkg dealing v1"


@dataclass(frozen=True, slots=True, repr=False)
class Broadcast:
    """What each party says to all in round 1: commitments to its polynomial, and a proof."""

    sender: int
    commitments: Commitments
    proof: Possession

    def __post_init__(self) -> None:
        require_numbers(self.sender)

    def __repr__(self) -> str:
        return f"<Broadcast of {self.sender}, {len(self.commitments.elements)} commitments>"

    @property
    def set_id(self) -> bytes:
        """The set id of the shares that go with it, 16 bytes."""
        return dealing_id(self.to_bytes())

    def check(self, threshold: int) -> None:
        """Check commitments and proof, as everybody can.

        Raises Untrusted, naming the party: all honest parties see it alike, and go on without it.
        """
        check_commitments(self.sender, self.commitments.elements, threshold)
        check(self.sender, self.commitments.public_key, self.proof)

    def to_bytes(self) -> bytes:
        """Give sender, commitments and proof as bytes."""
        said = write_commitments(BROADCAST_MAGIC, self.sender, self.commitments.elements)
        return said + self.proof.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError, and Untrusted for a bad element."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a broadcast from a cursor, which keeps the spans of its fields."""
        sender, elements = read_commitments(cursor, BROADCAST_MAGIC)
        return cls(sender, Commitments(elements, GROUP), Possession.read(cursor, sender))


@dataclass(frozen=True, slots=True, repr=False)
class PrivateShare:
    """The value of the sender's polynomial at the receiver's number: for the receiver alone.

    Only as the answer to a complaint is it said in public. Raises BadShare, naming the sender, for
    a value that is not below the order.
    """

    sender: int
    receiver: int
    value: SecretScalar

    def __post_init__(self) -> None:
        require_numbers(self.sender, self.receiver)
        require_scalars(self.sender, self.value)

    def __repr__(self) -> str:
        return f"<PrivateShare from {self.sender} to {self.receiver}>"

    def under(self, broadcast: Broadcast) -> ScalarShare:
        """Give it as a share of the sender's dealing."""
        threshold = len(broadcast.commitments.elements)
        return ScalarShare(
            set_id=broadcast.set_id, threshold=threshold, x=self.receiver, value=self.value
        )

    def to_bytes(self) -> bytes:
        """Give the share as bytes, in the clear: encrypt them."""
        return start(SHARE_MAGIC) + numbered(self.sender, self.receiver) + self.value.reveal()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a share from a cursor, which keeps the spans of its fields."""
        read_start(cursor, SHARE_MAGIC)
        sender, receiver = read_number(cursor, "sender"), read_number(cursor, "receiver")
        return cls(sender, receiver, SecretScalar.of(read_scalar(cursor, "value")))


def require_scalars(sender: int, *values: SecretScalar) -> None:
    """Refuse numbers that are not below the order. Raises BadShare, naming the sender."""
    if any(len(one) != SCALAR_SIZE or one.reveal_number() >= ORDER for one in values):
        raise BadShare("it sent a number that is not below the order", holder=str(sender))


def dealing_id(broadcast: bytes) -> bytes:
    """Give the set id of the shares that go with a broadcast, 16 bytes."""
    return hashlib.sha256(SET_LABEL + broadcast).digest()[:SET_ID_SIZE]


def write_commitments(magic: bytes, sender: int, elements: tuple[Element, ...]) -> bytes:
    """Give what a message with commitments starts with: its kind, its sender, and they."""
    count = len(elements).to_bytes(2, "little")
    return start(magic) + numbered(sender) + count + b"".join(elements)


def read_commitments(cursor: Cursor, magic: bytes) -> tuple[int, tuple[Element, ...]]:
    """Read sender and commitments. Raises WireError, and Untrusted for a bad element."""
    read_start(cursor, magic)
    sender = read_number(cursor, "sender")
    names = [f"commitment {j}" for j in range(cursor.uint(2, "count"))]
    fields = [(name, f"{name} of party {sender}") for name in names]
    return sender, tuple(read_element(cursor, name, field) for name, field in fields)


def check_commitments(sender: int, elements: tuple[Element, ...], threshold: int) -> None:
    """Check that a party committed to as many coefficients as all, and to none that is 0.

    Raises Untrusted, naming the party.
    """
    if len(elements) != threshold:
        what = f"{len(elements)} commitments for a threshold of {threshold}"
        raise Untrusted(what, field=f"commitments of party {sender}")
    for j, element in enumerate(elements):
        GROUP.decode(element, f"commitment {j} of party {sender}")
