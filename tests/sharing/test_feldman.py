"""Feldman's sharing: a wrong share is noticed by its holder, and a wrong dealer by everybody."""

import json
import traceback
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.ristretto255 import RISTRETTO255
from cryptokit.sharing import feldman
from cryptokit.sharing.complaints import Complaint
from cryptokit.sharing.feldman import Commitments, check, commit, complaint, deal, join, judge
from cryptokit.sharing.scalar import shares_on

VECTOR = json.loads(
    (Path(__file__).parents[1] / "vectors" / "vss-ristretto255.json").read_text("utf-8")
)["feldman"]
GROUPS = (EDWARDS25519, RISTRETTO255)
ORDER = SCALARS.order
secrets = st.one_of(st.sampled_from([0, 1, ORDER - 1]), st.integers(0, ORDER - 1))
policies = st.integers(2, 3).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 4)))


def number(text):
    return int.from_bytes(bytes.fromhex(text), "little")


def dealt(secret=42, threshold=3, shares=5, group=EDWARDS25519):
    scalar = SecretScalar.of(secret)
    return deal(scalar, threshold=threshold, shares=shares, group=group, rng=rng.lesson("feldman"))


def changed(share, by=1):
    value = (share.value.reveal_number() + by) % share.field.order
    return replace(share, value=SecretScalar.of(value, size=share.field.size))


def told(error):
    below = error.__traceback__.tb_next
    told = traceback.TracebackException(type(error), error, below, capture_locals=True)
    return "".join(told.format())


# Known answers


def test_commitments_and_shares_are_those_of_the_vector():
    polynomial = [number(c) for c in VECTOR["coefficients"]]
    commitments = commit(polynomial, RISTRETTO255)
    assert [element.hex() for element in commitments.elements] == VECTOR["commitments"]
    xs = [int(x) for x in VECTOR["shares"]]
    for share in shares_on(polynomial, xs, set_id=bytes(16)):
        assert share.value.reveal().hex() == VECTOR["shares"][str(share.x)]
        check(share, commitments)


def test_what_the_vector_published_passes_the_door_and_gives_the_secret():
    encodings = [bytes.fromhex(c) for c in VECTOR["commitments"]]
    commitments = Commitments.decode(encodings, RISTRETTO255)
    secret = number(VECTOR["coefficients"][0])
    shares = shares_on([number(c) for c in VECTOR["coefficients"]], range(1, 6), set_id=bytes(16))
    assert commitments.public_key == RISTRETTO255.times_base(secret)
    for some in combinations(shares, 3):
        assert join(some, commitments).reveal_number() == secret


# Laws


@settings(max_examples=30)
@given(secrets, policies, st.sampled_from(GROUPS), st.data())
def test_every_honest_share_passes_and_any_k_give_the_secret(secret, policy, group, data):
    k, n = policy
    dealing = dealt(secret, k, n, group)
    for share in dealing.shares:
        check(share, dealing.commitments)
        assert complaint(share, dealing.commitments) is None
    some = data.draw(st.permutations(dealing.shares))[:k]
    assert join(some, dealing.commitments).reveal_number() == secret
    assert dealing.commitments.public_key == group.times_base(secret)


@settings(max_examples=30)
@given(policies, st.sampled_from(GROUPS), st.integers(1, ORDER - 1), st.data())
def test_every_changed_share_is_noticed_and_its_holder_named(policy, group, by, data):
    dealing = dealt(7, *policy, group)
    share = data.draw(st.sampled_from(dealing.shares))
    wrong = changed(share, by)
    with pytest.raises(Inconsistent, match="committed to") as caught:
        check(wrong, dealing.commitments)
    assert caught.value.holder == str(share.x)
    assert complaint(wrong, dealing.commitments) == Complaint(share.set_id, share.x)


@pytest.mark.parametrize("group", GROUPS)
def test_a_share_at_another_x_is_noticed(group):
    dealing = dealt(group=group)
    with pytest.raises(Inconsistent):
        check(replace(dealing.shares[0], x=2), dealing.commitments)


@settings(max_examples=20)
@given(policies, st.integers(1, 10**6))
def test_everybody_can_compute_every_public_share(policy, x):
    k, n = policy
    dealing = dealt(99, k, n)
    (share,) = shares_on(polynomial_of(dealing), [x], set_id=bytes(16))
    wanted = EDWARDS25519.times_base(share.value.reveal_number())
    assert dealing.commitments.public_share(x) == wanted


