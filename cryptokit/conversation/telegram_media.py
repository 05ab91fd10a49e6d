"""What a Telegram message carries besides words: which kind, and its title. No files are opened."""

from collections.abc import Callable
from typing import Final

from cryptokit.conversation.chat import Kind
from cryptokit.conversation.telegram_fields import Fields, Misfit, is_fields, joined, text
from cryptokit.conversation.telegram_fields import kind as json_kind

Media = tuple[Kind, str]
"""A kind and a title, which may be empty."""

_FILES: Final = {
    "sticker": Kind.STICKER,
    "voice_message": Kind.VOICE,
    "video_message": Kind.VIDEO_MESSAGE,
    "animation": Kind.ANIMATION,
    "video_file": Kind.VIDEO,
    "audio_file": Kind.AUDIO,
}
"""``media_type`` as we say it; everything else that is a file goes by its name."""


def media(fields: Fields) -> Media:
    """Say what a message carries.

    >>> str(media({"photo": "photos/photo_1.jpg"})[0])
    'photo'
    >>> media({"poll": {"question": "How many shares?"}})
    (<Kind.POLL: 'poll'>, 'How many shares?')
    """
    if MEDIA_KEYS.isdisjoint(fields):
        return Kind.TEXT, ""
    return next(say(fields, key) for key, say in _MEDIA.items() if key in fields)


def _file(fields: Fields, key: str) -> Media:
    known = _FILES.get(text(fields, "media_type") or "")
    if known is not None and known is not Kind.AUDIO:
        return known, ""
    path = text(fields, key) or ""
    # Where the export left the file out, a sentence in brackets stands in place of a path.
    name = text(fields, "file_name") or ("" if path.startswith("(") else path.rpartition("/")[2])
    return known or Kind.FILE, name


def _titled(kind: Kind, field: str) -> Callable[[Fields, str], Media]:
    def say(fields: Fields, key: str) -> Media:
        inner = fields[key]
        if not is_fields(inner):
            raise Misfit(key, f"{json_kind(inner)} where an object belongs")
        return kind, joined(inner.get(field, ""), f"{key}, {field}")

    return say


def _plain(kind: Kind) -> Callable[[Fields, str], Media]:
    return lambda _fields, _key: (kind, "")


_MEDIA: Final[dict[str, Callable[[Fields, str], Media]]] = {
    "photo": _plain(Kind.PHOTO),
    "location_information": _plain(Kind.PLACE),
    "contact_information": _plain(Kind.CONTACT),
    "poll": _titled(Kind.POLL, "question"),
    "todo_list": _titled(Kind.TODO, "title"),
    "invoice_information": _titled(Kind.INVOICE, "title"),
    "game_title": _plain(Kind.GAME),
    "giveaway_information": _plain(Kind.GIVEAWAY),
    "file": _file,
}
MEDIA_KEYS: Final = frozenset(_MEDIA)
"""The fields that say that a message carries something."""
