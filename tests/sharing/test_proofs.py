"""A proof of equal logarithms holds for what was claimed, and for nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted, WireError
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.ristretto255 import RISTRETTO255
from cryptokit.sharing import proofs
from cryptokit.sharing.proofs import Equality, EqualityProof, check_equal, framed, prove_equal

ORDER = SCALARS.order
scalars = st.integers(1, ORDER - 1)
groups = st.sampled_from([EDWARDS25519, RISTRETTO255])


def claim_of(x, group=EDWARDS25519, about=(b"a test", b"Ada")):
    other = group.from_label(b"another base")
    return Equality(group, about, group.base, group.times_base(x), other, group.multiply(x, other))


def proved(x, nonce=7, **claim):
    claimed = claim_of(x, **claim)
    return claimed, prove_equal(claimed, SecretScalar.of(x), SecretScalar.of(nonce))


@settings(max_examples=25)
@given(scalars, scalars, groups)
def test_an_honest_proof_holds_and_comes_back_from_its_bytes(x, nonce, group):
    claim, proof = proved(x, nonce, group=group)
    assert EqualityProof.from_bytes(proof.to_bytes()) == proof
    check_equal(claim, EqualityProof.from_bytes(proof.to_bytes()), "proof")


@settings(max_examples=25)
@given(scalars, st.integers(1, ORDER - 1), st.sampled_from(["challenge", "response"]))
def test_a_changed_proof_is_refused_by_name(x, by, part):
    claim, proof = proved(x)
    wrong = replace(proof, **{part: (getattr(proof, part) + by) % ORDER})
    with pytest.raises(Untrusted, match="does not hold") as caught:
        check_equal(claim, wrong, "proof of Ada")
    assert caught.value.field == "proof of Ada"


@pytest.mark.parametrize("part", ["base", "image", "base2", "image2"])
def test_a_proof_is_of_one_statement(part):
    claim, proof = proved(42)
    other = claim.group.add(getattr(claim, part), claim.group.base)
    with pytest.raises(Untrusted):
        check_equal(replace(claim, **{part: other}), proof, "proof")


@pytest.mark.parametrize(
    "about", [(b"a test", b"Ben"), (b"another", b"Ada"), (b"a test",), (b"a testA", b"da")]
)
def test_a_proof_serves_one_purpose_and_one_person(about):
    _, proof = proved(42)
    with pytest.raises(Untrusted):
        check_equal(claim_of(42, about=about), proof, "proof")


@settings(max_examples=25)
@given(scalars, scalars, scalars)
def test_different_logarithms_have_no_proof_by_the_honest_method(x, y, nonce):
    if x == y:
        y = x % (ORDER - 1) + 1
    claim = replace(claim_of(x), image2=claim_of(y).image2)
    for secret in (x, y):
        proof = prove_equal(claim, SecretScalar.of(secret), SecretScalar.of(nonce))
        with pytest.raises(Untrusted):
            check_equal(claim, proof, "proof")


@pytest.mark.parametrize("chosen", ["base", "image", "base2", "image2"])
def test_no_part_of_the_statement_can_be_chosen_after_the_challenge(chosen):
    # The commitments first, then the challenge, and then the part that makes its equation hold.
    # The other equation holds honestly, for the secret 42 and the nonce 7.
    group = EDWARDS25519
    claim = replace(claim_of(42), **{chosen: group.from_label(b"not known yet")})
    first = chosen in {"base", "image"}
    base, image = ("base", "image") if first else ("base2", "image2")
    free = group.from_label(b"any commitment")
    t1 = free if first else group.multiply(7, claim.base)
    t2 = group.multiply(7, claim.base2) if first else free
    c = proofs._challenge(claim, t1, t2)
    z = (7 - c * 42) % ORDER
    known, scale, by = (base, z, c) if chosen == image else (image, c, z)
    rest = group.subtract(free, group.multiply(scale, getattr(claim, known)))
    forged = replace(claim, **{chosen: group.multiply(pow(by, -1, ORDER), rest)})
    for one, two, t in (("base", "image", t1), ("base2", "image2", t2)):
        parts = group.multiply(z, getattr(forged, one)), group.multiply(c, getattr(forged, two))
        assert group.add(*parts) == t  # both equations hold, and yet:
    with pytest.raises(Untrusted):
        check_equal(forged, EqualityProof(c, z), "proof")


def test_one_nonce_for_two_proofs_gives_the_secret():
    # Not a feature: it is why the nonce is drawn afresh.
    one, two = (proved(42, nonce=7, about=(b"a test", who))[1] for who in (b"Ada", b"Ben"))
    gap = pow(two.challenge - one.challenge, -1, ORDER)
    assert (one.response - two.response) * gap % ORDER == 42


@pytest.mark.parametrize("size", [0, 32, 63, 65])
def test_a_proof_of_another_length_is_refused(size):
    with pytest.raises(WireError):
        EqualityProof.from_bytes(bytes(size))


def test_a_number_beyond_the_order_is_refused_by_name():
    proof = proved(42)[1]
    over = ORDER.to_bytes(32, "little")
    for data, field in (
        (over + proof.to_bytes()[32:], "challenge"),
        (proof.to_bytes()[:32] + over, "response"),
    ):
        with pytest.raises(WireError) as caught:
            EqualityProof.from_bytes(data)
        assert (caught.value.field, caught.value.offset) == (field, 32 * (field == "response"))


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_no_two_lists_are_framed_alike(one, two):
    assert (framed(*one) == framed(*two)) == (one == two)