def polynomial_of(dealing):
    from cryptokit.primitives import polynomials

    k = len(dealing.commitments.elements)
    points = {s.x: s.value.reveal_number() for s in dealing.shares[:k]}
    found = polynomials.through(points, SCALARS)
    return (*found, *[0] * (k - len(found)))


@settings(max_examples=20)
@given(secrets, secrets)
def test_commitments_add_up_as_polynomials_do(a, b):
    one, two = (a, 3, 5), (b, 7, ORDER - 5)
    total = [(x + y) % ORDER for x, y in zip(one, two, strict=True)]
    assert commit(one).plus(commit(two)) == commit(total)


@pytest.mark.parametrize("other", [commit((1, 2, 3), RISTRETTO255), commit((1, 2))])
def test_commitments_of_another_length_or_group_do_not_add_up(other):
    with pytest.raises(ValueError, match="of one length and in one group"):
        commit((1, 2, 3)).plus(other)


def test_a_single_wrong_share_is_named_with_none_to_spare():
    dealing = dealt()
    with pytest.raises(Inconsistent) as caught:
        join([changed(dealing.shares[0]), *dealing.shares[1:3]], dealing.commitments)
    assert caught.value.holder == "1"


def test_too_few_shares_are_counted():
    dealing = dealt()
    with pytest.raises(NotEnoughShares) as caught:
        join(dealing.shares[:2], dealing.commitments)
    assert (caught.value.have, caught.value.need) == (2, 3)


def test_a_lesson_marks_what_it_dealt():
    dealing = dealt()
    assert dealing.shares[0].value.from_lesson
    assert join(dealing.shares, dealing.commitments).from_lesson
    toy = deal(SecretScalar.of(42, from_lesson=True), threshold=2, shares=3)
    assert join(toy.shares, toy.commitments).from_lesson


def test_commitments_show_a_short_secret_to_who_tries_all():
    # Not a feature: it is why there is pedersen.
    public = dealt(secret=1234).commitments.public_key
    assert next(pin for pin in range(10_000) if EDWARDS25519.times_base(pin) == public) == 1234


# A dealer who cheats


def test_a_longer_list_of_commitments_raises_the_degree_and_is_refused():
    # All shares lie on one polynomial of degree 3, so all checks hold but that of the length.
    polynomial = (42, 1, 2, 3)
    shares = [
        replace(share, threshold=3)
        for share in shares_on(polynomial, range(1, 6), set_id=bytes(16))
    ]
    commitments = commit(polynomial)
    with pytest.raises(Untrusted, match="4 commitments for a threshold of 3") as caught:
        check(shares[0], commitments)
    assert caught.value.field == "commitments"
    with pytest.raises(Untrusted):
        complaint(shares[0], commitments)
    hearing = feldman.Dealing(commitments, tuple(shares)).hearing()
    with pytest.raises(Untrusted, match="4 commitments"):
        judge(hearing, commitments, (), ())


def test_a_shorter_list_of_commitments_is_refused():
    dealing = dealt()
    with pytest.raises(Untrusted, match="2 commitments for a threshold of 3"):
        check(dealing.shares[0], Commitments(dealing.commitments.elements[:2]))
    with pytest.raises(Untrusted, match="0 commitments"):
        check(dealing.shares[0], Commitments(()))


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("bad", ["identity", "noise", "short"])
def test_a_bad_commitment_is_refused_by_its_number(group, bad):
    elements = list(dealt(group=group).commitments.elements)
    elements[2] = {"identity": group.identity, "noise": b"\xff" * 32, "short": b"\x02"}[bad]
    with pytest.raises(Untrusted) as caught:
        Commitments.decode(elements, group)
    assert caught.value.field == "commitment 2"


def hearing_of(dealing):
    return dealing.hearing(), dealing.commitments


def test_an_honest_dealer_answers_and_stays():
    dealing = dealt()
    hearing, commitments = hearing_of(dealing)
    said = [
        Complaint(hearing.set_id, 4),
        Complaint(hearing.set_id, 2),
        Complaint(hearing.set_id, 4),
    ]
    answers = judge(hearing, commitments, said, dealing.shares)
    assert answers == (dealing.shares[1], dealing.shares[3])


