"""The Double Ratchet as published: every message turns a chain, every answer turns the root.

State in, state out. No encrypted headers (``header_encryption``), not the form that the apps run
(``shipped``), and no handshake: the first root key comes from ``x3dh``.

See: Perrin and Marlinspike, "The Double Ratchet Algorithm", revision 1, 2016.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptokit.errors import CannotOpen, OutOfStep, Replayed, TooFarAhead, Untrusted
from cryptokit.rng import Rng, system
from cryptokit.signal.chains import ChainKey, RootKey, open_, root_step, seal, turn
from cryptokit.signal.curve import KeyPair, PublicKey, agree
from cryptokit.signal.kept import EMPTY, pass_over
from cryptokit.signal.passed import Passed, add, find, without
from cryptokit.wire import Cursor

MAX_SKIP: Final = 1000
"""How many messages of one chain may be missing at once.
See: Double Ratchet, section 2.6 and section 3.1, which leave the number to the application."""
KEPT_LIMIT: Final = 2000
"""How many seeds of missing messages are kept in all, the oldest dropped.
See: Double Ratchet, section 6.4, which asks that they do not stay for ever."""
_NUMBER_SIZE: Final = 4
NUMBER_LIMIT: Final = 1 << 8 * _NUMBER_SIZE


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before a message: a ratchet key, the length of the chain before, a number.

    See: Double Ratchet, section 3.1, HEADER.
    """

    public: PublicKey
    previous: int
    number: int

    def to_bytes(self) -> bytes:
        """Write 40 bytes: the key, then two numbers of 4, little-endian; the layout is ours."""
        numbers = (self.previous, self.number)
        return self.public.raw + b"".join(one.to_bytes(_NUMBER_SIZE, "little") for one in numbers)

    @classmethod
    def from_cursor(cls, cursor: Cursor) -> "Header":
        """Read a header. Raises WireError."""
        public = PublicKey(cursor.take(32, "ratchet key"))
        return cls(
            public, cursor.uint(_NUMBER_SIZE, "previous"), cursor.uint(_NUMBER_SIZE, "number")
        )


@dataclass(frozen=True, slots=True)
class Message:
    """A header in the clear, and a box that stays shut if the header is changed."""

    header: Header
    box: bytes

    def to_bytes(self) -> bytes:
        """Write the header and the box."""
        return self.header.to_bytes() + self.box

    @classmethod
    def from_bytes(cls, data: bytes) -> "Message":
        """Read a message. Raises WireError."""
        cursor = Cursor(data)
        with cursor.group("header"):
            header = Header.from_cursor(cursor)
        return cls(header, cursor.rest("box"))


@dataclass(frozen=True, slots=True)
class Ratchet:
    """One side of a conversation: RK, DHs, DHr, CKs, CKr, Ns, Nr, PN and MKSKIPPED of the source.

    See: Double Ratchet, section 3.2.
    """

    root: RootKey
    own: KeyPair
    theirs: PublicKey | None = None
    sending: ChainKey | None = None
    receiving: ChainKey | None = None
    sent: int = 0
    received: int = 0
    previous: int = 0
    skipped: tuple[Passed[PublicKey], ...] = ()


def begin(root: RootKey, theirs: PublicKey, *, rng: Rng = system) -> Ratchet:
    """Begin as the side that speaks first, who knows the other's first ratchet key.

    See: Double Ratchet, section 3.3, RatchetInitAlice.
    """
    own = KeyPair.draw(rng)
    following, sending = root_step(root, agree(own, theirs))
    return Ratchet(following, own, theirs, sending)


def answer(root: RootKey, own: KeyPair) -> Ratchet:
    """Begin as the side that hears first, whose pair the other side knows.

    See: Double Ratchet, section 3.3, RatchetInitBob.
    """
    return Ratchet(root, own)


def encrypt(state: Ratchet, plaintext: bytes, ad: bytes = b"") -> tuple[Ratchet, Message]:
    """Encrypt the next message; ``ad`` is authenticated and not sent.

    Raises ValueError before the first message came in, where this side is not the one to begin.

    >>> from cryptokit.rng import lesson
    >>> bobs = KeyPair.draw(lesson("Bob"))
    >>> alice = begin(RootKey(bytes(32)), bobs.public, rng=lesson("Alice"))
    >>> bob = answer(RootKey(bytes(32)), bobs)
    >>> alice, message = encrypt(alice, b"hi")
    >>> bob, plaintext = decrypt(bob, message, rng=lesson("Bob again"))
    >>> plaintext, message.header.number, alice.sent, bob.received
    (b'hi', 0, 1, 1)

    See: Double Ratchet, section 3.4.
    """
    if state.sending is None:
        raise ValueError("this side hears first: it has no chain to send on yet")
    if state.sent >= NUMBER_LIMIT:
        raise OutOfStep("number")
    sending, seed = turn(state.sending)
    header = Header(state.own.public, state.previous, state.sent)
    box = seal(seed, plaintext, ad + header.to_bytes())
    return replace(state, sending=sending, sent=state.sent + 1), Message(header, box)


def decrypt(
    state: Ratchet, message: Message, ad: bytes = b"", *, rng: Rng = system
) -> tuple[Ratchet, bytes]:
    """Open a message in any order; a new ratchet key of the other side turns the root twice.

    Raises CannotOpen; Replayed for a second copy in the running chain (one of an older chain is
    CannotOpen: its key is gone and it looks like a new chain); TooFarAhead: too many are missing.

    See: Double Ratchet, section 3.5.
    """
    header, bound = message.header, ad + message.header.to_bytes()
    if (late := find(state.skipped, header.public, header.number)) is not None:
        skipped = without(state.skipped, header.public, header.number)
        return replace(state, skipped=skipped), open_(late, message.box, bound)
    if header.public != state.theirs:
        state = _dh_step(_pass(state, header.previous), header.public, rng)
    elif header.number < state.received:
        raise Replayed(seen=header.number, expected=state.received)
    receiving, seed = turn(_receiving(state := _pass(state, header.number)))
    plaintext = open_(seed, message.box, bound)
    return replace(state, receiving=receiving, received=header.number + 1), plaintext


def _receiving(state: Ratchet) -> ChainKey:
    if state.receiving is None:
        raise CannotOpen
    return state.receiving


def _pass(state: Ratchet, until: int) -> Ratchet:
    """Keep the seeds of the running chain up to a number. See: section 3.5, SkipMessageKeys."""
    if state.receiving is None or state.theirs is None or until <= state.received:
        return state
    if until - state.received > MAX_SKIP:
        raise TooFarAhead(seen=until, expected=state.received)
    receiving, kept = pass_over(state.receiving, EMPTY, state.received, until, limit=MAX_SKIP)
    skipped = add(state.skipped, state.theirs, kept, limit=KEPT_LIMIT)
    return replace(state, receiving=receiving, received=until, skipped=skipped)


def _dh_step(state: Ratchet, theirs: PublicKey, rng: Rng) -> Ratchet:
    """Turn the root twice: for their new key, and for a new one of ours. See: section 3.5."""
    try:
        root, receiving = root_step(state.root, agree(state.own, theirs))
    except Untrusted:
        raise CannotOpen from None  # nobody has vouched for the header yet
    own = KeyPair.draw(rng)
    root, sending = root_step(root, agree(own, theirs))
    return Ratchet(
        root, own, theirs, sending, receiving, previous=state.sent, skipped=state.skipped
    )
