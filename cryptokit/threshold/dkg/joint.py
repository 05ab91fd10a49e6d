"""Make a key together: everybody deals a random number by Feldman's scheme, and the sum is the key.

A cheat who speaks last can steer the public key by having itself disqualified (see ``gjkr``). That
everybody saw the same broadcasts is for the application to compare: ``gathering``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import draw_scalar
from cryptokit.rng import Rng, system
from cryptokit.sharing import complaints as hearings
from cryptokit.sharing import feldman
from cryptokit.sharing.complaints import Hearing
from cryptokit.sharing.scalar import ScalarShare, shares_on
from cryptokit.threshold.dkg.complaints import (
    Complaint,
    Verdict,
    complaints_by,
    find,
    is_right,
    judge_all,
    to_answer,
)
from cryptokit.threshold.dkg.gathering import added, in_order, public_keys, require_shape, set_id
from cryptokit.threshold.dkg.messages import Broadcast, PrivateShare
from cryptokit.threshold.dkg.possession import prove
from cryptokit.threshold.public import PublicKeys
from cryptokit.threshold.reading import GROUP


@dataclass(frozen=True, slots=True, repr=False)
class Dealer:
    """One party after round 1: number ``me`` of 1 to ``holders``, and its polynomial."""

    me: int
    holders: int
    polynomial: tuple[SecretScalar, ...]
    broadcast: Broadcast

    def __repr__(self) -> str:
        return f"<Dealer {self.me} of {self.holders}, threshold {self.threshold}>"

    @property
    def threshold(self) -> int:
        """How many shares will be needed."""
        return len(self.polynomial)


@dataclass(frozen=True, slots=True)
class Party:
    """One party in round 2: it has seen and checked the broadcasts of all that take part."""

    dealer: Dealer
    broadcasts: tuple[Broadcast, ...]


def round1(me: int, *, holders: int, threshold: int, rng: Rng = system) -> tuple[Dealer, Broadcast]:
    """Draw a polynomial, and give the broadcast that commits to it.

    >>> from cryptokit.rng import lesson
    >>> rng = lesson("joint")
    >>> dealers, said = zip(*(round1(me, holders=3, threshold=2, rng=rng) for me in (1, 2, 3)))
    >>> parties, sent = zip(*(round2(dealer, said) for dealer in dealers))
    >>> sent[0]
    (<PrivateShare from 1 to 2>, <PrivateShare from 1 to 3>)
    >>> private = [share for shares in sent for share in shares]
    >>> [complain(party, private) for party in parties]
    [(), (), ()]
    >>> finish(parties[1], private)
    (<ScalarShare 2, 2 needed, epoch 0, set ...>, <PublicKeys ..., 2 of 3, epoch 0>)

    See: Pedersen, "A Threshold Cryptosystem without a Trusted Party", EUROCRYPT 1991; with the
    proof of possession: Komlo and Goldberg, "FROST", SAC 2020, figure 1.
    """
    require_shape(me, holders, threshold)
    polynomial = tuple(draw_scalar(rng) for _ in range(threshold))
    dealer = dealer_with(me, holders, polynomial, nonce=draw_scalar(rng))
    return dealer, dealer.broadcast


def dealer_with(
    me: int, holders: int, polynomial: tuple[SecretScalar, ...], *, nonce: SecretScalar
) -> Dealer:
    """Do round 1 with a polynomial that was drawn elsewhere: nothing here is left to chance."""
    commitments = feldman.commit([c.reveal_number() for c in polynomial], GROUP)
    broadcast = Broadcast(me, commitments, prove(me, polynomial[0], nonce))
    return Dealer(me, holders, polynomial, broadcast)


def round2(
    dealer: Dealer, broadcasts: Iterable[Broadcast]
) -> tuple[Party, tuple[PrivateShare, ...]]:
    """Check the broadcasts, and give the private shares for all other holders.

    Raises Untrusted, naming the party whose broadcast is bad; all see that alike, and can go on
    without it. Raises NotEnoughShares if fewer than the threshold take part.
    """
    said = in_order(
        dealer.broadcast, broadcasts, holders=dealer.holders, threshold=dealer.threshold
    )
    others = [x for x in range(1, dealer.holders + 1) if x != dealer.me]
    return Party(dealer, said), _private(dealer, others)


def complain(party: Party, private: Iterable[PrivateShare]) -> tuple[Complaint, ...]:
    """Say in public from whom no right share came."""
    me, sent = party.dealer.me, tuple(private)
    return complaints_by(me, party.broadcasts, lambda said: _holds_right(me, said, sent))


def answer(party: Party, complaints: Iterable[Complaint]) -> tuple[PrivateShare, ...]:
    """Show in public the shares of those who complained about us, if fewer than threshold did."""
    dealer = party.dealer
    accusers = to_answer(dealer.me, complaints, threshold=dealer.threshold)
    return _private(dealer, accusers)


def judge(
    party: Party, complaints: Iterable[Complaint], answers: Iterable[PrivateShare]
) -> tuple[Verdict, dict[int, tuple[ScalarShare, ...]]]:
    """Tell who stays qualified, and which shares came out in public.

    Raises Inconsistent for a complaint about nobody or by nobody; NotEnoughShares if fewer than
    the threshold stay.
    """
    dealer, shown = party.dealer, tuple(answers)

    def one(
        broadcast: Broadcast, hearing: Hearing, said: list[hearings.Complaint]
    ) -> tuple[ScalarShare, ...]:
        return feldman.judge(hearing, broadcast.commitments, said, _shares_under(broadcast, shown))

    return judge_all(
        party.broadcasts,
        complaints,
        holders=dealer.holders,
        threshold=dealer.threshold,
        judge=one,
    )


def finish(
    party: Party,
    private: Iterable[PrivateShare],
    complaints: Iterable[Complaint] = (),
    answers: Iterable[PrivateShare] = (),
) -> tuple[ScalarShare, PublicKeys]:
    """Add up what the qualified dealt: the share of this party, and the public keys.

    Raises Inconsistent, naming a dealer whose share is missing or wrong and about whom nobody
    complained; and as ``judge`` does.
    """
    dealer, sent = party.dealer, tuple(private)
    verdict, shown = judge(party, complaints, answers)
    qualified = [said for said in party.broadcasts if said.sender in verdict.qualified]
    parts = [_mine(dealer, said, shown[said.sender], sent) for said in qualified]
    name = set_id(party.broadcasts, dealer.holders, verdict.qualified)
    value = added(part.value for part in parts)
    share = ScalarShare(set_id=name, threshold=dealer.threshold, x=dealer.me, value=value)
    return share, public_keys(name, [said.commitments for said in qualified], dealer.holders)


def _shares_of(dealer: Dealer, xs: Sequence[int]) -> tuple[ScalarShare, ...]:
    numbers = [c.reveal_number() for c in dealer.polynomial]
    toy = dealer.polynomial[0].from_lesson
    return shares_on(numbers, xs, set_id=dealer.broadcast.set_id, from_lesson=toy)


def _private(dealer: Dealer, xs: Sequence[int]) -> tuple[PrivateShare, ...]:
    return tuple(PrivateShare(dealer.me, s.x, s.value) for s in _shares_of(dealer, xs))


def _shares_under(broadcast: Broadcast, sent: Iterable[PrivateShare]) -> list[ScalarShare]:
    return [share.under(broadcast) for share in sent if share.sender == broadcast.sender]


def _holds_right(me: int, broadcast: Broadcast, sent: Sequence[PrivateShare]) -> bool:
    return any(
        share.x == me and is_right(share, lambda one: feldman.check(one, broadcast.commitments))
        for share in _shares_under(broadcast, sent)
    )


def _mine(
    dealer: Dealer,
    broadcast: Broadcast,
    shown: Sequence[ScalarShare],
    sent: Sequence[PrivateShare],
) -> ScalarShare:
    if broadcast.sender == dealer.me:
        return _shares_of(dealer, [dealer.me])[0]
    parts = (*shown, *_shares_under(broadcast, sent))
    return find(
        dealer.me, broadcast.sender, parts, lambda one: feldman.check(one, broadcast.commitments)
    )
