"""Make a key together so that nobody can steer it: hide first, fix who takes part, then open.

While parties can still drop out, nobody has seen anything that depends on the key. Whoever cheats
after that is not dropped: the others reconstruct its part in public (``opening``). That takes as
many honest parties as the threshold, and so at least 2 threshold - 1 in all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import draw_scalar
from cryptokit.rng import Rng, system
from cryptokit.sharing import complaints as hearings
from cryptokit.sharing import feldman, pedersen
from cryptokit.sharing.complaints import Hearing
from cryptokit.sharing.pedersen import PedersenShare
from cryptokit.sharing.scalar import shares_on
from cryptokit.threshold.dkg.complaints import (
    Complaint,
    Verdict,
    complaints_by,
    find,
    is_right,
    judge_all,
    to_answer,
)
from cryptokit.threshold.dkg.gathering import in_order, require_shape
from cryptokit.threshold.dkg.hidden import HiddenBroadcast, Opening, PrivatePair
from cryptokit.threshold.reading import GROUP


@dataclass(frozen=True, slots=True, repr=False)
class Dealer:
    """One party after it dealt: number ``me`` of 1 to ``holders``, and its two polynomials."""

    me: int
    holders: int
    polynomial: tuple[SecretScalar, ...]
    blinding: tuple[SecretScalar, ...]
    broadcast: HiddenBroadcast

    def __repr__(self) -> str:
        return f"<Dealer {self.me} of {self.holders}, threshold {self.threshold}>"

    @property
    def threshold(self) -> int:
        """How many shares will be needed."""
        return len(self.polynomial)


@dataclass(frozen=True, slots=True)
class Party:
    """One party that has seen and checked the broadcasts of all that take part."""

    dealer: Dealer
    broadcasts: tuple[HiddenBroadcast, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One party once it is fixed who takes part: it holds a right pair of each qualified dealer."""

    party: Party
    verdict: Verdict
    pairs: tuple[PrivatePair, ...]

    def broadcast_of(self, dealer: int) -> HiddenBroadcast:
        """Give what a dealer committed to."""
        return next(said for said in self.party.broadcasts if said.sender == dealer)


def deal(
    me: int, *, holders: int, threshold: int, rng: Rng = system
) -> tuple[Dealer, HiddenBroadcast]:
    """Draw two polynomials, and give the commitments, which show nothing.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.threshold.dkg.opening import finish
    >>> rng = lesson("gjkr")
    >>> dealers, said = zip(*(deal(me, holders=3, threshold=2, rng=rng) for me in (1, 2, 3)))
    >>> parties, sent = zip(*(share_out(dealer, said) for dealer in dealers))
    >>> private = [pair for pairs in sent for pair in pairs]
    >>> [complain(party, private) for party in parties]
    [(), (), ()]
    >>> members, openings = zip(*(qualify(party, private) for party in parties))
    >>> finish(members[0], openings)
    (<ScalarShare 1, 2 needed, epoch 0, set ...>, <PublicKeys ..., 2 of 3, epoch 0>)

    Raises ValueError unless threshold - 1 cheats would leave as many honest as the threshold.

    See: Gennaro, Jarecki, Krawczyk and Rabin, "Secure Distributed Key Generation for
    Discrete-Log Based Cryptosystems", EUROCRYPT 1999, figure 2.
    """
    require_shape(me, holders, threshold)
    _require_majority(holders, threshold)
    polynomial = tuple(draw_scalar(rng) for _ in range(threshold))
    blinding = tuple(draw_scalar(rng) for _ in range(threshold))
    commitments = pedersen.commit(_numbers(polynomial), _numbers(blinding), GROUP)
    broadcast = HiddenBroadcast(me, commitments)
    return Dealer(me, holders, polynomial, blinding, broadcast), broadcast


def share_out(
    dealer: Dealer, broadcasts: Iterable[HiddenBroadcast]
) -> tuple[Party, tuple[PrivatePair, ...]]:
    """Check the broadcasts, and give the private pairs for all other holders.

    Raises Untrusted, naming the party whose broadcast is bad; NotEnoughShares if fewer than the
    threshold take part.
    """
    said = in_order(
        dealer.broadcast, broadcasts, holders=dealer.holders, threshold=dealer.threshold
    )
    others = [x for x in range(1, dealer.holders + 1) if x != dealer.me]
    return Party(dealer, said), _pairs_of(dealer, others)


