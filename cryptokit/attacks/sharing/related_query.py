"""Holders answer on any R: whoever may not have a box opened asks about twice its R, and halves.

The answers for R' = 2 R are twice those for R, and under a harmless context of its own R' looks
like any other box. So a policy about contexts protects nothing. Not here: holders who break it.

Shoup and Gennaro published in 1998 that a threshold scheme needs the proof that a sender knows the
r of R in the ciphertext itself, bound to its context, where each holder can check it alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.errors import CannotOpen
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import Element, combine, draw_scalar
from cryptokit.rng import Rng, lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold import decryption, plain
from cryptokit.threshold.answers import Agrees, Answer, Partial
from cryptokit.threshold.box import Head, Locked, unlock
from cryptokit.threshold.kem import derive
from cryptokit.threshold.public import PublicKeys, from_dealing
from cryptokit.threshold.reading import GROUP

SECRET: Final = b"the source is in the third row"
CLOSED: Final = b"case 7"
OPEN: Final = b"lunch menu"
_SEED: Final = "an attack is a lesson, and protects nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """Threshold decryption as its users see it: boxes are bytes.

    ``lock`` takes public key, plaintext, context and randomness; ``ask`` is what one holder does.
    ``disguise`` puts another R and context into a box, and doubles what else was made with r.
    """

    lock: Callable[[Element, bytes, bytes, Rng], bytes]
    ask: Callable[[ScalarShare, PublicKeys, bytes, Rng], Answer]
    join: Callable[[PublicKeys, bytes, Iterable[Answer]], bytes]
    parse: Callable[[bytes], Locked]
    disguise: Callable[[bytes, Element, bytes], bytes]


def agrees(context: bytes) -> bool:
    """Say what every holder says: the lunch menu may be read, and nothing else."""
    return context == OPEN


_AGREES: Final[Agrees] = agrees


def flawed_ask(share: ScalarShare, public: PublicKeys, box: bytes, rng: Rng) -> Answer:
    """Answer as one holder."""
    parsed = plain.PlainBox.from_bytes(box)  # the flaw: whoever sent this need not know its r
    return plain.partial_plain(share, public, parsed, agrees=_AGREES, rng=rng)


def _lock_plain(key: Element, plaintext: bytes, context: bytes, rng: Rng) -> bytes:
    with lesson(_SEED):
        return plain.encrypt_plain(key, plaintext, context=context, rng=rng).to_bytes()


def _join_plain(public: PublicKeys, box: bytes, given: Iterable[Answer]) -> bytes:
    return plain.combine_plain(public, plain.PlainBox.from_bytes(box), given)


def _disguise_plain(box: bytes, element: Element, context: bytes) -> bytes:
    old = plain.PlainBox.from_bytes(box)
    return replace(old, head=Head(old.public_key, element, context)).to_bytes()


def _lock(key: Element, plaintext: bytes, context: bytes, rng: Rng) -> bytes:
    with lesson(_SEED):
        return decryption.encrypt(key, plaintext, context=context, rng=rng).to_bytes()


def _ask(share: ScalarShare, public: PublicKeys, box: bytes, rng: Rng) -> Answer:
    parsed = decryption.Box.from_bytes(box)
    return decryption.partial(share, public, parsed, agrees=_AGREES, rng=rng)


def _join(public: PublicKeys, box: bytes, given: Iterable[Answer]) -> bytes:
    return decryption.combine(public, decryption.Box.from_bytes(box), given)


def _disguise(box: bytes, element: Element, context: bytes) -> bytes:
    old = decryption.Box.from_bytes(box)
    head, second = Head(old.public_key, element, context), GROUP.multiply(2, old.second)
    return replace(old, head=head, second=second).to_bytes()


def program(scheme: Boxes, budget: int, rng: Rng) -> Outcome:
    """Ask three holders about a closed box, and then about twice its R under an open context."""
    dealt = feldman.deal(draw_scalar(rng), threshold=3, shares=5, rng=rng)
    public = from_dealing(dealt)
    box = scheme.lock(public.key, SECRET, CLOSED, rng)
    doubled = GROUP.multiply(2, scheme.parse(box).element)
    told = ""
    for tries, question in enumerate((box, scheme.disguise(box, doubled, OPEN))[:budget], 1):
        given = [answer(partial(scheme.ask, s, public, question, rng)) for s in dealt.shares]
        pieces = [one for one in given if isinstance(one, Partial)]
        if len(pieces) >= public.threshold:
            found = _halved(public, scheme.parse(box), pieces)
            return Outcome(found == SECRET, tries, f"halved the answers, and read {found!r}")
        told = f"{len(given) - len(pieces)} of {len(given)} holders refused twice the R"
    return Outcome(won=False, tries=budget, told=told)


def _halved(public: PublicKeys, box: Locked, pieces: Sequence[Partial]) -> bytes | None:
    """Combine answers for 2 R, halve the sum, and open the box of R."""
    images = {one.holder: one.pieces[0].image for one in pieces}
    weights = public.weights(images)
    twice = combine(list(weights.values()), [images[str(x)] for x in weights], GROUP)
    shared = GROUP.multiply(SCALARS.invert(2), twice)
    try:
        return unlock(derive(shared, public.key, box.element, box.context), box)
    except CannotOpen:
        return None


def _opens(scheme: Boxes, rng: Rng) -> bool:
    dealt = feldman.deal(draw_scalar(rng), threshold=3, shares=5, rng=rng)
    public = from_dealing(dealt)
    box = scheme.lock(public.key, b"soup", OPEN, rng)
    return (
        scheme.join(public, box, [scheme.ask(s, public, box, rng) for s in dealt.shares]) == b"soup"
    )


ATTACK: Final = Attack(
    name="related_query",
    title="Twice the question",
    mistake="holders answer on any R whose context they like",
    repair="each box carries its sender's proof of r, bound to the context, and holders check it",
    source='Shoup and Gennaro, "Securing Threshold Cryptosystems against Chosen Ciphertext '
    'Attack", EUROCRYPT 1998',
    scale="real size: edwards25519, three of five holders",
    budget=2,
    program=program,
    honest=_opens,
    flawed=Boxes(
        lock=_lock_plain,
        ask=flawed_ask,
        join=_join_plain,
        parse=plain.PlainBox.from_bytes,
        disguise=_disguise_plain,
    ),
    repaired=Boxes(
        lock=_lock, ask=_ask, join=_join, parse=decryption.Box.from_bytes, disguise=_disguise
    ),
)
