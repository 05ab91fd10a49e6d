"""What must hold in every world: the invariants of the model, and the second reach."""

import runpy
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from cryptokit.errors import Unknown
from cryptokit.knowledge import Rule, derive
from cryptokit.testing import coalitions, levels, worlds
from cryptokit.testing import powers as some_powers
from cryptokit.world import (
    CHANGED,
    FUTURE,
    PAST,
    PUBLIC,
    USER,
    Asset,
    Entity,
    Level,
    Person,
    Piece,
    Power,
    View,
    World,
    closure,
    compelled,
    facts,
    k_eff,
    minimal_coalitions,
    reach,
    smallest_sets,
)
from cryptokit.world.brought import brought

second = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "second_reach.py")))
NEVER = 99
"""More countries than any world here has: what k_eff = None counts as."""


def number(world, powers, goal=PAST):
    found = k_eff(world, goal, powers)
    return NEVER if found is None else found


def public_disks(world):
    return {Piece(a.id, View.DISK) for a in world.assets if a.custodian == PUBLIC}


def powers_sets():
    return st.frozensets(st.sampled_from(Power))


@given(world=worlds(), powers=powers_sets() | levels().map(lambda level: level.powers))
def test_reach_and_facts_equal_a_second_reach_for_every_coalition(world, powers):
    plain = {power.value for power in powers}
    for countries in second.coalitions(world):
        brought = {(piece.asset, piece.view.value) for piece in reach(world, countries, powers)}
        assert brought == second.pieces(world, countries, plain)
        assert facts(world, countries, powers) == second.facts(world, countries, plain)
        assert set(compelled(world, countries, powers)) == second.obedient(world, countries, plain)
        known = closure(world, countries, powers).facts
        assert known == second.follows(second.facts(world, countries, plain), world.rules)


@given(world=worlds(), powers=powers_sets())
def test_every_order_was_given_by_a_member_under_a_power_it_has_to_somebody_there(world, powers):
    targets = {one.id for one in (*world.entities, *world.persons, *world.assets)}
    for countries in second.coalitions(world):
        for piece, order in reach(world, countries, powers).items():
            if order is None:
                assert piece in public_disks(world)
                continue
            assert order.by in countries
            assert order.power in powers
            assert order.target in targets


@given(world=worlds(), level=levels(), goal=st.sampled_from([PAST, FUTURE]))
def test_minimal_coalitions_are_those_found_by_trying_all_subsets(world, level, goal):
    listed = list(minimal_coalitions(world, goal, level.powers))
    assert {frozenset(one) for one in listed} == second.minimal(
        world, {power.value for power in level.powers}, goal
    )
    assert len(set(listed)) == len(listed)
    assert [len(one) for one in listed] == sorted(len(one) for one in listed)
    assert all(list(one) == sorted(one) for one in listed)
    event(f"minimal coalitions: {min(len(listed), 3)}")


@given(data=st.data(), world=worlds(), level=levels())
def test_what_a_coalition_gets_is_what_its_members_get_together(data, world, level):
    countries = data.draw(coalitions(world))
    alone = [reach(world, [one], level.powers).keys() for one in countries]
    public = reach(world, [], level.powers).keys()
    assert reach(world, countries, level.powers).keys() == public | set().union(*alone)
    known = [facts(world, [one], level.powers) for one in countries]
    assert facts(world, countries, level.powers) == facts(world, [], level.powers).union(*known)


@given(data=st.data(), world=worlds(), fewer=powers_sets(), more=powers_sets())
def test_more_powers_or_more_countries_never_bring_less(data, world, fewer, more):
    some, others = data.draw(coalitions(world)), data.draw(coalitions(world))
    small = closure(world, some, fewer).facts
    assert small <= closure(world, {*some, *others}, fewer).facts
    assert small <= closure(world, some, fewer | more).facts
    assert number(world, fewer | more) <= number(world, fewer)


@given(data=st.data(), world=worlds(), level=levels())
def test_renaming_the_countries_changes_nothing(data, world, level):
    names = data.draw(st.permutations([f"X{i}" for i in range(len(world.jurisdictions))]))
    new = dict(zip(world.jurisdictions, names, strict=True))
    renamed = replace(
        world,
        entities=tuple(
            replace(one, inc=new[one.inc], markets=tuple(new[place] for place in one.markets))
            for one in world.entities
        ),
        persons=tuple(replace(one, present=new[one.present]) for one in world.persons),
        assets=tuple(replace(one, loc=new[one.loc]) for one in world.assets),
    )
    before = {
        frozenset(new[c] for c in one) for one in minimal_coalitions(world, PAST, level.powers)
    }
    after = {frozenset(one) for one in minimal_coalitions(renamed, PAST, level.powers)}
    assert before == after


