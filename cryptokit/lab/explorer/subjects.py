"""What the explorer can show: the messengers of the project, and the ten reference architectures.

Not here: what orders reach in them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.lab.printing import printable
from cryptokit.messengers import ALL, Messenger, Promise
from cryptokit.messengers import named as messenger_named
from cryptokit.world import World
from cryptokit.world.architectures import architectures

REFERENCE, MESSENGERS, OWN = "reference architectures", "messengers", "your own"
"""The groups that subjects are listed in."""
FIRST: Final = "cloud_chat"
"""What the page opens on."""

LIKE: Final = {
    "A1": "domestic",
    "A2": "cloud_chat_key_apart",
    "A3": "cloud_chat",
    "A4": "cloud_chat_cold",
    "A5": "independent",
    "A6": "independent_with_factor",
    "A7": "end_to_end",
    "A8": "end_to_end_verified",
    "A9": "end_to_end_backup",
    "A10": "end_to_end_vault",
}
"""The messenger that is built like an architecture, so that its promise is about that, too."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A world to explore: ``id`` is what a link names; without a promise nobody promised a thing.

    ``like`` is the title of the messenger whose promise it is, where that is another one.
    """

    id: str
    group: str
    title: str
    world: World
    promise: Promise | None = None
    like: str = ""


def subjects() -> Iterator[Subject]:
    """Give all of them: first the messengers, then the architectures, plain name first.

    >>> some = [one.id for one in subjects()]
    >>> some[:2], some[-1], len(some)
    (['cloud_chat', 'domestic'], 'A10', 28)
    >>> subject("A3").title
    'claimed split serving (A3)'
    """
    yield from sorted(map(_of_messenger, ALL), key=lambda one: one.id != FIRST)
    for name, world in architectures().items():
        number, _, rest = name.partition("_")
        like = messenger_named(LIKE[number])
        title = f"{rest.replace('_', ' ')} ({number})"
        yield Subject(number, REFERENCE, title, world, like.promise, like.title)


def subject(about: World | Messenger | str) -> Subject:
    """Make a subject of a world or a messenger, or find one by its id. Raises Unknown.

    >>> subject("A3").promise.countries, subject("cloud_chat").title
    (4, 'Telegram cloud chat')
    """
    if isinstance(about, World):
        return Subject(about.name, OWN, printable(about.name), about)
    if isinstance(about, Messenger):
        return _of_messenger(about)
    listed = {one.id: one for one in subjects()}
    if about not in listed:
        raise Unknown("architecture or messenger", about, known=listed)
    return listed[about]


def _of_messenger(one: Messenger) -> Subject:
    return Subject(one.name, MESSENGERS, one.title, one.world, one.promise)
