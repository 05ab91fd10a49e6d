"""The exercises of lesson 01: another rung, the rule of the examiner, and orders for your cloud."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from cryptokit.conversation import Chat
from cryptokit.experiment import Answer, Result
from cryptokit.knowledge import Fact
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import try_each
from cryptokit.lab.course.orders import Opens, judge_smallest, smallest
from cryptokit.lab.course.verdict import Wrong
from cryptokit.lab.fieldnotes import Note, Notes, little
from cryptokit.messengers import Messenger, named
from cryptokit.rng import Rng
from cryptokit.transcript import Transcript
from cryptokit.world import PAST, Level, Piece, World, k_eff, move, reach
from cryptokit.world.model import View
from cryptokit.world.tree import fault_tree

_MESSENGERS: Final = ("cloud_chat_key_apart", "cloud_chat_cold", "independent")
_ONE: Final = 1
_TEXT, _KEY = "ct", "kek"
_PARTS: Final = (("s1", "s2", "s3"), ("s1", "s2"))
_FACTS: Final[tuple[Fact, ...]] = ("ct", "kek", "meta", "s1", "s2", "s3")
_COUNTRIES: Final = ("CH", "FI", "IS", "JP", "NL", "NO", "SG", "US")
_MACHINES: Final = ("db", "p1", "p2", "p3")
_RUNG: Final = Level.MEMORY
_FORMAT: Final = "cryptokit.evidence.image"

MEMORY: Final[Notes] = {
    "image": Note("What was copied: rows, one for each thing that lay there.", _FORMAT),
    "magic": Note("Says that this is such a copy.", _FORMAT),
    "count": Note("How many rows follow.", _FORMAT, little),
    "row": Note("One row: a key in use.", _FORMAT),
    "key_id": Note("The name of the key; the steps above show its first half.", _FORMAT),
    "kind": Note("What kind of thing it is.", _FORMAT),
    "secret": Note("The key, whole. Who has these 32 bytes opens every message.", _FORMAT),
    "digest": Note("Tells whether the copy was changed.", _FORMAT),
}
"""What is said of the fields of a copied memory with one key in it."""


def sent_through(messenger: Messenger, chat: Chat, *, rng: Rng) -> Transcript:
    """Send a chat through a messenger, and give who sent what to whom; no file is left.

    >>> from cryptokit.conversation import say
    >>> from cryptokit.rng import lesson
    >>> run = sent_through(named("cloud_chat"), say(["Ann: hi", "Ben: ho"]), rng=lesson("monday"))
    >>> [thing for thing in run.holdings()["server"] if thing.startswith("message")]
    ['message 1', 'message 2']
    """
    with TemporaryDirectory(prefix="cryptokit-") as folder:
        run = Path(folder)
        return messenger.deliver(messenger.world, chat, run, rng=rng, progress=lambda _done: None)


def _draw_rung(rng: Rng) -> Problem:
    which, number = rng(1)[0], int.from_bytes(rng(2), "big") % 10_000
    name = _MESSENGERS[which % len(_MESSENGERS)]
    said = (f"Alice: The code of the locker is {number:04}.", "Bob: Noted, and eaten.")
    return Problem({"messenger": name, "said": said, "k_eff": _ONE}, _lowest(named(name).world))


def _lowest(world: World) -> Level:
    return next(level for level in Level if k_eff(world, PAST, level.powers) == _ONE)


def _judge_rung(answer: Any, problem: Problem) -> None:
    found = _one_answer(answer)
    wanted, given = problem.answer, problem.given
    trial = found.trial
    if trial.messenger.name != given["messenger"]:
        raise Wrong(f"You asked {trial.messenger.name}. It was to be {given['messenger']}.")
    said = tuple(f"{one.sender}: {one.text}" for one in answer.chat.messages)
    if said != given["said"]:
        raise Wrong(f"The chat is another one. Make it of what is given: {given['said'][0]!r}, ...")
    if trial.k_eff != _ONE:
        needs = (
            "no number of countries suffices" if trial.k_eff is None else f"it takes {trial.k_eff}"
        )
        raise Wrong(f"On {trial.level.value} {needs}. It was to be {_ONE}: climb.")
    if trial.level is not wanted:
        raise Wrong(f"On {trial.level.value} one country is enough, and on a lower rung as well.")
    if found.readable != found.of:
        raise Wrong(f"{' '.join(trial.orders) or 'Nobody'} served orders, and that is not enough.")


def _one_answer(result: Any) -> Answer:
    if not isinstance(result, Result):
        raise Wrong("The answer is what ck.who_can_read(...) gives: a Result.")
    answers = [one for one in result.answers if isinstance(one, Answer)]
    if len(answers) != 1:
        raise Wrong(f"Your result has {len(answers)} answers; ask for one messenger and one rung.")
    return answers[0]


def _draw_rule(rng: Rng) -> Problem:
    parts, luck = _PARTS[rng(1)[0] % 2], rng(len(_FACTS))
    found = {fact for fact, byte in zip(_FACTS, luck, strict=True) if byte % 3}
    return Problem({"found": found, "parts": parts}, _opens(found, parts))


def _opens(found: set[Fact], parts: Sequence[Fact]) -> bool:
    return _TEXT in found and (_KEY in found or found.issuperset(parts))


Rule = Callable[[set[Fact], tuple[Fact, ...]], bool]


def _judge_rule(answer: Rule, problem: Problem) -> None:
    def law(found: set[Fact], parts: tuple[Fact, ...]) -> None:
        got: object = answer(set(found), parts)
        if not isinstance(got, bool):
            raise Wrong(f"you gave {got!r}; it is a question with the answers True and False")
        if got != _opens(found, parts):
            raise Wrong(_said_too_much(found, parts) if got else _said_too_little(found))

    try_each(law, ({"found": found, "parts": parts} for found in _finds() for parts in _PARTS))
    law(problem.given["found"], problem.given["parts"])


def _finds() -> Iterator[set[Fact]]:
    """Give all that a court may find, little first."""
    for size in range(len(_FACTS) + 1):
        for some in combinations(_FACTS, size):
            yield set[Fact](some)


def _said_too_much(found: set[Fact], parts: Sequence[Fact]) -> str:
    if _TEXT not in found:
        return "you say it can be read, and nobody found ct: there is nothing to open"
    missing = ", ".join(part for part in parts if part not in found)
    return f"you say it can be read, and neither kek was found nor all parts. Missing: {missing}"


def _said_too_little(found: set[Fact]) -> str:
    how = "kek lies there whole" if _KEY in found else "all parts are there, and they make kek"
    return f"you say it can't be read, and ct was found, and {how}"


def _draw_cloud(rng: Rng) -> Problem:
    luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
    first, second, third = sorted(_COUNTRIES, key=luck.__getitem__)[:3]
    turn = rng(1)[0] % len(_MACHINES)
    world = named("cloud_chat_cold").world
    machines = (*_MACHINES[turn:], *_MACHINES[:turn])
    for machine, place in zip(machines, (first, first, second, third), strict=True):
        world = move(world, machine, place)
    return Problem({"world": world, "level": _RUNG}, smallest(world.jurisdictions, _reads(world)))


def _judge_cloud(answer: Any, problem: Problem) -> None:
    world: World = problem.given["world"]
    lacking = partial(_not_found, world)
    judge_smallest(answer, world.jurisdictions, _reads(world), of="countries", lacking=lacking)


def _not_found(world: World, chosen: frozenset[str]) -> str:
    """Name what the chat is locked with, and in, that no order brought."""
    pieces = [Piece(one, View.DISK if one == "db" else View.PART) for one in _MACHINES]
    got = reach(world, chosen, _RUNG.powers)
    missing = [world.facts(piece)[0] for piece in pieces if piece not in got]
    return f"Not found: {', '.join(missing)}."


def _reads(world: World) -> Opens:
    return fault_tree(world, PAST, _RUNG.powers).reached_by


EXERCISES: Final = (
    Exercise(
        "01.1",
        Kind.MODIFY,
        "Put the given chat into the given messenger. On which rung is one country enough for the "
        "first time? Give the result for that rung alone.",
        (
            "Which three arguments of the call above say what chat, which messenger, which rungs?",
            "Run it on all rungs, look for the first k_eff of 1, then run it on that rung alone.",
            "ck.who_can_read(ck.say(...), messengers=[named(...)], levels=[ck.Level.named('L.')])",
        ),
        _draw_rung,
        _judge_rung,
    ),
    Exercise(
        "01.2",
        Kind.MAKE,
        "Write the rule by which the examiner knows whether the chat can be read.",
        (
            "Which one thing is needed in any case? And in which two ways does one get the key?",
            "Put brackets around the 'or'. For the parts, a set has the method issuperset.",
            "'ct' in found and ('kek' in found or found.issuperset(...))",
        ),
        _draw_rule,
        _judge_rule,
    ),
    Exercise(
        "01.3",
        Kind.ORDER,
        "Find the fewest countries whose orders open this cloud, on the rung of live memory.",
        (
            "Is the key in the memory of any machine of this cloud? Look at the map.",
            "No memory has it. So you need the locked text, ct, and the parts s1, s2 and s3.",
            "Take the countries in which db, p1, p2 and p3 stand. How many are they?",
        ),
        _draw_cloud,
        _judge_cloud,
    ),
)
