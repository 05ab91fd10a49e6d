"""What a Telegram export becomes: nothing lost, nothing reordered, nothing invented."""

import json
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import Certainty, Kind, read_chat, read_chats
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.samples import default, sample
from cryptokit.conversation.telegram.book import Book
from cryptokit.conversation.telegram.entry import UNKNOWN, add
from cryptokit.conversation.telegram.fields import Misfit, joined
from cryptokit.conversation.telegram.quick import quick
from cryptokit.conversation.telegram.reader import read_telegram
from cryptokit.errors import BadExport, Unknown

EXPECTED = json.loads(sample("telegram-result.json").with_name("EXPECTED.json").read_text("utf-8"))
RAW = json.loads(sample("telegram-result.json").read_text("utf-8"))

words = st.text(st.characters(codec="utf-8"), max_size=12)
pieces = st.one_of(words, st.fixed_dictionaries({"type": st.just("bold"), "text": words}))


def entities(text):
    """Give the other form in which an export writes the same text."""
    parts = [text] if isinstance(text, str) else text
    return [{"type": "plain", "text": p} if isinstance(p, str) else p for p in parts]


def read(chat):
    """Read a chat from memory."""
    [got] = read_telegram(a_text(json.dumps(chat, ensure_ascii=False), "result.json"))
    return got


def read_sample():
    """Read the sample as it is."""
    return read_chat(sample("telegram-result.json"), names=True)


def a_message(**fields):
    """Give a chat with one message."""
    entry = {"id": 7, "type": "message", "date_unixtime": "5", "from": "Ann", "from_id": "user1"}
    entry |= {"text": ""} | fields
    return {"name": "Ann", "type": "private_group", "id": 1, "messages": [entry]}


@given(st.lists(pieces, max_size=6))
def test_any_text_list_reads_like_its_entities(text):
    assert joined(text, "text") == joined(entities(text), "text")
    assert joined(text, "text") == "".join(part["text"] for part in entities(text))


@given(st.data())
def test_no_entry_is_lost_or_reordered(telegram_chats, data):
    raw = data.draw(telegram_chats)
    chat = read(raw)
    kinds = {"message": chat.messages, "service": chat.services}
    for kind, got in kinds.items():
        assert [e.id for e in got] == [e["id"] for e in raw["messages"] if e["type"] == kind]
    unsupported = [e["id"] for e in raw["messages"] if e["type"] == "unsupported"]
    assert list(chat.unsupported) == unsupported
    total = len(chat.messages) + len(chat.services) + len(chat.unsupported)
    assert total == len(raw["messages"])


@given(st.data())
def test_one_participant_for_each_sender_id(telegram_chats, data):
    raw = data.draw(telegram_chats)
    chat = read(raw)
    ids = {e["from_id"] for e in raw["messages"] if e["type"] == "message"}
    assert len(set(chat.participants)) == len(chat.participants)
    assert len(ids) <= len(chat.participants)
    if chat.group:
        assert len(chat.participants) == len(ids)
    elif ids:
        assert len(chat.participants) >= 2  # the one who was silent is there, too
    assert {m.sender for m in chat.messages} <= set(chat.participants)


@given(st.data(), st.sampled_from([None, 0, 1, 4]), st.booleans())
def test_the_layout_of_the_json_does_not_matter(
    telegram_chats, in_pieces, data, indent, ascii_only
):
    raw = data.draw(telegram_chats)
    text = json.dumps(raw, indent=indent, ensure_ascii=ascii_only)
    lines = text.splitlines(keepends=True) if ascii_only else [text]
    assert list(read_telegram(in_pieces(lines, "result.json"))) == [read(raw)]


SHAPED = st.fixed_dictionaries(
    {
        "id": st.integers(-3, 9) | st.sampled_from(["7", 7.5, True, None]),
        "type": st.sampled_from(["message"] * 5 + ["service", "poem", 5]),
        "date": st.sampled_from(
            [f"1970-01-01T{hour:02}:00:00" for hour in (0, 1, 2, 5)]
            + ["1970-01-02T01:00:00", "1970-01-01", "1970-01-01T01:00+01", "soon", "", None, 5]
        ),
        "date_unixtime": st.sampled_from(["0", "3600", "86400"] * 3 + ["1", "soon", "-5", "1_0_0", "١", "9" * 12, None, 5]),
        "from": st.sampled_from(["Ann", "Ben"] * 3 + ["", None, 5]),
        "from_id": st.sampled_from(["user1", "user2"] * 3 + [4612, None, ["x"]]),
        "reply_to_message_id": st.sampled_from([4, 4, None, "4", True]),
        "text": st.sampled_from(["", "hi", ["hi"], [{"type": "bold", "text": "hi"}], 5, None]),
        "text_entities": st.sampled_from(
            [[], [{"type": "plain", "text": "hi"}], [{"type": "bold", "text": "hi"}], None, 5]
        ),
    }
)  # fmt: skip
ANSWER = "reply_to_message_id"


