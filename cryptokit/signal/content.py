"""What is inside a message of WhatsApp's once it is open: words, or a sender key of a group.

Left out: the other kinds of content, which are many, and the random padding that hides the length.

See: public clients of WhatsApp Web, whose schema gives words the number 1 and sender keys 2.
"""

from dataclasses import dataclass, field
from typing import Final, Self

from cryptokit.errors import WireError
from cryptokit.signal import protobuf
from cryptokit.signal.protobuf import Field, Message

_SENDER_KEY: Final = Message(
    "sender key", (Field(1, "group", "bytes"), Field(2, "distribution", "bytes"))
)
_CONTENT: Final = Message(
    "content", (Field(1, "words", "bytes"), Field(2, "sender_key", _SENDER_KEY))
)


@dataclass(frozen=True, slots=True)
class Content:
    """Words that somebody typed, or else a distribution message, which holds a key in the clear."""

    words: str | None = None
    distribution: bytes = field(default=b"", repr=False)
    group: bytes = b""

    def to_bytes(self) -> bytes:
        """Write what a message holds.

        >>> Content("hi").to_bytes().hex(" ")
        '0a 02 68 69'
        >>> Content.from_bytes(Content(distribution=b"key", group=b"us").to_bytes()).group
        b'us'
        """
        if self.words is not None:
            return protobuf.write(_CONTENT, {"words": self.words.encode()})
        inner = {"group": self.group, "distribution": self.distribution}
        return protobuf.write(_CONTENT, {"sender_key": inner})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read it. Raises WireError."""
        fields = protobuf.read(_CONTENT, data)
        words = fields.optional_data("words")
        if words is None:
            inner = fields.message("sender_key")
            return cls(None, inner.data("distribution"), inner.data("group"))
        try:
            return cls(words.decode())
        except UnicodeDecodeError:
            raise WireError("not UTF-8", offset=fields.offset, field="words") from None
