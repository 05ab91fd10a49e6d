"""What a device knows of one other device: its identity key, a session to send on, and old ones.

State in, state out. Old sessions open what is still under way, also where both sides began at
once. Many devices are in ``sessions``; one session alone is in ``session``.

See: libsignal, rust/protocol/src/session.rs and session_cipher.rs; Sesame, section 3.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from cryptokit.errors import CannotOpen, TooFarAhead, Untrusted
from cryptokit.rng import Rng, system
from cryptokit.signal import prekeys, session
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.messages import PreKeySignalMessage, SignalMessage
from cryptokit.signal.prekeys import DAY, Bundle, PhoneKeys
from cryptokit.signal.session import Message, Session

# Both: signalapp/libsignal, rust/protocol/src/consts.rs.
ARCHIVED_LIMIT: Final = 40
"""How many old sessions with one device are kept, the oldest dropped."""
MAX_UNACKNOWLEDGED_AGE: Final = 30 * DAY
"""Seconds after which a session that never got a reply is not used for sending."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The identity key that is known, the session to send on, and old ones, the newest first."""

    identity: PublicKey
    current: Session | None = None
    archived: tuple[Session, ...] = ()

    def sessions(self) -> tuple[Session, ...]:
        """All sessions, the current one first."""
        return self.archived if self.current is None else (self.current, *self.archived)


class Received(NamedTuple):
    """What opening a message leaves: the phone's keys, what is known of the peer, and the text."""

    keys: PhoneKeys
    peer: Peer
    plaintext: bytes


def start(
    keys: PhoneKeys, bundle: Bundle, *, now: float, peer: Peer | None = None, rng: Rng = system
) -> Peer:
    """Begin a session with the owner of a bundle, who may be off; an older one is archived.

    Raises Untrusted: field ``identity`` if it's another key than the one known, ``signed prekey``
    if that is not signed by it.
    """
    _check_identity(peer, bundle.identity)
    begun = session.begin(keys, bundle, now=now, rng=rng)
    return _activate(peer or Peer(bundle.identity), begun)


def can_send(peer: Peer | None, *, now: float) -> bool:
    """Tell whether there is a session to send on; if not, fetch a bundle and ``start``."""
    if peer is None or peer.current is None:
        return False
    pending = peer.current.pending
    return pending is None or now - pending.since <= MAX_UNACKNOWLEDGED_AGE


def encrypt(keys: PhoneKeys, peer: Peer, plaintext: bytes, *, now: float) -> tuple[Peer, Message]:
    """Encrypt on the current session; ``now`` counts seconds.

    Raises ValueError where ``can_send`` says no.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal.directory import Directory, fetch, publish
    >>> alice, bob = (prekeys.install(now=0, rng=lesson(name)) for name in ("alice", "bob"))
    >>> _, bundle = fetch(publish(Directory(), ("bob", 1), prekeys.listing(bob)), ("bob", 1))
    >>> hers = start(alice, bundle, now=0, rng=lesson("start"))
    >>> hers, message = encrypt(alice, hers, b"hi", now=0)
    >>> bob, his, plaintext = decrypt(bob, None, message, rng=lesson("answer"))
    >>> his, reply = encrypt(bob, his, b"hello", now=0)
    >>> type(message).__name__, plaintext, type(reply).__name__
    ('PreKeySignalMessage', b'hi', 'SignalMessage')
    """
    current = peer.current
    if current is None or (current.pending is not None and not can_send(peer, now=now)):
        raise ValueError("no session to send on: fetch a bundle and start one")
    used, message = session.seal(current, plaintext, registration_id=keys.registration_id)
    return Peer(peer.identity, used, peer.archived), message


def decrypt(keys: PhoneKeys, peer: Peer | None, message: Message, *, rng: Rng = system) -> Received:
    """Open a message under any session; the one that opens it becomes the current one.

    A prekey message whose base key is not known begins a session, uses its one-time prekey up and
    makes a stranger known. Nothing changes if it doesn't open.

    Raises CannotOpen; Replayed; TooFarAhead; Untrusted: field ``identity`` if the peer has another
    key than the one known, or the id of a prekey that is not there any more.
    """
    if isinstance(message, PreKeySignalMessage):
        return _decrypt_first(keys, peer, message, rng)
    if peer is None:
        raise CannotOpen
    opened, plaintext = _open_with_any(_candidates(peer, message), message, rng)
    _check_identity(peer, opened.terms.theirs)
    return Received(keys, _activate(peer, opened), plaintext)


def archive(peer: Peer) -> Peer:
    """Stop sending on the current session, and still open what comes under it."""
    return accept(peer, peer.identity)


def accept(peer: Peer, identity: PublicKey) -> Peer:
    """Take a new identity key for the known one, as the user says; the next message needs a start.

    Compare safety numbers first: to the phone, a new phone and a man in the middle look alike.

    >>> old, new = (PublicKey(bytes([first]) + bytes(31)) for first in (9, 16))
    >>> accept(Peer(old), new).identity == new
    True
    """
    return Peer(identity, None, peer.sessions()[:ARCHIVED_LIMIT])


def _decrypt_first(
    keys: PhoneKeys, peer: Peer | None, message: PreKeySignalMessage, rng: Rng
) -> Received:
    session.check_version(message.version)
    _check_identity(peer, message.identity)
    known = _begun_by(peer, message)
    opened, plaintext = session.open_(
        known or session.answer(keys, message), message.message, rng=rng
    )
    if known is None and message.one_time_id is not None:
        keys = prekeys.without(keys, message.one_time_id)
    return Received(keys, _activate(peer or Peer(message.identity), opened), plaintext)


def _begun_by(peer: Peer | None, message: PreKeySignalMessage) -> Session | None:
    """Give the session that an earlier copy or neighbour of this message began."""
    sessions = () if peer is None else peer.sessions()
    found = (one for one in sessions if one.is_for(message.identity, message.base_key))
    return next(found, None)


def _candidates(peer: Peer, message: SignalMessage) -> tuple[Session, ...]:
    """Give the session that knows this chain; if none does, it may begin in any of them."""
    sessions = peer.sessions()
    if len(sessions) == 1:
        return sessions
    chain = message.header.ratchet_key
    for one in sessions:
        if one.ratchet.place(chain) is not None:
            return (one,)
    return sessions


def _open_with_any(
    sessions: tuple[Session, ...], message: SignalMessage, rng: Rng
) -> tuple[Session, bytes]:
    """Open under the first session that fits; Replayed under one of them ends the search."""
    refused: TooFarAhead | None = None
    for one in sessions:
        try:
            return session.open_(one, message, rng=rng)
        except TooFarAhead as error:
            refused = error
        except CannotOpen:
            continue
    raise refused or CannotOpen


def _activate(peer: Peer, used: Session) -> Peer:
    """Make a session the current one; what was current before is the newest of the old ones."""
    if peer.current is not None and peer.current.terms is used.terms:
        return Peer(peer.identity, used, peer.archived)
    rest = tuple(one for one in peer.sessions() if one.terms is not used.terms)
    return Peer(peer.identity, used, rest[:ARCHIVED_LIMIT])


def _check_identity(peer: Peer | None, identity: PublicKey) -> None:
    if peer is not None and peer.identity.raw != identity.raw:
        what = "another key than the one known: a new phone, or somebody in the middle"
        raise Untrusted(what, field="identity")
