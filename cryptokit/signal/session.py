"""One agreement of two phones: begun from a bundle or from a first message, then the ratchet.

State in, state out. It knows one session alone: which of several opens a message, and whom to
trust, is in ``peers``; the keys of a message are in ``shipped``.

See: libsignal, rust/protocol/src/session_cipher.rs and state/session.rs.
"""

from dataclasses import dataclass, field

from cryptokit.errors import Untrusted
from cryptokit.rng import Rng, system
from cryptokit.signal import base_key, chains, messages, shipped, x3dh
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.messages import X3DH_VERSION, PreKeySignalMessage, SignalMessage
from cryptokit.signal.prekeys import Bundle, PhoneKeys
from cryptokit.signal.shipped import Shipped
from cryptokit.signal.x3dh import Opening, associated_data

Message = SignalMessage | PreKeySignalMessage


@dataclass(frozen=True, slots=True)
class Pending:
    """What stands before every message until the first reply, and since when, in seconds."""

    opening: Opening
    since: float


@dataclass(frozen=True, slots=True)
class Terms:
    """What never changes in a session; ``base`` is the base key of who began it.

    The registration id is the other side's. What the MAC of each message covers besides, the
    sender's identity key first, is put together here once.
    """

    ours: PublicKey
    theirs: PublicKey
    base: PublicKey
    registration_id: int
    ad_sent: bytes = field(init=False, repr=False, compare=False)
    ad_received: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ad_sent", associated_data(self.ours, self.theirs))
        object.__setattr__(self, "ad_received", associated_data(self.theirs, self.ours))


@dataclass(frozen=True, slots=True)
class Session:
    """An agreement of two identity keys, how far it has come, and what is said until a reply."""

    terms: Terms
    ratchet: Shipped
    pending: Pending | None = None

    def is_for(self, theirs: PublicKey, base: PublicKey) -> bool:
        """Tell whether this is the session of that base key, with that identity key."""
        return self.terms.base == base and self.terms.theirs == theirs


def begin(keys: PhoneKeys, bundle: Bundle, *, now: float, rng: Rng = system) -> Session:
    """Begin with the owner of a bundle, who may be off. Raises Untrusted for a bad bundle.

    See: X3DH, section 3.3.
    """
    results, opening, _ = x3dh.start(keys.identity, bundle, rng=rng)
    first = x3dh.first_keys(results)
    ours, theirs = keys.identity.public, bundle.identity
    ratchet = shipped.begin(first.root, first.chain, bundle.signed.key, rng=rng)
    terms = Terms(ours, theirs, opening.base, bundle.registration_id)
    return Session(terms, ratchet, Pending(opening, now))


def answer(keys: PhoneKeys, message: PreKeySignalMessage) -> Session:
    """Agree as the side that was off. Nothing is proved yet: open the message inside.

    Raises Untrusted for a base key that no honest phone sends, and for prekeys that are not there.

    See: X3DH, section 3.4.
    """
    base_key.check(message.base_key)
    opening = Opening(message.identity, message.base_key, message.signed_id, message.one_time_id)
    first = x3dh.first_keys(x3dh.answer(keys, opening))
    ratchet = shipped.answer(first.root, first.chain, keys.signed_prekey(message.signed_id).pair)
    ours, theirs = keys.identity.public, message.identity
    return Session(Terms(ours, theirs, message.base_key, message.registration_id), ratchet)


def seal(session: Session, plaintext: bytes, *, registration_id: int) -> tuple[Session, Message]:
    """Encrypt the next message; before the first reply it carries what its reader needs to begin.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import prekeys
    >>> from cryptokit.signal.directory import Directory, fetch, publish
    >>> alice, bob = (prekeys.install(now=0, rng=lesson(name)) for name in ("alice", "bob"))
    >>> _, bundle = fetch(publish(Directory(), ("bob", 1), prekeys.listing(bob)), ("bob", 1))
    >>> hers = begin(alice, bundle, now=0, rng=lesson("start"))
    >>> hers, first = seal(hers, b"hi", registration_id=alice.registration_id)
    >>> his, text = open_(answer(bob, first), first.message, rng=lesson("turn"))
    >>> text, hers.pending is None, his.pending is None
    (b'hi', False, True)
    """
    ratchet, header, seed = shipped.send(session.ratchet)
    own = chains.message_keys(seed)
    inner = messages.seal(own, session.terms.ad_sent, header, chains.encrypt(own, plaintext))
    after = Session(session.terms, ratchet, session.pending)
    if session.pending is None:
        return after, inner
    return after, _announced(session.pending.opening, registration_id, inner)


def open_(session: Session, message: SignalMessage, *, rng: Rng = system) -> tuple[Session, bytes]:
    """Open a message in any order; it is also the reply that ends the prekey messages.

    Raises CannotOpen; Replayed; TooFarAhead; Untrusted, field ``version``.
    """
    check_version(message.version)
    ratchet, seed = shipped.receive(session.ratchet, message.header, rng=rng)
    own = chains.message_keys(seed)
    messages.check(message, own, session.terms.ad_received)
    return Session(session.terms, ratchet), chains.decrypt(own, message.ciphertext)


def check_version(version: int) -> None:
    """Refuse messages of sessions with a post-quantum handshake. Raises Untrusted."""
    if version != X3DH_VERSION:
        raise Untrusted(f"{version}, where a session begun with X3DH has 3", field="version")


def _announced(opening: Opening, registration_id: int, inner: SignalMessage) -> PreKeySignalMessage:
    return PreKeySignalMessage(
        inner.version,
        registration_id,
        opening.one_time_id,
        opening.signed_id,
        opening.base,
        opening.identity,
        inner,
    )
