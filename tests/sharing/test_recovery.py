"""A lost share comes back, in two ways, and nobody learns anything else: counted in GF(7)."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.ristretto255 import RISTRETTO255
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.pieces import hand_out
from cryptokit.sharing.recovery import (
    check_mask,
    deal_mask,
    deal_mask_verifiably,
    mask,
    mask_verifiably,
    masked_share,
    recover,
    recover_verifiably,
)
from cryptokit.sharing.repair import add_up, cut, repair, summed
from cryptokit.sharing.scalar import ScalarShare, join_scalar, split_scalar

FIELDS = (SCALARS, Prime(2**127 - 1), Prime(251))
SEVEN = Prime(7)


def of(number, field=SCALARS):
    return SecretScalar.of(number, size=field.size)


def sharing(k=3, n=5, secret=42, field=SCALARS):
    return split_scalar(
        of(secret, field), threshold=k, shares=n, field=field, rng=lesson("recovery")
    )


def to(x, pieces):
    return [piece for piece in pieces if piece.receiver == x]


def bumped(piece, by=1):
    field = piece.purpose.field
    return replace(piece, value=of((piece.value.reveal_number() + by) % field.order, field))


def masked(shares, lost, helpers):
    """What the helpers send to the loser."""
    mine = [share for share in shares if share.x in helpers]
    sent = [p for share in mine for p in deal_mask(share, lost, helpers, rng=lesson(str(share.x)))]
    return [mask(share, lost, to(share.x, sent), helpers=helpers) for share in mine]


def recovered(shares, lost, helpers):
    first = shares[0]
    purpose = masked_share(first.set_id, first.epoch, lost, first.field)
    return recover(masked(shares, lost, helpers), purpose, lost=lost, threshold=first.threshold)


def sums(shares, lost, helpers):
    mine = [share for share in shares if share.x in helpers]
    sent = [p for share in mine for p in cut(share, lost, helpers, rng=lesson(str(share.x)))]
    return [add_up(share, lost, to(share.x, sent), helpers=helpers) for share in mine]


def repaired(shares, lost, helpers):
    first = shares[0]
    purpose = summed(first.set_id, first.epoch, lost, helpers, first.field)
    return repair(
        sums(shares, lost, helpers), purpose, lost=lost, threshold=first.threshold, helpers=helpers
    )


WAYS = (recovered, repaired)


@st.composite
def losses(draw):
    k = draw(st.integers(2, 4))
    n = draw(st.integers(k + 1, 6))
    lost = draw(st.integers(1, n))
    others = draw(st.permutations([x for x in range(1, n + 1) if x != lost]))
    return k, n, lost, tuple(others[: draw(st.integers(k, n - 1))])


@settings(max_examples=40)
@given(st.sampled_from(WAYS), st.sampled_from(FIELDS), losses(), st.integers(0, 250))
def test_the_lost_share_comes_back_as_it_was(way, field, loss, secret):
    k, n, lost, helpers = loss
    shares = sharing(k, n, secret, field)
    assert way(shares, lost, helpers) == shares[lost - 1]


@pytest.mark.parametrize("way", WAYS)
def test_a_refreshed_share_comes_back_in_its_epoch(way):
    shares = tuple(replace(share, epoch=3) for share in sharing())
    assert way(shares, 2, (1, 3, 5)) == shares[1]


@pytest.mark.parametrize("way", WAYS)
def test_a_new_holder_gets_a_share_that_fits(way):
    shares = sharing()
    new = way(shares, 9, (1, 3, 5))
    assert join_scalar([new, shares[1], shares[3]]).reveal_number() == 42


# Who learns what: all randomness of a 2-of-3 sharing over GF(7), counted


def chooser(*elements):
    """A source that gives these elements of GF(7), and never only zeros."""
    left = iter(elements)
    return lambda size: (next(left) + 7).to_bytes(size, "little")


def line(secret, slope):
    return [
        ScalarShare(
            set_id=bytes(16),
            threshold=2,
            x=x,
            value=of((secret + slope * x) % 7, SEVEN),
            field=SEVEN,
        )
        for x in (1, 2, 3)
    ]


def number(piece):
    return piece.value.reveal_number()


def run(deal, gather, shares, luck):
    """One run with helpers 1 and 2: all pieces, and what the loser at 3 gets."""
    helpers = (1, 2)
    sent = [
        piece
        for share, one in zip(shares[:2], luck, strict=True)
        for piece in deal(share, 3, helpers, rng=chooser(one))
    ]
    got = [gather(share, 3, to(share.x, sent), helpers=helpers) for share in shares[:2]]
    return sent, got


KINDS = [pytest.param(deal_mask, mask, id="masks"), pytest.param(cut, add_up, id="sums")]


@pytest.mark.parametrize(("deal", "gather"), KINDS)
def test_the_loser_learns_its_share_and_nothing_else(deal, gather):
    views = {}
    for secret, slope, *luck in product(range(7), repeat=4):
        _, got = run(deal, gather, line(secret, slope), luck)
        views.setdefault((secret, slope), Counter())[tuple(map(number, got))] += 1
    for (secret, slope), seen in views.items():
        lost = (secret + slope * 3) % 7
        alike = [
            views[other, slope2] for other, slope2 in views if (other + slope2 * 3) % 7 == lost
        ]
        assert len(alike) == 7  # one for each secret: all are still possible
        assert all(other == seen for other in alike)


@pytest.mark.parametrize(("deal", "gather"), KINDS)
def test_a_helper_learns_nothing(deal, gather):
    # What helper 1 sees: its share, its own luck, and what helper 2 sent to it.
    views = {}
    for secret, slope, *luck in product(range(7), repeat=4):
        sent, _ = run(deal, gather, line(secret, slope), luck)
        (from_other,) = [p for p in sent if (p.sender, p.receiver) == (2, 1)]
        own = (secret + slope) % 7
        views.setdefault((own, luck[0], number(from_other)), Counter())[secret] += 1
    assert len(views) == 7**3
    assert all(seen == Counter(range(7)) for seen in views.values())


def test_masks_without_an_unknown_one_would_show_the_helpers_shares():
    # What the masks are for: with all of them known, the loser has k shares of the others.
    shares = line(5, 3)
    _, got = run(deal_mask, mask, shares, (0, 0))
    assert list(map(number, got)) == [number(share) for share in shares[:2]]


# Verifiable


def scene(k=3, n=5, lost=2, helpers=(1, 3, 4, 5), group=EDWARDS25519):
    scalar = SecretScalar.of(42)
    dealing = feldman.deal(scalar, threshold=k, shares=n, group=group, rng=lesson("scene"))
    rng = lesson("masks")
    mine = [share for share in dealing.shares if share.x in helpers]
    handed = {s.x: deal_mask_verifiably(s, lost, helpers, group=group, rng=rng) for s in mine}
    public = {x: one.commitments for x, one in handed.items()}
    return dealing, mine, public, [piece for one in handed.values() for piece in one.pieces]


def answers(mine, public, sent, lost=2):
    return [mask_verifiably(share, lost, to(share.x, sent), public) for share in mine]


def bring_back(dealing, pieces, public, lost=2):
    purpose = masked_share(dealing.shares[0].set_id, 0, lost)
    return recover_verifiably(pieces, purpose, lost=lost, old=dealing.commitments, public=public)


@pytest.mark.parametrize("group", [EDWARDS25519, RISTRETTO255])
def test_a_checked_recovery_gives_a_share_that_passes_the_dealers_check(group):
    dealing, mine, public, sent = scene(2, 3, 3, (1, 2), group)
    share = bring_back(dealing, answers(mine, public, sent, 3), public, 3)
    assert share == dealing.shares[2]
    feldman.check(share, dealing.commitments)


def test_a_mask_that_is_not_zero_at_the_lost_x_is_named():
    dealing, mine, public, sent = scene()
    crooked = (1, 1, 2)
    public[4] = feldman.commit(crooked)
    bad = hand_out(crooked, sent[0].purpose, 4, (1, 3, 4, 5))
    sent = [p for p in sent if p.sender != 4] + list(bad)
    for act in (
        lambda: check_mask(4, 2, public[4], 3),
        lambda: mask_verifiably(mine[0], 2, to(1, sent), public),
        lambda: bring_back(dealing, [], public),
    ):
        with pytest.raises(Inconsistent, match="its mask is not 0 at 2") as caught:
            act()
        assert caught.value.holder == "4"
    unchecked = [mask(s, 2, to(s.x, sent), helpers=(1, 3, 4, 5)) for s in mine]
    purpose = masked_share(mine[0].set_id, 0, 2)
    wrong = recover(unchecked, purpose, lost=2, threshold=3)
    assert wrong.value != dealing.shares[1].value


def test_a_wrong_piece_of_a_mask_is_named():
    _, mine, public, sent = scene()
    sent = [bumped(p) if (p.sender, p.receiver) == (5, 1) else p for p in sent]
    with pytest.raises(Inconsistent, match="sent 1 another number") as caught:
        mask_verifiably(mine[0], 2, to(1, sent), public)
    assert caught.value.holder == "5"


@pytest.mark.parametrize("liar", [0, 3])
def test_a_wrong_masked_share_is_named_and_can_be_left_out(liar):
    dealing, mine, public, sent = scene()
    got = answers(mine, public, sent)
    wrong = [bumped(p) if i == liar else p for i, p in enumerate(got)]
    with pytest.raises(Inconsistent, match="than its masked share") as caught:
        bring_back(dealing, wrong, public)
    assert caught.value.holder == str(mine[liar].x)
    rest = [p for i, p in enumerate(got) if i != liar]
    assert bring_back(dealing, rest, public) == dealing.shares[1]


def test_a_list_of_commitments_of_another_length_is_refused():
    _, mine, public, sent = scene()
    public[3] = feldman.commit([0, 1])
    with pytest.raises(Untrusted, match="2 commitments for a threshold of 3"):
        mask_verifiably(mine[0], 2, to(1, sent), public)


# Without commitments


def test_with_two_helpers_to_spare_a_liar_is_named():
    shares = sharing(2, 6)
    got = masked(shares, 2, (1, 3, 4, 5))
    purpose = masked_share(shares[0].set_id, 0, 2)
    with pytest.raises(Inconsistent, match="polynomial of all the others") as caught:
        recover([bumped(got[0]), *got[1:]], purpose, lost=2, threshold=2)
    assert caught.value.holder == "1"


def test_a_repair_is_checked_by_its_outcome():
    dealing, *_ = scene()
    helpers = (1, 3, 4)
    got = sums(dealing.shares, 2, helpers)
    purpose = summed(got[0].purpose.set_id, 0, 2, helpers)
    good = repair(got, purpose, lost=2, threshold=3, helpers=helpers)
    feldman.check(good, dealing.commitments)
    bad = repair([bumped(got[0]), *got[1:]], purpose, lost=2, threshold=3, helpers=helpers)
    with pytest.raises(Inconsistent):
        feldman.check(bad, dealing.commitments)


@pytest.mark.parametrize("deal", [deal_mask, cut])
def test_too_few_helpers_are_counted(deal):
    share = sharing()[0]
    for helpers in ((1, 3), (1, 3, 3)):
        with pytest.raises(NotEnoughShares) as caught:
            deal(share, 2, helpers)
        assert (caught.value.have, caught.value.need) == (2, 3)


@pytest.mark.parametrize("lost", [0, SCALARS.order, -SCALARS.order, 3 * SCALARS.order])
def test_nobody_can_have_lost_the_share_at_zero_which_is_the_secret(lost):
    share, purpose = sharing()[0], masked_share(bytes(16), 0, lost)
    for act in (
        lambda: deal_mask(share, lost, (1, 3, 4)),
        lambda: deal_mask_verifiably(share, lost, (1, 3, 4)),
        lambda: cut(share, lost, (1, 3, 4)),
        lambda: mask(share, lost, [], helpers=(1, 3, 4)),
        lambda: add_up(share, lost, [], helpers=(1, 3, 4)),
        lambda: hand_out([1, 2, 3], purpose, 1, [lost]),
    ):
        with pytest.raises(BadShare) as caught:
            act()
        assert caught.value.holder in {str(lost), "1"}


def test_a_helper_adds_no_masks_without_its_own_among_them():
    # Were it left out, an owner who knows all the others would read the helper's share.
    shares = sharing()
    sent = [p for s in shares[2:] for p in deal_mask(s, 2, (3, 4, 5), rng=lesson(str(s.x)))]
    with pytest.raises(ValueError, match="one's own x among them"):
        mask(shares[0], 2, to(1, sent), helpers=(3, 4, 5))
    with pytest.raises(BadShare, match="sent no piece") as caught:
        mask(shares[2], 2, [p for p in to(3, sent) if p.sender != 3], helpers=(3, 4, 5))
    assert caught.value.holder == "3"


@pytest.mark.parametrize("deal", [deal_mask, cut])
@pytest.mark.parametrize(
    "helpers",
    [
        (1, 2, 3),
        (3, 4, 5),
        (1, 3, 4, 4),
        (1, 3, 4, 0),
        (1, 3, 4, SCALARS.order),
        (1, 3, 4, SCALARS.order + 1),
        (1, 3, 4, SCALARS.order + 2),
    ],
)
def test_helpers_are_different_holders_with_oneself_and_without_the_lost(deal, helpers):
    with pytest.raises(ValueError, match="the helpers are different holders"):
        deal(sharing()[0], 2, helpers)


def test_too_few_masked_shares_are_counted():
    shares = sharing()
    got = masked(shares, 2, (1, 3, 4))
    purpose = masked_share(shares[0].set_id, 0, 2)
    for some in ([], got[:2]):
        with pytest.raises(NotEnoughShares):
            recover(some, purpose, lost=2, threshold=3)


def test_an_absent_helper_is_named():
    shares = sharing()
    got = sums(shares, 2, (1, 3, 4))
    purpose = summed(shares[0].set_id, 0, 2, (1, 3, 4))
    with pytest.raises(BadShare, match="sent no piece") as caught:
        repair(got[:2], purpose, lost=2, threshold=3, helpers=(1, 3, 4))
    assert caught.value.holder == "4"


@pytest.mark.parametrize("deal", [deal_mask, cut])
def test_pieces_for_another_group_of_helpers_or_another_loss_are_refused(deal):
    shares = sharing()
    add = mask if deal is deal_mask else add_up
    mine = [p for x in (1, 3, 4) for p in to(1, deal(shares[x - 1], 2, (1, 3, 4)))]
    for lost, others in ((2, (1, 3, 5)), (5, (1, 3, 4))):
        odd = to(1, deal(shares[2], lost, others))
        with pytest.raises(Inconsistent, match="another action") as caught:
            add(shares[0], 2, [*mine, *odd], helpers=(1, 3, 4))
        assert caught.value.holder == "3"


def test_a_masked_share_does_not_pass_for_a_mask_or_a_sum():
    shares = sharing()
    got = masked(shares, 2, (1, 3, 4))
    purpose = summed(shares[0].set_id, 0, 2, (1, 3, 4))
    with pytest.raises(Inconsistent, match="another action"):
        repair(got, purpose, lost=2, threshold=3, helpers=(1, 3, 4))


def test_a_sum_among_other_helpers_is_refused():
    shares = sharing()
    got = sums(shares, 2, (1, 3, 4))
    purpose = summed(shares[0].set_id, 0, 2, (1, 3, 4, 5))
    with pytest.raises(Inconsistent, match="another action"):
        repair(got, purpose, lost=2, threshold=3, helpers=(1, 3, 4))


def test_every_choice_of_helpers_gives_the_same_share():
    shares = sharing()
    for helpers in combinations((1, 3, 4, 5), 3):
        assert recovered(shares, 2, helpers) == repaired(shares, 2, helpers) == shares[1]
