"""The drawn lines really go through the share, and the words say what is drawn."""

import re
import xml.etree.ElementTree as ET

from cryptokit.lab import figures
from cryptokit.lab.share_lines import HEIGHTS, SHARE


def test_each_line_begins_at_its_height_and_goes_through_the_share():
    figure = figures.share_lines()
    root = ET.fromstring(figure.svg)  # noqa: S314  # our own drawing
    tag = "{http://www.w3.org/2000/svg}"
    point = root.find(f"{tag}circle")
    at, height = float(point.get("cx")), float(point.get("cy"))
    lines = root.findall(f"{tag}line")
    assert len(lines) == len(HEIGHTS)
    for line in lines:
        x1, y1, x2, y2 = (float(line.get(name)) for name in ("x1", "y1", "x2", "y2"))
        assert abs(y1 + (y2 - y1) * (at - x1) / (x2 - x1) - height) < 0.2
    assert len({line.get("y1") for line in lines}) == len(HEIGHTS)


def test_the_words_name_the_point_and_every_height():
    said = figures.share_lines().alt
    assert f"x = {SHARE[0]} with height {SHARE[1]}" in said
    assert set(map(str, HEIGHTS)) <= set(re.findall(r"\d+", said))
