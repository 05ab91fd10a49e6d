"""What parties send in the protocol of ``gjkr``: hiding commitments first, open ones at the end.

As in ``messages``, the channels are the application's.
"""

from dataclasses import dataclass
from typing import Final, Self

from cryptokit.keys import SecretScalar
from cryptokit.sharing import feldman, pedersen
from cryptokit.sharing.pedersen import PedersenShare
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold.dkg.messages import (
    check_commitments,
    dealing_id,
    read_commitments,
    require_scalars,
    write_commitments,
)
from cryptokit.threshold.reading import (
    GROUP,
    numbered,
    read_number,
    read_scalar,
    read_start,
    read_whole,
    require_numbers,
    start,
)
from cryptokit.wire import Cursor

BROADCAST_MAGIC: Final = b"CKd3"
PAIR_MAGIC: Final = b"CKd4"
OPENING_MAGIC: Final = b"CKd5"


@dataclass(frozen=True, slots=True, repr=False)
class HiddenBroadcast:
    """What each party says first: commitments that show nothing of its polynomial."""

    sender: int
    commitments: pedersen.Commitments

    def __post_init__(self) -> None:
        require_numbers(self.sender)

    def __repr__(self) -> str:
        return f"<HiddenBroadcast of {self.sender}, {len(self.commitments.elements)} commitments>"

    @property
    def set_id(self) -> bytes:
        """The set id of the pairs that go with it, 16 bytes."""
        return dealing_id(self.to_bytes())

    def check(self, threshold: int) -> None:
        """Check the commitments, as everybody can. Raises Untrusted, naming the party."""
        check_commitments(self.sender, self.commitments.elements, threshold)

    def to_bytes(self) -> bytes:
        """Give sender and commitments as bytes."""
        return write_commitments(BROADCAST_MAGIC, self.sender, self.commitments.elements)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError, and Untrusted for a bad element."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a broadcast from a cursor, which keeps the spans of its fields."""
        sender, elements = read_commitments(cursor, BROADCAST_MAGIC)
        return cls(sender, pedersen.Commitments(elements, GROUP))


@dataclass(frozen=True, slots=True, repr=False)
class PrivatePair:
    """The values of the sender's two polynomials at the receiver's number, for the receiver alone.

    In public it is an answer to a complaint, the proof that an opening is a lie, or help to
    reconstruct what a cheat dealt. Raises BadShare, naming the sender, for a number that is not
    below the order.
    """

    sender: int
    receiver: int
    value: SecretScalar
    blinding: SecretScalar

    def __post_init__(self) -> None:
        require_numbers(self.sender, self.receiver)
        require_scalars(self.sender, self.value, self.blinding)

    def __repr__(self) -> str:
        return f"<PrivatePair from {self.sender} to {self.receiver}>"

    @classmethod
    def of(cls, sender: int, part: PedersenShare) -> Self:
        """Wrap a pair of this sender's dealing."""
        return cls(sender, part.x, part.share.value, part.blinding)

    def under(self, broadcast: HiddenBroadcast) -> PedersenShare:
        """Give it as a pair of the sender's dealing."""
        threshold = len(broadcast.commitments.elements)
        share = ScalarShare(
            set_id=broadcast.set_id, threshold=threshold, x=self.receiver, value=self.value
        )
        return PedersenShare(share, self.blinding)

    def to_bytes(self) -> bytes:
        """Give the pair as bytes, in the clear: encrypt them."""
        ends = numbered(self.sender, self.receiver)
        return start(PAIR_MAGIC) + ends + self.value.reveal() + self.blinding.reveal()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a pair from a cursor, which keeps the spans of its fields."""
        read_start(cursor, PAIR_MAGIC)
        sender, receiver = read_number(cursor, "sender"), read_number(cursor, "receiver")
        value, blinding = read_scalar(cursor, "value"), read_scalar(cursor, "blinding")
        return cls(sender, receiver, SecretScalar.of(value), SecretScalar.of(blinding))


@dataclass(frozen=True, slots=True, repr=False)
class Opening:
    """What each qualified party says at the end: its polynomial times the base point."""

    sender: int
    commitments: feldman.Commitments

    def __post_init__(self) -> None:
        require_numbers(self.sender)

    def __repr__(self) -> str:
        return f"<Opening of {self.sender}, {len(self.commitments.elements)} commitments>"

    def check(self, threshold: int) -> None:
        """Check the commitments, as everybody can. Raises Untrusted, naming the party."""
        check_commitments(self.sender, self.commitments.elements, threshold)

    def to_bytes(self) -> bytes:
        """Give sender and commitments as bytes."""
        return write_commitments(OPENING_MAGIC, self.sender, self.commitments.elements)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError, and Untrusted for a bad element."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read an opening from a cursor, which keeps the spans of its fields."""
        sender, elements = read_commitments(cursor, OPENING_MAGIC)
        return cls(sender, feldman.Commitments(elements, GROUP))
