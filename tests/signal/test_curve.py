"""X25519 as Signal carries it: both sides agree, others' answers are ours, no key shows itself."""

import copy
import json
import pickle
import traceback
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_scalarmult, crypto_scalarmult_base

from cryptokit.errors import Untrusted, WireError
from cryptokit.keys import AgreedSecret, CurvePrivate
from cryptokit.primitives.edwards_points import PRIME
from cryptokit.rng import lesson
from cryptokit.signal.curve import KeyPair, PublicKey, agree, clamp
from cryptokit.wire import Cursor

B = bytes.fromhex
RFC = json.loads((Path(__file__).parents[1] / "vectors" / "rfc7748-x25519.json").read_text("utf-8"))
WYCHEPROOF = Path(__file__).parents[3] / "shared" / "vectors" / "wycheproof-x25519.json"
privates = st.binary(min_size=32, max_size=32)
SMALL_ORDER = (
    0,
    1,
    PRIME - 1,
    PRIME,
    PRIME + 1,
    int.from_bytes(B("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"), "little"),
    int.from_bytes(B("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"), "little"),
)


def pair(private):
    return KeyPair.from_private(CurvePrivate(private))


def shared(private, public):
    return agree(pair(private), PublicKey(public)).reveal()


@given(privates, privates)
def test_both_sides_agree(a, b):
    one, two = pair(a), pair(b)
    assert agree(one, two.public) == agree(two, one.public)


@given(privates, privates)
def test_another_library_computes_the_same(a, b):
    assert pair(a).public.raw == crypto_scalarmult_base(a)
    assert shared(a, pair(b).public.raw) == crypto_scalarmult(a, pair(b).public.raw)


@given(privates)
def test_clamping_changes_no_public_key_and_is_done_once(a):
    assert clamp(clamp(a)) == clamp(a)
    assert pair(a) == pair(clamp(a))
    assert pair(a).private().reveal() == clamp(a)
    number = int.from_bytes(clamp(a), "little")
    assert number % 8 == 0
    assert number >> 254 == 1


@given(privates)
def test_a_pair_is_restored_from_its_private_key(a):
    one = pair(a)
    again = KeyPair.from_private(one.private())
    assert again == one
    assert agree(again, one.public) == agree(one, again.public)


@pytest.mark.parametrize("case", RFC["scalar_mult"])
def test_multiplications_of_the_rfc(case):
    assert shared(B(case["scalar"]), B(case["u"])) == B(case["out"])


def test_the_exchange_of_the_rfc():
    case = RFC["diffie_hellman"]
    a, b = pair(B(case["a_private"])), pair(B(case["b_private"]))
    assert (a.public.raw, b.public.raw) == (B(case["a_public"]), B(case["b_public"]))
    assert agree(a, b.public) == agree(b, a.public) == AgreedSecret(B(case["shared"]))


def test_a_thousand_multiplications_of_the_rfc():
    k = u = bytes([9]) + bytes(31)
    after = {case["iterations"]: case["out"] for case in RFC["iterated"]}
    for turn in range(1, 1001):
        k, u = shared(k, u), k
        if turn in after:
            assert k == B(after[turn])


def test_wycheproof_agrees_and_every_zero_result_is_refused():
    if not WYCHEPROOF.exists():
        pytest.skip(f"{WYCHEPROOF.name} is not beside the checkout")
    cases = [
        case
        for group in json.loads(WYCHEPROOF.read_text("utf-8"))["testGroups"]
        for case in group["tests"]
    ]
    refused = 0
    for case in cases:
        try:
            assert shared(B(case["private"]), B(case["public"])) == B(case["shared"])
        except Untrusted:
            assert "ZeroSharedSecret" in case["flags"]
            refused += 1
    assert (len(cases), refused) == (103, 27)


@given(privates, st.sampled_from(SMALL_ORDER))
def test_a_point_of_small_order_is_refused_whoever_computes(a, u):
    with pytest.raises(Untrusted) as caught:
        agree(pair(a), PublicKey(u.to_bytes(32, "little")), field="base key")
    assert caught.value.field == "base key"


@given(privates, st.integers(2, 18))
def test_one_point_in_two_encodings_is_two_keys_with_one_secret(a, u):
    low, high = (PublicKey(n.to_bytes(32, "little")) for n in (u, u + PRIME))
    assert low != high
    assert agree(pair(a), low) == agree(pair(a), high)


@given(privates)
def test_the_wire_form_has_a_type_byte(a):
    key = pair(a).public
    assert key.wire == b"\x05" + key.raw
    assert PublicKey.from_wire(key.wire) == key
    cursor = Cursor(key.wire)
    assert PublicKey.read(cursor, "ratchet key") == key
    assert [span.name for span in cursor.tree("all").parts] == ["ratchet key"]


@pytest.mark.parametrize(
    "data", [b"", b"\x05", bytes(32), b"\x07" + bytes(32), b"\x05" + bytes(33)]
)
def test_other_bytes_are_no_key(data):
    with pytest.raises(WireError) as caught:
        PublicKey.from_wire(data, field="base_key", offset=9)
    assert (caught.value.field, caught.value.offset) == ("base_key", 9)


def test_a_key_with_another_type_is_refused_where_it_stands():
    cursor = Cursor(b"x\x07" + bytes(32))
    cursor.take(1, "x")
    with pytest.raises(WireError) as caught:
        PublicKey.read(cursor, "key")
    assert (caught.value.field, caught.value.offset) == ("key", 1)


@pytest.mark.parametrize(("data", "error"), [("a" * 32, TypeError), (bytes(33), ValueError)])
def test_a_public_key_is_32_bytes(data, error):
    with pytest.raises(error):
        PublicKey(data)


def failing(one):
    """Give the traceback of a refusal, with the local variables of each frame."""
    try:
        agree(one, PublicKey(bytes(32)))
    except Untrusted as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        return "".join(told.format())


def test_a_pair_shows_no_private_byte():
    one = KeyPair.draw(lesson("alice"))
    texts = [repr(one), str(one), f"{one}", repr([one]), repr(asdict(one)), failing(one)]
    hidden = one.private().reveal()
    for text in texts:
        for at in range(29):
            assert hidden[at : at + 4].hex() not in text
            assert repr(hidden[at : at + 4])[2:-1] not in text


def test_a_pair_is_not_pickled():
    with pytest.raises(TypeError):
        pickle.dumps(KeyPair.draw(lesson("alice")))
    one = KeyPair.draw(lesson("alice"))
    assert copy.copy(one) == one


def test_what_comes_from_a_lesson_is_marked_to_the_end():
    one, two = KeyPair.draw(lesson("alice")), pair(bytes(range(32)))
    assert one.private().from_lesson
    assert agree(one, two.public).from_lesson
    assert not agree(two, one.public).from_lesson
    assert repr(one).endswith("lesson>")
