"""The exercises of lesson 08: turn a chain, spread the answers, and find the copy of a chat.

Not here: the ratchet and its thief, who are those of ``signal`` and ``exposure``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from hmac import digest
from typing import Any, Final, cast

from hypothesis import strategies as st

from cryptokit.exposure import DoubleRatchet, Seizure, Victim, in_order
from cryptokit.exposure.closed_form import closed_form
from cryptokit.knowledge import Rule
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import judge_smallest
from cryptokit.lab.course.verdict import Wrong
from cryptokit.lab.printing import counted
from cryptokit.messengers import named
from cryptokit.rng import Rng
from cryptokit.signal.chains import ChainKey, MessageSeed, turn
from cryptokit.world import PAST, Asset, Entity, Level, World, minimal_coalitions

_CHAIN: Final = 32
_ONE, _TWO = b"\x01", b"\x02"
_TALKS: Final = ((6, 2), (8, 3), (9, 2), (12, 3), (12, 2), (10, 4))
"""How many messages A writes, and B: so many that B's fit evenly between A's."""
_COUNTRIES: Final = ("BR", "CA", "CH", "GB", "IE", "IN", "JP", "NL", "SE", "SG")
_BACKUP, _KEY, _VAULT = "backup", "key", "vault"
_SAID: Final = {
    _BACKUP: "{}'s backup, locked",
    _KEY: "the key of {}'s backup",
    _VAULT: "a vault that counts guesses of {}'s password",
}

Turn = Callable[[bytes], tuple[bytes, bytes]]
Kept = Mapping[str, Mapping[str, str]]
"""For each person, in which country each half of the backup lies."""


def _draw_chain(rng: Rng) -> Problem:
    chain = rng(_CHAIN)
    pair = digest(chain, _TWO, "sha256"), digest(chain, _ONE, "sha256")
    return Problem({"chain": chain}, pair)


def _judge_turn(answer: Turn, problem: Problem) -> None:
    def turns(chain: bytes) -> None:
        got: Any = answer(chain)
        if not isinstance(got, tuple | list) or len(cast("tuple[object]", got)) != 2:
            raise Wrong("it gives no pair: first the next chain key, then the message key")
        following, key = cast("tuple[object, object]", got)
        for name, value in (("next chain key", following), ("message key", key)):
            if not isinstance(value, bytes | bytearray):
                raise Wrong(f"the {name} is {type(value).__name__} and not bytes: use hmac.digest")
            if len(value) != _CHAIN:
                raise Wrong(f"the {name} is not {_CHAIN} bytes: it has {len(value)}")
        pair = bytes(cast("bytes", following)), bytes(cast("bytes", key))
        if (ChainKey(pair[0]), MessageSeed(pair[1])) != turn(ChainKey(chain)):
            raise Wrong(_slip(chain, *pair))

    hunt(turns, chain=st.binary(min_size=_CHAIN, max_size=_CHAIN))
    turns(problem.given["chain"])


def _slip(chain: bytes, following: bytes, key: bytes) -> str:
    """Say what went wrong, where it is one of the usual things."""
    right, one = digest(chain, _TWO, "sha256"), digest(chain, _ONE, "sha256")
    slips = {
        (one, right): "both values are right, and the other way round: the byte 02 makes the next "
        "chain key, 01 the key of the message",
        (digest(chain, b"2", "sha256"), digest(chain, b"1", "sha256")): "the signs '1' and '2' "
        "were hashed; the constants are the bytes b'\\x01' and b'\\x02'",
        (digest(_TWO, chain, "sha256"), digest(_ONE, chain, "sha256")): "the constant is the key "
        "of your HMAC, and the chain key its message: it is the other way round",
        (sha256(chain + _TWO).digest(), sha256(chain + _ONE).digest()): "that is a plain hash of "
        "both, and not an HMAC under the chain key",
        (right, digest(right, _ONE, "sha256")): "the message key comes from the chain that has "
        "turned already: who steals the phone after this message would have its key",
    }
    if following == key:
        return "both values are the same: what goes in must differ, one byte for each"
    if following == chain:
        return "the chain did not turn: its next key is the old one, which opens this message too"
    if (following, key) in slips:
        return slips[following, key]
    wrong, name = (key, "message key") if following == right else (following, "next chain key")
    wanted = one if following == right else right
    return f"the {name} begins with {wrong[:4].hex()}, and {wanted[:4].hex()} was wanted"


def _draw_talk(rng: Rng) -> Problem:
    asked, answered = _TALKS[rng(1)[0] % len(_TALKS)]
    run = "A" * (asked // (answered + 1))
    even = "B".join([run] * (answered + 1))
    most = len(opened_later(even)[1])
    return Problem({"A writes": asked, "B answers": answered, "at most": most}, even)


@cache
def opened_later(conversation: str) -> tuple[int, tuple[int, ...]]:
    """Find the worst step to lose B's phone: the messages sent after it that its keys open.

    Gives the first such step, and the numbers of the messages, both counted from 0.

    >>> opened_later("ABAB"), opened_later("AAAAB")
    ((2, (1, 2)), (0, (0, 1, 2, 3)))

    See: ``exposure.closed_form``.
    """
    schedule, how = in_order(conversation), DoubleRatchet()
    found = (
        (t, closed_form(how, schedule, Seizure(t, Victim.B)) or frozenset[int]())
        for t in range(len(schedule.ops) + 1)
    )
    later = [(t, tuple(sorted(n for n in some if schedule.sent[n] >= t))) for t, some in found]
    return max(later, key=lambda one: len(one[1]))


def _judge_talk(answer: Any, problem: Problem) -> None:
    asked, answered, most = problem.given.values()
    if not isinstance(answer, str) or not answer or set(answer) - set("AB"):
        raise Wrong("The answer is a text of the letters A and B, such as 'AAB'.")
    if not answer.startswith("A"):
        raise Wrong("A writes first: B has nothing to answer with before.")
    if (answer.count("A"), answer.count("B")) != (asked, answered):
        raise Wrong(
            f"You have {counted(answer.count('A'), 'letter')} A and {answer.count('B')} B; "
            f"A writes {asked} messages here, and B {answered}."
        )
    step, opens = opened_later(answer)
    if len(opens) > most:
        raise Wrong(
            f"Taken before step {step}, when {counted(step - step // 2, 'message')} had been sent, "
            f"B's phone opens {len(opens)} of those still to come: {_listed(map(str, opens))}. "
            f"At most {most} were wanted, whenever it is taken."
        )


def _draw_copies(rng: Rng) -> Problem:
    luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
    one, two, three, four = sorted(_COUNTRIES, key=luck.__getitem__)[:4]
    apart, other = {_BACKUP: one, _KEY: two}, {_BACKUP: three, _VAULT: four}
    kept: Kept = (
        {"Nora": apart, "Emil": {_BACKUP: three, _KEY: three}},
        {"Nora": other, "Emil": apart},
        {"Nora": apart, "Emil": other},
        {"Nora": apart, "Emil": {_BACKUP: two, _KEY: three}},
    )[rng(1)[0] % 4]
    world = world_of(kept)
    sets = list(minimal_coalitions(world, PAST, Level.AT_REST.powers))
    fewest = min(map(len, sets))
    best = [frozenset(some) for some in sets if len(some) == fewest]
    return Problem({"stored": _stored(kept), "kept": kept, "world": world}, best)


def world_of(kept: Kept) -> World:
    """Let both people of a WhatsApp chat leave a backup, its halves at companies of their own.

    >>> from cryptokit.world import smallest_sets
    >>> world = world_of({"Nora": {"backup": "IE", "key": "NL"}})
    >>> smallest_sets(world, PAST, Level.AT_REST.powers)
    (('IE', 'NL'),)
    """
    world = named("whatsapp").world
    places = {
        f"{what}_{who.lower()}": at for who, some in kept.items() for what, at in some.items()
    }
    companies = tuple(Entity(f"company_{name}", at) for name, at in places.items())
    assets = tuple(
        Asset(
            name, at, f"company_{name}", holds=() if name.startswith(_VAULT) else (f"{name}_data",)
        )
        for name, at in places.items()
    )
    rules = tuple(
        Rule(PAST, 2, (f"{_BACKUP}_{who.lower()}_data", f"{_KEY}_{who.lower()}_data"))
        for who in kept
    )
    return replace(
        world,
        name="whatsapp_two_backups",
        entities=(*world.entities, *companies),
        assets=(*world.assets, *assets),
        rules=(*world.rules, *rules),
    )


def _stored(kept: Kept) -> Mapping[str, list[str]]:
    """Say what lies where, by country."""
    found: dict[str, list[str]] = {"US": ["the relay: packets, and no key of them"]}
    for who, some in kept.items():
        for what, at in some.items():
            found.setdefault(at, []).append(_SAID[what].format(who))
    return dict(sorted(found.items()))


def _judge_copies(answer: Any, problem: Problem) -> None:
    stored, kept = problem.given["stored"], problem.given["kept"]
    sets = [
        frozenset(some)
        for some in minimal_coalitions(problem.given["world"], PAST, Level.AT_REST.powers)
    ]

    def opens(some: frozenset[str]) -> bool:
        return any(enough <= some for enough in sets)

    def lacking(chosen: frozenset[str]) -> str:
        return " ".join(_lacking(chosen, kept))

    judge_smallest(answer, stored, opens, of="countries", lacking=lacking)


def _lacking(chosen: frozenset[str], kept: Kept) -> Iterator[str]:
    if "US" in chosen:
        yield "The relay has packets, and their keys are on the phones alone."
    for who, some in kept.items():
        if some[_BACKUP] in chosen:
            place = some.get(_KEY)
            key = f"its key lies in {place}" if place else "no disk has its key: the vault keeps it"
            yield f"There is {who}'s backup, but {key}."
        elif some.get(_KEY) in chosen:
            yield f"There is the key of {who}'s backup, but not the backup."
        elif some.get(_VAULT) in chosen:
            yield "A vault's disk is empty, and its module gives the key to nobody."


def _listed(some: Any) -> str:
    return ", ".join(some)


EXERCISES: Final = (
    Exercise(
        "08.1",
        Kind.MAKE,
        "Write one turn of the chain: a chain key gives the next chain key, and a message key.",
        (
            "Both come out of the same chain key. What must differ, so that they differ?",
            "HMAC-SHA-256 under the chain key, of one byte: 01 for the message, 02 for the chain.",
            "hmac.digest(chain, b'\\x02', 'sha256') is the next chain key. The other is like it.",
        ),
        _draw_chain,
        _judge_turn,
    ),
    Exercise(
        "08.2",
        Kind.MODIFY,
        "Say in which order A and B write, so that whenever B's phone is taken, its keys open at "
        "most so many of the messages still to come. A begins; letters count as in 'AAABBA'.",
        (
            "What ends the view of a thief who only listens: a message of A, or an answer of B?",
            "The longest stretch without an answer decides. Where does an answer shorten it most?",
            "Write the same number of A between any two B, before the first and after the last.",
        ),
        _draw_talk,
        _judge_talk,
    ),
    Exercise(
        "08.3",
        Kind.ORDER,
        "Both people have backups. Find the fewest countries whose orders for disks open the chat.",
        (
            "Does it take both backups to read the chat?",
            "A backup needs its key. Which of the two lies with its key in fewer countries?",
            "A vault gives its key to nobody, so look at the backup whose key lies on some disk.",
        ),
        _draw_copies,
        _judge_copies,
    ),
)
