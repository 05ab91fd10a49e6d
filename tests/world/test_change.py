"""Changes of a world: what each may do to k_eff, how it is undone, and which names it refuses."""

import runpy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from cryptokit import world as ck
from cryptokit.conversation import say
from cryptokit.court import examine, seize
from cryptokit.errors import BadWorld, Unknown
from cryptokit.messengers.deploy import deploy
from cryptokit.testing import levels, worlds
from cryptokit.world import (
    FUTURE,
    PAST,
    USER,
    Asset,
    Entity,
    Level,
    Order,
    Piece,
    Power,
    View,
    k_eff,
    load,
)

second = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "second_reach.py")))
NEVER = 99
LATER = 1 << 32
"""After every message."""
COUNTRIES = ("DE", "NL", "SG", "US")
goals = st.sampled_from([PAST, FUTURE])
few = settings(max_examples=30)
powers_sets = st.frozensets(st.sampled_from(Power)) | levels().map(lambda level: level.powers)


@st.composite
def treated(draw):
    """Worlds with up to three treaties, one perhaps with a country that occurs nowhere else."""
    world = draw(worlds())
    for _ in range(draw(st.integers(1, 3))):
        one = draw(st.sampled_from(world.jurisdictions))
        other = draw(st.sampled_from([c for c in (*COUNTRIES, "RU") if c != one]))
        if other not in world.partners(one):
            world = ck.treaty(world, one, other)
    return world


@st.composite
def groups(draw):
    """Worlds with two corporate groups at least."""
    world = draw(worlds())
    if len(heads(world)) >= 2:
        return world
    more = Entity("more", draw(st.sampled_from(COUNTRIES)))
    vault = Asset("vault", draw(st.sampled_from(COUNTRIES)), "more", shares=("s1", "k1"))
    return replace(world, entities=(*world.entities, more), assets=(*world.assets, vault))


def number(world, goal, level):
    found = k_eff(world, goal, level.powers)
    return NEVER if found is None else found


def heads(world):
    return sorted({world.head(one.id) for one in world.entities})


def sets(world):
    return {
        (goal, level): ck.smallest_sets(world, goal, level.powers)
        for goal in (PAST, FUTURE)
        for level in Level
    }


@few
@given(data=st.data(), world=groups(), level=levels(), goal=goals)
def test_merging_two_companies_never_raises_k_eff(data, world, level, goal):
    one = data.draw(st.sampled_from(world.entities)).id
    strangers = [e.id for e in world.entities if world.head(e.id) != world.head(one)]
    other = data.draw(st.sampled_from(strangers))
    after = ck.merge(world, one, other)
    assert {e.id: after.head(e.id) for e in world.entities} == {
        e.id: world.head(one if world.head(e.id) == world.head(other) else e.id)
        for e in world.entities
    }
    assert number(after, goal, level) <= number(world, goal, level)
    event(f"lower: {number(after, goal, level) < number(world, goal, level)}")


@few
@given(data=st.data(), world=worlds(), level=levels(), goal=goals)
def test_a_treaty_never_raises_k_eff_and_two_countries_stand_for_one_at_most(
    data, world, level, goal
):
    one = data.draw(st.sampled_from(world.jurisdictions))
    other = data.draw(st.sampled_from([c for c in (*COUNTRIES, "RU") if c != one]))
    before, after = number(world, goal, level), number(ck.treaty(world, one, other), goal, level)
    assert after <= before
    assert before == NEVER == after or after >= before - 1
    event(f"lower: {after < before}")


@few
@given(data=st.data(), world=worlds(), level=levels(), goal=goals)
def test_a_fact_in_memory_never_raises_k_eff_and_is_there_without_a_second_time(
    data, world, level, goal
):
    asset = data.draw(st.sampled_from(world.assets)).id
    fact = data.draw(st.sampled_from(sorted({f for rule in world.rules for f in rule.of})))
    after = ck.serve_from_memory(world, asset, fact)
    others = [one for one in world.assets if one.id != asset]
    assert [one for one in after.assets if one.id != asset] == others
    had = world.asset(asset)
    assert after.asset(asset) == (had if fact in had.ram else replace(had, ram=(*had.ram, fact)))
    assert ck.serve_from_memory(after, asset, fact) == after
    assert number(after, goal, level) <= number(world, goal, level)


