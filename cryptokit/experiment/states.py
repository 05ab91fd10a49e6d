"""The machines of a messenger as they were at any time, while a chat goes on under orders."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.court import Exhibit, custody, seize
from cryptokit.messengers import Messenger
from cryptokit.messengers.standing import NOTHING, Standing
from cryptokit.rng import lesson
from cryptokit.world import Order, Piece, World

SEED_SIZE: Final = 32
"""Bytes of luck that a whole run grows from."""
_NAME: Final = 12
"""Hex digits by which two sets of orders in force are told apart."""


def up_to(chat: Chat, at: int) -> Chat:
    """Give a chat as it was at some time: the messages sent by then, in order of time.

    >>> from cryptokit.conversation import say
    >>> chat = say(["Alice: hi", "Bob: hello"])
    >>> [message.text for message in up_to(chat, chat.messages[0].sent).messages]
    ['hi']
    """
    sent = (message for message in chat.messages if message.sent <= at)
    return replace(chat, messages=tuple(sorted(sent, key=lambda message: message.sent)))


@dataclass(frozen=True, slots=True)
class States:
    """The machines as they were at any time, each delivered once into a folder of its own.

    ``progress`` is called with the number of messages delivered so far.
    """

    messenger: Messenger
    chat: Chat
    folder: Path
    seed: bytes
    progress: Callable[[int], None] = lambda _: None

    def at(self, time: int, standing: Standing = NOTHING) -> Path:
        """Deliver what was sent by then, unless that was done already."""
        sofar = up_to(self.chat, time)
        sofar = self.chat if len(sofar.messages) == len(self.chat.messages) else sofar
        begun = [_digest(standing)] if standing.since else []
        count = [] if sofar is self.chat else [f"after-{len(sofar.messages)}"]
        run = self.folder / "-".join(("servers", *count, *begun))
        if not run.exists():
            # The same luck makes the same keys every time, so that what is seized in March fits
            # what is seized in May: the machines of May are those of March, some messages later.
            self.messenger.deliver(
                self.messenger.world,
                sofar,
                run,
                rng=lesson(self.seed),
                progress=self.progress,
                standing=standing,
            )
        return run


def _digest(standing: Standing) -> str:
    """Name orders in force shortly: a folder's name must not grow with their number."""
    said = json.dumps(sorted([*piece, at] for piece, at in standing.since.items()))
    return hashlib.sha256(said.encode()).hexdigest()[:_NAME]


def take(  # what, whence, whereto, when, and by whose law
    reached: Mapping[Piece, Order | None],
    run: Path,
    case: Path,
    name: str,
    *,
    at: int,
    world: World | None = None,
) -> list[Exhibit]:
    """Seize files into one folder of a case, whose record of custody is the caller's to write."""
    exhibits = seize(run, reached, case / name, at=at, world=world)
    (case / name / custody.FILE_NAME).unlink()
    return [replace(one, file=f"{name}/{one.file}") for one in exhibits]
