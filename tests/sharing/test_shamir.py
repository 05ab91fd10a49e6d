"""Bare sharing: any k give the secret, fewer give nothing, and what disagrees is named."""

import json
import traceback
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pyshamir
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares
from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.sharing import Share, join, split

VAULT = json.loads(
    (Path(__file__).parents[1] / "vectors" / "shamir-gf256-vault.json").read_text("utf-8")
)
EVERY_BYTE = bytes(range(256))

secrets = st.binary(min_size=1, max_size=70)
policies = st.integers(2, 7).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 9)))


def changed(share, by=1):
    value = share.value.reveal()
    return replace(share, value=ShareValue(bytes([value[0] ^ by]) + value[1:]))


def chooser(coefficient):
    """A source that gives some set id, and then the one coefficient."""
    return lambda size: b"some id, 16 long" if size == 16 else bytes([coefficient])


def told(error):
    """The traceback with all variables, from the first frame below the test."""
    below = error.__traceback__.tb_next
    told = traceback.TracebackException(type(error), error, below, capture_locals=True)
    return "".join(told.format())


# Any k of n


@given(secrets, policies, st.data())
def test_any_k_or_more_shares_in_any_order_give_the_secret(secret, policy, data):
    k, n = policy
    order = data.draw(st.permutations(split(secret, threshold=k, shares=n)))
    assert join(order[: data.draw(st.integers(k, n))]) == secret


@pytest.mark.parametrize(("k", "n"), [(2, 2), (2, 255), (255, 255)])
def test_the_extremes_work(k, n):
    shares = split(b"edge", threshold=k, shares=n)
    assert join(shares[-k:]) == b"edge"


def test_a_long_secret_takes_the_other_path_and_comes_back():
    secret = EVERY_BYTE * 40
    shares = split(secret, threshold=3, shares=5)
    assert join(shares[2:]) == secret


def test_a_threshold_of_one_is_refused_as_every_share_would_be_a_copy():
    with pytest.raises(ValueError, match="every share is the secret"):
        split(b"copy", threshold=1, shares=3)


# Fewer than k: counted, not sampled


def test_one_share_of_a_2_of_n_sharing_fits_every_secret_equally_often():
    everyone = tuple(range(1, 256))
    for secret in range(256):  # all coefficients at once: one in each position of the string
        rows = gf256.evaluate((bytes([secret]) * 256, EVERY_BYTE), everyone)
        assert all(len(set(row)) == 256 for row in rows)


def test_split_itself_gives_each_share_value_once_for_each_secret():
    for secret in (0, 1, 0x80, 255):
        seen = [set(), set(), set()]
        for coefficient in range(256):
            for x, share in enumerate(
                split(bytes([secret]), threshold=2, shares=3, rng=chooser(coefficient))
            ):
                seen[x].add(share.value.reveal())
        assert [len(values) for values in seen] == [256, 256, 256]


@pytest.mark.parametrize("places", [(1, 2), (2, 3), (7, 200), (254, 255)])
def test_two_shares_of_a_3_of_n_sharing_take_every_pair_of_values_once_for_each_secret(places):
    first = np.repeat(np.arange(256, dtype=np.uint8), 256).tobytes()
    second = np.tile(np.arange(256, dtype=np.uint8), 256).tobytes()
    for secret in range(256):
        y1, y2 = gf256.evaluate((bytes([secret]) * 65536, first, second), places)
        pairs = np.frombuffer(y1, np.uint8).astype(np.int64) * 256 + np.frombuffer(y2, np.uint8)
        assert np.bincount(pairs, minlength=65536).max() == 1


@given(st.integers(2, 6), st.integers(0, 255), st.data())
def test_each_coefficient_alone_makes_a_share_uniform(k, secret, data):
    x = data.draw(st.integers(1, 255))
    free = data.draw(st.integers(1, k - 1))
    fixed = data.draw(st.lists(st.integers(0, 255), min_size=k - 1, max_size=k - 1))
    columns = [bytes([secret]) * 256, *(bytes([c]) * 256 for c in fixed)]
    columns[free] = EVERY_BYTE
    (values,) = gf256.evaluate(columns, (x,))
    assert sorted(values) == list(EVERY_BYTE)


