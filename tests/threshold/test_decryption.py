"""A box is opened by enough holders, by nobody else, and whoever cheats is named."""

import contextvars
from dataclasses import replace
from functools import partial as bind

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import (
    BadShare,
    CannotOpen,
    Inconsistent,
    NotEnoughShares,
    ToyOnly,
    Untrusted,
    WireError,
)
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519 as G
from cryptokit.primitives.group import ORDER, draw_scalar
from cryptokit.primitives.ristretto255 import RISTRETTO255
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.policy import all_of, from_words, satisfied, verifiable
from cryptokit.sharing.policy.tree import parties_of
from cryptokit.sharing.refresh import deal_zero_verifiably, refresh_verifiably
from cryptokit.threshold.answers import Partial, Refused, check
from cryptokit.threshold.box import Head, unlock
from cryptokit.threshold.decryption import check_sender, combine, encrypt, partial
from cryptokit.threshold.kem import derive
from cryptokit.threshold.plain import PlainBox, combine_plain, encrypt_plain, partial_plain
from cryptokit.threshold.public import PublicKeys, from_dealing, refreshed
from cryptokit.threshold.under_policy import from_policy

policies = st.integers(2, 4).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 6)))
TEXT = b"meet me at nine"


def yes(context):
    return True


def no(context):
    return False


def answers_of(shares, public, box, rng, *, agrees=yes):
    return [partial(share, public, box, agrees=agrees, rng=rng) for share in shares]


# Who can open


@settings(max_examples=15)  # each draws a key and asks up to six holders
@given(policies, st.binary(max_size=40), st.binary(max_size=40), st.data())
def test_any_k_holders_open_and_fewer_do_not(policy, text, context, data):
    k, n = policy
    with lesson("any k") as rng:
        dealing = feldman.deal(draw_scalar(rng), threshold=k, shares=n, rng=rng)
        public = from_dealing(dealing)
        box = encrypt(public.key, text, context=context, rng=rng)
    order = data.draw(st.permutations(dealing.shares))
    enough = answers_of(order[: data.draw(st.integers(k, n))], public, box, rng)
    assert combine(public, box, enough) == text
    with pytest.raises(NotEnoughShares) as caught:
        combine(public, box, enough[: k - 1])
    assert (caught.value.have, caught.value.need) == (k - 1, k)


def test_one_holder_who_answers_again_and_again_counts_once(dealt, inside):
    shares, public = dealt
    box = encrypt(public.key, TEXT, context=b"", rng=inside)
    same = [one for share in shares[:2] for one in answers_of([share] * 3, public, box, inside)]
    with pytest.raises(NotEnoughShares):
        combine(public, box, same)


WORDS = ["CH and (IS or DE)", "any 2 of CH, IS, DE, SG", "CH or (IS and DE and SG)"]


@pytest.mark.parametrize("words", WORDS)
def test_under_a_policy_exactly_its_authorised_sets_open(words, inside):
    policy = from_words(words, parties=["CH", "IS", "DE", "SG"])
    dealing = verifiable.deal(draw_scalar(inside), policy, rng=inside)
    public, names = from_policy(dealing), parties_of(policy)
    box = encrypt(public.key, TEXT, context=b"", rng=inside)
    given_ = {one.holder: one for one in answers_of(dealing.shares, public, box, inside)}
    for mask in range(1 << len(names)):
        some = [name for i, name in enumerate(names) if mask >> i & 1]
        if satisfied(policy, some):
            assert combine(public, box, [given_[name] for name in some]) == TEXT
        else:
            with pytest.raises(NotEnoughShares):
                combine(public, box, [given_[name] for name in some])


def test_a_holder_with_two_places_in_a_policy_answers_for_both(inside):
    policy = from_words("(CH and IS) or (CH and DE)", parties=["CH", "IS", "DE"])
    dealing = verifiable.deal(draw_scalar(inside), policy, rng=inside)
    public = from_policy(dealing)
    box = encrypt(public.key, TEXT, context=b"", rng=inside)
    ch, _, de = answers_of(dealing.shares, public, box, inside)
    assert len(ch.pieces) == 2
    assert combine(public, box, [de, ch]) == TEXT
    with pytest.raises(Inconsistent) as caught:
        combine(public, box, [de, replace(ch, pieces=ch.pieces[:1])])
    assert caught.value.holder == "CH"


# What a holder decides


def test_a_holder_may_refuse_and_then_gives_nothing(dealt, inside):
    shares, public = dealt
    box = encrypt(public.key, TEXT, context=b"case 7", rng=inside)
    refusals = answers_of(shares, public, box, inside, agrees=lambda context: context == b"case 8")
    assert refusals == [Refused(str(x), b"case 7") for x in range(1, 6)]
    some = answers_of(shares[:2], public, box, inside)
    with pytest.raises(NotEnoughShares):
        combine(public, box, [*some, *refusals])


