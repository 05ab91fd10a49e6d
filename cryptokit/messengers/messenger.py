"""What a messenger is for the experiment: a world, a promise, and a way to deliver a chat."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptokit.conversation import Chat
from cryptokit.messengers.standing import NOTHING, Standing
from cryptokit.rng import Rng
from cryptokit.transcript import Transcript
from cryptokit.world import World

Progress = Callable[[int], None]
"""Called with the number of messages delivered so far."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the operator says, and where it says so.

    ``short`` is the promise in two words. ``countries`` is what it comes to in this set-up: the
    countries that hold the data and the parts of its key. None means that no order to any company
    should suffice.
    """

    short: str
    text: str
    countries: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Handover:
    """What the operator says it hands over of whom: since when, and where it says so.

    It is a policy: it can change, and nothing but the operator's word holds it. What an order
    brings by mathematics is for ``world`` and the examiner to say.
    """

    since: str
    whom: str
    what: str
    source: str


class Deliver(Protocol):
    """Send a whole chat through the messenger and leave what every asset stores in ``run``.

    ``standing`` are orders in force meanwhile: what they bring lies in ``run`` as well.
    """

    def __call__(
        self,
        world: World,
        chat: Chat,
        run: Path,
        *,
        rng: Rng,
        progress: Progress,
        standing: Standing = NOTHING,
    ) -> Transcript:
        """Return who sent what to whom: the set-up and the first messages, the rest is alike."""
        ...


@dataclass(frozen=True, slots=True)
class Messenger:
    """A system of the reference set: deployable into a folder, and answerable for a promise.

    ``refuses`` gives the reason why a chat cannot be carried, or None. ``policy`` is what the
    operator says that it hands over, the oldest row first.
    """

    name: str
    title: str
    world: World = field(repr=False)
    promise: Promise = field(repr=False)
    deliver: Deliver = field(repr=False)
    refuses: Callable[[Chat], str | None] = field(repr=False)
    policy: tuple[Handover, ...] = field(repr=False)
