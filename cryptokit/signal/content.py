"""What is inside a message of WhatsApp's once it is open: words, a file with them, or a group key.

Left out: the other kinds of content, which are many, and the random padding that hides the length.
Two things here are not the app's: a file has its name in every kind, where only documents have one,
and words stand beside a file, where pictures have a caption of their own. And the nonce of
franking, which Messenger has and WhatsApp has not: see ``messengers.whatsapp_reports``.

See: public clients of WhatsApp Web, whose schema gives words the number 1, sender keys 2, images 3,
documents 7, sounds 8 and films 9.
"""

from dataclasses import dataclass, field
from typing import Final, Self

from cryptokit.errors import WireError
from cryptokit.signal import protobuf
from cryptokit.signal.franking import FrankingNonce
from cryptokit.signal.media import Attachment, MediaKey, MediaKind
from cryptokit.signal.protobuf import Field, Fields, Given, Message
from cryptokit.wire import Cursor

_OURS: Final = 1000
"""The number of what the app has not, far behind its own."""
_DIGEST: Final = 32
_SENDER_KEY: Final = Message(
    "sender key", (Field(1, "group", "bytes"), Field(2, "distribution", "bytes"))
)


def _file(name: str, digest: int, key: int, locked: int, called: int = _OURS) -> Message:
    """Make the schema of a kind of file; the size stands behind the digest in all of them."""
    fields = (
        Field(digest, "digest", "bytes"),
        Field(digest + 1, "size", "uint64"),
        Field(key, "key", "bytes"),
        Field(called, "name", "bytes"),
        Field(locked, "locked_digest", "bytes"),
    )
    return Message(name, tuple(sorted(fields, key=lambda one: one.number)))


_FILES: Final = {
    MediaKind.IMAGE: Field(3, "image", _file("image", 4, 8, 9)),
    MediaKind.DOCUMENT: Field(7, "document", _file("document", 4, 7, 9, called=8)),
    MediaKind.AUDIO: Field(8, "audio", _file("audio", 3, 7, 8)),
    MediaKind.VIDEO: Field(9, "video", _file("video", 3, 6, 11)),
}
_CONTENT: Final = Message(
    "content",
    (
        Field(1, "words", "bytes"),
        Field(2, "sender_key", _SENDER_KEY),
        *_FILES.values(),
        Field(_OURS, "nonce", "bytes"),
    ),
)


@dataclass(frozen=True, slots=True)
class Content:
    """Words that somebody typed, or else a distribution message, which holds a key in the clear.

    With words may come the ``attachment`` that opens a file, and what the file is called.
    """

    words: str | None = None
    distribution: bytes = field(default=b"", repr=False)
    group: bytes = b""
    attachment: Attachment | None = None
    name: str = ""
    nonce: FrankingNonce | None = None

    def to_bytes(self) -> bytes:
        """Write what a message holds.

        >>> Content("hi").to_bytes().hex(" ")
        '0a 02 68 69'
        >>> Content.from_bytes(Content(distribution=b"key", group=b"us").to_bytes()).group
        b'us'
        """
        if self.words is None:
            inner = {"group": self.group, "distribution": self.distribution}
            return protobuf.write(_CONTENT, {"sender_key": inner})
        values: dict[str, Given] = {"words": self.words.encode()}
        if self.nonce is not None:
            values["nonce"] = self.nonce.reveal()
        if self.attachment is not None:
            values[_FILES[self.attachment.kind].name] = _written(self.attachment, self.name)
        return protobuf.write(_CONTENT, values)

    @classmethod
    def from_bytes(cls, data: bytes, cursor: Cursor | None = None) -> Self:
        """Read it; a cursor that stands at its first byte keeps the spans. Raises WireError.

        >>> Content.from_bytes(data := Content("hi").to_bytes(), cursor := Cursor(data)).words
        'hi'
        >>> [(leaf.name, leaf.start) for leaf in cursor.tree("content").leaves()]
        [('tag', 0), ('length', 1), ('value', 2)]
        """
        fields = protobuf.read(_CONTENT, data, cursor)
        words = fields.optional_data("words")
        if words is None:
            inner = fields.message("sender_key")
            return cls(None, inner.data("distribution"), inner.data("group"))
        nonce = fields.optional_data("nonce")
        franked = None if nonce is None else FrankingNonce(_sized(nonce, fields, "nonce"))
        text = _text(words, fields, "words")
        for kind, file in _FILES.items():
            if file.name in fields.present:
                return cls(text, b"", b"", *_read(fields.message(file.name), kind), franked)
        return cls(text, nonce=franked)


def _written(file: Attachment, name: str) -> dict[str, Given]:
    return {
        "digest": file.digest,
        "size": file.size,
        "key": file.key.reveal(),
        "name": name.encode() or None,
        "locked_digest": file.locked_digest,
    }


def _read(fields: Fields, kind: MediaKind) -> tuple[Attachment, str]:
    key = MediaKey(_sized(fields.data("key"), fields, "key"))
    locked, digest = (_sized(fields.data(one), fields, one) for one in ("locked_digest", "digest"))
    name = _text(fields.optional_data("name") or b"", fields, "name")
    return Attachment(key, kind, locked, digest, fields.number("size")), name


def _sized(data: bytes, fields: Fields, name: str) -> bytes:
    """Check that a key or a digest has its length; all of them have the same."""
    if len(data) != _DIGEST:
        raise WireError(f"{len(data)} bytes, not {_DIGEST}", offset=fields.offset, field=name)
    return data


def _text(data: bytes, fields: Fields, name: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise WireError("not UTF-8", offset=fields.offset, field=name) from None
