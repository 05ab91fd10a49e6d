"""By what the target of an order is bound: six ties, and every order has exactly one."""

import runpy
from pathlib import Path

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from cryptokit.errors import Unknown
from cryptokit.messengers import ALL
from cryptokit.testing import coalitions
from cryptokit.world import Asset, Nexus, Order, Piece, Power, View, load, nexus, reach
from cryptokit.world.powers import NOTES

full_worlds = runpy.run_path(str(Path(__file__).parent / "full_worlds.py"))["full_worlds"]

WORLD = load(
    {
        "entities": {
            "top": {"inc": "VG"},
            "op": {"inc": "NL", "parent": "top", "markets": ["IN", "NL"]},
            "tel": {"inc": "DE", "markets": ["IN"], "role": "carrier"},
        },
        "persons": [{"id": "dev", "present": "AE", "entity": "op", "access": ["db"]}],
        "assets": [
            {"id": "db", "loc": "SG", "custodian": "op", "holds": ["past"], "line": ["meta"]},
            {"id": "sim", "loc": "DE", "custodian": "tel", "route": ["past"]},
            {"id": "phone", "loc": "DE", "custodian": "user", "holds": ["past"]},
        ],
        "code_signer": "op",
        "directory": "tel",
        "treaties": [["US", "IN"], ["FR", "NL"]],
    }
)
TIES = [
    ("SG", Power.AT_REST, "db", Nexus.PLACE),
    ("DE", Power.ENDPOINT, "phone", Nexus.PLACE),
    ("SG", Power.TAP, "db", Nexus.PLACE),
    ("DE", Power.NETWORK, "sim", Nexus.PLACE),
    ("NL", Power.ENTITY, "op", Nexus.ENTITY),
    ("NL", Power.COOPERATION, "op", Nexus.ENTITY),
    ("NL", Power.CODE, "op", Nexus.ENTITY),
    ("AE", Power.CODE, "dev", Nexus.PERSON),
    ("AE", Power.PERSON, "dev", Nexus.PERSON),
    ("AE", Power.INSIDER, "dev", Nexus.PERSON),
    ("VG", Power.CONTROL, "top", Nexus.CONTROL),
    ("AE", Power.CONTROL, "dev", Nexus.CONTROL),
    ("IN", Power.METADATA, "op", Nexus.MARKET),
    ("US", Power.METADATA, "op", Nexus.MARKET),
    ("NL", Power.METADATA, "op", Nexus.ENTITY),
    ("FR", Power.METADATA, "op", Nexus.ENTITY),
    ("DE", Power.METADATA, "tel", Nexus.INTERMEDIARY),
    ("IN", Power.METADATA, "tel", Nexus.INTERMEDIARY),
    ("DE", Power.DIRECTORY, "tel", Nexus.INTERMEDIARY),
]


@pytest.mark.parametrize(("country", "power", "target", "tie"), TIES)
def test_each_order_takes_hold_by_its_tie(country, power, target, tie):
    assert nexus(WORLD, Order(country, power, target)) is tie


def test_help_from_now_on_is_owed_at_a_seat_and_in_no_market():
    powers = frozenset({Power.COOPERATION})
    assert reach(WORLD, ["IN"], powers) == {}
    order = Order("NL", Power.COOPERATION, "op")
    assert reach(WORLD, ["NL"], powers) == {Piece("db", View.LINE): order}


def test_records_are_what_is_no_content_of_a_disk():
    disk = Asset("db", "NL", "op", holds=("ct", "meta", "kek", "accounts"))
    assert disk.facts(View.RECORDS) == ("meta", "accounts")


def test_of_a_company_and_a_person_with_one_name_the_company_changes_the_program():
    world = load(
        {
            "entities": {"sam": {"inc": "NL"}},
            "persons": [{"id": "sam", "present": "NL", "entity": "sam"}],
            "code_signer": "sam",
        }
    )
    assert nexus(world, Order("NL", Power.CODE, "sam")) is Nexus.ENTITY


def bound(world, countries, powers):
    """The ties of all orders that some countries can serve together."""
    orders = reach(world, countries, powers).values()
    return [(order, nexus(world, order)) for order in orders if order is not None]


powers = st.frozensets(st.sampled_from(Power))


@settings(max_examples=60, deadline=None)
@given(world=full_worlds(), powers=powers, data=st.data())
def test_every_order_of_the_reach_has_one_tie_that_fits_its_target(world, powers, data):
    countries = data.draw(coalitions(world))
    assets = {one.id: one for one in world.assets}
    people = {one.id: one for one in world.persons}
    companies = {one.id: one for one in world.entities}
    for order, tie in bound(world, countries, powers):
        match tie:
            case Nexus.PLACE:
                assert order.by == assets[order.target].loc
            case Nexus.PERSON:
                assert order.by == people[order.target].present
            case Nexus.CONTROL:
                assert order.power is Power.CONTROL
            case Nexus.MARKET:
                company = companies[order.target]
                assert order.by in company.markets
                assert order.by != company.inc
            case Nexus.ENTITY:
                company = companies[order.target]
                assert order.by == company.inc
                assert not company.role
            case Nexus.INTERMEDIARY:
                company = companies[order.target]
                assert company.role
                assert order.by in {company.inc, *company.markets}


BY = {
    Nexus.PLACE: {Power.TAP},
    Nexus.ENTITY: {Power.ENTITY},
    Nexus.CONTROL: {Power.ENTITY, Power.CONTROL},
    Nexus.PERSON: {Power.INSIDER},
    Nexus.MARKET: {Power.METADATA},
    Nexus.INTERMEDIARY: {Power.COOPERATION},
}


@pytest.mark.parametrize("tie", Nexus)
def test_each_of_the_six_occurs(tie):
    def occurs(world):
        ties = (bound(world, [one], frozenset(BY[tie])) for one in world.jurisdictions)
        return any(tie is one for some in ties for _, one in some)

    found = find(
        full_worlds(),
        occurs,
        settings=settings(max_examples=500, database=None, phases=[Phase.generate]),
    )
    assert occurs(found)


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_every_order_on_a_messenger_has_a_tie_with_words(messenger):
    there = messenger.world.jurisdictions
    ties = {tie for _, tie in bound(messenger.world, there, frozenset(Power))}
    assert Nexus.PLACE in ties
    assert len({tie.words for tie in ties}) == len(ties)


def test_every_power_has_a_tie_and_what_it_cannot_be_served_on_is_unknown():
    for power in NOTES:
        with pytest.raises(Unknown, match="nobody"):
            nexus(WORLD, Order("NL", power, "nobody"))
    for power, target in [
        (Power.AT_REST, "op"),
        (Power.ENTITY, "db"),
        (Power.METADATA, "dev"),
        (Power.INSIDER, "op"),
        (Power.CODE, "db"),
        (Power.CONTROL, "db"),
    ]:
        with pytest.raises(Unknown):
            nexus(WORLD, Order("NL", power, target))
