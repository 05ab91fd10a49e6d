"""Orders over time: what each one brings, when, and when somebody could know of it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.court.timeline import Happening, Writ, pieces, timeline
from cryptokit.errors import Unknown
from cryptokit.messengers import ALL, named
from cryptokit.testing import worlds
from cryptokit.world import Order, Piece, Power, View, load, reach

CLOUD = named("cloud_chat").world
SPOT = {Power.AT_REST: View.DISK, Power.SHARE: View.PART, Power.RAM: View.MEMORY}


def what(writ, world=CLOUD):
    return [(entry.at, entry.what.value, entry.text) for entry in timeline(world, [writ])]


def test_a_gag_is_silence_until_its_end_and_not_longer():
    writ = Writ(Order("NL", Power.AT_REST, "db"), 10, delay=5, gag=99)
    assert what(writ) == [
        (10, "served", "NL orders disks (db), under a gag"),
        (15, "seized", "db: disk"),
        (99, "noticed", "the gag ends, and the operator may tell of it"),
    ]
    silent = [entry for entry in timeline(CLOUD, [writ]) if entry.what is Happening.NOTICED]
    assert all(entry.at >= writ.gag for entry in silent)


def test_without_a_gag_the_operator_may_tell_at_once():
    assert (10, "noticed", "the operator may tell of it") in what(
        Writ(Order("NL", Power.AT_REST, "db"), 10, delay=5)
    )


def test_a_gag_until_the_beginning_of_time_ends_there():
    assert (0, "noticed", "the gag ends, and the operator may tell of it") in what(
        Writ(Order("NL", Power.AT_REST, "db"), 0, gag=0)
    )


def test_a_refused_order_brings_nothing():
    entries = timeline(CLOUD, [Writ(Order("SG", Power.SHARE, "p2"), 1, 2, refused="its law")])
    assert [(entry.at, entry.what) for entry in entries] == [
        (1, Happening.SERVED),
        (1, Happening.NOTICED),
        (3, Happening.REFUSED),
    ]
    assert all(entry.pieces == () for entry in entries)


def test_no_gag_hides_a_missing_phone_or_a_changed_program():
    phone = Writ(Order("DE", Power.ENDPOINT, "phone_a"), 1, gag=9)
    code = Writ(Order("VG", Power.CODE, "parent"), 1, gag=9)
    key = Writ(Order("VG", Power.DIRECTORY, "parent"), 1, gag=9)
    for writ, word in ((phone, "the phone is gone"), (code, "program"), (key, "pictures")):
        told = [text for at, kind, text in what(writ) if (at, kind) == (1, "noticed")]
        assert len(told) == 1
        assert word in told[0]
    assert (1, "seized", "no files: from now on, it opens what is sent") in what(code)


def test_an_order_out_of_reach_is_served_and_brings_nothing():
    entries = what(Writ(Order("US", Power.AT_REST, "db"), 1))
    assert (1, "seized", "nothing: it is out of this order's reach") in entries
    abroad = Writ(Order("DE", Power.ENTITY, "parent"), 1)
    assert (1, "seized", "nothing: it is out of this order's reach") in what(abroad)


def test_one_order_on_the_group_brings_all_machines_and_no_phone():
    got = pieces(CLOUD, Order("VG", Power.CONTROL, "parent"))
    assert {piece.asset for piece in got} == {"db", "p1", "p2", "p3"}
    assert Piece("db", View.MEMORY) in got
    by_person = pieces(CLOUD, Order("AE", Power.CONTROL, "ceo"))
    assert set(by_person) == set(got)
    assert {p.asset for p in pieces(CLOUD, Order("AE", Power.PERSON, "ceo"))} == {"p3"}


def test_a_sister_in_the_same_country_is_reached_through_the_group_and_not_by_the_company():
    world = load(
        {
            "entities": {"a": {"inc": "NL"}, "b": {"inc": "NL", "parent": "a"}},
            "assets": [
                {"id": "one", "loc": "US", "custodian": "a", "holds": ["past"]},
                {"id": "two", "loc": "US", "custodian": "b", "holds": ["past"]},
            ],
        }
    )
    assert {p.asset for p in pieces(world, Order("NL", Power.ENTITY, "a"))} == {"one"}
    assert {p.asset for p in pieces(world, Order("NL", Power.CONTROL, "a"))} == {"one", "two"}


@given(world=worlds())
def test_all_orders_of_a_country_together_bring_what_the_reach_of_the_world_brings(world):
    """The law: orders one by one, on every thing, company and person, add up to ``reach``."""
    for power in (
        Power.AT_REST,
        Power.SHARE,
        Power.RAM,
        Power.ENDPOINT,
        Power.ENTITY,
        Power.PERSON,
    ):
        group = power in {Power.ENTITY, Power.PERSON}
        owners = [one.id for one in (*world.entities, *world.persons)]
        targets = owners if group else [asset.id for asset in world.assets]
        for country in world.jurisdictions:
            one_by_one = {p for t in targets for p in pieces(world, Order(country, power, t))}
            together = {
                piece
                for piece, order in reach(world, [country], frozenset({power})).items()
                if order is not None
                and (piece.view is View.DISK or world.asset(piece.asset).facts(piece.view))
            }
            assert one_by_one == together


@given(
    writs=st.lists(
        st.builds(
            Writ,
            st.sampled_from([Order("NL", Power.AT_REST, "db"), Order("US", Power.SHARE, "p1")]),
            st.integers(0, 50),
            st.integers(0, 50),
            st.sampled_from(["", "no treaty"]),
            st.none() | st.integers(50, 99),
        ),
        max_size=5,
    )
)
def test_entries_come_in_order_of_time_and_each_order_is_served_and_then_done(writs):
    entries = timeline(CLOUD, writs)
    assert all(one.at <= other.at for one, other in pairwise(entries))
    assert len(entries) == 3 * len(writs)
    for writ in writs:
        mine = {entry.what: entry.at for entry in entries if entry.writ == writ}
        done = Happening.REFUSED if writ.refused else Happening.SEIZED
        assert mine[Happening.SERVED] == writ.served
        assert mine[done] == writ.served + writ.delay
        assert mine[Happening.NOTICED] == (writ.served if writ.gag is None else writ.gag)


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_an_order_on_a_thing_where_it_stands_brings_that_view_alone(messenger):
    for asset in messenger.world.assets:
        for power, view in SPOT.items():
            got = pieces(messenger.world, Order(asset.loc, power, asset.id))
            there = view is View.DISK or asset.facts(view)
            phone = asset.custodian == "user"
            assert got == ((Piece(asset.id, view),) if there and not phone else ())


def test_wrong_dates_and_unknown_names_are_refused():
    order = Order("NL", Power.AT_REST, "db")
    with pytest.raises(ValueError, match="not -1 seconds"):
        Writ(order, 5, delay=-1)
    with pytest.raises(ValueError, match="a gag ends after"):
        Writ(order, 5, gag=4)
    for bad in (
        Order("XX", Power.AT_REST, "db"),
        Order("NL", Power.AT_REST, "parent"),
        Order("NL", Power.ENTITY, "db"),
        Order("NL", Power.CODE, "db"),
    ):
        with pytest.raises(Unknown):
            timeline(CLOUD, [Writ(bad, 1)])
