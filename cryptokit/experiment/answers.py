"""What the experiment answers, as records and as plain values for a pipe."""

from dataclasses import dataclass
from typing import Any

from cryptokit.conversation import Chat
from cryptokit.court import Line
from cryptokit.messengers import Messenger
from cryptokit.world import PAST, Coalition, Level


@dataclass(frozen=True, slots=True)
class Trial:
    """One rung of powers in one messenger, and the countries that serve orders there."""

    messenger: Messenger
    level: Level
    smallest_sets: tuple[Coalition, ...]
    orders: Coalition

    @property
    def k_eff(self) -> int | None:
        """The fewest countries whose orders suffice, 0 if anybody can look; None if none does."""
        return len(self.smallest_sets[0]) if self.smallest_sets else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a trial opened: the examiner read ``readable`` of ``of`` messages, by these steps.

    ``missing`` says what the examiner lacked, and who has it. ``metadata`` counts the lines that
    say who wrote to whom and when, ``accounts`` the people whom the files name with number and
    last address; ``seized`` names the files that the orders brought, and those open to anybody.
    """

    trial: Trial
    readable: int
    of: int
    steps: tuple[str, ...]
    missing: tuple[str, ...]
    metadata: int
    accounts: int
    seized: tuple[str, ...]
    sample: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the answer as plain values; ``k_eff`` is None where no set of countries suffices."""
        promise = self.trial.messenger.promise
        return {
            "messenger": self.trial.messenger.name,
            "offered": True,
            "level": self.trial.level.value,
            "goal": PAST,
            "promised": {"text": promise.text, "countries": promise.countries},
            "k_eff": self.trial.k_eff,
            "smallest_sets": [list(one) for one in self.trial.smallest_sets],
            "orders": list(self.trial.orders),
            "readable": self.readable,
            "of": self.of,
            "steps": list(self.steps),
            "missing": list(self.missing),
            "accounts": self.accounts,
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
