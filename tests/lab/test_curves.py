"""Counts against time: the picture and its words say the same."""

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from cryptokit.lab import figures
from cryptokit.lab.curves import Curve, words

SVG = "{http://www.w3.org/2000/svg}"
counts = st.lists(st.integers(0, 400), min_size=1, max_size=60).map(tuple)


def drawn(picture):
    """Give, for each curve, the height of the line at each time, from the bottom of its panel."""
    paths = list(ET.fromstring(picture).iter(f"{SVG}path"))  # noqa: S314  # our own picture
    found = [
        [path.get("d") for path in paths if path.get("class") == kind] for kind in ("area", "curve")
    ]
    for area, curve in zip(*found, strict=True):
        bottom = float(re.match(r"M\S+ (\S+)", area).group(1))
        first = re.match(r"M\S+ (\S+)", curve).group(1)
        yield [bottom - float(y) for y in (first, *re.findall(r"V(\S+)", curve))]


@given(counts, counts)
def test_every_time_has_its_height_and_all_panels_one_scale(one, two):
    figure = figures.exposure([Curve("one", one), Curve("two", two)])
    heights = [height for line in drawn(figure.svg) for height in line]
    assert len(heights) == len(one) + len(two)
    most = max(1, *one, *two)
    for count, height in zip((*one, *two), heights, strict=True):
        assert abs(height - count * 70 / most) <= 0.06


@given(counts)
def test_the_words_tell_each_level_or_the_range(levels):
    said = words(Curve("here", levels))
    if len(list(groupby(levels))) > 6:
        assert said == f"here: between {min(levels)} and {max(levels)}, and {levels[-1]} at the end"
    else:
        told = [tuple(map(int, one)) for one in re.findall(r"(\d+) from (\d+) on", said)]
        ends = [at for _, at in told[1:]] + [len(levels)]
        again = [count for (count, at), end in zip(told, ends, strict=True) for _ in range(at, end)]
        assert tuple(again) == levels
    assert figures.exposure([Curve("here", levels)]).alt == f"Messages that can be read. {said}."


def test_the_picture_tells_a_screen_reader_the_same():
    figure = figures.exposure([Curve("<here>", (1, 3)), Curve("nothing", ())])
    picture = ET.fromstring(figure.svg)  # noqa: S314  # our own picture
    assert picture.find(f"{SVG}desc").text == figure.alt
    assert repr(figure) == figure.alt
    assert "<here>" in figure.alt
