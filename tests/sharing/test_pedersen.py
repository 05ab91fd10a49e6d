"""Pedersen's sharing: nothing shows, and only who knows the logarithm of H can open two ways."""

import json
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519, Edwards25519
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.ristretto255 import RISTRETTO255
from cryptokit.sharing.complaints import Complaint
from cryptokit.sharing.pedersen import (
    Commitments,
    PedersenShare,
    check,
    commit,
    complaint,
    deal,
    join,
    judge,
    second_base,
)
from cryptokit.sharing.scalar import shares_on

VECTOR = json.loads(
    (Path(__file__).parents[1] / "vectors" / "vss-ristretto255.json").read_text("utf-8")
)["pedersen"]
GROUPS = (EDWARDS25519, RISTRETTO255)
ORDER = SCALARS.order
policies = st.integers(2, 3).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 4)))


def number(text):
    return int.from_bytes(bytes.fromhex(text), "little")


def dealt(secret=42, threshold=3, shares=5, group=EDWARDS25519):
    scalar = SecretScalar.of(secret)
    return deal(scalar, threshold=threshold, shares=shares, group=group, rng=rng.lesson("pedersen"))


def shifted(scalar, by):
    return SecretScalar.of((scalar.reveal_number() + by) % ORDER)


def changed(part, by=1, blinding_by=0):
    share = replace(part.share, value=shifted(part.share.value, by))
    return PedersenShare(share, shifted(part.blinding, blinding_by))


def pairs_on(f, g, xs):
    on_g = shares_on(g, xs, set_id=bytes(16))
    return [
        PedersenShare(share, other.value)
        for share, other in zip(shares_on(f, xs, set_id=bytes(16)), on_g, strict=True)
    ]


# Known answers


def test_the_second_base_is_that_of_the_vector():
    assert second_base(RISTRETTO255).hex() == VECTOR["H"]


def test_commitments_and_shares_are_those_of_the_vector():
    f, g = ([number(c) for c in VECTOR[name]] for name in "ab")
    commitments = commit(f, g, RISTRETTO255)
    assert [element.hex() for element in commitments.elements] == VECTOR["commitments"]
    parts = pairs_on(f, g, [int(x) for x in VECTOR["shares"]])
    for part in parts:
        pair = [part.share.value.reveal().hex(), part.blinding.reveal().hex()]
        assert pair == VECTOR["shares"][str(part.x)]
        check(part, commitments)
    for some in combinations(parts, 3):
        assert join(some, commitments).reveal_number() == f[0]


def test_what_the_vector_published_passes_the_door():
    encodings = [bytes.fromhex(c) for c in VECTOR["commitments"]]
    f, g = ([number(c) for c in VECTOR[name]] for name in "ab")
    assert Commitments.decode(encodings, RISTRETTO255) == commit(f, g, RISTRETTO255)


# Laws


@settings(max_examples=20)
@given(st.integers(0, ORDER - 1), policies, st.sampled_from(GROUPS), st.data())
def test_every_honest_pair_passes_and_any_k_give_the_secret(secret, policy, group, data):
    k, n = policy
    dealing = dealt(secret, k, n, group)
    for part in dealing.shares:
        check(part, dealing.commitments)
        assert complaint(part, dealing.commitments) is None
    some = data.draw(st.permutations(dealing.shares))[:k]
    assert join(some, dealing.commitments).reveal_number() == secret


@settings(max_examples=20)
@given(policies, st.integers(0, ORDER - 1), st.integers(0, ORDER - 1), st.data())
def test_every_changed_pair_is_noticed_and_its_holder_named(policy, by, blinding_by, data):
    dealing = dealt(7, *policy)
    part = data.draw(st.sampled_from(dealing.shares))
    if by == blinding_by == 0:
        by = 1
    wrong = changed(part, by, blinding_by)
    with pytest.raises(Inconsistent, match="committed to") as caught:
        check(wrong, dealing.commitments)
    assert caught.value.holder == str(part.x)
    assert complaint(wrong, dealing.commitments) == Complaint(part.set_id, part.x)


@settings(max_examples=10)
@given(st.integers(0, 9999), st.integers(0, 9999))
def test_the_commitments_fit_every_secret_alike(pin, guess):
    # With h = log H known, each guess has its own opening: so the commitments tell none apart.
    h = 77
    f, g = [pin, 5, 6], [8, 9, 10]
    g2 = [(8 + (pin - guess) * pow(h, -1, ORDER)) % ORDER, 9, 10]
    assert commit(f, g, KNOWN_77) == commit([guess, 5, 6], g2, KNOWN_77)


def test_two_dealings_of_one_short_secret_share_no_commitment():
    one, two = (deal(SecretScalar.of(1), threshold=2, shares=2) for _ in "ab")
    assert not set(one.commitments.elements) & set(two.commitments.elements)
    assert one.commitments.elements[0] != EDWARDS25519.times_base(1)


# The trapdoor