def test_with_as_many_agreeing_as_needed_the_refusals_of_others_do_not_matter(dealt, inside):
    shares, public = dealt
    box = encrypt(public.key, TEXT, context=b"case 7", rng=inside)
    refused = answers_of(shares[:2], public, box, inside, agrees=no)
    agreed = answers_of(shares[2:], public, box, inside)
    assert combine(public, box, [*refused, *agreed]) == TEXT


def test_the_context_that_was_asked_about_is_that_of_the_sender(dealt, inside):
    shares, public = dealt
    box = encrypt(public.key, TEXT, context=b"private", rng=inside)
    dressed_up = replace(box, head=replace(box.head, context=b"public"))
    with pytest.raises(Untrusted) as caught:
        partial(shares[0], public, dressed_up, agrees=yes, rng=inside)
    assert caught.value.field == "sender's proof"


def test_a_holder_is_not_asked_about_a_box_that_failed_its_check(dealt, inside):
    shares, public = dealt
    box = encrypt(public.key, TEXT, context=b"", rng=inside)
    asked = []
    with pytest.raises(Untrusted):
        partial(shares[0], public, replace(box, second=G.base), agrees=asked.append, rng=inside)
    assert asked == []


def test_a_box_for_another_key_is_refused(dealt, inside):
    shares, public = dealt
    box = encrypt(G.times_base(7), TEXT, context=b"", rng=inside)
    with pytest.raises(Untrusted) as caught:
        partial(shares[0], public, box, agrees=yes, rng=inside)
    assert caught.value.field == "public key"
    with pytest.raises(Untrusted):
        combine(public, box, [])


def test_a_share_of_another_key_does_not_answer(dealt, inside):
    shares, _ = dealt
    other = from_dealing(feldman.deal(draw_scalar(inside), threshold=3, shares=5, rng=inside))
    box = encrypt(other.key, TEXT, context=b"", rng=inside)
    with pytest.raises(Inconsistent) as caught:
        partial(shares[1], other, box, agrees=yes, rng=inside)
    assert caught.value.holder == "2"


# Who cheats is named


def forged(answer, *, image=None, response=None):
    (piece,) = answer.pieces
    proof = piece.proof if response is None else replace(piece.proof, response=response)
    return replace(answer, pieces=(replace(piece, image=image or piece.image, proof=proof),))


@pytest.fixture(scope="module")
def answered():
    """A 3-of-5 key, a box, and what all five holders answered."""
    with lesson("answered") as rng:
        dealing = feldman.deal(draw_scalar(rng), threshold=3, shares=5, rng=rng)
        public = from_dealing(dealing)
        box = encrypt(public.key, TEXT, context=b"", rng=rng)
    return public, box, answers_of(dealing.shares, public, box, rng)


@settings(max_examples=8)
@given(who=st.integers(0, 4), by=st.integers(1, 2**200))
def test_a_changed_piece_is_refused_and_its_holder_named(answered, who, by):
    public, box, answers = answered
    (piece,) = answers[who].pieces
    for bad in (
        forged(answers[who], image=G.add(piece.image, G.times_base(by))),
        forged(answers[who], response=(piece.proof.response + by) % ORDER),
    ):
        with pytest.raises(BadShare) as caught:
            combine(public, box, [*answers[:who], bad, *answers[who + 1 :]])
        assert caught.value.holder == str(who + 1)
    assert combine(public, box, [*answers[:who], *answers[who + 1 :]]) == TEXT


def test_an_answer_to_another_box_is_refused_and_its_holder_named(dealt, inside):
    shares, public = dealt
    one, two = (encrypt(public.key, TEXT, context=b"", rng=inside) for _ in range(2))
    stray = partial(shares[3], public, two, agrees=yes, rng=inside)
    with pytest.raises(BadShare) as caught:
        combine(public, one, [*answers_of(shares[:3], public, one, inside), stray])
    assert caught.value.holder == "4"


def test_nobody_answers_in_the_name_of_another_or_of_a_stranger(dealt, inside):
    shares, public = dealt
    box = encrypt(public.key, TEXT, context=b"", rng=inside)
    own = partial(shares[0], public, box, agrees=yes, rng=inside)
    for name in ("2", "6", "", "01"):
        with pytest.raises(Inconsistent) as caught:
            check(replace(own, holder=name), public, box)
        assert caught.value.holder == name
    with pytest.raises(Inconsistent):
        check(Partial("stranger", 0, ()), public, box)
    with pytest.raises(Inconsistent):
        check(replace(own, pieces=()), public, box)


