"""Joining what somebody handed in: strangers, copies, rivals and cheaters are found and named."""

import traceback
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import (
    Ambiguous,
    BadShare,
    CannotOpen,
    CryptokitError,
    Inconsistent,
    NotEnoughShares,
    Unknown,
)
from cryptokit.rng import lesson
from cryptokit.sharing.formats import FORMATS, Raw, join, split

SECRET = bytes(range(1, 33))
SECRETS = {"gf128": SECRET[:16]}
WRITTEN = [name for name, one in FORMATS.items() if one.split]
BYTEWISE = [name for name in WRITTEN if FORMATS[name].bytewise]
LOOK_ALIKE = {"vault", "sss-key"}
"""Formats of which nothing in a set of mixed shares tells that they are two."""
PAIRS = [pair for pair in combinations(WRITTEN, 2) if set(pair) != LOOK_ALIKE]


def written(name, k=3, n=5, seed="joining"):
    secret = SECRETS.get(name, SECRET)
    return split(secret, threshold=k, shares=n, format=name, rng=lesson(seed))


def raws(shares, first=1):
    return [Raw(f"line {i}", one.line.encode()) for i, one in enumerate(shares, first)]


def altered(name, raw):
    """The same share, with one bit of the value changed."""
    if name == "cryptokit":
        from dataclasses import replace

        from cryptokit.keys import ShareValue
        from cryptokit.sharing import Share

        share = Share.from_text(raw.data.decode())
        value = share.value.reveal()
        changed = replace(share, value=ShareValue(bytes([value[0] ^ 1]) + value[1:]))
        return Raw(raw.where, changed.to_text().encode())
    at = {"vault": 0, "sss": 2, "sss-key": 2}.get(name, raw.data.find(b":") + 1)
    digit = b"%x" % (int(raw.data[at : at + 1], 16) ^ 1)
    return Raw(raw.where, raw.data[:at] + digit + raw.data[at + 1 :])


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_formats_are_not_mixed(one, other):
    mine = raws(written(one)[:3])
    theirs = raws(written(other, seed="other")[:2], first=4)
    with pytest.raises(CryptokitError) as caught:
        join([*mine, *theirs])
    if {"ssss", "ssss-plain", "gf128"} & {one, other}:
        assert isinstance(caught.value, Ambiguous)
        return
    assert isinstance(caught.value, Inconsistent)
    assert f"the formats differ: {one} and {other}" in str(caught.value)
    assert caught.value.holder == "line 4, line 5"


def test_shares_that_look_alike_are_asked_for_or_found_by_a_told_threshold():
    mixed = [*raws(written("vault")[:3]), *raws(written("sss-key")[:2], first=4)]
    with pytest.raises(Inconsistent):
        join(mixed, format="vault", threshold=3)
    with pytest.raises(Ambiguous):
        join([*raws(written("ssss")[:2]), *raws(written("gf128")[:1], first=3)])


@pytest.mark.parametrize("name", ["cryptokit", "gfshare", "zfec", "vault", "sskr", "slip39"])
def test_the_minority_is_named_by_its_places(name):
    long = SECRET if name in {"sskr", "slip39"} else SECRET + b"!"
    others = split(long, threshold=3, shares=4, format=name, rng=lesson("others"))
    with pytest.raises(Inconsistent, match="not made with the others") as caught:
        join([*raws(others[:1]), *raws(written(name)[:3], first=2), *raws(others[1:2], first=5)])
    assert caught.value.holder == "line 1, line 5"


def test_without_a_majority_everybody_is_named():
    mixed = [*raws(written("cryptokit")[:2]), *raws(written("zfec")[:2], first=3)]
    with pytest.raises(Inconsistent, match="not made together: the formats differ") as caught:
        join(mixed)
    assert caught.value.holder == "line 1, line 2, line 3, line 4"


@pytest.mark.parametrize("name", WRITTEN)
def test_the_same_share_twice_is_harmless_and_counts_once(name):
    some = raws(written(name)[:3])
    secret = SECRETS.get(name, SECRET)
    assert join([*some, Raw("line 9", some[1].data)], format=name) == secret
    with pytest.raises(NotEnoughShares) as caught:
        join([some[0]] * 3, format=name, threshold=3)
    assert (caught.value.have, caught.value.need) == (1, 3)


@pytest.mark.parametrize("name", BYTEWISE)
def test_two_values_for_one_place_are_refused(name):
    some = raws(written(name)[:3])
    rival = altered(name, Raw("line 9", some[1].data))
    with pytest.raises(Inconsistent, match="with different values") as caught:
        join([*some, rival], format=name)
    assert caught.value.holder == "line 2, line 9"


@pytest.mark.parametrize("name", BYTEWISE)
def test_with_two_shares_to_spare_a_changed_one_is_named_by_its_place(name):
    some = raws(written(name))
    some[3] = altered(name, some[3])
    with pytest.raises(Inconsistent, match="polynomial of all the others") as caught:
        join(some, format=name, threshold=3)
    assert caught.value.holder == "line 4"


@pytest.mark.parametrize("name", BYTEWISE)
def test_with_one_share_to_spare_a_changed_one_is_noticed(name):
    some = raws(written(name)[:4])
    some[3] = altered(name, some[3])
    with pytest.raises(Inconsistent, match="cannot be told") as caught:
        join(some, format=name, threshold=3)
    assert caught.value.holder == "line 1, line 2, line 3, line 4"


