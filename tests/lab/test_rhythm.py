"""The hours of a chat, drawn, in blocks and in words: all three say the same."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import read_chat, say
from cryptokit.conversation.metadata import Seen, metadata
from cryptokit.conversation.samples import names, sample
from cryptokit.lab import figures
from cryptokit.lab.heatmap import lightness, shade, svg
from cryptokit.lab.rhythm import SHOWN, rows, strip, words

SVG = "{http://www.w3.org/2000/svg}"
hours = st.lists(st.integers(0, 10**6), min_size=24, max_size=24)
people = st.text(max_size=40)
envelopes = st.lists(st.builds(Seen, st.integers(0, 2**34), people, st.integers(0, 99)))


@given(hours)
def test_a_higher_block_never_means_fewer_messages(given_):
    most = max(given_) or 1
    for blocks, scale in ((True, "·▁▂▃▄▅▆▇█"), (False, ".:-=+*#%@")):
        heights = [scale.index(sign) for sign in strip(given_, most, blocks=blocks)]
        for count, height in zip(given_, heights, strict=True):
            assert (height == 0) == (count == 0)
            assert (height == 8) == (8 * count > 7 * most)
        by_count = sorted(zip(given_, heights, strict=True))
        assert [height for _, height in by_count] == sorted(heights)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 80)), max_size=200))
def test_rows_lose_nobody(given_):
    told = metadata(Seen(sent, str(who), 1) for sent, who in given_)
    shown = rows(told)
    assert sum(row.total for row in shown) == len(given_)
    assert len(shown) <= SHOWN + 1
    if len(told.people) > SHOWN:
        assert shown[-1].name == f"and {len(told.people) - SHOWN} more"
    assert [row.together for row in shown] == [row.name.startswith("and") for row in shown]


@given(st.integers(1, 10**6), st.data())
def test_a_number_stands_out_from_its_cell(most, data):
    face, ink = shade(data.draw(st.integers(1, most)), most)
    light, dark = sorted((luminance(face), luminance(ink)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, success criterion 1.4.3


@given(st.integers(2, 10**4), st.data())
def test_more_messages_are_never_lighter(most, data):
    fewer = data.draw(st.integers(1, most - 1))
    assert luminance(shade(fewer + 1, most)[0]) <= luminance(shade(fewer, most)[0])


def drawn(svg_):
    """Read a picture."""
    return ET.fromstring(svg_)  # noqa: S314  # we have drawn it ourselves


def luminance(colour):
    return lightness(bytes.fromhex(colour[1:]))


@given(envelopes)
def test_a_figure_is_well_formed_whatever_people_are_called(given_):
    shown = rows(metadata(given_))
    picture = drawn(svg(shown, "title", words(shown, "UTC")))
    assert picture.get("role") == "img"
    assert picture.find(f"{SVG}desc").text.startswith("Messages by person")


@pytest.mark.parametrize("name", names())
def test_every_count_stands_in_the_figure_as_text(name):
    chat = read_chat(sample(name), names=True)
    figure = figures.rhythm(chat)
    texts = [each.text for each in drawn(figure.svg).iter(f"{SVG}text")]
    shown = rows(metadata(Seen(one.sent, one.sender, 0) for one in chat.messages))
    for row in shown:
        for count in filter(None, (*row.hours, row.total)):
            texts.remove(str(count))
    assert not re.search(r"(?:href|src|url\()", figure.svg)
    width, height = (float(drawn(figure.svg).get(side)) for side in ("width", "height"))
    for each in drawn(figure.svg).iter(f"{SVG}text"):
        assert 0 < float(each.get("x")) < width
        assert 0 < float(each.get("y")) < height


@pytest.mark.parametrize("name", names())
def test_the_words_of_a_figure_say_every_count(name):
    chat = read_chat(sample(name), names=True)
    alt = re.sub("[\u2068\u2069]", "", figures.rhythm(chat).alt)
    for row in rows(metadata(Seen(one.sent, one.sender, 0) for one in chat.messages)):
        said = re.search(rf"{re.escape(row.name)}, {row.total} messages?: ([^;.]+)", alt)[1]
        told = {int(hour): int(count) for hour, count in re.findall(r"(\d\d)h: (\d+)", said)}
        assert told == {hour: count for hour, count in enumerate(row.hours) if count}


def test_a_figure_of_nothing_says_so():
    chat = say(["Alice: hi"])
    empty = type(chat)("nothing", "said", (), ("Alice",), group=False)
    assert figures.rhythm(empty).alt == "Messages by person and hour of the day (UTC): none."
    drawn(figures.rhythm(empty).svg)


def test_a_long_name_is_cut_and_a_sign_tells_so():
    (texts,) = [[each.text for each in drawn(figures.rhythm(say([f"{'A' * 99}: hi"])).svg).iter()]]
    assert "A" * 23 + "…" in texts


def test_many_people_in_one_row_do_not_make_the_others_pale():
    told = metadata(Seen(number * 60, f"P{number % 40}", 1) for number in range(400))
    figure = svg(rows(told), "title", "")
    numbers = [each.text for each in drawn(figure).iter(f"{SVG}text")]
    assert {"and 20 more", "200"} <= set(numbers)
    assert shade(1, 1)[0] not in figure.partition("and 20 more")[2]
    assert shade(2, 2)[0] in figure.partition("and 20 more")[0]
