"""Files that come with messages: what each is locked as, and what phones make of the server's copy.

One file goes with one message, as in the app; of several, a chat's first. Left out: thumbnails, and
the connection over which files travel, which is not the one of the packets.

See: WhatsApp, "Encryption Overview", version 6, 2021, on transmitting media.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptokit.conversation import Chat, Kind
from cryptokit.conversation.attached import by_number
from cryptokit.signal.media import MediaKind

_KINDS: Final = {
    Kind.PHOTO: MediaKind.IMAGE,
    Kind.STICKER: MediaKind.IMAGE,
    Kind.VIDEO: MediaKind.VIDEO,
    Kind.ANIMATION: MediaKind.VIDEO,
    Kind.VIDEO_MESSAGE: MediaKind.VIDEO,
    Kind.VOICE: MediaKind.AUDIO,
    Kind.AUDIO: MediaKind.AUDIO,
}
"""Everything else is a document."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file that somebody attaches to a message."""

    name: str
    kind: MediaKind
    content: bytes = field(repr=False)


def files_of(chat: Chat) -> Mapping[int, Given]:
    """Give the files of a chat by the numbers of their messages, without the folders of the export.

    >>> from cryptokit.conversation import File, Message
    >>> cat = Message(9, 0, "Ann", "", Kind.PHOTO, more=(("photo", "photos/cat.jpg"),))
    >>> file = File("photos/cat.jpg", bytes(3))
    >>> files_of(Chat("Ann", "said", (cat,), ("Ann", "Ben"), group=False, files=(file,)))
    {1: Given(name='cat.jpg', kind=<MediaKind.IMAGE: b'WhatsApp Image Keys'>)}
    """
    return {
        number: Given(
            file.name.rpartition("/")[2],
            _KINDS.get(chat.messages[number - 1].kind, MediaKind.DOCUMENT),
            file.content,
        )
        for number, file in by_number(chat).items()
    }