@given(policies.filter(lambda p: p[0] > 1), st.integers(0, 255), st.data())
def test_k_minus_one_shares_leave_every_secret_possible(policy, guess, data):
    k, n = policy
    shares = split(b"?", threshold=k, shares=n)
    known = data.draw(st.permutations(shares))[: k - 1]
    points = {0: bytes([guess])} | {s.x: s.value.reveal() for s in known}
    another = next(x for x in range(1, 256) if x not in points)
    invented = replace(known[0], x=another, value=ShareValue(gf256.interpolate(points, another)))
    assert join([*known, invented]) == bytes([guess])


def test_all_coefficients_of_all_bytes_are_drawn_from_the_source():
    source = rng.recorded(rng.lesson("sharing"))
    split(bytes(32), threshold=4, shares=5, rng=source)
    assert source.drawn == [16, 3 * 32]


def test_sharing_twice_gives_another_set_and_other_values():
    one, two = (split(b"secret", threshold=2, shares=2) for _ in "ab")
    assert one[0].set_id != two[0].set_id
    assert one[0].value != two[0].value


def test_a_lesson_marks_its_shares():
    assert split(b"toy", threshold=2, shares=2, rng=rng.lesson("x"))[0].value.from_lesson
    assert not split(b"real", threshold=2, shares=2)[0].value.from_lesson


# What is refused, and who is named


@given(policies.filter(lambda p: p[0] > 1), st.data())
def test_too_few_shares_are_counted(policy, data):
    k, n = policy
    have = data.draw(st.integers(1, k - 1))
    with pytest.raises(NotEnoughShares) as caught:
        join(split(b"key", threshold=k, shares=n)[:have])
    assert (caught.value.have, caught.value.need) == (have, k)


def test_no_share_at_all_is_too_few():
    with pytest.raises(NotEnoughShares, match="0 shares, but 1 is needed"):
        join([])


def test_a_share_at_zero_can_not_be_made():
    with pytest.raises(BadShare, match="secret itself") as caught:
        replace(split(b"key", threshold=2, shares=2)[0], x=0)
    assert caught.value.holder == "0"


def test_the_same_share_twice_counts_once():
    one, two, _ = split(b"key", threshold=2, shares=3)
    assert join([one, two, one]) == b"key"
    with pytest.raises(NotEnoughShares):
        join([one, one, one])


def test_two_values_for_one_x_are_refused_and_the_x_is_named():
    shares = split(b"key", threshold=2, shares=5)
    with pytest.raises(Inconsistent, match="two different values") as caught:
        join([*shares, changed(shares[3])])
    assert caught.value.holder == "4"


@given(policies.filter(lambda p: p[1] > 2), st.data())
def test_a_share_of_another_set_is_named(policy, data):
    k, n = policy
    ours, theirs = (split(b"key", threshold=k, shares=n) for _ in "ab")
    stranger = data.draw(st.sampled_from(theirs))
    mixed = data.draw(st.permutations([*ours[:-1], stranger]))
    with pytest.raises(Inconsistent, match="set id differs") as caught:
        join(mixed)
    assert caught.value.holder == str(stranger.x)
    assert ours[0].set_id.hex()[:8] in str(caught.value)


def test_copies_of_a_stranger_do_not_outvote_the_others():
    ours, theirs = (split(b"key", threshold=2, shares=3) for _ in "ab")
    with pytest.raises(Inconsistent) as caught:
        join([theirs[2]] * 5 + [*ours[:2]])
    assert caught.value.holder == "3"


def test_without_a_majority_everybody_is_named():
    ours, theirs = (split(b"key", threshold=2, shares=3) for _ in "ab")
    with pytest.raises(Inconsistent, match="not made together") as caught:
        join([*ours[:2], theirs[2], theirs[0]])
    assert caught.value.holder == "1, 2, 3, 1"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("threshold", {"threshold": 3}),
        ("length", {"value": ShareValue(b"longer")}),
        ("field", {"field": gf256.Field.REED_SOLOMON}),
    ],
)
def test_a_share_that_claims_otherwise_than_its_set_is_named(name, change):
    shares = split(b"key", threshold=2, shares=4)
    with pytest.raises(Inconsistent, match=f"{name} differs") as caught:
        join([*shares[:2], replace(shares[2], **change), shares[3]])
    assert caught.value.holder == "3"


@given(st.integers(2, 5), st.integers(2, 4), st.integers(1, 255), st.data())
def test_with_two_shares_to_spare_a_single_changed_one_is_named(k, spare, by, data):
    shares = list(split(b"key", threshold=k, shares=k + spare))
    at = data.draw(st.integers(0, k + spare - 1))
    shares[at] = changed(shares[at], by)
    with pytest.raises(Inconsistent, match="polynomial of all the others") as caught:
        join(data.draw(st.permutations(shares)))
    assert caught.value.holder == str(at + 1)


