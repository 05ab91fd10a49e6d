"""Counts by month: the picture, its bars and its words say the same."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from cryptokit.lab import figures
from cryptokit.lab.months import Panel, words

SVG = "{http://www.w3.org/2000/svg}"
counts = st.lists(st.integers(0, 9), min_size=1, max_size=80).map(tuple)


def bars(picture):
    """Give the height and the colour of each bar, panel by panel as they come."""
    found = ET.fromstring(picture).iter(f"{SVG}rect")  # noqa: S314  # our own picture
    return [
        (float(bar.get("height")), bar.get("fill"))
        for bar in found
        if bar.get("y") and bar.get("width") == "10"
    ]


@given(counts, counts, st.integers(1, 6))
def test_every_month_has_its_bar_and_those_that_reach_the_line_are_hatched(one, two, line):
    figure = figures.raids([Panel("one", one), Panel("two", two)], line)
    drawn = bars(figure.svg)
    assert len(drawn) == len(one) + len(two)
    for count, (height, fill) in zip((*one, *two), drawn, strict=True):
        assert (fill == "url(#reached)") == (count >= line)
        assert (height == 0) == (count == 0)
    by_count = [height for _, (height, _) in sorted(zip((*one, *two), drawn, strict=True))]
    assert by_count == sorted(by_count)


@given(counts, st.integers(1, 6))
def test_the_words_name_the_first_month_that_reaches_the_line(months, line):
    said = words(Panel("here", months), line)
    first = next((i for i, count in enumerate(months, 1) if count >= line), None)
    assert said.startswith(f"here: up to {max(months)}, and ")
    assert said.endswith(
        f"never {line} in {len(months)} months" if first is None else f"month {first} on"
    )
    assert figures.raids([Panel("here", months)], line).alt.endswith(f"{said}.")


def test_the_picture_tells_a_screen_reader_the_same():
    figure = figures.raids([Panel("<here>", (1, 3))], 3)
    picture = ET.fromstring(figure.svg)  # noqa: S314  # our own picture
    assert picture.find(f"{SVG}desc").text == figure.alt
    assert repr(figure) == figure.alt


@given(counts, st.integers(1, 6))
def test_the_line_is_as_high_as_a_bar_that_just_reaches_it(months, line):
    figure = figures.raids([Panel("here", (*months, line))], line)
    picture = ET.fromstring(figure.svg)  # noqa: S314  # our own picture
    drawn = [bar for bar in picture.iter(f"{SVG}rect") if bar.get("width") == "10"]
    (dashed,) = [one for one in picture.iter(f"{SVG}path") if one.get("stroke-dasharray")]
    assert dashed.get("d").split()[1] == drawn[-1].get("y")
