"""What was read of one Telegram chat so far: entries by their kind, and who was met. No file."""

from dataclasses import dataclass, field
from sys import intern
from typing import Final

from cryptokit.conversation.chat import Message, Service
from cryptokit.conversation.findings import Doubt
from cryptokit.conversation.jsonvalues import Fields
from cryptokit.conversation.telegram.clock import Clock

Person = tuple[str, str]
"""An id and a name: a name may be shared by two people, or be gone."""

NOBODY: Final = "unknown"
"""The sender when an export names none at all."""


@dataclass(slots=True)
class Book:
    """Entries of one chat. ``writers`` are the senders of ``messages``, one by one.

    ``latest`` is the highest id so far: a clock is learned from entries whose ids rise.
    """

    messages: list[Message] = field(default_factory=list[Message])
    writers: list[Person] = field(default_factory=list[Person])
    services: list[Service] = field(default_factory=list[Service])
    unsupported: list[int] = field(default_factory=list[int])
    strange: list[Fields] = field(default_factory=list[Fields])
    people: dict[str, Person] = field(default_factory=dict[str, Person])
    met: dict[Person, None] = field(default_factory=dict[Person, None])
    clock: Clock = field(default_factory=Clock)
    doubts: list[Doubt] = field(default_factory=list[Doubt])
    latest: int | float = float("-inf")

    def meet(self, who: str, name: str) -> Person:
        """Give the one record of a person under this name.

        >>> book = Book()
        >>> book.meet("user1", "Ann") is book.meet("user1", "Ann")
        True
        """
        person = self.people.get(who)
        if person is None or person[1] != name:
            person = self.people[who] = (intern(who), intern(name))
            self.met.setdefault(person)
        return person
