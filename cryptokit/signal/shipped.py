"""The Double Ratchet as the apps ship it: which key a message has. No bytes of messages here.

It differs from the published one (``ratchet``) in what lies on a seized phone. Whole receiving
chains are kept, not only the seeds of missing messages; the length of the chain before is sent and
not used; and the new sending pair is made as soon as a new key of the other side comes in.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.errors import CannotOpen, OutOfStep, Replayed, TooFarAhead, Untrusted
from cryptokit.rng import Rng, system
from cryptokit.signal.chains import ChainKey, MessageSeed, RootKey, root_step, turn
from cryptokit.signal.curve import KeyPair, PublicKey, agree
from cryptokit.signal.kept import EMPTY, Kept, pass_over
from cryptokit.signal.messages import Header

# All three: signalapp/libsignal, rust/protocol/src/consts.rs.
MAX_FORWARD_JUMPS: Final = 25_000
"""How far ahead of its chain a message may be. The apps set no such limit between devices of one
user; here it holds for them, too, unless ``jumps`` says otherwise."""
MAX_MESSAGE_KEYS: Final = 2_000
"""How many seeds of missing messages are kept for one chain, the oldest dropped."""
MAX_RECEIVER_CHAINS: Final = 5
"""How many chains of the other side are kept, the oldest dropped."""
COUNTER_LIMIT: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Incoming:
    """A chain of the other side: its key at message ``number``, and the seeds of missing ones."""

    ratchet: PublicKey
    key: ChainKey
    number: int = 0
    kept: Kept = EMPTY


@dataclass(frozen=True, slots=True)
class Shipped:
    """One side of a conversation: the root, the chain to send on, and up to five to receive on.

    ``sent`` messages went out on the running chain; ``previous`` is what is told of the one before.
    """

    root: RootKey
    own: KeyPair
    sending: ChainKey
    sent: int = 0
    previous: int = 0
    chains: tuple[Incoming, ...] = ()

    def place(self, ratchet: PublicKey) -> int | None:
        """Tell which of the chains that are kept has this ratchet key; the newest is the last."""
        at, raw = len(self.chains), ratchet.raw
        while at:
            at -= 1
            if self.chains[at].ratchet.raw == raw:
                return at
        return None


def begin(root: RootKey, chain: ChainKey, theirs: PublicKey, *, rng: Rng = system) -> Shipped:
    """Begin as the side that speaks first: the other's chain is known, and ours made at once.

    See: libsignal, rust/protocol/src/ratchet.rs, initialize_alice_session.
    """
    own = KeyPair.draw(rng)
    root, sending = root_step(root, agree(own, theirs, field="signed prekey"))
    return Shipped(root, own, sending, chains=(Incoming(theirs, chain),))


def answer(root: RootKey, chain: ChainKey, own: KeyPair) -> Shipped:
    """Begin as the side that hears first: its signed prekey is its first ratchet key.

    See: libsignal, rust/protocol/src/ratchet.rs, initialize_bob_session.
    """
    return Shipped(root, own, chain)


def send(state: Shipped) -> tuple[Shipped, Header, MessageSeed]:
    """Turn the sending chain: the header and the seed of the next message.

    >>> from cryptokit.rng import lesson
    >>> bobs = KeyPair.draw(lesson("Bob"))
    >>> start = RootKey(bytes(32)), ChainKey(bytes(32))
    >>> alice = begin(*start, bobs.public, rng=lesson("Alice"))
    >>> alice, header, seed = send(alice)
    >>> bob, same = receive(answer(*start, bobs), header, rng=lesson("Bob again"))
    >>> same == seed, header.counter, len(bob.chains)
    (True, 0, 1)
    """
    if state.sent >= COUNTER_LIMIT:
        raise OutOfStep("counter")
    sending, seed = turn(state.sending)
    header = Header(state.own.public, state.sent, state.previous)
    after = Shipped(state.root, state.own, sending, state.sent + 1, state.previous, state.chains)
    return after, header, seed


def receive(
    state: Shipped, header: Header, *, rng: Rng = system, jumps: int = MAX_FORWARD_JUMPS
) -> tuple[Shipped, MessageSeed]:
    """Find the seed of a message; keep the state before until the message has opened.

    Raises Replayed: it came before, or its seed was dropped; TooFarAhead: it jumps too far;
    CannotOpen for a ratchet key of small order.

    See: libsignal, rust/protocol/src/session_cipher.rs, get_or_create_message_key.
    """
    at = state.place(header.ratchet_key)
    if at is None:
        state = _dh_step(state, header.ratchet_key, rng)
        at = len(state.chains) - 1
    chain, seed = _take(state.chains[at], header.counter, jumps)
    chains = (*state.chains[:at], chain, *state.chains[at + 1 :])
    after = Shipped(state.root, state.own, state.sending, state.sent, state.previous, chains)
    return after, seed


def _take(chain: Incoming, counter: int, jumps: int) -> tuple[Incoming, MessageSeed]:
    if counter < chain.number:
        return _take_late(chain, counter)
    if counter - chain.number > jumps:
        raise TooFarAhead(seen=counter, expected=chain.number)
    key, kept = chain.key, chain.kept
    if counter > chain.number:
        key, kept = pass_over(key, kept, chain.number, counter, limit=MAX_MESSAGE_KEYS)
    key, seed = turn(key)
    return Incoming(chain.ratchet, key, counter + 1, kept), seed


def _take_late(chain: Incoming, counter: int) -> tuple[Incoming, MessageSeed]:
    seed = chain.kept.find(counter)
    if seed is None:
        raise Replayed(seen=counter, expected=chain.number)
    return Incoming(chain.ratchet, chain.key, chain.number, chain.kept.without(counter)), seed


def _dh_step(state: Shipped, theirs: PublicKey, rng: Rng) -> Shipped:
    """Turn the root twice, for their new key and for ours, and keep the last five chains."""
    try:
        root, receiving = root_step(state.root, agree(state.own, theirs))
    except Untrusted:
        raise CannotOpen from None  # nobody has vouched for the message yet
    own = KeyPair.draw(rng)
    root, sending = root_step(root, agree(own, theirs))
    chains = (*state.chains, Incoming(theirs, receiving))[-MAX_RECEIVER_CHAINS:]
    # One less than the length, and not below zero: what the apps write, and no app reads.
    return Shipped(root, own, sending, 0, max(state.sent - 1, 0), chains)