@given(data=st.data(), world=worlds(), level=levels(), goal=st.sampled_from([PAST, FUTURE]))
def test_putting_two_owners_under_one_parent_never_raises_k_eff(data, world, level, goal):
    tops = [entity.id for entity in world.entities if entity.parent is None]
    assume(len(tops) >= 2)
    merged = data.draw(st.lists(st.sampled_from(tops), min_size=2, max_size=2, unique=True))
    holding = Entity("holding", world.entities[0].inc)
    entities = [
        replace(one, parent="holding") if one.id in merged else one for one in world.entities
    ]
    after = replace(world, entities=(*entities, holding))
    assert number(after, level.powers, goal) <= number(world, level.powers, goal)


@given(data=st.data(), world=worlds(), level=levels())
def test_one_more_holder_of_a_part_with_the_same_k_never_raises_k_eff(data, world, level):
    splits = [rule for rule in world.rules if rule.out not in {PAST, FUTURE}]
    assume(splits)
    chosen = data.draw(st.sampled_from(splits))
    rules = tuple(
        Rule(rule.out, rule.k, (*rule.of, "one more")) if rule is chosen else rule
        for rule in world.rules
    )
    loc = data.draw(st.sampled_from(world.jurisdictions))
    holder = Asset(
        "holder", loc, data.draw(st.sampled_from(world.entities)).id, shares=("one more",)
    )
    after = replace(world, rules=rules, assets=(*world.assets, holder))
    assert number(after, level.powers) <= number(world, level.powers)


@given(world=worlds(), level=levels(), at_home=st.booleans())
def test_a_factor_that_only_the_user_has_never_lowers_k_eff(world, level, at_home):
    rules = tuple(
        Rule(PAST, rule.k + 1, (*rule.of, "factor"))
        if rule.out == PAST and rule.k == len(rule.of)
        else rule
        for rule in world.rules
    )
    phone = Asset("my phone", world.assets[0].loc, USER, holds=("factor",))
    after = replace(world, rules=rules, assets=(*world.assets, phone) if at_home else world.assets)
    assert number(after, level.powers) >= number(world, level.powers)
    if not at_home and all(PAST not in asset.holds for asset in world.assets):
        assert number(after, level.powers) == NEVER


@pytest.mark.parametrize("n", range(1, 7))
def test_disks_and_parts_of_distinct_owners_need_k_plus_one_countries(n):
    for k in range(1, n + 1):
        parts = tuple(f"s{i}" for i in range(n))
        world = World(
            name=f"{k} of {n}",
            entities=(Entity("store", "C"), *(Entity(f"o{i}", f"C{i}") for i in range(n))),
            assets=(
                Asset("db", "C", "store", holds=("ct",)),
                *(Asset(f"n{i}", f"C{i}", f"o{i}", shares=(parts[i],)) for i in range(n)),
            ),
            rules=(Rule("kek", k, parts), Rule(PAST, 2, ("ct", "kek"))),
        )
        assert k_eff(world, PAST, Level.SHARES.powers) == k + 1
        assert k_eff(world, PAST, Level.AT_REST.powers) is None
        expected = {("C", *chosen) for chosen in combinations([f"C{i}" for i in range(n)], k)}
        assert set(minimal_coalitions(world, PAST, Level.SHARES.powers)) == expected


@given(data=st.data(), world=worlds(), level=levels())
def test_closing_what_is_closed_adds_nothing(data, world, level):
    known = closure(world, data.draw(coalitions(world)), level.powers)
    assert derive(known.facts, world.rules).facts == known.facts
    assert derive(known.facts, world.rules).steps == ()


@given(data=st.data(), world=worlds(), level=levels())
def test_the_order_of_orders_and_of_records_is_irrelevant(data, world, level):
    countries = data.draw(coalitions(world))
    shuffled = replace(
        world,
        entities=tuple(data.draw(st.permutations(world.entities))),
        persons=tuple(data.draw(st.permutations(world.persons))),
        assets=tuple(data.draw(st.permutations(world.assets))),
        rules=tuple(data.draw(st.permutations(world.rules))),
    )
    for order in list(permutations(countries))[:6]:
        assert (
            closure(shuffled, order, level.powers).facts
            == closure(world, countries, level.powers).facts
        )