def test_without_complaints_there_is_nothing_to_answer():
    dealing = dealt()
    assert judge(*hearing_of(dealing), (), ()) == ()


def test_a_dealer_that_answers_with_a_wrong_share_is_disqualified():
    dealing = dealt()
    hearing, commitments = hearing_of(dealing)
    for bad in (changed(dealing.shares[3]), replace(dealing.shares[3], threshold=2)):
        with pytest.raises(Untrusted, match="its answer to holder 4 is not") as caught:
            judge(hearing, commitments, [Complaint(hearing.set_id, 4)], [bad])
        assert caught.value.field == "dealer"


def test_two_answers_of_which_one_is_wrong_disqualify():
    dealing = dealt()
    hearing, commitments = hearing_of(dealing)
    answers = [dealing.shares[3], changed(dealing.shares[3])]
    with pytest.raises(Untrusted, match="its answer to holder 4"):
        judge(hearing, commitments, [Complaint(hearing.set_id, 4)], answers)


@pytest.mark.parametrize("give", ["none", "another holder's", "of another set"])
def test_a_dealer_that_does_not_answer_is_disqualified(give):
    dealing = dealt()
    hearing, commitments = hearing_of(dealing)
    other = replace(dealing.shares[3], set_id=bytes(16))
    answers = {"none": [], "another holder's": [dealing.shares[2]], "of another set": [other]}[give]
    with pytest.raises(Untrusted, match="no answer to the complaint of holder 4") as caught:
        judge(hearing, commitments, [Complaint(hearing.set_id, 4)], answers)
    assert caught.value.field == "dealer"


@pytest.mark.parametrize(("liars", "stays"), [(0, True), (2, True), (3, False), (5, False)])
def test_as_many_complaints_as_the_threshold_disqualify(liars, stays):
    dealing = dealt()
    hearing, commitments = hearing_of(dealing)
    said = [Complaint(hearing.set_id, x) for x in range(1, liars + 1)]
    if stays:
        assert len(judge(hearing, commitments, said, dealing.shares)) == liars
    else:
        with pytest.raises(Untrusted, match=f"{liars} complaints, but at most 2") as caught:
            judge(hearing, commitments, said, dealing.shares)
        assert caught.value.field == "dealer"


@pytest.mark.parametrize("said", [(bytes(16), 2), (None, 6), (None, 0)])
def test_a_complaint_by_a_stranger_or_about_another_set_is_refused_and_named(said):
    dealing = dealt()
    hearing, commitments = hearing_of(dealing)
    set_id, x = said
    with pytest.raises(Inconsistent, match="no part in") as caught:
        judge(hearing, commitments, [Complaint(set_id or hearing.set_id, x)], dealing.shares)
    assert caught.value.holder == str(x)


# Wrong arguments, and what errors show


@pytest.mark.parametrize(("k", "n"), [(0, 3), (4, 3), (-1, 3)])
def test_wrong_policies_are_refused_with_a_sentence(k, n):
    with pytest.raises(ValueError, match=f"not {k} of {n}"):
        dealt(1, k, n)


def test_a_secret_out_of_range_is_refused():
    with pytest.raises(ValueError, match="below the order"):
        dealt(ORDER)


def test_a_share_over_another_field_is_refused():
    (share,) = shares_on([1, 2], [1], set_id=bytes(16), field=Prime(2**255 - 19))
    with pytest.raises(BadShare, match="field of the group") as caught:
        check(share, commit([1, 2]))
    assert caught.value.holder == "1"


def test_no_error_shows_a_share():
    dealing = dealt(secret=ORDER // 3)
    wrong = changed(dealing.shares[0])
    hearing, commitments = hearing_of(dealing)
    for act in (
        lambda: check(wrong, commitments),
        lambda: join([wrong, *dealing.shares[1:]], commitments),
        lambda: judge(hearing, commitments, [Complaint(hearing.set_id, 1)], [wrong]),
    ):
        with pytest.raises((Inconsistent, Untrusted)) as caught:
            act()
        text = told(caught.value)
        for share in (wrong, *dealing.shares):
            assert share.value.reveal().hex() not in text
            assert str(share.value.reveal_number()) not in text