@dataclass(frozen=True, slots=True)
class KnownLogarithm(Edwards25519):
    """A group whose second base somebody made as a multiple of the first."""

    logarithm: int = 77

    def from_label(self, _label):
        return self.times_base(self.logarithm)


KNOWN_77 = KnownLogarithm()


@settings(max_examples=10)
@given(st.integers(0, ORDER - 1), st.integers(0, ORDER - 1), st.integers(2, ORDER - 1))
def test_who_knows_the_logarithm_of_h_opens_two_ways(first, second, log_h):
    group = KnownLogarithm(logarithm=log_h)
    f, g = [first, 11, 12], [13, 14, 15]
    other = [second, 21, 22]
    inverse = pow(log_h, -1, ORDER)
    blind = [(b + (a - c) * inverse) % ORDER for a, b, c in zip(f, g, other, strict=True)]
    commitments = commit(f, g, group)
    told_then, told_now = (pairs_on(*pair, range(1, 6)) for pair in ((f, g), (other, blind)))
    assert join(told_then, commitments).reveal_number() == first
    assert join(told_now, commitments).reveal_number() == second


def test_without_the_logarithm_the_same_trick_is_noticed():
    f, g, log_h = [1, 11, 12], [13, 14, 15], 77
    blind = [(13 + (1 - 2) * pow(log_h, -1, ORDER)) % ORDER, 14, 15]
    with pytest.raises(Inconsistent):
        join(pairs_on([2, 11, 12], blind, range(1, 6)), commit(f, g))


# Who is wrong


def test_a_longer_list_of_commitments_raises_the_degree_and_is_refused():
    f, g = (42, 1, 2, 3), (4, 5, 6, 7)
    part = pairs_on(f, g, [1])[0]
    claimed = PedersenShare(replace(part.share, threshold=3), part.blinding)
    with pytest.raises(Untrusted, match="4 commitments for a threshold of 3") as caught:
        check(claimed, commit(f, g))
    assert caught.value.field == "commitments"


def test_a_dealer_with_commitments_of_another_length_is_disqualified_unheard():
    dealing = dealt()
    short = Commitments(dealing.commitments.elements[:2])
    with pytest.raises(Untrusted, match="2 commitments for a threshold of 3"):
        judge(dealing.hearing(), short, (), ())


def test_a_share_over_another_field_is_refused():
    (share,) = shares_on([1, 2], [1], set_id=bytes(16), field=Prime(2**255 - 19))
    with pytest.raises(BadShare, match="field of the group") as caught:
        check(PedersenShare(share, SecretScalar.of(1)), commit([1, 2], [1, 2]))
    assert caught.value.holder == "1"


def test_a_bad_commitment_is_refused_by_its_number():
    elements = [bytes.fromhex(c) for c in VECTOR["commitments"]]
    with pytest.raises(Untrusted) as caught:
        Commitments.decode([elements[0], b"\xff" * 32], RISTRETTO255)
    assert caught.value.field == "commitment 1"


def test_a_blinding_out_of_range_is_refused_and_its_holder_named():
    share = dealt().shares[2].share
    for bad in (SecretScalar.of(ORDER), SecretScalar.of(1, size=31)):
        with pytest.raises(BadShare, match="blinding") as caught:
            PedersenShare(share, bad)
        assert caught.value.holder == "3"


def test_a_wrong_pair_is_named_and_too_few_are_counted():
    dealing = dealt()
    with pytest.raises(Inconsistent) as caught:
        join(
            [dealing.shares[0], changed(dealing.shares[1]), dealing.shares[2]], dealing.commitments
        )
    assert caught.value.holder == "2"
    with pytest.raises(NotEnoughShares):
        join(dealing.shares[:2], dealing.commitments)


def test_complaints_are_answered_and_a_bad_answer_disqualifies():
    dealing = dealt()
    hearing = dealing.hearing()
    said = [Complaint(hearing.set_id, 5)]
    assert judge(hearing, dealing.commitments, said, dealing.shares) == (dealing.shares[4],)
    for bad in ([], [changed(dealing.shares[4], 0, 1)]):
        with pytest.raises(Untrusted, match="holder 5") as caught:
            judge(hearing, dealing.commitments, said, bad)
        assert caught.value.field == "dealer"
    many = [Complaint(hearing.set_id, x) for x in (1, 2, 3)]
    with pytest.raises(Untrusted, match="3 complaints"):
        judge(hearing, dealing.commitments, many, dealing.shares)


def test_nothing_of_a_pair_is_shown():
    part = dealt().shares[0]
    assert part.blinding.reveal().hex() not in repr(part)
    assert str(part.share.value.reveal_number()) not in repr(part)


def test_a_lesson_marks_both_numbers():
    part = dealt().shares[0]
    assert part.share.value.from_lesson
    assert part.blinding.from_lesson
    assert join(dealt().shares, dealt().commitments).from_lesson
    toy = deal(SecretScalar.of(42, from_lesson=True), threshold=2, shares=3)
    assert join(toy.shares, toy.commitments).from_lesson