@given(world=worlds(), powers=powers_sets())
def test_no_order_at_all_brings_what_is_public_and_nothing_else(world, powers):
    assert reach(world, [], powers) == dict.fromkeys(public_disks(world))
    shown = [a.holds for a in world.assets if a.custodian == PUBLIC]
    assert facts(world, [], powers) == frozenset().union(*shown)


@given(world=worlds(), powers=powers_sets(), goal=st.sampled_from([PAST, FUTURE]))
def test_k_eff_is_0_exactly_where_what_is_public_gets_there(world, powers, goal):
    public = goal in closure(world, [], powers)
    assert (k_eff(world, goal, powers) == 0) == public
    assert (smallest_sets(world, goal, powers) == ((),)) == public
    assert (list(minimal_coalitions(world, goal, powers)) == [()]) == public


@given(data=st.data(), world=worlds(), level=levels(), goal=st.sampled_from([PAST, FUTURE]))
def test_to_let_anybody_look_at_a_disk_never_raises_k_eff_for_those_who_take_disks(
    data, world, level, goal
):
    shown = data.draw(
        st.sampled_from([a for a in world.assets if not (a.shares or a.ram)] or [None])
    )
    assume(shown)
    after = replace(
        world, assets=tuple(replace(a, custodian=PUBLIC) if a is shown else a for a in world.assets)
    )
    assert number(after, level.powers, goal) <= number(world, level.powers, goal)


@pytest.mark.parametrize("level", Level)
def test_an_order_on_a_public_page_takes_the_same_disk_and_more(level):
    web = Asset("web", "NL", PUBLIC, holds=(PAST,), shares=("s1",), ram=("kek",))
    world = World("page", (Entity("op", "VG"),), (web,), ())
    nobody = reach(world, [], level.powers)
    assert nobody == {Piece("web", View.DISK): None}
    served = reach(world, ["NL"], level.powers)
    order = served[Piece("web", View.DISK)]
    assert (order.by, order.power, order.target) == ("NL", Power.AT_REST, "web")
    assert (Piece("web", View.PART) in served) == (level is not Level.AT_REST)
    assert (Piece("web", View.MEMORY) in served) == (Power.RAM in level.powers)
    assert reach(world, ["VG"], level.powers) == nobody, "no company can be ordered for the public"


def test_a_country_that_only_shows_what_everybody_sees_is_in_no_smallest_set():
    world = World(
        "ciphertext in the open",
        (Entity("op", "VG"),),
        (Asset("web", "NL", PUBLIC, holds=("ct",)), Asset("kms", "SG", "op", holds=("kek",))),
        (Rule(PAST, 2, ("ct", "kek")),),
    )
    assert list(minimal_coalitions(world, PAST, Level.AT_REST.powers)) == [("SG",)]
    assert k_eff(world, "ct", Level.AT_REST.powers) == 0


@given(world=worlds())
def test_a_phone_is_reached_with_the_endpoint_power_and_never_without(world):
    phones = {asset.id for asset in world.assets if asset.custodian == USER}
    everyone = world.jurisdictions
    without = reach(world, everyone, frozenset(Power) - {Power.ENDPOINT})
    outside = {View.LINE, View.ROUTE}
    assert {piece.view for piece in without if piece.asset in phones} <= outside
    only = reach(world, everyone, frozenset({Power.ENDPOINT}))
    assert {piece.asset for piece, order in only.items() if order} == phones


@given(world=worlds())
def test_control_alone_compels_nobody(world):
    everyone = world.jurisdictions
    assert not compelled(world, everyone, frozenset({Power.CONTROL}))
    powers = frozenset({Power.CONTROL, Power.CODE, Power.DIRECTORY})
    assert facts(world, everyone, powers) == facts(world, [], powers)


@given(world=worlds(), some=some_powers())
def test_what_each_country_brings_alone_is_what_its_orders_reach(world, some):
    alone = brought(world, some)
    assert alone.keys() == set(world.jurisdictions)
    for country, known in alone.items():
        assert known | facts(world, [], some) == facts(world, [country], some)


