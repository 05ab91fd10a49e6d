"""The law of all readers, aimed at ours and at some that break it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit import read_chat
from cryptokit.conversation import read_account
from cryptokit.conversation.chat import Kind, Message, Run, quick_message
from cryptokit.errors import Unknown
from cryptokit.testing import accounts, exports, reads_what_was_written

FORMATS = ["telegram", "whatsapp", "signal-markdown", None]


def ours(path):
    return read_chat(path, names=True)


@pytest.mark.parametrize("format_", FORMATS)
def test_our_readers_read_what_was_written(format_):
    reads_what_was_written(ours, format_)


def changed(change):
    """Give a reader that reads as ours does, and then makes a mistake."""

    def read(path):
        chat = ours(path)
        return replace(chat, messages=change(chat.messages))

    return read


MISTAKES = {
    "loses the last message": lambda messages: messages[:-1],
    "sorts what was not sorted": lambda messages: tuple(sorted(messages, key=lambda m: m.text)),
    "strips texts": lambda messages: tuple(replace(m, text=m.text.strip()[:3]) for m in messages),
    "forgets edits": lambda messages: tuple(replace(m, edited=False) for m in messages),
    "takes all for text": lambda messages: tuple(replace(m, kind=Kind.TEXT) for m in messages),
}


@pytest.mark.parametrize(
    ("mistake", "format_"),
    [
        *((mistake, "whatsapp") for mistake in MISTAKES),
        *((mistake, "signal-markdown") for mistake in MISTAKES if mistake != "forgets edits"),
    ],
)
def test_a_reader_that_makes_a_mistake_is_caught(mistake, format_):
    with pytest.raises(AssertionError, match="but was read as"):
        reads_what_was_written(changed(MISTAKES[mistake]), format_)


def test_a_format_that_no_app_writes_is_named():
    with pytest.raises(Unknown, match="unknown format 'icq'"):
        exports("icq")


@given(accounts())
def test_an_account_keeps_its_chats_and_sections_when_names_are_replaced(tmp_path_factory, export):
    path = export.save(tmp_path_factory.mktemp("account"))
    real, hidden = read_account(path, names=True), read_account(path)
    assert [len(chat.messages) for chat in hidden.chats] == [len(c.messages) for c in real.chats]
    assert [section.name for section in hidden.sections] == [s.name for s in real.sections]


more = st.lists(st.tuples(st.text(), st.integers()), max_size=2).map(tuple)
numbers = st.none() | st.integers()
runs = st.lists(st.builds(Run, st.text(), st.text(), more), max_size=2).map(tuple)


@settings(max_examples=50)
@given(
    st.tuples(
        st.integers(), st.integers(), st.text(), st.text(), st.sampled_from(Kind), st.text(),
        numbers, st.booleans(), numbers, runs, more,
    )
)  # fmt: skip
def test_a_message_made_quickly_is_the_same_message(fields):
    quick = quick_message(*fields)
    assert quick == Message(*fields)
    assert type(quick) is Message
    assert repr(quick) == repr(Message(*fields))
