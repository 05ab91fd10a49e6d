"""What a Telegram message carries besides words, said in a word or two. No files are opened."""

from collections.abc import Callable
from typing import Final

from cryptokit.conversation.telegram_fields import Fields, Misfit, is_fields, joined, kind, text

_FILES: Final = {
    "sticker": "sticker",
    "voice_message": "voice message",
    "video_message": "video message",
    "animation": "animation",
    "video_file": "video",
}
"""``media_type`` as we say it; everything else that is a file goes by its name."""


def media(fields: Fields) -> str:
    """Say what a message carries; empty for none.

    >>> media({"photo": "photos/photo_1.jpg"}), media({"poll": {"question": "How many shares?"}})
    ('photo', 'poll: How many shares?')
    >>> media({"file": "files/homework.pdf", "file_name": "homework.pdf"})
    'file homework.pdf'
    """
    if MEDIA_KEYS.isdisjoint(fields):
        return ""
    return next(say(fields, key) for key, say in _MEDIA.items() if key in fields)


def _file(fields: Fields, key: str) -> str:
    known = _FILES.get(text(fields, "media_type") or "")
    if known:
        return known
    path = text(fields, key) or ""
    # Where the export left the file out, a sentence in brackets stands in place of a path.
    name = text(fields, "file_name") or ("" if path.startswith("(") else path.rpartition("/")[2])
    return f"file {name}".rstrip()


def _titled(word: str, field: str) -> Callable[[Fields, str], str]:
    def say(fields: Fields, key: str) -> str:
        inner = fields[key]
        if not is_fields(inner):
            raise Misfit(key, f"{kind(inner)} where an object belongs")
        title = joined(inner.get(field, ""), f"{key}, {field}")
        return f"{word}: {title}" if title else word

    return say


def _plain(word: str) -> Callable[[Fields, str], str]:
    return lambda _fields, _key: word


_MEDIA: Final[dict[str, Callable[[Fields, str], str]]] = {
    "photo": _plain("photo"),
    "location_information": _plain("place"),
    "contact_information": _plain("contact"),
    "poll": _titled("poll", "question"),
    "todo_list": _titled("to-do list", "title"),
    "invoice_information": _titled("invoice", "title"),
    "game_title": _plain("game"),
    "giveaway_information": _plain("giveaway"),
    "file": _file,
}
MEDIA_KEYS: Final = frozenset(_MEDIA)
"""The fields that say that a message carries something."""
