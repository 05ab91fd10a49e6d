"""One question, three answers: by trying, by reasoning, by formula. They must agree."""

from collections import Counter
from dataclasses import dataclass, field

from cryptokit.exposure.attempt import attempt
from cryptokit.exposure.closed_form import closed_form
from cryptokit.exposure.closure import closure, reason, texts
from cryptokit.exposure.double_ratchet import DoubleRatchet
from cryptokit.exposure.ops import Adversary, Schedule, Seizure
from cryptokit.exposure.runs import Run, System
from cryptokit.exposure.secret_chat import SecretChat
from cryptokit.knowledge import Knowledge, Step, explain
from cryptokit.rng import Rng, system


@dataclass(frozen=True, slots=True)
class Exposure:
    """Which messages can be read, found in three ways; ``predicted`` is None without a formula."""

    system: str
    seizure: Seizure
    attempted: frozenset[int]
    derived: frozenset[int]
    predicted: frozenset[int] | None
    known: Knowledge = field(repr=False)

    @property
    def agree(self) -> bool:
        """Whether the ways agree. If they do not, one of them is wrong."""
        return self.attempted == self.derived and self.predicted in {None, self.derived}

    @property
    def readable(self) -> frozenset[int]:
        """The messages that were read."""
        return self.attempted

    @property
    def reasons(self) -> dict[str, int]:
        """Why, in a few words each, and for how many messages."""
        return dict(Counter(reason(self.known, number) for number in sorted(self.derived)))

    def why(self, number: int) -> tuple[Step, ...]:
        """Give the steps that lead to a message; none if it lay there, or stays closed."""
        return explain(self.known, f"text {number}")


def compare(
    how: System, schedule: Schedule, seizure: Seizure, *, run: Run | None = None, rng: Rng = system
) -> Exposure:
    """Ask what a thief can read, in three ways; ``run`` is a play of the schedule, if there is one.

    Raises ValueError for a step that the schedule does not have.

    >>> from cryptokit.exposure.cloud_chat import CloudChat
    >>> from cryptokit.exposure.ops import Victim, in_order
    >>> found = compare(CloudChat(), in_order("ABA"), Seizure(2, Victim.B))
    >>> found.agree, sorted(found.readable), found.reasons
    (True, [0, 1, 2], {'under a stolen key': 3})

    See: ``closed_form``, ``closure``, ``attempt``.
    """
    if not 0 <= seizure.t <= len(schedule.ops):
        raise ValueError(f"t is a step from 0 to {len(schedule.ops)}, not {seizure.t}")
    run = _play(how, schedule, seizure, run, rng)
    known = closure(run, seizure)
    return Exposure(
        how.title,
        seizure,
        attempt(run, seizure, rng=rng),
        texts(known),
        closed_form(how, schedule, seizure),
        known,
    )


def _play(how: System, schedule: Schedule, seizure: Seizure, run: Run | None, rng: Rng) -> Run:
    # Two phones agree on keys over the line, so whoever carries the messages changes the run. The
    # other systems agree on nothing there, and a thief can but listen or log in.
    if seizure.adversary is Adversary.ACTIVE and isinstance(how, SecretChat | DoubleRatchet):
        return how.play(schedule, thief=seizure, rng=rng)
    return run or how.play(schedule, rng=rng)
