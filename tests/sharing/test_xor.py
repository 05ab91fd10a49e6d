"""n-of-n by XOR: all together have the secret, and whoever is missing keeps it from the others."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares
from cryptokit.keys import DataKey, ShareValue
from cryptokit.sharing.xor import XorShare, join_all, split_all, split_all_short, xor

EVERY_BYTE = bytes(range(256))
FIRST = np.repeat(np.arange(256, dtype=np.uint8), 256).tobytes()
SECOND = np.tile(np.arange(256, dtype=np.uint8), 256).tobytes()
"""With FIRST, every pair of bytes once."""

secrets = st.binary(min_size=1, max_size=70)
counts = st.integers(1, 7)
ways = st.sampled_from([split_all, split_all_short])


def giving(*pads):
    """A source that gives some set id, and then these pads."""
    left = [b"some id, 16 long", *pads]
    return lambda size: left.pop(0)[:size]


def values(shares):
    return [share.value.reveal() for share in shares]


# All together


@given(secrets, counts, ways, st.data())
def test_all_shares_in_any_order_give_the_secret(secret, n, split, data):
    shares = split(secret, shares=n)
    assert join_all(data.draw(st.permutations(shares))) == secret


@given(secrets, counts, ways, st.data())
def test_without_any_one_share_there_is_nothing_and_the_missing_one_is_named(
    secret, n, split, data
):
    shares = split(secret, shares=n)
    gone = data.draw(st.integers(1, n))
    with pytest.raises(NotEnoughShares) as caught:
        join_all(share for share in shares if share.x != gone)
    assert (caught.value.have, caught.value.need) == (n - 1, n)
    expected = f"share {gone} of {n} as well" if n > 1 else "all of the shares"
    assert caught.value.hint == expected


def test_several_missing_shares_are_named():
    shares = split_all(b"key", shares=5)
    with pytest.raises(NotEnoughShares) as caught:
        join_all([shares[1], shares[3], shares[1]])
    assert caught.value.hint == "share 1, 3, 5 of 5 as well"


def test_with_one_share_it_is_the_secret():
    for split in (split_all, split_all_short):
        (share,) = split(b"all mine", shares=1)
        assert share.value.reveal() == b"all mine"


# All but one: counted, not sampled


def test_each_of_two_shares_takes_every_value_once_for_each_secret():
    for secret in range(256):  # all pads at once: one in each position of the string
        shares = split_all(bytes([secret]) * 256, shares=2, rng=giving(EVERY_BYTE))
        assert [sorted(value) for value in values(shares)] == [list(EVERY_BYTE)] * 2


def test_each_two_of_three_shares_take_every_pair_of_values_once_for_each_secret():
    for secret in range(256):
        shares = split_all(bytes([secret]) * 65536, shares=3, rng=giving(FIRST, SECOND))
        arrays = [np.frombuffer(value, np.uint8).astype(np.int64) for value in values(shares)]
        for one, other in combinations(arrays, 2):
            assert np.bincount(one * 256 + other, minlength=65536).max() == 1


def test_the_pads_are_drawn_from_the_source_and_nothing_else_is():
    source = rng.recorded(rng.lesson("xor"))
    split_all(bytes(40), shares=4, rng=source)
    assert source.drawn == [16, 40, 40, 40]


# The short form


def test_all_holders_but_the_last_have_32_bytes_each_from_a_draw_of_its_own():
    source = rng.recorded(rng.lesson("xor"))
    shares = split_all_short(b"a novel " * 1000, shares=4, rng=source)
    assert [len(share.value) for share in shares] == [32, 32, 32, 8000]
    assert source.drawn == [16, 32, 32, 32]
    assert len({*values(shares)}) == 4


@given(st.binary(min_size=1, max_size=200), st.integers(2, 4))
def test_the_long_share_is_the_secret_under_a_run_of_aes_256_from_each_key(secret, n):
    *keys, long = values(split_all_short(secret, shares=n))
    for key in keys:
        long = Cipher(algorithms.AES(key), modes.CTR(bytes(16))).encryptor().update(long)
    assert long == secret


def test_keys_and_whole_shares_print_how_much_a_holder_stores():
    short = split_all_short(b"a novel", shares=2, rng=giving(bytes(range(32))))
    assert [repr(share) for share in short] == [
        "<XorShare 1 of 2, 32 bytes for 7, set 736f6d65>",
        "<XorShare 2 of 2, 7 bytes, set 736f6d65>",
    ]


@given(ways)
def test_a_lesson_marks_its_shares(split):
    assert all(s.value.from_lesson for s in split(b"toy", shares=3, rng=rng.lesson("x")))
    assert not any(s.value.from_lesson for s in split(b"real", shares=3))


# What is refused, and who is named


@given(ways)
def test_the_same_share_twice_counts_once_instead_of_cancelling_out(split):
    one, two, three = split(b"key", shares=3)
    assert join_all([one, two, one, three]) == b"key"
    with pytest.raises(NotEnoughShares):
        join_all([one, one, two])


@given(ways, st.integers(0, 4), st.data())
def test_a_share_of_another_set_is_named(split, at, data):
    ours, theirs = (list(split(b"key", shares=5)) for _ in "ab")
    ours[at] = theirs[at]
    with pytest.raises(Inconsistent, match="set id differs") as caught:
        join_all(data.draw(st.permutations(ours)))
    assert caught.value.holder == str(at + 1)


def test_two_values_for_one_position_are_refused_and_it_is_named():
    shares = split_all(b"key", shares=3)
    with pytest.raises(Inconsistent, match="two different values") as caught:
        join_all([*shares, replace(shares[1], value=ShareValue(b"yes"))])
    assert caught.value.holder == "2"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("number of shares", {"threshold": 4}),
        ("length", {"size": 4, "value": ShareValue(b"keys")}),
    ],
)
def test_a_share_that_claims_otherwise_than_its_set_is_named(name, change):
    shares = split_all(b"key", shares=3)
    with pytest.raises(Inconsistent, match=f"{name} differs") as caught:
        join_all([*shares[:2], replace(shares[2], **change)])
    assert caught.value.holder == "3"


def test_no_share_at_all_is_too_few():
    with pytest.raises(NotEnoughShares) as caught:
        join_all([])
    assert caught.value.hint == "all of the shares"


@given(st.integers(0, 2), st.integers(0, 2), st.integers(1, 255))
def test_a_changed_share_goes_unnoticed_and_changes_the_same_bits_of_the_secret(at, byte, by):
    # Not a feature: it is why sealing exists.
    shares = list(split_all(b"key", shares=3))
    value = bytearray(shares[at].value.reveal())
    value[byte] ^= by
    shares[at] = replace(shares[at], value=ShareValue(bytes(value)))
    expected = bytearray(b"key")
    expected[byte] ^= by
    assert join_all(shares) == bytes(expected)


@pytest.mark.parametrize("x", [-1, 0, 4])
def test_a_position_that_is_none_can_not_be_made(x):
    with pytest.raises(BadShare, match="positions 1 to 3 only") as caught:
        replace(split_all(b"key", shares=3)[0], x=x)
    assert caught.value.holder == str(x)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"value": b"key"}, TypeError, "stay hidden"),
        ({"value": ShareValue(b"longer")}, ValueError, "as many bytes"),
        ({"size": 0, "value": DataKey(bytes(32))}, ValueError, "at least one"),
        ({"set_id": b"short"}, ValueError, "16 bytes"),
    ],
)
def test_a_share_without_sense_can_not_be_made(change, error, says):
    with pytest.raises(error, match=says):
        replace(split_all(b"key", shares=3)[0], **change)


@pytest.mark.parametrize("split", [split_all, split_all_short])
@pytest.mark.parametrize(
    ("secret", "n", "error", "says"),
    [
        ("text", 2, TypeError, "bytes, not str"),
        (b"", 2, ValueError, "empty"),
        (b"key", 0, ValueError, "not 0"),
        (b"key", -1, ValueError, "not -1"),
    ],
)
def test_wrong_arguments_are_refused_with_a_sentence(split, secret, n, error, says):
    with pytest.raises(error, match=says):
        split(secret, shares=n)


def test_joining_what_is_no_share_is_refused_with_a_sentence():
    with pytest.raises(TypeError, match="XorShare belongs here"):
        join_all([b"key"])


def test_xor_refuses_other_lengths_and_nothing():
    for strings in ([b"a", b"ab"], []):
        with pytest.raises(ValueError, match="different lengths, or none"):
            xor(strings)


def test_only_the_secret_is_made_of_shares():
    with pytest.raises(ValueError, match="no polynomial"):
        XorShare.interpolate(split_all(b"key", shares=2), at=3)
