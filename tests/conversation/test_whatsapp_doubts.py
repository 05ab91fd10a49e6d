"""The pitfalls of WhatsApp's format, one test each, and what stays in doubt.

======================================  ============================================================
pitfall                                 test
======================================  ============================================================
a pasted line is a message              test_a_pasted_line_is_a_message_and_doubted
a dated line without a separator        test_a_dated_line_without_a_separator_is_text_and_doubted
the file is not sorted                  test_the_file_is_not_sorted_and_is_kept_so
U+200E before attachments               test_the_mark_before_an_attachment_is_no_text
U+202F before AM                        test_any_space_may_stand_before_am
U+00A0 inside notices                   test_a_hard_space_inside_a_notice_does_not_hide_it
day or month                            test_whatsapp_forms: a number above 12, and those below it
two-digit years                         test_years_of_two_digits_are_of_this_century
replies and reactions are absent        test_replies_and_reactions_are_not_invented
group names that hold a colon           test_a_colon_in_a_group_name_makes_no_sender
iPhone: the group is the sender         test_on_iphones_the_group_is_the_sender_of_notices
one wall time twice                     test_the_same_wall_time_twice_in_the_night_of_a_clock_change
a linked device                         test_an_export_from_a_linked_device_holds_notices_only
at most 40,000 or 10,000 messages       test_a_file_with_just_as_many_messages_as_the_limit
======================================  ============================================================
"""

from itertools import cycle

import pytest

from cryptokit.conversation import Kind
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.samples import sample
from cryptokit.conversation.whatsapp.reader import read_whatsapp

BY_COLON = "taken as a notice, though the colon in it might end a sender's name"
NO_CLOSE = "begins like an entry, but nothing parts the time from what follows: kept as text"
NO_SUCH_TIME = "begins like an entry, but there is no such day or time: kept as text"
OTHER_FORM = "begins like an entry of another phone: kept as text"
NOBODY = "nobody sent it and no known notice reads so: it may be pasted text"
PASTED = "may be pasted: the one before, by somebody else, ends with a colon"
PUT_BACK = "clocks are changed in this night: this and the next may be an hour apart"
BACK = "may be pasted: it is more than an hour older than the ones before and after it"


def read(text):
    """Read a chat from memory."""
    [chat] = read_whatsapp(a_text(text))
    return chat


def doubts(chat):
    """Give the lines in doubt, and why."""
    return [(doubt.line, doubt.why) for doubt in chat.doubts]


def sampled(language):
    """Read a sample: its entries by number, and the chat."""
    chat = read(sample(f"whatsapp-{language}.txt").read_text("utf-8"))
    return {entry.id: entry for entry in (*chat.messages, *chat.services)}, chat


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", [(22, NO_CLOSE), (25, PASTED), (41, BY_COLON)]),
        ("de", [(22, NOBODY), (38, PUT_BACK)]),
        ("ru", [(22, NO_CLOSE), (29, BY_COLON)]),
    ],
)
def test_the_samples_are_in_doubt_just_where_they_set_traps(language, expected):
    by_id, chat = sampled(language)
    assert doubts(chat) == expected
    assert all(doubt.entry in by_id for doubt in chat.doubts)


def test_a_pasted_line_is_a_message_and_doubted():
    by_id, chat = sampled("en")
    assert (by_id[18].sender, by_id[18].text) == (
        "Ada Example",
        "I never sent this, Bruno pasted it",
    )
    assert (25, PASTED) in doubts(chat)


def test_a_pasted_line_without_sender_is_a_notice_and_doubted():
    by_id, chat = sampled("de")
    assert by_id[19].text == "steht hier nur als Text, ohne Doppelpunkt danach"
    assert (22, NOBODY) in doubts(chat)


def test_a_dated_line_without_a_separator_is_text_and_doubted():
    by_id, _ = sampled("en")
    assert by_id[16].text.split("\n")[1:] == [
        "9/3/24, 9:13\u202fAM is only text here, it has no dash",
        "done",
    ]


def test_a_line_of_another_phone_is_text_and_doubted():
    chat = read("03.09.24, 08:59 - A: see\n[9/3/24, 8:59:01 AM] B: hi\n03.09.24, 09:00 - A: ok")
    assert chat.messages[0].text == "see\n[9/3/24, 8:59:01 AM] B: hi"
    assert doubts(chat) == [(2, OTHER_FORM)]


def test_a_date_that_does_not_exist_is_text_and_doubted():
    chat = read("03.09.24, 08:59 - A: hi\n31.02.24, 08:59 - B: no\n3.9.24, 25:00 - B: no")
    assert [m.text for m in chat.messages] == ["hi\n31.02.24, 08:59 - B: no\n3.9.24, 25:00 - B: no"]
    assert doubts(chat) == [(2, NO_SUCH_TIME), (3, NO_SUCH_TIME)]