@given(world=worlds(), some=some_powers())
def test_a_market_matters_for_metadata_and_for_nothing_else(world, some):
    bare = replace(world, entities=tuple(replace(e, markets=()) for e in world.entities))
    without = reach(bare, bare.jurisdictions, some - {Power.METADATA})
    markets = {place for entity in world.entities for place in entity.markets}
    assert markets <= set(world.jurisdictions)
    assert reach(world, bare.jurisdictions, some - {Power.METADATA}) == without
    only = set(markets) - set(bare.jurisdictions)
    gained = reach(world, only, some).keys() - reach(world, [], some).keys()
    assert {piece.view for piece in gained} <= {View.RECORDS}


@given(world=worlds())
def test_help_from_now_on_is_owed_alone_and_compels_to_nothing_else(world):
    helping = frozenset({Power.COOPERATION, Power.CONTROL, Power.CODE, Power.DIRECTORY})
    got = reach(world, world.jurisdictions, helping)
    assert not compelled(world, world.jurisdictions, helping)
    kept = {one.id for one in world.assets if one.custodian not in {USER, PUBLIC}}
    lasting = {
        Piece(name, view)
        for name in kept
        for view in (View.LINE, View.ARRIVALS)
        if world.asset(name).facts(view)
    }
    assert got.keys() - public_disks(world) == lasting


@given(world=worlds())
def test_who_is_inside_takes_what_the_access_reaches_where_that_person_is(world):
    for country in world.jurisdictions:
        got = reach(world, [country], frozenset({Power.INSIDER}))
        there = {a for p in world.persons if p.present == country for a in p.access}
        inside = {Piece(a, v) for a in there for v in (View.DISK, View.PART, View.MEMORY)}
        assert got.keys() - public_disks(world) == inside - public_disks(world)
        people = {person.id for person in world.persons if person.present == country}
        assert {order.target for order in got.values() if order} <= people


def test_access_without_presence_opens_nothing():
    world = World(
        "w", (Entity("op", "VG"),), (Asset("db", "NL", "op", holds=(PAST,)),), (),
        (Person("engineer", "AE", "op", access=("db",)),),
    )  # fmt: skip
    opened = [c for c in world.jurisdictions if facts(world, [c], frozenset({Power.INSIDER}))]
    assert opened == ["AE"]


@given(world=worlds())
def test_the_line_of_a_phone_is_tapped_without_opening_the_phone(world):
    phones = {asset.id for asset in world.assets if asset.custodian == USER}
    tapped = reach(world, world.jurisdictions, frozenset({Power.TAP})).keys()
    of_phones = {piece for piece in tapped if piece.asset in phones}
    assert of_phones == {Piece(one, View.LINE) for one in phones if world.asset(one).line}


@given(data=st.data(), world=worlds(), some=powers_sets())
def test_a_program_is_changed_only_by_the_code_power_and_a_signer_who_is_bound(data, world, some):
    countries = data.draw(coalitions(world))
    changed = CHANGED in reach(world, countries, some)
    bound = world.code_signer in compelled(world, countries, some)
    assert changed == (Power.CODE in some and bound)


def test_a_country_that_does_not_occur_is_unknown_and_the_nearest_one_is_named():
    world = World("w", (Entity("op", "NL"),), (), ())
    for ask in (reach, facts, closure, compelled):
        with pytest.raises(Unknown) as caught:
            ask(world, ["NX"], Level.ENTITY.powers)
        assert caught.value.name == "NX"
        assert caught.value.known == ("NL",)


def test_a_goal_that_the_world_never_mentions_is_unknown():
    world = World("w", (Entity("op", "NL"),), (Asset("db", "NL", "op", holds=("ct",)),), ())
    with pytest.raises(Unknown) as caught:
        k_eff(world, "ctt", Level.AT_REST.powers)
    assert caught.value.hint.startswith("'ct'")
    assert k_eff(world, "ct", Level.AT_REST.powers) == 1
    assert k_eff(world, PAST, Level.ENDPOINT.powers) is None


@pytest.mark.parametrize("level", Level)
def test_a_rung_is_found_by_its_name_and_by_its_number(level):
    assert Level.named(level.value) is level
    assert Level.named(level.value.upper()) is level
    assert Level.named(level.value[:2].lower()) is level


def test_a_rung_that_is_not_there_is_unknown():
    for name in ("", "L", "L0", "L9", "L10", "at_rest"):
        with pytest.raises(Unknown):
            Level.named(name)
