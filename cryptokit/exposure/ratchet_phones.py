"""The phones of a Double Ratchet in two forms: as the apps run it, and as it was published.

State in, state out. A phone lies on its disk as bytes, and comes back from them in a thief's hands.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from cryptokit.errors import CannotOpen, WireError
from cryptokit.rng import Rng, system
from cryptokit.signal import peers, prekeys, ratchet, session, shipped, state_bytes, x3dh
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.messages import Kind, PreKeySignalMessage, SignalMessage
from cryptokit.signal.peers import Peer
from cryptokit.signal.prekeys import PhoneKeys
from cryptokit.signal.ratchet import Ratchet
from cryptokit.signal.session import Pending, Session, Terms
from cryptokit.signal.shipped import Incoming, Shipped
from cryptokit.signal.x3dh import Opening
from cryptokit.wire import Cursor

_AS_PUBLISHED: Final = 0
"""The kind of a message as published, which has none; the apps' kinds begin at 2."""
_AD: Final = b"A and B"
"""Both names, which are public; the apps authenticate both identity keys."""
_NO_CLOCK: Final = 0.0
"""A session without a reply is not used for sending after 30 days. No schedule is that long."""


class Form(StrEnum):
    """Which Double Ratchet: that of the apps, or that of the specification."""

    SHIPPED = "shipped"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class AppPhone:
    """A phone with the apps' form: its long-lived keys, and what it knows of the other phone."""

    keys: PhoneKeys
    peer: Peer | None = None

    @property
    def own(self) -> PublicKey:
        """The ratchet key that the other side answers to: at first the signed prekey."""
        used = self.session
        return self.keys.signed[-1].pair.public if used is None else used.ratchet.own.public

    @property
    def session(self) -> Session | None:
        """The session in use, if there is one yet."""
        return None if self.peer is None else self.peer.current

    def say(self, said: bytes) -> tuple["AppPhone", bytes]:
        """Send. Raises ValueError without a session."""
        if self.peer is None:
            raise ValueError("this side hears first: it has no session to send on yet")
        peer, message = peers.encrypt(self.keys, self.peer, said, now=_NO_CLOCK)
        kind = Kind.PREKEY if isinstance(message, PreKeySignalMessage) else Kind.SIGNAL
        return AppPhone(self.keys, peer), bytes([kind]) + message.to_bytes()

    def hear(self, packet: bytes, *, rng: Rng = system) -> tuple["AppPhone", bytes]:
        """Open a packet. Raises what ``peers.decrypt`` raises."""
        message = parse(packet)
        if isinstance(message, ratchet.Message):
            raise CannotOpen
        opened = peers.decrypt(self.keys, self.peer, message, rng=rng)
        return AppPhone(opened.keys, opened.peer), opened.plaintext

    def states(self) -> tuple[bytes, ...]:
        """Give what lies on the disk."""
        found = (state_bytes.to_bytes(self.keys),)
        return found if self.peer is None else (*found, state_bytes.to_bytes(self.peer))

    def mirror(self) -> "AppPhone":
        """Give a phone that reads what this one sends on its running chain."""
        used = self.session
        if used is None:
            return self
        state = used.ratchet
        outgoing = Incoming(state.own.public, state.sending, state.sent)
        ratcheted = Shipped(state.root, state.own, state.sending, chains=(outgoing,))
        turned = Session(_turned(used.terms), ratcheted)
        return AppPhone(self.keys, Peer(used.terms.ours, turned))

    def pose(self, packet: bytes, *, rng: Rng = system) -> "AppPhone":
        """Give a phone that passes for the other side, with a ratchet key of its own making.

        The root vouches for a ratchet key, and it was stolen. Without a session the stolen prekeys
        make the root, out of the other side's first message: that is key-compromise impersonation.
        Raises CannotOpen if that is no first message, and Untrusted for prekeys that are gone.
        """
        used, pending = self.session, None
        if used is None:
            first = parse(packet)
            if not isinstance(first, PreKeySignalMessage):
                raise CannotOpen
            used = session.answer(self.keys, first)
            opening = Opening(first.identity, first.base_key, first.signed_id, first.one_time_id)
            pending = Pending(opening, _NO_CLOCK)
        state = used.ratchet
        made = shipped.begin(state.root, state.sending, state.own.public, rng=rng)
        read = replace(made.chains[0], number=state.sent)
        posing = Session(_turned(used.terms), replace(made, chains=(read,)), pending)
        return AppPhone(self.keys, Peer(used.terms.ours, posing))


