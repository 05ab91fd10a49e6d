"""Refresh: the secret stays, every share changes, and shares of two epochs are worth nothing."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import BadShare, Inconsistent, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.ristretto255 import RISTRETTO255
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.pieces import Piece, Purpose, check_piece, gather, hand_out
from cryptokit.sharing.refresh import (
    check_zero,
    deal_zero,
    deal_zero_verifiably,
    decode_zero,
    refresh,
    refresh_public,
    refresh_public_share,
    refresh_verifiably,
)
from cryptokit.sharing.scalar import join_scalar, split_scalar

FIELDS = (SCALARS, Prime(2**127 - 1), Prime(251))
policies = st.integers(2, 4).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 5)))


def of(number, field=SCALARS):
    return SecretScalar.of(number, size=field.size)


def sharing(k=3, n=5, secret=42, field=SCALARS, seed="old"):
    return split_scalar(of(secret, field), threshold=k, shares=n, field=field, rng=lesson(seed))


def to(x, pieces):
    return [piece for piece in pieces if piece.receiver == x]


def next_epoch(shares, dealers=None, seed="refresh"):
    rng = lesson(seed)
    xs = [share.x for share in shares]
    dealers = xs if dealers is None else dealers
    sent = [p for share in shares if share.x in dealers for p in deal_zero(share, xs, rng=rng)]
    return tuple(refresh(share, to(share.x, sent), dealers=dealers) for share in shares)


def number(share):
    return share.value.reveal_number()


@settings(max_examples=40)
@given(st.sampled_from(FIELDS), policies, st.integers(0, 250), st.integers(1, 4))
def test_any_k_of_the_new_shares_give_the_old_secret(field, policy, secret, epochs):
    shares = sharing(*policy, secret, field)
    for epoch in range(epochs):
        shares = next_epoch(shares, seed=f"epoch {epoch}")
    assert {share.epoch for share in shares} == {epochs}
    for some in combinations(shares, policy[0]):
        assert join_scalar(some).reveal_number() == secret


@settings(max_examples=20)
@given(policies, st.text(max_size=4))
def test_every_share_changes(policy, seed):
    old = sharing(*policy)
    new = next_epoch(old, seed=seed)
    assert all(a.value != b.value for a, b in zip(old, new, strict=True))
    assert all(a.set_id == b.set_id and a.x == b.x for a, b in zip(old, new, strict=True))


def test_shares_of_two_epochs_are_refused_and_the_odd_one_is_named():
    old = sharing()
    new = next_epoch(old)
    with pytest.raises(Inconsistent, match="epoch differs") as caught:
        join_scalar([old[0], *new[1:4]])
    assert caught.value.holder == "1"


@settings(max_examples=20)
@given(policies, st.text(max_size=4))
def test_shares_of_two_epochs_forced_together_give_another_value(policy, seed):
    k, n = policy
    old = sharing(k, n)
    new = next_epoch(old, seed=seed)
    forced = [replace(old[0], epoch=1), *new[1:k]]
    assert join_scalar(forced).reveal_number() != 42


def test_one_honest_dealer_is_enough_to_change_all_shares():
    old = sharing()
    new = next_epoch(old, dealers=[4])
    assert all(a.value != b.value for a, b in zip(old, new, strict=True))
    assert join_scalar(new[:3]).reveal_number() == 42


def test_old_shares_and_new_ones_below_the_threshold_leave_every_secret_possible():
    # 2 of n over GF(7), counted: one old share of holder 1 and one new share of holder 2.
    seen = {secret: Counter() for secret in range(7)}
    for secret, slope, refresh_slope in product(range(7), repeat=3):
        old = sharing(2, 2, 0, Prime(7))
        values = [(secret + slope * x) % 7 for x in (1, 2)]
        old = [replace(share, value=of(y, Prime(7))) for share, y in zip(old, values, strict=True)]
        sent = deal_zero(old[0], (1, 2), rng=chooser(refresh_slope, 7))
        new = refresh(old[1], to(2, sent), dealers=(1,))
        seen[secret][number(old[0]), number(new)] += 1
    assert all(set(views.values()) == {1} for views in seen.values())
    assert all(len(views) == 49 for views in seen.values())


def chooser(element, order):
    """A source that gives one element of a small field, and never only zeros."""
    return lambda size: (element + order).to_bytes(size, "little")


def test_a_thief_that_raids_one_holder_an_epoch_gets_nothing_but_without_refresh_the_secret():
    still = sharing()
    moving, stolen = still, []
    for month in range(3):
        stolen.append(moving[month])
        moving = next_epoch(moving, seed=f"month {month}")
    assert join_scalar(still[:3]).reveal_number() == 42
    with pytest.raises(Inconsistent):
        join_scalar(stolen)
    assert join_scalar([replace(share, epoch=0) for share in stolen]).reveal_number() != 42


# Verifiable


def dealt(k=3, n=5, group=EDWARDS25519):
    scalar = SecretScalar.of(42)
    return feldman.deal(scalar, threshold=k, shares=n, group=group, rng=lesson("dealt"))


def verifiable(dealing, dealers=(1, 2, 3, 4, 5), group=EDWARDS25519):
    rng = lesson("verifiable refresh")
    xs = [share.x for share in dealing.shares]
    handed = {
        share.x: deal_zero_verifiably(share, xs, group=group, rng=rng)
        for share in dealing.shares
        if share.x in dealers
    }
    public = {x: one.commitments for x, one in handed.items()}
    return public, [piece for one in handed.values() for piece in one.pieces]


@pytest.mark.parametrize("group", [EDWARDS25519, RISTRETTO255])
def test_the_public_key_stays_and_the_new_commitments_fit_the_new_shares(group):
    dealing = dealt(2, 3, group)
    public, sent = verifiable(dealing, (1, 2, 3), group)
    commitments = refresh_public(dealing.commitments, public.values())
    assert commitments.public_key == dealing.commitments.public_key
    assert commitments.elements[1] != dealing.commitments.elements[1]
    for share in dealing.shares:
        new = refresh_verifiably(share, to(share.x, sent), public)
        feldman.check(new, commitments)
        with pytest.raises(Inconsistent):
            feldman.check(share, commitments)
        old_public = dealing.commitments.public_share(share.x)
        kept = refresh_public_share(old_public, share.x, public.values(), group)
        assert kept == commitments.public_share(share.x) == group.times_base(number(new))


def test_a_dealer_that_shares_another_number_than_zero_is_named_by_everybody():
    dealing = dealt()
    public, sent = verifiable(dealing)
    purpose = sent[0].purpose
    crooked = (5, 1, 2)
    public[2] = feldman.commit(crooked)
    sent = [p for p in sent if p.sender != 2] + list(hand_out(crooked, purpose, 2, range(1, 6)))
    with pytest.raises(Inconsistent, match="another number than 0") as caught:
        check_zero(2, public[2], 3)
    assert caught.value.holder == "2"
    with pytest.raises(Inconsistent) as caught:
        refresh_verifiably(dealing.shares[0], to(1, sent), public)
    assert caught.value.holder == "2"
    unchecked = [refresh(s, to(s.x, sent), dealers=tuple(public)) for s in dealing.shares]
    assert join_scalar(unchecked).reveal_number() == 42 + 5  # it is the check that saves the secret


def test_a_wrong_piece_is_noticed_by_its_receiver_and_its_sender_named():
    dealing = dealt()
    public, sent = verifiable(dealing)
    wrong = [bumped(p) if (p.sender, p.receiver) == (4, 1) else p for p in sent]
    with pytest.raises(Inconsistent, match="sent 1 another number") as caught:
        refresh_verifiably(dealing.shares[0], to(1, wrong), public)
    assert caught.value.holder == "4"
    refresh_verifiably(dealing.shares[1], to(2, wrong), public)


def bumped(piece, by=1):
    value = (piece.value.reveal_number() + by) % piece.purpose.field.order
    return replace(piece, value=of(value, piece.purpose.field))


@pytest.mark.parametrize("size", [2, 4])
def test_a_list_of_commitments_of_another_length_is_refused(size):
    dealing = dealt()
    public, sent = verifiable(dealing)
    public[3] = feldman.commit([0, 1, 2, 3][:size])
    with pytest.raises(Untrusted, match=f"{size} commitments for a threshold of 3"):
        refresh_verifiably(dealing.shares[0], to(1, sent), public)


@pytest.mark.parametrize(
    ("crooked", "says"),
    [((5, 1, 2), "another number than 0"), ((0, 1), "2 commitments"), ((0, 1, 2, 3), "4 comm")],
)
def test_no_public_key_moves_by_a_refresh(crooked, says):
    dealing = dealt()
    with pytest.raises(Untrusted, match=says) as caught:
        refresh_public(dealing.commitments, [feldman.commit(crooked)])
    assert caught.value.field == "commitments"


@pytest.mark.parametrize("group", [EDWARDS25519, RISTRETTO255])
def test_a_dealing_of_zero_comes_from_outside_without_its_constant(group):
    share = dealt(3, 5, group).shares[0]
    commitments = deal_zero_verifiably(share, range(1, 6), group=group).commitments
    first, *others = commitments.elements
    assert first == group.identity
    assert decode_zero(others, group) == commitments
    for bad in (group.identity, b"\xff" * 32, b""):
        with pytest.raises(Untrusted) as caught:
            decode_zero([others[0], bad], group)
        assert caught.value.field == "commitment 2"


def test_a_dealer_left_out_by_all_does_no_harm():
    dealing = dealt()
    public, sent = verifiable(dealing)
    del public[4]
    kept = [piece for piece in sent if piece.sender != 4]
    new = [refresh_verifiably(s, to(s.x, kept), public) for s in dealing.shares]
    assert join_scalar(new).reveal_number() == 42


def test_commitments_need_the_exponents_of_the_group():
    share = sharing(field=Prime(251))[0]
    with pytest.raises(ValueError, match="over SCALARS"):
        deal_zero_verifiably(share, range(1, 6))


# Pieces that belong elsewhere


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"epoch": 1}, "another epoch"),
        ({"set_id": bytes(16)}, "another set id"),
        ({"action": "mask at 4"}, "another action"),
        ({"action": "mask at 4", "epoch": 3}, "another action and epoch"),
    ],
)
def test_a_piece_for_something_else_is_refused_and_its_sender_named(change, says):
    shares = sharing()
    pieces = list(to(1, deal_zero(shares[2], range(1, 6))))
    pieces[0] = replace(pieces[0], purpose=replace(pieces[0].purpose, **change))
    with pytest.raises(Inconsistent, match=says) as caught:
        refresh(shares[0], pieces, dealers=[3])
    assert caught.value.holder == "3"


def test_pieces_of_an_ended_epoch_are_not_used_again():
    old = sharing()
    pieces = to(1, deal_zero(old[2], range(1, 6)))
    new = refresh(old[0], pieces, dealers=[3])
    with pytest.raises(Inconsistent, match="another epoch"):
        refresh(new, pieces, dealers=[3])


def test_a_piece_for_another_holder_is_refused():
    shares = sharing()
    with pytest.raises(Inconsistent, match="its piece is for 2") as caught:
        refresh(shares[0], to(2, deal_zero(shares[2], range(1, 6))), dealers=[3])
    assert caught.value.holder == "3"


def test_a_stranger_and_an_absent_dealer_are_named():
    shares = sharing()
    pieces = to(1, deal_zero(shares[2], range(1, 6)))
    with pytest.raises(Inconsistent, match="takes no part") as caught:
        refresh(shares[0], pieces, dealers=[2])
    assert caught.value.holder == "3"
    with pytest.raises(BadShare, match="sent no piece") as absent:
        refresh(shares[0], pieces, dealers=[2, 3, 5])
    assert absent.value.holder == "2, 5"


def test_one_piece_twice_counts_once_and_two_pieces_of_one_sender_are_refused():
    shares = sharing()
    (piece,) = to(1, deal_zero(shares[2], range(1, 6)))
    once, twice = (refresh(shares[0], [piece] * n, dealers=[3, 3][:n]) for n in (1, 2))
    assert once == twice
    with pytest.raises(Inconsistent, match="two different pieces") as caught:
        refresh(shares[0], [piece, bumped(piece)], dealers=[3])
    assert caught.value.holder == "3"


def test_a_piece_out_of_range_is_refused_and_its_sender_named():
    purpose = Purpose("refresh", bytes(16), 0)
    for bad in (SecretScalar.of(SCALARS.order), SecretScalar.of(1, size=16)):
        with pytest.raises(BadShare, match="below the order") as caught:
            Piece(purpose, 4, 1, bad)
        assert caught.value.holder == "4"


def test_a_piece_of_another_field_has_no_commitment():
    purpose = Purpose("refresh", bytes(16), 0, Prime(251))
    with pytest.raises(ValueError, match="over SCALARS"):
        check_piece(Piece(purpose, 4, 1, of(3, Prime(251))), feldman.commit([3]))


@pytest.mark.parametrize(
    ("sender", "receiver"),
    [(0, 1), (1, 0), (1, SCALARS.order), (SCALARS.order, 1), (-1, 1), (1, -1)],
)
def test_a_piece_goes_from_a_holder_to_a_holder(sender, receiver):
    with pytest.raises(BadShare, match="from one holder to another") as caught:
        Piece(Purpose("refresh", bytes(16), 0), sender, receiver, of(3))
    assert caught.value.holder == str(sender)


@pytest.mark.parametrize(
    "holders", [(0, 1, 2), (1, 2, 2), (1, SCALARS.order), (1, SCALARS.order + 1)]
)
def test_zero_is_shared_among_different_holders_alone(holders):
    for deal in (deal_zero, deal_zero_verifiably):
        with pytest.raises(ValueError, match="different x, none of them 0"):
            deal(sharing()[0], holders)


def test_pieces_come_in_the_order_of_the_senders():
    purpose = Purpose("refresh", bytes(16), 0)
    pieces = [hand_out([x], purpose, x, [1])[0] for x in (3, 1, 2)]
    assert [p.sender for p in gather(pieces, purpose, 1, (1, 2, 3))] == [1, 2, 3]


def test_with_a_threshold_of_one_or_without_dealers_nothing_can_change():
    share = replace(sharing()[0], threshold=1)
    with pytest.raises(ValueError, match="every share is the secret"):
        deal_zero(share, [1])
    with pytest.raises(ValueError, match="needs a dealer"):
        refresh(share, [], dealers=[])


def test_nothing_secret_is_shown_and_a_lesson_marks_the_new_share():
    old = sharing()
    new = next_epoch(old)
    piece = deal_zero(old[0], [1], rng=lesson("piece"))[0]
    assert new[0].value.from_lesson
    assert piece.value.from_lesson
    assert str(piece.value.reveal_number()) not in repr(piece)
