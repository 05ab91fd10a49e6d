"""Conversations of one device with all devices of all people: one ``peers.Peer`` for each.

What a server knows of devices, and the signed list that keeps it from adding one, are elsewhere
(``directory``, ``device_list``): whoever is added to a list unseen gets a copy of every message.

See: Marlinspike and Perrin, "The Sesame Algorithm", revision 2, 2017, section 3.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from cryptokit.rng import Rng, system
from cryptokit.signal import peers
from cryptokit.signal.directory import Address
from cryptokit.signal.peers import Peer
from cryptokit.signal.prekeys import DAY, Bundle, PhoneKeys
from cryptokit.signal.session import Message

T = TypeVar("T")
MAX_LATENCY: Final = 30 * DAY
"""Seconds for which a device that was removed can still be read, as messages may be under way.
Ours: Sesame, section 3, leaves MAXLATENCY to the application."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """All that a device holds of others; ``stale`` says since when a removed one is gone."""

    peers: Mapping[Address, Peer] = field(default_factory=dict[Address, Peer])
    stale: Mapping[Address, float] = field(default_factory=dict[Address, float])

    def with_peer(self, address: Address, peer: Peer) -> "Sessions":
        """Put one peer in place of what was known of it."""
        return replace(self, peers={**self.peers, address: peer})


@dataclass(frozen=True, slots=True)
class Difference:
    """What a sender has to mend before a server takes its messages.

    ``missing`` devices get no message yet, ``removed`` ones are there no longer.
    """

    missing: frozenset[Address]
    removed: frozenset[Address]

    def __bool__(self) -> bool:
        return bool(self.missing or self.removed)


def difference(listed: Iterable[Address], written_to: Iterable[Address]) -> Difference:
    """Compare the devices that a server lists with those that got a message.

    >>> found = difference({("bob", 1), ("bob", 2)}, {("bob", 1), ("bob", 7)})
    >>> sorted(found.missing), sorted(found.removed), bool(difference({("bob", 1)}, {("bob", 1)}))
    ([('bob', 2)], [('bob', 7)], False)

    See: Sesame, section 3, on a server that rejects a stale list of devices.
    """
    listed, written_to = frozenset(listed), frozenset(written_to)
    return Difference(listed - written_to, written_to - listed)


def without_session(
    sessions: Sessions, addresses: Iterable[Address], *, now: float
) -> tuple[Address, ...]:
    """Give the devices that a bundle has to be fetched of before anything can be sent to them."""
    known = sessions.peers
    return tuple(one for one in addresses if not peers.can_send(known.get(one), now=now))


def start(
    sessions: Sessions,
    keys: PhoneKeys,
    name: str,
    bundle: Bundle,
    *,
    now: float,
    rng: Rng = system,
) -> Sessions:
    """Begin a session with one device of a person. Raises Untrusted as ``peers.start``."""
    address = (name, bundle.device)
    peer = peers.start(keys, bundle, now=now, peer=sessions.peers.get(address), rng=rng)
    return _alive(sessions.with_peer(address, peer), (address,))


def encrypt(
    sessions: Sessions,
    keys: PhoneKeys,
    addresses: Collection[Address],
    plaintext: bytes,
    *,
    now: float,
) -> tuple[Sessions, dict[Address, Message]]:
    """Encrypt one text for several devices, each on its own session.

    Write to all devices of the other person, and to all others of one's own. Raises ValueError,
    with nothing encrypted, if one of them has no session to send on.

    See: Sesame, section 3, on sending messages.
    """
    if lacking := without_session(sessions, addresses, now=now):
        names = ", ".join(f"{name}.{device}" for name, device in lacking)
        raise ValueError(f"no session to send on: fetch a bundle of {names}")
    known, sent = dict(sessions.peers), dict[Address, Message]()
    for address in addresses:
        known[address], sent[address] = peers.encrypt(keys, known[address], plaintext, now=now)
    return replace(sessions, peers=known), sent


def decrypt(
    sessions: Sessions,
    keys: PhoneKeys,
    address: Address,
    message: Message,
    *,
    rng: Rng = system,
) -> tuple[Sessions, PhoneKeys, bytes]:
    """Open what a server says is from a device; that it is, the opening proves.

    Raises what ``peers.decrypt`` raises, with nothing changed.
    """
    opened = peers.decrypt(keys, sessions.peers.get(address), message, rng=rng)
    return sessions.with_peer(address, opened.peer), opened.keys, opened.plaintext


def retire(sessions: Sessions, name: str, listed: Iterable[Address], *, now: float) -> Sessions:
    """Follow a server's list: devices of a person that are not on it are stale from now on.

    A stale device is not written to, and still read, until ``forget``. One that is back on the
    list is stale no longer.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal.curve import KeyPair
    >>> known = Sessions().with_peer(("bob", 2), Peer(KeyPair.draw(lesson("bob")).public))
    >>> old = retire(known, "bob", {("bob", 1)}, now=0)
    >>> dict(old.stale), len(forget(old, now=MAX_LATENCY).peers)
    ({('bob', 2): 0}, 1)
    >>> len(forget(old, now=MAX_LATENCY + 1).peers)
    0

    See: Sesame, section 3, on stale records.
    """
    listed = frozenset(listed)
    gone = {one: now for one in sessions.peers if one[0] == name and one not in listed}
    return _alive(replace(sessions, stale={**gone, **sessions.stale}), listed)


def forget(sessions: Sessions, *, now: float) -> Sessions:
    """Delete the devices that have been stale for too long, with all their keys."""
    late = {one for one, since in sessions.stale.items() if now - since > MAX_LATENCY}
    return Sessions(_except(sessions.peers, late), _except(sessions.stale, late))


def _alive(sessions: Sessions, addresses: Collection[Address]) -> Sessions:
    return replace(sessions, stale=_except(sessions.stale, addresses))


def _except(mapping: Mapping[Address, T], left_out: Collection[Address]) -> dict[Address, T]:
    return {address: value for address, value in mapping.items() if address not in left_out}
