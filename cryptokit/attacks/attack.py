"""What an attack is, as a record: the same program against the flaw and against the repair."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptokit.rng import Rng


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of an attack found: whether it won, how many tries it took, and what it saw."""

    won: bool
    tries: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A published attack. Both runs have the same ``budget`` of tries.

    ``scale`` says what is smaller than in reality and why, or "real size". ``seen_in`` names
    software only where the flaw is public, with its source.
    """

    name: str
    title: str
    mistake: str
    repair: str
    source: str
    scale: str
    budget: int
    flawed: Callable[[Rng], Outcome]
    repaired: Callable[[Rng], Outcome]
    seen_in: str = ""
