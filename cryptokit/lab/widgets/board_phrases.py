"""What the order board and the explorer say alike: goals, powers beside a rung, k_eff, a promise.

What is so is for ``world`` to say. Not here: the answer itself, which each says in its own way.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cryptokit.knowledge import Fact
from cryptokit.messengers import Promise
from cryptokit.world import FUTURE, METADATA, PAST, Coalition, Power

GOALS: Final[Mapping[Fact, str]] = {
    PAST: "messages sent before the orders",
    FUTURE: "messages sent later",
    METADATA: "who wrote to whom, and when",
}
"""The goals in the words that are used everywhere."""
BESIDE: Final[Mapping[Power, str]] = {
    Power.TAP: "tapped lines",
    Power.NETWORK: "lines taken over",
    Power.COOPERATION: "help from now on",
    Power.METADATA: "records of users",
    Power.INSIDER: "somebody inside",
}
"""What the powers that stand on no rung add to orders."""
ALL: Final = "all other powers"
ANSWER, PROMISED = "the answer", "promised"
K_EFF: Final = "fewest countries whose orders suffice (k_eff)"
"""What the three boxes beside an answer are called, with ANSWER and PROMISED."""
ANSWERS: Final[Mapping[bool, str]] = {True: "✓ readable", False: "✗ not readable"}
NO_NUMBER: Final = "no number of countries suffices"


def listed(said: Sequence[str]) -> str:
    """List things in a sentence.

    >>> listed(["NL"]), listed(["AE", "NL", "SG"])
    ('NL', 'AE, NL and SG')
    """
    *first, last = said
    return f"{', '.join(first)} and {last}" if first else last


def capital(said: str) -> str:
    """Begin with a capital letter."""
    return f"{said[:1].upper()}{said[1:]}"


def beside_words(powers: Iterable[Power]) -> str:
    """Name what stands beside a rung, of all these powers; nothing if they are on the ladder.

    >>> from cryptokit.world import Level
    >>> beside_words([Power.AT_REST, Power.TAP]), beside_words(Level.MEMORY.powers)
    ('tapped lines', '')
    >>> beside_words(Power)
    'all other powers'
    """
    there = frozenset(powers)
    named = [said for power, said in BESIDE.items() if power in there]
    return ALL if len(named) == len(BESIDE) else listed(named) if named else ""


def with_powers(beside: Iterable[Power]) -> str:
    """Say what goes beside the rung, if anything does.

    >>> with_powers(Power), with_powers([])
    (', with all other powers', '')
    """
    said = beside_words(beside)
    return f", with {said}" if said else ""


def number(k_eff: int | None) -> str:
    """Say how many countries it takes.

    >>> number(4), number(None)
    ('4', 'no number of countries suffices')
    """
    return NO_NUMBER if k_eff is None else str(k_eff)


def k_eff_words(smallest: Sequence[Coalition]) -> str:
    """Say how many countries it takes, and how many such sets there are; their list follows.

    >>> k_eff_words([("AE",), ("NL",)])
    'An order of one country is enough (k_eff is 1). Each of these 2 will do:'
    >>> k_eff_words([("AE", "NL", "SG", "US")])
    'It takes orders of 4 countries (k_eff is 4). Only this set is so small:'
    """
    if not smallest:
        return "No number of countries suffices, so there is no k_eff."
    k, sets = len(smallest[0]), len(smallest)
    if k == 0:
        return "Anybody can look without any order, so k_eff is 0."
    if k == 1:
        will = "Only this one will" if sets == 1 else f"Each of these {sets} will"
        return f"An order of one country is enough (k_eff is 1). {will} do:"
    these = "Only this set is so small:" if sets == 1 else f"Each of these {sets} sets will do:"
    return f"It takes orders of {k} countries (k_eff is {k}). {these}"


def sets_words(smallest: Iterable[Coalition]) -> tuple[str, ...]:
    """List the smallest sets that somebody has to order for.

    >>> sets_words([("AE", "NL"), ("NL", "SG")]), sets_words([()])
    (('AE and NL', 'NL and SG'), ())
    """
    return tuple(listed(one) for one in smallest if one)


def promised(promise: Promise | None) -> str:
    """Say in a few words how many countries were promised.

    >>> from cryptokit.messengers import named
    >>> [promised(named(one).promise) for one in ("cloud_chat", "secret_chat", "channel")]
    ['4 countries', 'nobody but the two phones', 'it is public']
    """
    if promise is None:
        return "nothing"
    if promise.countries is None:
        short = promise.short
        return short if short.startswith("no") else f"nobody but {short}"
    few = {0: promise.short, 1: "1 country"}
    return few.get(promise.countries, f"{promise.countries} countries")


def promise_words(promise: Promise | None, like: str = "") -> str:
    """Say what was promised, by whom, and the number of countries that it comes to.

    >>> from cryptokit.messengers import named
    >>> promise_words(named("cloud_chat").promise)
    'Promised: several countries, which comes to 4 here.'
    """
    if promise is None:
        return "Promised: nothing, as this is no messenger's world."
    whose = f' That is the promise of "{like}", which is built like this.' if like else ""
    if promise.countries is None:
        return f"Promised: {promised(promise)}, so no order to a company should suffice.{whose}"
    return f"Promised: {promise.short}, which comes to {promise.countries} here.{whose}"
