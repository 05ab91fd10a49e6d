"""The Double Ratchet with encrypted headers: a relay cannot tell which message starts a new chain.

State in, state out, as in ``ratchet``. No app that we name uses it. It hides numbers and ratchet
keys, and not who talks to whom, when, and how long the messages are.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cryptokit.errors import CannotOpen, OutOfStep, Replayed, TooFarAhead, Untrusted
from cryptokit.keys import Secret
from cryptokit.rng import Rng, draw, system
from cryptokit.signal.chains import ChainKey, MessageSeed, RootKey, open_, seal, turn
from cryptokit.signal.curve import KeyPair, PublicKey, agree
from cryptokit.signal.kept import EMPTY, pass_over
from cryptokit.signal.passed import Passed, add, find, without
from cryptokit.signal.ratchet import KEPT_LIMIT, MAX_SKIP, NUMBER_LIMIT, Header
from cryptokit.wire import Cursor

ROOT_INFO: Final = b"cryptokit header-encrypting ratchet"
START_INFO: Final = b"cryptokit header-encrypting ratchet, start"
NONCE_SIZE: Final = 16
"""One header key serves a whole chain, so a random nonce needs 128 bits.
See: Double Ratchet, section 4.2, HENCRYPT."""
SEALED_HEADER_SIZE: Final = NONCE_SIZE + 16 + 40


class HeaderKey(Secret):
    """What the headers of one chain are locked with. 32 bytes.

    See: Double Ratchet, section 4.1.
    """

    __slots__ = ()
    size = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """A message in two boxes: its header, 72 bytes, and its text."""

    header: bytes
    box: bytes

    def to_bytes(self) -> bytes:
        """Write the two boxes."""
        return self.header + self.box

    @classmethod
    def from_bytes(cls, data: bytes) -> "Sealed":
        """Read a message. Raises WireError."""
        cursor = Cursor(data)
        return cls(cursor.take(SEALED_HEADER_SIZE, "sealed header"), cursor.rest("box"))


@dataclass(frozen=True, slots=True)
class Hiding:
    """One side of a conversation: the state of the Double Ratchet, and HKs, HKr, NHKs and NHKr.

    See: Double Ratchet, section 4.3.
    """

    root: RootKey
    own: KeyPair
    next_sending_header: HeaderKey
    next_receiving_header: HeaderKey
    theirs: PublicKey | None = None
    sending: ChainKey | None = None
    receiving: ChainKey | None = None
    sending_header: HeaderKey | None = None
    receiving_header: HeaderKey | None = None
    sent: int = 0
    received: int = 0
    previous: int = 0
    skipped: tuple[Passed[HeaderKey], ...] = ()


def begin(shared: RootKey, theirs: PublicKey, *, rng: Rng = system) -> Hiding:
    """Begin as the side that speaks first. See: Double Ratchet, section 4.4, RatchetInitAliceHE."""
    root, first, second = _start(shared)
    own = KeyPair.draw(rng)
    root, sending, following = _root_step(root, agree(own, theirs))
    return Hiding(root, own, following, second, theirs, sending, sending_header=first)


def answer(shared: RootKey, own: KeyPair) -> Hiding:
    """Begin as the side that hears first. See: Double Ratchet, section 4.4, RatchetInitBobHE."""
    root, first, second = _start(shared)
    return Hiding(root, own, next_sending_header=second, next_receiving_header=first)


def encrypt(
    state: Hiding, plaintext: bytes, ad: bytes = b"", *, rng: Rng = system
) -> tuple[Hiding, Sealed]:
    """Encrypt the next message and its header; ``ad`` is authenticated and not sent.

    Raises ValueError before the first message came in, where this side is not the one to begin.

    >>> from cryptokit.rng import lesson
    >>> bobs = KeyPair.draw(lesson("Bob"))
    >>> alice = begin(RootKey(bytes(32)), bobs.public, rng=lesson("Alice"))
    >>> bob = answer(RootKey(bytes(32)), bobs)
    >>> alice, message = encrypt(alice, b"hi", rng=lesson("nonce"))
    >>> bob, plaintext = decrypt(bob, message, rng=lesson("Bob again"))
    >>> plaintext, alice.own.public.raw in message.to_bytes()
    (b'hi', False)

    See: Double Ratchet, section 4.5.
    """
    if state.sending is None or state.sending_header is None:
        raise ValueError("this side hears first: it has no chain to send on yet")
    if state.sent >= NUMBER_LIMIT:
        raise OutOfStep("number")
    sending, seed = turn(state.sending)
    header = Header(state.own.public, state.previous, state.sent)
    locked = _seal_header(state.sending_header, header, draw(rng, NONCE_SIZE))
    after = replace(state, sending=sending, sent=state.sent + 1)
    return after, Sealed(locked, seal(seed, plaintext, ad + locked))


def decrypt(
    state: Hiding, message: Sealed, ad: bytes = b"", *, rng: Rng = system
) -> tuple[Hiding, bytes]:
    """Open a message in any order, by trying the header keys at hand.

    Raises CannotOpen; Replayed for a second copy in the running chain; TooFarAhead.

    See: Double Ratchet, section 4.6.
    """
    bound = ad + message.header
    for passed in state.skipped:
        header = _open_header(passed.name, message.header)
        if header and (late := find((passed,), passed.name, header.number)):
            skipped = without(state.skipped, passed.name, header.number)
            return replace(state, skipped=skipped), open_(late, message.box, bound)
    state, header = _arrive(state, message.header, rng)
    state, seed = _turn(_pass(state, header.number))
    return state, open_(seed, message.box, bound)


def _arrive(state: Hiding, locked: bytes, rng: Rng) -> tuple[Hiding, Header]:
    """Open the header as one of the running chain, or of the next."""
    if state.receiving_header and (header := _open_header(state.receiving_header, locked)):
        if header.number < state.received:
            raise Replayed(seen=header.number, expected=state.received)
        return state, header
    if header := _open_header(state.next_receiving_header, locked):
        return _dh_step(_pass(state, header.previous), header.public, rng), header
    raise CannotOpen


def _turn(state: Hiding) -> tuple[Hiding, MessageSeed]:
    if state.receiving is None:
        raise CannotOpen
    receiving, seed = turn(state.receiving)
    return replace(state, receiving=receiving, received=state.received + 1), seed


def _pass(state: Hiding, until: int) -> Hiding:
    """Keep the seeds of the running chain up to a number. See: section 4.6, SkipMessageKeysHE."""
    if state.receiving is None or state.receiving_header is None or until <= state.received:
        return state
    if until - state.received > MAX_SKIP:
        raise TooFarAhead(seen=until, expected=state.received)
    receiving, kept = pass_over(state.receiving, EMPTY, state.received, until, limit=MAX_SKIP)
    skipped = add(state.skipped, state.receiving_header, kept, limit=KEPT_LIMIT)
    return replace(state, receiving=receiving, received=until, skipped=skipped)


def _dh_step(state: Hiding, theirs: PublicKey, rng: Rng) -> Hiding:
    """Turn the root twice, and the header keys with it. See: section 4.6, DHRatchetHE."""
    try:
        root, receiving, next_receiving = _root_step(state.root, agree(state.own, theirs))
    except Untrusted:
        raise CannotOpen from None
    own = KeyPair.draw(rng)
    root, sending, next_sending = _root_step(root, agree(own, theirs))
    return Hiding(
        root=root,
        own=own,
        theirs=theirs,
        sending=sending,
        receiving=receiving,
        sending_header=state.next_sending_header,
        receiving_header=state.next_receiving_header,
        next_sending_header=next_sending,
        next_receiving_header=next_receiving,
        previous=state.sent,
        skipped=state.skipped,
    )


def _derive(key: RootKey, shared: Secret, info: bytes) -> tuple[RootKey, bytes, bytes]:
    out = HKDF(SHA256(), 96, key.reveal(), info).derive(shared.reveal())
    lesson = key.from_lesson or shared.from_lesson
    return RootKey(out[:32], from_lesson=lesson), out[32:64], out[64:]


def _root_step(root: RootKey, shared: Secret) -> tuple[RootKey, ChainKey, HeaderKey]:
    """Give root, chain and next header key. See: Double Ratchet, section 4.2, KDF_RK_HE."""
    following, chain, header = _derive(root, shared, ROOT_INFO)
    lesson = following.from_lesson
    return following, ChainKey(chain, from_lesson=lesson), HeaderKey(header, from_lesson=lesson)


def _start(shared: RootKey) -> tuple[RootKey, HeaderKey, HeaderKey]:
    """Give the first root, and the first header keys of the two who begin and answer."""
    root, first, second = _derive(shared, shared, START_INFO)
    lesson = shared.from_lesson
    return root, HeaderKey(first, from_lesson=lesson), HeaderKey(second, from_lesson=lesson)


def _seal_header(key: HeaderKey, header: Header, nonce: bytes) -> bytes:
    # A nonce that comes twice shows no more than that two headers are equal.
    return nonce + AESSIV(key.reveal()).encrypt(header.to_bytes(), [nonce])


def _open_header(key: HeaderKey, locked: bytes) -> Header | None:
    """Try one key: None where it does not fit."""
    nonce, box = locked[:NONCE_SIZE], locked[NONCE_SIZE:]
    try:
        plain = AESSIV(key.reveal()).decrypt(box, [nonce])
    except InvalidTag:
        return None
    cursor = Cursor(plain)
    header = Header.from_cursor(cursor)
    cursor.finish()
    return header
