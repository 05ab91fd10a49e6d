"""A thief who carries the messages of a Double Ratchet: two sessions where the phones see one.

Until the seizure the thief has nothing. What the thief cannot open is passed on as it came.
"""

from collections.abc import Callable, Iterable
from typing import Final

from cryptokit.errors import CannotOpen, Replayed, TooFarAhead, Untrusted, WireError
from cryptokit.exposure.ops import Party
from cryptokit.exposure.ratchet_phones import AppPhone, Phone, restore
from cryptokit.rng import Rng, system
from cryptokit.signal import peers
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.prekeys import Bundle

STAYS_SHUT: Final = (CannotOpen, Replayed, TooFarAhead, Untrusted)
"""How a phone refuses what it has no key for, or no longer."""


def read(states: Iterable[bytes], packets: Iterable[bytes], *, rng: Rng = system) -> set[bytes]:
    """Open what the stolen bytes open, each packet by itself, as its reader or as its sender.

    >>> from cryptokit.exposure.ratchet_phones import Form, pair
    >>> a, b = pair(Form.SHIPPED)
    >>> later, packet = a.say(b"hi")
    >>> read(a.states(), [packet]), read(b.states(), [packet]), read(later.states(), [packet])
    ({b'hi'}, {b'hi'}, set())
    """
    stolen = restore(states)
    if stolen is None:
        return set()
    found, readers = set[bytes](), (stolen, stolen.mirror())
    for packet in packets:
        for phone in readers:
            try:
                found.add(phone.hear(packet, rng=rng)[1])
            except STAYS_SHUT:
                continue
    return found


def begin_again(states: Iterable[bytes], bundle: Bundle, *, rng: Rng = system) -> AppPhone:
    """Begin a new session as the victim, with the stolen identity key; a root is not needed.

    What heals a session does not heal this: to the other phone it is the person it knows, and the
    safety number is the old one. Raises ValueError without long-lived keys of an app.

    >>> from cryptokit.exposure.ratchet_phones import Form, pair
    >>> from cryptokit.signal import prekeys
    >>> from cryptokit.signal.directory import Directory, fetch, publish
    >>> a, b = pair(Form.SHIPPED)
    >>> b, _ = b.hear(a.say(b"hi")[1])
    >>> _, bundle = fetch(publish(Directory(), ("B", 1), prekeys.listing(b.keys)), ("B", 1))
    >>> thief, packet = begin_again(a.states(), bundle).say(b"it is me")
    >>> b, said = b.hear(packet)
    >>> said, thief.hear(b.say(b"good to hear from you")[1])[1]
    (b'it is me', b'good to hear from you')

    See: Double Ratchet, section 8.1; X3DH, section 4.7, on a stolen identity key.
    """
    stolen = restore(states)
    keys = stolen.keys if isinstance(stolen, AppPhone) else None
    if keys is None:
        raise ValueError("a session begins with long-lived keys: these bytes hold none")
    return AppPhone(keys, peers.start(keys, bundle, now=0, rng=rng))


class RatchetGoBetween:
    """Who stands between two phones with what was seized on one of them.

    To the other phone the thief goes on as the victim. To the victim the thief passes for the
    other phone, with a new ratchet key: a root that was stolen vouches for it. Each answer of
    either side then brings a fresh key, to the thief. ``alter`` says what becomes of the words.

    See: Perrin and Marlinspike, "The Double Ratchet Algorithm", 2016, section 8.1, on an attacker
    who replaces ratchet keys with those he knows.
    """

    def __init__(
        self,
        states: Iterable[bytes],
        victim: Party | None,
        *,
        alter: Callable[[bytes], bytes] = bytes,
        rng: Rng = system,
    ) -> None:
        self._victim, self._alter, self._rng = victim, alter, rng
        self._as_victim: Phone | None = restore(states)
        self._as_peer: Phone | None = None
        self.overheard = list[bytes]()
        self.made = set[PublicKey]()

    def carry(self, packet: bytes, sender: Party) -> bytes:
        """Take a packet as its sender put it on the line; give the one that its reader gets."""
        try:
            return self._carry(packet, sender)
        except (*STAYS_SHUT, WireError):
            return packet

    def _carry(self, packet: bytes, sender: Party) -> bytes:
        if self._as_victim is None:
            return packet
        if self._as_peer is None:
            self._as_peer = self._as_victim.pose(packet, rng=self._rng)
            self.made.add(self._as_peer.own)
        if sender is self._victim:
            self._as_peer, said = self._hear(self._as_peer, packet)
            self._as_victim, packet = self._as_victim.say(self._alter(said))
        else:
            self._as_victim, said = self._hear(self._as_victim, packet)
            self._as_peer, packet = self._as_peer.say(self._alter(said))
        return packet

    def _hear(self, phone: Phone, packet: bytes) -> tuple[Phone, bytes]:
        after, said = phone.hear(packet, rng=self._rng)
        self.overheard.append(said)
        if after.own != phone.own:
            self.made.add(after.own)
        return after, said
