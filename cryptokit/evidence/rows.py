"""What lies on a server or a phone, as typed rows. ``image`` and ``store`` turn them into files.

These rows are the only thing that messengers and court share. A row that holds something locked
names its scheme and the id of the key that opens it, never the key.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Self

from cryptokit.errors import CryptokitError, WireError
from cryptokit.keys import Secret
from cryptokit.sharing import Share

Value = int | str | bytes


class Row:
    """Something stored: the table it lies in, and the columns that both kinds of file give it."""

    __slots__ = ()
    table: ClassVar[str]
    columns: ClassVar[dict[str, type[Value]]]

    def values(self) -> tuple[Value, ...]:
        """Give the row as values, in the order of its columns."""
        return tuple(getattr(self, column) for column in self.columns)

    @classmethod
    def parse(cls, values: tuple[object, ...]) -> Self:
        """Make a row of values as they were found; WireError names the odd column."""
        for (column, wanted), value in zip(cls.columns.items(), values, strict=True):
            if type(value) is not wanted:
                what = f"{type(value).__name__} instead of {wanted.__name__}"
                raise WireError(what, offset=0, field=f"{cls.table}.{column}")
        return cls._of(*values)

    @classmethod
    def _of(cls, *values: Any) -> Self:
        return cls(*values)


_MESSAGE: Final[dict[str, type[Value]]] = {"number": int, "sent": int, "sender": str}
_LOCK: Final[dict[str, type[Value]]] = {"scheme": str, "key_id": bytes, "body": bytes}


@dataclass(frozen=True, slots=True)
class Ciphertext(Row):
    """A stored message, locked under a data key. ``number`` is its place in the chat, from 1."""

    number: int
    sent: int
    sender: str
    scheme: str
    key_id: bytes
    body: bytes
    table = "ciphertext"
    columns = _MESSAGE | _LOCK


@dataclass(frozen=True, slots=True)
class Envelope(Row):
    """A relayed message, locked end to end: the relay knows who, to whom and when."""

    number: int
    sent: int
    sender: str
    receiver: str
    scheme: str
    key_id: bytes
    body: bytes
    table = "envelope"
    columns = _MESSAGE | {"receiver": str} | _LOCK


@dataclass(frozen=True, slots=True)
class Plaintext(Row):
    """A stored message that anybody can read who has the file."""

    number: int
    sent: int
    sender: str
    text: str
    table = "plaintext"
    columns = _MESSAGE | {"text": str}


@dataclass(frozen=True, slots=True)
class Event(Row):
    """Metadata: who sent what to whom, when, and how many bytes."""

    sent: int
    sender: str
    receiver: str
    what: str
    size: int
    table = "event"
    columns: ClassVar = {"sent": int, "sender": str, "receiver": str, "what": str, "size": int}


@dataclass(frozen=True, slots=True)
class Key(Row):
    """A key in the clear, under the id by which locked rows name it."""

    key_id: bytes
    secret: Secret
    table = "key"
    columns: ClassVar = {"key_id": bytes, "kind": str, "secret": bytes}

    @classmethod
    def of(cls, secret: Secret) -> Self:
        """Store a key under its own id."""
        return cls(secret.key_id(), secret)

    def values(self) -> tuple[Value, ...]:
        """Give the id, the kind and the bytes of the key."""
        return self.key_id, type(self.secret).__name__, self.secret.reveal()

    @classmethod
    def _of(cls, *values: Any) -> Self:
        key_id, kind, secret = values
        classes = {one.__name__: one for one in _kinds(Secret)}
        if kind not in classes:
            raise WireError("no such kind of key", offset=0, field="key.kind")
        if classes[kind].size not in {None, len(secret)}:
            raise WireError(f"{len(secret)} bytes for a {kind}", offset=0, field="key.secret")
        return cls(key_id, classes[kind](secret))


@dataclass(frozen=True, slots=True)
class Part(Row):
    """One share of something that was split; joined, it gives more rows."""

    share: Share
    table = "part"
    columns: ClassVar = {"share": bytes}

    def values(self) -> tuple[Value, ...]:
        """Give the share as bytes."""
        return (self.share.to_bytes(),)

    @classmethod
    def _of(cls, *values: Any) -> Self:
        try:
            return cls(Share.from_bytes(*values))
        except CryptokitError as error:
            raise WireError(error.what, offset=0, field="part.share") from None


@dataclass(frozen=True, slots=True)
class State(Row):
    """What an app keeps of a chat to go on with it, keys included; ``scheme`` names the format."""

    scheme: str
    body: bytes = field(repr=False)
    table = "state"
    columns: ClassVar = {"scheme": str, "body": bytes}


@dataclass(frozen=True, slots=True)
class Account(Row):
    """What an operator knows of a person without any message: number, last address, since when.

    ``since`` is in Unix seconds; ``role`` is what the person is there, such as administrator.
    """

    name: str
    role: str
    phone: str
    address: str
    since: int
    table = "account"
    columns: ClassVar = {"name": str, "role": str, "phone": str, "address": str, "since": int}


@dataclass(frozen=True, slots=True)
class LockedFile(Row):
    """A file that a server keeps to be fetched, locked; ``handle`` is the digest it goes by."""

    sent: int
    sender: str
    handle: bytes
    scheme: str
    body: bytes = field(repr=False)
    table = "locked_file"
    columns: ClassVar = {"sent": int, "sender": str, "handle": bytes, "scheme": str, "body": bytes}


@dataclass(frozen=True, slots=True)
class Attached(Row):
    """A file of a message as a phone keeps it: the key to a server's copy, and its own copy.

    ``content`` is empty where the phone has lost its copy, or refused what the server gave it.
    """

    number: int
    sent: int
    sender: str
    name: str
    scheme: str
    attachment: bytes = field(repr=False)
    content: bytes = field(repr=False)
    table = "attached"
    columns = _MESSAGE | {"name": str, "scheme": str, "attachment": bytes, "content": bytes}


Locked = Ciphertext | Envelope
KINDS: Final = (
    Ciphertext,
    Envelope,
    Plaintext,
    Key,
    Part,
    Event,
    State,
    Account,
    LockedFile,
    Attached,
)
"""All kinds of rows; an image names a row's kind by its place here."""


def _kinds(of: type[Secret]) -> Iterator[type[Secret]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)
