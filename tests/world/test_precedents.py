"""Precedents as data: dates, sources, the powers they show; and that unsure ones say so."""

import re

import pytest

from cryptokit.errors import Unknown
from cryptokit.world import NOTES, Power
from cryptokit.world.notes import ALL, noted
from cryptokit.world.precedents import Standing, as_of, precedents, showing

IDS = [*(f"P{i}" for i in range(1, 15)), "L1", "G1"]
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def test_there_are_fourteen_powers_leverage_and_a_gag():
    assert [note.id for note in ALL] == IDS
    assert len({note.name for note in ALL}) == len(ALL)
    assert len({note.title for note in ALL}) == len(ALL)
    for note in ALL:
        assert note.sentence.endswith(".")
        assert note.learned[-1].isalnum()
        assert note.stopped[-1].isalnum()
        assert noted(note.id) is note


def test_the_powers_of_the_ladder_have_their_own_notes():
    assert {power: NOTES[power].name for power in Power} == {one: one.value for one in Power}


def test_every_case_has_dates_in_order_sources_and_powers_that_exist():
    assert len({one.id for one in precedents()}) == len(precedents()) > 40
    for one in precedents():
        assert DATE.fullmatch(one.since), one.id
        assert one.until is None or (DATE.fullmatch(one.until) and one.since < one.until), one.id
        assert one.sources, one.id
        assert all(one.sources), one.id
        assert set(one.shows) <= set(IDS), one.id
        assert one.told.endswith("."), one.id
        assert one.since <= as_of(), one.id
    since = [one.since for one in precedents()]
    assert since == sorted(since)


def test_a_case_that_names_no_source_is_never_called_checked():
    for one in precedents():
        unsure = any("not re-checked" in source for source in one.sources)
        assert not unsure or one.standing is Standing.GENERAL, one.id
    unsure = {one.id for one in precedents() if one.standing is Standing.REPORTED}
    assert unsure == {"contractor-2025", "skype-collection"}


def test_only_key_parts_have_no_public_case():
    assert [id_ for id_ in IDS if not showing(id_)] == ["P2"]


def test_checked_cases_are_told_first():
    for id_ in IDS:
        order = [list(Standing).index(one.standing) for one in showing(id_)]
        assert order == sorted(order)
    assert showing("L1")[-1].standing is Standing.GENERAL


@pytest.mark.parametrize(
    ("power", "case"),
    [
        ("P1", "silk-road-server"),
        ("P3", "sky-ecc-memory"),
        ("P4", "lavabit"),
        ("P5", "microsoft-ireland"),
        ("P5", "delhi-2022"),
        ("P6", "france-2024"),
        ("P6", "brazil-2016"),
        ("P7", "encrochat"),
        ("P7", "apple-fbi"),
        ("P8", "ghost"),
        ("P9", "silk-road-laptop"),
        ("P10", "contractor-2025"),
        ("P11", "jabber"),
        ("P11", "activists-2016"),
        ("P12", "proton"),
        ("P12", "tuta"),
        ("P13", "signal-2016"),
        ("P13", "fbi-sheet"),
        ("P14", "contractor-2025"),
        ("L1", "block-2018"),
        ("L1", "france-2024"),
        ("L1", "calls-2025"),
        ("G1", "apple-uk"),
    ],
)
def test_the_reference_cases_show_their_powers(power, case):
    """Reference, table 3.1, last column."""
    assert case in [one.id for one in showing(power)]


def test_the_last_quarter_of_india_is_the_year_less_three_quarters():
    (one,) = (one for one in precedents() if one.standing is Standing.DERIVED)
    assert f"{14_641 - (2_461 + 2_151 + 2_380):,}" in one.told


def test_an_unknown_power_is_named_with_the_nearest():
    with pytest.raises(Unknown) as caught:
        noted("P15")
    assert "'P" in caught.value.hint
