"""All that seized phones open of recorded packets, as far as what one packet brings opens others.

Nothing is drawn from the phones' later life: a ratchet key that a phone made after the seizure is
in no seized byte, and where it begins, the chat has healed. States are read and never changed.

See: ``exposure`` for the same question, answered three ways.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, TypeVar

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.evidence import signal_packets as packets
from cryptokit.evidence import signal_phone as phone
from cryptokit.evidence.rows import State
from cryptokit.evidence.signal_chains import Held, first_of, next_of, of_group, of_session
from cryptokit.evidence.signal_packets import GroupPacketKey, Packet, PacketKey
from cryptokit.keys import Secret
from cryptokit.signal import sender_keys
from cryptokit.signal.content import Content
from cryptokit.signal.directory import Address
from cryptokit.signal.messages import PreKeySignalMessage
from cryptokit.signal.prekeys import PhoneKeys
from cryptokit.signal.session import Session

T = TypeVar("T")
HELD: Final = "further on a chain in the state of an app"
NEXT: Final = "by the ratchet key of a phone, on the next chain of the other side"
FIRST: Final = "by the prekeys of a phone, of a first message that waited"
BROUGHT: Final = "by a sender key that came under key"
"""How a key was found; behind the last goes the name of another key."""
SCHEMES: Final = frozenset({phone.DEVICE, phone.SESSIONS, phone.GROUP})
"""The states from which packets are reached."""
Wanted = Mapping[bytes, Mapping[int, Sequence[Packet]]]
"""Packets by the chain that they are on, and their number there."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A key of a packet, how it was found, and from what: a state, by its place, or another key."""

    secret: Secret
    how: str
    source: int | bytes


@dataclass(frozen=True, slots=True)
class _Lead:
    """A chain to try; ``sure``: it lay in a state, so it is the one that its packets name."""

    chain: Held
    how: str
    source: int | bytes
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Trial:
    """What a key says of the packets that it should open; nothing where they were changed."""

    key: PacketKey | GroupPacketKey
    contents: list[Content] = field(default_factory=list[Content], repr=False)


def reach(states: Sequence[State], bodies: Iterable[bytes]) -> Iterator[Reached]:
    """Find the keys of all packets that these states open, each key once.

    States that are none and packets that are none give nothing.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import peers, prekeys
    >>> from cryptokit.signal.directory import Directory, fetch, publish
    >>> alice, bob = (prekeys.install(now=0, rng=lesson(name)) for name in ("alice", "bob"))
    >>> _, bundle = fetch(publish(Directory(), ("bob", 1), prekeys.listing(bob)), ("bob", 1))
    >>> peer = peers.start(alice, bundle, now=0, rng=lesson("start"))
    >>> _, message = peers.encrypt(alice, peer, Content("hi").to_bytes(), now=0)
    >>> seized = [phone.device(("bob", 1), bob)]
    >>> [one.how for one in reach(seized, [packets.write(message)])]
    ['by the prekeys of a phone, of a first message that waited']
    """
    wanted, seen = _by_chain(bodies), set[bytes]()
    leads = list(_leads(states, wanted))
    for lead in leads:  # it grows under way
        for one in _tried(lead.chain, wanted.get(lead.chain.name, {})):
            key_id = one.key.key_id()
            # A chain that was made may be nobody's: its keys count where they open something.
            if key_id not in seen and (lead.sure or one.contents):
                seen.add(key_id)
                yield Reached(one.key, lead.how, lead.source)
                leads += _brought(one.contents, key_id)


def _by_chain(bodies: Iterable[bytes]) -> Wanted:
    found = defaultdict[bytes, defaultdict[int, list[Packet]]](lambda: defaultdict(list))
    for body in bodies:
        try:
            packet = packets.read(body)
        except WireError:
            continue
        name, number = packets.place(packet)
        found[name][number].append(packet)
    return found


def _leads(states: Sequence[State], wanted: Wanted) -> Iterator[_Lead]:
    """Give what lies in the states, then what their private keys make of the packets."""
    groups = _read(states, phone.GROUP, phone.read_group)
    sessions = [(at, one) for at, held in _read(states, phone.SESSIONS, phone.read_sessions)
                for one in held]  # fmt: skip
    for at, one in sessions:
        yield from (_Lead(held, HELD, at, sure=True) for held in of_session(one))
    for at, group in groups:
        yield from (_Lead(held, HELD, at, sure=True) for held in of_group(group))
    yield from _next(sessions, wanted)
    yield from _first(list(_read(states, phone.DEVICE, phone.read_device)), wanted)


def _next(sessions: Iterable[tuple[int, Session]], wanted: Wanted) -> Iterator[_Lead]:
    """Turn each session for each ratchet key that is new to it."""
    shown = [key for key in map(packets.ratchet_key, wanted) if key is not None]
    for at, one in sessions:
        for key in shown:
            if one.ratchet.place(key) is None and key != one.ratchet.own.public:
                with suppress(CannotOpen):
                    yield _Lead(next_of(one, key), NEXT, at)


def _first(
    devices: Sequence[tuple[int, tuple[Address, PhoneKeys]]], wanted: Wanted
) -> Iterator[_Lead]:
    """Answer each first message as each device whose prekeys it may be for."""
    for message in _openings(wanted):
        for at, (_, keys) in devices:
            with suppress(CannotOpen, Untrusted):
                yield _Lead(first_of(keys, message), FIRST, at)


def _openings(wanted: Wanted) -> Iterable[PreKeySignalMessage]:
    """Give one message for each session that one of these packets begins."""
    each = chain.from_iterable(row for numbers in wanted.values() for row in numbers.values())
    found = dict[tuple[object, ...], PreKeySignalMessage]()
    for one in each:
        if isinstance(one, PreKeySignalMessage):
            begins = one.identity, one.base_key, one.signed_id, one.one_time_id
            found.setdefault((*begins, one.message.header.ratchet_key), one)
    return found.values()


def _tried(held: Held, wanted: Mapping[int, Sequence[Packet]]) -> Iterator[_Trial]:
    """Try each key that a chain still has of these packets on them."""
    for number, key in held.keys(wanted):
        yield _Trial(key, list(_opened(wanted[number], key)))


def _opened(those: Iterable[Packet], key: PacketKey | GroupPacketKey) -> Iterator[Content]:
    for packet in those:
        with suppress(CannotOpen):
            yield packets.content(packet, key)


def _brought(contents: Iterable[Content], under: bytes) -> Iterator[_Lead]:
    """Take the sender keys out of what was opened."""
    for one in contents:
        if one.distribution:
            with suppress(WireError):
                for held in of_group(sender_keys.accept(None, one.distribution)):
                    yield _Lead(held, BROUGHT, under)


def _read(
    states: Sequence[State], scheme: str, read: Callable[[bytes], T]
) -> Iterator[tuple[int, T]]:
    for at, state in enumerate(states):
        if state.scheme == scheme:
            with suppress(WireError):
                yield at, read(state.body)
