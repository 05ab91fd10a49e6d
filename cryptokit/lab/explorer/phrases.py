"""The answer of a state in sentences for a passer-by: who can read what, and with how many orders.

What follows from which orders is for ``world`` to say; the steps to it are in ``steps``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer.names import GOALS, Names, capital, listed
from cryptokit.lab.explorer.states import rung_name
from cryptokit.lab.stories import shown_by
from cryptokit.messengers import Promise
from cryptokit.world import METADATA, Coalition, Jurisdiction, Level, Sign

ORDERS: Final = "{orders}"
"""Stands in a headline for the countries that serve orders."""
ANSWER, PROMISED = "the answer", "promised"
K_EFF: Final = "fewest countries whose orders suffice (k_eff)"
NO_NUMBER: Final = "no number of countries suffices"
_LEAD: Final = "what a user could notice: "


def headlines(goal: Fact) -> dict[str, list[str]]:
    """Give the answers to a question in one line, each for no and for yes.

    ``none`` are for no order, ``one`` for an order of one country, ``some`` for orders of more;
    ``open`` is the answer where no order is needed at all.

    >>> headlines("past")["one"][True]
    'With an order of {orders}, all messages sent before it can be read.'
    >>> headlines("meta")["none"][False]
    'No court learns who wrote to whom, and when: no country has served an order yet.'
    """
    one, some = f"order of {ORDERS}", f"rders of {ORDERS}"
    if goal == METADATA:
        what = GOALS[METADATA]
        return {
            "none": [f"No court learns {what}: no country has served an order yet."],
            "one": [f"An {one} is not enough to learn {what}.",
                    f"With an {one}, courts learn {what}."],
            "some": [f"O{some} are not enough to learn {what}.",
                     f"With o{some}, courts learn {what}."],
            "open": [f"Anybody can see {what}: no order is needed."],
        }  # fmt: skip
    what = GOALS[goal]
    it, them = (what.replace("the orders", word) for word in ("it", "them"))
    return {
        "none": [f"No court can read the {what}: no country has served an order yet."],
        "one": [f"An {one} is not enough: the {it} stay closed.",
                f"With an {one}, all {it} can be read."],
        "some": [f"O{some} are not enough: the {them} stay closed.",
                 f"With o{some}, all {them} can be read."],
        "open": [f"Anybody can read the {what}: no order is needed."],
    }  # fmt: skip


def headline(
    goal: Fact, served: Sequence[Jurisdiction], smallest: Sequence[Coalition], *, reached: bool
) -> str:
    """Say the answer of a state in one line.

    >>> headline("future", ["AE", "NL"], [("NL",)], reached=True)
    'With orders of AE and NL, all messages sent later can be read.'
    """
    said = headlines(goal)
    if smallest and not smallest[0]:
        return said["open"][0]
    if not served:
        return said["none"][0]
    return said["one" if len(served) == 1 else "some"][reached].replace(ORDERS, listed(served))


def where(title: str, level: Level) -> str:
    """Say what is looked at: the system, and what courts may take.

    >>> where("WhatsApp", Level.MEMORY)
    'WhatsApp, up to L3 live memory.'
    """
    return f"{title}, up to {rung_name(level)}."


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


def noticed(signs: Iterable[Sign], names: Names) -> str:
    """Say what a user could notice of the orders.

    >>> from cryptokit.lab.explorer.names import PLAIN
    >>> noticed([], PLAIN)
    'Nothing shows by itself.'
    """
    named = (replace(one, target=names.plain(one.target)) for one in signs)
    return f"{capital(shown_by(named).removeprefix(_LEAD))}."