@pytest.mark.parametrize("above", ["", "\n\n", "Exported\n", "31.02.24, 08:59 - B: no\n"])
def test_lines_are_counted_from_the_first_line_of_the_file(above):
    text = f"{above}03.09.24, 08:59 - A: hi\n\n03.09.24, 08:59 - A: 1\n3.9.24, 25:00 - B: no"
    assert doubts(read(text))[-1] == (4 + above.count("\n"), NO_SUCH_TIME)


def test_a_message_far_older_than_its_neighbours_is_doubted():
    times = ("13.09.24, 10:00", "13.09.24, 08:30", "13.09.24, 10:01", "13.09.24, 10:00")
    chat = read("".join(f"{time} - Ann: hi\n" for time in times))
    assert doubts(chat) == [(2, BACK)]


def test_the_file_is_not_sorted_and_is_kept_so():
    for language in ("en", "ru"):
        by_id, chat = sampled(language)
        assert by_id[2].sent < by_id[1].sent
        assert not any(doubt.line == 2 for doubt in chat.doubts)


def test_the_mark_before_an_attachment_is_no_text():
    by_id, _ = sampled("en")
    assert (by_id[10].kind, by_id[10].text) == (Kind.PHOTO, "A caption on its own line 🖼️")
    by_id, _ = sampled("de")
    assert (by_id[12].kind, by_id[12].text) == (Kind.VIDEO, "Bildunterschrift steht davor")


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", ""])
def test_any_space_may_stand_before_am(space):
    assert read(f"9/13/24, 8:59{space}PM - Ann: hi").messages[0].sent % 86_400 == 75_540


def test_a_hard_space_inside_a_notice_does_not_hide_it():
    by_id, _ = sampled("ru")
    assert "\u00a0" in by_id[1].text
    assert by_id[1].action == "encryption"


def test_years_of_two_digits_are_of_this_century():
    assert read("31.12.99, 08:59 - A: hi").messages[0].sent > 4_000_000_000


def test_replies_and_reactions_are_not_invented():
    for language in ("en", "de", "ru"):
        _, chat = sampled(language)
        assert all(m.reply_to is None for m in chat.messages)
        assert not any(key == "reactions" for m in chat.messages for key, _ in m.more)


def test_letters_stay_as_they_were_composed():
    by_id, _ = sampled("ru")
    assert by_id[18].text == "ё и е\u0308 — две записи одной буквы"


def test_an_empty_message_is_a_message():
    by_id, _ = sampled("en")
    assert (by_id[26].sender, by_id[26].text, by_id[26].kind) == ("Ada Example", "", Kind.TEXT)


def test_colons_in_a_body_and_dots_in_a_name_are_just_that():
    by_id, _ = sampled("en")
    assert (by_id[8].sender, by_id[8].text) == ("Dr. Q", "Unit 7: note: colons: everywhere")


@pytest.mark.parametrize(("language", "number"), [("en", 30), ("ru", 23)])
def test_a_colon_in_a_group_name_makes_no_sender(language, number):
    by_id, _ = sampled(language)
    assert by_id[number].action == "edit_group_title"
    assert by_id[number].actor in {"Ada Example", "Галя Пример"}


def test_a_colon_in_a_group_name_makes_no_sender_in_any_language():
    chat = read(
        "2024-09-03 08:58 - Ann skapade gruppen ”Vi: två”\n"
        "2024-09-03 08:59 - Ann: hej\n"
        '2024-09-03 09:00 - Ann "Bolt" B: hej\n'
    )
    assert [(each.actor, each.text) for each in chat.services] == [
        ("Ann", "Ann skapade gruppen ”Vi: två”")
    ]
    assert chat.participants == ("Ann", 'Ann "Bolt" B')
    assert doubts(chat) == [(1, BY_COLON)]


def test_on_iphones_the_group_is_the_sender_of_notices():
    by_id, chat = sampled("de")
    assert by_id[1].actor == "Schlüsselrunde"
    assert "Schlüsselrunde" not in chat.participants


def test_a_colon_in_an_iphone_group_makes_no_sender():
    chat = read("[13.09.24, 08:57:11] Us: two: \u200eAda hat diese Gruppe erstellt.")
    assert [(each.actor, each.action) for each in chat.services] == [("Ada", "create_group")]
    assert doubts(chat) == [(1, BY_COLON)]


def test_the_same_wall_time_twice_in_the_night_of_a_clock_change():
    one, two = sampled("de")[1].messages[-2:]
    assert one.sent == two.sent
    assert one.text == "vor der Zeitumstellung"


