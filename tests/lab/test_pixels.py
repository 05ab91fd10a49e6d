"""The picture of a key: every pixel is drawn, named, and said in words."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.lab import figures
from cryptokit.lab.heatmap import lightness
from cryptokit.mtproto import picture

SVG = "{http://www.w3.org/2000/svg}"
hashes = st.binary(min_size=36, max_size=36)


def drawn(figure):
    """Read the pixels back out of the picture."""
    root = ET.fromstring(figure.svg)  # noqa: S314  # our own picture
    cells = [[0] * 12 for _ in range(12)]
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("x"):
            x, y = int(rect.get("x")) // 20, int(rect.get("y")) // 20
            cells[y][x] = picture.COLOURS.index(rect.get("fill")[1:])
    return tuple(map(tuple, cells))


@given(hashes)
def test_the_picture_and_the_words_show_the_same_288_bits(hash36):
    figure = figures.key_picture(hash36)
    pixels = picture.pixels(hash36)
    assert drawn(figure) == pixels
    said = re.findall(r"\b[0-3]{12}\b", figure.alt)
    assert said == ["".join(map(str, row)) for row in pixels]
    assert all(row in figure.alt for row in picture.hex_rows(hash36))


@given(hashes, hashes)
def test_different_keys_look_and_sound_different(one, other):
    first, second = figures.key_picture(one), figures.key_picture(other)
    assert (first.svg == second.svg) == (first.alt == second.alt) == (one == other)


@given(hashes)
def test_the_picture_is_whole_and_needs_nothing_from_elsewhere(hash36):
    figure = figures.key_picture(hash36)
    root = ET.fromstring(figure.svg)  # noqa: S314  # our own picture
    assert root.find(f"{SVG}desc").text == figure.alt == repr(figure)
    assert (root.get("width"), root.get("height")) == ("240", "240")
    assert not re.search(r"(?:href|src|url\()", figure.svg)


def test_no_two_colours_are_equally_light():
    shades = sorted(lightness(bytes.fromhex(colour)) for colour in picture.COLOURS)
    assert all(b - a > 0.05 for a, b in pairwise(shades))


def test_another_size_is_refused():
    with pytest.raises(ValueError, match="36 bytes"):
        figures.key_picture(bytes(16))
