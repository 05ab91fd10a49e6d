"""The exercises of lesson 07: merge companies, follow rules to their end, order a world open."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any, Final, cast

from hypothesis import strategies as st

from cryptokit.knowledge import Fact, Rule, derive
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import judge_smallest, smallest
from cryptokit.lab.course.verdict import Wrong
from cryptokit.lab.printing import counted
from cryptokit.rng import Rng
from cryptokit.world import PAST, Jurisdiction, Level, World, closure, facts, k_eff, load

_COUNTRIES: Final = ("AE", "CH", "DE", "FI", "IS", "JP", "NL", "NO", "SG", "US")
_GROUP: Final = Level.CONTROL
TEN: Final = (
    "domestic",
    "cloud_chat_key_apart",
    "cloud_chat",
    "cloud_chat_cold",
    "independent",
    "independent_with_factor",
    "end_to_end",
    "end_to_end_verified",
    "end_to_end_backup",
    "end_to_end_vault",
)
"""The messengers of the ten reference designs, A1 to A10."""
_KEY: Final = "kek"


def shuffled(rng: Rng, count: int) -> list[str]:
    """Draw so many different countries."""
    luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
    return sorted(luck, key=luck.__getitem__)[:count]


def key_rules(parts: Sequence[Fact], threshold: int) -> list[dict[str, object]]:
    """Say that so many parts make the key, and the key opens what is stored.

    >>> [rule["out"] for rule in key_rules(["s1", "s2"], 2)]
    ['kek', 'past']
    """
    return [
        {"out": _KEY, "k": threshold, "of": list(parts)},
        {"out": PAST, "k": 2, "of": ["ct", _KEY]},
    ]


def _machine(name: str, place: Jurisdiction, view: str, what: Fact) -> dict[str, object]:
    return {"id": name, "loc": place, "custodian": f"{name}_co", view: [what]}


def _four_companies(places: Sequence[Jurisdiction]) -> World:
    """Give a store and three parts of its key, each with a company of its own in a country."""
    machines = [_machine("db", places[0], "holds", "ct")]
    machines += [_machine(f"p{i}", places[i], "shares", f"s{i}") for i in (1, 2, 3)]
    return load({
        "name": "four companies",
        "entities": {str(one["custodian"]): {"inc": one["loc"]} for one in machines},
        "assets": machines,
        "rules": key_rules(["s1", "s2", "s3"], 3),
    })  # fmt: skip


def _draw_register(rng: Rng) -> Problem:
    world, wanted = _four_companies(shuffled(rng, 4)), 2 + rng(1)[0] % 2
    return Problem({"world": world, "wanted": wanted}, wanted)


def _judge_register(answer: Any, problem: Problem) -> None:
    world, wanted = problem.given["world"], problem.answer
    if not isinstance(answer, World):
        raise Wrong("The answer is a world: what merge(given['world'], ...) gives.")
    if answer.assets != world.assets:
        raise Wrong("A machine was moved, or holds something else. Only owners may change.")
    seats = {one.id: one.inc for one in world.entities}
    if {one.id: one.inc for one in answer.entities} != seats or answer.rules != world.rules:
        raise Wrong("Companies keep their seats, and rules stay as they are. Only owners change.")
    if _without_owners(answer) != _without_owners(world):
        raise Wrong("Something else than owners has changed: treaties, persons or roles.")
    found = k_eff(answer, PAST, _GROUP.powers)
    if found != wanted:
        groups = len({answer.head(one.id) for one in answer.entities})
        raise Wrong(
            f"Your register has {counted(groups, 'separate owner')}, and so k_eff at "
            f"{_GROUP.value[:2]} is {found}. It was to be {wanted}."
        )


def _without_owners(world: World) -> World:
    """Forget who owns what, and how the world is called."""
    alone = tuple(replace(one, parent=None) for one in world.entities)
    return replace(world, entities=alone, name="", about="")


def _draw_facts(rng: Rng) -> Problem:
    count = 3 + rng(1)[0] % 3
    parts = [f"s{i}" for i in range(1, count + 1)]
    luck: dict[str, bytes] = {part: rng(4) for part in parts}
    known = {"ct", *sorted(parts, key=luck.__getitem__)[:2]}
    rules = tuple(Rule(str(one["out"]), cast("int", one["k"]), tuple(cast("Any", one["of"])))
                  for one in reversed(key_rules(parts, 2)))  # fmt: skip
    return Problem({"facts": frozenset(known), "rules": rules}, derive(known, rules).facts)


Follows = Callable[[frozenset[Fact], Sequence[Rule]], Collection[Fact]]
_NAMES: Final = "abcde"


@st.composite
def _rules(draw: st.DrawFn) -> list[Rule]:
    rules = list[Rule]()
    for _ in range(draw(st.integers(0, 4))):
        of = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=3, unique=True))
        rules.append(Rule(draw(st.sampled_from(_NAMES)), draw(st.integers(1, len(of))), tuple(of)))
    return rules


def _judge_follows(answer: Follows, problem: Problem) -> None:
    def law(facts: frozenset[Fact], rules: list[Rule]) -> None:
        _compare(answer, facts, rules)

    hunt(law, facts=st.frozensets(st.sampled_from(_NAMES), max_size=3), rules=_rules())
    chains = [_chain(links) for links in range(1, len(_NAMES))]
    hunt(law, facts=st.just(frozenset("a")), rules=st.sampled_from(chains))
    _compare(answer, problem.given["facts"], problem.given["rules"])
    _count_countries(answer)


def _chain(links: int) -> list[Rule]:
    """Give rules by which b follows from a, c from b and so on, the last one first."""
    pairs = pairwise(_NAMES[: links + 1])
    return [Rule(then, 1, (first,)) for first, then in pairs][::-1]


def _compare(answer: Follows, known: frozenset[Fact], rules: Sequence[Rule]) -> None:
    got = answer(known, rules)
    if not isinstance(got, (set, frozenset)):
        raise Wrong(f"your function gives {type(got).__name__}, and a set of facts is wanted")
    wanted = derive(known, rules).facts
    if more := got - wanted:
        raise Wrong(f"you say that {_listed(more)} follows, and no rule makes it of what is known")
    if less := wanted - got:
        lost = "was known from the start" if less & known else "follows as well"
        raise Wrong(f"you leave out {_listed(less)}, which {lost}")


def _count_countries(answer: Follows) -> None:
    """Let the answer count courts in a split world, as the engine does."""
    world, powers = _four_companies(_COUNTRIES[:4]), Level.SHARES.powers

    def opens(some: frozenset[str]) -> bool:
        return PAST in answer(facts(world, some, powers), world.rules)

    fewest = next(
        (n for n in range(5) for some in combinations(world.jurisdictions, n)
         if opens(frozenset(some))),
        None,
    )  # fmt: skip
    if fewest != k_eff(world, PAST, powers):
        raise Wrong(f"With your function {fewest} countries open four companies; it takes 4.")


def _draw_groups(rng: Rng) -> Problem:
    a, b, c, d, seat, order = *shuffled(rng, 5), rng(1)[0]
    machines = [
        _machine("db", a, "holds", "ct"),
        *(_machine(f"p{i}", place, "shares", f"s{i}") for i, place in enumerate((b, c, d), 1)),
    ]
    # Two of the three that keep parts have one owner, who sits in a fifth country.
    alone = 1 + order % 3
    owned = [f"p{i}_co" for i in (1, 2, 3) if i != alone]
    partner = machines[alone]["loc"]
    world = load({
        "name": "two firms of one owner",
        "entities": {
            "holding": {"inc": seat},
            **{str(one["custodian"]): {"inc": one["loc"]}
               | ({"parent": "holding"} if one["custodian"] in owned else {})
               for one in machines},
        },
        "assets": machines,
        "rules": key_rules(["s1", "s2", "s3"], 3),
        "treaties": [[a, partner]],
    })  # fmt: skip
    owners = {one.id: f"{one.inc}, owner: {one.parent or 'its own'}" for one in world.entities}
    given = {"world": world, "owners": owners, "treaties": world.treaties, "level": _GROUP}
    return Problem(given, smallest(world.jurisdictions, opens(world, _GROUP)))


def opens(world: World, level: Level) -> Callable[[frozenset[Jurisdiction]], bool]:
    """Tell of a set of countries whether its orders on a rung open what was sent before."""
    return lambda some: PAST in closure(world, some, level.powers)


def _judge_groups(answer: Any, problem: Problem) -> None:
    given: Mapping[str, Any] = problem.given
    judge_smallest(
        answer,
        given["world"].jurisdictions,
        opens(given["world"], given["level"]),
        of="countries",
    )


def _listed(some: Collection[Fact]) -> str:
    return ", ".join(map(repr, sorted(some)))


EXERCISES: Final = (
    Exercise(
        "07.1",
        Kind.MAKE,
        "Write the engine: give all facts that follow from some facts by k-of-n rules.",
        (
            "When a rule has just given you something new, may an earlier rule now fire?",
            "Repeat over all rules until a whole round adds nothing. Count what you have.",
            "A rule fires if len(known & set(rule.of)) >= rule.k; then known gains rule.out.",
        ),
        _draw_facts,
        _judge_follows,
    ),
    Exercise(
        "07.2",
        Kind.MODIFY,
        "Merge companies until k_eff at L5 is the wanted number. Move no machine and no key.",
        (
            "If two of four companies have one owner, how many owners must be reached?",
            "Each merge takes one away. How many are there, and how many shall be left?",
            "merge(given['world'], 'db_co', 'p1_co') leaves 3; put it into another merge for 2.",
        ),
        _draw_register,
        _judge_register,
    ),
    Exercise(
        "07.3",
        Kind.ORDER,
        "Find the fewest countries whose orders, at group control, open what was sent.",
        (
            "Which two companies have one owner, and who can order that owner?",
            "A treaty partner serves an order on request. Who gets the store that way?",
            "One country reaches both firms of the holding, another the store and the last part.",
        ),
        _draw_groups,
        _judge_groups,
    ),
)
