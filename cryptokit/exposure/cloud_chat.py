"""A cloud chat, with one key for good or with temporary keys: each phone talks to the server.

The keys are drawn, in place of the handshake that agrees on them, and a temporary key counts as
bound to its device. The server keeps every message in the clear.
"""

from dataclasses import dataclass, field
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.exposure.ops import DAY, Party, Schedule, Send, Victim
from cryptokit.exposure.runs import Holdings, Packet, Run, Store, Text, number_in, words
from cryptokit.keys import AuthKey
from cryptokit.mtproto import cloud, session, tl
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.session import Session
from cryptokit.rng import Rng, draw, system
from cryptokit.wire import Cursor

LIFETIME: Final = DAY
"""Seconds that a temporary key serves. See: Telegram, "Perfect Forward Secrecy"; tdlib/td."""
_START: Final = 1_700_000_000
"""The ids of packets tell the time, so the play begins at some date."""
_HISTORY: Final = tl.string(b"history, please")


@dataclass(frozen=True, slots=True)
class CloudChat:
    """Messages that the server reads; ``lifetime`` of temporary keys in seconds, None without.

    >>> from cryptokit.exposure.ops import in_order
    >>> from cryptokit.rng import lesson
    >>> run = CloudChat().play(in_order("AB"), rng=lesson("cloud"))
    >>> len(run.packets), run.held[4][Victim.SERVER].texts[-1].words
    (4, 'message 1')

    See: Telegram, "Perfect Forward Secrecy".
    """

    lifetime: float | None = None

    def __post_init__(self) -> None:
        if self.lifetime is not None and self.lifetime <= 0:
            raise ValueError("a key lives for some seconds")

    @property
    def title(self) -> str:
        """What people call it."""
        return "cloud chat" if self.lifetime is None else "cloud chat, temporary keys"

    def play(self, schedule: Schedule, *, rng: Rng = system) -> Run:
        """Play a schedule."""
        phones = {party: _Phone.new(self.lifetime, rng) for party in Party}
        packets, held = list[Packet](), [_held(phones, (), 0.0)]
        bodies = list[bytes]()
        texts = list[Text]()
        for step, op in enumerate(schedule.ops):
            by = schedule.senders[op.number]
            phone = phones[by if isinstance(op, Send) else by.peer]
            phone.keep_fresh(op.at, rng)
            if isinstance(op, Send):
                packet, body = phone.up(_write(op.number), op.at, rng)
                bodies.append(body)
                texts.append(Text(words(_read(body)), op.at))
            else:
                packet, body = phone.down(bodies[op.number], op.at, rng)
            phone.texts.append(Text(words(_read(body)), op.at))
            packets.append(Packet(packet, packet[:8].hex(), op.number, step))
            held.append(_held(phones, tuple(texts), op.at))
        store = Store(tuple(phone.permanent for phone in phones.values()), tuple(bodies))
        return Run(schedule, tuple(packets), tuple(held), store)


@dataclass(slots=True)
class _Phone:
    """A phone and the server's end of its line, with the key that both use now."""

    permanent: AuthKey
    lifetime: float | None
    key: AuthKey
    ends: float
    line: tuple[Session, Session]
    texts: list[Text] = field(default_factory=list[Text])

    @classmethod
    def new(cls, lifetime: float | None, rng: Rng) -> "_Phone":
        permanent = AuthKey.draw(rng)
        ends = float("inf") if lifetime is None else float("-inf")
        return cls(permanent, lifetime, permanent, ends, _line(permanent, rng))

    def keep_fresh(self, now: float, rng: Rng) -> None:
        """Make another temporary key if the last one is over."""
        if self.lifetime is not None and now >= self.ends:
            self.key, self.ends = AuthKey.draw(rng), now + self.lifetime
            self.line = _line(self.key, rng)

    def keys(self, now: float) -> tuple[AuthKey, ...]:
        """Give the keys that are held: a temporary one is deleted when its time is over."""
        if self.lifetime is None or now >= self.ends:
            return (self.permanent,)
        return (self.permanent, self.key)

    def up(self, body: bytes, now: float, rng: Rng) -> tuple[bytes, bytes]:
        """Send to the server; give the packet, and what the server read."""
        phone, packet = session.send(self.line[0], body, now=_START + now, rng=rng)
        server, message = session.receive(self.line[1], packet, now=_START + now)
        self.line = phone, server
        return packet, message.body

    def down(self, body: bytes, now: float, rng: Rng) -> tuple[bytes, bytes]:
        """Send to the phone; give the packet, and what the phone read."""
        server, packet = session.send(self.line[1], body, now=_START + now, rng=rng)
        phone, message = session.receive(self.line[0], packet, now=_START + now)
        self.line = phone, server
        return packet, message.body


def open_(key: AuthKey, packet: bytes) -> int:
    """Open a packet of either direction; give the number of the message. Raises CannotOpen."""
    for to in Direction:
        try:
            return _read(cloud.open_(key, packet, to=to).body)
        except CannotOpen:
            continue
    raise CannotOpen


def fetch(store: Store, key: AuthKey, *, now: float, rng: Rng = system) -> frozenset[int]:
    """Log in with a key found on a phone or a server, and have the whole history sent.

    Raises CannotOpen if the server knows no such key.

    >>> from cryptokit.exposure.ops import in_order
    >>> run = CloudChat().play(in_order("ABA"))
    >>> sorted(fetch(run.store, run.held[0][Victim.A].account, now=0))
    [0, 1, 2]
    """
    known = next((one for one in store.accounts if one.key_id() == key.key_id()), None)
    if known is None:
        raise CannotOpen
    thief, server = session.client(key, salt=bytes(8), rng=rng), None
    thief, packet = session.send(thief, _HISTORY, now=_START + now, rng=rng)
    server = session.server(known, salt=bytes(8), session_id=thief.session_id)
    server, asked = session.receive(server, packet, now=_START + now)
    found = set[int]()
    for body in store.bodies if asked.body == _HISTORY else ():
        server, packet = session.send(server, body, now=_START + now, rng=rng)
        thief, message = session.receive(thief, packet, now=_START + now)
        found.add(_read(message.body))
    return frozenset(found)


def _line(key: AuthKey, rng: Rng) -> tuple[Session, Session]:
    phone = session.client(key, salt=draw(rng, 8), rng=rng)
    return phone, session.server(key, salt=phone.salt, session_id=phone.session_id)


def _held(
    phones: dict[Party, _Phone], stored: tuple[Text, ...], now: float
) -> dict[Victim, Holdings]:
    found = {
        Victim(party): Holdings(phone.keys(now), account=phone.permanent, texts=tuple(phone.texts))
        for party, phone in phones.items()
    }
    every = tuple(key for phone in phones.values() for key in phone.keys(now))
    account = phones[Party.A].permanent
    return found | {Victim.SERVER: Holdings(every, account=account, texts=stored)}


def _write(number: int) -> bytes:
    return tl.string(words(number).encode())


def _read(body: bytes) -> int:
    return number_in(tl.read_text(Cursor(body), "text"))
