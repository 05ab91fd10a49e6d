"""Serve the orders of a trial: seize what lies there, and later what the orders have begun.

Where a world's rules say that the past opens the future, the orders can come again: then all that
they reach is seized a second time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from cryptokit.court import Exhibit, custody, seize
from cryptokit.experiment.answers import Trial
from cryptokit.experiment.states import States, take, up_to
from cryptokit.messengers.standing import Standing
from cryptokit.world import BEGUN, CHANGED, FUTURE, PAST, SWAPPED, Order, Piece, World, lasts, reach

_ORDER_DELAY: Final = 24 * 60 * 60
"""The orders are served a day after the last message, in seconds: all of the chat is past."""


@dataclass(frozen=True, slots=True)
class Served:
    """What the orders of a trial brought: a case, and the machines that the last came from.

    ``at`` is when the orders came, in Unix seconds.
    """

    trial: Trial
    states: States
    at: int
    case: Path
    exhibits: tuple[Exhibit, ...]
    run: Path

    @property
    def content(self) -> tuple[str, frozenset[tuple[str, str]]]:
        """What makes two seizures the same: which bytes lie where, whoever brought them."""
        files = frozenset((one.file, one.sha256) for one in self.exhibits)
        return self.trial.messenger.name, files


@dataclass(frozen=True, slots=True)
class Service:
    """When orders come, and when what they began is collected (None: never), in Unix seconds."""

    states: States
    at: int
    end: int | None

    @classmethod
    def of(cls, states: States, after: int | None) -> Self:
        """Let the orders come after so many messages, in order of time, or a day after the last."""
        times = sorted(message.sent for message in states.chat.messages)
        if after is None:
            return cls(states, times[-1] + _ORDER_DELAY, None)
        in_order = replace(states, chat=up_to(states.chat, times[-1]))
        return cls(in_order, times[after - 1] if after else times[0] - 1, times[-1])

    def serve(self, trial: Trial) -> Served:
        """Seize what a trial's orders reach."""
        world = trial.messenger.world
        reached = reach(world, trial.orders, trial.powers)
        case = self.states.folder / "seized" / trial.level.value
        begun = [piece for piece in reached if piece.view in BEGUN]
        listening = [piece for piece in begun if piece not in (CHANGED, SWAPPED)]
        now = self.states.at(self.at, Standing(dict.fromkeys(listening, self.at)))
        if self.end is None:
            return self._served(
                trial, case, seize(now, reached, case, at=self.at, world=world), now
            )
        then = self.states.at(self.end, Standing(dict.fromkeys(begun, self.at)))
        case.mkdir(parents=True)
        table = take(_at_once(reached), now, case, "first", at=self.at, world=world)
        table += take(_later(world, reached), then, case, "later", at=self.end, world=world)
        custody.write(case, table)
        return self._served(trial, case, table, then)

    def _served(self, trial: Trial, case: Path, exhibits: Iterable[Exhibit], run: Path) -> Served:
        return Served(trial, self.states, self.at, case, tuple(exhibits), run)


def serves_again(world: World) -> bool:
    """Tell whether orders that open the past come again and open the future as well."""
    return any(rule.out == FUTURE and PAST in rule.of for rule in world.rules)


def _at_once(reached: Mapping[Piece, Order | None]) -> dict[Piece, Order | None]:
    return {piece: order for piece, order in reached.items() if not lasts(piece)}


def _later(world: World, reached: Mapping[Piece, Order | None]) -> dict[Piece, Order | None]:
    again = serves_again(world)
    return {piece: order for piece, order in reached.items() if again or lasts(piece)}
