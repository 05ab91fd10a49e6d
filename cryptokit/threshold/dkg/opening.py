"""The end of ``gjkr``: check what the parties open, and reconstruct the part of one that cheats.

Who is in has been fixed before, so a lie or a silence here changes nothing: the key is the same.
"""

from collections.abc import Iterable, Sequence

from cryptokit.errors import Inconsistent, NotEnoughShares, Untrusted
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import SCALARS
from cryptokit.sharing import feldman
from cryptokit.sharing.feldman import Commitments
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold.dkg.complaints import is_right
from cryptokit.threshold.dkg.gathering import added, public_keys, set_id
from cryptokit.threshold.dkg.gjkr import Member, is_committed
from cryptokit.threshold.dkg.hidden import Opening, PrivatePair
from cryptokit.threshold.public import PublicKeys
from cryptokit.threshold.reading import GROUP


def protest(member: Member, openings: Iterable[Opening]) -> tuple[PrivatePair, ...]:
    """Show in public each pair of ours that was committed to and that an opening contradicts."""
    opened = _by_sender(member, openings)
    return tuple(
        pair
        for pair in member.pairs
        if pair.sender in opened and _contradicts(member, pair, opened[pair.sender])
    )


def exposed(
    member: Member, openings: Iterable[Opening], protests: Iterable[PrivatePair] = ()
) -> tuple[int, ...]:
    """Name the qualified who did not open, or whose opening a protest proves to be a lie.

    A protest that proves nothing is passed over: a liar must not be able to expose the honest.
    """
    opened, said = _by_sender(member, openings), tuple(protests)
    caught = {
        pair.sender
        for pair in said
        if pair.sender in opened
        and is_committed(pair, member.broadcast_of(pair.sender))
        and _contradicts(member, pair, opened[pair.sender])
    }
    return tuple(i for i in member.verdict.qualified if i not in opened or i in caught)


def disclose(member: Member, cheats: Iterable[int]) -> tuple[PrivatePair, ...]:
    """Show in public what we got from each exposed party, so that all can reconstruct its part."""
    names = set(cheats)
    return tuple(pair for pair in member.pairs if pair.sender in names)


def check_disclosed(member: Member, pair: PrivatePair) -> None:
    """Check a pair that was shown. Raises Inconsistent, naming the one who showed it."""
    if pair.sender not in member.verdict.qualified or not is_committed(
        pair, member.broadcast_of(pair.sender)
    ):
        what = f"not the pair that party {pair.sender} committed to"
        raise Inconsistent(what, holder=str(pair.receiver))


def finish(
    member: Member,
    openings: Iterable[Opening],
    protests: Iterable[PrivatePair] = (),
    disclosed: Iterable[PrivatePair] = (),
) -> tuple[ScalarShare, PublicKeys]:
    """Add up what the qualified dealt: the share of this party, and the public keys.

    Parts of exposed parties come from the pairs that others disclosed; wrong pairs among them are
    passed over, as nobody may stop the others (``check_disclosed`` names who showed one).

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.threshold.dkg.gjkr import deal, qualify, share_out
    >>> rng = lesson("opening")
    >>> dealers, said = zip(*(deal(me, holders=3, threshold=2, rng=rng) for me in (1, 2, 3)))
    >>> parties, sent = zip(*(share_out(dealer, said) for dealer in dealers))
    >>> private = [pair for pairs in sent for pair in pairs]
    >>> members, openings = zip(*(qualify(party, private) for party in parties))
    >>> two = openings[:2]  # party 3 stays silent
    >>> exposed(members[0], two)
    (3,)
    >>> shown = disclose(members[1], [3])
    >>> finish(members[0], two, disclosed=shown) == finish(members[0], openings)
    True

    Raises NotEnoughShares if too few right pairs were disclosed; Inconsistent, naming a party whose
    opening contradicts what it gave us, if nobody protested.
    """
    dealer, heard, said = member.party.dealer, tuple(openings), tuple(protests)
    opened, cheats = _by_sender(member, heard), exposed(member, heard, said)
    _require_protests(member, heard, cheats)
    shown = (*member.pairs, *said, *disclosed)
    commitments = [
        _reconstructed(member, i, shown) if i in cheats else opened[i].commitments
        for i in member.verdict.qualified
    ]
    name = set_id(member.party.broadcasts, dealer.holders, member.verdict.qualified)
    value = added(pair.value for pair in member.pairs)
    share = ScalarShare(set_id=name, threshold=dealer.threshold, x=dealer.me, value=value)
    return share, public_keys(name, commitments, dealer.holders)


def _require_protests(member: Member, openings: Sequence[Opening], cheats: Sequence[int]) -> None:
    for pair in protest(member, openings):
        if pair.sender not in cheats:
            what = (
                f"its opening contradicts what it gave party {pair.receiver}, and no protest came"
            )
            raise Inconsistent(what, holder=str(pair.sender), hint="protest")


def _by_sender(member: Member, openings: Iterable[Opening]) -> dict[int, Opening]:
    """Give the well-formed openings of the qualified; two different ones of a party are none."""
    found, twice = dict[int, Opening](), set[int]()
    for one in filter(lambda one: _is_well_formed(member, one), openings):
        if found.setdefault(one.sender, one) != one:
            twice.add(one.sender)
    return {sender: one for sender, one in found.items() if sender not in twice}


def _is_well_formed(member: Member, opening: Opening) -> bool:
    try:
        opening.check(member.party.dealer.threshold)
    except Untrusted:
        return False
    return opening.sender in member.verdict.qualified


def _contradicts(member: Member, pair: PrivatePair, opening: Opening) -> bool:
    share = pair.under(member.broadcast_of(pair.sender)).share
    return not is_right(share, lambda one: feldman.check(one, opening.commitments))


def _reconstructed(member: Member, cheat: int, shown: Sequence[PrivatePair]) -> Commitments:
    """Interpolate the polynomial of a cheat, which is no secret any more, and commit to it."""
    need, broadcast = member.party.dealer.threshold, member.broadcast_of(cheat)
    right = {pair.receiver: pair for pair in shown if is_committed(pair, broadcast)}
    if len(right) < need:
        raise NotEnoughShares(have=len(right), need=need)
    points = {x: right[x].value.reveal_number() for x in list(right)[:need]}
    polynomial = polynomials.through(points, SCALARS)
    padded = [*polynomial, *[0] * (need - len(polynomial))]
    return feldman.commit(padded, GROUP)