def outcome(read_one, entries):
    """Read entries one by one, and give all that was understood, or the first error."""
    book = Book()
    try:
        doubts = [read_one(entry, book) for entry in entries]
    except Misfit as error:
        return error.field, error.what
    return doubts, book


def either_way(entry, book):
    """Read an entry as the reader does."""
    return "" if quick(entry, book) else add(entry, book)


@given(st.lists(st.tuples(SHAPED, st.booleans()), max_size=8))
def test_the_quick_way_and_the_careful_way_agree(drawn):
    shaped = [
        entry if answers else {k: v for k, v in entry.items() if k != ANSWER}
        for entry, answers in drawn
    ]
    assert outcome(either_way, shaped) == outcome(add, shaped)


@pytest.mark.parametrize("answer", [{}, {ANSWER: 4}])
def test_the_quick_way_is_taken_for_words_alone(answer):
    entry = a_message(date="1970-01-01T02:00:05", text_entities=[])["messages"][0] | answer
    assert quick(entry, Book())
    assert not quick(entry | {"photo": "photos/1.jpg"}, Book())
    assert not quick([entry], Book())


def test_the_sample_reads_as_its_author_meant_it():
    truth, chat = EXPECTED["telegram-result.json"], read_sample()
    assert len(chat.messages) == truth["message"]
    assert len(chat.services) == truth["service"]
    assert len(chat.unsupported) == truth["unsupported"]
    assert truth["entries"] == truth["message"] + truth["service"] + truth["unsupported"]
    assert [m.id for m in chat.messages if m.edited] == truth["edited_ids"]
    assert [m.id for m in chat.messages if m.reply_to] == truth["reply_ids"]
    assert [m.id for m in chat.messages if m.sender.startswith("user")] == truth["null_sender_ids"]
    assert [m.id for m in chat.messages if m.runs] == truth["text_is_list_ids"]
    assert chat.group
    assert chat.format == "telegram"
    assert chat.participants[4] == "user1000000005"
    assert chat.doubts == ()


def test_the_sample_tells_by_which_clock_it_was_written():
    place = EXPECTED["telegram-result.json"]["export_time_zone"].split()[0]
    [finding] = read_sample().findings
    local = datetime.fromtimestamp(read_sample().messages[0].sent, ZoneInfo(place))
    assert finding.question == "clock"
    assert finding.answer == f"UTC+{local.utcoffset().seconds // 3600}"
    assert finding.certainty is Certainty.CERTAIN


def test_every_text_of_the_sample_equals_its_joined_entities():
    shown = {m.id: m.text for m in read_sample().messages}
    for entry in RAW["messages"]:
        if entry["type"] == "message":
            assert shown[entry["id"]] == "".join(e["text"] for e in entry["text_entities"])


def test_attachments_are_said_in_words():
    media = [
        m.shown.partition("]")[0][1:] for m in read_sample().messages if m.kind is not Kind.TEXT
    ]
    assert media == [
        "photo",
        "photo",
        "sticker",
        "voice message",
        "file: домашнее задание (final) v2.pdf",
        "place",
        "contact: Nemo",
        "poll: How many shares?",
    ]


def test_the_two_classmates_have_a_story():
    chat = read_chat(default(), names=True)
    assert chat.participants == ("Alma", "Timo")
    assert (len(chat.messages), len(chat.services), chat.group) == (40, 2, False)
    assert {m.kind for m in chat.messages} == {Kind.TEXT, Kind.PHOTO, Kind.VOICE}
    assert any(m.edited for m in chat.messages)
    assert all(a.sent < b.sent for a, b in zip(chat.messages, chat.messages[1:], strict=False))


def test_the_classmates_are_written_as_telegram_desktop_writes():
    text = default().read_text("utf-8")
    raw = json.loads(text)
    assert text == json.dumps(raw, ensure_ascii=False, indent=1)
    ids = [entry["id"] for entry in raw["messages"]]
    assert all(e.get("reply_to_message_id", 1) in ids for e in raw["messages"])
    for entry in raw["messages"]:
        assert joined(entry["text"], "text") == joined(entry["text_entities"], "text")


