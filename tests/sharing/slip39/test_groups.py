"""SLIP-39 from end to end: who can recover and who can not, who is named, what others say of it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import shamir_mnemonic
from bip39_slip39 import slip39 as second
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import shamir as first

from cryptokit import rng
from cryptokit.errors import CryptokitError, Inconsistent, NotEnoughShares
from cryptokit.keys import ShareValue
from cryptokit.sharing.slip39 import MnemonicShare, combine, split
from cryptokit.sharing.slip39.words import to_numbers, to_words, word_list

SHARED = Path(__file__).parents[4] / "shared" / "vectors" / "slip39.json"
FILE = json.loads(SHARED.read_text("utf-8")) if SHARED.exists() else {"vectors": [None]}
SECRET = b"meet me at nine!"
GROUPS = ((2, 3), (3, 5), (1, 1))

secrets = st.integers(8, 16).flatmap(lambda n: st.binary(min_size=2 * n, max_size=2 * n))
passphrases = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=9)
group = st.integers(1, 4).flatmap(
    lambda k: st.tuples(st.just(k), st.just(1) if k == 1 else st.integers(k, 5))
)
plans = st.lists(group, min_size=1, max_size=4).flatmap(
    lambda groups: st.tuples(st.just(tuple(groups)), st.integers(1, len(groups)))
)


def made(groups=GROUPS, need=2, secret=SECRET, **more):
    return split(secret, groups=groups, group_threshold=need, iteration_exponent=0, **more)


def flat(sets):
    return [share for group in sets for share in group]


STANDARD, OTHER = made(), made()


def changed(share, by=1):
    first_byte, *rest = share.value.reveal()
    return replace(share, value=ShareValue(bytes([first_byte ^ by, *rest])))


# Who can, and who can not


@given(plans, st.data())
@settings(max_examples=60)
def test_a_set_of_shares_recovers_exactly_if_enough_groups_are_complete(plan, data):
    groups, need = plan
    held = data.draw(st.lists(st.sampled_from(flat(made(groups, need)))))
    there = {(share.place.group, share.place.member) for share in held}
    complete = [sum(g == i for g, _ in there) >= k for i, (k, _) in enumerate(groups)]
    if sum(complete) >= need:
        assert combine(held) == SECRET
    else:
        with pytest.raises(NotEnoughShares):
            combine(held)


@given(secrets, passphrases, st.booleans())
@settings(max_examples=25)
def test_the_right_passphrase_leads_back_and_any_other_elsewhere(secret, passphrase, extendable):
    right = passphrase.encode()
    ((share,),) = made(((1, 1),), 1, secret, passphrase=right, extendable=extendable)
    assert combine([share], right) == secret
    other = combine([share], right + b"?")
    assert len(other) == len(secret)
    assert other != secret


def test_the_bounds_hold_16_groups_and_16_members():
    sets = made(((16, 16),) * 16, 16)
    assert combine(flat(sets)) == SECRET
    with pytest.raises(NotEnoughShares) as caught:
        combine(flat(sets)[1:])
    assert (caught.value.have, caught.value.need) == (255, 256)


def test_what_is_missing_is_told_group_by_group():
    family, friends, _ = made()
    with pytest.raises(NotEnoughShares) as caught:
        combine([family[0], friends[4], friends[0]])
    assert (caught.value.have, caught.value.need) == (3, 5)
    assert caught.value.hint == (
        "adding what is missing: group 1 has 1 of 2 members, group 2 has 2 of 3 members; "
        "2 of 3 groups are needed"
    )


def test_nothing_is_not_enough():
    with pytest.raises(NotEnoughShares):
        combine([])


# Who is named


def refused(shares):
    with pytest.raises(Inconsistent) as caught:
        combine(shares)
    return caught.value


def test_a_changed_share_spoils_the_digest_and_with_none_to_spare_nobody_is_named_alone():
    family, _, notary = made()
    error = refused([family[0], changed(family[2]), *notary])
    assert error.holder == "group 1 member 1, group 1 member 3"
    assert "digest" in error.what


@given(st.integers(0, 4), st.integers(1, 255))
@settings(max_examples=25)
def test_one_share_to_spare_is_enough_to_name_the_changed_one(wrong, by):
    _, friends, notary = made()
    right = [share for share in friends if share is not friends[wrong]]
    error = refused([changed(friends[wrong], by), *right[:3], *notary])
    assert error.holder == f"group 2 member {wrong + 1}"


def test_a_group_that_does_not_fit_the_others_is_named_if_there_is_one_to_spare():
    family, friends, notary = made()
    error = refused([*family, *friends, changed(notary[0])])
    assert error.holder == "group 3"
    assert refused([*family, changed(notary[0])]).holder == "group 1, group 3"


def test_copies_that_differ_are_both_named():
    (notary,) = made(((1, 1),), 1)[0]
    copy = replace(changed(notary), place=replace(notary.place, member=1))
    assert refused([notary, copy]).holder == "group 1 member 1, group 1 member 2"
    assert combine([notary, replace(notary, place=copy.place)]) == SECRET


def test_two_values_at_one_place_are_refused_and_a_share_twice_counts_once():
    family, _, notary = made()
    assert combine([family[0], family[0], family[1], *notary]) == SECRET
    error = refused([*family, changed(family[1]), *notary])
    assert error.holder == "group 1 member 2"
    assert "two different values" in error.what
    with pytest.raises(NotEnoughShares):
        combine([family[0], family[0], *notary])


@pytest.mark.parametrize(
    ("field", "other"),
    [("identifier", 1), ("extendable", False), ("iteration_exponent", 1)],
)
def test_shares_of_another_set_are_named_with_what_differs(field, other):
    family, _, notary = made(rng=rng.lesson("groups"))
    error = refused([*family, replace(notary[0], **{field: other})])
    assert error.holder == "group 3 member 1"
    assert field.partition("_")[0] in error.what


@pytest.mark.parametrize("field", ["group_threshold", "group_count"])
def test_other_numbers_of_groups_are_named(field):
    family, _, notary = made()
    odd = replace(notary[0], place=replace(notary[0].place, **{field: 3 if "old" in field else 4}))
    error = refused([*family, odd])
    assert error.holder == "group 3 member 1"
    assert field.replace("_", " ") in error.what


def test_a_value_of_another_length_is_named():
    family, _, notary = made()
    error = refused([*family, replace(notary[0], value=ShareValue(bytes(18)))])
    assert error.holder == "group 3 member 1"
    assert "length" in error.what


def test_another_member_threshold_in_a_group_is_named():
    family, _, notary = made()
    odd = replace(family[2], place=replace(family[2].place, member_threshold=3))
    error = refused([*family[:2], odd, *notary])
    assert error.holder == "group 1 member 3"
    assert "member threshold" in error.what


def test_of_two_halves_nobody_is_named_alone():
    a, b = made(((2, 2),), 1)[0], made(((2, 2),), 1, secret=bytes(18))[0]
    assert refused([a[0], b[1]]).holder == "group 1 member 1, group 1 member 2"


# Errors of the caller


def test_a_line_of_words_where_a_share_is_due_is_refused_with_a_sentence():
    with pytest.raises(TypeError, match="from_words"):
        combine([made()[0][0].to_words()])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"passphrase": "naïve".encode()}, "printable ASCII"),
        ({"iteration_exponent": 16}, "0 to 15"),
        ({"iteration_exponent": -1}, "0 to 15"),
        ({"groups": ((1, 2),)}, "each share would be a copy"),
        ({"group_threshold": 2}, "not 2 of 1"),
    ],
)
def test_plans_outside_the_slip_are_refused(wrong, sentence):
    plan = {"groups": ((1, 1),), "group_threshold": 1}
    with pytest.raises(ValueError, match=sentence):
        split(SECRET, **plan | wrong)


@pytest.mark.parametrize("size", [0, 14, 17])
def test_short_and_odd_secrets_are_refused(size):
    with pytest.raises(ValueError, match="even number of bytes"):
        made(secret=bytes(size))


def test_a_bad_passphrase_is_refused_before_anything_is_joined():
    with pytest.raises(ValueError, match="printable ASCII"):
        combine([], b"\n")


# Other people's sets, both ways


@given(secrets, plans, passphrases, st.booleans(), st.data())
@settings(max_examples=25)
def test_others_combine_our_shares(secret, plan, passphrase, extendable, data):
    groups, need = plan
    sets = made(groups, need, secret, passphrase=passphrase.encode(), extendable=extendable)
    lines = exactly(sets, groups, need, data)
    assert shamir_mnemonic.combine_mnemonics(lines, passphrase.encode()) == secret
    assert second.master_secret_from_mnemonics(lines, passphrase) == secret


@given(secrets, plans, passphrases, st.booleans(), st.data())
@settings(max_examples=25)
def test_we_combine_shares_of_others(secret, plan, passphrase, extendable, data):
    groups, need = plan
    theirs = shamir_mnemonic.generate_mnemonics(
        need, groups, secret, passphrase.encode(), extendable=extendable, iteration_exponent=0
    )
    lines = exactly([[read(line) for line in group] for group in theirs], groups, need, data)
    assert combine(map(read, lines), passphrase.encode()) == secret


@given(secrets, plans, passphrases, st.booleans(), st.binary())
@settings(max_examples=25)
def test_from_one_source_three_programs_write_the_same_words(
    secret, plan, passphrase, extendable, seed
):
    groups, need = plan
    more = {"extendable": extendable, "iteration_exponent": 0}
    ours = made(
        groups, need, secret, passphrase=passphrase.encode(), extendable=extendable,
        rng=rng.lesson(seed),
    )  # fmt: skip
    lines = [[share.to_words() for share in group] for group in ours]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first, "RANDOM_BYTES", rng.lesson(seed))
        assert lines == first.generate_mnemonics(need, groups, secret, passphrase.encode(), **more)
    assert lines == second.mnemonics_from_master_secret(
        secret, groups, need, passphrase, entropy_source=rng.lesson(seed), **more
    )


def exactly(sets, groups, need, data):
    """Choose as many groups as are needed and as many members, shuffled, as words."""
    chosen = data.draw(st.permutations(range(len(groups))))[:need]
    held = [s for g in chosen for s in data.draw(st.permutations(sets[g]))[: groups[g][0]]]
    return [share.to_words() for share in data.draw(st.permutations(held))]


def read(line):
    return MnemonicShare.from_words(line)


def verdict(combined, lines):
    """Give the secret, or None for any refusal."""
    try:
        return combined(lines)
    except (CryptokitError, shamir_mnemonic.MnemonicError, second.Bip39Slip39ValueError):
        return None


def swap(lines, draw):
    words = lines[0].split()
    a, b = draw(st.permutations(range(len(words))))[:2]
    words[a], words[b] = words[b], words[a]
    return [" ".join(words), *lines[1:]]


def retype(lines, draw):
    words = lines[0].split()
    words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(word_list()))
    return [" ".join(words), *lines[1:]]


def misspell(lines, draw):
    words = lines[0].split()
    words[draw(st.integers(0, len(words) - 1))] += draw(st.sampled_from("xyz"))
    return [" ".join(words), *lines[1:]]


def forge(lines, draw):
    return [changed(read(lines[0]), draw(st.integers(0, 255))).to_words(), *lines[1:]]


def drop(lines, draw):
    return lines[1:]


def repeat(lines, draw):
    return [*lines, lines[draw(st.integers(0, len(lines) - 1))]]


def cut(lines, draw):
    words = lines[0].split()
    return [" ".join(words[: draw(st.integers(0, len(words)))]), *lines[1:]]


def mix(lines, draw):
    return [draw(st.sampled_from(flat(OTHER))).to_words(), *lines[1:]]


def relabel(lines, draw):
    share = read(lines[0])
    field = draw(st.sampled_from(("member", "member_threshold", "group_threshold", "group_count")))
    place = replace(share.place, **{field: 3})
    return [replace(share, place=place).to_words(), *lines[1:]]


def upper(lines, draw):
    return [line.upper().replace(" ", "  ") for line in lines]


@given(
    st.sampled_from((swap, retype, misspell, forge, drop, repeat, cut, mix, relabel, upper)),
    st.data(),
)
@settings(max_examples=120)
def test_damaged_sets_are_judged_alike(damage, data):
    lines = damage(exactly(STANDARD, GROUPS, 2, data), data.draw)
    ours = verdict(lambda texts: combine(map(read, texts)), lines)
    assert ours == verdict(shamir_mnemonic.combine_mnemonics, lines)


def test_surplus_is_where_we_differ_from_the_slip_and_a_wrong_one_is_still_found():
    family, _, notary = made()
    lines = [share.to_words() for share in (*family, *notary)]
    assert verdict(shamir_mnemonic.combine_mnemonics, lines) is None
    assert combine([*family, *notary]) == SECRET
    assert refused([*family[:2], changed(family[2]), *notary]).holder == "group 1 member 3"


def test_with_the_flag_new_shares_lead_to_the_same_secret_whatever_the_passphrase():
    one = made(((2, 2),), 1, passphrase=b"red")[0]
    locked = second.encrypted_master_secret_from_mnemonics([s.to_words() for s in one])
    fresh = second.mnemonics_from_encrypted_master_secret(
        replace(locked, identifier=(one[0].identifier + 1) % 2**15), ((3, 3),), 1
    )
    again = [read(line) for line in fresh[0]]
    assert combine(again, b"red") == SECRET
    assert combine(again, b"blue") == combine(one, b"blue")


# The published vectors


@pytest.mark.skipif(not SHARED.exists(), reason="slip39.json is not beside the checkout")
def test_there_are_15_good_sets_and_30_bad_ones():
    assert [v["valid"] for v in FILE["vectors"]].count(True) == 15
    assert len(FILE["vectors"]) == 45


@pytest.mark.skipif(not SHARED.exists(), reason="slip39.json is not beside the checkout")
@pytest.mark.parametrize("v", FILE["vectors"], ids=lambda v: v and v["description"])
def test_published_sets(v):
    passphrase = FILE["passphrase"].encode()
    if v["valid"]:
        assert combine(map(read, v["mnemonics"]), passphrase).hex() == v["master_secret"]
    else:
        with pytest.raises(CryptokitError) as caught:
            combine(map(read, v["mnemonics"]), passphrase)
        assert REASONS[v["first_failed_check"]] in caught.value.what


REASONS = {
    "checksum": "wrong or in the wrong place",
    "length": "no share has",
    "padding length": "no share has",
    "padding bits": "padding",
    "common": "differs",
    "mt": "member threshold differs",
    "GT>G": "group threshold",
    "groups": "needed",
    "members": "",  # too few, or two values at one place
    "digest": "the digest of the secret does not fit",
}


def test_a_word_more_or_less_is_told_as_such():
    words = to_words(to_numbers(made()[0][0].to_words())).split()
    for wrong in (words[1:], [*words, words[0]]):
        with pytest.raises(CryptokitError, match=f"no share has {len(wrong)} words"):
            read(" ".join(wrong))
