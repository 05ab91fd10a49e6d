"""Orders over time: what each one brings, when, and when somebody could know of it."""

import runpy
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.court.timeline import Happening, pieces, timeline
from cryptokit.court.writs import Pressure, Writ
from cryptokit.errors import Unknown
from cryptokit.messengers import ALL, named
from cryptokit.world import (
    CHANGED,
    NOTES,
    SWAPPED,
    Order,
    Piece,
    Power,
    View,
    lasts,
    load,
    nexus,
    reach,
    signs,
)

LOADED = runpy.run_path(str(Path(__file__).parents[1] / "world/full_worlds.py"))
full_worlds = LOADED["full_worlds"]
CLOUD = named("cloud_chat").world
WIRED = load(
    {
        "entities": {"op": {"inc": "NL", "markets": ["IN"]}},
        "persons": [{"id": "dev", "present": "US", "entity": "op", "access": ["db"]}],
        "assets": [
            {
                "id": "db",
                "loc": "NL",
                "custodian": "op",
                "holds": ["ct", "meta"],
                "ram": ["kek"],
                "line": ["meta"],
                "route": ["past"],
                "arrives": ["future"],
            }
        ],
        "code_signer": "op",
        "directory": "op",
    }
)
ORDER = Order("NL", Power.AT_REST, "db")
SPOT = {Power.AT_REST: View.DISK, Power.SHARE: View.PART, Power.RAM: View.MEMORY}


def what(writ, world=CLOUD):
    return [(entry.at, entry.what.value, entry.text) for entry in timeline(world, [writ])]


