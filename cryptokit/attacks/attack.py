"""What an attack is, as a record: one program, played on a flawed scheme and on the repaired one.

Not here: the schemes. What a program asks of one is a record of functions beside the attacks.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Generic, TypeVar, cast

from cryptokit.errors import CryptokitError, Unknown
from cryptokit.rng import Rng, system

S = TypeVar("S")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of an attack found: whether it won, how many tries it took, and what it saw."""

    won: bool
    tries: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack(Generic[S]):
    """A published attack. Both schemes meet the same ``program`` with the same ``budget`` of tries.

    ``honest`` tells whether a scheme serves people who follow the rules, so that a repair which
    refuses everybody is no repair. ``scale`` says what is smaller than in reality and why, or
    "real size". ``seen_in`` names software only where the flaw is public, with its source.

    >>> from cryptokit.attacks.sharing import named
    >>> from cryptokit.rng import lesson
    >>> attack = named("share_at_zero")
    >>> attack.on_flawed(lesson("doctest")).won, attack.on_repaired(lesson("doctest")).won
    (True, False)
    """

    name: str
    title: str
    mistake: str
    repair: str
    source: str
    scale: str
    budget: int
    program: Callable[[S, int, Rng], Outcome]
    honest: Callable[[S, Rng], bool]
    flawed: S
    repaired: S
    seen_in: str = ""

    def on_flawed(self, rng: Rng = system) -> Outcome:
        """Play the attack on the flawed scheme."""
        return self.program(self.flawed, self.budget, rng)

    def on_repaired(self, rng: Rng = system) -> Outcome:
        """Play the same attack on the repaired scheme."""
        return self.program(self.repaired, self.budget, rng)


def answer(ask: Callable[[], R]) -> R | CryptokitError:
    """Give what a scheme answers, or its refusal: an attacker sees both.

    >>> from cryptokit.errors import NotEnoughShares
    >>> def refuse() -> int:
    ...     raise NotEnoughShares(have=2, need=3)
    >>> answer(lambda: 7), answer(refuse)
    (7, NotEnoughShares('2 shares, but 3 are needed'))
    """
    try:
        return ask()
    except CryptokitError as refusal:
        return refusal


def load(room: str, names: Collection[str], name: str) -> Attack[object]:
    """Load an attack of a gallery by its name, which is that of its file. Raises Unknown.

    >>> load("cryptokit.attacks.sharing", ["share_at_zero"], "share_at_zero").name
    'share_at_zero'
    """
    if name not in names:
        raise Unknown("attack", name, known=names)
    # Only the attack itself hands its schemes to its program, so their type is nobody's business.
    return cast("Attack[object]", import_module(f"{room}.{name}").ATTACK)
