"""What a message carries besides words: its kind, its title, and every field kept."""

import pytest

from cryptokit.conversation.chat import Kind
from cryptokit.conversation.telegram.book import Book
from cryptokit.conversation.telegram.entry import add
from cryptokit.conversation.telegram.fields import Misfit

LEFT_OUT = "(File not included. Change data exporting settings to download.)"
A_FILE = {
    "file": "files/a.bin",
    "file_name": "a.bin",
    "file_size": 9,
    "thumbnail": LEFT_OUT,
    "thumbnail_file_size": 3,
}
PLACE = {"location_information": {"latitude": 0.0, "longitude": -0.5}}
CONTACT = {"first_name": "Nemo", "last_name": "Nobody", "phone_number": "+00 000 000 00 01"}
POLL = {
    "question": "How many?",
    "closed": False,
    "total_voters": 3,
    "answers": [{"text": "two", "voters": 0}],
}

MEDIA = [
    (Kind.PHOTO, "", {"photo": LEFT_OUT, "photo_file_size": 84211, "width": 1280, "height": 853}),
    (Kind.PHOTO, "", {"photo": "photos/1.jpg", "media_spoiler": True, "self_destruct_period_seconds": 5}),
    (Kind.STICKER, "", A_FILE | {"media_type": "sticker", "sticker_emoji": "🙈", "width": 512, "height": 512}),
    (Kind.VOICE, "", A_FILE | {"media_type": "voice_message", "mime_type": "audio/ogg", "duration_seconds": 7}),
    (Kind.VIDEO_MESSAGE, "", A_FILE | {"media_type": "video_message", "duration_seconds": 7}),
    (Kind.ANIMATION, "", A_FILE | {"media_type": "animation"}),
    (Kind.VIDEO, "", A_FILE | {"media_type": "video_file", "media_spoiler": True}),
    (Kind.AUDIO, "a.bin", A_FILE | {"media_type": "audio_file", "performer": "The Zeros", "title": "Null"}),
    (Kind.FILE, "a.bin", A_FILE | {"mime_type": "application/pdf"}),
    (Kind.FILE, "a.bin", A_FILE | {"media_type": "a type of tomorrow"}),
    (Kind.FILE, "b.pdf", {"file": "files/b.pdf"}),
    (Kind.FILE, "", {"file": LEFT_OUT}),
    (Kind.PLACE, "", PLACE | {"live_location_period_seconds": 900}),
    (Kind.PLACE, "", {"location_information": None}),
    (Kind.PLACE, "Null Island", {"place_name": "Null Island", "address": "0, 0"} | PLACE),
    (Kind.CONTACT, "Nemo Nobody", {"contact_information": CONTACT, "contact_vcard": "contacts/1.vcard"}),
    (Kind.CONTACT, "Nobody", {"contact_information": CONTACT | {"first_name": ""}}),
    (Kind.POLL, "How many?", {"poll": POLL}),
    (Kind.POLL, "How many?", {"poll": POLL | {"question": ["How ", {"type": "bold", "text": "many?"}]}}),
    (Kind.TODO, "Buy", {"todo_list": {"title": "Buy", "answers": [{"text": "milk", "id": 1}]}}),
    (Kind.INVOICE, "Tea", {"invoice_information": {"title": "Tea", "amount": 200, "currency": "EUR"}}),
    (Kind.INVOICE, "", {"invoice_information": '{\n "title": "Tea"\n}'}),
    (Kind.GAME, "Chess", {"game_title": "Chess", "game_description": "Old", "game_link": "https://example.org"}),
    (Kind.GIVEAWAY, "", {"giveaway_information": {"quantity": 1, "channels": [1000000042]}}),
    (Kind.GIVEAWAY, "", {"giveaway_results": {"winners_count": 1}}),
    (Kind.PAID, "", {"paid_stars_amount": 5}),
    (Kind.TEXT, "", {"author": "A. Nobody", "forwarded_from": "Gazette", "saved_from": "Gazette"}),
    (Kind.TEXT, "", {"via_bot": "@quiz_bot", "reply_to_peer_id": "channel1000000042"}),
    (Kind.TEXT, "", {"inline_bot_buttons": [[{"type": "url", "text": "Rules", "data": "https://example.org"}]]}),
    (Kind.TEXT, "", {"reactions": [{"type": "emoji", "count": 1, "emoji": "❤"}], "a_key_of_tomorrow": {"x": [1]}}),
]  # fmt: skip

ENTRY = {"id": 7, "type": "message", "date_unixtime": "5", "from": "Ann", "from_id": "user1"}


def read(fields):
    """Read a message with these fields."""
    book = Book()
    add(ENTRY | fields | {"text": "hi", "text_entities": [{"type": "plain", "text": "hi"}]}, book)
    return book.messages[0]


@pytest.mark.parametrize(("kind", "title", "fields"), MEDIA)
def test_every_field_is_kept_in_order_beside_kind_and_title(kind, title, fields):
    message = read(fields)
    assert (message.kind, message.title, message.text) == (kind, title, "hi")
    assert message.more == tuple(fields.items())


def test_the_table_has_every_kind_that_telegram_writes():
    assert {kind for kind, _, _ in MEDIA} == set(Kind) - {
        Kind.VIEW_ONCE,
        Kind.LEFT_OUT,
        Kind.DELETED,
    }


def nested(depth):
    """Nest a list in lists."""
    value = []
    for _ in range(depth):
        value = [value]
    return value


def test_what_is_kept_is_never_nested_too_deep_to_walk_through():
    assert read({"reactions": nested(60)}).more == (("reactions", nested(60)),)
    with pytest.raises(Misfit, match="nested too deep") as error:
        read({"reactions": nested(70)})
    assert error.value.field == "reactions"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"poll": 3}, "poll"),
        ({"poll": {"question": 3}}, "poll, question"),
        ({"contact_information": None}, "contact_information"),
        ({"contact_information": {"last_name": 3}}, "contact_information, last_name"),
        ({"invoice_information": 3}, "invoice_information"),
        ({"game_title": 3}, "game_title"),
        ({"place_name": 3}, "place_name"),
        ({"file": 3}, "file"),
        ({"file": "a", "media_type": 3}, "media_type"),
    ],
)
def test_a_wrong_field_is_named(fields, field):
    with pytest.raises(Misfit) as error:
        read(fields)
    assert error.value.field == field
