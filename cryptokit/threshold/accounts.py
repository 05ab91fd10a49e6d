"""Whole runs in one process, with a transcript: who was asked what, could refuse, and learned what.

Only honest runs, for lessons and demos. What each party does is in ``dkg`` and ``decryption``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from cryptokit.errors import NotEnoughShares
from cryptokit.rng import Rng, system
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold.answers import Agrees, Answer, KeyShare, Partial, holder_of
from cryptokit.threshold.decryption import Box, combine, partial
from cryptokit.threshold.dkg import gjkr, joint, opening
from cryptokit.threshold.knowing import BOX, TEXT, dealt, key_share, piece_of, polynomial_of
from cryptokit.threshold.public import Holders, PublicKeys
from cryptokit.transcript import Event, Transcript


@dataclass(frozen=True, slots=True)
class Generated:
    """A key that its holders made together: each one's share, and what all saw."""

    shares: tuple[ScalarShare, ...]
    public: PublicKeys
    transcript: Transcript


@dataclass(frozen=True, slots=True)
class Asked:
    """How it went to ask the holders about a box: None if too few agreed."""

    plaintext: bytes | None
    answers: tuple[Answer, ...]
    transcript: Transcript


class Message(Protocol):
    """Something that a party sends to all."""

    @property
    def sender(self) -> int:
        """Whose it is."""
        ...

    def to_bytes(self) -> bytes:
        """Give what goes out."""
        ...


class Private(Message, Protocol):
    """Something that a party sends to one other."""

    @property
    def receiver(self) -> int:
        """For whom it is."""
        ...


def generate(*, holders: int, threshold: int, rng: Rng = system) -> Generated:
    """Run the joint protocol, in which everybody sees the commitments before the end.

    >>> from cryptokit.rng import lesson
    >>> made = generate(holders=3, threshold=2, rng=lesson("accounts"))
    >>> made.transcript.holdings()["1"]
    ('polynomial of 1', 'share from 2 for 1', 'share from 3 for 1', 'key share of 1')

    See: Pedersen, "A Threshold Cryptosystem without a Trusted Party", EUROCRYPT 1991.
    """
    everybody = range(1, holders + 1)
    begun = [joint.round1(i, holders=holders, threshold=threshold, rng=rng) for i in everybody]
    said = [broadcast for _, broadcast in begun]
    parties = [joint.round2(dealer, said) for dealer, _ in begun]
    private = [share for _, shares in parties for share in shares]
    ends = [joint.finish(party, private) for party, _ in parties]
    told = (*_drawn(everybody), *_broadcast(said, everybody), *_dealt(private), *_summed(everybody))
    return Generated(tuple(share for share, _ in ends), ends[0][1], Transcript(told))


def generate_hidden(*, holders: int, threshold: int, rng: Rng = system) -> Generated:
    """Run the protocol in which nothing is opened before it is fixed who takes part.

    Raises ValueError unless there are 2 threshold - 1 holders or more: most must be honest.

    >>> from cryptokit.rng import lesson
    >>> generate_hidden(holders=3, threshold=2, rng=lesson("accounts")).public
    <PublicKeys ..., 2 of 3, epoch 0>

    See: Gennaro, Jarecki, Krawczyk and Rabin, "Secure Distributed Key Generation for
    Discrete-Log Based Cryptosystems", EUROCRYPT 1999.
    """
    everybody = range(1, holders + 1)
    begun = [gjkr.deal(i, holders=holders, threshold=threshold, rng=rng) for i in everybody]
    said = [broadcast for _, broadcast in begun]
    parties = [gjkr.share_out(dealer, said) for dealer, _ in begun]
    private = [pair for _, pairs in parties for pair in pairs]
    members = [gjkr.qualify(party, private) for party, _ in parties]
    opened = [one for _, one in members]
    ends = [opening.finish(member, opened) for member, _ in members]
    first = (*_drawn(everybody), *_broadcast(said, everybody), *_dealt(private))
    told = (*first, *_broadcast(opened, everybody), *_summed(everybody))
    return Generated(tuple(share for share, _ in ends), ends[0][1], Transcript(told))


def ask(
    asker: str,
    box: Box,
    public: Holders,
    shares: Sequence[KeyShare],
    agrees: Mapping[str, Agrees],
    *,
    rng: Rng = system,
) -> Asked:
    """Ask holders one after the other to open a box; ``agrees`` says for each how it decides.

    Raises as ``decryption.partial`` and ``combine`` do, but for too few answers.
    """
    answers = [
        partial(share, public, box, agrees=agrees[holder_of(share)], rng=rng) for share in shares
    ]
    try:
        plaintext = combine(public, box, answers)
    except NotEnoughShares:
        plaintext = None
    told = [event for one in answers for event in _answered(asker, box, one)]
    have = Event(asker, asker, "has a box", 0, ((asker, BOX),))
    end = () if plaintext is None else (Event(asker, asker, "combines", 0, ((asker, TEXT),)),)
    return Asked(plaintext, tuple(answers), Transcript((have, *told, *end)))


def seen_by(party: str, transcript: Transcript) -> Transcript:
    """Give one party's own transcript: what it sent or got, and what it learned itself.

    >>> from cryptokit.rng import lesson
    >>> made = generate(holders=3, threshold=2, rng=lesson("accounts"))
    >>> [f"{e.sender} to {e.receiver}" for e in seen_by("3", made.transcript).events][:3]
    ['3 to 3', '1 to 3', '2 to 3']
    """
    mine = (event for event in transcript.events if party in {event.sender, event.receiver})
    return Transcript(
        tuple(
            replace(event, learned=tuple(one for one in event.learned if one[0] == party))
            for event in mine
        )
    )


def _drawn(everybody: Iterable[int]) -> Iterator[Event]:
    for i in everybody:
        yield Event(str(i), str(i), "draws a polynomial", 0, ((str(i), polynomial_of(i)),))


def _broadcast(said: Iterable[Message], everybody: Iterable[int]) -> Iterator[Event]:
    to = tuple(everybody)
    for one in said:
        size, what = len(one.to_bytes()), f"{type(one).__name__}, to all"
        yield from (Event(str(one.sender), str(x), what, size) for x in to if x != one.sender)


def _dealt(private: Iterable[Private]) -> Iterator[Event]:
    for one in private:
        learned = (str(one.receiver), dealt(one.sender, one.receiver))
        what, size = f"{type(one).__name__}, in private", len(one.to_bytes())
        yield Event(str(one.sender), str(one.receiver), what, size, (learned,))


def _summed(everybody: Iterable[int]) -> Iterator[Event]:
    for i in everybody:
        yield Event(str(i), str(i), "adds up its shares", 0, ((str(i), key_share(str(i))),))


def _answered(asker: str, box: Box, answer: Answer) -> Iterator[Event]:
    holder, context = answer.holder, repr(box.context)
    knows = ((holder, BOX), (holder, f"the context {context}"))
    yield Event(asker, holder, f"asks for help with {context}", len(box.to_bytes()), knows)
    if isinstance(answer, Partial):
        yield Event(holder, holder, f"could refuse {context}, and agrees")
        gave = ((asker, piece_of(holder)),)
        yield Event(holder, asker, "partial decryption", len(answer.to_bytes()), gave)
    else:
        yield Event(holder, holder, f"could refuse {context}, and does")
        yield Event(holder, asker, "refusal")
