"""The timeline's picture and table: a mark for each kind of entry, and a count beside what came."""

from collections import Counter
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from cryptokit.conversation import say
from cryptokit.court.timeline import Happening
from cryptokit.court.writs import Pressure, Writ
from cryptokit.experiment.over_time import over_time
from cryptokit.lab import figures
from cryptokit.lab.calendar import table
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import Order, Power

SVG = "{http://www.w3.org/2000/svg}"
CHAT = say(["Alice: 1", "Bob: 2", "Alice: 3", "Bob: 4"])
TIMES = [message.sent for message in CHAT.messages]


@pytest.fixture(scope="module")
def campaign():
    fine = Pressure("fined <800,000> roubles", TIMES[1])
    writs = [
        Writ(Order("NL", Power.ENTITY, "nl"), TIMES[0], refused="no key", pressure=fine),
        Writ(Order("VG", Power.CODE, "parent"), TIMES[1], gag=TIMES[3]),
        Writ(Order("NL", Power.AT_REST, "relay"), TIMES[2]),
    ]
    return over_time(CHAT, named("secret_chat"), writs, rng=lesson("calendar"))


def test_every_kind_of_entry_has_a_mark_of_its_own(campaign):
    figure = figures.timeline(campaign)
    root = ET.fromstring(figure.svg)  # noqa: S314  # our own picture
    kinds = Counter(entry.what for entry in campaign.entries)
    assert set(kinds) == set(Happening)
    boxes, paths = list(root.iter(f"{SVG}rect")), list(root.iter(f"{SVG}path"))
    marks = {
        Happening.SERVED: list(root.iter(f"{SVG}circle")),
        Happening.REFUSED: [one for one in paths if "l10 10" in one.get("d")],
        Happening.PRESSED: [one for one in paths if one.get("stroke-width") == "4"],
        Happening.BEGUN: [one for one in boxes if one.get("stroke") == "#d55e00"],
        Happening.NOTICED: list(root.iter(f"{SVG}polygon")),
    }
    assert {what: len(found) for what, found in marks.items()} == {
        what: kinds[what] for what in marks
    }
    filled = [one for one in boxes if one.get("fill") == "#d55e00"]
    assert len(filled) == kinds[Happening.SEIZED] + kinds[Happening.COLLECTED] == 2
    assert "fined <800,000> roubles: nothing is learned by it" in figure.alt


def test_the_table_counts_beside_what_was_seized_or_collected_and_nowhere_else(campaign):
    out = StringIO()
    Console(file=out, width=200).print(table(campaign))
    lines = out.getvalue().splitlines()
    (begun,) = (line for line in lines if " begun " in line)
    (collected,) = (line for line in lines if " collected " in line)
    assert not any(character.isdigit() for character in begun.partition("from now on")[2])
    assert collected.split()[-4:] == ["4", "2", "2,", "0"]
