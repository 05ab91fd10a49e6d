"""The pages of annotated bytes: in step with a run, whole, sound as HTML, and without secrets."""

import importlib.util
import re
from functools import cache
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sybil.document import Document
from sybil.parsers.markdown import PythonCodeBlockParser

from cryptokit.lab import annotated_mtproto
from cryptokit.lab.annotated import NAMES, annotated
from cryptokit.lab.hexview import with_secrets
from cryptokit.rng import lesson

ROOT = Path(__file__).parent.parent.parent
spec = importlib.util.spec_from_file_location("make_bytes", ROOT / "docs" / "make_bytes.py")
make_bytes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_bytes)
PAGES = sorted(make_bytes.PAGES.glob("*.md"))
VIEWS = [(name, at) for name in NAMES for at in range(1, 1 + len(annotated(name).views))]
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


@cache
def text(path):
    return path.read_text(encoding="utf-8")


def shown(path):
    """Give the views of a page: name and number, and the HTML between the marks."""
    places = make_bytes.PLACE.finditer(text(path))
    return {(one["name"], int(one["number"])): one["shown"] for one in places}


@every_page
def test_a_page_is_in_step_with_the_run(path):
    assert text(path) == make_bytes.filled(text(path)), "run: python docs/make_bytes.py"


def test_the_style_is_in_step():
    assert make_bytes.SHEET.read_text(encoding="utf-8") == make_bytes.sheet()
    assert not re.search(r"url\(|@import|color:(?!inherit)", make_bytes.sheet()), (
        "as the page has it"
    )


def test_each_view_of_each_message_is_on_one_page():
    assert sorted(view for path in PAGES for view in shown(path)) == sorted(VIEWS)


def test_a_place_that_is_out_of_step_is_filled_again():
    (page,) = [path for path in PAGES if path.stem == "share"]
    emptied = make_bytes.PLACE.sub(
        lambda found: f"<!-- bytes: {found['name']}, {found['number']} -->\n<!-- end of bytes -->",
        text(page),
    )
    assert len(emptied) < len(text(page)) / 2
    assert make_bytes.filled(emptied) == text(page)


@every_page
def test_each_field_of_the_spans_is_on_its_page(path):
    for (name, number), html in shown(path).items():
        view = annotated(name).views[number - 1]
        summaries = [
            "".join(one.itertext()) for one in figure(html).iter("summary")
        ]  # in the order of the page
        fields = list(view.fields.all())
        assert len(summaries) == len(fields)
        for summary, field in zip(summaries, fields, strict=True):
            assert f"{field.mark}{field.name}" in summary
            assert field.place in summary
            assert field.value in summary
        assert spans(view.span) == [field.name for field in fields]
        bytes_shown = "".join(code.text for code in figure(html).iter("code"))
        hidden = sum(leaf.size for leaf in view.fields.leaves() if leaf.data is None)
        assert len(re.sub(r"\s", "", bytes_shown)) == 2 * len(view.data)
        assert bytes_shown.count("··") == hidden


def spans(span):
    return [span.name, *(name for part in span.parts for name in spans(part))]


def figure(html):
    """Read a view as XML, which is stricter than HTML: what opens is closed, in order."""
    link, _, rest = html.partition("\n")
    assert link.startswith('<link rel="stylesheet" href="../_static/')
    return ET.fromstring(rest)  # noqa: S314  # our own page


PHRASING = {"span", "code", "strong"}
INSIDE = {
    "figure": {"figcaption", "details"},
    "figcaption": {"strong"},
    "details": {"summary", "p", "details"},
    "summary": PHRASING,
    "strong": set(),
    "span": PHRASING,
    "code": set(),
    "p": set(),
}


@every_page
def test_the_html_is_valid_and_one_block_of_markdown(path):
    for html in shown(path).values():
        assert "\n\n" not in html, "an empty line would end the block"
        root = figure(html)
        assert root.tag == "figure"
        assert root.get("aria-label")
        for one in root.iter():
            assert {inner.tag for inner in one} <= INSIDE[one.tag], one.tag
            assert one.attrib.keys() <= {"class", "aria-label", "aria-hidden", "open"}
        for details in root.iter("details"):
            assert [inner.tag for inner in details][:2] == ["summary", "p"]
            assert [inner.tag for inner in details].count("summary") == 1


def test_no_page_shows_a_secret():
    pages = "".join(map(text, PAGES))
    hidden = 0
    for name, number in VIEWS:
        view = annotated(name).views[number - 1]
        assert not view.shows_secrets
        leaves = zip(view.fields.leaves(), with_secrets(view).fields.leaves(), strict=True)
        for leaf in (bare for kept, bare in leaves if kept.data is None):
            hidden += 1
            assert leaf.data[:16].hex(" ") not in pages
            assert leaf.data.hex() not in pages
    assert hidden == 4, (
        "the secret number of the handshake; a share's value and its checksum; a sender key"
    )


@every_page
def test_a_page_says_who_reads_and_how_to_do_it_and_loads_nothing_from_the_net(path):
    page = text(path)
    assert page.startswith("# ")
    assert len(list(Document.parse(str(path), PythonCodeBlockParser()))) == page.count("\n>>> ") > 0
    assert not re.search(r'(?:src|href)="https?:', page)
    if path.stem != "index":
        assert "**Who can read which part.**" in page
        assert "## Do it yourself" in page
        assert f"({path.name})" in text(make_bytes.PAGES / "index.md")
        assert not re.search(r"<script|\son\w+=", page)


def test_what_a_message_says_is_escaped():
    view = annotated("cloud message").views[0]
    odd = make_bytes.block(type(view)(view.data, view.span, "<b>&", view.notes))
    assert escape("<b>&") in odd
    assert "<b>" not in odd


def test_the_exponents_of_the_handshake_are_on_no_side_of_any_view():
    """The page says that they never leave their sides: they are the draws of 256 bytes."""
    source, drawn = lesson("annotated handshake"), []

    def noted(size):
        drawn.append(source(size))
        return drawn[-1]

    views = annotated_mtproto.handshake(noted)
    assert views == annotated("handshake").views
    exponents = [one for one in drawn if len(one) == 256]
    everything = b"".join(view.data for view in views)
    assert len(exponents) == 2
    assert [one for one in exponents if one[:16] in everything] == []
    assert any(one in everything for one in drawn if len(one) == 16), "nonces are in the clear"
