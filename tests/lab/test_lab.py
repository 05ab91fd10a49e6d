"""Figures and tables say in words what they say in colours."""

import re

import pytest

from cryptokit.conversation import say
from cryptokit.experiment import who_can_read
from cryptokit.lab import figures, tables
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import Level


@pytest.fixture(scope="module")
def result():
    return who_can_read(say(["Alice: hi", "Bob: hello"]), rng=lesson("lab"))


def test_a_figure_tells_every_number_in_its_alt_text(result):
    figure = figures.ladder(result)
    assert figure.alt == (
        "k_eff by rung of powers. domestic network: 1 from L1 to L8; Telegram cloud chat: no number "
        "at L1, 4 at L2, 1 from L3 to L8; Telegram secret chat: no number from L1 to L7, 1 at L8; "
        "WhatsApp: no number from L1 to L7, 1 at L8."
    )
    assert str(figure) == repr(figure) == figure.alt
    assert figures.ladder(result) == figure
    assert figure.alt in figure._repr_html_()


def test_a_figure_is_a_whole_picture(result):
    svg = figures.ladder(result).svg
    assert svg.startswith("<svg ")
    assert svg.rstrip().endswith("</svg>")
    assert not re.findall(r"(?:href|src)=\"https?:", svg)


@pytest.mark.parametrize("rungs", [1, 2, 8])
def test_the_title_of_a_ladder_fits_however_few_rungs_there_are(rungs):
    cloud = [named("cloud_chat")]
    one = who_can_read(say(["Ann: hi"]), messengers=cloud, levels=list(Level)[:rungs])
    svg = figures.ladder(one).svg
    width = float(re.search(r'<svg [^>]*width="(\d+)"', svg).group(1))
    begin, size, title = re.search(r'<text x="(\d+)"[^>]*font-size="(\d+)">(.*?)<', svg).groups()
    letter = 0.5 * float(size)  # measured in a browser: 0.46 of the size
    assert float(begin) + letter * len(title) <= width


def test_plain_lines_have_six_fields(result):
    assert {line.count("\t") for line in tables.plain(result).splitlines()} == {5}
