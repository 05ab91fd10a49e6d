"""The exercises of lesson 04: change keys in time, refuse bad values, and look for what is left."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st

from cryptokit.exposure import Every, SecretChat, Seizure, Victim
from cryptokit.exposure.epochs import every
from cryptokit.exposure.schedules import counts, ping_pong
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import Opens, judge_smallest, smallest
from cryptokit.lab.course.scenes.deleting import Place, Plan, brings_back, places_after
from cryptokit.lab.course.verdict import Wrong
from cryptokit.lab.printing import counted
from cryptokit.mtproto import dh
from cryptokit.rng import Rng

_START: Final = Seizure(0, Victim.A)


def _draw_plan(rng: Rng) -> Problem:
    first, second = rng(2)
    most = 6 + first % 9
    return Problem({"messages": most * 5 + second % most, "most": most}, SecretChat(Every(most)))


def _judge_plan(answer: Any, problem: Problem) -> None:
    match answer:
        case SecretChat(rekeying=Every(each)):
            pass
        case _:
            raise Wrong("The answer is a chat, SecretChat(Every(...)), with a number in Every.")
    messages, most = problem.given["messages"], problem.given["most"]
    schedule = ping_pong(messages)
    found = counts(answer, schedule, _START)
    worst = max(found)
    if worst > most:
        last = (len(found) - 1 - found[::-1].index(worst)) // 2
        raise Wrong(
            f"Seized after {last} of {messages} messages, the phone opens {worst}; "
            f"it was to be {most} at most."
        )
    needed = every(most, schedule)[-1]
    if (changes := every(each, schedule)[-1]) > needed:
        raise Wrong(f"It holds, with {changes} changes of keys. {needed} are enough.")


def _draw_values(rng: Rng) -> Problem:
    mine, theirs = (int.from_bytes(rng(32), "big") for _ in range(2))
    sent = pow(dh.TELEGRAM.g, theirs, dh.DH_PRIME)
    given = {"p": dh.DH_PRIME, "mine": mine, "theirs": sent, "margin": dh.MARGIN}
    return Problem(given, pow(sent, mine, dh.DH_PRIME))


Agree = Callable[[int, int, int, int], int]
_PRIMES: Final = (23, 83)
"""Safe primes that are small enough to follow by hand."""


def _judge_agree(answer: Agree, problem: Problem) -> None:
    for p in _PRIMES:
        ends = (1, 0, p - 1, p, 2, p - 2, 3, p - 3, 4, p - 4, p + 5)
        theirs = st.sampled_from((*ends, *range(5, p - 4)))
        hunt(
            partial(_agrees_or_refuses, answer, p),
            mine=st.integers(2, 9),
            theirs=theirs,
            margin=st.integers(2, 4),
        )
    given = problem.given
    got = answer(given["p"], given["mine"], given["theirs"], given["margin"])
    if got != problem.answer:
        raise Wrong("It goes well with small primes, and not with Telegram's and your values.")


def _agrees_or_refuses(answer: Agree, p: int, mine: int, theirs: int, margin: int) -> None:
    inside = margin <= theirs <= p - margin
    try:
        got: object = answer(p, mine, theirs, margin)
    except ValueError:
        if inside:
            raise Wrong(
                f"with p = {p} the value {theirs} is {min(theirs, p - theirs)} away from the "
                f"nearer end, and {margin} is enough; you refused it"
            ) from None
        return
    if not inside:
        raise Wrong(
            f"with p = {p} the value {theirs} is too near an end, and you gave {got!r} back. "
            "Whoever sends 0, 1 or p - 1 knows the key: near the ends, raise ValueError"
        )
    if got != (wanted := pow(theirs, mine, p)):
        raise Wrong(f"you gave {got!r}; {theirs} to the power of {mine}, modulo {p}, is {wanted}")


_PLANS: Final = (
    Plan(),
    Plan(backup="before", rekeyed=True),
    Plan(rekeyed=True, obeys=False),
    Plan(rekeyed=True),
)


def _draw_places(rng: Rng) -> Problem:
    plan = _PLANS[rng(1)[0] % len(_PLANS)]
    places = places_after(plan, rng=rng)
    opens: Opens = partial(brings_back, places)
    return Problem({"plan": plan, "places": places}, smallest(places, opens))


def _judge_places(answer: Any, problem: Problem) -> None:
    places = problem.given["places"]
    opens: Opens = partial(brings_back, places)
    judge_smallest(answer, places, opens, of="places", lacking=partial(_lacking, places))


def _lacking(places: Mapping[str, Place], chosen: frozenset[str]) -> str:
    if not chosen:
        return "It can be brought back: try the places one by one, and in pairs."
    keys = sum(len(places[one].keys) for one in chosen)
    packets = sum(len(places[one].packets) for one in chosen)
    return (
        f"{counted(keys, 'key')} tried on {counted(packets, 'packet')}, and the words lie there in "
        "no other form."
    )


EXERCISES: Final = (
    Exercise(
        "04.1",
        Kind.MODIFY,
        "Let the phones change their key just often enough: whenever a phone is seized, it opens "
        "at most `most` of the messages.",
        (
            "Which messages does a seized phone open: all, or those under the key that it holds?",
            "Every(n) changes the key after n messages. How many are under one key then?",
            "SecretChat(Every(given['most'])): a smaller number changes keys more than it must.",
        ),
        _draw_plan,
        _judge_plan,
    ),
    Exercise(
        "04.2",
        Kind.MAKE,
        "Make the key out of your exponent and their value; raise ValueError for a value that is "
        "less than `margin` away from 0 or from p.",
        (
            "What is 1 to the power of your exponent? And p - 1?",
            "Look at theirs first, at both ends. Then it's one pow with three arguments.",
            "if not margin <= theirs <= p - margin: raise ValueError(...); then pow(theirs, ...).",
        ),
        _draw_values,
        _judge_agree,
    ),
    Exercise(
        "04.3",
        Kind.ORDER,
        "A message was deleted on both phones. Find the fewest places whose seizure brings it "
        "back, or give set() if none do.",
        (
            "Where do the words still lie, and where do packets lie that say them?",
            "A packet needs its own key. Has that key been deleted everywhere?",
            "Try brings_back(places, {...}) for each place alone, then for the relay with another.",
        ),
        _draw_places,
        _judge_places,
    ),
)
