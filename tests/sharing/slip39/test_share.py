"""A share as words: there and back, the bits of the reference, and what is refused."""

import traceback
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic.share import Share as Theirs

from cryptokit.errors import CryptokitError, WireError
from cryptokit.keys import ShareValue
from cryptokit.sharing.slip39 import MnemonicShare, rs1024
from cryptokit.sharing.slip39.place import Place, require_groups, require_size
from cryptokit.sharing.slip39.share import FIELDS, HEADER_WORDS
from cryptokit.sharing.slip39.words import to_numbers, to_words, word_list

sixteenth = st.integers(0, 15)
places = st.integers(1, 16).flatmap(
    lambda count: st.builds(
        Place,
        group=st.integers(0, count - 1),
        member=sixteenth,
        group_threshold=st.integers(1, count),
        group_count=st.just(count),
        member_threshold=st.integers(1, 16),
    )
)
shares = st.builds(
    MnemonicShare,
    identifier=st.integers(0, 2**15 - 1),
    extendable=st.booleans(),
    iteration_exponent=sixteenth,
    place=places,
    value=st.integers(8, 40)
    .flatmap(lambda n: st.binary(min_size=2 * n, max_size=2 * n))
    .map(ShareValue),
)
EXAMPLE = MnemonicShare(
    identifier=7945,
    extendable=True,
    iteration_exponent=1,
    place=Place(group=1, member=2, group_threshold=2, group_count=3, member_threshold=4),
    value=ShareValue(b"meet me at nine!"),
)


def signed(numbers, *, extendable=True):
    """Write words with a checksum that fits."""
    return to_words([*numbers, *rs1024.checksum(numbers, extendable=extendable)])


def with_field(name, field):
    """Write the example with another number in one field of the header, checksum and all."""
    numbers = to_numbers(EXAMPLE.to_words())[: -rs1024.WORDS]
    header = "".join(f"{n:010b}" for n in numbers[:HEADER_WORDS])
    start = 0
    for known, size in FIELDS:
        if known == name:
            header = header[:start] + f"{field:0{size}b}" + header[start + size :]
        start += size
    head = [int(header[i : i + 10], 2) for i in range(0, 40, 10)]
    return signed([*head, *numbers[HEADER_WORDS:]])


@given(shares)
def test_words_lead_back_to_the_share(share):
    assert MnemonicShare.from_words(share.to_words()) == share


@given(shares)
def test_words_are_those_of_the_reference_both_ways(share):
    place = share.place
    theirs = Theirs(
        share.identifier,
        share.extendable,
        share.iteration_exponent,
        place.group,
        place.group_threshold,
        place.group_count,
        place.member,
        place.member_threshold,
        share.value.reveal(),
    )
    assert theirs.mnemonic() == share.to_words()
    assert Theirs.from_mnemonic(share.to_words()) == theirs


@given(shares, shares.map(lambda s: s.place))
def test_shares_of_one_set_start_with_the_same_two_words(share, place):
    other = replace(share, place=place)
    assert share.to_words().split()[:2] == other.to_words().split()[:2]


@pytest.mark.parametrize(("size", "words"), [(16, 20), (18, 22), (32, 33), (64, 59)])
def test_lengths(size, words):
    share = replace(EXAMPLE, value=ShareValue(bytes(size)))
    assert len(share.to_words().split()) == words


# What is refused


