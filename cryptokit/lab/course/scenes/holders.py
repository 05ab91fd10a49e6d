"""The holders of lesson 10: what they know, who agrees to what, how all refresh, how one lies.

The protocols are in ``threshold`` and ``sharing.refresh``; here are their steps in one line each.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from cryptokit.knowledge import derive
from cryptokit.sharing.pieces import Handout
from cryptokit.sharing.refresh import refresh_verifiably
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold.accounts import Generated
from cryptokit.threshold.answers import Agrees, Partial
from cryptokit.threshold.knowing import KEY, generation_rules
from cryptokit.threshold.public import PublicKeys
from cryptokit.threshold.reading import GROUP


def agreeing(holders: Collection[int], public: PublicKeys, *, to: bytes) -> Mapping[str, Agrees]:
    """Let these holders agree to one context and to no other; the rest refuse everything.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.threshold import generate
    >>> made = generate(holders=3, threshold=2, rng=lesson("a"))
    >>> willing = agreeing([1, 3], made.public, to=b"letter 1")
    >>> [holder for holder, agrees in willing.items() if agrees(b"letter 1")]
    ['1', '3']
    """
    return {str(x): partial(_agrees, x in holders, to) for x in public.xs}


def who_could_work_it_out(made: Generated) -> tuple[str, ...]:
    """Name the holders who could work out the key, alone, from all that they ever held.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.threshold import generate
    >>> from cryptokit.transcript import Event
    >>> made = generate(holders=3, threshold=2, rng=lesson("a"))
    >>> raid = Event("2", "1", "a raid", 0, (("1", "key share of 2"),))
    >>> robbed = replace(made, transcript=made.transcript + [raid])
    >>> who_could_work_it_out(made), who_could_work_it_out(robbed)
    ((), ('1',))
    """
    rules = generation_rules(made.public, made.public.xs)
    holdings = made.transcript.holdings().items()
    return tuple(party for party, held in holdings if KEY in derive(held, rules))


def refreshed(
    shares: Sequence[ScalarShare], dealt: Mapping[int, Handout]
) -> tuple[ScalarShare, ...]:
    """Give all holders their shares of the next epoch, from what each dealer (its x) dealt.

    Raises Inconsistent, naming a dealer who dealt another number than 0.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.refresh import deal_zero_verifiably
    >>> from cryptokit.threshold import generate
    >>> made = generate(holders=3, threshold=2, rng=lesson("a"))
    >>> dealt = {s.x: deal_zero_verifiably(s, (1, 2, 3), rng=lesson("b")) for s in made.shares}
    >>> [share.epoch for share in refreshed(made.shares, dealt)]
    [1, 1, 1]

    See: Herzberg, Jarecki, Krawczyk and Yung, "Proactive secret sharing", CRYPTO 1995, section 3.
    """
    public = {dealer: one.commitments for dealer, one in dealt.items()}
    sent = [piece for one in dealt.values() for piece in one.pieces]
    return tuple(
        refresh_verifiably(share, [one for one in sent if one.receiver == share.x], public)
        for share in shares
    )


def forged(answer: Partial) -> Partial:
    """Change what a holder answers, and leave its proof as it was."""
    first, *rest = answer.pieces
    lie = replace(first, image=GROUP.add(first.image, GROUP.base))
    return replace(answer, pieces=(lie, *rest))


def _agrees(willing: bool, to: bytes, context: bytes) -> bool:  # noqa: FBT001  # bound above
    return willing and context == to
