"""The two messages of a group: one that hands out a sender key, and one that uses it.

Bytes only: chains and limits are in ``sender_keys``. The first travels inside pairwise sessions,
one for each device of each member; the second is one for all.

See: libsignal, rust/protocol/src/protocol.rs, 2026, SenderKeyDistributionMessage and
SenderKeyMessage.
"""

from dataclasses import dataclass, field
from typing import Final, Self

from cryptokit.errors import WireError
from cryptokit.signal import protobuf
from cryptokit.signal.chains import ChainKey
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.protobuf import Field, Message
from cryptokit.wire import Cursor

VERSION: Final = 3
ID_SIZE: Final = 16
SIGNATURE_SIZE: Final = 64
_VERSION_BYTE: Final = bytes([VERSION << 4 | VERSION])
_KEY: Final = 32
_HEAD: Final = (
    Field(1, "distribution id", "bytes"),
    Field(2, "chain id", "uint32"),
    Field(3, "iteration", "uint32"),
)
_DISTRIBUTION: Final = Message(
    "distribution", (*_HEAD, Field(4, "chain key", "bytes"), Field(5, "signer", "bytes"))
)
_MESSAGE: Final = Message("group message", (*_HEAD, Field(4, "ciphertext", "bytes")))


@dataclass(frozen=True, slots=True)
class Distribution:
    """What a sender gives to a member: the chain from ``iteration`` on, and who signs."""

    distribution_id: bytes
    chain_id: int
    iteration: int
    key: ChainKey
    signer: PublicKey

    def to_bytes(self) -> bytes:
        """Write the message, which holds the chain key in the clear."""
        return _VERSION_BYTE + protobuf.write(
            _DISTRIBUTION,
            _head(self) | {"chain key": self.key.reveal(), "signer": self.signer.wire},
        )

    @classmethod
    def from_bytes(cls, data: bytes, cursor: Cursor | None = None) -> Self:
        """Read the message; a cursor at its first byte keeps the spans. Raises WireError."""
        own = _behind_version(data)
        at = own.offset
        fields = protobuf.read(_DISTRIBUTION, data[at:], own)
        read = cls(
            _sized(fields, "distribution id", ID_SIZE),
            fields.number("chain id"),
            fields.number("iteration"),
            ChainKey(_sized(fields, "chain key", _KEY)),
            PublicKey.from_wire(fields.data("signer"), field="signer", offset=at),
        )
        if cursor is not None:
            cursor.take(at, "version")
            protobuf.read(_DISTRIBUTION, data[at:], cursor)
        return read


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """A text for everybody: ``signed`` is all that the signature covers, as it came."""

    distribution_id: bytes
    chain_id: int
    iteration: int
    ciphertext: bytes = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Give the message as it came or as it goes."""
        return self.signed + self.signature

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a message; whether its signature is right is not asked. Raises WireError."""
        return cls.read(Cursor(data), data)

    @classmethod
    def read(cls, cursor: Cursor, data: bytes) -> Self:
        """Read a message and leave its spans on the cursor."""
        _expect_version(cursor)
        end = len(data) - SIGNATURE_SIZE
        if end < cursor.offset:
            what = f"{SIGNATURE_SIZE} bytes wanted, {len(data) - cursor.offset} left"
            raise WireError(what, offset=cursor.offset, field="signature")
        fields = protobuf.read(_MESSAGE, data[cursor.offset : end], cursor)
        return cls(
            _sized(fields, "distribution id", ID_SIZE),
            fields.number("chain id"),
            fields.number("iteration"),
            fields.data("ciphertext"),
            data[:end],
            cursor.take(SIGNATURE_SIZE, "signature"),
        )


def signed_part(distribution_id: bytes, chain_id: int, iteration: int, ciphertext: bytes) -> bytes:
    """Write a message up to its signature.

    >>> signed_part(bytes(16), 7, 0, b"locked").hex()[-24:]
    '1007180022066c6f636b6564'
    """
    return _VERSION_BYTE + protobuf.write(
        _MESSAGE,
        {
            "distribution id": distribution_id,
            "chain id": chain_id,
            "iteration": iteration,
            "ciphertext": ciphertext,
        },
    )


def _head(one: Distribution) -> dict[str, int | bytes]:
    return {
        "distribution id": one.distribution_id,
        "chain id": one.chain_id,
        "iteration": one.iteration,
    }


def _behind_version(data: bytes) -> Cursor:
    cursor = Cursor(data)
    _expect_version(cursor)
    return cursor


def _expect_version(cursor: Cursor) -> None:
    at = cursor.offset
    # The low half only says what the writer could have spoken.
    if cursor.uint(1, "version") >> 4 != VERSION:
        raise WireError(f"not version {VERSION}", offset=at, field="version")


def _sized(fields: protobuf.Fields, name: str, size: int) -> bytes:
    data = fields.data(name)
    if len(data) != size:
        raise WireError(f"{len(data)} bytes, not {size}", offset=fields.offset, field=name)
    return data
