"""Redistribution: other holders, another threshold, the same secret, and no mixing with the old."""

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
from cryptokit.sharing.redistribution import (
    check_sub_sharing,
    new_commitments,
    plan,
    receive,
    receive_verifiably,
    sub_share,
    sub_share_verifiably,
)
from cryptokit.sharing.scalar import ScalarShare, join_scalar, split_scalar

FIELDS = (SCALARS, Prime(2**127 - 1), Prime(251))
SEVEN = Prime(7)


def of(number, field=SCALARS):
    return SecretScalar.of(number, size=field.size)


def sharing(k=3, n=5, secret=42, field=SCALARS):
    return split_scalar(of(secret, field), threshold=k, shares=n, field=field, rng=lesson("old"))


def to(x, pieces):
    return [piece for piece in pieces if piece.receiver == x]


def bumped(piece, by=1):
    field = piece.purpose.field
    return replace(piece, value=of((piece.value.reveal_number() + by) % field.order, field))


def moving(old, givers=(1, 2, 5), threshold=4, receivers=range(1, 8)):
    rng = lesson(old[0].set_id)
    move = plan(old[0], givers=givers, threshold=threshold, receivers=receivers, rng=rng)
    sent = [p for s in old if s.x in givers for p in sub_share(s, move, rng=rng)]
    return move, sent


def moved(old, **change):
    move, sent = moving(old, **change)
    return tuple(receive(move, x, to(x, sent)) for x in move.receivers)


@st.composite
def moves(draw):
    k = draw(st.integers(2, 4))
    n = draw(st.integers(k, 6))
    givers = draw(st.permutations(range(1, n + 1)))[: draw(st.integers(k, n))]
    new_k = draw(st.integers(2, 4))
    xs = st.lists(st.integers(1, 200), min_size=new_k, max_size=6, unique=True)
    return k, n, givers, new_k, draw(xs)


@settings(max_examples=50)
@given(st.sampled_from(FIELDS), moves(), st.integers(0, 250), st.data())
def test_any_k_of_the_new_shares_give_the_old_secret(field, move, secret, data):
    k, n, givers, new_k, receivers = move
    new = moved(sharing(k, n, secret, field), givers=givers, threshold=new_k, receivers=receivers)
    some = data.draw(st.permutations(new))[: data.draw(st.integers(new_k, len(new)))]
    assert join_scalar(some).reveal_number() == secret


def test_from_three_of_five_to_four_of_seven_three_fail_and_four_succeed():
    new = moved(sharing())
    for some in combinations(new, 4):
        assert join_scalar(some).reveal_number() == 42
    for some in combinations(new, 3):
        with pytest.raises(NotEnoughShares) as caught:
            join_scalar(some)
        assert (caught.value.have, caught.value.need) == (3, 4)
        forced = [replace(share, threshold=3) for share in some]
        assert join_scalar(forced).reveal_number() != 42


def test_the_new_set_has_an_id_and_an_epoch_of_its_own_and_old_shares_do_not_mix():
    old = tuple(replace(share, epoch=7) for share in sharing())
    new = moved(old, threshold=3, receivers=range(1, 6))
    assert {share.set_id for share in new} != {old[0].set_id}
    assert {share.epoch for share in new} == {0}
    with pytest.raises(Inconsistent, match="set id") as caught:
        join_scalar([old[0], *new[1:4]])
    assert caught.value.holder == "1"
    forced = [replace(old[0], set_id=new[0].set_id, epoch=0), *new[1:3]]
    assert join_scalar(forced).reveal_number() != 42


def test_every_share_changes_even_with_the_same_holders_and_threshold():
    old = sharing()
    new = moved(old, threshold=3, receivers=range(1, 6))
    assert all(a.value != b.value for a, b in zip(old, new, strict=True))


def test_the_old_shares_still_give_the_secret_until_they_are_erased():
    old = sharing()
    moved(old)
    assert join_scalar(old[:3]).reveal_number() == 42


def test_it_can_be_done_again_and_again():
    shares = sharing()
    for k, n in ((4, 7), (2, 3), (3, 5)):
        givers = tuple(share.x for share in shares[-shares[0].threshold :])
        shares = moved(shares, givers=givers, threshold=k, receivers=range(1, n + 1))
    assert join_scalar(shares[1:4]).reveal_number() == 42


