"""A design of one's own: a store, and parts of its key in some countries, as a world.

What courts make of it is for ``attacking``; its text, which goes from team to team, is next door.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from cryptokit.knowledge import Fact, derive
from cryptokit.messengers import Messenger, Promise
from cryptokit.messengers.deploy import deploy, too_long
from cryptokit.world import ACCOUNTS, FUTURE, METADATA, PAST, USER, Jurisdiction, World, load

CIPHERTEXT: Final = "ct"
KEY: Final = "kek"
FACTOR: Final = "factor"
"""The fact that somebody has what lies on the phones alone."""


def design(  # noqa: PLR0913  # one for each choice that a designer has
    name: str,
    *,
    store: Jurisdiction,
    parts: Collection[Jurisdiction],
    threshold: int,
    one_owner: Collection[Jurisdiction] = (),
    in_memory: bool = False,
    factor: bool = False,
    phone: Jurisdiction = "DE",
) -> World:
    """Make a world: locked messages in one country, a part of their key in each of some others.

    Any ``threshold`` parts make the key. Each machine has a company of its own where it stands;
    those in the countries ``one_owner`` have one owner, with its seat in the first of these.
    ``in_memory``: the machine with the messages joins the key and has it while it serves; else
    phones join it. ``factor``: a piece that lies on phones alone is needed as well. The two phones
    are in one country, and the company of the store signs the program. Raises BadWorld for numbers
    that do not fit.

    >>> from cryptokit.world import Level, k_eff
    >>> ours = design("ours", store="NL", parts=["CH", "IS", "SG"], threshold=2)
    >>> k_eff(ours, "past", Level.CONTROL.powers)
    3
    """
    places = {"db": store, **{f"p{i}": place for i, place in enumerate(parts, 1)}}
    owner = next(iter(one_owner), None)
    companies: dict[str, Any] = {} if owner is None else {"owner": {"inc": owner}}
    for machine, place in places.items():
        parent = {"parent": "owner"} if place in one_owner else {}
        companies[f"{machine}_co"] = {"inc": place, **parent}
    own, shares = ([FACTOR] if factor else []), [f"s{i}" for i in range(1, len(parts) + 1)]
    return load(
        {
            "name": name,
            "entities": companies,
            "assets": [*_machines(places, in_memory=in_memory), *_phones(phone, own)],
            "code_signer": "db_co",
            "directory": "db_co",
            "rules": [
                {"out": KEY, "k": threshold, "of": shares},
                {"out": PAST, "k": 2 + len(own), "of": [CIPHERTEXT, KEY, *own]},
                {"out": FUTURE, "k": 1, "of": [PAST, "CODE"]},
            ],
        }
    )


def _machines(places: Mapping[str, Jurisdiction], *, in_memory: bool) -> Iterator[dict[str, Any]]:
    for number, (machine, place) in enumerate(places.items()):
        kept = {"id": machine, "loc": place, "custodian": f"{machine}_co"}
        if number:
            yield {**kept, "shares": [f"s{number}"]}
        else:
            inside = [KEY] if in_memory else []
            yield {**kept, "holds": [CIPHERTEXT, METADATA, ACCOUNTS], "ram": inside}


def _phones(place: Jurisdiction, own: list[Fact]) -> Iterator[dict[str, Any]]:
    for name in ("phone_a", "phone_b"):
        yield {"id": name, "loc": place, "custodian": USER, "holds": [PAST, *own]}


def spare(world: World) -> int:
    """Count the machines with key parts that may fail, whichever they are, and users are served.

    Served is who comes with a new phone, after all machines were switched off once: what was on
    the old phone, or in memory, does not count. -1 says that even with all machines up nobody is.

    >>> spare(design("ours", store="NL", parts=["CH", "IS", "SG"], threshold=2))
    1
    >>> spare(design("ours", store="NL", parts=["CH", "IS"], threshold=1, factor=True))
    -1
    """
    keepers = [one.id for one in world.assets if one.shares and one.custodian != USER]
    for count in range(len(keepers) + 1):
        if not all(_served(world, lost) for lost in combinations(keepers, count)):
            return count - 1
    return len(keepers)


def _served(world: World, lost: Iterable[str]) -> bool:
    gone = set(lost)
    up = (one for one in world.assets if one.id not in gone and one.custodian != USER)
    held = {fact for one in up for fact in (*one.holds, *one.shares)}
    return PAST in derive(held, world.rules)


def as_messenger(world: World, promise: int | None) -> Messenger:
    """Make a messenger of a design, so that ``who_can_read`` can put a chat into it.

    ``promise`` is how many countries it says that it takes; None says that no number suffices.

    >>> as_messenger(design("ours", store="NL", parts=["CH"], threshold=1), 2).promise.short
    '2 countries'
    """
    short = "nobody" if promise is None else f"{promise} countries"
    text = f"{world.name}: {short} can read what was sent"
    said = Promise(short, text, promise, "the team that designed it")
    return Messenger("design", world.name, world, said, deploy, too_long, ())
