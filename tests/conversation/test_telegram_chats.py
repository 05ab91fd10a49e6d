"""Chats and accounts: their names, who took part, by which clock they are dated, what they add."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation.account import Section
from cryptokit.conversation.chat import SILENT, Chat
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.telegram.reader import read_telegram
from cryptokit.errors import BadExport

LISTS = ("chats", "left_chats")


def read_all(export):
    """Read an export from memory."""
    return list(
        read_telegram(a_text(json.dumps(export, ensure_ascii=False, indent=1), "result.json"))
    )


def read(messages=(), **about):
    """Read a chat of these entries."""
    [chat] = read_all({"type": "private_group", "id": 7} | about | {"messages": list(messages)})
    return chat


def a_message(number=1, **fields):
    """Give a message as an export writes it."""
    entry = {
        "id": number,
        "type": "message",
        "date_unixtime": "5",
        "from": "Ann",
        "from_id": "user1",
    }
    return entry | {"text": "hi", "text_entities": [{"type": "plain", "text": "hi"}]} | fields


def local(sent, hours):
    """Give a second as a clock so many hours ahead of UTC shows it."""
    return f"{datetime.fromtimestamp(sent, UTC) + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize(
    ("about", "name", "group", "people"),
    [
        ({"type": "saved_messages"}, "Saved Messages", True, ("Ann",)),
        ({"type": "replies"}, "Replies", True, ("Ann",)),
        ({"type": "verification_codes"}, "Verification Codes", True, ("Ann",)),
        ({"type": "personal_chat", "name": "Bea"}, "Bea", False, ("Ann", "Bea")),
        ({"type": "personal_chat", "name": "Ann", "id": 1}, "Ann", False, ("Ann", SILENT)),
        ({"type": "personal_chat", "name": None}, "user7", False, ("Ann", "user7")),
        ({"type": "bot_chat", "name": "Quiz"}, "Quiz", False, ("Ann", "Quiz")),
        ({"type": "private_group", "name": "Circle"}, "Circle", True, ("Ann",)),
        ({"type": "private_supergroup", "name": "Circle"}, "Circle", True, ("Ann",)),
        ({"type": "public_supergroup", "name": "Circle"}, "Circle", True, ("Ann",)),
        ({"type": "private_channel", "name": "News"}, "News", True, ("Ann",)),
        ({"type": "public_channel", "name": "News"}, "News", True, ("Ann",)),
        ({"type": "a type of tomorrow"}, "unnamed chat", True, ("Ann",)),
    ],
)
def test_every_type_of_chat_has_a_name_and_people(about, name, group, people):
    chat = read([a_message()], **about)
    assert (chat.name, chat.type, chat.group, chat.participants) == (
        name,
        about["type"],
        group,
        people,
    )


@pytest.mark.parametrize(
    "sender", [{"from": None, "from_id": "channel7"}, {"from": "News", "from_id": "channel7"}, {}]
)
def test_what_a_channel_posts_is_from_the_channel(sender):
    post = {key: value for key, value in a_message().items() if not key.startswith("from")} | sender
    chat = read([post], type="public_channel", name="News")
    assert chat.messages[0].sender == "News"
    assert chat.participants == ("News",)


def test_whoever_wrote_can_be_found_by_id():
    entries = [
        a_message(1),
        a_message(2, from_id="user2"),
        a_message(3, **{"from": None, "from_id": "user3"}),
        a_message(4, **{"from": "Ben", "from_id": 4612}),
    ]
    assert dict(read(entries).more)["people"] == [
        {"from": "Ann (user1)", "from_id": "user1"},
        {"from": "Ann (user2)", "from_id": "user2"},
        {"from": "user3", "from_id": "user3"},
        {"from": "Ben", "from_id": "user4612"},
    ]


def test_who_changed_a_name_stays_one_person_and_the_other_name_is_kept():
    chat = read([a_message(1, **{"from": None}), a_message(2), a_message(3, **{"from": "Anna"})])
    assert chat.participants == ("Ann",)
    assert {message.sender for message in chat.messages} == {"Ann"}
    assert [message.more for message in chat.messages] == [(), (), (("from", "Anna"),)]


def test_what_nobody_knows_of_a_chat_or_an_entry_is_kept():
    strange = {"id": 3, "type": "unsupported", "why": "a kind of tomorrow"}
    chat = read([a_message(1, mood="odd"), strange], name="Circle", topics=[{"id": 1}])
    assert chat.messages[0].more == (("mood", "odd"),)
    assert chat.unsupported == (3,)
    assert chat.more[:2] == (("id", 7), ("topics", [{"id": 1}]))
    assert dict(chat.more)["unsupported"] == [strange]


hours = st.integers(-48, 56).map(lambda quarters: quarters / 4)
moments = st.integers(1_376_438_400, 2**31)
odd_dates = st.sampled_from(
    ["", "soon", "2025-03-03", "1970-01-01T00:00:00", "2025-03-03T10:02:00+02:00"]
)


@given(
    st.lists(
        st.tuples(st.integers(1, 9), moments, hours | odd_dates, st.none() | moments), max_size=8
    ),
    st.lists(hours, min_size=1, max_size=2),
    st.booleans(),
)
def test_every_date_of_an_export_can_be_told_from_what_was_read(drawn, zones, rising):
    entries = []
    for at, (number, sent, other, edited) in enumerate(drawn):
        zone = zones[at % len(zones)] if at % 3 else other
        date = zone if isinstance(zone, str) else local(sent, zone)
        entry = a_message(at if rising else number, date=date, date_unixtime=str(sent))
        shown = (
            {"edited": local(edited, zones[0]), "edited_unixtime": str(edited)} if edited else {}
        )
        entries.append(entry | shown)
    chat = read(entries)
    ahead = {change["id"]: change["utc_offset"] for change in dict(chat.more).get("clock", [])}
    for entry, message in zip(entries, chat.messages, strict=True):
        before = [offset for number, offset in ahead.items() if number <= message.id]
        told = {"date": message.sent} | ({"edited": message.edited_at} if message.edited else {})
        for name, seconds in told.items():
            kept = dict(message.more).get(name)
            assert entry[name] == (local(seconds, before[-1] / 3600) if kept is None else kept)


@pytest.mark.parametrize(
    ("zones", "answer"),
    [
        ([2], "UTC+2"),
        ([2, 3], "UTC+2 and UTC+3"),
        ([0], "UTC"),
        ([5.75], "UTC+5:45"),
        ([-3.5], "UTC-3:30"),
    ],
)
def test_the_zones_of_an_export_are_found(zones, answer):
    dated = [a_message(at, date=local(5, zone)) for at, zone in enumerate(zones, 1)]
    [finding] = read(dated).findings
    assert str(finding) == f"clock: {answer} (certain: date beside date_unixtime)"
    assert read(dated).messages[0].more == ()


def test_dates_of_no_zone_are_kept_and_counted():
    chat = read(
        [a_message(1, date="2025-03-03T10:02:00"), a_message(2, date="1970-01-01T00:07:05")]
    )
    assert [str(finding) for finding in chat.findings] == [
        "clock: not known for all (certain: 2 dates fit no zone)"
    ]
    assert [dict(message.more)["date"][:4] for message in chat.messages] == ["2025", "1970"]


def test_an_old_export_is_read_without_what_it_lacks():
    """No date_unixtime, no text_entities, numbers as senders, 1970 for what was never edited."""
    old = {
        "id": 1,
        "type": "message",
        "date": "2019-03-03T10:02:00",
        "edited": "1970-01-01T03:00:00",
    }
    old |= {
        "from": None,
        "from_id": 4612,
        "photo": "photos/1.jpg",
        "text": ["See ", {"type": "bold", "text": "me"}],
    }
    chat = read([old, old | {"id": 2, "from": "Ann", "edited": "2019-03-03T10:05:00"}])
    assert [(m.sent, m.edited_at, m.sender, m.text) for m in chat.messages] == [
        (1551607320, None, "Ann", "See me"),
        (1551607320, 1551607500, "Ann", "See me"),
    ]
    assert [run.style for run in chat.messages[0].runs] == ["plain", "bold"]
    assert ("edited", "1970-01-01T03:00:00") in chat.messages[0].more
    [finding] = chat.findings
    assert str(finding) == "clock: UTC (guessed: 2 dates of an unknown zone are read as UTC)"


SECTIONS = {
    "personal_information": {
        "user_id": 1,
        "first_name": "Ann",
        "phone_number": "+00 000 000 00 01",
    },
    "profile_pictures": [{"date": "2025-03-03T10:02:00", "photo": "(Photo not included.)"}],
    "stories": [],
    "contacts": {"about": "Your contacts", "list": [{"first_name": "Bea"}]},
    "frequent_contacts": {"about": "", "list": [{"id": 2, "category": "people", "rating": 0.5}]},
    "sessions": {
        "about": "Your devices",
        "list": [{"last_ip": "192.0.2.1", "device_model": "Zero"}],
    },
    "web_sessions": {"about": "Your logins", "list": []},
    "other_data": {"drafts": [{"chat": "Bea", "html": "hi"}]},
}
READ = [
    Section("personal_information", (SECTIONS["personal_information"],)),
    Section("profile_pictures", tuple(SECTIONS["profile_pictures"])),
    Section("stories", ()),
    Section("contacts", ({"first_name": "Bea"},), "Your contacts"),
    Section("frequent_contacts", tuple(SECTIONS["frequent_contacts"]["list"])),
    Section("sessions", tuple(SECTIONS["sessions"]["list"]), "Your devices"),
    Section("web_sessions", (), "Your logins"),
    Section("other_data", (SECTIONS["other_data"],)),
]


@given(st.permutations([*SECTIONS, *LISTS]))
def test_an_account_is_read_in_whatever_order_it_is_written(order):
    lists = {
        name: {"list": [{"type": "replies", "id": 1, "messages": [a_message()]}]} for name in LISTS
    }
    parts = read_all({name: (SECTIONS | lists)[name] for name in order})
    assert [part.name for part in parts] == ["Replies" if name in LISTS else name for name in order]
    assert sorted((p for p in parts if isinstance(p, Section)), key=lambda p: order.index(p.name)) == sorted(
        READ, key=lambda part: order.index(part.name)
    )  # fmt: skip
    left = [dict(part.more).get("left", False) for part in parts if isinstance(part, Chat)]
    assert left == [name == "left_chats" for name in order if name in LISTS]


@pytest.mark.parametrize(
    ("value", "items", "about"),
    [
        ([{"x": 1}], ({"x": 1},), ""),
        ({"x": 1}, ({"x": 1},), ""),
        ({"about": "so", "x": 1}, ({"x": 1},), "so"),
        ({"about": 5, "list": [1]}, ({"value": 1}, {"about": 5}), ""),
        ({"about": "so", "list": [{}], "more": 2}, ({}, {"more": 2}), "so"),
        ("so", (), "so"),
        (None, ({"value": None},), ""),
    ],
)
def test_a_section_of_another_shape_loses_nothing(value, items, about):
    assert read_all({"sessions": value}) == [Section("sessions", items, about)]


def test_what_the_app_says_of_an_account_is_kept():
    parts = read_all(
        {"about": "All of it", "bots": [{"x": 1}], "chats": {"about": "Your chats", "list": []}}
    )
    assert parts == [
        Section("chats", (), "Your chats"),
        Section("about", (), "All of it"),
        Section("bots", ({"x": 1},)),
    ]


def test_a_section_nested_without_end_is_named():
    deep = json.loads("[" * 80 + "]" * 80)
    with pytest.raises(BadExport, match=r"result.json: the account, sessions: nested too deep"):
        read_all({"sessions": deep})
    with pytest.raises(BadExport, match=r"result.json: the chat, topics: nested too deep"):
        read(topics=deep)
