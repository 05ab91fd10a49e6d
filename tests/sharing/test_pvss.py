"""Publicly verifiable sharing: who is wrong is seen by everybody, before and after opening."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Inconsistent, NotEnoughShares, Untrusted
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.ristretto255 import RISTRETTO255
from cryptokit.rng import lesson
from cryptokit.sharing.pvss import deal, join, key_pair, open_share, verify

GROUPS = (EDWARDS25519, RISTRETTO255)


def scene(k=2, n=3, group=EDWARDS25519, seed="pvss"):
    rng = lesson(seed)
    pairs = [key_pair(group=group, rng=rng) for _ in range(n)]
    keys = [pair.public for pair in pairs]
    dealt = deal(keys, threshold=k, group=group, rng=rng)
    opened = [open_share(dealt.dealing, x, pairs[x - 1], rng=rng) for x in range(1, n + 1)]
    return pairs, keys, dealt, opened


@settings(max_examples=10)
@given(st.integers(1, 3).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 4))), st.integers())
def test_anybody_can_verify_and_any_k_give_the_key(policy, seed):
    k, n = policy
    _, keys, dealt, opened = scene(k, n, seed=str(seed))
    verify(dealt.dealing, keys)
    for some in combinations(opened, k):
        assert join(dealt.dealing, keys, some) == dealt.key
    assert join(dealt.dealing, keys, opened) == dealt.key


def test_it_works_over_ristretto255_as_well():
    _, keys, dealt, opened = scene(group=RISTRETTO255)
    verify(dealt.dealing, keys)
    assert join(dealt.dealing, keys, opened[1:]) == dealt.key


def test_fewer_are_counted_and_one_share_twice_is_one_share():
    _, keys, dealt, opened = scene()
    for some in ([], opened[:1], [opened[0], opened[0]]):
        with pytest.raises(NotEnoughShares) as caught:
            join(dealt.dealing, keys, some)
        assert (caught.value.have, caught.value.need) == (len(set(some)), 2)


def test_two_dealings_give_two_keys():
    assert scene(seed="one")[2].key != scene(seed="two")[2].key


def test_only_its_own_key_opens_a_share():
    pairs, keys, dealt, _ = scene()
    stolen = open_share(dealt.dealing, 2, pairs[0], rng=lesson("thief"))
    posing = replace(stolen, x=1)
    for wrong in (stolen, posing):
        with pytest.raises(Inconsistent, match="not what the dealer encrypted") as caught:
            join(dealt.dealing, keys, [wrong])
        assert caught.value.holder == str(wrong.x)


# A dealer who cheats


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("x", [1, 2, 3])
def test_a_wrong_encrypted_share_is_named(group, x):
    _, keys, dealt, _ = scene(group=group)
    encrypted = list(dealt.dealing.encrypted)
    encrypted[x - 1] = group.add(encrypted[x - 1], group.base)
    with pytest.raises(Untrusted) as caught:
        verify(replace(dealt.dealing, encrypted=tuple(encrypted)), keys)
    assert caught.value.field == f"encrypted share {x}"


@pytest.mark.parametrize("j", [0, 1])
def test_a_wrong_commitment_is_noticed(j):
    _, keys, dealt, _ = scene()
    commitments = list(dealt.dealing.commitments)
    commitments[j] = EDWARDS25519.add(commitments[j], EDWARDS25519.base)
    with pytest.raises(Untrusted) as caught:
        verify(replace(dealt.dealing, commitments=tuple(commitments)), keys)
    assert caught.value.field == "encrypted share 1"


def test_shares_that_were_exchanged_are_noticed():
    _, keys, dealt, _ = scene()
    d = dealt.dealing
    swapped = replace(
        d,
        encrypted=(d.encrypted[1], d.encrypted[0], d.encrypted[2]),
        proofs=(d.proofs[1], d.proofs[0], d.proofs[2]),
    )
    with pytest.raises(Untrusted, match="encrypted share 1"):
        verify(swapped, keys)
    with pytest.raises(Untrusted, match="encrypted share 1"):
        verify(d, [keys[1], keys[0], keys[2]])


def test_a_dealing_is_not_reused_under_another_set_id():
    _, keys, dealt, opened = scene()
    renamed = replace(dealt.dealing, set_id=bytes(16))
    with pytest.raises(Untrusted, match="encrypted share 1"):
        verify(renamed, keys)
    with pytest.raises(Inconsistent):
        join(renamed, keys, opened)


def test_a_list_of_another_length_is_refused_by_name():
    _, keys, dealt, _ = scene()
    d = dealt.dealing
    for wrong, field in (
        (replace(d, commitments=(*d.commitments, EDWARDS25519.base)), "commitments"),
        (replace(d, commitments=d.commitments[:1]), "commitments"),
        (replace(d, encrypted=d.encrypted[:2]), "encrypted shares"),
        (replace(d, proofs=d.proofs[:2]), "encrypted shares"),
    ):
        with pytest.raises(Untrusted) as caught:
            verify(wrong, keys)
        assert caught.value.field == field
    with pytest.raises(Untrusted):
        verify(d, keys[:2])


# A holder who cheats


@pytest.mark.parametrize("x", [1, 3])
def test_a_holder_that_opens_another_point_is_named(x):
    _, keys, dealt, opened = scene()
    lie = replace(opened[x - 1], point=EDWARDS25519.add(opened[x - 1].point, EDWARDS25519.base))
    with pytest.raises(Inconsistent) as caught:
        join(dealt.dealing, keys, [*(o for o in opened if o.x != x), lie])
    assert caught.value.holder == str(x)


def test_a_proof_of_another_holder_does_not_serve():
    _, keys, dealt, opened = scene()
    with pytest.raises(Inconsistent) as caught:
        join(dealt.dealing, keys, [replace(opened[0], proof=opened[1].proof), opened[1]])
    assert caught.value.holder == "1"


@pytest.mark.parametrize("x", [0, 4, -1])
def test_a_stranger_has_no_part(x):
    pairs, keys, dealt, opened = scene()
    with pytest.raises(Inconsistent, match="no part") as caught:
        join(dealt.dealing, keys, [replace(opened[0], x=x)])
    assert caught.value.holder == str(x)
    with pytest.raises(ValueError, match="holders are 1 to 3"):
        open_share(dealt.dealing, x, pairs[0])


@pytest.mark.parametrize(("k", "n"), [(0, 3), (4, 3), (1, 0)])
def test_wrong_policies_are_refused_with_a_sentence(k, n):
    _, keys, _, _ = scene()
    with pytest.raises(ValueError, match=f"not {k} of {n}"):
        deal(keys[:n], threshold=k)


def test_one_key_for_two_holders_is_refused():
    _, keys, _, _ = scene()
    with pytest.raises(ValueError, match="one holder"):
        deal([keys[0], keys[1], keys[0]], threshold=2)


def test_nothing_secret_is_shown_and_a_lesson_marks_the_key():
    pairs, _, dealt, opened = scene()
    shown = repr((pairs, dealt, opened))
    assert dealt.key.from_lesson
    assert repr(bytes(opened[0].point)) not in shown
    assert dealt.key.reveal().hex() not in shown
    assert str(pairs[0].secret.reveal_number()) not in shown
