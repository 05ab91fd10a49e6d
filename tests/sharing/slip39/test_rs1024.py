"""RS1024: where its numbers come from, what it finds, and the one kind of three that it can miss."""

from functools import cache, reduce

import pytest
import shamir_mnemonic
from hypothesis import assume, given
from hypothesis import strategies as st
from shamir_mnemonic import rs1024 as theirs

from cryptokit import rng
from cryptokit.errors import WireError
from cryptokit.sharing.slip39 import MnemonicShare, rs1024, split
from cryptokit.sharing.slip39.words import to_numbers, to_words

FLAG = 1 << 4
"""The extendable flag, in the second word."""
data_words = st.sampled_from((17, 30, 19, 200)).flatmap(
    lambda n: st.lists(st.integers(0, 1023), min_size=n, max_size=n)
)


def times(a, b):
    """Multiply in GF(1024), polynomial z^10 + z^3 + 1."""
    total = 0
    for bit in range(10):
        total ^= a * (b >> bit & 1)
        a = a << 1 ^ (0x409 if a >> 9 else 0)
    return total


def power(a, exponent):
    return reduce(times, [a] * exponent, 1)


def test_the_generator_has_the_roots_a_and_its_square_and_its_cube():
    polynomial = [1]
    for root in (power(2, 1), power(2, 2), power(2, 3)):
        shifted, scaled = [*polynomial, 0], [0, *(times(root, c) for c in polynomial)]
        polynomial = [x ^ y for x, y in zip(shifted, scaled, strict=True)]
    _, *low = polynomial  # x^3 is the sum of these, as the field has characteristic 2
    for bit, term in enumerate(rs1024.GENERATOR):
        c2, c1, c0 = (times(power(2, bit), c) for c in low)
        assert term == c2 << 20 | c1 << 10 | c0


@given(data_words, st.booleans())
def test_a_checksum_holds_and_is_that_of_the_reference(data, extendable):
    check = rs1024.checksum(data, extendable=extendable)
    assert rs1024.holds([*data, *check], extendable=extendable)
    assert list(check) == theirs.create_checksum(data, rs1024.CUSTOMISATION[extendable])
    assert not rs1024.holds([*data, *check], extendable=not extendable)


@given(data_words, st.booleans(), st.data())
def test_up_to_three_changed_words_are_always_found(data, extendable, draws):
    whole = [*data, *rs1024.checksum(data, extendable=extendable)]
    places = draws.draw(st.sets(st.integers(0, len(whole) - 1), min_size=1, max_size=3))
    for place in places:
        whole[place] ^= draws.draw(st.integers(1, 1023))
    assert not rs1024.holds(whole, extendable=extendable)


def mistyped(share, changes):
    """Give the words of a share with some of them changed."""
    numbers = list(to_numbers(share.to_words()))
    for place, change in changes.items():
        numbers[place] ^= change
    return to_words(numbers)


@cache
def share_of(size, *, extendable):
    """Give the one share of a secret that is not divided."""
    ((share,),) = split(
        b"meet me at nine!" * (size // 16),
        groups=((1, 1),),
        group_threshold=1,
        extendable=extendable,
        iteration_exponent=0,
        rng=rng.lesson("rs1024"),
    )
    return share


@given(st.booleans(), st.sampled_from((16, 32)), st.data())
def test_up_to_three_mistyped_words_are_found_as_long_as_the_flag_stays(extendable, size, draws):
    share = share_of(size, extendable=extendable)
    count = len(share.to_words().split())
    places = draws.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=3))
    changes = {p: draws.draw(st.integers(1, 1023)) for p in places}
    assume(not changes.get(1, 0) & FLAG)
    with pytest.raises(WireError, match="a word is wrong or in the wrong place"):
        MnemonicShare.from_words(mistyped(share, changes))


@pytest.mark.parametrize("extendable", [True, False])
@pytest.mark.parametrize("changes", [{1: 88, 18: 417, 19: 688}, {1: 159, 17: 255, 18: 169}])
def test_three_changes_that_turn_the_flag_can_go_unnoticed(extendable, changes):
    share = share_of(16, extendable=extendable)
    text = mistyped(share, changes)
    assert sum(a != b for a, b in zip(text.split(), share.to_words().split(), strict=True)) == 3
    assert MnemonicShare.from_words(text).extendable is not extendable
    assert shamir_mnemonic.share.Share.from_mnemonic(text).extendable is not extendable
