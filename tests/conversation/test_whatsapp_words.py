"""What the app adds, in every language with a row, and what becomes of a language without one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import Certainty, Kind
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.whatsapp.body import dissect
from cryptokit.conversation.whatsapp.locales import ENGLISH, LOCALES
from cryptokit.conversation.whatsapp.reader import read_whatsapp
from cryptokit.conversation.whatsapp.words import notice_in

NAMES = [words.language for words in LOCALES]


def read(text):
    """Read a chat from memory."""
    [chat] = read_whatsapp(a_text(text))
    return chat


def language(chat):
    """Find what was inferred about the language."""
    return next(each for each in chat.findings if each.question == "language")


@pytest.mark.parametrize("words", LOCALES, ids=NAMES)
def test_a_row_knows_the_least_that_a_reader_needs(words):
    kinds = set(words.whole.values())
    assert {Kind.LEFT_OUT, Kind.DELETED} <= kinds
    assert words.attached
    assert words.enclosed
    assert words.edited
    assert words.place
    assert "encryption" in {action for action, _ in words.notices}


@pytest.mark.parametrize("words", LOCALES, ids=NAMES)
def test_the_notice_on_encryption_shows_the_language(words):
    template = next(text for action, text in words.notices if action == "encryption")
    chat = read(f"03.09.24, 08:59 - {template.format(tail='')}")
    assert (language(chat).answer, language(chat).certainty) == (words.language, Certainty.CERTAIN)
    assert [each.action for each in chat.services] == ["encryption"]


@given(st.sampled_from(LOCALES), st.data())
def test_every_phrase_of_a_language_stands_for_its_kind(words, data):
    phrase, kind = data.draw(st.sampled_from([*words.whole.items()]))
    assert dissect(phrase, words).kind is kind
    assert dissect(f"\u200e{phrase}", words).kind is kind
    assert dissect(phrase, words).text == ""


@given(st.sampled_from(LOCALES), st.data())
def test_every_template_is_read_as_what_it_says(words, data):
    action, template = data.draw(st.sampled_from(words.notices))
    slots = {"who": "Ann", "whom": "Ben", "old": "One", "title": "Us: two", "number": "+00 1"}
    noted = notice_in(template.format(**slots, tail=" More."), words)
    assert noted.action == action
    assert noted.who == ("Ann" if "{who}" in template else "")
    assert noted.title == ("Us: two" if "{title}" in template else "")


@pytest.mark.parametrize(
    ("more", "certainty"), [("", Certainty.GUESSED), ("A: GIF weggelassen\n", Certainty.LIKELY)]
)
def test_words_of_two_languages_leave_the_language_less_sure(more, certainty):
    said = f"A: Bild weggelassen\nA: image omitted\n{more}".splitlines()
    chat = read("".join(f"03.09.24, 08:59 - {line}\n" for line in said))
    assert (language(chat).answer, language(chat).certainty) == ("German", certainty)


@pytest.mark.parametrize("marked", [True, False])
def test_an_unknown_language_loses_no_entry(marked):
    mark = "\u200e" if marked else ""
    chat = read(
        "2024-09-03 08:59 - Ann skapade gruppen ”Vi”\n"
        "2024-09-03 09:00 - Ann: hej\n"
        f"2024-09-03 09:01 - Ann: {mark}IMG-20240903-WA0001.jpg (fil bifogad)\nen katt\n"
    )
    assert language(chat).answer == "unknown"
    assert [service.action for service in chat.services] == ["notice"]
    assert [m.kind for m in chat.messages] == [Kind.TEXT, Kind.PHOTO if marked else Kind.TEXT]
    assert not chat.doubts


def test_an_iphone_in_an_unknown_language_still_marks_what_is_not_text():
    chat = read(
        "[2024-09-03, 08:59:00] Vi: \u200eAnn skapade gruppen\n"
        "\u200e[2024-09-03, 08:59:01] Ann: \u200ebild utelämnad\n"
        "\u200e[2024-09-03, 08:59:02] Ann: katt \u200e<bifogat: 00000003-PHOTO-2024-09-03-08-59-02.jpg>\n"
    )
    assert [(m.kind, m.text) for m in chat.messages] == [
        (Kind.LEFT_OUT, "bild utelämnad"),
        (Kind.PHOTO, "katt"),
    ]
    assert [(each.actor, each.action) for each in chat.services] == [("Vi", "notice")]


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
    assert [(each.actor, each.action) for each in chat.services] == [("Club", "encryption")]
    # Only a group says something under a name that neither of two people has.
    assert (chat.participants, chat.group) == (("Ann", "Ben"), True)


@pytest.mark.parametrize("mark", ["", "\u200e"])
def test_a_notice_is_one_whether_its_line_is_marked_or_not(mark):
    chat = read(
        "[03.09.24, 08:59:12] Wandern: \u200eNachrichten und Anrufe sind "
        "Ende-zu-Ende-verschlüsselt. Mehr.\n"
        f"{mark}[03.09.24, 08:59:13] Wandern: \u200eAnn hat Ben und Cy hinzugefügt.\n"
        f"{mark}[03.09.24, 08:59:14] Ann: \u200eVerpasster Sprachanruf. \u200eZurückrufen\n"
        "[03.09.24, 08:59:15] Ann: hallo\n"
    )
    assert [each.action for each in chat.services] == ["encryption", "invite_members", "phone_call"]
    assert chat.services[1].more == (("members", ["Ben", "Cy"]),)
    assert (chat.participants, chat.group) == (("Ann",), True)


def test_the_other_side_of_an_iphone_chat_is_known_from_the_notice_above():
    chat = read(
        "[03/09/2024, 08:59:12] Ben: \u200eMessages and calls are end-to-end encrypted.\n"
        "[03/09/2024, 08:59:13] Ann: hi\n"
    )
    assert (chat.participants, chat.group) == (("Ann", "Ben"), False)


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("PTT-20240903-WA0002.opus", Kind.VOICE, ""),
        ("AUD-20240903-WA0002.mp3", Kind.AUDIO, ""),
        ("STK-20240903-WA0002.webp", Kind.STICKER, ""),
        ("00000005-GIF-2024-09-03-08-59-02.mp4", Kind.ANIMATION, ""),
        ("VID-20240903-WA0002.mp4", Kind.VIDEO, ""),
        ("Ann.vcf", Kind.CONTACT, "Ann"),
        ("notes.tar.gz", Kind.FILE, "notes.tar.gz"),
    ],
)
def test_the_name_of_a_file_says_what_it_is_and_is_kept(name, kind, title):
    body = dissect(f"\u200e{name} (file attached)\nLook", ENGLISH)
    assert (body.kind, body.title, body.text) == (kind, title, "Look")
    assert body.title == name or body.more == (("file", name),)


def test_media_that_was_left_out_keeps_what_stands_below():
    body = dissect("<Media omitted>\nnotes.pdf", ENGLISH)
    assert (body.kind, body.text) == (Kind.LEFT_OUT, "notes.pdf")


def test_an_edited_caption_is_a_caption_and_edited():
    body = dissect("Look \u200e<attached: 01-PHOTO.jpg> \u200e<This message was edited>", ENGLISH)
    assert (body.text, body.kind, body.edited) == ("Look", Kind.PHOTO, True)
