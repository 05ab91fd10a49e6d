"""A message of a secret chat is sent, read and deleted: what is then left of it, and where.

Two phones by the rules, a relay that keeps packets, and a backup if somebody makes one. Not here:
disks, where a deleted row may lie on for a while, and photographs of a screen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from cryptokit.attacks.mtproto.between import agree
from cryptokit.attacks.mtproto.cloud import opened
from cryptokit.attacks.mtproto.short_exponents import short
from cryptokit.keys import SecretChatKey
from cryptokit.lab.printing import counted
from cryptokit.mtproto import phone
from cryptokit.mtproto.actions import Delete
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.device import Delivered, Step, Vanished
from cryptokit.mtproto.secret import Author
from cryptokit.rng import Rng, system

SAID: Final = "the door code is 4711"
MIRA, BEN, BACKUP, RELAY, LOG = (
    "Mira's phone",
    "Ben's phone",
    "Ben's backup",
    "the relay",
    "the log",
)
_FIRST, _SECOND = 1, 2
_MIRA, _BEN = Author.CREATOR, Author.OTHER


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens around a message that Mira sends to Ben, and deletes on both phones.

    ``backup``: when Ben's phone is backed up, before the message came or after it. ``rekeyed``: the
    phones changed their key after the deletion. ``obeys``: Ben's app deletes what it is asked to.
    """

    backup: Literal["none", "before", "after"] = "none"
    rekeyed: bool = False
    obeys: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """What one place has: words in the clear, packets, keys of the chat, and lines of a log."""

    texts: tuple[str, ...] = ()
    packets: tuple[bytes, ...] = field(default=(), repr=False)
    keys: tuple[SecretChatKey, ...] = ()
    lines: int = 0

    def __repr__(self) -> str:
        held = ((len(self.texts), "text"), (len(self.packets), "packet"), (len(self.keys), "key"),
                (self.lines, "line"))  # fmt: skip
        return ", ".join(counted(number, what) for number, what in held if number) or "nothing"


class _Chat:
    """Two phones with their histories, and the relay between them."""

    def __init__(self, plan: Plan, rng: Rng) -> None:
        self.plan, self.rng = plan, short(rng)
        self.phones = {chat.me: phone.begin(chat, now=0) for chat in agree(self.rng)}
        self.texts: dict[Author, dict[int, str]] = {author: {} for author in Author}
        self.packets: list[bytes] = []

    def carry(self, author: Author, step: Step) -> None:
        """Take what a phone did over, and carry its packets and all answers to them."""
        waiting = [(author, packet) for packet in self._take(author, step)]
        while waiting:
            by, packet = waiting.pop(0)
            self.packets.append(packet)
            heard = phone.hear(self.phones[by.peer], packet, now=0, rng=self.rng)
            waiting += [(by.peer, one) for one in self._take(by.peer, heard)]

    def say(self, author: Author, number: int, words: str) -> None:
        """Let somebody write, which stays in the own history as well."""
        self.texts[author][number] = words
        step = phone.send(self.phones[author], Text(number, words), now=0, rng=self.rng)
        self.carry(author, step)

    def _take(self, author: Author, step: Step) -> tuple[bytes, ...]:
        self.phones[author] = step.phone
        for event in step.events:
            match event:
                case Delivered(message=Text(random_id=number, text=said)):
                    self.texts[author][number] = said
                case Vanished(numbers) if author is _MIRA or self.plan.obeys:
                    for number in numbers:
                        self.texts[author].pop(number, None)
                case _:
                    pass
        return step.packets

    def place(self, author: Author) -> Place:
        """Give what a phone holds now."""
        held = self.phones[author]
        kept = tuple(one.packet for one in held.kept)
        return Place(tuple(self.texts[author].values()), kept, held.keys)


def places_after(plan: Plan, *, rng: Rng = system) -> Mapping[str, Place]:
    """Play a plan; give what each place has at the end.

    >>> from cryptokit.rng import lesson
    >>> places = places_after(Plan(), rng=lesson("deleting"))
    >>> places["Ben's phone"].texts, brings_back(places, ["Ben's phone", "the relay"])
    (('thanks',), True)

    See: Telegram, "Secret Chats, End-to-End Encryption", on deleting messages.
    """
    chat = _Chat(plan, rng)
    for author in (_MIRA, _BEN):
        chat.carry(author, phone.answer(chat.phones[author], now=0, rng=chat.rng))
    backup = chat.place(_BEN) if plan.backup == "before" else Place()
    chat.say(_MIRA, _FIRST, SAID)
    if plan.backup == "after":
        backup = chat.place(_BEN)
    chat.say(_BEN, _SECOND, "thanks")
    chat.carry(_MIRA, phone.do(chat.phones[_MIRA], Delete((_FIRST,)), now=0, rng=chat.rng))
    if plan.rekeyed:
        chat.carry(_MIRA, phone.renew(chat.phones[_MIRA], now=0, rng=chat.rng))
    relay = tuple(chat.packets)
    phones = {MIRA: chat.place(_MIRA), BEN: chat.place(_BEN)}
    return phones | {BACKUP: backup, RELAY: Place(packets=relay), LOG: Place(lines=len(relay))}


def brings_back(places: Mapping[str, Place], names: Iterable[str]) -> bool:
    """Tell whether some places together give the words, by trying all their keys on all packets."""
    some = [places[name] for name in names]
    packets = tuple(packet for place in some for packet in place.packets)
    keys = [key for place in some for key in place.keys]
    read = [text for place in some for text in place.texts]
    return SAID in (*read, *opened(packets, *keys))
