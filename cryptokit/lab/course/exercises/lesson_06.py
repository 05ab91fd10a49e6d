"""The exercises of lesson 06: orders by three ties, the courts over a group, and two groups."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, cast

from hypothesis import strategies as st

from cryptokit.errors import Unknown
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import Opens, judge_smallest, smallest
from cryptokit.lab.course.scenes.ties import six_ties
from cryptokit.lab.course.verdict import Wrong
from cryptokit.rng import Rng
from cryptokit.world import (
    PAST,
    Jurisdiction,
    Level,
    Nexus,
    Order,
    Power,
    World,
    compelled,
    facts,
    load,
    nexus,
)
from cryptokit.world.tree import fault_tree

_COUNTRIES: Final[tuple[Jurisdiction, ...]] = (
    "AE",
    "BR",
    "CH",
    "DE",
    "FR",
    "IE",
    "IN",
    "IS",
    "NL",
    "SG",
    "US",
    "VG",
)
_TIES: Final = (Nexus.PERSON, Nexus.MARKET, Nexus.INTERMEDIARY)
_NEEDED: Final = ("ct", "kek")
_RUNG: Final = Level.CONTROL


def _six(rng: Rng) -> list[Jurisdiction]:
    luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
    drawn: list[Jurisdiction] = sorted(luck, key=luck.__getitem__)
    return drawn[:6]


def _draw_ties(rng: Rng) -> Problem:
    disk, seat, owner, person, market, carrier = _six(rng)
    world = six_ties(
        disk=disk, seat=seat, owner=owner, person=person, market=market, carrier=carrier
    )
    right = (
        Order(person, Power.PERSON, "engineer"),
        Order(market, Power.METADATA, "branch"),
        Order(carrier, Power.COOPERATION, "telco"),
    )
    return Problem({"world": world, "order": Order(disk, Power.AT_REST, "db")}, right)


def _judge_ties(answer: Any, problem: Problem) -> None:
    given = cast("Collection[object]", answer) if isinstance(answer, (list, tuple)) else ()
    if len(given) != len(_TIES):
        raise Wrong(
            "The answer is a list of three orders: by a person, a market, and an intermediary."
        )
    for order, tie in zip(given, _TIES, strict=True):
        _require_tie(order, tie, cast("World", problem.given["world"]))


def _require_tie(order: object, wanted: Nexus, world: World) -> None:
    lead = f"The one by {wanted}"
    if not isinstance(order, Order):
        raise Wrong(f"{lead} is no order. One is made so: Order(country, Power...., whom).")
    try:
        found = nexus(world, order)
    except Unknown as unknown:
        raise Wrong(
            f"{lead}: {order.power} cannot be served on {order.target}, but on {unknown.hint}."
        ) from None
    if order.by not in _places(world, order):
        if any(order.by in one.markets for one in world.entities if one.id == order.target):
            raise Wrong(f"{lead}: {order.by} is a market, and {order.power} needs more than that.")
        raise Wrong(f"{lead}: {order.by} has no such tie to {order.target}. Which country has?")
    if found is not wanted:
        raise Wrong(f"{lead}: yours binds by {found.words}.")


def _places(world: World, order: Order) -> set[Jurisdiction]:
    """Give the countries that have a tie to the target of an order."""
    places = {one.loc for one in world.assets if one.id == order.target}
    places |= {one.present for one in world.persons if one.id == order.target}
    for company in world.entities:
        if company.id == order.target:
            markets = company.markets if order.power is Power.METADATA else ()
            places |= {company.inc, *markets}
    return places


Companies = Mapping[str, tuple[Jurisdiction, str | None]]
Seats = Callable[[str, Companies], Collection[Jurisdiction]]
_GROUP: Final = {"head": ("US", None), "branch": ("IE", "head"), "store": ("NL", "branch")}


def _draw_seats(rng: Rng) -> Problem:
    luck = iter(_six(rng))
    companies = {name: (next(luck), owner) for name, (_, owner) in _GROUP.items()}
    companies["other"] = (next(luck), None)
    return Problem({"keeper": "store", "companies": companies}, _seats("store", companies))


def _seats(keeper: str, companies: Companies) -> set[Jurisdiction]:
    entities = {name: {"inc": seat, "parent": owner} for name, (seat, owner) in companies.items()}
    world = load({"entities": entities})
    every = {seat for seat, _ in companies.values()}
    return {one for one in every if keeper in compelled(world, [one], _RUNG.powers)}


def _named(drawn: Sequence[tuple[Jurisdiction, int]]) -> Companies:
    """Name companies; each is owned by the one so many places before it, or by nobody."""
    owners = ("abcde"[at - back] if 0 < back <= at else None for at, (_, back) in enumerate(drawn))
    seats = (seat for seat, _ in drawn)
    return dict(zip("abcde", zip(seats, owners, strict=True), strict=False))


_DRAWN: Final = st.tuples(st.sampled_from(("US", "IE", "NL", "SG")), st.integers(0, 4))
_COMPANIES: Final = st.lists(_DRAWN, min_size=1, max_size=5).map(_named)


def _judge_seats(answer: Seats, problem: Problem) -> None:
    def law(companies: Companies) -> None:
        for keeper in companies:
            got: object = answer(keeper, dict(companies))
            if not isinstance(got, (set, frozenset, list, tuple)):
                raise Wrong(f"for {keeper} you gave {got!r}; a set of countries was asked for")
            _require_seats(keeper, companies, set(map(str, cast("Collection[object]", got))))

    hunt(law, companies=_COMPANIES)
    law(problem.given["companies"])


def _require_seats(keeper: str, companies: Companies, got: set[str]) -> None:
    wanted = _seats(keeper, companies)
    if lost := wanted - got:
        where = f"what {keeper} keeps can be ordered from {_listed(lost)} as well"
        raise Wrong(f"{where}: {_why(lost, companies)}")
    if more := got - wanted:
        raise Wrong(
            f"you name {_listed(more)}, where nobody sits who is of one group with {keeper}"
        )


def _why(lost: set[str], companies: Companies) -> str:
    """Name a company that sits in a country that was left out."""
    name, (_, owner) = next((name, one) for name, one in companies.items() if one[0] == min(lost))
    return f"{name} sits there, owned by {owner or 'nobody'}"


def _draw_groups(rng: Rng) -> Problem:
    disk, mail, group, vault, kms, holding = _six(rng)
    luck = rng(2)
    # The two groups share a country, by two seats or by a seat and a place; or they share none.
    holding = (holding, disk, group)[luck[0] % 3]
    away = next(one for one in _COUNTRIES if one not in {disk, mail, group, vault, kms, holding})
    world = load(
        {
            "name": "two groups",
            "entities": {
                "group": {"inc": group},
                "mail": {"inc": mail, "parent": "group"},
                "holding": {"inc": holding},
                "vault": {"inc": vault, "parent": "holding"},
            },
            "persons": [{"id": "director", "present": away, "entity": "group"}],
            "assets": [
                {"id": "db", "loc": disk, "custodian": "mail", "holds": ["ct"]},
                {"id": "kms", "loc": kms, "custodian": "vault", "holds": ["kek"]},
            ],
            "rules": [{"out": PAST, "k": 2, "of": list(_NEEDED)}],
        }
    )
    return Problem({"world": world, "level": _RUNG}, smallest(world.jurisdictions, _reads(world)))


def _judge_groups(answer: Any, problem: Problem) -> None:
    world: World = problem.given["world"]

    def lacking(chosen: frozenset[str]) -> str:
        got = facts(world, chosen, _RUNG.powers)
        return f"Not found: {', '.join(fact for fact in _NEEDED if fact not in got)}."

    judge_smallest(answer, world.jurisdictions, _reads(world), of="countries", lacking=lacking)


def _reads(world: World) -> Opens:
    return fault_tree(world, PAST, _RUNG.powers).reached_by


def _listed(some: Collection[str]) -> str:
    return ", ".join(sorted(some))


EXERCISES: Final = (
    Exercise(
        "06.1",
        Kind.MODIFY,
        "Change the given order three times, so that it binds by a person, by a market, and by an "
        "intermediary.",
        (
            "Who in this world is a person, who has a market abroad, and who is a carrier?",
            "Keep the order of the three, and look up the country of each in the table.",
            "On 'engineer'; on 'branch', by the country of its market; on 'telco', at its seat.",
        ),
        _draw_ties,
        _judge_ties,
    ),
    Exercise(
        "06.2",
        Kind.MAKE,
        "Name the countries whose courts reach what a company keeps, through its whole group.",
        (
            "Who owns the owner? And what else does the owner own?",
            "Two companies are of one group if they have the same head. Climb to it from both.",
            "Collect the seat of each company whose top(...) is top(keeper), in one set.",
        ),
        _draw_seats,
        _judge_seats,
    ),
    Exercise(
        "06.3",
        Kind.ORDER,
        "Find the fewest countries whose orders open the chat. Courts may reach whole groups.",
        (
            "From which countries can ct be ordered? And kek? Make two lists.",
            "Each list has a place, and two seats: of a company and of its owner. Is one on both?",
            "If one is on both lists it is the answer, alone. If none is, take one of each list.",
        ),
        _draw_groups,
        _judge_groups,
    ),
)
