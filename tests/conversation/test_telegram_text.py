"""Texts with styles: cut where the style changes, joined again without a change."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation.chat import Run
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.telegram.fields import Misfit
from cryptokit.conversation.telegram.reader import read_telegram
from cryptokit.conversation.telegram.text import DIFFERENT, cut, written

words = st.text(st.characters(codec="utf-8"), max_size=6)
more = st.dictionaries(
    st.sampled_from(["href", "language", "a_key_of_tomorrow"]), words, max_size=2
)
styles = st.sampled_from(["plain", "bold", "text_link", "a style of tomorrow"])
styled = st.builds(
    lambda style, text, extra: {"type": style, "text": text} | extra, styles, words, more
)
texts = words | st.lists(words | styled, max_size=5)

STYLES = [
    {"type": "plain", "text": "x"},
    *({"type": style, "text": "x"} for style in (
        "mention", "hashtag", "bot_command", "link", "email", "bold", "italic", "code", "phone", "cashtag",
        "underline", "strikethrough", "bank_card", "spoiler", "unknown",
    )),
    {"type": "pre", "text": "x", "language": "python"},
    {"type": "text_link", "text": "x", "href": "https://example.org/?a=1"},
    {"type": "mention_name", "text": "x", "user_id": 1000000002},
    {"type": "blockquote", "text": "x", "collapsed": True},
    {"type": "custom_emoji", "text": "🔑", "document_id": "5000000000000000001"},
]  # fmt: skip


def entities(text):
    """Give the other form in which an export writes the same text."""
    pieces = [text] if isinstance(text, str) else text
    return [
        {"type": "plain", "text": piece} if isinstance(piece, str) else piece for piece in pieces
    ]


@given(texts)
def test_runs_join_to_the_text_with_nothing_between_them(text):
    joined, runs, _ = written({"text": text})
    assert joined == "".join(piece["text"] for piece in entities(text))
    assert "".join(run.text for run in runs or (Run(joined),)) == joined


@given(texts)
def test_a_text_and_its_entities_never_raise_a_doubt(text):
    assert written({"text": text, "text_entities": entities(text)}) == written({"text": text})
    assert written({"text": text})[2] == ""


@given(texts)
def test_no_style_and_no_key_of_a_piece_is_lost(text):
    runs = cut(text, "text")
    kept = [piece for piece in entities(text) if piece["type"] != "plain" or len(piece) > 2]
    assert [run for run in runs if run.style != "plain" or run.more] == [
        Run(each["text"], each["type"], tuple(pair for pair in each.items() if pair[0] not in {"type", "text"}))
        for each in kept
    ]  # fmt: skip


@given(texts, texts)
def test_a_doubt_is_raised_exactly_where_the_two_forms_differ(text, other):
    same = cut(text, "text") == cut(entities(other), "text_entities")
    joined, runs, doubt = written({"text": text, "text_entities": entities(other)})
    assert doubt == ("" if same else DIFFERENT)
    assert (joined, runs) == written({"text": text})[:2]


@given(st.lists(words, max_size=4))
def test_plain_text_has_no_runs_in_however_many_pieces(pieces):
    assert written({"text": pieces}) == ("".join(pieces), (), "")


@pytest.mark.parametrize("entity", STYLES, ids=lambda entity: entity["type"])
def test_each_style_of_telegram_is_kept_with_what_it_needs(entity):
    _, runs, doubt = written({"text": ["a ", entity], "text_entities": entities(["a ", entity])})
    needed = tuple(pair for pair in entity.items() if pair[0] not in {"type", "text"})
    expected = (Run("a "), Run(entity["text"], entity["type"], needed))
    assert (runs, doubt) == (() if entity["type"] == "plain" else expected, "")


def a_chat(*texts):
    """Give a chat of messages with these texts."""
    entry = {"type": "message", "date_unixtime": "5", "from": "Ann", "from_id": "user1"}
    messages = [{"id": number} | entry | text for number, text in enumerate(texts, 1)]
    return {"name": "Ann", "type": "private_group", "id": 1, "messages": messages}


def test_two_forms_that_differ_keep_the_text_and_name_the_line():
    plain = {"text": "hi", "text_entities": [{"type": "plain", "text": "hi"}]}
    odd = {"text": "hi", "text_entities": [{"type": "bold", "text": "ha"}]}
    text = json.dumps(a_chat(plain, odd, plain, plain), indent=1)
    [chat] = read_telegram(a_text(text, "result.json"))
    [doubt] = chat.doubts
    assert (doubt.entry, doubt.why) == (2, DIFFERENT)
    assert text.split("\n")[doubt.line].strip() == '"id": 2,'
    assert chat.messages[1].text == "hi"
    assert chat.messages[1].more == (("text_entities", odd["text_entities"]),)


@pytest.mark.parametrize(
    ("fields", "field", "what"),
    [
        ({"text": 5}, "text", "a number where text or a list"),
        ({"text": [None]}, "text", "null among its pieces"),
        ({"text": [{"type": "bold"}]}, "text", "null among its pieces"),
        ({"text": [{"type": 5, "text": "x"}]}, "text", "a number where the type of a piece"),
        ({"text": "", "text_entities": 5}, "text_entities", "a number where text or a list"),
        ({"text": "", "text_entities": [5]}, "text_entities", "a number among its pieces"),
    ],
)
def test_a_wrong_piece_is_named_with_its_field(fields, field, what):
    with pytest.raises(Misfit) as error:
        written(fields)
    assert error.value.field == field
    assert error.value.what.startswith(what)