def test_one_new_share_of_two_and_all_it_was_sent_leave_every_secret_possible():
    # 2 of 2 to 2 of 2 over GF(7): the view of new holder 1, for all luck, counted.
    seen = {secret: Counter() for secret in range(7)}
    move = None
    for secret, slope, *luck in product(range(7), repeat=4):
        old = [point(x, secret + slope * x) for x in (1, 2)]
        if move is None:
            move = plan(old[0], givers=(1, 2), threshold=2, receivers=(1, 2), rng=lesson("seven"))
        sent = [
            piece
            for share, one in zip(old, luck, strict=True)
            for piece in to(1, sub_share(share, move, rng=chooser(one)))
        ]
        seen[secret][tuple(piece.value.reveal_number() for piece in sent)] += 1
    assert all(set(views.values()) == {7} for views in seen.values())
    assert all(len(views) == 49 for views in seen.values())


def chooser(element):
    """A source that gives one element of GF(7), and never only zeros."""
    return lambda size: (element + 7).to_bytes(size, "little")


def point(x, y):
    return ScalarShare(set_id=bytes(16), threshold=2, x=x, value=of(y % 7, SEVEN), field=SEVEN)


# Verifiable


def scene(group=EDWARDS25519, k=3, n=5, givers=(1, 2, 5), new_k=4, receivers=range(1, 8)):
    scalar = SecretScalar.of(42)
    dealing = feldman.deal(scalar, threshold=k, shares=n, group=group, rng=lesson("scene"))
    rng = lesson("sub-shares")
    move = plan(dealing.shares[0], givers=givers, threshold=new_k, receivers=receivers, rng=rng)
    handed = {
        x: sub_share_verifiably(dealing.shares[x - 1], move, group=group, rng=rng) for x in givers
    }
    public = {x: one.commitments for x, one in handed.items()}
    return dealing, move, public, [piece for one in handed.values() for piece in one.pieces]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {
            "group": RISTRETTO255,
            "k": 2,
            "n": 3,
            "givers": (3, 1),
            "new_k": 3,
            "receivers": (4, 6, 9),
        },
    ],
    ids=["edwards25519", "ristretto255"],
)
def test_the_public_key_stays_and_the_new_commitments_fit_the_new_shares(change):
    dealing, move, public, sent = scene(**change)
    commitments = new_commitments(public, move)
    assert commitments.public_key == dealing.commitments.public_key
    assert len(commitments.elements) == move.new_threshold
    for x in move.receivers:
        old = dealing.commitments
        share = receive_verifiably(move, x, to(x, sent), old=old, public=public)
        feldman.check(share, commitments)


def test_a_giver_that_shares_another_number_is_named():
    dealing, move, public, sent = scene()
    crooked = (5, 1, 2, 3)
    public[2] = feldman.commit(crooked)
    bad = hand_out(crooked, move.purpose(), 2, move.receivers)
    sent = [p for p in sent if p.sender != 2] + list(bad)
    for act in (
        lambda: check_sub_sharing(2, public[2], dealing.commitments, move),
        lambda: receive_verifiably(move, 1, to(1, sent), old=dealing.commitments, public=public),
    ):
        with pytest.raises(Inconsistent, match="than its old share") as caught:
            act()
        assert caught.value.holder == "2"
    unchecked = [receive(move, x, to(x, sent)) for x in move.receivers]
    assert join_scalar(unchecked).reveal_number() != 42  # it is the check that saves the secret


def test_a_wrong_piece_is_noticed_and_its_giver_named():
    dealing, move, public, sent = scene()
    sent = [bumped(p) if (p.sender, p.receiver) == (5, 3) else p for p in sent]
    old = dealing.commitments
    with pytest.raises(Inconsistent, match="sent 3 another number") as caught:
        receive_verifiably(move, 3, to(3, sent), old=old, public=public)
    assert caught.value.holder == "5"
    receive_verifiably(move, 4, to(4, sent), old=old, public=public)


@pytest.mark.parametrize("size", [3, 5])
def test_new_commitments_are_as_many_as_the_new_threshold(size):
    _, move, public, _ = scene()
    for givers in ([1], move.givers):
        odd = {x: feldman.commit(range(1, size + 1)) for x in givers}
        with pytest.raises(Untrusted, match=f"{size} commitments for a threshold of 4") as caught:
            new_commitments({**public, **odd}, move)
        assert caught.value.field == "commitments"


