"""Sealing: the box opens for k right shares, and a wrong share is told from a wrong box."""

import hashlib
import traceback
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.errors import CannotOpen, Inconsistent, NotEnoughShares, ToyOnly, WireError
from cryptokit.keys import ShareValue
from cryptokit.sharing import Box, join, open_, seal
from cryptokit.wire import Cursor

TEXT = "встреча в 9:00"
policies = st.integers(2, 5).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 7)))


def changed(share, by=1):
    value = share.value.reveal()
    return replace(share, value=ShareValue(bytes([value[0] ^ by]) + value[1:]))


def flipped(data, at):
    out = bytearray(data)
    out[at // 8] ^= 1 << at % 8
    return bytes(out)


@given(st.binary(max_size=100), policies, st.data())
def test_any_k_or_more_shares_open_the_box(plaintext, policy, data):
    k, n = policy
    sealed = seal(plaintext, threshold=k, shares=n)
    order = data.draw(st.permutations(sealed.shares))
    assert open_(sealed.box, order[: data.draw(st.integers(k, n))]) == plaintext


def test_a_text_comes_back_as_its_bytes():
    sealed = seal(TEXT, threshold=2, shares=3)
    assert open_(sealed.box, sealed.shares[1:]).decode() == TEXT


def test_shares_have_32_bytes_however_long_the_text():
    assert {len(s.value) for s in seal(bytes(10_000), threshold=2, shares=3).shares} == {32}


def test_fewer_shares_do_not_open_it():
    sealed = seal(TEXT, threshold=3, shares=5)
    for have in range(3):
        with pytest.raises(NotEnoughShares) as caught:
            open_(sealed.box, sealed.shares[:have])
        assert (caught.value.have, caught.value.need) == (have, 3)


# Wrong shares


@given(st.integers(2, 5), st.integers(1, 4), st.data())
def test_changed_shares_are_named_up_to_half_of_what_is_to_spare(k, spare, data):
    sealed = seal(b"text", threshold=k, shares=k + spare)
    shares = list(sealed.shares)
    most = (spare + 1) // 2
    bad = data.draw(st.sets(st.integers(0, k + spare - 1), min_size=1, max_size=most))
    for at in bad:
        shares[at] = changed(shares[at], data.draw(st.integers(1, 255)))
    with pytest.raises(Inconsistent, match="not a share of the key") as caught:
        open_(sealed.box, shares)
    assert caught.value.holder == ", ".join(str(at + 1) for at in sorted(bad))


@pytest.mark.parametrize("at", [0, 9, 19])
def test_a_single_changed_share_is_named_also_among_many(at):
    sealed = seal(TEXT, threshold=10, shares=20)
    shares = list(sealed.shares)
    shares[at] = changed(shares[at])
    with pytest.raises(Inconsistent, match="not a share of the key") as caught:
        open_(sealed.box, shares)
    assert caught.value.holder == str(at + 1)


def test_two_cheats_whose_changes_cancel_out_frame_nobody():
    # The weights of shares 1, 2, 3 are all 1, so the same change twice leaves the key as it is.
    sealed = seal(TEXT, threshold=3, shares=5)
    cheats = [changed(share) for share in sealed.shares[:2]]
    assert join([*cheats, sealed.shares[2]]) == join(sealed.shares)
    with pytest.raises(Inconsistent, match="cannot be told") as caught:
        open_(sealed.box, [*cheats, *sealed.shares[2:]])
    assert caught.value.holder == "1, 2, 3, 4, 5"


def test_a_majority_that_lies_together_is_noticed_and_nobody_is_framed():
    sealed, other = (seal(b"text", threshold=2, shares=7) for _ in "ab")
    lies = [replace(s, set_id=sealed.box.set_id) for s in other.shares[2:]]
    with pytest.raises(Inconsistent, match="cannot be told") as caught:
        open_(sealed.box, [*sealed.shares[:2], *lies])
    assert caught.value.holder == "1, 2, 3, 4, 5, 6, 7"


def test_without_a_share_to_spare_a_changed_one_is_noticed():
    sealed = seal(TEXT, threshold=3, shares=5)
    with pytest.raises(Inconsistent, match="do not lead to the key") as caught:
        open_(sealed.box, [changed(sealed.shares[0]), *sealed.shares[1:3]])
    assert caught.value.holder == "1, 2, 3"


def test_two_values_for_one_x_are_refused():
    sealed = seal(TEXT, threshold=2, shares=3)
    with pytest.raises(Inconsistent) as caught:
        open_(sealed.box, [*sealed.shares, changed(sealed.shares[1])])
    assert caught.value.holder == "2"


def test_shares_of_another_sealing_are_refused_and_named():
    ours, theirs = (seal(TEXT, threshold=2, shares=3) for _ in "ab")
    with pytest.raises(Inconsistent, match="another box") as caught:
        open_(ours.box, [ours.shares[0], theirs.shares[1], theirs.shares[2]])
    assert caught.value.holder == "2, 3"
    with pytest.raises(Inconsistent, match="another box"):
        open_(ours.box, theirs.shares)


def test_shares_that_claim_another_threshold_than_the_box_are_refused_and_named():
    sealed = seal(TEXT, threshold=2, shares=3)
    odd = replace(sealed.shares[1], threshold=1)
    with pytest.raises(Inconsistent, match="another box") as caught:
        open_(sealed.box, [sealed.shares[0], odd, sealed.shares[2]])
    assert caught.value.holder == "2"
    with pytest.raises(Inconsistent, match="another box"):
        open_(replace(sealed.box, threshold=1), sealed.shares)


def test_shares_of_another_sealing_with_a_forged_set_id_lead_nowhere():
    ours, theirs = (seal(TEXT, threshold=2, shares=2) for _ in "ab")
    forged = [replace(s, set_id=ours.box.set_id) for s in theirs.shares]
    with pytest.raises(Inconsistent, match="do not lead to the key"):
        open_(ours.box, forged)


def test_more_wrong_shares_than_can_be_sorted_out_are_still_refused():
    sealed = seal(TEXT, threshold=4, shares=25)
    shares = [changed(s, s.x) if s.x % 2 else s for s in sealed.shares]
    with pytest.raises(Inconsistent):
        open_(sealed.box, shares)


# A wrong box


@given(st.data())
def test_a_changed_ciphertext_is_the_fault_of_the_box(data):
    sealed = seal(TEXT, threshold=2, shares=3)
    at = data.draw(st.integers(0, 8 * len(sealed.box.ciphertext) - 1))
    box = replace(sealed.box, ciphertext=flipped(sealed.box.ciphertext, at))
    with pytest.raises(CannotOpen):
        open_(box, sealed.shares)


@given(st.integers(0, 255))
def test_a_changed_commitment_is_the_fault_of_the_box_if_a_share_is_to_spare(at):
    sealed = seal(TEXT, threshold=2, shares=3)
    box = replace(sealed.box, commitment=flipped(sealed.box.commitment, at))
    with pytest.raises(CannotOpen):
        open_(box, sealed.shares)
    with pytest.raises(Inconsistent, match="do not lead to the key"):
        open_(box, sealed.shares[:2])


def test_a_cut_ciphertext_is_refused():
    sealed = seal(TEXT, threshold=2, shares=3)
    for size in (0, 15, 16, len(sealed.box.ciphertext) - 1):
        with pytest.raises(CannotOpen):
            open_(replace(sealed.box, ciphertext=sealed.box.ciphertext[:size]), sealed.shares)


def test_the_ciphertext_of_one_box_does_not_open_in_another():
    ours, theirs = (seal(TEXT, threshold=2, shares=3) for _ in "ab")
    with pytest.raises(CannotOpen):
        open_(replace(ours.box, ciphertext=theirs.box.ciphertext), ours.shares)


def test_a_ciphertext_is_bound_to_its_threshold():
    sealed = seal(TEXT, threshold=2, shares=3)
    box = replace(sealed.box, threshold=1)
    shares = [replace(s, threshold=1, value=ShareValue(join(sealed.shares))) for s in sealed.shares]
    with pytest.raises(CannotOpen):  # the right key, in a box with another header
        open_(box, shares)


def test_the_commitment_is_on_the_random_key_and_not_on_the_text():
    one, two = (seal("123456", threshold=2, shares=2) for _ in "ab")
    assert one.box.commitment != two.box.commitment
    key = join(one.shares)
    label = b"cryptokit sealed box key commitment v1"
    assert one.box.commitment == hashlib.sha256(label + key).digest()


# On the wire


@given(st.binary(max_size=40), policies)
def test_a_box_comes_back_from_its_bytes(plaintext, policy):
    k, n = policy
    box = seal(plaintext, threshold=k, shares=n).box
    assert Box.from_bytes(box.to_bytes()) == box


def test_a_flipped_bit_anywhere_in_a_box_is_refused():
    sealed = seal(TEXT, threshold=2, shares=3)
    wire = sealed.box.to_bytes()
    for at in range(8 * len(wire)):
        with pytest.raises(WireError if at < 8 * 58 else CannotOpen):
            open_(Box.from_bytes(flipped(wire, at)), sealed.shares)


def test_parsing_leaves_a_span_for_every_field():
    wire = seal(TEXT, threshold=2, shares=3).box.to_bytes()
    cursor = Cursor(wire)
    Box.read(cursor)
    spans = cursor.tree("box").parts
    names = ["magic", "version", "set id", "threshold", "commitment", "checksum", "ciphertext"]
    assert [span.name for span in spans] == names
    assert spans[-1].end == len(wire)


# Lessons and leaks


def test_the_luck_of_a_lesson_seals_nothing_real():
    with pytest.raises(ToyOnly):
        seal(TEXT, threshold=2, shares=3, rng=rng.lesson("monday"))
    with pytest.raises(ToyOnly):
        seal(TEXT, threshold=2, shares=3, rng=rng.recorded(rng.lesson("monday")))


def test_inside_a_lesson_sealing_repeats_itself():
    with rng.lesson("monday"):
        one, two = (seal(TEXT, threshold=2, shares=3, rng=rng.lesson("tuesday")) for _ in "ab")
    assert one == two
    assert open_(one.box, two.shares) == TEXT.encode()


def test_what_is_no_text_is_refused_with_a_sentence():
    with pytest.raises(TypeError, match="bytes or str, not int"):
        seal(5, threshold=2, shares=2)


def test_no_error_shows_the_key():
    sealed = seal(TEXT, threshold=2, shares=3)
    secrets = [join(sealed.shares), *(share.value.reveal() for share in sealed.shares)]
    box = replace(sealed.box, ciphertext=bytes(40))
    for shares in (sealed.shares, [changed(sealed.shares[0]), *sealed.shares[1:]]):
        with pytest.raises((CannotOpen, Inconsistent)) as caught:
            open_(box, shares)
        below = caught.value.__traceback__.tb_next
        told = traceback.TracebackException(
            type(caught.value), caught.value, below, capture_locals=True
        )
        text = "".join(told.format())
        assert "sealed.py" in text
        for secret in secrets:
            assert secret.hex() not in text
            assert repr(secret)[2:-1] not in text


def test_a_printed_box_shows_no_bytes():
    sealed = seal(TEXT, threshold=2, shares=3)
    assert (
        repr(sealed.box)
        == f"<Box {len(TEXT.encode())} bytes inside, 2 shares needed, set {sealed.box.set_id[:4].hex()}>"
    )
