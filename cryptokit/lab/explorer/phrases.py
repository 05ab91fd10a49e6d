"""The answer of a state in sentences for a passer-by: who can read what, by which orders.

What follows from which orders is for ``world`` to say; the steps to it are in ``steps``, and what
the order board says alike is in ``board_phrases``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer.names import Names
from cryptokit.lab.explorer.states import rung_name
from cryptokit.lab.stories import shown_by
from cryptokit.lab.widgets.board_phrases import (
    GOALS,
    beside_words,
    capital,
    listed,
    number,
    with_powers,
)
from cryptokit.world import METADATA, Coalition, Jurisdiction, Level, Power, Sign

ORDERS, POWER = "{orders}", "{power}"
"""Stand in a headline for the countries that serve orders, and for what goes beside the rung."""
_LEAD: Final = "what a user could notice: "


def headlines(goal: Fact) -> dict[str, list[str]]:
    """Give the answers to a question in one line, each for no and for yes.

    ``none`` are for no order, where none would help and where some would; ``one`` for an order of
    one country, ``some`` for orders of more; ``open`` is where no order is needed at all.

    >>> headlines("past")["one"][True]
    'With an order of {orders}{power}, all messages sent before it can be read.'
    >>> headlines("meta")["none"][True]
    'No court learns who wrote to whom, and when: no country has served an order yet.'
    """
    one, some = f"order of {ORDERS}{POWER}", f"rders of {ORDERS}{POWER}"
    if goal == METADATA:
        what = GOALS[METADATA]
        return {
            "none": [f"No court learns {what}, and no orders would help here.",
                     f"No court learns {what}: no country has served an order yet."],
            "one": [f"An {one} is not enough to learn {what}.",
                    f"With an {one}, courts learn {what}."],
            "some": [f"O{some} are not enough to learn {what}.",
                     f"With o{some}, courts learn {what}."],
            "open": [f"Anybody can see {what}: no order is needed."],
        }  # fmt: skip
    what = GOALS[goal]
    it, them = (what.replace("the orders", word) for word in ("it", "them"))
    return {
        "none": [f"No court can read the {what}, and no orders would help here.",
                 f"No court can read the {what}: no country has served an order yet."],
        "one": [f"An {one} is not enough: the {it} stay closed.",
                f"With an {one}, all {it} can be read."],
        "some": [f"O{some} are not enough: the {them} stay closed.",
                 f"With o{some}, all {them} can be read."],
        "open": [f"Anybody can read the {what}: no order is needed."],
    }  # fmt: skip


def powers_in_headlines(beside: Iterable[Power]) -> list[str]:
    """Say in a headline what goes beside the rung: where it is not enough, and where it is needed.

    >>> powers_in_headlines([Power.TAP]), powers_in_headlines([])
    ([', even with tapped lines,', ', and with tapped lines'], ['', ''])
    """
    said = beside_words(beside)
    return [f", even with {said},", f", and with {said}"] if said else ["", ""]


def headline(
    goal: Fact,
    served: Sequence[Jurisdiction],
    smallest: Sequence[Coalition],
    *,
    reached: bool,
    beside: Iterable[Power] = (),
) -> str:
    """Say the answer of a state in one line; of a yes, ``beside`` are powers that it depends on.

    >>> headline("future", ["AE", "NL"], [("NL",)], reached=True)
    'With orders of AE and NL, all messages sent later can be read.'
    >>> headline("future", ["NL"], [("NL",)], reached=True, beside=[Power.TAP])
    'With an order of NL, and with tapped lines, all messages sent later can be read.'
    """
    said = headlines(goal)
    if smallest and not smallest[0]:
        return said["open"][0]
    if not served:
        return said["none"][bool(smallest)]
    chosen = said["one" if len(served) == 1 else "some"][reached]
    power = powers_in_headlines(beside)[reached]
    return chosen.replace(POWER, power).replace(ORDERS, listed(served))


def where(title: str, level: Level, beside: Iterable[Power], k_eff: int | None) -> str:
    """Say what is looked at, what courts may take, and how many countries it takes.

    >>> where("WhatsApp", Level.MEMORY, [Power.TAP], 1)
    'WhatsApp, up to L3 live memory, with tapped lines: k_eff is 1.'
    >>> where("WhatsApp", Level.MEMORY, [], None)
    'WhatsApp, up to L3 live memory: no number of countries suffices.'
    """
    k = number(k_eff) if k_eff is None else f"k_eff is {k_eff}"
    return f"{title}, up to {rung_name(level)}{with_powers(beside)}: {k}."


def noticed(signs: Iterable[Sign], names: Names) -> str:
    """Say what a user could notice of the orders.

    >>> from cryptokit.lab.explorer.names import PLAIN
    >>> noticed([], PLAIN)
    'Nothing shows by itself.'
    """
    named = (replace(one, target=names.plain(one.target)) for one in signs)
    return f"{capital(shown_by(named).removeprefix(_LEAD))}."
