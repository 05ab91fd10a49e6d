"""What is inside a sealed message: a message of a session or a group, and who sent it.

Not here: the seal itself, see ``sealed_sender`` and ``sealed_for_many``. The message inside is
encrypted once more, by the session or the sender key.

See: libsignal, rust/protocol/src/sealed_sender.rs, 2026, UnidentifiedSenderMessageContent.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Self
from uuid import UUID

from cryptokit.errors import Untrusted, WireError
from cryptokit.signal import certificates, protobuf
from cryptokit.signal.certificates import SenderCertificate
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.nested import Nested, leave_spans
from cryptokit.signal.protobuf import Field, Message
from cryptokit.wire import Cursor

_CONTENT: Final = Message(
    "sealed content",
    (
        Field(1, "type", "uint32"),
        Field(2, "sender certificate", "bytes"),
        Field(3, "content", "bytes"),
        Field(4, "hint", "uint32"),
        Field(5, "group", "bytes"),
    ),
)
_INSIDE: Final = Nested(_CONTENT, {"sender certificate": certificates.INSIDE})


class ContentKind(IntEnum):
    """What the message inside is. Outside a seal, a prekey message has number 3."""

    PREKEY = 1
    WHISPER = 2
    SENDER_KEY = 7
    PLAINTEXT = 8


class Hint(IntEnum):
    """What a receiver may do if the message inside does not open."""

    DEFAULT = 0
    RESENDABLE = 1
    IMPLICIT = 2


@dataclass(frozen=True, slots=True)
class Content:
    """A message and its sender; ``group`` says for which group it is, if for one.

    ``hint`` is a ``Hint``, or a number that newer phones know.
    """

    kind: ContentKind
    certificate: SenderCertificate
    message: bytes = field(repr=False)
    hint: int | None = None
    group: bytes | None = None

    def to_bytes(self) -> bytes:
        """Write what is going to be sealed."""
        return protobuf.write(
            _CONTENT,
            {
                "type": int(self.kind),
                "sender certificate": self.certificate.to_bytes(),
                "content": self.message,
                "hint": self.hint,
                "group": self.group,
            },
        )

    @classmethod
    def from_bytes(cls, data: bytes, cursor: Cursor | None = None) -> Self:
        """Read what was sealed. Raises WireError.

        A cursor that stands at its first byte keeps the spans, those of the certificate among them;
        the message inside is one span.
        """
        fields = protobuf.read(_CONTENT, data)
        number = fields.number("type")
        if number not in set(ContentKind):
            raise WireError(f"no kind {number}", offset=0, field="type")
        read = cls(
            ContentKind(number),
            SenderCertificate.from_bytes(fields.data("sender certificate")),
            fields.data("content"),
            fields.optional_number("hint"),
            fields.optional_data("group"),
        )
        if cursor is not None:
            leave_spans(_INSIDE, data, cursor)
        return read


def trust(
    content: Content,
    root: PublicKey,
    *,
    now: int,
    me: tuple[UUID, int],
    revoked: frozenset[int] = frozenset(),
) -> SenderCertificate:
    """Give the sender of what was opened, once the certificate holds; ``now`` in milliseconds.

    ``me`` is my account and device: a message from there was mirrored back. Raises Untrusted with
    field ``sender`` for that, and as ``certificates.check`` does.

    See: libsignal, rust/protocol/src/sealed_sender.rs, 2026, sealed_sender_decrypt.
    """
    certificate = content.certificate
    certificates.check(certificate, root, now=now, revoked=revoked)
    if (certificate.account, certificate.device) == me:
        raise Untrusted("a message of our own came back", field="sender")
    return certificate
