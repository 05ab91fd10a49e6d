"""Publicly verifiable sharing: who is wrong is seen by everybody, before and after opening."""

import hashlib
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Inconsistent, NotEnoughShares, Untrusted
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.exponent import interpolate
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import combine
from cryptokit.primitives.ristretto255 import RISTRETTO255
from cryptokit.rng import lesson
from cryptokit.sharing import pvss
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
@given(st.integers(2, 3).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 4))), st.integers())
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


def test_proofs_and_the_key_are_hashed_with_all_they_are_about():
    # Written down anew, byte by byte: the labels, the set, the holder, then the statement.
    _, keys, dealt, opened = scene()
    d, one, g = dealt.dealing, opened[1], EDWARDS25519
    for label, base, image, base2, proof in (
        (b"dealt", g.from_label(b"cryptokit pvss H v1"), public_share(d, 2), keys[1], d.proofs[1]),
        (b"opened", g.base, keys[1], one.point, one.proof),
    ):
        c, z, image2 = proof.challenge, proof.response, d.encrypted[1]
        t1 = g.add(g.multiply(z, base), g.multiply(c, image))
        t2 = g.add(g.multiply(z, base2), g.multiply(c, image2))
        about = (b"cryptokit pvss " + label + b" share v1", d.set_id, b"\0\0\0\2")
        items = (*about, base, image, base2, image2, t1, t2)
        hashed = hashlib.sha512(b"".join(len(i).to_bytes(2, "big") + i for i in items)).digest()
        assert int.from_bytes(hashed, "little") % SCALARS.order == c
    point = interpolate({o.x: o.point for o in opened[:2]}, g)
    items = (b"cryptokit pvss key v1", d.set_id, point)
    hashed = hashlib.sha256(b"".join(len(i).to_bytes(2, "big") + i for i in items)).digest()
    assert dealt.key.reveal() == hashed


def public_share(dealing, x):
    powers = [x**j for j in range(dealing.threshold)]
    return combine(powers, list(dealing.commitments), dealing.group)


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


def test_a_share_dealt_to_one_holder_is_not_passed_off_as_anothers(monkeypatch):
    alike = lambda constant, *_: (constant, SCALARS.order - 3, 1)  # noqa: E731  # the same at x = 1 and 2
    monkeypatch.setattr(pvss, "draw_polynomial", alike)
    _, keys, dealt, _ = scene(k=3)  # and here the keys are the same as well
    d = dealt.dealing
    twice = replace(
        d,
        encrypted=(*d.encrypted[:1] * 2, *d.encrypted[2:]),
        proofs=(*d.proofs[:1] * 2, *d.proofs[2:]),
    )
    with pytest.raises(Untrusted) as caught:
        verify(twice, [*keys[:1] * 2, *keys[2:]])
    assert caught.value.field == "encrypted share 2"


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


LOW = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
"""The encoding of a point of order 8."""


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(LOW, id="small order"),
        pytest.param(b"\xff" * 32, id="not canonical"),
        pytest.param(EDWARDS25519.identity, id="identity"),
        pytest.param(b"short", id="short"),
    ],
)
def test_what_is_no_element_is_refused_by_its_name(bad):
    _, keys, dealt, opened = scene()
    d = dealt.dealing
    for dealing, held, field in (
        (d, [keys[0], bad, keys[2]], "key 2"),
        (replace(d, commitments=(bad, d.commitments[1])), keys, "commitment 0"),
        (replace(d, encrypted=(*d.encrypted[:2], bad)), keys, "encrypted share 3"),
    ):
        with pytest.raises(Untrusted) as caught:
            verify(dealing, held)
        assert caught.value.field == field
    with pytest.raises(Untrusted) as caught:
        deal([keys[0], keys[1], bad], threshold=2)
    assert caught.value.field == "key 3"
    with pytest.raises(Inconsistent, match="not what the dealer encrypted") as blamed:
        join(d, keys, [opened[0], replace(opened[1], point=bad)])
    assert blamed.value.holder == "2"


def test_a_threshold_that_was_changed_gives_no_key():
    _, keys, dealt, opened = scene()
    for threshold in (1, 3):
        with pytest.raises(Untrusted, match="2 commitments") as caught:
            join(replace(dealt.dealing, threshold=threshold), keys, opened)
        assert caught.value.field == "commitments"


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


def test_a_holder_whom_the_dealing_does_not_know_has_no_part():
    _, keys, dealt, opened = scene()
    for held in ([*keys, keys[0]], keys[:2]):
        with pytest.raises(Inconsistent, match="no part") as caught:
            join(dealt.dealing, held, [replace(opened[0], x=len(held))])
        assert caught.value.holder == str(len(held))


@pytest.mark.parametrize(("k", "n"), [(0, 3), (4, 3), (2, 0)])
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
