"""One constant is replaced, and the door that was built for one opens for another.

A firewall drew its luck from Dual EC with a Q of its maker's. Somebody who could write to its
source put another Q there: not one other byte has to change, all tests still pass, and now the
newcomer's d opens what the maker's opened. Not here: how d opens it, which is ``dual_ec``.

ScreenOS had such a Q from 2008; an unknown party replaced it in 2012, which was found in 2015. Its
second stage, meant to hide the output of Dual EC, did nothing by an error (Checkoway and others,
2016). The repair is a generator with no constant to replace.
"""

from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.backdoors.dual_ec import GUESSES, Build, honest, predicted, trapdoor
from cryptokit.attacks.backdoors.generators import SEED_SIZE, dual_ec, hmac_drbg
from cryptokit.attacks.backdoors.price import Price
from cryptokit.rng import Rng, draw

_SEARCHES: Final = 3
"""The maker before the swap, the newcomer and the maker after it."""


def program(build: Build, budget: int, rng: Rng) -> Outcome:
    """Replace the maker's constant, and see whose d says the next key before and after."""
    maker, newcomer, seed = trapdoor(rng), trapdoor(rng), draw(rng, SEED_SIZE)
    each = max(1, budget // _SEARCHES)
    before, after = build(maker.q), build(newcomer.q)
    (was, one), (came, two), (still, three) = (
        predicted(d, device, seed, each)
        for d, device in ((maker.d, before), (newcomer.d, after), (maker.d, after))
    )
    told = (
        f"before: the maker's d {_opens(was)}. One constant later: the newcomer's d "
        f"{_opens(came)} after {two} guesses, the maker's {_opens(still)}"
    )
    return Outcome(came, one + two + three, told)


def _opens(won: bool) -> str:  # noqa: FBT001  # a word for a truth value
    return "opens" if won else "does not open"


PRICE: Final = Price(
    unit="guesses, of three searches",
    expected=GUESSES / 2 + GUESSES / 2 + GUESSES,
    once=False,
    reality="one constant in every device, put in the place of another in 2012, found in 2015",
)
ATTACK: Final = Attack(
    name="swapped_constant",
    title="Another's constant",
    mistake="a constant in the source decides who can say the next key",
    repair="HMAC_DRBG, where no constant helps anybody",
    source='Checkoway and others, "A Systematic Analysis of the Juniper Dual EC Incident", ACM CCS '
    "2016",
    scale="P-256 at its real size; one byte of each block is dropped for two, 2^8 guesses a search "
    "for 2^16; an equivalent, not the paper's code",
    budget=_SEARCHES * GUESSES,
    program=program,
    honest=honest,
    flawed=dual_ec,  # the flaw: whoever can change this argument owns the door
    repaired=hmac_drbg,
    seen_in="Juniper ScreenOS, 2012 to 2015 (Checkoway and others, 2016)",
)
