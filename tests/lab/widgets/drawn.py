"""Read a picture back: its texts and boxes, and that all of it lies inside and is told in words."""

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
LETTER = 0.5
"""A letter is about half as wide as it is high."""


def texts(shown):
    return [one.text for one in parsed(shown).iter(f"{SVG}text")]


def parsed(shown):
    """Give the picture; it says its headline to a screen reader, and nothing lies outside of it."""
    root = ET.fromstring(shown.svg)  # noqa: S314  # our own picture
    assert root.get("role") == "img"
    assert root.find(f"{SVG}desc").text == shown.headline
    width, height = float(root.get("width")), float(root.get("height"))
    for one in root.iter(f"{SVG}rect"):
        if one.get("x") is not None:
            x, y, wide, high = (float(one.get(key)) for key in ("x", "y", "width", "height"))
            assert x >= 0
            assert y >= 0
            assert x + wide <= width
            assert y + high <= height
    for one in root.iter(f"{SVG}text"):
        begin, end = extent(one)
        assert begin >= 0
        assert end <= width
        assert float(one.get("y")) <= height
    return root


def extent(text):
    """Estimate where a text begins and ends."""
    long = len(text.text) * float(text.get("font-size")) * LETTER
    part = {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
    begin = float(text.get("x")) - part * long
    return begin, begin + long


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.alt, self.items, self.open, self.tags = [], [], False, []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "img":
            self.alt.append(dict(attrs)["alt"])
        if tag == "li":
            self.items.append("")
            self.open = True

    def handle_endtag(self, tag):
        self.open = self.open and tag != "li"

    def handle_data(self, data):
        if self.open:
            self.items[-1] += data


def page(html):
    """Give the alternative texts, the items of the list, and the tags of a page."""
    read = _Page()
    read.feed(html)
    return read.alt, read.items, read.tags
