"""What a WhatsApp export becomes, on every kind of phone in the table."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import Kind, read_chat
from cryptokit.conversation.chat import SILENT
from cryptokit.conversation.samples import sample
from cryptokit.conversation.source import a_text
from cryptokit.conversation.whatsapp import read_whatsapp
from cryptokit.conversation.whatsapp_styles import STYLES
from cryptokit.errors import BadExport

EXPECTED = json.loads(sample("whatsapp-en.txt").with_name("EXPECTED.json").read_text("utf-8"))
ENGLISH = sample("whatsapp-en.txt").read_text("utf-8")
STYLE_NAMES = [style.name for style in STYLES]

body = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=20)


def read(text, source="chat.txt"):
    """Read a chat from memory."""
    [chat] = read_whatsapp(a_text(text, source))
    return chat


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 59), body), min_size=1))
def test_every_line_with_a_date_is_one_entry_and_order_is_kept(lines):
    text = "".join(f"03/09/2024, {h:02}:{m:02} - Ann: {body}\n" for h, m, body in lines)
    chat = read(text)
    assert len(chat.messages) + len(chat.services) == len(lines)
    assert [m.id for m in chat.messages] == list(range(1, len(lines) + 1))
    clock = [m.sent % 86_400 // 60 for m in chat.messages]
    assert clock == [h * 60 + m for h, m, _ in lines]


@given(st.sets(st.integers(1, ENGLISH.count("\n") - 1)))
def test_where_a_text_is_cut_into_pieces_does_not_matter(in_pieces, cuts):
    lines = ENGLISH.splitlines(keepends=True)
    edges = [0, *sorted(cuts), len(lines)]
    parts = ["".join(lines[a:b]) for a, b in pairwise(edges)]
    assert list(read_whatsapp(in_pieces(parts, "chat.txt"))) == [read(ENGLISH)]


@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_the_samples_have_as_many_entries_as_a_line_grammar_can_find(language):
    name = f"whatsapp-{language}.txt"
    chat = read_chat(sample(name))
    assert len(chat.messages) + len(chat.services) == EXPECTED[name]["strict"]
    assert chat.format == "whatsapp"
    assert chat.group


def test_the_english_sample_splits_into_26_messages_and_8_notices():
    chat = read_chat(sample("whatsapp-en.txt"))
    assert (len(chat.messages), len(chat.services)) == (26, 8)
    assert chat.name == "Share keepers: night shift"
    people = ("Ada Example", "Bruno Muster", "+00 000 000 00 02", "Noor مثال", "Dr. Q")
    assert chat.participants == people


def test_every_trap_of_the_english_sample_is_read_as_its_author_says():
    chat = read_chat(sample("whatsapp-en.txt"))
    by_id = {entry.id: entry for entry in (*chat.messages, *chat.services)}
    assert by_id[2].sent < by_id[1].sent  # not sorted, and kept so
    assert (by_id[8].sender, by_id[8].text) == ("Dr. Q", "Unit 7: note: colons: everywhere")
    assert by_id[16].text.count("\n") == 2  # a date without a dash is only text
    assert by_id[18].sender == "Ada Example"  # a pasted line is a message
    assert (by_id[26].sender, by_id[26].text) == ("Ada Example", "")
    assert by_id[30].action == "edit_group_title"  # its new name holds a colon


def test_attachments_deletions_and_edits_are_understood_in_english():
    chat = read_chat(sample("whatsapp-en.txt"))
    assert [m.shown.partition("]")[0][1:] for m in chat.messages if m.kind is not Kind.TEXT] == [
        "media left out",
        "photo",
        "voice message",
        "file: threshold notes (v2).pdf",
        "deleted message",
        "deleted message",
        "place",
        "poll: How many shares?",
    ]
    assert [m.text for m in chat.messages if m.edited] == ["The threshold is 3 of 5"]


def test_the_hour_of_a_clock_change_is_not_reordered():
    last = read_chat(sample("whatsapp-de.txt")).messages[-2:]
    assert last[0].sent == last[1].sent
    assert last[0].text == "vor der Zeitumstellung"


@pytest.mark.parametrize("style", STYLES, ids=STYLE_NAMES)
def test_every_style_in_the_table_reads_its_own_example(style):
    chat = read(f"{style.example}Ann: hi\n{style.example}Ben: hello: you\n")
    assert [(m.sender, m.text) for m in chat.messages] == [("Ann", "hi"), ("Ben", "hello: you")]
    assert chat.messages[0].sent // 60 == 1_725_353_940 // 60  # 3 September 2024, 08:59


def test_a_plain_space_before_am_is_the_older_way():
    assert read("9/3/24, 8:59 PM - Ann: hi").messages[0].sent == 1_725_397_140


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        ("03/04/24, 8:59\u202fam - Ann: hi\n13/04/24, 8:59\u202fam - Ann: hi", "03 April"),
        ("3/4/24, 8:59 - Ann: hi\n3/13/24, 8:59 - Ann: hi", "4 March"),
        ("3/4/24, 8:59 - Ann: hi", "03 April"),
    ],
)
def test_a_number_above_12_settles_which_is_the_day(lines, first):
    wanted = {"03 April": 1_712_134_740, "4 March": 1_709_542_740}[first]
    assert read(lines).messages[0].sent == wanted


def test_a_date_that_does_not_exist_is_only_text():
    chat = read("03.09.24, 08:59 - Ann: hi\n31.02.24, 08:59 - Ben: no\n3.9.24, 25:00 - Ben: no")
    assert len(chat.messages) == 1
    assert chat.messages[0].text.endswith("\n3.9.24, 25:00 - Ben: no")


def test_text_above_the_first_date_is_kept_as_a_notice():
    chat = read("Exported by Ann\n\n03/09/2024, 08:59 - Ann: hi")
    assert [service.text for service in chat.services] == ["Exported by Ann"]
    assert len(chat.messages) == 1


def test_windows_line_ends_are_not_part_of_the_text():
    assert read("03/09/2024, 08:59 - Ann: hi\r\nall\r\n").messages[0].text == "hi\nall"


def test_iphone_marks_tell_attachments_from_notices():
    chat = read(
        "[03/09/2024, 08:59:12] Club: \u200eMessages and calls are end-to-end encrypted.\n"
        "[03/09/2024, 08:59:13] ~\u00a0Ann: hi\n"
        "\u200e[03/09/2024, 08:59:14] Ben: \u200eimage omitted\n"
        "\u200e[03/09/2024, 08:59:15] Ben: Look \u200e<attached: 01-VIDEO.mp4>\n"
        "\u200e[03/09/2024, 08:59:16] Ben: plan.pdf • \u200e3 pages \u200edocument omitted\n"
        "[03/09/2024, 08:59:17] Ben: \u200eYou deleted this message.\n"
    )
    assert [m.shown for m in chat.messages] == [
        "hi",
        "[photo]",
        "[video] Look",
        "[file: plan.pdf]",
        "[deleted message]",
    ]
    assert [service.action for service in chat.services] == ["encryption"]
    assert chat.participants == ("Ann", "Ben")
    assert not chat.group


def test_the_name_of_the_file_names_the_other_side():
    chat = read("03/09/2024, 08:59 - Ann: hi", "WhatsApp Chat with Ben.txt")
    assert (chat.name, chat.participants, chat.group) == ("Ben", ("Ann", "Ben"), False)


def test_two_senders_and_a_group_notice_are_a_group():
    chat = read('03/09/2024, 08:59 - Ann created group "Us: two"\n03/09/2024, 09:00 - Ann: hi')
    assert (chat.name, chat.group) == ("Us: two", True)


def test_a_name_with_quotes_in_it_is_a_name():
    assert read('03/09/2024, 08:59 - Ben "Bolt" B: hi').participants == ('Ben "Bolt" B', SILENT)


def test_text_without_any_date_is_refused():
    with pytest.raises(BadExport, match="no date in it exists"):
        read("99/99/2024, 08:59 - Ann: hi")


@pytest.mark.parametrize("text", ["hello", "Ann: hi"])
def test_text_without_a_known_style_is_refused(text):
    with pytest.raises(BadExport, match="no line begins with a date as WhatsApp writes it"):
        read(text)


def test_a_colon_below_the_first_line_of_a_notice_makes_no_sender():
    chat = read("03/09/2024, 08:59 - Ann changed the group description\nnew: text")
    assert (chat.messages, len(chat.services)) == ((), 1)


@pytest.mark.parametrize("time", ["0:30", "13:30"])
def test_a_twelve_hour_clock_shows_no_such_hour(time):
    chat = read(f"9/3/24, 8:59 PM - Ann: hi\n9/3/24, {time} PM - Ben: no")
    assert len(chat.messages) == 1
