"""The arithmetic of the threshold KEM, byte for byte."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from cryptokit.errors import BadShare
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519 as G
from cryptokit.primitives.group import draw_scalar
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.scalar import shares_on
from cryptokit.threshold.kem import (
    LABEL,
    check_piece,
    decapsulate,
    derive,
    encapsulate,
    make_piece,
)
from cryptokit.threshold.public import PublicKeys

VECTOR = json.loads(
    (Path(__file__).parents[1] / "vectors" / "threshold-kem-ed25519.json").read_text("utf-8")
)
POLYNOMIAL = [int.from_bytes(bytes.fromhex(c), "little") for c in VECTOR["coefficients"]]
R, CONTEXT = bytes.fromhex(VECTOR["R"]), bytes.fromhex(VECTOR["context"])
HOLDERS = range(1, 6)


def scalar(text):
    return SecretScalar(bytes.fromhex(text))


@pytest.fixture(scope="module")
def public():
    return PublicKeys(set_id=bytes(16), commitments=feldman.commit(POLYNOMIAL), xs=(1, 2, 3, 4, 5))


@pytest.fixture(scope="module")
def pieces():
    shares = shares_on(POLYNOMIAL, HOLDERS, set_id=bytes(16))
    nonces = [scalar(VECTOR["proof_nonces"][str(x)]) for x in HOLDERS]
    return {s.x: make_piece(s.x, s.value, R, n) for s, n in zip(shares, nonces, strict=True)}


def test_the_label_is_that_of_the_vector():
    assert VECTOR["label"].encode() == LABEL


def test_the_public_half_is_that_of_the_vector(public):
    assert public.key.hex() == VECTOR["public_key"]
    assert {str(x): public.share(x).hex() for x in HOLDERS} == VECTOR["public_shares"]


def test_the_shares_are_those_of_the_vector():
    shares = shares_on(POLYNOMIAL, HOLDERS, set_id=bytes(16))
    assert {str(s.x): s.value.reveal().hex() for s in shares} == VECTOR["shares"]


def test_the_sender_makes_the_r_and_the_key_of_the_vector(public):
    element, key = encapsulate(public.key, CONTEXT, scalar(VECTOR["ephemeral_scalar"]))
    assert element == R
    assert key.reveal().hex() == VECTOR["key"]


def test_the_key_is_derived_from_the_z_of_the_vector(public):
    shared = bytes.fromhex(VECTOR["Z"])
    assert derive(shared, public.key, R, CONTEXT).reveal().hex() == VECTOR["key"]


@pytest.mark.parametrize("x", HOLDERS)
def test_each_piece_and_its_proof_are_those_of_the_vector(public, pieces, x):
    piece = pieces[x]
    assert piece.image.hex() == VECTOR["decryption_shares"][str(x)]
    assert piece.proof.to_bytes().hex() == VECTOR["proofs"][str(x)]
    check_piece(piece, public.share(x), R, str(x))


@pytest.mark.parametrize("some", list(combinations(HOLDERS, 3)), ids=str)
def test_each_three_of_the_five_give_the_key_of_the_vector(public, pieces, some):
    weights = public.weights([str(x) for x in some])
    assert set(weights) == set(some)
    assert decapsulate(public.key, R, pieces, weights, CONTEXT).reveal().hex() == VECTOR["key"]


@pytest.mark.parametrize("x", HOLDERS)
def test_a_piece_is_good_for_its_own_share_and_its_own_box_only(public, pieces, x):
    other = x % 5 + 1
    with pytest.raises(BadShare) as caught:
        check_piece(pieces[x], public.share(other), R, str(x))
    assert caught.value.holder == str(x)
    with pytest.raises(BadShare):
        check_piece(pieces[x], public.share(x), G.times_base(7), str(x))


def test_another_context_gives_another_key(public):
    r = draw_scalar(lesson("kem"))
    (one, first), (two, second) = (encapsulate(public.key, c, r) for c in (b"a", b"b"))
    assert one == two
    assert first != second
