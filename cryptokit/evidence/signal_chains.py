"""Chains that a seized phone holds, or that its private keys make, and the keys that they give.

Nothing is proved here: a chain that was made may be that of nobody. See ``signal_reach``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptokit.evidence.signal_packets import (
    GroupPacketKey,
    PacketKey,
    group_chain,
    name,
    pairwise_chain,
)
from cryptokit.rng import Rng, system
from cryptokit.signal import session, shipped
from cryptokit.signal.chains import ChainKey, MessageSeed, skip, turn
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.kept import EMPTY, Kept
from cryptokit.signal.messages import Header, PreKeySignalMessage
from cryptokit.signal.prekeys import PhoneKeys
from cryptokit.signal.sender_keys import SenderKeys
from cryptokit.signal.session import Session
from cryptokit.signal.shipped import COUNTER_LIMIT, MAX_FORWARD_JUMPS


@dataclass(frozen=True, slots=True)
class Held:
    """A chain as far as it has turned, by the name that its packets show, and seeds before that.

    ``rest`` stands behind the seed in each of its keys, which are of one ``kind``.
    """

    name: bytes
    kind: type[PacketKey] | type[GroupPacketKey]
    rest: bytes
    key: ChainKey
    number: int = 0
    kept: Kept = EMPTY

    def keys(self, numbers: Iterable[int]) -> Iterator[tuple[int, PacketKey | GroupPacketKey]]:
        """Give the keys of these messages by their numbers, but for those that are gone.

        The chain is turned over 25,000 missing messages at most, as far as the apps turn it.
        """
        for at, seed in self._seeds(numbers):
            data = name(self.name, at) + seed.reveal() + self.rest
            yield at, self.kind(data, from_lesson=seed.from_lesson)

    def _seeds(self, numbers: Iterable[int]) -> Iterator[tuple[int, MessageSeed]]:
        key, at = self.key, self.number
        for number in sorted(set(numbers)):
            if number < self.number:
                seed = self.kept.find(number)
            elif number - at > MAX_FORWARD_JUMPS or number >= COUNTER_LIMIT:
                return
            else:
                for _ in range(at, number):
                    key = skip(key)
                key, seed = turn(key)
                at = number + 1
            if seed is not None:
                yield number, seed


def of_session(one: Session) -> Iterator[Held]:
    """Give the chain that a device sends on, and those of the other side that it still holds.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import prekeys
    >>> from cryptokit.signal.directory import Directory, fetch, publish
    >>> alice, bob = (prekeys.install(now=0, rng=lesson(name)) for name in ("alice", "bob"))
    >>> _, bundle = fetch(publish(Directory(), ("bob", 1), prekeys.listing(bob)), ("bob", 1))
    >>> mine, theirs = of_session(session.begin(alice, bundle, now=0, rng=lesson("start")))
    >>> len(list(mine.keys(range(3)))), theirs.name[1:] == bundle.signed.key.raw
    (3, True)
    """
    ratchet, terms = one.ratchet, one.terms
    own = pairwise_chain(ratchet.own.public)
    yield Held(own, PacketKey, terms.ad_sent, ratchet.sending, ratchet.sent)
    for chain in ratchet.chains:
        theirs = pairwise_chain(chain.ratchet)
        yield Held(theirs, PacketKey, terms.ad_received, chain.key, chain.number, chain.kept)


def of_group(held: SenderKeys) -> Iterator[Held]:
    """Give the chains of one sender in a group."""
    for one in held.chains:
        chain = group_chain(held.distribution_id, one.chain_id)
        yield Held(chain, GroupPacketKey, one.signer.raw, one.key, one.iteration, one.kept)


def next_of(one: Session, theirs: PublicKey, *, rng: Rng = system) -> Held:
    """Give the chain that begins with a new ratchet key of the other side.

    It is received as a phone would, and the rest of what that leaves is dropped: the answer's key
    pair is another one than the phone's, so no chain after this one follows. Raises CannotOpen for
    a key of small order.
    """
    after, seed = shipped.receive(one.ratchet, Header(theirs, 0), rng=rng)
    chain, first = after.chains[-1], Kept((0,), (seed,))
    rest = one.terms.ad_received
    return Held(pairwise_chain(theirs), PacketKey, rest, chain.key, chain.number, first)


def first_of(keys: PhoneKeys, message: PreKeySignalMessage, *, rng: Rng = system) -> Held:
    """Give the chain of a first message that a phone has not read, or could read again.

    Raises Untrusted for prekeys that are gone, and as ``session.answer``; CannotOpen.
    """
    return next_of(session.answer(keys, message), message.message.header.ratchet_key, rng=rng)
