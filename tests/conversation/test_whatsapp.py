"""What a WhatsApp export becomes: the law, the samples, and who takes part."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import Kind
from cryptokit.conversation.chat import SILENT
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.samples import sample
from cryptokit.conversation.whatsapp.entries import Read, _unusual, read_entries
from cryptokit.conversation.whatsapp.lines import Places
from cryptokit.conversation.whatsapp.locales import LOCALES
from cryptokit.conversation.whatsapp.reader import read_whatsapp
from cryptokit.conversation.whatsapp.survey import survey
from cryptokit.errors import BadExport
from cryptokit.testing._exports.whatsapp import whatsapp_exports

EXPECTED = json.loads(sample("whatsapp-en.txt").with_name("EXPECTED.json").read_text("utf-8"))
ENGLISH = sample("whatsapp-en.txt").read_text("utf-8")
LANGUAGES = ("en", "de", "ru")

DELETED_TWICE = [Kind.DELETED, Kind.DELETED]
KINDS = {
    "en": [
        *(Kind.LEFT_OUT, Kind.PHOTO, Kind.VOICE, Kind.FILE),
        *(*DELETED_TWICE, Kind.PLACE, Kind.POLL),
    ],
    "de": [
        *(Kind.PHOTO, Kind.STICKER, Kind.VOICE, Kind.FILE, Kind.PHOTO, Kind.VIDEO),
        *(*DELETED_TWICE, Kind.PLACE, Kind.POLL),
    ],
    "ru": [
        *(Kind.LEFT_OUT, Kind.PHOTO, Kind.CONTACT, Kind.VOICE),
        *(*DELETED_TWICE, Kind.PLACE),
    ],
}
ACTIONS = {
    "en": """encryption create_group invite_members phone_call phone_call edit_group_title
             security_code set_messages_ttl leave_group""",
    "de": """encryption create_group invite_members notice edit_group_title phone_call
             security_code leave_group""",
    "ru": """encryption create_group invite_members edit_group_title pin_message phone_call
             security_code admin leave_group""",
}

body = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=20)


def read(text, source="chat.txt"):
    """Read a chat from memory."""
    [chat] = read_whatsapp(a_text(text, source))
    return chat


def read_sample(language):
    """Read a sample, with the names in it."""
    return read(sample(f"whatsapp-{language}.txt").read_text("utf-8"))


@given(whatsapp_exports())
def test_what_a_phone_writes_is_read_as_what_was_sent(export):
    chat = read(export.data.decode(), export.name)
    assert replace(chat, findings=(), doubts=()) == export.chat


@given(whatsapp_exports())
def test_windows_line_ends_change_nothing(export):
    text = export.data.decode()
    assert read(text.replace("\n", "\r\n"), export.name) == read(text, export.name)


@given(whatsapp_exports(), st.data())
def test_where_a_text_is_cut_into_pieces_does_not_matter(in_pieces, export, data):
    lines = [f"{line}\n" for line in export.data.decode().split("\n")[:-1]]
    cuts = data.draw(st.sets(st.integers(0, len(lines))))
    parts = ["".join(lines[a:b]) for a, b in pairwise([0, *sorted(cuts), len(lines)])]
    source = in_pieces([part for part in parts if part], export.name)
    assert list(read_whatsapp(source)) == [read(export.data.decode(), export.name)]


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 59), body), min_size=1))
def test_every_line_with_a_date_is_one_entry_and_order_is_kept(lines):
    chat = read("".join(f"03/09/2024, {h:02}:{m:02} - Ann: {body}\n" for h, m, body in lines))
    entries = sorted((*chat.messages, *chat.services), key=lambda entry: entry.id)
    assert [entry.id for entry in entries] == list(range(1, len(lines) + 1))
    assert [entry.sent % 86_400 // 60 for entry in entries] == [h * 60 + m for h, m, _ in lines]


@given(st.data())
def test_the_quick_look_at_an_entry_never_disagrees_with_the_careful_one(data):
    words = data.draw(st.sampled_from(LOCALES))
    files = [tag.format(file="a.pdf") for tag in (*words.attached, *words.enclosed)]
    parts = (*words.whole, *words.edited, *words.place, *words.poll, *words.calls, *files)
    pieces = st.sampled_from((*parts, "a", " ", "\n", ">", ":", ": ", '"', "\u200e", "Ann"))
    entry = "".join(data.draw(st.lists(pieces, max_size=5)))
    start = data.draw(st.sampled_from(("13.9.24, 08:59 - ", "[13.9.24, 08:59:00] ")))
    found = replace(survey(a_text(start)), words=words)
    row = ("", 60, f"Ann: {entry}")
    assert read_entries([row], found, Places()).entries == [_unusual(Read(found, Places()), 1, row)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_samples_have_as_many_entries_as_a_line_grammar_can_find(language):
    chat = read_sample(language)
    assert len(chat.messages) + len(chat.services) == EXPECTED[f"whatsapp-{language}.txt"]["strict"]
    assert (chat.format, chat.type, chat.group) == ("whatsapp", "group", True)


@pytest.mark.parametrize(
    ("language", "name", "people"),
    [
        (
            "en",
            "Share keepers: night shift",
            ("Ada Example", "Bruno Muster", "+00 000 000 00 02", "Noor مثال", "Dr. Q"),
        ),
        (
            "de",
            "Schlüsselrunde 🔐",
            ("Ada Beispiel", "Bruno Muster", "Jürgen Größenwahn", "Noor مثال"),
        ),
        (
            "ru",
            "Хранители: ночь",
            ("Галя Пример", "Борис Образцов", "+00 000 000-00-02", "Noor مثال"),
        ),
    ],
)
def test_the_samples_name_their_group_and_their_people(language, name, people):
    chat = read_sample(language)
    assert (chat.name, chat.participants) == (name, people)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_samples_hold_messages_of_these_kinds(language):
    messages = read_sample(language).messages
    assert [each.kind for each in messages if each.kind is not Kind.TEXT] == KINDS[language]
    assert sum(each.edited for each in messages) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_samples_hold_these_notices(language):
    assert [each.action for each in read_sample(language).services] == ACTIONS[language].split()


def test_a_place_keeps_its_address_and_a_poll_its_answers():
    by_kind = {message.kind: message for message in read_sample("de").messages}
    assert by_kind[Kind.PLACE].text == "https://maps.google.com/?q=0.000000,-0.500000"
    assert by_kind[Kind.POLL].title == "Wie viele Anteile?"
    assert by_kind[Kind.POLL].text == "OPTION: zwei (0 Stimmen)\nOPTION: drei (3 Stimmen)"


def test_the_name_of_the_file_names_the_other_side():
    chat = read("03/09/2024, 08:59 - Ann: hi", "WhatsApp Chat with Ben.txt")
    assert (chat.name, chat.participants, chat.group) == ("Ben", ("Ann", "Ben"), False)
    assert chat.type == "personal"


def test_two_senders_and_a_group_notice_are_a_group():
    chat = read('03/09/2024, 08:59 - Ann created group "Us: two"\n03/09/2024, 09:00 - Ann: hi')
    assert (chat.name, chat.group, chat.type) == ("Us: two", True, "group")


@pytest.mark.parametrize("name", ['Ben "Bolt" B', "Dr. Q", "+00 000 000 00 01", "נועה", "C-3PO"])
def test_strange_names_are_names(name):
    assert read(f"03/09/2024, 08:59 - {name}: hi").participants == (name, SILENT)


def test_text_above_the_first_date_is_kept_as_a_notice():
    chat = read("Exported by Ann\n\n03/09/2024, 08:59 - Ann: hi")
    assert [service.text for service in chat.services] == ["Exported by Ann"]
    assert len(chat.messages) == 1


def test_windows_line_ends_are_not_part_of_the_text():
    assert read("03/09/2024, 08:59 - Ann: hi\r\nall\r\n").messages[0].text == "hi\nall"


def test_a_colon_below_the_first_line_of_a_notice_makes_no_sender():
    chat = read("03/09/2024, 08:59 - Ann changed the group description\nnew: text")
    assert (chat.messages, len(chat.services)) == ((), 1)


def test_one_number_serves_all_messages_of_a_minute():
    one, two = read("03/09/2024, 08:59 - Ann: hi\n03/09/2024, 08:59 - Ben: hi").messages
    assert one.sent is two.sent


@pytest.mark.parametrize("text", ["hello", "Ann: hi", "9 of 10", "[1] a list"])
def test_text_without_a_known_form_is_refused(text):
    with pytest.raises(BadExport, match="no line begins with a date as WhatsApp writes it"):
        read(text)


def test_text_without_any_date_that_exists_is_refused():
    with pytest.raises(BadExport, match="no date in it exists, read as D/D/YYYY, h:m -"):
        read("99/99/2024, 08:59 - Ann: hi")
