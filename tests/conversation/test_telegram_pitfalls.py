"""The seven pitfalls of Telegram's format, one test each.

See: telegramdesktop/tdesktop, export_output_json.cpp.
"""

import json

from cryptokit.conversation.chat import Kind
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.telegram.reader import read_telegram

ENTRY = {"id": 1, "type": "message", "date_unixtime": "5", "from": "Ann", "from_id": "user1"}


def read(*entries):
    """Read a chat of these entries."""
    chat = {"name": "Circle", "type": "private_group", "id": 7}
    chat["messages"] = [ENTRY | {"id": number} | entry for number, entry in enumerate(entries, 1)]
    [got] = read_telegram(a_text(json.dumps(chat).replace("BELL", r"\x07"), "result.json"))
    return got


def test_a_control_character_that_is_no_json_is_read():
    assert read({"text": "ding BELL"}).messages[0].text == "ding \x07"


def test_an_unsupported_entry_without_a_date_is_counted():
    [chat] = read_telegram(
        a_text('{"messages": [{"id": 26, "type": "unsupported"}]}', "result.json")
    )
    assert chat.unsupported == (26,)


def test_a_sentence_in_place_of_a_path_is_no_name():
    sentence = "(File exceeds maximum size. Change data exporting settings to download.)"
    [message] = read({"file": sentence, "text": ""}).messages
    assert (message.kind, message.title) == (Kind.FILE, "")
    assert ("file", sentence) in message.more


def test_local_dates_that_go_backwards_do_not_change_the_order():
    before = {"date": "2024-10-27T02:59:00", "date_unixtime": "1729990740", "text": "first"}
    after = {"date": "2024-10-27T02:00:00", "date_unixtime": "1729990800", "text": "second"}
    first, second = read(before, after).messages
    assert second.sent - first.sent == 60
    assert read(before, after).findings[0].answer == "UTC+1 and UTC+2"


def test_pieces_are_joined_with_nothing_between_them():
    link = {"type": "link", "text": "https://example.org"}
    assert read({"text": ["(", link, ")"]}).messages[0].text == "(https://example.org)"


def test_a_secret_chat_is_never_there():
    """No type of chat stands for one, so none can be read, and none is invented."""
    assert "secret" not in read({"text": "hi"}).type
    [chat] = read_telegram(
        a_text('{"chats": {"list": [{"type": "replies", "messages": []}]}}', "x")
    )
    assert chat.type == "replies"


def test_an_old_export_without_entities_sizes_and_reactions_is_read():
    [message] = read(
        {"photo": "photos/1.jpg", "text": ["a", {"type": "bold", "text": "b"}]}
    ).messages
    assert (message.kind, message.text, message.more) == (
        Kind.PHOTO,
        "ab",
        (("photo", "photos/1.jpg"),),
    )
    assert [run.style for run in message.runs] == ["plain", "bold"]


PITFALLS = {
    "control characters are written as no JSON has them": test_a_control_character_that_is_no_json_is_read,
    "unsupported entries have neither date nor sender": test_an_unsupported_entry_without_a_date_is_counted,
    "files left out leave a sentence in place of a path": test_a_sentence_in_place_of_a_path_is_no_name,
    "dates are local: an hour comes twice": test_local_dates_that_go_backwards_do_not_change_the_order,
    "pieces of a text are joined with nothing": test_pieces_are_joined_with_nothing_between_them,
    "secret chats are never exported": test_a_secret_chat_is_never_there,
    "older exports lack fields": test_an_old_export_without_entities_sizes_and_reactions_is_read,
}


def test_each_of_the_seven_pitfalls_has_a_test_of_its_own():
    assert len(PITFALLS) == len(set(PITFALLS.values())) == 7
