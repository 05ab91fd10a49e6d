"""What the experiment answers, as records and as plain values for a pipe."""

from dataclasses import asdict, dataclass
from typing import Any

from cryptokit.conversation import Chat
from cryptokit.court import Line, Traffic
from cryptokit.knowledge import Fact
from cryptokit.messengers import Messenger
from cryptokit.world import ACCOUNTS, METADATA, Coalition, Level, Power, Sign, smallest_sets


@dataclass(frozen=True, slots=True)
class Trial:
    """One rung of powers in one messenger, and the countries that serve orders there.

    ``powers`` are those of the rung and any beside it; ``goal`` says which messages are asked for.
    """

    messenger: Messenger
    goal: Fact
    level: Level
    powers: frozenset[Power]
    smallest_sets: tuple[Coalition, ...]
    orders: Coalition

    @property
    def k_eff(self) -> int | None:
        """The fewest countries whose orders suffice, 0 if anybody can look; None if none does."""
        return len(self.smallest_sets[0]) if self.smallest_sets else None

    def by_mathematics(self) -> dict[str, int | None]:
        """Give the fewest countries for messages, for metadata and for accounts; None: no number.

        What no machine of the messenger keeps has no entry.
        """
        world = self.messenger.world
        held = {fact for asset in world.assets for fact in asset.holds}
        found = {self.goal: self.k_eff}
        for fact in (METADATA, ACCOUNTS):
            if fact in held:
                sets = smallest_sets(world, fact, self.powers)
                found[fact] = len(sets[0]) if sets else None
        return found


@dataclass(frozen=True, slots=True)
class Opened:
    """How many of the files that came with messages the examiner opened."""

    opened: int
    of: int

    def __str__(self) -> str:
        return f"files opened: {self.opened} of {self.of}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a trial opened: the examiner read ``readable`` of ``of`` messages, by these steps.

    ``missing`` says what the examiner lacked, and who has it; ``noticed`` what users could see.
    ``served`` is when the orders came, in Unix seconds. ``metadata`` tells who wrote to whom and
    when, ``accounts`` counts the people whom the files name with number and last address;
    ``seized`` names the files that the orders brought, and those open to anybody. ``files`` counts
    those that came with messages; None where the messenger carried none.
    """

    trial: Trial
    served: int
    readable: int
    of: int
    steps: tuple[str, ...]
    missing: tuple[str, ...]
    noticed: tuple[Sign, ...]
    metadata: Traffic
    accounts: int
    seized: tuple[str, ...]
    sample: tuple[Line, ...]
    files: Opened | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the answer as plain values; ``k_eff`` is None where no set of countries suffices."""
        promise = self.trial.messenger.promise
        return {
            "messenger": self.trial.messenger.name,
            "offered": True,
            "level": self.trial.level.value,
            "beside": sorted(self.trial.powers - self.trial.level.powers, key=list(Power).index),
            "goal": self.trial.goal,
            "promised": {"text": promise.text, "countries": promise.countries},
            "k_eff": self.trial.k_eff,
            "smallest_sets": [list(one) for one in self.trial.smallest_sets],
            "orders": list(self.trial.orders),
            "readable": self.readable,
            "of": self.of,
            "steps": list(self.steps),
            "missing": list(self.missing),
            "noticed": [asdict(one) for one in self.noticed],
            "accounts": self.accounts,
            "metadata": self.metadata.as_json(),
            "files": None if self.files is None else asdict(self.files),
            "by_policy": [asdict(one) for one in self.trial.messenger.policy],
            "by_mathematics": self.trial.by_mathematics(),
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """A messenger that cannot carry the chat, and why."""

    messenger: Messenger
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Give the refusal as plain values: ``offered`` is false."""
        return {"messenger": self.messenger.name, "offered": False, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Result:
    """Who can read this chat: an answer for each messenger and rung, or a refusal."""

    chat: Chat
    answers: tuple[Answer | Refusal, ...]

    def as_json(self) -> dict[str, Any]:
        """Give everything as plain values, in the shape of ``who-can-read --json``."""
        chat = {
            "format": self.chat.format,
            "name": self.chat.name,
            "messages": len(self.chat.messages),
            "participants": len(self.chat.participants),
        }
        return {"chat": chat, "answers": [answer.as_json() for answer in self.answers]}