@dataclass(frozen=True, slots=True)
class BookPhone:
    """A phone with the published form; the handshake is over, and its keys are forgotten."""

    state: Ratchet

    @property
    def own(self) -> PublicKey:
        """The ratchet key that the other side answers to."""
        return self.state.own.public

    def say(self, said: bytes) -> tuple["BookPhone", bytes]:
        """Send. Raises ValueError on the side that hears first."""
        state, message = ratchet.encrypt(self.state, said, _AD)
        return BookPhone(state), bytes([_AS_PUBLISHED]) + message.to_bytes()

    def hear(self, packet: bytes, *, rng: Rng = system) -> tuple["BookPhone", bytes]:
        """Open a packet. Raises what ``ratchet.decrypt`` raises."""
        message = parse(packet)
        if not isinstance(message, ratchet.Message):
            raise CannotOpen
        state, said = ratchet.decrypt(self.state, message, _AD, rng=rng)
        return BookPhone(state), said

    def states(self) -> tuple[bytes, ...]:
        """Give what lies on the disk."""
        return (state_bytes.to_bytes(self.state),)

    def mirror(self) -> "BookPhone":
        """Give a phone that reads what this one sends on its running chain."""
        state = self.state
        theirs, receiving = state.own.public, state.sending
        mirrored = Ratchet(state.root, state.own, theirs, None, receiving, received=state.sent)
        return BookPhone(mirrored)

    def pose(self, packet: bytes, *, rng: Rng = system) -> "BookPhone":
        """Give a phone that passes for the other side, with a ratchet key of its own making."""
        del packet  # the root is there from the first step on
        state = self.state
        made = ratchet.begin(state.root, state.own.public, rng=rng)
        return BookPhone(replace(made, receiving=state.sending, received=state.sent))


Phone = AppPhone | BookPhone


def pair(form: Form, *, rng: Rng = system) -> tuple[Phone, Phone]:
    """Make the phones of A and B, before the first message: A fetched B's bundle and began.

    >>> from cryptokit.rng import lesson
    >>> a, b = pair(Form.SHIPPED, rng=lesson("pair"))
    >>> a, packet = a.say(b"hi")
    >>> b.hear(packet, rng=lesson("turn"))[1], len(a.states()), len(b.states())
    (b'hi', 2, 1)
    """
    ours, theirs = (prekeys.install(now=0, one_time=1, rng=rng) for _ in range(2))
    _, bundle = fetch(publish(Directory(), ("B", 1), prekeys.listing(theirs)), ("B", 1))
    if form is Form.SHIPPED:
        return AppPhone(ours, peers.start(ours, bundle, now=0, rng=rng)), AppPhone(theirs)
    results, opening, _ = x3dh.start(ours.identity, bundle, rng=rng)
    begun = ratchet.begin(x3dh.first_keys(results).root, bundle.signed.key, rng=rng)
    root = x3dh.first_keys(x3dh.answer(theirs, opening)).root
    return BookPhone(begun), BookPhone(ratchet.answer(root, theirs.signed[-1].pair))


def restore(states: Iterable[bytes]) -> Phone | None:
    """Give the phone that left these bytes; None if no keys of a Double Ratchet are among them.

    Raises WireError.

    >>> a, b = pair(Form.PUBLISHED)
    >>> restore(a.states()) == a, restore(()) is None
    (True, True)
    """
    found = [state_bytes.read(one) for one in states if one.startswith(state_bytes.MARK)]
    for one in found:
        if isinstance(one, Ratchet):
            return BookPhone(one)
        if isinstance(one, PhoneKeys):
            return AppPhone(one, next((peer for peer in found if isinstance(peer, Peer)), None))
    return None


def parse(packet: bytes) -> session.Message | ratchet.Message:
    """Read a packet: the kind that a server carries beside a message, and the message.

    Raises WireError.

    >>> parse(b"")
    Traceback (most recent call last):
    cryptokit.errors.WireError: at byte 0, in kind: ...
    """
    kind, data = Cursor(packet).uint(1, "kind"), packet[1:]
    if kind == _AS_PUBLISHED:
        return ratchet.Message.from_bytes(data)
    if kind == Kind.PREKEY:
        return PreKeySignalMessage.from_bytes(data)
    if kind == Kind.SIGNAL:
        return SignalMessage.from_bytes(data)
    raise WireError(f"{kind} is no kind of message between two phones", offset=0, field="kind")


def header(packet: bytes) -> tuple[PublicKey, int]:
    """Give the ratchet key that a packet shows, and its number on that key's chain."""
    message = parse(packet)
    if isinstance(message, ratchet.Message):
        return message.header.public, message.header.number
    inner = message.message if isinstance(message, PreKeySignalMessage) else message
    return inner.header.ratchet_key, inner.header.counter


def _turned(terms: Terms) -> Terms:
    return replace(terms, ours=terms.theirs, theirs=terms.ours)
