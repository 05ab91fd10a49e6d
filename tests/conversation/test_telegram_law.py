"""What Telegram Desktop writes is read as it was meant; and the bytes of the writer themselves."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import Phase, find, given, settings

from cryptokit.conversation import Chat, Kind, Run, Section
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.samples import sample
from cryptokit.conversation.telegram.reader import read_telegram
from cryptokit.testing import comparable
from cryptokit.testing._exports.telegram import telegram_accounts, telegram_exports
from cryptokit.testing._exports.telegram_media import carried
from cryptokit.testing._exports.telegram_notes import notes
from cryptokit.testing._exports.telegram_parts import runs
from cryptokit.testing._exports.telegram_text import entities, text_of, written

TYPES = [
    *("saved_messages", "replies", "verification_codes", "personal_chat", "bot_chat"),
    *("private_group", "private_supergroup", "public_supergroup"),
    *("private_channel", "public_channel"),
]
STYLES = [
    *("plain", "mention", "hashtag", "bot_command", "link", "email", "bold", "italic", "code"),
    *("pre", "text_link", "mention_name", "phone", "cashtag", "underline", "strikethrough"),
    *("blockquote", "bank_card", "spoiler", "custom_emoji", "unknown"),
]
ACTIONS = [
    *("create_group", "invite_members", "remove_members", "join_group_by_link"),
    *("edit_group_title", "pin_message", "phone_call", "group_call", "set_messages_ttl"),
    *("clear_history", "migrate_to_supergroup", "topic_created", "take_screenshot", ""),
]
ANY = settings(phases=[Phase.generate], max_examples=10_000)  # the first that fits will do
NOT_TELEGRAMS = {Kind.VIEW_ONCE, Kind.LEFT_OUT, Kind.DELETED}


def read(data):
    """Read the bytes of an export into chats and sections."""
    parts = list(read_telegram(a_text(data.decode(), "result.json")))
    chats = [part for part in parts if isinstance(part, Chat)]
    return chats, [part for part in parts if isinstance(part, Section)]


def parsed(data):
    """Parse an export by hand: escapes that JSON lacks rewritten, digits kept as they are."""
    text = re.sub(
        r"\\(?:x([0-9A-F]{2})|.)",
        lambda escape: rf"\u00{escape[1]}" if escape[1] else escape[0],
        data.decode(),
    )
    return json.loads(text, parse_float=Decimal)


@given(telegram_exports())
def test_reading_an_export_gives_the_chat_that_was_written(export):
    [chat], _ = read(export.data)
    assert comparable(chat) == comparable(export.chat)


@given(telegram_exports())
def test_every_field_without_a_place_of_its_own_is_kept_in_order(export):
    [chat], _ = read(export.data)
    all_meant = (*export.chat.messages, *export.chat.services)
    for got, meant in zip((*chat.messages, *chat.services), all_meant, strict=True):
        assert [pair for pair in got.more if pair in meant.more] == list(meant.more)


@given(telegram_exports())
def test_the_id_of_everybody_who_wrote_is_kept(export):
    [chat], _ = read(export.data)
    kept = repr(chat.more)
    for entry in parsed(export.data)["messages"]:
        assert repr(entry.get("from_id", "")) in kept or entry["type"] != "message"


@given(telegram_accounts())
def test_reading_an_account_gives_its_chats_and_those_it_left(export):
    chats, _ = read(export.data)
    assert list(map(comparable, chats)) == list(map(comparable, export.account.chats))


@given(telegram_accounts())
def test_reading_an_account_gives_all_its_sections_in_order(export):
    _, sections = read(export.data)
    names = {section.name for section in export.account.sections}
    assert [part for part in sections if part.name in names] == list(export.account.sections)


@given(telegram_exports())
def test_an_export_parsed_by_hand_and_written_again_has_the_same_bytes(export):
    assert written(parsed(export.data)).encode() == export.data


@given(telegram_exports())
def test_an_export_has_an_entry_for_each_that_must_be_read(export):
    chat = export.chat
    ids = [entry["id"] for entry in parsed(export.data)["messages"]]
    assert ids == sorted(ids)
    of = [*(message.id for message in chat.messages), *(note.id for note in chat.services)]
    assert sorted([*of, *chat.unsupported]) == ids


@given(runs())
def test_a_text_equals_its_joined_entities(drawn):
    text = text_of(drawn)
    pieces = [text] if isinstance(text, str) else text
    shown = [piece if isinstance(piece, str) else piece["text"] for piece in pieces]
    assert "".join(shown) == "".join(entity["text"] for entity in entities(drawn))


def test_the_shipped_sample_has_the_bytes_of_the_writer():
    data = sample("telegram-result.json").read_bytes()
    assert written(parsed(data)).encode() == data


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("\0\x0b\x1f\x7f", '"\\x00\\x0B\\x1F\x7f"'),
        ('\n\r\t"\\', r'"\n\r\t\"\\"'),
        ("\u2028\u2029 🔑", '"\\u2028\\u2029 🔑"'),
        ({"members": []}, '{\n "members": [\n ]\n}'),
        ({"completed": [1, 2]}, '{\n "completed": [1,2]\n}'),
        ({"text_entities": []}, '{\n "text_entities": []\n}'),
        ([None, True, 0, Decimal("0.500000")], "[\n null,\n true,\n 0,\n 0.500000\n]"),
    ],
)
def test_values_are_written_as_telegram_desktop_does(value, text):
    assert written(value) == text


def test_a_text_is_a_list_as_soon_as_one_piece_is_not_plain():
    assert text_of([]) == ""
    assert text_of([Run("a")]) == "a"
    assert text_of([Run("a", "bold")]) == [{"type": "bold", "text": "a"}]


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_chat_is_drawn(kind):
    chat = find(
        telegram_exports(most=0), lambda export: export.chat.type == kind, settings=ANY
    ).chat
    assert chat.group == (kind not in {"personal_chat", "bot_chat"})


@pytest.mark.parametrize("kind", sorted(set(Kind) - NOT_TELEGRAMS))
def test_every_kind_of_media_is_drawn(kind):
    what = find(carried(), lambda what: what.kind is kind, settings=ANY)
    assert bool(what.fields) == (kind is not Kind.TEXT)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_of_text_is_drawn(style):
    drawn = find(runs(), lambda drawn: style in {run.style for run in drawn}, settings=ANY)
    assert all(run.text for run in drawn)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_drawn(action):
    note = find(notes(), lambda note: note.action == action, settings=ANY)
    assert "action" not in note.fields
