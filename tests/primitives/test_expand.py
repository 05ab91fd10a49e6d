"""A message stretched to uniform bytes: the values of the RFC, and what cannot be asked for."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.primitives.expand import LONGEST_TAG, MOST, expand_message_xmd

# RFC 9380, appendix K.3
TAG = b"QUUX-V01-CS02-with-expander-SHA512-256"
ANSWERS = (
    (b"", 32, "6b9a7312411d92f921c6f68ca0b6380730a1a4d982c507211a90964c394179ba"),
    (b"abc", 32, "0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc"),
    (b"abcdef0123456789", 32, "087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b107b83346bc967f58"),
    (
        b"",
        128,
        (
            "41b037d1734a5f8df225dd8c7de38f851efdb45c372887be655212d07251b921"
            "b052b62eaed99b46f72f2ef4cc96bfaf254ebbbec091e1a3b9e4fb5e5b619d2e"
            "0c5414800a1d882b62bb5cd1778f098b8eb6cb399d5d9d18f5d5842cf5d13d7e"
            "b00a7cff859b605da678b318bd0e65ebff70bec88c753b159a805d2c89c55961"
        ),
    ),
)
tags = st.binary(min_size=1, max_size=LONGEST_TAG)


@pytest.mark.parametrize(("message", "size", "wanted"), ANSWERS)
def test_the_bytes_are_those_of_the_rfc(message, size, wanted):
    assert expand_message_xmd(message, TAG, size).hex() == wanted


@given(st.binary(max_size=300), tags, st.integers(1, 64))
def test_up_to_one_hash_it_is_two_hashes_with_everything_in_the_first(message, tag, size):
    ending = tag + bytes([len(tag)])
    first = hashlib.sha512(bytes(128) + message + bytes([0, size, 0]) + ending).digest()
    second = hashlib.sha512(first + b"\1" + ending).digest()
    assert expand_message_xmd(message, tag, size) == second[:size]


@given(st.binary(max_size=50), tags, tags, st.integers(16, 300), st.integers(16, 300))
def test_another_tag_or_size_gives_other_bytes(message, tag, other, size, more):
    one, two = expand_message_xmd(message, tag, size), expand_message_xmd(message, other, more)
    assert (len(one), len(two)) == (size, more)
    assert (one[:16] == two[:16]) == ((tag, size) == (other, more))


@pytest.mark.parametrize("size", [-1, 0, MOST + 1])
def test_sizes_that_the_counter_cannot_hold_are_refused(size):
    with pytest.raises(ValueError, match=f"not {size}"):
        expand_message_xmd(b"", TAG, size)
    assert len(expand_message_xmd(b"", TAG, MOST)) == MOST


@pytest.mark.parametrize("tag", [b"", bytes(LONGEST_TAG + 1)])
def test_tags_that_one_byte_cannot_count_are_refused(tag):
    with pytest.raises(ValueError, match=f"not {len(tag)}"):
        expand_message_xmd(b"", tag, 32)