@given(st.integers(0, 60))
def test_only_lengths_that_a_value_can_have_are_read(count):
    right = {-(-8 * size // 10) + 7 for size in range(16, 100, 2)}
    if count in right:
        return
    with pytest.raises(WireError, match=f"no share has {count} words"):
        MnemonicShare.from_words(to_words([0] * count))


def test_bits_in_the_padding_are_refused():
    numbers = list(to_numbers(EXAMPLE.to_words()))[: -rs1024.WORDS]
    numbers[HEADER_WORDS] |= 1 << 9
    text = signed(numbers)
    with pytest.raises(WireError, match="in padding") as caught:
        MnemonicShare.from_words(text)
    assert caught.value.offset == len(" ".join(text.split()[:HEADER_WORDS])) + 1


def test_a_group_threshold_above_the_group_count_is_refused():
    assert MnemonicShare.from_words(with_field("group threshold", 2)).place.group_threshold == 3
    with pytest.raises(WireError, match="not 4 of 3"):
        MnemonicShare.from_words(with_field("group threshold", 3))


def test_a_group_that_is_not_there_is_refused():
    with pytest.raises(WireError, match="there is no group 4 of 3"):
        MnemonicShare.from_words(with_field("group index", 3))


@given(st.integers(0, 19), st.integers(0, 19))
def test_two_words_that_changed_places_are_noticed(a, b):
    words = EXAMPLE.to_words().split()
    words[a], words[b] = words[b], words[a]
    if words == EXAMPLE.to_words().split():
        return
    with pytest.raises(WireError):
        MnemonicShare.from_words(" ".join(words))


some_words = st.lists(st.sampled_from(word_list()), max_size=40).map(" ".join)


@given(st.one_of(st.text(), some_words, st.text("abc \n\0é", max_size=80)))
def test_arbitrary_text_gives_nothing_but_our_errors(text):
    with pytest.raises(CryptokitError):
        MnemonicShare.from_words(text)


@given(st.data())
def test_arbitrary_words_with_a_right_checksum_give_a_share_or_our_errors(data):
    count = data.draw(st.integers(0, 40))
    numbers = data.draw(st.lists(st.integers(0, 1023), min_size=count, max_size=count))
    extendable = count > 1 and bool(numbers[1] >> 4 & 1)
    text = signed(numbers, extendable=extendable)
    try:
        share = MnemonicShare.from_words(text)
    except WireError:
        return
    assert share.to_words() == text


def test_a_share_shows_neither_its_value_nor_its_words():
    shown = f"{EXAMPLE!r} {EXAMPLE} {EXAMPLE.kind()}"
    assert "meet" not in shown
    assert EXAMPLE.value.reveal().hex() not in shown
    assert not set(EXAMPLE.to_words().split()) & set(shown.split())


def test_an_error_tells_no_word_of_a_share():
    words = EXAMPLE.to_words().split()
    words[4], words[5] = words[5], words[4]
    with pytest.raises(WireError) as caught:
        MnemonicShare.from_words(" ".join(words))
    assert caught.value.offset == len(" ".join(words[:-3])) + 1
    told = "".join(traceback.format_exception_only(caught.value))
    assert not set(words) & set(told.replace(".", " ").split())


@pytest.mark.parametrize(
    "wrong",
    [
        {"identifier": 2**15},
        {"identifier": -1},
        {"iteration_exponent": 16},
        {"value": ShareValue(bytes(14))},
        {"value": ShareValue(bytes(17))},
    ],
    ids=str,
)
def test_records_out_of_range_are_errors_of_the_caller(wrong):
    with pytest.raises(ValueError, match=r"bits|bytes"):
        replace(EXAMPLE, **wrong)


def test_a_value_is_no_bare_bytes():
    with pytest.raises(TypeError, match="ShareValue"):
        replace(EXAMPLE, value=bytes(16))


@pytest.mark.parametrize(
    "wrong",
    [
        {"group_threshold": 0},
        {"group_threshold": 4},
        {"group_count": 17},
        {"group": 3},
        {"group": -1},
        {"member": 16},
        {"member": -1},
        {"member_threshold": 0},
        {"member_threshold": 17},
    ],
    ids=str,
)
def test_places_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(ValueError):
        replace(EXAMPLE.place, **wrong)


@pytest.mark.parametrize(
    ("groups", "need", "sentence"),
    [
        ((), 1, "not 1 of 0"),
        (((1, 1),), 0, "not 0 of 1"),
        (((1, 1),), 2, "not 2 of 1"),
        (((1, 1),) * 17, 1, "not 1 of 17"),
        (((1, 1), (3, 2)), 1, "in group 2, not 3 of 2"),
        (((0, 2),), 1, "in group 1, not 0 of 2"),
        (((2, 17),), 1, "not 2 of 17"),
        (((2, 2), (1, 2)), 1, "1 of 2 in group 2: each share would be a copy"),
    ],
)
def test_groups_that_can_not_be_are_refused(groups, need, sentence):
    with pytest.raises(ValueError, match=sentence):
        require_groups(groups, need)


@pytest.mark.parametrize(("size", "longest"), [(0, None), (14, None), (17, None), (34, 32)])
def test_secrets_of_other_sizes_are_refused(size, longest):
    with pytest.raises(ValueError, match=f"not {size}"):
        require_size(bytes(size), longest)


def test_a_secret_is_bytes():
    with pytest.raises(TypeError, match="not str"):
        require_size("meet me at nine!")
