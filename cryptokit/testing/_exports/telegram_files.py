"""Strategies for files in Telegram exports: photos, documents, and the sentence in their place.

See: telegramdesktop/tdesktop, export_output_json.cpp, pushPath and pushPhoto.
"""

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Kind
from cryptokit.testing._exports.telegram_parts import (
    Fields,
    at_times,
    merged,
    numbers,
    record,
    words,
)

_SKIPPED: Final = (
    "(File unavailable, please try again later)",
    "(File exceeds maximum size. Change data exporting settings to download.)",
    "(File not included. Change data exporting settings to download.)",
)
"""What stands in place of a path when the file was not exported."""

NOTHING: Final[st.SearchStrategy[Fields]] = st.just(Fields())


def path(to: str) -> st.SearchStrategy[str]:
    """Give this path, or one of the sentences in its place."""
    return st.sampled_from((to, *_SKIPPED))


_SIZES: Final = NOTHING | record(width=numbers(least=1), height=numbers(least=1))
_SPOILER: Final = record(media_spoiler=at_times(st.sampled_from((True,))))
_PERIOD: Final = record(self_destruct_period_seconds=at_times(numbers(least=1)))
_THUMBNAIL: Final = NOTHING | record(
    thumbnail=path("files/a.pdf_thumb.jpg"), thumbnail_file_size=numbers()
)
PICTURE: Final = merged(
    record(photo=path("photos/photo_1@03-03-2025_10-34-00.jpg"), photo_file_size=numbers()),
    _SIZES,
    _SPOILER,
)
"""A photo, of a message or of the group itself."""


def _document(**about: st.SearchStrategy[object]) -> st.SearchStrategy[Fields]:
    return merged(
        record(file=path("files/a.pdf"), file_name=at_times(words()), file_size=numbers()),
        _THUMBNAIL,
        record(**about),
        record(mime_type=at_times(st.just("video/mp4")), duration_seconds=at_times(numbers())),
        _SIZES,
        _SPOILER,
        _PERIOD,
    )


FILES: Final[Mapping[Kind, st.SearchStrategy[Fields]]] = {
    Kind.PHOTO: merged(PICTURE, _PERIOD),
    Kind.FILE: _document(),
    Kind.STICKER: _document(
        media_type=st.just("sticker"), sticker_emoji=at_times(st.sampled_from("🙈🔑"))
    ),
    Kind.VIDEO_MESSAGE: _document(media_type=st.just("video_message")),
    Kind.VOICE: _document(media_type=st.just("voice_message")),
    Kind.ANIMATION: _document(media_type=st.just("animation")),
    Kind.VIDEO: _document(media_type=st.just("video_file")),
    Kind.AUDIO: _document(
        media_type=st.just("audio_file"), performer=at_times(words()), title=at_times(words())
    ),
}
"""All that is a file, with the fields that Telegram Desktop gives it."""


def name_of(fields: Fields) -> str:
    """Say what a file is called: by its own name, else by its path, else not at all.

    >>> name_of({"file": "files/a.pdf"}), name_of({"file": _SKIPPED[0]})
    ('a.pdf', '')
    """
    there = str(fields["file"])
    return str(fields.get("file_name", "" if there in _SKIPPED else there.rpartition("/")[2]))
