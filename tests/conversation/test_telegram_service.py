"""What Telegram notes by itself: every action said in words, every field kept."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.telegram.book import Book
from cryptokit.conversation.telegram.entry import add
from cryptokit.conversation.telegram.reader import read_telegram
from cryptokit.conversation.telegram.service import SENTENCES, sentence

ENTRY = {"id": 7, "type": "service", "date_unixtime": "5", "actor": "Ann", "actor_id": "user1"}
EMPTY = {"text": "", "text_entities": []}

SAID = [
    ({"action": "create_group", "title": "Circle", "members": ["Ann", None]}, "created the group Circle with Ann, somebody"),
    ({"action": "create_group"}, "created the group"),
    ({"action": "edit_group_title", "title": "Circle"}, "called the group Circle"),
    ({"action": "remove_members", "members": [None]}, "removed somebody"),
    ({"action": "phone_call", "discard_reason": "missed"}, "called, missed"),
    ({"action": "phone_call", "duration_seconds": 61}, "called for 61 seconds"),
    ({"action": "set_messages_ttl", "period": 86400}, "set messages to vanish after 86400 seconds"),
    ({"action": "pin_message", "message_id": 12}, "pinned message 12"),
    ({"action": "proximity_reached", "from": "Ann", "to": "Ben", "distance": 50}, "Ann came within 50 metres of Ben"),
    ({"action": "send_star_gift", "gift_text": ["for ", {"type": "bold", "text": "you"}]}, "gave a gift: for you"),
    ({"action": "todo_append_tasks", "items": [{"text": "tea", "id": 1}, {"text": "bread", "id": 2}]}, "added tasks: tea, bread"),
    ({"action": "todo_completions", "completed": [1, 2], "incompleted": []}, "ticked off tasks 1, 2"),
    ({"action": "suggest_birthday", "day": 1, "month": 2}, "suggested a birthday: day 1 of month 2"),
    ({"information_text": "you earned a coin"}, "you earned a coin"),
    ({"action": "an_action_of_tomorrow", "days": 3, "secret": True}, "an action of tomorrow: days 3, secret yes"),
    ({"action": "an_action_of_tomorrow"}, "an action of tomorrow"),
]  # fmt: skip


def read(fields):
    """Read a note with these fields."""
    book = Book()
    add(ENTRY | fields | EMPTY, book)
    return book.services[0]


@pytest.mark.parametrize(("fields", "said"), SAID)
def test_a_note_is_said_in_words(fields, said):
    note = read(fields)
    assert note.text == said
    assert (note.actor, note.action, note.sent) == ("Ann", fields.get("action", ""), 5)


def names_in(action):
    """Give the fields that the sentence of an action speaks of."""
    return re.findall(r"\{(\w+)\}", SENTENCES[action])


@pytest.mark.parametrize("action", SENTENCES)
def test_each_action_says_all_its_fields_and_keeps_them(action):
    fields = {name: f"value {at}" for at, name in enumerate(names_in(action)) if name != "text"}
    note = read({"action": action} | fields)
    assert all(value in note.text for value in fields.values())
    assert note.more == (("actor_id", "user1"), *fields.items())


@pytest.mark.parametrize("action", SENTENCES)
def test_a_sentence_without_its_fields_has_no_hole(action):
    said = sentence(action, {})
    assert said == said.strip()
    assert said
    assert not re.search(r"[\[\]{}]|  |[,:]$", said)


@given(st.sampled_from([*SENTENCES, "", "tomorrow"]), st.dictionaries(
    st.sampled_from(["title", "members", "duration", "period", "a_key_of_tomorrow", "photo"]),
    st.none() | st.text(max_size=3) | st.integers() | st.lists(st.none() | st.text(max_size=3), max_size=2),
))  # fmt: skip
def test_no_field_of_a_note_is_ever_lost(action, fields):
    note = read({"action": action} | fields)
    assert note.more == (("actor_id", "user1"), *fields.items())


def test_somebody_without_a_name_acts_under_an_id():
    assert read({"actor": None, "action": "clear_history"}).actor == "user1"
    assert read({"actor": None, "actor_id": 4612, "action": "clear_history"}).actor == "user4612"


@pytest.mark.parametrize("button", ["Order", ""])
def test_the_text_of_a_button_survives_the_empty_text_behind_it(button):
    entry = json.dumps(ENTRY | {"action": "send_webview_data"}, indent=1)[:-2]
    entry += f',\n "text": "{button}",\n "text": "",\n "text_entities": []\n}}'
    text = f'{{"type": "bot_chat", "id": 1, "messages": [\n{entry},\n{entry}\n]}}'
    [chat] = read_telegram(a_text(text, "result.json"))
    for note in chat.services:
        assert note.text == (
            "sent data to a bot with the button Order" if button else "sent data to a bot"
        )
        assert dict(note.more).get("text", "") == button
