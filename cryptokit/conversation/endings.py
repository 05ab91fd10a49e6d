"""Which kind of thing a file is, told by the ending of its name. No app's way of naming is here."""

from collections.abc import Mapping
from typing import Final

from cryptokit.conversation.chat import Kind

BY_ENDING: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("png", "jpg", "jpeg", "tif", "tiff", "webp", "heic", "svg"), Kind.PHOTO),
    **dict.fromkeys(("gif", "apng"), Kind.ANIMATION),
    **dict.fromkeys(("mp4", "mov", "mkv", "mpeg", "webm", "qt", "3gp"), Kind.VIDEO),
    **dict.fromkeys(("m4a", "aac", "mp3", "ogg", "opus", "wav", "flac"), Kind.AUDIO),
    "vcf": Kind.CONTACT,
}
"""What an ending means wherever an app does not use it for something of its own."""

IN_WHATSAPP: Final[Mapping[str, Kind]] = {"opus": Kind.VOICE, "webp": Kind.STICKER}
"""What WhatsApp uses an ending for: it records voices in the one, and draws stickers in the other.

Signal sends pictures of the web and sounds under the same two endings, and names its own stickers.
"""

NOTHING_ELSE: Final[Mapping[str, Kind]] = {}
"""For an app that uses no ending for something of its own."""


def kind_of(name: str, own: Mapping[str, Kind] = NOTHING_ELSE) -> Kind:
    """Tell the kind from the ending of a name; ``own`` are endings that an app uses differently.

    >>> [str(kind_of("a.opus")), str(kind_of("a.OPUS", IN_WHATSAPP)), str(kind_of("plan.pdf"))]
    ['audio', 'voice message', 'file']
    """
    ending = name.rpartition(".")[2].lower()
    return own.get(ending) or BY_ENDING.get(ending, Kind.FILE)