def test_the_silent_side_of_a_personal_chat_takes_part():
    raw = a_message(**{"from": "Me", "from_id": "user2"}) | {"type": "personal_chat", "name": "Bea"}
    assert read(raw).participants == ("Me", "Bea")


def test_two_people_with_one_name_stay_two():
    raw = a_message()
    raw["messages"].append(raw["messages"][0] | {"id": 8, "from_id": "user2"})
    assert read(raw).participants == ("Ann (user1)", "Ann (user2)")


def test_an_old_export_is_read_with_its_date_as_utc():
    raw = a_message(date="2019-03-03T10:02:00", edited="1970-01-01T03:00:00", from_id=4612)
    raw["messages"][0] |= {"from": None}
    del raw["messages"][0]["date_unixtime"]
    [message] = read(raw).messages
    assert (message.sent, message.edited_at, message.sender) == (1551607320, None, "user4612")


def test_a_control_character_in_telegrams_own_spelling_is_repaired():
    text = json.dumps(a_message(text="bell HERE, path C:\\\\x0B")).replace("HERE", "\\x07\\x0B")
    [chat] = read_telegram(a_text(text, "result.json"))
    assert chat.messages[0].text == "bell \x07\x0b, path C:\\\\x0B"


def test_half_an_emoji_becomes_a_replacement_character():
    text = json.dumps(a_message(text="HALF and 🔑")).replace("HALF", r"\ud83d")
    [chat] = read_telegram(a_text(text, "result.json"))
    assert chat.messages[0].text == "\ufffd and 🔑"


@pytest.fixture
def account(written):
    """Give an account export with three chats, one of them left."""
    one, two, left = (a_message() | {"name": name} for name in ("Ann", "Ben", "Old"))
    two["messages"] = [two["messages"][0] | {"id": n} for n in (1, 2)]
    raw = {"about": "…", "sessions": {"list": [{"app_name": "x"}]}}
    raw |= {"chats": {"about": "…", "list": [one, two, {"type": "saved_messages", "id": 3}]}}
    return written(raw | {"left_chats": {"about": "…", "list": [left]}}, "account.json")


def test_all_chats_of_an_account_are_read(account):
    chats = read_chats(account, names=True)
    assert [chat.name for chat in chats] == ["Ann", "Ben", "Saved Messages", "Old"]


def test_the_longest_chat_of_an_account_is_the_default(account):
    assert read_chat(account, names=True).name == "Ben"


def test_a_chat_of_an_account_is_chosen_by_name(account):
    assert read_chat(account, names=True, chat="Old").name == "Old"


def test_an_unknown_chat_is_named_with_those_that_are_there(account):
    with pytest.raises(
        Unknown, match=r"unknown chat 'Bem'\. Try: 'Ben', or one of Ann, Ben"
    ) as error:
        read_chat(account, names=True, chat="Bem")
    assert error.value.known == ("Ann", "Ben", "Old", "Saved Messages")


def test_an_account_without_chats_is_a_bad_export(written):
    with pytest.raises(BadExport, match="without chats"):
        read_chat(written({"chats": {"list": []}}, "none.json"))


@given(st.data(), st.text(max_size=5).filter(lambda kind: kind not in {"message", "service"}))
def test_an_entry_of_an_unknown_type_is_kept_and_doubted(telegram_chats, data, kind):
    raw = data.draw(telegram_chats)
    sponsored = {"id": 99, "type": kind, "sponsor": "Zero Tea", "peers": [{"a": [1]}]}
    chat = read(raw)
    more = read(raw | {"messages": [*raw["messages"], sponsored]})
    assert (more.messages, more.services) == (chat.messages, chat.services)
    assert more.unsupported == (*chat.unsupported, 99)
    assert dict(more.more)["unsupported"][-1] == sponsored
    assert [(doubt.entry, doubt.why) for doubt in more.doubts] == [
        *((doubt.entry, doubt.why) for doubt in chat.doubts),
        *([] if kind == "unsupported" else [(99, UNKNOWN)]),
    ]


def test_the_line_of_an_unknown_entry_is_told_even_in_a_chat_without_messages():
    raw = a_message(type="sponsored")
    [doubt] = next(read_telegram(a_text(json.dumps(raw, indent=1), "result.json"))).doubts
    assert json.dumps(raw, indent=1).split("\n")[doubt.line - 1].strip() == "{"
    assert str(doubt) == f"line {doubt.line}: {UNKNOWN}"


