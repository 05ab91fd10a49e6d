"""How phones write dates and times, what is inferred from a file, and how sure that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import Certainty
from cryptokit.conversation.date_order import DateOrder
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.whatsapp.clock import clock, midnight
from cryptokit.conversation.whatsapp.locales import ENGLISH
from cryptokit.conversation.whatsapp.reader import read_whatsapp
from cryptokit.conversation.whatsapp.styles import HEAD, style_of
from cryptokit.errors import BadExport
from cryptokit.testing._exports.whatsapp_phones import FORMS, Phone

MORNING = 1_725_353_940  # 3 September 2024, 08:59, the example of all forms

PREFIXES = {
    "en-US Android": "9/3/24, 8:59\u202fAM - ",
    "en-US Android, older": "9/3/24, 8:59 AM - ",
    "en-GB Android": "03/09/2024, 08:59 - ",
    "en-IN Android": "03/09/24, 8:59\u202fam - ",
    "en-CA Android": "2024-09-03, 8:59\u202fa.m. - ",
    "de Android": "03.09.24, 08:59 - ",
    "de Android, 12 hours": "03.09.24, 8:59 morgens - ",
    "de iPhone": "[03.09.24, 08:59:12] ",
    "ru Android": "03.09.2024, 08:59 - ",
    "cs Android": "03.09.24 08:59 - ",
    "fi Android": "3.9.2024 klo 8.59.12 - ",
    "tr or id Android": "03/09/24 08.59 - ",
    "nl Android": "03-09-2024 08:59 - ",
    "fr Android": "03/09/2024 à 08:59 - ",
    "es Android": "3/9/24, 8:59\u00a0a. m. - ",
    "hu Android": "2024. 09. 03. 8:59 - ",
    "zh Android": "2024/9/3 上午8:59 - ",
    "ar Android": "٣\u200f/٩\u200f/٢٠٢٤، ٨:٥٩ ص - ",
    "tr Android, 12 hours": "3.09.2024 ÖÖ 8:59 - ",
    "vi Android": "08:59, 3/9/2024 - ",
    "en-US iPhone": "[9/3/24, 8:59:12\u202fAM] ",
    "ko iPhone": "[2024. 9. 3. 오전 8:59:12] ",
    "he iPhone": "\u200f[3.9.2024, 8:59:12] ",
}


def read(text, order=None):
    """Read a chat from memory."""
    [chat] = read_whatsapp(a_text(text), order)
    return chat


def finding(chat, question="date order"):
    """Find what was inferred about a question."""
    return next(each for each in chat.findings if each.question == question)


@pytest.mark.parametrize("name", PREFIXES)
def test_a_phone_writes_its_dates_like_this(name):
    prefix = PREFIXES[name]
    chat = read(f"{prefix}Ann: hi\nall\n{prefix}Ben: hello: you\n")
    assert [(m.sender, m.text) for m in chat.messages] == [
        ("Ann", "hi\nall"),
        ("Ben", "hello: you"),
    ]
    assert chat.messages[0].sent // 60 * 60 == MORNING
    assert not chat.doubts


@given(st.sampled_from([*FORMS]), st.integers(2**30, 2**31 - 1))
def test_every_form_gives_back_the_time_that_was_written(name, sent):
    phone = Phone(FORMS[name], ENGLISH)
    sent -= sent % phone.step
    style = style_of(phone.prefix(sent))
    match = style.pattern.match("\n" + phone.prefix(sent))
    date, time = match.group(3, 2) if style.time_first else match.group(2, 3)
    assert sent % 86_400 == clock(time)
    assert sent - sent % 86_400 in {midnight(date, order) for order in DateOrder}


@pytest.mark.parametrize(
    ("word", "hours"),
    [("morgens", 8), ("vormittags", 8), ("mittags", 20), ("abends", 20), ("nachts", 8)],
)
def test_german_words_tell_the_half_of_the_day(word, hours):
    assert clock(f"8:00 {word}") == hours * 3600


@pytest.mark.parametrize("time", ["0:30 PM", "13:30 am", "24:00", "8:60", "8:00:60"])
def test_no_clock_shows_such_a_time(time):
    assert clock(time) is None


def test_other_forms_than_the_commonest_are_only_text():
    chat = read(
        "03.09.24, 08:59 - Ann: one\n[03.09.24, 08:59:12] Ben: two\n03.09.24, 09:00 - Ann: three\n"
    )
    assert [m.text for m in chat.messages] == ["one\n[03.09.24, 08:59:12] Ben: two", "three"]
    assert finding(chat, "form").certainty is Certainty.LIKELY
    assert finding(chat, "form").answer == "D.D.YY, h:m -"


def test_a_number_above_12_settles_the_order_for_certain():
    chat = read("3/4/24, 8:59 - Ann: hi\n3/13/24, 8:59 - Ann: hi")
    assert str(finding(chat)) == (
        "date order: month first (certain: 13 in 3/13/24 in line 2 is no month)"
    )
    assert chat.messages[0].sent == midnight("3/4/24", DateOrder.MDY) + 8 * 3600 + 59 * 60


def test_dates_that_contradict_each_other_are_decided_by_the_majority():
    chat = read("13/1/24, 8:59 - A: 1\n14/1/24, 8:59 - A: 2\n1/15/24, 8:59 - A: 3")
    assert finding(chat).answer == "day first"
    assert finding(chat).certainty is Certainty.LIKELY
    assert [m.text for m in chat.messages] == ["1", "2\n1/15/24, 8:59 - A: 3"]


def test_as_many_dates_for_one_order_as_for_the_other_leave_a_guess():
    found = finding(read("13/1/24, 8:59 - A: 1\n1/15/24, 8:59 - A: 2"))
    assert (found.answer, found.certainty) == ("day first", Certainty.GUESSED)


def test_the_name_of_a_photo_settles_the_order_for_certain():
    chat = read("9/3/24, 8:59 - Ann: \u200eIMG-20240903-WA0001.jpg (file attached)")
    assert str(finding(chat)) == (
        "date order: month first (certain: IMG-20240903-WA0001 was sent on 9/3/24 in line 1)"
    )
    [iphone] = read(
        "[9/3/24, 8:59:00] A: \u200e<attached: 00000001-PHOTO-2024-09-03-08-59-00.jpg>"
    ).messages
    assert iphone.sent == MORNING


@pytest.mark.parametrize(
    ("names", "answer", "certainty"),
    [
        (["20240304", "20240304", "20240403"], "month first", "likely"),
        (["20240304", "20240403"], "day first", "guessed"),
        (["20240505"], "day first", "guessed"),
    ],
)
def test_photos_that_contradict_each_other_leave_the_order_less_sure(names, answer, certainty):
    lines = (f"3/4/24, 8:59 - Ann: \u200eIMG-{name}-WA0001.jpg (file attached)\n" for name in names)
    found = finding(read("".join(lines)))
    assert (found.answer, found.certainty) == (answer, certainty)


def test_a_file_name_in_a_sentence_settles_nothing():
    found = finding(read("3/4/24, 8:59 - Ann: see IMG-20240304-WA0001.jpg"))
    assert found.certainty == "guessed"


def test_a_pasted_chat_in_another_form_does_not_take_the_file_over():
    pasted = "".join(f"[01.02.23, 10:0{minute}:00] Zed: a\n" for minute in range(9))
    chat = read(f"03/09/2024, 08:59 - Ann: look\n{pasted}03/09/2024, 09:00 - Ben: ok\n")
    assert chat.participants == ("Ann", "Ben")
    assert len(chat.doubts) == 9


def test_years_of_another_calendar_are_refused():
    with pytest.raises(BadExport, match="no date in it exists"):
        read("3/9/2567 08:59 - Ann: hi")


@pytest.mark.parametrize(
    "date",
    [
        "3 Sep 2024, 08:59 - ",
        "September 3, 2024, 08:59 - ",
        "2024年9月3日 08:59 - ",
        "1403/06/13, 08:59 - ",
        "03/09/2567, 08:59 - ",
        "03.09.16, 08:59:12: ",
        "9/3/16, 8:59:12 AM: ",
    ],
)
def test_dates_in_words_of_other_calendars_or_without_dash_and_brackets_are_refused(date):
    with pytest.raises(BadExport, match="date"):
        read(f"{date}Ann: hi\n" * 3)


def test_the_order_of_dates_comes_from_the_whole_file_and_the_language_from_its_beginning():
    lines = "03/09/2024, 08:59 - Ann: hi there, and so on\n" * 7000
    assert len(lines) > HEAD
    german = "13/09/2024, 08:59 - Ann: <Medien ausgeschlossen>\n"
    chat = read(lines + german)
    assert finding(chat).certainty is Certainty.CERTAIN
    assert "13 in 13/09/2024 in line 7001" in finding(chat).why
    assert finding(chat, "language").answer == "unknown"
    assert finding(read(german + lines), "language").answer == "German"


@pytest.mark.parametrize(("time", "seconds"), [("৩:০৫ PM", 54_300), ("१२:०५ AM", 300)])
def test_the_half_of_the_day_counts_beside_digits_of_every_script(time, seconds):
    assert clock(time) == seconds


def test_else_an_export_runs_forward_in_time():
    chat = read("10/2/24, 8:59 - Ann: hi\n1/3/24, 8:59 - Ann: hi")
    assert finding(chat).answer == "day first"
    assert finding(chat).certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    ("prefix", "answer", "certainty"),
    [
        ("9/3/24, 8:59 AM - ", "month first", Certainty.GUESSED),
        ("09/03/24, 8:59 AM - ", "day first", Certainty.GUESSED),
        ("9/3/24, 8:59 am - ", "day first", Certainty.GUESSED),
        ("9/3/24, 08:59 - ", "day first", Certainty.GUESSED),
        ("9.3.24, 08:59 - ", "day first", Certainty.LIKELY),
        ("2024/9/3 08:59 - ", "year first", Certainty.LIKELY),
    ],
)
def test_without_a_sign_the_habits_of_phones_decide(prefix, answer, certainty):
    found = finding(read(f"{prefix}Ann: hi"))
    assert (found.answer, found.certainty) == (answer, certainty)


def test_years_of_two_digits_can_come_first():
    chat = read("".join(f"24/09/{day}, 8:59 - Ann: hi\n" for day in ("03", "28", "30", "1")))
    assert finding(chat).answer == "year first"
    assert chat.messages[0].sent == MORNING


def test_a_given_order_is_taken():
    chat = read("3/9/24, 8:59 - Ann: hi", DateOrder.DMY)
    assert (chat.messages[0].sent, finding(chat).certainty) == (MORNING, Certainty.GIVEN)
    assert read("24/9/3, 8:59 - Ann: hi", DateOrder.YMD).messages[0].sent == MORNING


def test_a_given_order_that_a_date_contradicts_is_refused_with_line_and_date():
    text = "3/9/24, 8:59 - Ann: hi\nall\n13/9/24, 8:59 - Ann: hi"
    with pytest.raises(BadExport) as error:
        read(text, DateOrder.MDY)
    assert str(error.value) == (
        "chat.txt: line 3: 13/9/24 is no date, read month first. Try: reading it day first"
    )


@given(st.integers(1, 28), st.integers(1, 12), st.sampled_from([*DateOrder]))
def test_a_date_written_in_an_order_is_read_in_it(day, month, order):
    parts = {"d": day, "m": month, "y": 24}
    assert midnight("/".join(str(parts[one]) for one in order), order) == midnight(
        f"2024-{month}-{day}", DateOrder.YMD
    )


def test_the_clock_is_said_to_have_no_zone():
    assert finding(read("9/3/24, 8:59 AM - Ann: hi"), "clock").answer == "12 hours, no time zone"
    assert finding(read("9/3/24, 18:59 - Ann: hi"), "clock").answer == "24 hours, no time zone"