def test_a_gag_is_silence_until_its_end_and_not_longer():
    writ = Writ(Order("NL", Power.AT_REST, "db"), 10, delay=5, gag=99)
    assert what(writ) == [
        (10, "served", "NL orders disks (db), by place, under a gag"),
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
    for writ, word in ((phone, "the phone is gone"), (code, "program"), (key, "picture")):
        told = [text for at, kind, text in what(writ) if (at, kind) == (1, "noticed")]
        assert told == [NOTES[writ.order.power].noticed]
        assert word in told[0]
    assert (1, "begun", "from now on, a copy of what the changed program sends") in what(code)
    assert (1, "begun", "from now on, what is said under the swapped key") in what(key)


def test_a_change_that_nobody_has_to_make_shows_nothing():
    """The signer is the parent: the subsidiary is served, and no program changes."""
    entries = what(Writ(Order("NL", Power.CODE, "nl"), 1, gag=9))
    assert entries == [
        (1, "served", "NL orders code (nl), by entity, under a gag"),
        (1, "seized", "nothing: it is out of this order's reach"),
        (9, "noticed", "the gag ends, and the operator may tell of it"),
    ]


def test_what_a_treaty_partner_serves_is_asked_for_and_not_ordered():
    world = load(
        {
            "entities": {"op": {"inc": "VG"}},
            "assets": [{"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]}],
            "treaties": [["NL", "US"]],
        }
    )
    served, _told, seized = what(Writ(Order("US", Power.AT_REST, "db"), served=0, delay=5), world)
    assert served == (0, "served", "US asks NL for disks (db), by place")
    assert seized == (5, "seized", "db: disk")


def test_whoever_is_arrested_to_change_a_program_is_seen_twice():
    world = load(
        {
            "entities": {"op": {"inc": "VG"}},
            "persons": [{"id": "dev", "present": "SG", "entity": "op"}],
            "code_signer": "op",
        }
    )
    shown = signs(world, reach(world, ["SG"], frozenset({Power.PERSON, Power.CODE})))
    assert [(one.power, one.target) for one in shown] == [
        (Power.PERSON, "dev"),
        (Power.CODE, "dev"),
    ]


def test_signs_come_in_the_order_of_the_powers_and_then_of_the_names():
    phones = [{"id": one, "loc": "NL", "custodian": "user"} for one in ("b", "a")]
    world = load({"entities": {"op": {"inc": "NL"}}, "code_signer": "op", "assets": phones})
    shown = signs(
        world, reach(world, ["NL"], frozenset({Power.ENTITY, Power.CODE, Power.ENDPOINT}))
    )
    assert [one.target for one in shown] == ["op", "a", "b"]


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


def targets(world, power):
    """Whom an order of this power can be served on."""
    if power in {Power.ENTITY, Power.COOPERATION, Power.METADATA}:
        return [one.id for one in world.entities]
    if power in {Power.PERSON, Power.INSIDER}:
        return [one.id for one in world.persons]
    if power in {Power.CODE, Power.DIRECTORY, Power.CONTROL}:
        return [one.id for one in (*world.entities, *world.persons)]
    return [one.id for one in world.assets]


SETS = {
    Power.CONTROL: {Power.ENTITY, Power.PERSON, Power.CONTROL},
    Power.CODE: {Power.ENTITY, Power.PERSON, Power.CODE},
    Power.DIRECTORY: {Power.ENTITY, Power.PERSON, Power.DIRECTORY},
}
CHANGES = {Power.CODE: CHANGED, Power.DIRECTORY: SWAPPED}


@settings(max_examples=25, deadline=None)
@given(world=full_worlds())
def test_all_orders_of_a_country_together_bring_what_the_reach_of_the_world_brings(world):
    """The law: orders one by one, on every thing, company and person, add up to ``reach``."""
    for power, country in product(Power, world.jurisdictions):
        one_by_one = {
            p for t in targets(world, power) for p in pieces(world, Order(country, power, t))
        }
        together = {
            piece
            for piece, order in reach(world, [country], frozenset(SETS.get(power, {power}))).items()
            if order is not None and (piece.view is View.DISK or world.facts(piece))
        }
        if power in CHANGES:
            together &= {CHANGES[power]}
        assert one_by_one == together, power


@settings(max_examples=40, deadline=None)
@given(world=full_worlds(), data=st.data())
def test_what_shows_is_what_the_signs_of_the_world_say(world, data):
    power = data.draw(st.sampled_from([p for p in Power if targets(world, p)]))
    target = data.draw(st.sampled_from(targets(world, power)))
    order = Order(data.draw(st.sampled_from(world.jurisdictions)), power, target)
    shown = [
        entry.text
        for entry in timeline(world, [Writ(order, 5, 5)])
        if (entry.what, entry.at) == (Happening.NOTICED, 10)
    ]
    assert shown == [one.what for one in signs(world, dict.fromkeys(pieces(world, order), order))]
    in_person = power is Power.CONTROL and target in {one.id for one in world.persons}
    assert shown in ([], [NOTES[Power.PERSON if in_person else power].noticed])


@pytest.mark.parametrize(
    ("power", "target", "text"),
    [
        (Power.TAP, "db", "from now on, a copy of db: line"),
        (Power.COOPERATION, "op", "from now on, a copy of db: line, arrivals"),
        (Power.CODE, "op", "from now on, a copy of what the changed program sends"),
        (Power.DIRECTORY, "op", "from now on, what is said under the swapped key"),
    ],
)
def test_what_fills_from_its_day_on_is_begun_and_not_seized(power, target, text):
    entry = timeline(WIRED, [Writ(Order("NL", power, target), 5)])[1]
    assert (entry.at, entry.what, entry.text) == (5, Happening.BEGUN, text)
    assert entry.pieces
    assert all(map(lasts, entry.pieces))


def test_a_route_is_taken_over_on_its_day_and_metadata_is_an_excerpt():
    routed, asked = (
        timeline(WIRED, [Writ(Order(country, power, target), 5)])[1]
        for country, power, target in (
            ("NL", Power.NETWORK, "db"),
            ("IN", Power.METADATA, "op"),
        )
    )
    assert (routed.what, routed.pieces) == (Happening.SEIZED, (Piece("db", View.ROUTE),))
    assert (asked.what, asked.pieces) == (Happening.SEIZED, (Piece("db", View.RECORDS),))


def test_pressure_on_who_refused_brings_nothing_and_is_public():
    fine = Pressure("fined 800,000 roubles", at=30)
    writ = Writ(Order("NL", Power.ENTITY, "op"), 1, 9, "no key is here", gag=99, pressure=fine)
    assert what(writ, WIRED) == [
        (1, "served", "NL orders the company (op), by entity, under a gag"),
        (10, "refused", "no key is here"),
        (30, "pressed", "fined 800,000 roubles: nothing is learned by it"),
        (30, "noticed", "fines and blocking are public, and so is who is pressed"),
        (99, "noticed", "the gag ends, and the operator may tell of it"),
    ]
    assert not any(entry.pieces for entry in timeline(WIRED, [writ]))


def test_an_insider_is_served_nothing_and_nobody_may_tell():
    takes = "dev takes, without any paper: db: disk, memory"
    assert what(Writ(Order("US", Power.INSIDER, "dev"), 1, 4), WIRED) == [(5, "seized", takes)]
    abroad = what(Writ(Order("NL", Power.INSIDER, "dev"), 1), WIRED)
    assert abroad == [(1, "seized", "dev takes, without any paper: nothing")]
    with pytest.raises(ValueError, match="nobody to gag"):
        Writ(Order("US", Power.INSIDER, "dev"), 1, gag=9)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Pressure("", 5), "say what"),
        (lambda: Writ(ORDER, 1, pressure=Pressure("blocked", 5)), "on who refused"),
        (lambda: Writ(ORDER, 1, 9, "no", pressure=Pressure("blocked", 8)), "after the refusal"),
    ],
)
def test_pressure_that_cannot_be_is_refused(made, said):
    with pytest.raises(ValueError, match=said):
        made()


@settings(max_examples=40, deadline=None)
@given(world=full_worlds(), data=st.data())
def test_every_order_served_says_by_what_its_target_is_bound(world, data):
    power = data.draw(st.sampled_from([p for p in Power if targets(world, p)]))
    target = data.draw(st.sampled_from(targets(world, power)))
    order = Order(data.draw(st.sampled_from(world.jurisdictions)), power, target)
    served = [e for e in timeline(world, [Writ(order, 1)]) if e.what is Happening.SERVED]
    assert [e.text.rpartition(", by ")[2] for e in served] == (
        [] if power is Power.INSIDER else [nexus(world, order).value]
    )


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
