"""A message in Markdown: an independent reader finds the same words, and no style that is not there."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.conversation.chat import Message, Run
from cryptokit.conversation.rendered import escaped, markdown

markdown_it = pytest.importorskip("markdown_it")
READER = markdown_it.MarkdownIt("commonmark").enable("strikethrough")

SPACES = " \n\t"
texts = st.text(st.sampled_from("ab1é🔑*_~`|<>[]()#!&\\-+.:=> \n"), min_size=1, max_size=10)
INLINE = ("plain", "bold", "italic", "underline", "strikethrough", "code", "text_link", "mention")
BLOCKS = ("pre", "blockquote")


def a_run(style):
    """Draw a run of a style, with what the style needs."""
    more = {"text_link": (("href", "https://example.org/a b?<x>"),), "pre": (("language", "c++"),)}
    return st.builds(Run, texts, st.just(style), st.just(more.get(style, ())))


def runs(styles):
    """Draw runs of these styles."""
    return st.lists(st.sampled_from(styles).flatmap(a_run), min_size=1, max_size=4)


def said(parts):
    """Make a message of runs."""
    return Message(1, 0, "Ann", "".join(run.text for run in parts), runs=tuple(parts))


def leaves(text):
    """Read Markdown, and give its tokens without those that hold others."""
    for token in READER.parse(text):
        yield from token.children or [token]


def words_in(tokens):
    """Give what a reader sees, without spaces."""
    seen = "".join(
        token.content for token in tokens if token.type not in {"html_inline", "html_block"}
    )
    return "".join(seen.split())


@given(runs((*INLINE, *BLOCKS)))
@example(
    [Run("a", "bold"), Run("b", "italic"), Run("c", "bold"), Run("`", "code"), Run("`", "code")]
)
@example([Run("a\n\n    b*c*", "plain")])
@example([Run("a\n\nb", "text_link", (("href", "https://example.org"),))])
def test_a_reader_of_markdown_finds_the_words_of_the_message(parts):
    assert words_in(leaves(markdown(said(parts)))) == "".join(said(parts).text.split())


@given(texts)
def test_plain_text_shows_no_style_however_it_looks(text):
    kinds = {token.type for token in leaves(markdown(Message(1, 0, "Ann", text)))}
    assert kinds <= {
        "paragraph_open",
        "paragraph_close",
        "text",
        "text_special",
        "softbreak",
        "hardbreak",
    }


@given(texts)
def test_taking_the_backslashes_away_gives_the_text_back(text):
    back, rest = "", iter(escaped(text))
    for char in rest:
        back += next(rest) if char == "\\" else char
    assert back == text


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        (Run("bold", "bold"), "**bold**"),
        (Run(" so so ", "italic"), "&#32;*so so* "),
        (Run("under", "underline"), "<u>under</u>"),
        (Run("gone", "strikethrough"), "~~gone~~"),
        (Run("42!", "spoiler"), r"||42\!||"),
        (Run("(x)", "bold"), r"<b>\(x\)</b>"),
        (Run("a`b", "code"), "``a`b``"),
        (Run("print(1)", "pre", (("language", "python"),)), "\n```python\nprint(1)\n```\n"),
        (Run("notes", "text_link", (("href", "https://example.org/?a=1"),)), "[notes](<https://example.org/?a=1>)"),
        (Run("a\nb", "blockquote", (("collapsed", True),)), "\n> a\n> b\n\n"),
        (Run("@ann", "mention"), r"\@ann"),
        (Run("?", "a style of tomorrow"), r"\?"),
    ],
)  # fmt: skip
def test_each_style_is_shown_as_telegram_shows_it(run, shown):
    assert markdown(said([run])) == shown


def test_a_link_cannot_leave_its_brackets():
    link = Run("x", "text_link", (("href", "https://example.org/>)[y](<https://example.com"),))
    [opened] = [token for token in leaves(markdown(said([link]))) if token.type == "link_open"]
    assert opened.attrs["href"].startswith("https://example.org/%3E")
