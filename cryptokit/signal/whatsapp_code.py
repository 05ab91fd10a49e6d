"""WhatsApp's QR code of a safety number: it names the people and shows every key in full.

Not here: the 60 digits, which are those of ``safety_number.of_all_devices``. The paper says what
the code holds and not how it is written down: the bytes are ours.

See: WhatsApp, "Encryption Overview", version 6, 2021, on verifying keys.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Untrusted, WireError
from cryptokit.signal import protobuf
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.protobuf import Field, Message

VERSION: Final = 1
_KEY: Final = 32
_PERSON: Final = Message("person", (Field(1, "keys", "bytes"), Field(2, "name", "bytes")))
_CODE: Final = Message(
    "code",
    (Field(1, "version", "uint32"), Field(2, "local", _PERSON), Field(3, "remote", _PERSON)),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name and the identity keys of all devices, each 32 bytes, sorted."""

    name: bytes
    keys: tuple[bytes, ...]


def person(name: bytes, identities: Iterable[PublicKey]) -> Person:
    """Gather what a code says about one person."""
    return Person(name, tuple(sorted(identity.raw for identity in identities)))


def to_bytes(mine: Person, theirs: Person) -> bytes:
    """Write the code that the other phone scans."""
    local, remote = _fields(mine), _fields(theirs)
    return protobuf.write(_CODE, {"version": VERSION, "local": local, "remote": remote})


def from_bytes(data: bytes) -> tuple[Person, Person]:
    """Read a code: whose phone shows it, and whom it talks to.

    Raises WireError; Untrusted with field ``version`` for a version that we don't know.
    """
    fields = protobuf.read(_CODE, data)
    if fields.number("version") != VERSION:
        raise Untrusted("a code of another version", field="version")
    return _person(fields.message("local")), _person(fields.message("remote"))


def is_ours(scanned: bytes, mine: Person, theirs: Person) -> bool:
    """Compare a scanned code: names and keys of both people, in constant time.

    Raises as ``from_bytes``.

    >>> ana = Person(b"ana", (bytes(32), bytes([1] * 32)))
    >>> ben = Person(b"ben", (bytes([2] * 32),))
    >>> is_ours(to_bytes(ben, ana), ana, ben), is_ours(to_bytes(ana, ben), ana, ben)
    (True, False)
    """
    showing, seen = from_bytes(scanned)
    return hmac.compare_digest(to_bytes(showing, seen), to_bytes(theirs, mine))


def _fields(one: Person) -> dict[str, bytes]:
    return {"keys": b"".join(one.keys), "name": one.name}


def _person(fields: protobuf.Fields) -> Person:
    data = fields.data("keys")
    if not data or len(data) % _KEY:
        raise WireError(
            f"{len(data)} bytes are no keys of {_KEY}", offset=fields.offset, field="keys"
        )
    keys = tuple(data[at : at + _KEY] for at in range(0, len(data), _KEY))
    if list(keys) != sorted(keys):
        raise WireError("the keys are not sorted", offset=fields.offset, field="keys")
    return Person(fields.data("name"), keys)
