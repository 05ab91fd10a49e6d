"""Chats typed on the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import say
from cryptokit.errors import BadExport

names = st.sampled_from(["Alice", "Bob", "Carol", "Dr. Q"])
words = st.text(st.characters(codec="utf-8"), min_size=1).map(str.strip).filter(bool)


@given(st.lists(st.tuples(names, words), min_size=1))
def test_every_line_becomes_the_message_it_says(lines):
    chat = say([f"{name}: {text}" for name, text in lines])
    assert [(m.sender, m.text) for m in chat.messages] == lines
    assert len(chat.participants) >= 2
    assert chat.group is (len({name for name, _ in lines}) > 2)


def test_lines_are_a_minute_apart_from_a_fixed_date():
    sent = [message.sent for message in say(["A: 1", "B: 2", "A: 3"]).messages]
    assert sent == [1_735_722_000, 1_735_722_060, 1_735_722_120]


@pytest.mark.parametrize(
    ("speaker", "people"), [("Alice", ("Alice", "Bob")), ("Bob", ("Bob", "Alice"))]
)
def test_somebody_is_there_to_listen(speaker, people):
    assert say([f"{speaker}: hi"]).participants == people


def test_three_speakers_are_a_group_with_three_names():
    chat = say(["Ann: a", "Ben: b", "Cy: c"])
    assert (chat.group, chat.name, chat.format) == (True, "Ann, Ben and Cy", "said")


@pytest.mark.parametrize(
    "line", ["hello", "Alice:hi", ": hi", "Alice: ", "", "https://example.org"]
)
def test_a_line_without_a_speaker_says_how_to_write_it(line):
    with pytest.raises(BadExport) as error:
        say(["Alice: hi", line])
    assert str(error.value) == 'say: line 2: nobody says this. Try: write each line as "Alice: hi"'


def test_half_a_character_is_refused():
    with pytest.raises(BadExport, match="half a character"):
        say(["Alice: \udcff"])


def test_nothing_said_is_refused():
    with pytest.raises(BadExport, match="nothing is said"):
        say([])


def test_one_text_is_not_a_list_of_lines():
    with pytest.raises(TypeError, match="a list of lines"):
        say("Alice: hi")