def test_a_bad_point_in_a_piece_is_refused_and_its_holder_named(answered, bad_point):
    public, box, answers = answered
    with pytest.raises(BadShare) as caught:
        combine(public, box, [*answers[:2], forged(answers[2], image=bad_point)])
    assert caught.value.holder == "3"


# Shares that were refreshed


def refresh(shares, public, rng):
    xs = [share.x for share in shares]
    sent = {share.x: deal_zero_verifiably(share, xs, rng=rng) for share in shares}
    commitments = {x: handout.commitments for x, handout in sent.items()}
    new = [
        refresh_verifiably(
            share,
            [
                piece
                for handout in sent.values()
                for piece in handout.pieces
                if piece.receiver == share.x
            ],
            commitments,
        )
        for share in shares
    ]
    return new, refreshed(public, commitments)


def test_after_a_refresh_old_boxes_open_with_new_shares_and_old_answers_are_refused(dealt, inside):
    old, public = dealt
    box = encrypt(public.key, TEXT, context=b"", rng=inside)
    new, moved = refresh(old, public, inside)
    assert moved.key == public.key
    assert moved.epoch == 1
    answers = answers_of(new[:3], moved, box, inside)
    assert combine(moved, box, answers) == TEXT
    late = partial(old[3], public, box, agrees=yes, rng=inside)
    with pytest.raises(Inconsistent, match="epoch 0") as caught:
        combine(moved, box, [*answers, late])
    assert caught.value.holder == "4"
    with pytest.raises(BadShare) as caught:
        combine(moved, box, [*answers, replace(late, epoch=1)])
    assert caught.value.holder == "4"
    with pytest.raises(Inconsistent, match="epoch 0"):
        partial(old[3], moved, box, agrees=yes, rng=inside)


def test_who_does_not_share_zero_in_a_refresh_is_named(dealt):
    _, public = dealt
    with pytest.raises(Inconsistent) as caught:
        refreshed(public, {2: feldman.commit([1, 2, 3])})
    assert caught.value.holder == "2"


# The box