@given(st.datetimes(datetime(1971, 1, 1), datetime(9999, 1, 1)), st.integers(-56, 56))
def test_a_date_with_an_offset_is_read_by_it_and_kept(when, quarters):
    zone = timezone(timedelta(minutes=15 * quarters))
    date = when.replace(microsecond=0, tzinfo=zone)
    chat = read(a_message(date=date.isoformat(), date_unixtime=None))
    assert chat.messages[0].sent == date.timestamp()
    assert dict(chat.messages[0].more)["date"] == date.isoformat()
    assert chat.findings == ()


@pytest.mark.parametrize(
    ("edits", "at"),
    [
        ({"edited": "1970-01-01T03:00:00", "edited_unixtime": "1740988920"}, 1_740_988_920),
        ({"edited": "1970-01-01T03:00:00", "edited_unixtime": "0"}, None),
        ({"edited": "1970-01-01T03:00:00"}, None),
        ({"edited": "1969-12-31T19:00:00"}, None),
        ({"edited_unixtime": "60"}, None),
    ],
)
@pytest.mark.parametrize("kind", ["message", "service"])
def test_what_an_export_says_of_edits_is_never_lost(edits, at, kind):
    chat = read(a_message(type=kind, date="2025-03-03T10:02:00", **edits))
    [entry] = (*chat.messages, *chat.services)
    found = dict(entry.more)
    if kind == "message" and at is not None:
        assert (entry.edited, entry.edited_at) == (True, at)
        found["edited_unixtime"] = str(entry.edited_at)
    assert {name: found.get(name) for name in edits} == edits


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"text": 5}, "message 7, text: a number where text"),
        ({"text": ["a", 5]}, "message 7, text: a number among its pieces"),
        ({"text": None}, "message 7, text: null"),
        ({"from": 5}, "message 7, from: a number where text"),
        ({"from_id": ["x"]}, "message 7, from_id: a list where text"),
        ({"date_unixtime": 5}, "message 7, date_unixtime: a number where text"),
        ({"date_unixtime": "soon"}, "message 7, date_unixtime: not a count"),
        ({"date_unixtime": "1_0_0"}, "message 7, date_unixtime: not a count"),
        ({"date_unixtime": " 100"}, "message 7, date_unixtime: not a count"),
        ({"date_unixtime": "+100"}, "message 7, date_unixtime: not a count"),
        ({"date_unixtime": "١٠٠"}, "message 7, date_unixtime: not a count"),
        ({"date_unixtime": "-5"}, "message 7, date_unixtime: before 1970 or after"),
        ({"edited_unixtime": "1_0_0"}, "message 7, edited_unixtime: not a count"),
        ({"date_unixtime": "9" * 5000}, "message 7, date_unixtime: not a count"),
        ({"date_unixtime": "9" * 50}, "message 7, date_unixtime: before 1970 or after"),
        ({"date_unixtime": None}, "message 7, date_unixtime: missing"),
        ({"date_unixtime": None, "date": "soon"}, "message 7, date: not a date"),
        (
            {"date_unixtime": None, "date": "0001-01-01T00:00:00"},
            "message 7, date: before 1970 or after",
        ),
        (
            {"date_unixtime": None, "date": "1970-01-01T01:00:00+05:00"},
            "message 7, date: before 1970 or after",
        ),
        ({"edited": "0001-01-01T00:00:00"}, "message 7, edited: before 1970 or after"),
        ({"edited_unixtime": True}, "message 7, edited_unixtime: true or false"),
        ({"reply_to_message_id": "4"}, "message 7, reply_to_message_id: text where a whole"),
        ({"type": None}, "message 7, type: neither"),
        ({"id": "seven"}, "entry 1 of the chat, id: text where a whole"),
        ({"id": 7.5}, "entry 1 of the chat, id: a number where a whole"),
        ({"id": None}, "entry 1 of the chat, id: missing"),
        ({"poll": 3}, "message 7, poll: a number where an object"),
        ({"poll": {"question": 3}}, "message 7, poll, question: a number"),
        ({"file": 3}, "message 7, file: a number where text"),
    ],
)
def test_a_wrong_field_is_named_with_its_message(fields, where):
    with pytest.raises(BadExport) as error:
        read(a_message(**fields))
    assert str(error.value).startswith(f"result.json: {where}")
    assert "\n" not in str(error.value)
