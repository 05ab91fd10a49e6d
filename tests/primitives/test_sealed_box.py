"""Sealed boxes are libsodium's: both open each other's, and whoever lacks the key opens none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, PublicKey, SealedBox

from cryptokit.errors import CannotOpen
from cryptokit.primitives import sealed_box
from cryptokit.rng import lesson

KEYS = st.binary(min_size=32, max_size=32)
RFC_PRIVATE = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
RFC_PUBLIC = bytes.fromhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")


def test_a_public_key_is_that_of_rfc_7748_section_6_1():
    assert sealed_box.public_key(RFC_PRIVATE) == RFC_PUBLIC


@given(private=KEYS, text=st.binary(max_size=300), seed=st.binary(max_size=4))
def test_libsodium_opens_what_we_seal_and_we_open_what_it_seals(private, text, seed):
    public = sealed_box.public_key(private)
    ours = sealed_box.seal(public, text, rng=lesson(seed))
    theirs = SealedBox(PublicKey(public)).encrypt(text)
    assert SealedBox(PrivateKey(private)).decrypt(ours) == text
    assert sealed_box.open_(private, theirs) == text
    assert len(ours) == len(theirs) == len(text) + sealed_box.OVERHEAD


@given(private=KEYS, other=KEYS, at=st.integers(0, 51), flip=st.integers(1, 255))
def test_a_changed_box_and_another_key_open_nothing(private, other, at, flip):
    box = sealed_box.seal(sealed_box.public_key(private), b"four", rng=lesson("changed"))
    changed = bytearray(box)
    changed[at] ^= flip
    with pytest.raises(CannotOpen):
        sealed_box.open_(private, bytes(changed))
    if sealed_box.public_key(other) != sealed_box.public_key(private):
        with pytest.raises(CannotOpen):
            sealed_box.open_(other, box)


def test_a_box_that_was_cut_anywhere_opens_nothing():
    box = sealed_box.seal(RFC_PUBLIC, b"four", rng=lesson("cut"))
    for size in range(len(box)):
        with pytest.raises(CannotOpen):
            sealed_box.open_(RFC_PRIVATE, box[:size])


def test_luck_decides_the_box_and_two_boxes_of_one_text_differ():
    rng = lesson("luck")
    boxes = [sealed_box.seal(RFC_PUBLIC, b"hi", rng=one) for one in (lesson("luck"), rng, rng)]
    assert boxes[0] == boxes[1] != boxes[2]


@pytest.mark.parametrize("public", [bytes(32), b"\1" + bytes(31), RFC_PUBLIC[:31]])
def test_a_public_key_that_is_none_seals_nothing(public):
    with pytest.raises(ValueError, match="public key"):
        sealed_box.seal(public, b"hi", rng=lesson("weak"))


def test_a_box_from_a_key_of_small_order_is_refused():
    with pytest.raises(CannotOpen):
        sealed_box.open_(RFC_PRIVATE, bytes(60))
