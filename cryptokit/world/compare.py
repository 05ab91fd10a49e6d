"""What a change does to the answers: on which rungs, and which step of the explanation it was.

Not here: the changes themselves, which are in ``change``.
"""

from dataclasses import dataclass
from itertools import product

from cryptokit.knowledge import Fact, Step
from cryptokit.world.coalitions import Coalition, smallest_sets
from cryptokit.world.explain import Addition, Explanation, Taken, why
from cryptokit.world.model import FUTURE, PAST, World
from cryptokit.world.powers import Level, Power

Part = Taken | Step | Addition
"""A line of an explanation: something seized, a rule applied, or something missing."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One rung whose answer is another one: the smallest sets, and why, before and after."""

    goal: Fact
    level: Level
    before: tuple[Coalition, ...]
    after: tuple[Coalition, ...]
    was: Explanation
    now: Explanation

    @property
    def gone(self) -> tuple[Part, ...]:
        """What the old explanation says and the new one does not; nothing, if it still holds."""
        return () if self.was.coalition in self.after else _only(self.was, self.now)

    @property
    def come(self) -> tuple[Part, ...]:
        """What the new explanation says and the old one did not; nothing, if it always held."""
        return () if self.now.coalition in self.before else _only(self.now, self.was)


def compare(
    before: World, after: World, *, beside: frozenset[Power] = frozenset()
) -> tuple[Changed, ...]:
    """Give every rung on which ``k_eff`` or the smallest sets differ, for both goals.

    ``beside`` are powers that go to every rung.

    >>> from cryptokit.world import load
    >>> from cryptokit.world.change import serve_from_memory
    >>> split = load({"entities": {"op": {"inc": "VG"}},
    ...     "assets": [{"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]},
    ...                {"id": "kms", "loc": "SG", "custodian": "op", "holds": ["kek"]}],
    ...     "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}]})
    >>> rung, *_ = compare(split, serve_from_memory(split, "db", "kek"))
    >>> rung.level.value, rung.before, rung.after
    ('L3_plus_live_memory', (('NL', 'SG'),), (('NL',),))
    >>> [one.piece.asset for one in rung.gone], [one.piece.view.value for one in rung.come]
    (['kms'], ['memory'])
    """
    changed = list[Changed]()
    for goal, level in product((PAST, FUTURE), Level):
        powers = level.powers | beside
        old, new = (smallest_sets(world, goal, powers) for world in (before, after))
        if old != new:
            was = why(before, goal, powers, coalition=_first(old, new))
            now = why(after, goal, powers, coalition=_first(new, old))
            changed.append(Changed(goal, level, old, new, was, now))
    return tuple(changed)


def parts(explanation: Explanation, *, missing: bool = True) -> tuple[Part, ...]:
    """Give the lines of an explanation in order; of a no, the nearest additions come last."""
    nearest = explanation.ways[-1] if missing and explanation.ways else ()
    return (*explanation.taken, *explanation.steps, *nearest)


def _first(some: tuple[Coalition, ...], others: tuple[Coalition, ...]) -> Coalition | None:
    """Choose the set to explain: one that is on this side only, if there is such a set."""
    return next(iter((*(one for one in some if one not in others), *some)), None)


def _only(one: Explanation, other: Explanation) -> tuple[Part, ...]:
    theirs = frozenset(parts(other))
    return tuple(part for part in parts(one) if part not in theirs)