def complain(party: Party, private: Iterable[PrivatePair]) -> tuple[Complaint, ...]:
    """Say in public from whom no right pair came."""
    mine = [pair for pair in private if pair.receiver == party.dealer.me]
    return complaints_by(
        party.dealer.me,
        party.broadcasts,
        lambda said: any(is_committed(pair, said) for pair in mine),
    )


def answer(party: Party, complaints: Iterable[Complaint]) -> tuple[PrivatePair, ...]:
    """Show in public the pairs of those who complained about us, if fewer than threshold did."""
    dealer = party.dealer
    return _pairs_of(dealer, to_answer(dealer.me, complaints, threshold=dealer.threshold))


def judge(
    party: Party, complaints: Iterable[Complaint], answers: Iterable[PrivatePair]
) -> tuple[Verdict, dict[int, tuple[PedersenShare, ...]]]:
    """Tell who stays qualified, and which pairs came out in public.

    Raises Inconsistent for a complaint about nobody or by nobody; NotEnoughShares if fewer than
    the threshold stay.
    """
    dealer, shown = party.dealer, tuple(answers)

    def one(
        broadcast: HiddenBroadcast, hearing: Hearing, said: list[hearings.Complaint]
    ) -> tuple[PedersenShare, ...]:
        return pedersen.judge(hearing, broadcast.commitments, said, _under(broadcast, shown))

    return judge_all(
        party.broadcasts,
        complaints,
        holders=dealer.holders,
        threshold=dealer.threshold,
        judge=one,
    )


def qualify(
    party: Party,
    private: Iterable[PrivatePair],
    complaints: Iterable[Complaint] = (),
    answers: Iterable[PrivatePair] = (),
) -> tuple[Member, Opening]:
    """Fix who takes part, and open one's own commitments.

    From here on the key is determined. Raises Inconsistent, naming a dealer whose pair is missing
    or wrong and about whom nobody complained; and as ``judge`` does.
    """
    dealer, sent = party.dealer, tuple(private)
    verdict, shown = judge(party, complaints, answers)
    qualified = [said for said in party.broadcasts if said.sender in verdict.qualified]
    pairs = tuple(_mine(dealer, said, shown[said.sender], sent) for said in qualified)
    opening = Opening(dealer.me, feldman.commit(_numbers(dealer.polynomial), GROUP))
    return Member(party, verdict, pairs), opening


def is_committed(pair: PrivatePair, broadcast: HiddenBroadcast) -> bool:
    """Tell whether a pair is one that this broadcast commits to."""
    return pair.sender == broadcast.sender and is_right(
        pair.under(broadcast), lambda part: pedersen.check(part, broadcast.commitments)
    )


def _require_majority(holders: int, threshold: int) -> None:
    # The pairs of the honest must determine each polynomial. Where they do not (two of two, say),
    # the last to open takes what cancels the others, and it passes every check.
    if holders < 2 * threshold - 1:
        what = f"2 threshold - 1 <= holders is needed, not {threshold} of {holders}"
        raise ValueError(f"{what}: as many must be honest as the threshold")


def _mine(
    dealer: Dealer,
    broadcast: HiddenBroadcast,
    shown: Sequence[PedersenShare],
    sent: Sequence[PrivatePair],
) -> PrivatePair:
    if broadcast.sender == dealer.me:
        return _pairs_of(dealer, [dealer.me])[0]
    parts = (*shown, *_under(broadcast, sent))
    found = find(
        dealer.me, broadcast.sender, parts, lambda one: pedersen.check(one, broadcast.commitments)
    )
    return PrivatePair.of(broadcast.sender, found)


def _under(broadcast: HiddenBroadcast, sent: Iterable[PrivatePair]) -> list[PedersenShare]:
    return [pair.under(broadcast) for pair in sent if pair.sender == broadcast.sender]


def _pairs_of(dealer: Dealer, xs: Sequence[int]) -> tuple[PrivatePair, ...]:
    toy = dealer.polynomial[0].from_lesson
    rows = (
        shares_on(_numbers(secret), xs, set_id=dealer.broadcast.set_id, from_lesson=toy)
        for secret in (dealer.polynomial, dealer.blinding)
    )
    return tuple(PrivatePair(dealer.me, f.x, f.value, g.value) for f, g in zip(*rows, strict=True))


def _numbers(secret: Sequence[SecretScalar]) -> list[int]:
    return [coefficient.reveal_number() for coefficient in secret]
