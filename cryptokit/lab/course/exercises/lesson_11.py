"""The exercises of lesson 11: mend a weak design, find its weakest point, order one open."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import Opens, judge_smallest, smallest
from cryptokit.lab.course.scenes.attacking import single_changes
from cryptokit.lab.course.scenes.designs import KEY, design, spare
from cryptokit.lab.course.scenes.label import countries
from cryptokit.lab.course.verdict import Wrong
from cryptokit.lab.printing import counted
from cryptokit.rng import Rng
from cryptokit.world import PAST, USER, Level, World, closure, k_eff, load

_COUNTRIES: Final = ("AE", "CH", "FI", "IS", "JP", "NL", "NO", "SG", "US")
_GROUP, _PERSON = Level.CONTROL, Level.PERSON
_FLAWS: Final = ("memory", "owner", "both")
_RAISED: Final = 100
"""Stands for no number, where numbers are compared."""

Count = Callable[[Any], int | None]
Weakest = Callable[[Any, Mapping[str, Callable[[Any], Any]], Count], str | None]


def _shuffled(rng: Rng, count: int) -> list[str]:
    luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
    return sorted(luck, key=luck.__getitem__)[:count]


def rival(rng: Rng) -> World:
    """Give the design of a team that is not in the room: it promises 3, and has one flaw.

    >>> from cryptokit.rng import lesson
    >>> rival(lesson("a class")).name
    'the club next door'
    """
    store, *parts = _shuffled(rng, 4)
    owned = rng(1)[0] % 2 == 1
    return design(
        "the club next door",
        store=store,
        parts=tuple(parts),
        threshold=2,
        one_owner=(parts[1], parts[2]) if owned else (),
        in_memory=not owned,
    )


def _draw_plan(rng: Rng) -> Problem:
    first, second = rng(2)
    threshold, flaw = 2 + first % 2, _FLAWS[second % 3]
    store, *parts = _shuffled(rng, threshold + 3)
    plan: dict[str, Any] = {
        "name": "weak",
        "store": store,
        "parts": tuple(parts),
        "threshold": threshold,
        "one_owner": () if flaw == "memory" else (store, *parts[:threshold]),
        "in_memory": flaw != "owner",
    }
    mended: dict[str, Any] = plan | {"one_owner": (), "in_memory": False}
    return Problem({"plan": plan, "wanted": threshold + 1}, design(**mended))


def _judge_plan(answer: Any, problem: Problem) -> None:
    plan, wanted = problem.given["plan"], problem.given["wanted"]
    if not isinstance(answer, World):
        raise Wrong("The answer is a world: what design(...) gives.")
    _require_machines(answer, plan)
    before, left = spare(design(**plan)), spare(answer)
    if left < 0:
        raise Wrong(
            "Who comes with a new phone is not served: what is stored can't be opened any more "
            "by all machines together."
        )
    if left < before:
        raise Wrong(
            f"Any {counted(before, 'machine')} with a key part could fail, and now only {left}. "
            "It is safer against courts and worse for users."
        )
    found = k_eff(answer, PAST, _GROUP.powers)
    if found is None or found < wanted:
        raise Wrong(
            f"At {_GROUP.value[:2]} it takes {countries(found)}, and {wanted} are wanted. "
            f"{_reason(answer)}"
        )


def _require_machines(answer: World, plan: Mapping[str, Any]) -> None:
    machines = [one for one in answer.assets if one.custodian != USER]
    parts = [one for one in machines if one.shares]
    if len(machines) > len(plan["parts"]) + 1:
        raise Wrong(f"You run {len(machines)} machines; the budget is for those that were there.")
    stores = {one.loc for one in machines if one.holds}
    if stores != {plan["store"]} or {one.loc for one in parts} - set(plan["parts"]):
        raise Wrong("Machines stay in their countries. Mend who has what, not where it stands.")


def _reason(world: World) -> str:
    if any(KEY in one.ram for one in world.assets):
        return "Some machine still has the whole key in memory."
    groups = len({world.head(one.id) for one in world.entities})
    if groups < len(world.entities):
        return f"Its companies have only {counted(groups, 'separate owner')}."
    return "Look at the threshold."


def _draw_changes(rng: Rng) -> Problem:
    store, *parts = _shuffled(rng, 4)
    world = design("this design", store=store, parts=tuple(parts), threshold=2)
    changes = single_changes(world)
    given = {"world": world, "changes": changes, "count": count}
    return Problem(given, weakest(world, changes, count))


def count(world: World) -> int | None:
    """Count the countries that it takes at group control; None if no number suffices.

    >>> count(design("ours", store="NL", parts=["CH", "IS"], threshold=2))
    3
    """
    return k_eff(world, PAST, _GROUP.powers)


def weakest(world: Any, changes: Mapping[str, Callable[[Any], Any]], count: Count) -> str | None:
    """Name the change after which the fewest countries suffice; None if none makes it worse.

    >>> weakest(3, {"buy": lambda n: n - 1, "sell": lambda n: n + 1}, lambda n: n)
    'buy'
    """
    numbers = {name: _size(count(change(world))) for name, change in changes.items()}
    worse = {name: number for name, number in numbers.items() if number < _size(count(world))}
    return min(worse, key=worse.__getitem__, default=None)


def _size(number: int | None) -> int:
    return _RAISED if number is None else number


def _judge_weakest(answer: Weakest, problem: Problem) -> None:
    def law(before: int | None, after: dict[str, int | None]) -> None:
        changes = {name: _becomes(number) for name, number in after.items()}
        _compare(answer(before, changes, _itself), before, after)

    numbers = st.none() | st.integers(0, 6)
    names = st.sampled_from(("buy", "sign", "join", "move"))
    hunt(law, before=numbers, after=st.dictionaries(names, numbers, max_size=4))
    world, changes = problem.given["world"], problem.given["changes"]
    real = {name: count(change(world)) for name, change in changes.items()}
    _compare(answer(world, changes, count), count(world), real)


def _becomes(number: int | None) -> Callable[[Any], Any]:
    return lambda _world: number


def _itself(world: Any) -> int | None:
    return world  # type: ignore[no-any-return]  # here a world is nothing but its number


def _compare(got: object, before: int | None, after: Mapping[str, int | None]) -> None:
    worse = {name: n for name, n in after.items() if _size(n) < _size(before)}
    if got is None and not worse:
        return
    if got is not None and (not isinstance(got, str) or got not in after):
        raise Wrong(f"you give {got!r}, and the name of a change is wanted, or None")
    if got is None:
        raise Wrong(f"you give None, and {_first(worse)} makes it worse")
    if got not in worse:
        otherwise = "" if worse else "; as no change is one, the answer is None"
        raise Wrong(
            f"after {got!r} it takes {countries(after[got])}, where it took {countries(before)}: "
            f"that's no weak point{otherwise}"
        )
    fewest = min(map(_size, worse.values()))
    if worse[got] != fewest:
        raise Wrong(
            f"after {got!r} it takes {countries(after[got])}, but another change leaves {fewest}"
        )


def _first(worse: Mapping[str, object]) -> str:
    return repr(next(iter(worse)))


def _draw_founder(rng: Rng) -> Problem:
    store, one, other, third, seat = _shuffled(rng, 5)
    visiting = (store, third)[rng(1)[0] % 2]
    places = {"p1": one, "p2": other, "p3": third}
    world = load({
        "name": "the other team",
        "entities": {
            "founder_co": {"inc": seat},
            "db_co": {"inc": store},
            "p1_co": {"inc": one, "parent": "founder_co"},
            "p2_co": {"inc": other, "parent": "founder_co"},
            "p3_co": {"inc": third},
        },
        "persons": [{"id": "founder", "present": visiting, "entity": "founder_co"}],
        "assets": [
            {"id": "db", "loc": store, "custodian": "db_co", "holds": ["ct", "meta"]},
            *({"id": name, "loc": place, "custodian": f"{name}_co", "shares": [f"s{name[1:]}"]}
              for name, place in places.items()),
        ],
        "rules": [
            {"out": KEY, "k": 3, "of": ["s1", "s2", "s3"]},
            {"out": PAST, "k": 2, "of": ["ct", KEY]},
        ],
    })  # fmt: skip
    owners = {one.id: f"{one.inc}, owner: {one.parent or 'its own'}" for one in world.entities}
    people = {"founder": f"of founder_co, now in {visiting}"}
    given = {"world": world, "owners": owners, "people": people, "level": _PERSON}
    return Problem(given, smallest(world.jurisdictions, _opens(world)))


def _opens(world: World) -> Opens:
    return lambda some: PAST in closure(world, some, _PERSON.powers)


def _judge_founder(answer: Any, problem: Problem) -> None:
    world: World = problem.given["world"]
    judge_smallest(answer, world.jurisdictions, _opens(world), of="countries")


EXERCISES: Final = (
    Exercise(
        "11.1",
        Kind.MODIFY,
        "Mend the plan: at L5 it shall take the wanted number of countries, and users are served "
        "as before when machines fail. No new machines, and none moved.",
        (
            "Which two arguments let one order do the work of several?",
            "Leave threshold and parts alone. Who owns the companies, and where is the key?",
            "design(**{**plan, 'one_owner': (), 'in_memory': False})",
        ),
        _draw_plan,
        _judge_plan,
    ),
    Exercise(
        "11.2",
        Kind.ORDER,
        "Find the fewest countries that open the other team's design, if courts may order people.",
        (
            "Where is the founder today, and what can the founder make happen?",
            "Who orders the founder gets the parts of two companies. What else is in that country?",
            "The country where the founder is brings two parts and one thing more. One is missing.",
        ),
        _draw_founder,
        _judge_founder,
    ),
    Exercise(
        "11.3",
        Kind.MAKE,
        "Write what finds the weakest point: the name of the one change that leaves the fewest "
        "countries, or None if no change makes it worse.",
        (
            "count gives None where no number suffices. Is that many countries, or few?",
            "Note count(change(world)) by name, keep what is below count(world), take the least.",
            "size = lambda n: 100 if n is None else n, and then min(worse, key=worse.get).",
        ),
        _draw_changes,
        _judge_weakest,
    ),
)