@few
@given(data=st.data(), world=worlds(), to=st.sampled_from([*COUNTRIES, "RU"]))
def test_moving_a_machine_there_and_back_is_the_identity(data, world, to):
    asset = data.draw(st.sampled_from(world.assets))
    there = ck.move(world, asset.id, to)
    assert there.asset(asset.id) == replace(asset, loc=to)
    assert [one for one in there.assets if one.id != asset.id] == [
        one for one in world.assets if one.id != asset.id
    ]
    assert ck.move(there, asset.id, asset.loc) == world


@few
@given(data=st.data(), world=groups())
def test_a_split_after_a_merger_gives_the_old_world_and_the_old_answers(data, world):
    head, taken = data.draw(st.permutations(heads(world)))[:2]
    merged = ck.merge(world, head, taken)
    assert merged != world
    assert ck.split_company(merged, taken) == world
    assert sets(ck.split_company(merged, taken)) == sets(world)


@few
@given(data=st.data(), world=worlds(), level=levels(), goal=goals)
def test_a_split_never_lowers_k_eff_and_leaves_subsidiaries_where_they_are(
    data, world, level, goal
):
    children = [one.id for one in world.entities if one.parent is not None]
    assume(children)
    one = data.draw(st.sampled_from(children))
    after = ck.split_company(world, one)
    assert after.head(one) == one
    assert {e.id: e.parent for e in after.entities if e.id != one} == {
        e.id: e.parent for e in world.entities if e.id != one
    }
    assert number(after, goal, level) >= number(world, goal, level)


@few
@given(data=st.data(), world=treated(), level=levels(), goal=goals)
def test_renaming_the_countries_changes_nothing_with_treaties_either(data, world, level, goal):
    names = data.draw(st.permutations([f"X{i}" for i in range(len(world.jurisdictions))]))
    new = dict(zip(world.jurisdictions, names, strict=True))
    renamed = replace(
        world,
        entities=tuple(replace(one, inc=new[one.inc]) for one in world.entities),
        persons=tuple(replace(one, present=new[one.present]) for one in world.persons),
        assets=tuple(replace(one, loc=new[one.loc]) for one in world.assets),
        treaties=tuple((new[one], new[other]) for one, other in world.treaties),
    )
    before = ck.minimal_coalitions(world, goal, level.powers)
    after = ck.minimal_coalitions(renamed, goal, level.powers)
    assert {frozenset(new[c] for c in one) for one in before} == set(map(frozenset, after))


@few
@given(world=treated(), powers=powers_sets)
def test_with_treaties_reach_and_facts_equal_the_second_reach_for_every_coalition(world, powers):
    plain = {power.value for power in powers}
    for countries in second.coalitions(world):
        brought = {(p.asset, p.view.value) for p in ck.reach(world, countries, powers)}
        assert brought == second.pieces(world, countries, plain)
        assert ck.facts(world, countries, powers) == second.facts(world, countries, plain)
        assert set(ck.compelled(world, countries, powers)) == second.obedient(
            world, countries, plain
        )


@few
@given(world=treated(), level=levels(), goal=goals)
def test_with_treaties_the_minimal_coalitions_are_those_found_by_trying_all_subsets(
    world, level, goal
):
    found = ck.minimal_coalitions(world, goal, level.powers)
    plain = {power.value for power in level.powers}
    assert set(map(frozenset, found)) == second.minimal(world, plain, goal)


@few
@given(world=treated(), powers=powers_sets)
def test_every_order_is_wanted_by_a_member_and_served_there_or_in_a_partner(world, powers):
    for countries in second.coalitions(world):
        for order in ck.reach(world, countries, powers).values():
            if order is not None:
                assert order.by in countries
                place = ck.served_in(world, order)
                assert place == order.by or place in world.partners(order.by)


