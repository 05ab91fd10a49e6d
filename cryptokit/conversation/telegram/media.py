"""What a Telegram message carries besides words: which kind, and its title. No files are opened."""

from collections.abc import Callable
from typing import Final

from cryptokit.conversation.chat import Kind
from cryptokit.conversation.jsonvalues import Fields, is_fields
from cryptokit.conversation.jsonvalues import kind as json_kind
from cryptokit.conversation.telegram.fields import Misfit, joined, text

Media = tuple[Kind, str]
"""A kind and a title, which may be empty."""

Say = Callable[[Fields, str], Media]
"""The fields of a message, and the key that tells its kind -> what it carries."""

_FILES: Final = {
    "sticker": Kind.STICKER,
    "voice_message": Kind.VOICE,
    "video_message": Kind.VIDEO_MESSAGE,
    "animation": Kind.ANIMATION,
    "video_file": Kind.VIDEO,
    "audio_file": Kind.AUDIO,
}
"""``media_type`` as we say it; everything else that is a file goes by its name."""


_NOTHING: Final[Media] = (Kind.TEXT, "")


def media(fields: Fields) -> Media:
    """Say what a message carries.

    >>> str(media({"photo": "photos/photo_1.jpg"})[0])
    'photo'
    >>> media({"poll": {"question": "How many shares?"}})
    (<Kind.POLL: 'poll'>, 'How many shares?')

    See: telegramdesktop/tdesktop, export_output_json.cpp, SerializeMessage.
    """
    if MEDIA_KEYS.isdisjoint(fields):
        return _NOTHING
    return next(say(fields, key) for key, say in _MEDIA.items() if key in fields)


def _file(fields: Fields, key: str) -> Media:
    known = _FILES.get(text(fields, "media_type") or "")
    if known is not None and known is not Kind.AUDIO:
        return known, ""
    path = text(fields, key) or ""
    # Where the export left the file out, a sentence in brackets stands in place of a path.
    name = text(fields, "file_name") or ("" if path.startswith("(") else path.rpartition("/")[2])
    return known or Kind.FILE, name


def _titled(kind: Kind, field: str) -> Say:
    def say(fields: Fields, key: str) -> Media:
        inner = fields[key]
        if not is_fields(inner):
            raise Misfit(key, f"{json_kind(inner)} where an object belongs")
        value = inner.get(field)
        return kind, "" if value is None else joined(value, f"{key}, {field}")

    return say


def _invoice(fields: Fields, key: str) -> Media:
    # Telegram Desktop writes the object as JSON, and then again as a string.
    return (Kind.INVOICE, "") if isinstance(fields[key], str) else _bill(fields, key)


def _contact(fields: Fields, key: str) -> Media:
    _, first = _titled(Kind.CONTACT, "first_name")(fields, key)
    _, last = _titled(Kind.CONTACT, "last_name")(fields, key)
    return Kind.CONTACT, f"{first} {last}" if first and last else first or last


def _called(kind: Kind, name: str) -> Say:
    return lambda fields, _key: (kind, text(fields, name) or "")


def _untitled(kind: Kind) -> Say:
    return lambda _fields, _key: (kind, "")


_bill: Final = _titled(Kind.INVOICE, "title")
_MEDIA: Final[dict[str, Say]] = {
    "photo": _untitled(Kind.PHOTO),
    "place_name": _called(Kind.PLACE, "place_name"),
    "location_information": _untitled(Kind.PLACE),
    "contact_information": _contact,
    "poll": _titled(Kind.POLL, "question"),
    "todo_list": _titled(Kind.TODO, "title"),
    "invoice_information": _invoice,
    "game_title": _called(Kind.GAME, "game_title"),
    "giveaway_information": _untitled(Kind.GIVEAWAY),
    "giveaway_results": _untitled(Kind.GIVEAWAY),
    "paid_stars_amount": _untitled(Kind.PAID),
    "file": _file,
}
MEDIA_KEYS: Final = frozenset(_MEDIA)
"""The fields that say that a message carries something."""