@given(st.integers(2, 5), st.data())
def test_with_one_share_to_spare_a_changed_one_is_noticed_but_not_named(k, data):
    shares = list(split(b"key", threshold=k, shares=k + 1))
    at = data.draw(st.integers(0, k))
    shares[at] = changed(shares[at])
    with pytest.raises(Inconsistent, match="cannot be told") as caught:
        join(shares)
    assert caught.value.holder == ", ".join(str(x) for x in range(1, k + 2))
    assert f"{k + 2} shares" in caught.value.hint


def test_several_changed_shares_are_noticed():
    shares = list(split(b"key", threshold=2, shares=6))
    shares[0], shares[4] = changed(shares[0], 3), changed(shares[4], 5)
    with pytest.raises(Inconsistent, match="cannot be told"):
        join(shares)


@given(st.integers(1, 255))
def test_without_a_share_to_spare_a_cheater_shifts_the_secret_by_what_it_likes(delta):
    # Not a feature: it is why sealing exists.
    shares = split(b"A key", threshold=3, shares=3)
    weight = gf256.lagrange_weights((1, 2, 3))[0]
    forged = changed(shares[0], gf256.divide(delta, weight))
    assert join([forged, *shares[1:]]) == bytes([ord("A") ^ delta]) + b" key"


@pytest.mark.parametrize(
    ("secret", "k", "n", "error", "says"),
    [
        ("text", 2, 3, TypeError, "bytes, not str"),
        (b"", 2, 3, ValueError, "empty"),
        (b"key", 0, 3, ValueError, "0 of 3"),
        (b"key", -1, 3, ValueError, "-1 of 3"),
        (b"key", 4, 3, ValueError, "4 of 3"),
        (b"key", 2, 256, ValueError, "2 of 256"),
    ],
)
def test_wrong_arguments_are_refused_with_a_sentence(secret, k, n, error, says):
    with pytest.raises(error, match=says):
        split(secret, threshold=k, shares=n)


def test_joining_what_is_no_share_is_refused_with_a_sentence():
    with pytest.raises(TypeError, match="is read with"):
        join(["cryptokit-share-1"])


def test_a_broken_source_is_refused():
    with pytest.raises(ValueError, match="broken"):
        split(bytes(16), threshold=2, shares=3, rng=bytes)


def test_no_error_shows_a_share():
    shares = list(split(b"sixteen byte key", threshold=2, shares=4, rng=rng.lesson("no leak")))
    shares[2] = changed(shares[2])
    for some in (shares, shares[:1], [*shares, changed(shares[0])]):
        with pytest.raises((BadShare, NotEnoughShares)) as caught:
            join(some)
        text = told(caught.value)
        for share in shares:
            value = share.value.reveal()
            assert value.hex() not in text
            assert repr(value)[2:-1] not in text


# Other people's shares: the layout of HashiCorp Vault, y bytes and then x


def from_vault(parts, threshold):
    return [
        Share(set_id=bytes(16), threshold=threshold, x=part[-1], value=ShareValue(bytes(part[:-1])))
        for part in parts
    ]


def to_vault(shares):
    return [bytearray(share.value.reveal() + bytes([share.x])) for share in shares]


@pytest.mark.parametrize(
    "case", VAULT["vectors"], ids=lambda c: f"{c['made_by']} {c['k']} of {c['n']} {c['secret'][:8]}"
)
def test_shares_in_the_layout_of_vault_join(case):
    parts = [bytes.fromhex(part) for part in case["shares"]]
    shares = from_vault(parts, case["k"])
    assert join(shares) == bytes.fromhex(case["secret"])
    for some in list(combinations(shares, case["k"]))[:50]:
        assert join(some) == bytes.fromhex(case["secret"])


@given(st.binary(min_size=1, max_size=16), st.integers(2, 4), st.integers(0, 2))
def test_pyshamir_joins_what_we_split(secret, k, spare):
    shares = split(secret, threshold=k, shares=k + spare)
    assert bytes(pyshamir.combine(to_vault(shares[spare:]))) == secret


@given(st.binary(min_size=1, max_size=16), st.integers(2, 4), st.integers(0, 2))
def test_we_join_what_pyshamir_splits(secret, k, spare):
    parts = pyshamir.split(secret, k + spare, k)
    assert join(from_vault(parts, k)) == secret
