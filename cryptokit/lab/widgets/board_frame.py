"""What the order board shows at one moment, as records. What follows is worked out in ``world``."""

from dataclasses import dataclass

from cryptokit.messengers import Promise
from cryptokit.world import Coalition, Explanation, Jurisdiction, Level, Power


@dataclass(frozen=True, slots=True)
class Tile:
    """A country, whether it serves orders now, and what of these the answer rests on.

    ``lacks`` is what an order of this country could bring of the nearest missing pieces.
    """

    country: Jurisdiction
    serves: bool
    brings: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoardFrame:
    """Who serves orders on which rung, the engine's answer in records and in sentences, and k_eff.

    ``smallest`` are the smallest sets of countries that suffice on this rung; none if none does.
    ``promise`` is None for a world of no messenger; ``beside`` are powers that go with the rung.
    """

    title: str
    level: Level
    tiles: tuple[Tile, ...]
    explanation: Explanation
    sentences: tuple[str, ...]
    smallest: tuple[Coalition, ...]
    promise: Promise | None
    beside: frozenset[Power] = frozenset()

    @property
    def readable(self) -> bool:
        """Whether the goal is reached by these orders."""
        return self.explanation.reached

    @property
    def k_eff(self) -> int | None:
        """The fewest countries whose orders suffice on this rung; None if no number does."""
        return len(self.smallest[0]) if self.smallest else None