def test_a_request_goes_one_step_and_is_not_passed_on():
    world = ck.treaty(ck.treaty(_apart(), "RU", "NL"), "NL", "SG")
    assert set(ck.facts(world, ["RU"], Level.AT_REST.powers)) == {"ct"}
    assert set(ck.facts(world, ["NL"], Level.AT_REST.powers)) == {"ct", "kek"}
    assert set(ck.facts(world, ["SG"], Level.AT_REST.powers)) == {"ct", "kek"}


def test_a_treaty_lets_one_country_open_what_two_had_to(tmp_path):
    world = ck.treaty(_apart(), "US", "SG")
    world = ck.treaty(world, "US", "NL")
    run, powers = tmp_path / "run", Level.AT_REST.powers
    deploy(world, say(["Ada: hi", "Ben: hello"]), run)
    read = {}
    for countries in second.coalitions(world):
        case = tmp_path / "-".join(("case", *countries))
        exhibits = seize(run, ck.reach(world, countries, powers), case, at=LATER)
        report = examine(case)
        assert (report.past == 2) == (PAST in ck.closure(world, countries, powers))
        assert all(one.order.by in countries for one in exhibits)
        read[countries] = report.past
    assert read["US",] == 2
    assert read["SG",] == read["NL",] == 0
    assert k_eff(_apart(), PAST, powers) == 2
    assert k_eff(world, PAST, powers) == 1


@settings(max_examples=15)
@given(data=st.data(), world=treated(), level=levels())
def test_with_treaties_both_engines_agree_on_whether_messages_are_read(data, world, level):
    countries = data.draw(st.sampled_from(second.coalitions(world)))
    with TemporaryDirectory() as folder:
        run, case = Path(folder) / "run", Path(folder) / "case"
        deploy(world, say(["Ada: hi"]), run)
        seize(run, ck.reach(world, countries, level.powers), case, at=LATER)
        read = examine(case).past
    assert (read == 1) == (PAST in ck.closure(world, countries, level.powers))
    event(f"read: {read}")


def test_an_order_on_a_thing_abroad_names_who_wants_it_and_where_it_is_served():
    world = ck.treaty(_apart(), "US", "SG")
    order = ck.reach(world, ["US"], Level.AT_REST.powers)[Piece("kms", View.DISK)]
    assert order == Order("US", Power.AT_REST, "kms")
    assert ck.served_in(world, order) == "SG"
    both = ck.reach(world, ["SG", "US"], Level.AT_REST.powers)[Piece("kms", View.DISK)]
    assert both.by == "SG", "who is there needs nobody's request"


SERVED = [
    *((power, "db", "SG") for power in (Power.AT_REST, Power.SHARE, Power.RAM)),
    *((power, "db", "SG") for power in (Power.TAP, Power.NETWORK)),
    (Power.ENDPOINT, "phone", "DE"),
    *((power, "op", "NL") for power in (Power.ENTITY, Power.COOPERATION)),
    *((power, "op", "NL") for power in (Power.CODE, Power.DIRECTORY)),
    *((power, "dev", "AE") for power in (Power.CODE, Power.DIRECTORY)),
    *((power, "dev", "AE") for power in (Power.PERSON, Power.INSIDER, Power.CONTROL)),
    *((power, "op", "IN") for power in (Power.METADATA, Power.CONTROL)),
]


@pytest.mark.parametrize(("power", "target", "place"), SERVED)
def test_a_request_is_served_where_the_target_is_bound_and_of_two_such_places_in_the_first(
    power, target, place
):
    phone = {"id": "phone", "loc": "DE", "custodian": "user"}
    world = load(
        {
            "entities": {"op": {"inc": "NL", "markets": ["IN"]}},
            "persons": [{"id": "dev", "present": "AE", "entity": "op", "access": ["db"]}],
            "assets": [{"id": "db", "loc": "SG", "custodian": "op"}, phone],
            "code_signer": "op",
            "directory": "op",
            "treaties": [["US", partner] for partner in ("AE", "DE", "IN", "NL", "SG")],
        }
    )
    assert ck.served_in(world, Order("US", power, target)) == place
    assert ck.served_in(world, Order(place, power, target)) == place