@pytest.mark.parametrize(
    ("date", "time", "doubted"),
    [
        ("27.10.24", "02:30", True),
        ("31.03.24", "01:30", True),
        ("27.10.24", "12:30", False),
        ("20.10.24", "02:30", False),
        ("28.09.25", "02:30", False),
    ],
)
def test_two_equal_times_are_doubted_in_such_a_night_only(date, time, doubted):
    chat = read("".join(f"{date}, {time} - Ann: hi\n" for _ in range(3)))
    assert doubts(chat) == ([(1, PUT_BACK)] if doubted else [])


def completeness(chat):
    """Say what was found out about missing messages."""
    return [each.answer for each in chat.findings if each.question == "completeness"]


def test_an_export_from_a_linked_device_holds_notices_only():
    chat = read("9/19/26, 9:52 AM - Messages and calls are end-to-end encrypted. *Learn more*")
    assert (chat.messages, completeness(chat)) == ((), ["all messages are missing"])


def test_a_file_with_just_as_many_messages_as_the_limit():
    line = "03/09/2024, 08:59 - Ann: hi\n"
    assert completeness(read(line * 10_000)) == ["older messages are missing"]
    assert completeness(read(line * 9_999)) == []


def test_an_ordinary_chat_has_no_doubts():
    times = (f"{1 + hour // 24:02}/09/2024, {hour % 24:02}:30" for hour in range(600))
    people = cycle(("Ann", "Ben", "Ann", "Cy"))
    chat = read(
        "".join(
            f"{time} - {who}: Yes, at 9:30.\nOk\n" for time, who in zip(times, people, strict=False)
        )
    )
    assert len(chat.messages) == 600
    assert chat.doubts == ()


AT = "03/09/2024, 08:59 - "
ENGLISH = f"{AT}Messages and calls are end-to-end encrypted.\n"


@pytest.mark.parametrize(
    "notice",
    [
        "Ann added Bob: work",
        "Your security code with Bob: work changed. Tap to learn more.",
        'You changed the subject to "Team: A"',
        "Ann skapade gruppen «Us: two»",
        "Ann said something\nin two lines: like this",
    ],
)
def test_a_notice_with_a_colon_makes_no_sender(notice):
    chat = read(f"{ENGLISH}{AT}Ann: hi\n{AT}{notice}\n{AT}Ben: hello\n")
    assert chat.participants == ("Ann", "Ben")
    assert notice in [each.text for each in chat.services]


@pytest.mark.parametrize("sender", ['Ann Marie "Bolt" B', 'Bob 6"2', "Ann «Us» two"])
def test_a_name_with_quotes_is_nobody_elses(sender):
    chat = read(f"{AT}Ann: hi\n{AT}{sender}: hello\n{AT}Ben: yo\n{AT}{sender}: again\n")
    assert chat.participants == ("Ann", sender, "Ben")


def test_what_stands_above_the_first_date_makes_no_sender():
    chat = read(f"and I told him: no\n{AT}Ann: hi\n{AT}Ben: yo\n")
    assert chat.participants == ("Ann", "Ben")
    assert [each.text for each in chat.services] == ["and I told him: no"]


def test_a_photo_under_a_strange_name_stays_a_photo():
    chat = read(
        f'{ENGLISH}{AT}Ann: hi\n{AT}Ann "x: \u200eIMG-20240903-WA0001.jpg (file attached)\n'
    )
    assert [each.kind for each in chat.messages] == [Kind.TEXT, Kind.PHOTO]


def test_an_edit_under_a_strange_name_stays_an_edit():
    chat = read(f'{ENGLISH}{AT}Ann: hi\n{AT}Ann "x: yes <This message was edited>\n')
    assert [(each.text, each.edited) for each in chat.messages] == [("hi", False), ("yes", True)]


@pytest.mark.parametrize("text", ["Location: my house", "I sent you the stuff (file attached)"])
def test_words_of_people_that_sound_like_the_app_are_words(text):
    assert read(f"{ENGLISH}{AT}Ann: {text}\n").messages[0].text == text


@pytest.mark.parametrize(
    "notice", ["You were added", "You removed Cy", "+00 000 000 00 07 was here"]
)
def test_a_notice_about_whoever_exported_is_no_doubt(notice):
    assert read(f"{ENGLISH}{AT}Ann: hi\n{AT}{notice}\n").doubts == ()


def test_the_mark_before_a_document_is_no_part_of_its_name():
    line = "\u200e[03.09.24, 08:59:00] Ann: \u200eplan.pdf • \u200e3 pages \u200edocument omitted\n"
    assert read(line).messages[0].title == "plan.pdf"