@pytest.mark.parametrize("size", [3, 5])
def test_a_giver_that_takes_another_threshold_is_refused(size):
    dealing, move, public, sent = scene()
    first = dealing.shares[0].value.reveal_number()
    public[1] = feldman.commit([first, 1, 2, 3, 4][:size])
    with pytest.raises(Untrusted, match=f"{size} commitments for a threshold of 4") as caught:
        receive_verifiably(move, 1, to(1, sent), old=dealing.commitments, public=public)
    assert caught.value.field == "commitments"


def test_a_giver_without_commitments_is_named():
    dealing, move, public, sent = scene()
    del public[5]
    for act in (
        lambda: receive_verifiably(move, 1, to(1, sent), old=dealing.commitments, public=public),
        lambda: new_commitments(public, move),
    ):
        with pytest.raises(Inconsistent, match="no commitments") as caught:
            act()
        assert caught.value.holder == "5"


def test_old_commitments_of_another_length_are_refused():
    dealing, move, public, _ = scene()
    short = feldman.Commitments(dealing.commitments.elements[:2])
    with pytest.raises(Untrusted, match="2 commitments for a threshold of 3"):
        check_sub_sharing(1, public[1], short, move)


# Plans and pieces that do not fit


def test_too_few_givers_are_counted():
    with pytest.raises(NotEnoughShares) as caught:
        plan(sharing()[0], givers=(1, 2), threshold=2, receivers=(1, 2))
    assert (caught.value.have, caught.value.need) == (2, 3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"threshold": 0}, "not 0 of 3"),
        ({"threshold": 4}, "not 4 of 3"),
        ({"givers": (1, 2, 2)}, "different x"),
        ({"receivers": (1, 2, 1)}, "different x"),
        ({"receivers": (0, 1, 2)}, "none of them 0"),
        ({"receivers": (1, 2, SCALARS.order)}, "modulo the order"),
    ],
)
def test_an_impossible_plan_is_refused_with_a_sentence(change, says):
    wanted = {"givers": (1, 2, 3), "threshold": 2, "receivers": (1, 2, 3)} | change
    with pytest.raises(ValueError, match=says):
        plan(sharing()[0], **wanted)


def test_a_set_keeps_no_id_in_a_move():
    move, _ = moving(sharing())
    for bad in (move.set_id, b"short"):
        with pytest.raises(ValueError, match="an id of its own"):
            replace(move, new_set_id=bad)


@pytest.mark.parametrize(
    "change", [{"epoch": 1}, {"set_id": bytes(16)}, {"x": 3}, {"threshold": 2}]
)
def test_a_share_without_a_part_in_the_move_is_refused(change):
    old = sharing()
    move, _ = moving(old)
    with pytest.raises(ValueError, match="no part in this move"):
        sub_share(replace(old[0], **change), move)


def test_pieces_of_another_move_are_refused_and_their_giver_named():
    old = sharing()
    move, sent = moving(old)
    other = plan(old[0], givers=(1, 2, 5), threshold=4, receivers=range(1, 8))
    stray = to(1, sub_share(old[4], other))
    with pytest.raises(Inconsistent, match="another set id") as caught:
        receive(move, 1, [*to(1, sent)[:2], *stray])
    assert caught.value.holder == "5"


def test_pieces_for_another_threshold_are_refused_and_their_giver_named():
    old = sharing()
    move, sent = moving(old)
    other = sub_share(old[4], replace(move, new_threshold=3))
    with pytest.raises(Inconsistent, match="another action") as caught:
        receive(move, 1, [*to(1, sent)[:2], *to(1, other)])
    assert caught.value.holder == "5"


def test_an_absent_giver_and_a_stranger_are_named():
    old = sharing()
    move, sent = moving(old)
    with pytest.raises(BadShare, match="sent no piece") as absent:
        receive(move, 1, to(1, sent)[:2])
    assert absent.value.holder == "5"
    stranger = hand_out([1, 2, 3, 4], move.purpose(), 3, [1])
    with pytest.raises(Inconsistent, match="takes no part") as caught:
        receive(move, 1, [*to(1, sent), *stranger])
    assert caught.value.holder == "3"


def test_a_lesson_marks_the_new_shares():
    assert moved(sharing())[0].value.from_lesson