def test_a_treaty_in_a_file_is_the_one_that_is_signed():
    assert replace(_apart(), treaties=(("NL", "US"),)) == load(
        {**_APART, "treaties": [["NL", "US"]]}
    )
    assert ck.treaty(_apart(), "US", "NL") == ck.treaty(_apart(), "NL", "US")


@pytest.mark.parametrize(
    ("treaties", "where"),
    [
        ("NL,US", "treaties"),
        (["NL"], "treaties[0]"),
        ([["NL"]], "treaties[0]"),
        ([["NL", "US", "SG"]], "treaties[0]"),
        ([["NL", ""]], "treaties[0][1]"),
        ([["NL", "NL"]], "treaties"),
        ([["NL", "US"], ["US", "NL"]], "treaties"),
    ],
)
def test_a_file_with_a_treaty_that_is_none_is_refused(treaties, where):
    with pytest.raises(BadWorld) as caught:
        load({**_APART, "treaties": treaties})
    assert caught.value.where == where


UNKNOWN = {
    "a machine to move": (lambda w: ck.move(w, "phon", "DE"), "'phone'"),
    "a machine that serves": (lambda w: ck.serve_from_memory(w, "kmss", "kek"), "'kms'"),
    "a fact": (lambda w: ck.serve_from_memory(w, "db", "kekk"), "'kek'"),
    "a company that buys": (lambda w: ck.merge(w, "Op", "other"), "'op'"),
    "a company that is bought": (lambda w: ck.merge(w, "op", "othr"), "'other'"),
    "a company to split": (lambda w: ck.split_company(w, "othr"), "'other'"),
    "both countries of a treaty": (lambda w: ck.treaty(w, "nl", "RU"), "'NL'"),
}


@pytest.mark.parametrize(("change", "near"), UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_name_is_refused_and_the_nearest_is_named(change, near):
    with pytest.raises(Unknown) as caught:
        change(_apart())
    assert caught.value.hint.startswith(near)


CONTRADICTIONS = {
    "a company merged with itself": lambda w: ck.merge(w, "op", "op"),
    "a company merged twice": lambda w: ck.merge(ck.merge(w, "op", "other"), "other", "op"),
    "a split without a parent": lambda w: ck.split_company(w, "op"),
    "a treaty with itself": lambda w: ck.treaty(w, "NL", "NL"),
    "a treaty signed twice": lambda w: ck.treaty(ck.treaty(w, "NL", "SG"), "SG", "NL"),
    "a country without a name": lambda w: ck.move(w, "db", ""),
    "a country that steers a terminal": lambda w: ck.move(w, "db", "\x1b[31m"),
    "a partner without a name": lambda w: ck.treaty(w, "NL", ""),
}


@pytest.mark.parametrize("change", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_change_that_makes_a_contradiction_is_refused_and_nothing_is_changed(change):
    world = _apart()
    with pytest.raises(BadWorld):
        change(world)
    assert world == _apart()


def test_who_cannot_be_split_off_is_told_what_it_owns():
    with pytest.raises(BadWorld) as caught:
        ck.split_company(ck.merge(_apart(), "op", "other"), "op")
    assert caught.value.hint == "split what it owns: other"


def test_changes_are_made_in_their_order():
    world = _apart()
    changed = ck.apply(
        world, [lambda w: ck.move(w, "db", "DE"), lambda w: ck.treaty(w, "DE", "SG")]
    )
    assert changed.treaties == (("DE", "SG"),)
    assert ck.apply(world, []) == world
    with pytest.raises(BadWorld):
        ck.apply(
            world,
            [lambda w: ck.split_company(w, "other"), lambda w: ck.merge(w, "op", "other")],
        )


_APART = {
    "name": "apart",
    "entities": {"op": {"inc": "VG"}, "other": {"inc": "US"}},
    "assets": [
        {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]},
        {"id": "kms", "loc": "SG", "custodian": "other", "holds": ["kek"]},
        {"id": "phone", "loc": "NL", "custodian": USER},
    ],
    "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}],
}


def _apart():
    return load(_APART)
