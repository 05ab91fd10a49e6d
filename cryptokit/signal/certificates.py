"""Who sent a sealed message: a certificate signed by a server, whose own is signed by a trust root.

Not here: how a phone asks for one. It names an account, a device and its identity key, and is short
lived, because nobody can take it back.

See: libsignal, rust/protocol/src/sealed_sender.rs, 2026; Signal, "Technology preview: Sealed
sender for Signal", 2018.
"""

from dataclasses import dataclass, field
from typing import Final, Self
from uuid import UUID

from cryptokit.errors import Untrusted, WireError
from cryptokit.rng import Rng, system
from cryptokit.signal import protobuf, xeddsa
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.nested import Nested, leave_spans
from cryptokit.signal.protobuf import Field, Fields, Message
from cryptokit.wire import Cursor

_SIGNED: Final = Message("certificate", (Field(1, "body", "bytes"), Field(2, "signature", "bytes")))
_SERVER: Final = Message("server certificate", (Field(1, "id", "uint32"), Field(2, "key", "bytes")))
_SENDER: Final = Message(
    "sender certificate",
    (
        Field(1, "phone", "bytes"),
        Field(2, "device", "uint32"),
        Field(3, "expires", "fixed64"),
        Field(4, "identity", "bytes"),
        Field(5, "server", "bytes"),
        Field(6, "uuid", "bytes"),
    ),
)
_SERVER_INSIDE: Final = Nested(_SIGNED, {"body": Nested(_SERVER)})
INSIDE: Final = Nested(_SIGNED, {"body": Nested(_SENDER, {"server": _SERVER_INSIDE})})
"""How a sender certificate lies in its bytes, down to the key of the server."""


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """A key that signs sender certificates; ``body`` is what the trust root signed, as it came."""

    number: int
    key: PublicKey
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Write body and signature."""
        return _write_signed(self.body, self.signature)

    @classmethod
    def from_bytes(cls, data: bytes, cursor: Cursor | None = None) -> Self:
        """Read a certificate; whether it is genuine is not asked. Raises WireError.

        A cursor that stands at its first byte keeps the spans, those of the body among them.
        """
        body, signature = _read_signed(data)
        fields = protobuf.read(_SERVER, body)
        key = PublicKey.from_wire(fields.data("key"), field="server key")
        read = cls(fields.number("id"), key, body, signature)
        if cursor is not None:
            leave_spans(_SERVER_INSIDE, data, cursor)
        return read


@dataclass(frozen=True, slots=True)
class SenderCertificate:
    """An account and device, and its identity key until ``expires``, in Unix milliseconds."""

    account: UUID
    device: int
    expires: int
    identity: PublicKey
    phone: str | None
    server: ServerCertificate
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Write body and signature."""
        return _write_signed(self.body, self.signature)

    @classmethod
    def from_bytes(cls, data: bytes, cursor: Cursor | None = None) -> Self:
        """Read a certificate; whether it is genuine is not asked. Raises WireError.

        A cursor that stands at its first byte keeps the spans, down to the key of the server.
        """
        body, signature = _read_signed(data)
        read = cls(*_sender_fields(protobuf.read(_SENDER, body)), body, signature)
        if cursor is not None:
            leave_spans(INSIDE, data, cursor)
        return read


@dataclass(frozen=True, slots=True)
class Sender:
    """What a certificate says of the sender, before anybody signs it."""

    account: UUID
    device: int
    identity: PublicKey
    phone: str | None = None


def issue_server(
    root: KeyPair, number: int, key: PublicKey, *, rng: Rng = system
) -> ServerCertificate:
    """Sign the key of a server as the trust root, under a number by which it can be revoked."""
    body = protobuf.write(_SERVER, {"id": number, "key": key.wire})
    return ServerCertificate(number, key, body, xeddsa.sign_shipped(root, body, rng=rng))


def issue_sender(
    signer: KeyPair, server: ServerCertificate, sender: Sender, *, expires: int, rng: Rng = system
) -> SenderCertificate:
    """Sign who a sender is as a server, until ``expires``, in Unix milliseconds.

    Raises ValueError for a pair that is not the server's.

    >>> from cryptokit.rng import lesson
    >>> root, server, ana = (KeyPair.draw(lesson(who)) for who in ("root", "server", "ana"))
    >>> known = issue_server(root, 1, server.public)
    >>> who = Sender(UUID(int=7), 1, ana.public)
    >>> shown = issue_sender(server, known, who, expires=2_000)
    >>> check(shown, root.public, now=2_000)
    >>> check(shown, root.public, now=2_001)
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: expires: the certificate has run out. Try: ...
    """
    if signer.public != server.key:
        raise ValueError("the certificate of this server names another key")
    phone = None if sender.phone is None else sender.phone.encode()
    body = protobuf.write(
        _SENDER,
        {
            "phone": phone,
            "device": sender.device,
            "expires": expires,
            "identity": sender.identity.wire,
            "server": server.to_bytes(),
            "uuid": str(sender.account).encode(),
        },
    )
    signature = xeddsa.sign_shipped(signer, body, rng=rng)
    what = (sender.account, sender.device, expires, sender.identity, sender.phone, server)
    return SenderCertificate(*what, body, signature)


def check(
    certificate: SenderCertificate,
    root: PublicKey,
    *,
    now: int,
    revoked: frozenset[int] = frozenset(),
) -> None:
    """Follow the signatures up to the trust root; ``now`` is in Unix milliseconds.

    Raises Untrusted with field ``server certificate``, ``sender certificate`` or ``expires``.

    See: libsignal, rust/protocol/src/sealed_sender.rs, 2026, SenderCertificate::validate.
    """
    server = certificate.server
    if server.number in revoked:
        raise Untrusted("this server was revoked", field="server certificate")
    if not xeddsa.verify_shipped(root, server.body, server.signature):
        raise Untrusted("not signed by the trust root", field="server certificate")
    if not xeddsa.verify_shipped(server.key, certificate.body, certificate.signature):
        raise Untrusted("not signed by that server", field="sender certificate")
    if now > certificate.expires:
        raise Untrusted("the certificate has run out", field="expires")


_SenderFields = tuple[UUID, int, int, PublicKey, str | None, ServerCertificate]


def _sender_fields(fields: Fields) -> _SenderFields:
    phone = fields.optional_data("phone")
    return (
        _uuid(fields),
        fields.number("device"),
        fields.number("expires"),
        PublicKey.from_wire(fields.data("identity"), field="identity"),
        None if phone is None else _text(phone, "phone"),
        ServerCertificate.from_bytes(fields.data("server")),
    )


def _uuid(fields: Fields) -> UUID:
    text = _text(fields.data("uuid"), "uuid")
    try:
        account = UUID(text)
    except ValueError:
        raise WireError("no UUID", offset=0, field="uuid") from None
    if str(account) != text.lower():
        raise WireError("a UUID in another spelling", offset=0, field="uuid")
    return account


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise WireError("no UTF-8", offset=error.start, field=name) from None


def _write_signed(body: bytes, signature: bytes) -> bytes:
    return protobuf.write(_SIGNED, {"body": body, "signature": signature})


def _read_signed(data: bytes) -> tuple[bytes, bytes]:
    fields = protobuf.read(_SIGNED, data)
    return fields.data("body"), fields.data("signature")
