"""The report as one page: what is hostile stays text, nothing is loaded, every figure has words."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit import DISCLAIMER
from cryptokit.conversation import say
from cryptokit.court import Line, Report, traffic
from cryptokit.evidence.rows import Event
from cryptokit.experiment import who_can_read
from cryptokit.lab import page
from cryptokit.lab.stories import changes
from cryptokit.lab.tables import by_messenger
from cryptokit.messengers import ALL
from cryptokit.rng import lesson

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;"
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "dl", "dt", "dd", "ol",
    "ul", "li", "figure", "figcaption", "blockquote", "svg", "desc", "rect", "text", "defs",
    "pattern", "path", "circle", "polygon",
}  # fmt: skip


class Reader(HTMLParser):
    """Reads a page as a browser would: its elements, their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.words, self.open = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, "elements are closed in the order they were opened"

    def handle_data(self, data):
        self.words.append(data)


def checked(text):
    read = Reader(text)
    assert read.open == []
    assert set(read.tags) <= ALLOWED
    for name, value in read.attributes:
        assert not name.startswith("on"), name
        assert name not in {"href", "src", "style", "xlink:href"}, name
        assert not re.match(r"\s*javascript:", value or "")
    outside = re.sub(r'xmlns="http://www.w3.org/2000/svg"', "", text)
    assert not re.search(r"@import|url\((?!#)", outside)
    assert DISCLAIMER in " ".join(read.words)
    return read


@pytest.fixture(scope="module")
def result():
    chat = say([f"{EVIL}: {EVIL}", "Bob: hello", "Bob: again"])
    return who_can_read(chat, messengers=ALL, rng=lesson("page"))


def report(**fields):
    empty = Report(
        0, 0, 0, 0, 0, recorded=False, orders=(), steps=(), missing=(), bad=(), sample=()
    )
    return replace(empty, **fields)


def test_a_name_and_a_text_full_of_markup_are_shown_as_what_they_are(result):
    read = checked(page.of_result(result))
    text = "".join(read.words)
    assert f"{EVIL}: {EVIL}" in text
    assert "img" not in read.tags
    assert "script" not in read.tags


def test_the_page_says_policy_beside_mathematics_for_every_messenger(result):
    text = " ".join("".join(checked(page.of_result(result)).words).split())
    assert text.count("By policy") == text.count("By mathematics") == len(ALL)
    for messenger in ALL:
        assert messenger.title in text
        assert messenger.promise.source in text
        for one in messenger.policy:
            assert f"since {one.since}, of {one.whom}: {one.what} ({one.source})" in text
    assert "for messages: no number at L1, 4 at L2, 1 from L3 to L8" in text


def test_every_figure_has_its_words_as_a_label_and_below(result):
    text = page.of_result(result)
    figures = re.findall(r"<figure>.*?</figure>", text, flags=re.DOTALL)
    rows = by_messenger(result).values()
    logs = [next((one.metadata for one in row if one.metadata.lines), None) for row in rows]
    told = [one for one in logs if one and one.ties]  # nobody is ordered to show a public page
    assert 0 < len(told) < len(rows) == len(ALL)
    assert len(figures) == 1 + len(rows) + 2 * len(told)
    for figure in figures:
        (label,) = re.findall(r'<svg [^>]*aria-label="([^"]*)"', figure)
        (caption,) = re.findall(r"<figcaption>([^<]*)</figcaption>", figure)
        assert label == caption
        assert len(caption) > 20


def test_the_page_says_of_every_answer_told_what_a_user_could_notice(result):
    text = "".join(checked(page.of_result(result)).words)
    told = [one for row in by_messenger(result).values() for one in changes(row)]
    assert text.count("what a user could notice: ") == len(told)
    assert text.count("nothing shows by itself") == sum(not one.noticed for one in told)
    assert {sign.what for one in told for sign in one.noticed}
    assert all(sign.what in text for one in told for sign in one.noticed)


def test_ids_in_the_page_are_unique(result):
    ids = re.findall(r'\bid="([^"]+)"', page.of_result(result))
    assert len(ids) == len(set(ids))


def test_a_refusal_is_on_the_page_with_its_reason():
    group = say(["Alice: hi", "Bob: hi", "Carol: hi"])
    text = "".join(checked(page.of_result(who_can_read(group))).words)
    assert "Not offered: secret chats are for two people" in text


@settings(max_examples=40)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"])), sent=st.integers(-(1 << 63), 1 << 62)
)
def test_whatever_seized_files_say_the_page_stays_whole(text, sent):
    log = [Event(sent, text, EVIL, "message", 3), Event(sent, EVIL, text, text, -1)]
    said = report(
        past=1, steps=(text,), missing=(text + EVIL,), bad=(EVIL,), orders=(text,),
        sample=(Line(sent, text, EVIL),), events=2, metadata=traffic([log]),
    )  # fmt: skip
    read = checked(page.of_cases({Path("case" + text.replace("\0", "")): said}))
    assert EVIL in "".join(read.words)


def test_a_case_without_logs_and_without_a_record_says_so():
    text = "".join(checked(page.of_cases({Path("case"): report(missing=("a key",))})).words)
    assert "0 of 0 messages read" in text
    assert "missing: a key" in text
    assert "no custody record here" in text
    assert "By metadata alone" not in text


def test_no_case_is_a_page_too():
    checked(page.of_cases({}))
