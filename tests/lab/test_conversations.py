"""A printed conversation keeps every style and every entry, and an account any odd section."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.style import Style

from cryptokit.conversation import Account, Kind, Run, Section, Service, say
from cryptokit.lab import accounts
from cryptokit.lab.conversations import STYLES, lines

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = ("last_ip", "last_active", "last_active_unixtime", "device_model", "user_id", "phone_number")
items = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), values, max_size=6)
sections = st.builds(
    Section,
    st.sampled_from(["sessions", "web_sessions", "contacts", "other_data"]),
    st.lists(items, max_size=3).map(tuple),
)


def chat_of(*runs, **fields):
    """Make a chat with one message of these runs."""
    chat = say(["Ann: hi"])
    text = "".join(run.text for run in runs)
    return replace(chat, messages=(replace(chat.messages[0], text=text, runs=runs, **fields),))


def test_every_style_is_one_that_a_terminal_knows():
    for name, style in STYLES.items():
        assert Style.parse(style)
        (_, line) = lines(chat_of(Run("plain "), Run("word", name)), spoilers=True)
        assert line.plain.endswith("Ann: plain word")
        shown = [span for span in line.spans if line.plain[span.start : span.end] == "word"]
        assert [str(span.style) for span in shown] == [style]


def test_an_unknown_style_is_plain():
    (_, line) = lines(chat_of(Run("word", "sparkling")), spoilers=False)
    assert line.plain.endswith("Ann: word")


@given(st.text(max_size=30))
def test_a_hidden_spoiler_shows_how_long_it_is_and_nothing_else(text):
    shown = "\n".join(line.plain for line in lines(chat_of(Run(text, "spoiler")), spoilers=False))
    body = shown.partition("Ann: ")[2]
    assert set(body) <= {"█", " ", "\n"}


def test_an_attachment_stands_before_the_words():
    one = chat_of(Run("look"), kind=Kind.FILE, title="a\x07.pdf")
    assert list(lines(one, spoilers=False))[1].plain.endswith("[file: a\ufffd.pdf] look")


def test_entries_come_by_number_and_none_is_left_out():
    chat = say(["Ann: one", "Ben: two"])
    note = Service(id=0, sent=chat.messages[0].sent, actor="Ann", action="create_group")
    shown = [
        line.plain
        for line in lines(replace(chat, services=(note,), unsupported=(9,)), spoilers=False)
    ]
    assert shown == [
        "2025-01-01",
        "09:00 Ann: group created",
        "09:00 Ann: one",
        "09:01 Ben: two",
        "      entry 9: not supported, says the export",
    ]


@given(st.lists(sections, max_size=3, unique_by=lambda section: section.name), st.booleans())
def test_whatever_a_section_holds_it_is_shown_without_steering_the_terminal(drawn, real):
    console = Console(width=80, markup=False, highlight=False, emoji=False, force_terminal=False)
    with console.capture() as capture:
        console.print(accounts.account(Account((say(["Ann: hi"]),), tuple(drawn)), real=real))
    assert "\x1b" not in capture.get()
    for section in drawn:
        assert section.name.replace("_", " ") in capture.get()