@pytest.mark.parametrize("name", ["ssss", "ssss-plain", "gf128"])
def test_other_fields_are_checked_by_what_the_shares_lead_to(name):
    some = raws(written(name))
    last = some[4].data
    some[4] = Raw("line 5", last[:-1] + (b"0" if last[-1:] != b"0" else b"1"))
    with pytest.raises(Inconsistent, match="cannot be told"):
        join(some, format=name, threshold=3)
    assert join(some[:4], format=name, threshold=3) == SECRETS.get(name, SECRET)


@pytest.mark.parametrize("name", ["slip39", "sskr"])
@pytest.mark.parametrize("threshold", [None, 3])
def test_a_digest_finds_the_changed_share_whether_or_not_the_threshold_is_told(name, threshold):
    from dataclasses import replace

    from cryptokit.keys import ShareValue
    from cryptokit.sharing.formats.sskr import SskrShare
    from cryptokit.sharing.slip39 import MnemonicShare

    *some, last = raws(written(name))
    if name == "slip39":
        share = MnemonicShare.from_words(last.data.decode())
        data = replace(share, value=ShareValue(bytes(32))).to_words().encode()
    else:
        share = SskrShare.from_bytes(bytes.fromhex(last.data.decode()))
        data = replace(share, value=ShareValue(bytes(32))).to_bytes().hex().encode()
    with pytest.raises(Inconsistent, match="polynomial of the others") as caught:
        join([*some, Raw("line 5", data)], format=name, threshold=threshold)
    assert caught.value.holder == "group 1 member 5"


def test_without_a_threshold_too_few_shares_of_vault_give_a_wrong_secret_silently():
    # Not a feature: it is why a share should tell its threshold.
    found = join(raws(written("vault")[:2]), format="vault")
    assert len(found) == len(SECRET)
    assert found != SECRET


@given(st.integers(2, 5), st.integers(0, 3), st.sampled_from(["vault", "gfshare", "zfec"]))
@settings(max_examples=30)
def test_without_a_threshold_all_shares_are_used_and_more_than_needed_do_no_harm(k, spare, name):
    some = raws(split(SECRET, threshold=k, shares=k + spare, format=name))
    assert join(some, format=name) == SECRET
    assert join(some, format=name, threshold=k) == SECRET


@pytest.mark.parametrize("name", [n for n in BYTEWISE if n != "cryptokit"])
def test_one_share_alone_is_never_enough(name):
    with pytest.raises(NotEnoughShares) as caught:
        join(raws(written(name)[:1]), format=name)
    assert (caught.value.have, caught.value.need) == (1, 2)


def test_no_share_at_all_is_too_few():
    for name in (None, "vault"):
        with pytest.raises(NotEnoughShares):
            join([], format=name)


def test_a_share_at_zero_is_refused_among_others():
    with pytest.raises(BadShare) as caught:
        join([*raws(written("vault")), Raw("line 6", b"41" * 32 + b"00")])
    assert caught.value.holder == "line 6"
    with pytest.raises(BadShare):
        join([*raws(written("zfec")), Raw("line 6", b"#0:" + b"41" * 32)])


def test_a_passphrase_goes_only_where_one_is_taken():
    shares = split(SECRET, threshold=2, shares=2, format="slip39", passphrase=b"tea")
    assert join(raws(shares), passphrase=b"tea") == SECRET
    assert join(raws(shares), passphrase=b"milk") != SECRET
    with pytest.raises(ValueError, match="vault takes no passphrase"):
        split(SECRET, threshold=2, shares=2, format="vault", passphrase=b"tea")
    with pytest.raises(ValueError, match="zfec takes no passphrase"):
        join(raws(written("zfec")), passphrase=b"tea")


def test_a_threshold_must_be_one_that_the_shares_can_have():
    with pytest.raises(ValueError, match="the shares say that 3 are needed, not 2"):
        join(raws(written("cryptokit")), threshold=2)
    with pytest.raises(ValueError, match="at least 1, not 0"):
        join(raws(written("vault")), threshold=0)
    assert join(raws(written("cryptokit")), threshold=3) == SECRET


def test_shares_in_groups_take_no_threshold():
    from cryptokit.sharing.slip39 import groups

    made = groups.split(SECRET, groups=((2, 2), (1, 1)), group_threshold=2, iteration_exponent=0)
    lines = [Raw(one.place.name, one.to_words().encode()) for group in made for one in group]
    assert join(lines) == SECRET
    with pytest.raises(ValueError, match="in groups"):
        join(lines, threshold=2)


def test_wrong_arguments_are_refused_with_a_sentence():
    with pytest.raises(TypeError, match="bytes, not str"):
        split("nine", threshold=2, shares=3, format="vault")
    with pytest.raises(Unknown):
        split(b"nine", threshold=2, shares=3, format="valut")
    with pytest.raises(Unknown):
        join([], format="valut")


def test_no_error_shows_a_share_or_a_secret():
    shares = raws(written("vault"))
    changed = [*shares[:4], altered("vault", shares[4])]
    short = [*shares[:2], Raw("line 9", b"46b269a8cc")]
    for some, more in ((changed, {"threshold": 3}), (changed[3:], {"threshold": 4}), (short, {})):
        with pytest.raises((Inconsistent, NotEnoughShares)) as caught:
            join(some, format="vault", **more)
        text = "".join(traceback.TracebackException(
            type(caught.value), caught.value, caught.value.__traceback__.tb_next, capture_locals=True
        ).format())  # fmt: skip
        for raw in shares:
            assert raw.data.decode()[:-2] not in text
        assert repr(SECRET)[2:-1] not in text


def test_a_failed_box_shows_neither_key_nor_secret():
    with pytest.raises(CannotOpen) as caught:
        join(raws(written("sss")[:2]), format="sss")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