@settings(max_examples=30)
@given(data=st.data())
def test_any_changed_byte_of_a_box_keeps_it_shut(answered, data):
    public, box, answers = answered
    raw = bytearray(box.to_bytes())
    raw[data.draw(st.integers(5, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        changed = type(box).from_bytes(bytes(raw))
    except (WireError, Untrusted):
        return
    with pytest.raises(Untrusted):
        combine(public, changed, answers)
    with pytest.raises(Untrusted):
        check_sender(changed)


@pytest.mark.parametrize("ciphertext", [b"", b"short", bytes(40)])
def test_a_box_that_its_own_sender_made_wrong_does_not_open(dealt, inside, ciphertext):
    shares, public = dealt
    box = PlainBox(encrypt_plain(public.key, TEXT, context=b"", rng=inside).head, ciphertext)
    answers = [partial_plain(share, public, box, agrees=yes, rng=inside) for share in shares]
    with pytest.raises(CannotOpen):
        combine_plain(public, box, answers)


def test_a_bad_public_key_is_not_encrypted_to(bad_point, inside):
    for lock in (encrypt, encrypt_plain):
        with pytest.raises(Untrusted) as caught:
            lock(bad_point, TEXT, context=b"", rng=inside)
        assert caught.value.field == "public key"


def test_a_bad_point_in_a_box_gets_no_answer_and_is_named(bad_point, inside):
    dealing = feldman.deal(draw_scalar(inside), threshold=2, shares=3, rng=inside)
    shares, public = dealing.shares, from_dealing(dealing)
    box = encrypt(public.key, TEXT, context=b"", rng=inside)
    plain = encrypt_plain(public.key, TEXT, context=b"", rng=inside)
    for ask, asked, field in (
        (partial, replace(box, head=replace(box.head, element=bad_point)), "R"),
        (partial, replace(box, second=bad_point), "second element"),
        (partial_plain, replace(plain, head=replace(plain.head, element=bad_point)), "R"),
    ):
        with pytest.raises(Untrusted) as caught:
            ask(shares[0], public, asked, agrees=yes, rng=inside)
        assert caught.value.field == field


def test_a_lessons_luck_protects_nothing_real(dealt):
    _, public = dealt
    toy = lesson("toy")
    for lock in (encrypt, encrypt_plain):
        with pytest.raises(ToyOnly):
            _outside(bind(lock, public.key, TEXT, context=b"", rng=toy))


def _outside(call):
    """Run a call in a context of its own, in which no lesson is open."""
    return contextvars.Context().run(call)


def test_wrong_arguments_are_told_in_a_sentence(dealt, inside):
    _, public = dealt
    with pytest.raises(TypeError, match="plaintext is bytes"):
        encrypt(public.key, "text", context=b"", rng=inside)
    with pytest.raises(TypeError, match="context is bytes"):
        encrypt(public.key, b"text", context="case", rng=inside)
    with pytest.raises(ValueError, match="65535 bytes"):
        encrypt(public.key, b"text", context=bytes(65536), rng=inside)


# The attack that the sender's proof stops


def doubled(box, context):
    return Head(box.public_key, G.multiply(2, box.element), context)


def halved(answer):
    (piece,) = answer.pieces
    return piece.index, G.multiply(pow(2, -1, ORDER), piece.image)


def test_without_the_senders_proof_a_related_question_opens_a_box_that_all_refused(dealt, inside):
    shares, public = dealt
    box = encrypt_plain(public.key, TEXT, context=b"private", rng=inside)

    def agrees(context):
        return context == b"harmless"

    ask = bind(partial_plain, public=public, agrees=agrees, rng=inside)
    assert all(isinstance(ask(share, box=box), Refused) for share in shares)
    related = PlainBox(doubled(box, b"harmless"), b"")
    images = dict(halved(ask(share, box=related)) for share in shares[:3])
    weights = public.weights(["1", "2", "3"])
    shared = G.identity
    for index, weight in weights.items():
        shared = G.add(shared, G.multiply(weight, images[index]))
    assert unlock(derive(shared, public.key, box.element, b"private"), box) == TEXT


def test_with_the_senders_proof_the_related_question_gets_no_answer(dealt, inside):
    shares, public = dealt
    box = encrypt(public.key, TEXT, context=b"private", rng=inside)
    second = G.multiply(2, box.second)
    related = replace(box, head=doubled(box, b"harmless"), second=second)
    with pytest.raises(Untrusted) as caught:
        partial(shares[0], public, related, agrees=yes, rng=inside)
    assert caught.value.field == "sender's proof"


def test_the_same_r_around_another_ciphertext_gets_no_answer_either(dealt, inside):
    shares, public = dealt
    box = encrypt(public.key, TEXT, context=b"private", rng=inside)
    with pytest.raises(Untrusted):
        partial(shares[0], public, replace(box, ciphertext=bytes(31)), agrees=yes, rng=inside)


# The public half


def test_of_more_holders_than_needed_the_first_are_taken(dealt):
    _, public = dealt
    assert sorted(public.weights(["5", "4", "2", "1"])) == [1, 2, 4]


def test_commitments_of_another_length_than_the_threshold_are_refused(inside):
    dealing = feldman.deal(SecretScalar.of(42), threshold=2, shares=3, rng=inside)
    longer = replace(dealing.commitments, elements=(*dealing.commitments.elements, G.base))
    with pytest.raises(Untrusted):
        from_dealing(replace(dealing, commitments=longer))


@pytest.mark.parametrize(
    "change", [{"xs": (1, 1, 2)}, {"xs": (0, 1, 2)}, {"xs": (1, 2)}, {"set_id": b""}, {"epoch": -1}]
)
def test_public_keys_that_cannot_be_are_refused(dealt, change):
    _, public = dealt
    with pytest.raises(ValueError):
        replace(public, **change)


def test_a_key_that_is_0_is_refused(inside):
    zero = SecretScalar.of(0)
    policy = from_words("CH and IS", parties=["CH", "IS"])
    for make in (
        lambda: from_dealing(feldman.deal(zero, threshold=2, shares=3, rng=inside)),
        lambda: from_policy(verifiable.deal(zero, policy, rng=inside)),
    ):
        with pytest.raises(Untrusted) as caught:
            make()
        assert caught.value.field == "public key"


def test_a_refresh_by_nobody_or_to_a_lower_degree_is_refused(dealt):
    _, public = dealt
    with pytest.raises(ValueError, match="needs a dealer"):
        refreshed(public, {})
    last = G.subtract(G.identity, public.commitments.elements[2])
    lower = feldman.Commitments((G.identity, G.base, last))
    with pytest.raises(Untrusted) as caught:
        refreshed(public, {2: lower})
    assert caught.value.field == "commitment 2"


def test_a_holder_whose_name_does_not_fit_into_an_answer_is_refused(inside):
    policy = all_of("CH" * 128, "IS")
    with pytest.raises(ValueError, match="255 bytes"):
        from_policy(verifiable.deal(draw_scalar(inside), policy, rng=inside))


def test_keys_of_another_group_are_refused(dealt):
    with pytest.raises(ValueError, match="edwards25519"):
        PublicKeys(set_id=bytes(16), commitments=feldman.commit([1], RISTRETTO255), xs=(1,))
