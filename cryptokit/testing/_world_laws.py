"""Laws of an engine that answers who can be compelled to give what, to hold your own against.

They say what a model must keep, and not whether it is a good model of any law. Not legal advice.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from cryptokit.knowledge import Fact, Rule
from cryptokit.testing._complaints import hold
from cryptokit.testing._law_worlds import GROUP, NEVER, Engine, renamed_as, require, split
from cryptokit.testing._worlds import coalitions, powers, worlds
from cryptokit.world import FUTURE, PAST, PUBLIC, USER, Asset, Entity, Level, Power, World

EXAMPLES: Final = 50
"""How many worlds each law tries."""
PHASES: Final = tuple(phase for phase in Phase if phase is not Phase.explain)
"""Explaining takes long, and the counterexample is small anyway."""


def check_engine(
    *,
    k_eff: Callable[..., int | None],
    closure: Callable[..., Collection[Fact]],
    of: st.SearchStrategy[World] | None = None,
) -> None:
    """Hold your engine against every law in ``ENGINE_LAWS``.

    It is called as ``closure(world, countries, powers)``, which gives all facts that the orders of
    these countries bring and that follow, and ``k_eff(world, goal, powers)``, which gives the
    fewest countries whose orders suffice, or None. A world is a record of ``cryptokit.world``, the
    countries are a tuple, the powers a frozenset. ``of`` draws other worlds than ``worlds()``.
    Raises AssertionError, which names every broken law; where a law hunts among random worlds, with
    the smallest counterexample that Hypothesis finds.

    >>> from cryptokit import world
    >>> check_engine(
    ...     k_eff=world.k_eff,
    ...     closure=lambda *asked: world.closure(*asked).facts,
    ...     of=worlds(countries=("NL", "US"), entities=2, assets=3),
    ... )

    See: Vesely et al., "Fault Tree Handbook", NUREG-0492, chapter VII, 1981, on monotone trees.
    """
    engine = Engine(k_eff, closure, worlds() if of is None else of)
    hold(engine, ENGINE_LAWS)


def _hunt(law: Callable[..., None], engine: Engine, **drawn: st.SearchStrategy[Any]) -> None:
    drawn = {"data": st.data(), "world": engine.of} | drawn
    settings(phases=PHASES, deadline=None, max_examples=EXAMPLES)(given(**drawn)(law))()


_GOALS: Final = st.sampled_from((PAST, FUTURE))


def more_powers_or_countries_never_bring_less(engine: Engine) -> None:
    """Let nobody lose a fact, or need more countries, because more can be ordered."""

    def law(
        data: st.DataObject, world: World, fewer: frozenset[Power], more: frozenset[Power]
    ) -> None:
        some, others = data.draw(coalitions(world)), data.draw(coalitions(world))
        small = engine.known(world, some, fewer)
        both = engine.known(world, sorted({*some, *others}), fewer)
        require(small <= both, "more countries bring less")
        require(small <= engine.known(world, some, fewer | more), "more powers bring less")
        ladder = [engine.known(world, world.jurisdictions, one.powers) for one in Level]
        grows = all(one <= other for one, other in pairwise(ladder))
        require(grows, "a higher rung brings less")
        less = engine.number(world, fewer | more) <= engine.number(world, fewer)
        require(less, "with more powers it takes more countries")

    _hunt(law, engine, fewer=powers(), more=powers())


def renaming_the_countries_changes_nothing(engine: Engine) -> None:
    """Give the same answers when countries are called by other names."""

    def law(data: st.DataObject, world: World, some: frozenset[Power]) -> None:
        countries = data.draw(coalitions(world))
        names = data.draw(st.permutations([f"X{i}" for i in range(len(world.jurisdictions))]))
        new = dict(zip(world.jurisdictions, names, strict=True))
        renamed, theirs = renamed_as(world, new), sorted(new[one] for one in countries)
        same = engine.known(renamed, theirs, some) == engine.known(world, countries, some)
        require(same, "countries with other names get to know something else")
        same = engine.number(renamed, some) == engine.number(world, some)
        require(same, "with other names, another number of countries is needed")

    _hunt(law, engine, some=powers())


def one_parent_for_two_owners_never_raises_the_number(engine: Engine) -> None:
    """Need no more countries when two companies come under one parent."""

    def law(data: st.DataObject, world: World, some: frozenset[Power], goal: Fact) -> None:
        tops = [one.id for one in world.entities if one.parent is None]
        pair = data.draw(st.lists(st.sampled_from(tops), max_size=2, unique=True))
        holding = Entity("holding", world.entities[0].inc)
        owned = (
            replace(one, parent="holding") if one.id in pair else one for one in world.entities
        )
        after = replace(world, entities=(*owned, holding))
        less = engine.number(after, some, goal) <= engine.number(world, some, goal)
        require(less, "under one parent it takes more countries")

    _hunt(law, engine, some=powers(), goal=_GOALS)


def one_more_holder_never_raises_the_number(engine: Engine) -> None:
    """Need no more countries when one more holder gets a part and the threshold stays."""

    def law(data: st.DataObject, world: World, some: frozenset[Power]) -> None:
        splits = [rule for rule in world.rules if rule.out not in {PAST, FUTURE}]
        assume(splits)
        chosen = data.draw(st.sampled_from(splits))
        wider = Rule(chosen.out, chosen.k, (*chosen.of, "one more"))
        rules = tuple(wider if rule is chosen else rule for rule in world.rules)
        loc = data.draw(st.sampled_from(world.jurisdictions))
        holder = Asset("holder", loc, world.entities[0].id, shares=("one more",))
        after = replace(world, rules=rules, assets=(*world.assets, holder))
        less = engine.number(after, some) <= engine.number(world, some)
        require(less, "with one more holder it takes more countries")

    _hunt(law, engine, some=powers())


def a_factor_of_the_user_never_lowers_the_number(engine: Engine) -> None:
    """Need no fewer countries when a key takes what only the user has, and never do without."""

    def law(data: st.DataObject, world: World, some: frozenset[Power]) -> None:
        rules = tuple(
            Rule(PAST, rule.k + 1, (*rule.of, "factor"))
            if rule.out == PAST and rule.k == len(rule.of)
            else rule
            for rule in world.rules
        )
        phone = Asset("my phone", world.assets[0].loc, USER, holds=("factor",))
        at_hand = data.draw(st.sampled_from(([], [phone])))
        after = replace(world, rules=rules, assets=(*world.assets, *at_hand))
        more = engine.number(after, some) >= engine.number(world, some)
        require(more, "with a factor of the user it takes fewer countries")
        held = bool(at_hand) or any(PAST in asset.brings for asset in world.assets)
        require(held or engine.number(after, some) == NEVER, "it opens without the factor")

    _hunt(law, engine, some=powers())


def parts_of_strangers_take_k_countries_and_the_store_one(engine: Engine) -> None:
    """Need k + 1 countries for disks and parts of distinct owners, one part in each country."""
    for n in range(1, 6):
        for k in range(1, n + 1):
            found = engine.k_eff(split(k, n), PAST, Level.SHARES.powers)
            require(found == k + 1, f"{k} of {n} parts and a store: {k + 1}, not {found}")
            found = engine.k_eff(split(k, n), PAST, Level.AT_REST.powers)
            require(found is None, f"{k} of {n} parts: disks alone do not suffice")


def the_order_of_orders_and_records_is_irrelevant(engine: Engine) -> None:
    """Give the same facts whatever is listed first: countries, companies, machines or rules."""
    two_ways = (Rule(PAST, 2, ("ct", "kek")), Rule(PAST, 1, ("ct",)))
    for rules in (two_ways, two_ways[::-1]):
        world = replace(split(1, 1), rules=rules)
        known = engine.known(world, ["C"], Level.AT_REST.powers)
        require(PAST in known, "of two rules for one fact, only one is used")

    def law(data: st.DataObject, world: World, some: frozenset[Power]) -> None:
        countries = data.draw(coalitions(world))
        mixed = replace(
            world,
            entities=tuple(data.draw(st.permutations(world.entities))),
            assets=tuple(data.draw(st.permutations(world.assets))),
            rules=tuple(data.draw(st.permutations(world.rules))),
        )
        order = data.draw(st.permutations(countries))
        same = engine.known(mixed, order, some) == engine.known(world, countries, some)
        require(same, "listed in another order, they give other facts")

    _hunt(law, engine, some=powers())


def closing_what_is_closed_adds_nothing(engine: Engine) -> None:
    """Leave nothing to be derived: with all that is known on a public page, no more is known."""
    chain = replace(split(2, 3), rules=split(2, 3).rules[::-1])
    last = PAST in engine.known(chain, chain.jurisdictions, Level.SHARES.powers)
    require(last, "what follows from what followed is not known")

    def law(data: st.DataObject, world: World, some: frozenset[Power]) -> None:
        countries = data.draw(coalitions(world))
        known = engine.known(world, countries, some)
        page = Asset("page", world.assets[0].loc, PUBLIC, holds=tuple(sorted(known)))
        after = replace(world, assets=(*world.assets, page))
        more = sorted(engine.known(after, countries, some) - known)
        require(not more, f"{', '.join(more)} follows from what is known")

    _hunt(law, engine, some=powers())


def the_number_is_that_of_a_smallest_coalition(engine: Engine) -> None:
    """Count the countries of a smallest coalition that knows the goal, and none where all can."""

    def law(data: st.DataObject, world: World, some: frozenset[Power], goal: Fact) -> None:
        countries = data.draw(coalitions(world))
        number = engine.number(world, some, goal)
        if goal in engine.known(world, countries, some):
            require(number <= len(countries), f"{len(countries)} suffice, and not {number}")
        everybody = goal in engine.known(world, world.jurisdictions, some)
        require(everybody == (number < NEVER), "a number exactly where all together suffice")

    _hunt(law, engine, some=powers(), goal=_GOALS)


def control_reaches_the_whole_group(engine: Engine) -> None:
    """Reach from a company to its parent, its subsidiaries and its sisters, and to no stranger."""
    for bound in ("top", "a", "b", "below"):
        known = engine.known(GROUP, (bound,), Level.CONTROL.powers)
        missed = sorted({"top", "a", "b", "below"} - known)
        require(not missed, f"from {bound}, control does not reach {', '.join(missed)}")
        require("stranger" not in known, f"from {bound}, control reaches a stranger")


def nobody_obeys_for_control_alone(engine: Engine) -> None:
    """Let control, code and keys bind nobody who is not bound by an order on the company."""

    def law(data: st.DataObject, world: World) -> None:
        alone = frozenset({Power.CONTROL, Power.CODE, Power.DIRECTORY})
        known = engine.known(world, data.draw(coalitions(world)), alone)
        same = known == engine.known(world, (), frozenset())
        require(same, "a power binds somebody whom no order binds")

    _hunt(law, engine)


def a_phone_is_opened_by_the_endpoint_power_alone(engine: Engine) -> None:
    """Keep what is inside a phone from all other powers, and give it to this one."""

    def law(data: st.DataObject, world: World, some: frozenset[Power]) -> None:
        loc = data.draw(st.sampled_from(world.jurisdictions))
        view = data.draw(st.sampled_from(("holds", "shares", "ram")))
        phone = Asset("phone", loc, USER, **{view: ("secret",)})
        after = replace(world, assets=(*world.assets, phone))
        without = engine.known(after, after.jurisdictions, some - {Power.ENDPOINT})
        require("secret" not in without, "a phone is opened without the endpoint power")
        alone = engine.known(after, [loc], frozenset({Power.ENDPOINT}))
        require("secret" in alone, "the endpoint power does not open a phone")

    _hunt(law, engine, some=powers())


def each_view_has_its_power(engine: Engine) -> None:
    """Bring a fact where it stands by the power for its view, and by no other one on the spot."""
    asked = {"holds": Power.AT_REST, "shares": Power.SHARE, "ram": Power.RAM}
    asked |= {"line": Power.TAP, "route": Power.NETWORK}
    for place, right in asked.items():
        machine = Asset("m", "NL", "op", **{place: ("secret",)})
        world = World("one machine", (Entity("op", "VG"),), (machine,), ())
        for power in (*asked.values(), Power.COOPERATION, Power.METADATA, Power.INSIDER):
            brought = "secret" in engine.known(world, ["NL"], frozenset({power}))
            what = "does not bring" if power is right else "brings"
            require(brought == (power is right), f"{power} {what} what is in {place!r}")


ENGINE_LAWS: Final[Mapping[str, Callable[[Engine], None]]] = {
    law.__name__: law
    for law in (
        more_powers_or_countries_never_bring_less,
        renaming_the_countries_changes_nothing,
        one_parent_for_two_owners_never_raises_the_number,
        one_more_holder_never_raises_the_number,
        a_factor_of_the_user_never_lowers_the_number,
        parts_of_strangers_take_k_countries_and_the_store_one,
        the_order_of_orders_and_records_is_irrelevant,
        closing_what_is_closed_adds_nothing,
        the_number_is_that_of_a_smallest_coalition,
        control_reaches_the_whole_group,
        nobody_obeys_for_control_alone,
        a_phone_is_opened_by_the_endpoint_power_alone,
        each_view_has_its_power,
    )
}
"""Each law of an engine by its name, which is a sentence; the docstring says it in full."""
