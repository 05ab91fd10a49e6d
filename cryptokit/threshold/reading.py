"""How the messages of this room stand on the wire: what they start with, and their fields.

Which of them are right is not said here, but by the protocols.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from cryptokit.errors import WireError
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.group import SCALAR_SIZE, Element, decode_scalar
from cryptokit.sharing.proofs import EqualityProof
from cryptokit.wire import Cursor

GROUP: Final = EDWARDS25519
"""The group of all threshold keys here."""
ELEMENT_SIZE: Final = 32
VERSION: Final = 1
MOST: Final = 2**16 - 1
"""The highest number of a holder, which the proofs hash as two bytes."""
LONGEST_NAME: Final = 255
"""Bytes of a holder's name in UTF-8, whose length is written as one byte."""


R = TypeVar("R")


def read_whole(data: bytes, read: Callable[[Cursor], R]) -> R:
    """Read a record that fills the bytes. Raises WireError if some are left over."""
    cursor = Cursor(data)
    record = read(cursor)
    cursor.finish()
    return record


def start(magic: bytes) -> bytes:
    """Give what every record starts with: four letters and the version."""
    return magic + bytes([VERSION])


def read_start(cursor: Cursor, magic: bytes) -> None:
    """Read what ``start`` wrote. Raises WireError."""
    cursor.expect(magic, "magic")
    cursor.expect(bytes([VERSION]), "version")


def read_element(cursor: Cursor, name: str, field: str = "") -> Element:
    """Read an element, called ``field`` in errors if that is not its name.

    Raises WireError, and Untrusted for what is not canonical or not of prime order.
    """
    return GROUP.decode(cursor.take(ELEMENT_SIZE, name), field or name)


def read_scalar(cursor: Cursor, name: str) -> int:
    """Read a scalar. Raises WireError, with the offset, for one that is not below the order."""
    at, data = cursor.offset, cursor.take(SCALAR_SIZE, name)
    try:
        return decode_scalar(data, name)
    except WireError as error:
        raise WireError("a scalar that is not below the order", offset=at, field=name) from error


def read_equality(cursor: Cursor) -> EqualityProof:
    """Read a proof of equal logarithms. Raises WireError."""
    challenge = read_scalar(cursor, "challenge")
    return EqualityProof(challenge, read_scalar(cursor, "response"))


def sized(data: bytes, size: int) -> bytes:
    """Put some bytes behind their length, a little-endian number of ``size`` bytes."""
    return len(data).to_bytes(size, "little") + data


def read_name(cursor: Cursor, field: str) -> str:
    """Read the name of a holder, behind its length in one byte. Raises WireError."""
    size = cursor.uint(1, f"size of {field}")
    at, data = cursor.offset, cursor.take(size, field)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise WireError("not UTF-8", offset=at, field=field) from None


def numbered(*parties: int) -> bytes:
    """Give the numbers of parties as two bytes each, little-endian."""
    return b"".join(party.to_bytes(2, "little") for party in parties)


def read_number(cursor: Cursor, field: str) -> int:
    """Read the number of a party. Raises WireError for 0, at which the secret lies."""
    at, number = cursor.offset, cursor.uint(2, field)
    if number == 0:
        raise WireError("no party has the number 0", offset=at, field=field)
    return number


def require_numbers(*parties: int) -> None:
    """Refuse numbers that no party can have. Raises ValueError."""
    if not all(1 <= party <= MOST for party in parties):
        raise ValueError(f"parties have numbers from 1 to {MOST}")
