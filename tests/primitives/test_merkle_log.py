"""The log that only grows: roots by hand and by others, proofs that hold, and none that lie."""

from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cryptokit.primitives import merkle_log
from cryptokit.primitives.merkle_log import (
    consistency,
    consistent,
    included,
    inclusion,
    leaf,
    node,
    root,
)

KNOWN_ENTRIES = [
    b"",
    *(bytes.fromhex(one) for one in ("00", "10", "2021", "3031", "40414243", "5051525354555657")),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The roots of these entries in the tests of google/certificate-transparency-go."""

logs = st.lists(st.binary(max_size=3), min_size=1, max_size=12)
sizes = st.integers(1, 24)


def some(size):
    return [str(i).encode() for i in range(size)]


# A second implementation: from leaves upward, level by level, the odd one out waits.


def root_upward(entries):
    level = [sha256(b"\0" + one).digest() for one in entries]
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [
            sha256(b"\1" + b"".join(one)).digest() if len(one) == 2 else one[0] for one in pairs
        ]
    return level[0]


def climb(entry, place, size, proof):
    """Compute the root by the shape of the tree, from the top down: section 2.1.1 read again."""
    if size == 1:
        return sha256(b"\0" + entry).digest(), proof
    half = max(power for power in (1 << i for i in range(size.bit_length())) if power < size)
    if place < half:
        own, rest = climb(entry, place, half, proof)
        return sha256(b"\1" + own + rest[0]).digest(), rest[1:]
    own, rest = climb(entry, place - half, size - half, proof)
    return sha256(b"\1" + rest[0] + own).digest(), rest[1:]


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size):
    assert root(KNOWN_ENTRIES[:size]).hex() == KNOWN_ROOTS[size]


@given(st.lists(st.binary(max_size=3), max_size=40))
def test_the_root_is_the_one_of_a_second_implementation(entries):
    assert root(entries) == root_upward(entries)


def test_the_proofs_of_the_seven_entries_that_the_rfc_draws():
    # RFC 9162, section 2.1.5: a tree of seven, with a to j named as there.
    d = some(7)
    a, b, c, dd, e, f = map(leaf, d[:6])
    g, h, i, j = node(a, b), node(c, dd), node(e, f), leaf(d[6])
    k, l_ = node(g, h), node(i, j)
    assert root(d) == node(k, l_)
    assert inclusion(d, 0) == (b, h, l_)
    assert inclusion(d, 3) == (c, g, l_)
    assert inclusion(d, 4) == (f, j, k)
    assert inclusion(d, 6) == (i, k)
    assert consistency(d, 3) == (c, dd, g, l_)
    assert consistency(d, 4) == (l_,)
    assert consistency(d, 6) == (i, j, k)


@pytest.mark.parametrize("size", range(1, 34))
def test_every_entry_of_every_size_has_a_proof(size):
    entries, whole = some(size), root(some(size))
    for place, entry in enumerate(entries):
        proof = inclusion(entries, place)
        assert included(entry, place, size, proof, whole)
        assert climb(entry, place, size, proof) == (whole, ())
        assert len(proof) <= (size - 1).bit_length()


@pytest.mark.parametrize("newer", range(1, 34))
def test_every_log_grew_from_each_of_its_beginnings(newer):
    entries = some(newer)
    for older in range(newer + 1):
        proof = consistency(entries, older)
        assert consistent(older, root(entries[:older]), newer, root(entries), proof)
        assert len(proof) <= newer.bit_length() + 1


def flip(data, draw):
    at = draw(st.integers(0, 8 * len(data) - 1))
    return bytes(b ^ (1 << at % 8 if i == at // 8 else 0) for i, b in enumerate(data))


@given(logs, st.data())
def test_one_flipped_bit_anywhere_breaks_an_inclusion_proof(entries, data):
    place = data.draw(st.integers(0, len(entries) - 1))
    proof, whole = inclusion(entries, place), root(entries)
    parts = [*proof, whole, b"entry " + entries[place]]
    which = data.draw(st.integers(0, len(parts) - 1))
    changed = [flip(one, data.draw) if i == which else one for i, one in enumerate(parts)]
    *hashes, top, entry = changed
    entry = entry if which == len(parts) - 1 else entries[place]
    assert not included(entry, place, len(entries), tuple(hashes), top)


@given(logs, st.data())
def test_one_flipped_bit_anywhere_breaks_a_consistency_proof(entries, data):
    older = data.draw(st.integers(1, len(entries)))
    parts = [*consistency(entries, older), root(entries[:older]), root(entries)]
    which = data.draw(st.integers(0, len(parts) - 1))
    *proof, before, after = (flip(p, data.draw) if i == which else p for i, p in enumerate(parts))
    assert not consistent(older, before, len(entries), after, tuple(proof))


@given(logs, st.data())
def test_a_proof_is_for_one_place_in_one_size(entries, data):
    entries = [bytes([i]) + one for i, one in enumerate(entries)]
    place = data.draw(st.integers(0, len(entries) - 1))
    other = data.draw(st.integers(-1, len(entries)))
    proof, whole = inclusion(entries, place), root(entries)
    assert included(entries[place], other, len(entries), proof, whole) == (other == place)


@given(logs, st.data())
def test_a_proof_with_a_hash_more_or_less_fails(entries, data):
    place = data.draw(st.integers(0, len(entries) - 1))
    older = data.draw(st.integers(1, len(entries)))
    at = data.draw(st.integers(0, 6))
    for proof, holds in (
        (inclusion(entries, place), lambda p: included(entries[place], place, len(entries), p, root(entries))),
        (consistency(entries, older), lambda p: consistent(older, root(entries[:older]), len(entries), root(entries), p)),
    ):  # fmt: skip
        assert holds(proof)
        assert not holds((*proof[:at], bytes(32), *proof[at:]))
        if proof:
            assert not holds(proof[: at % len(proof)] + proof[at % len(proof) + 1 :])


@given(logs, st.lists(st.binary(max_size=3), max_size=8), st.data())
def test_a_log_that_changes_an_entry_cannot_show_that_it_grew(entries, more, data):
    older = len(entries)
    place = data.draw(st.integers(0, older - 1))
    rewritten = [*entries, *more]
    rewritten[place] += b"!"
    honest = consistency([*entries, *more], older)
    offers = [honest, consistency(rewritten, older), *made_up(rewritten, older)]
    for proof in offers:
        assert not consistent(older, root(entries), len(rewritten), root(rewritten), proof)


@given(logs, st.lists(st.binary(max_size=3), min_size=1, max_size=8), st.data())
def test_a_log_that_forgets_an_entry_cannot_show_that_it_grew(entries, more, data):
    place = data.draw(st.integers(0, len(entries) - 1))
    rewritten = [*entries[:place], *entries[place + 1 :], *more]
    assume(rewritten[: len(entries)] != entries)
    for proof in [consistency(rewritten, len(entries)), *made_up(rewritten, len(entries))]:
        assert not consistent(len(entries), root(entries), len(rewritten), root(rewritten), proof)


def made_up(entries, older):
    """Proofs that a desperate log may try: of other sizes, in other orders, with its own hashes."""
    size = len(entries)
    yield from (consistency(entries, other) for other in range(size + 1) if other != older)
    yield tuple(reversed(consistency(entries, older)))
    yield from (inclusion(entries, place) for place in range(size))


@given(sizes, sizes, st.lists(st.binary(min_size=32, max_size=32), max_size=6))
def test_noise_proves_nothing(older, newer, proof):
    entries = some(24)
    before, after = root(entries[:older]), root(entries[:newer])
    right = older <= newer and consistency(entries[:newer], older) == tuple(proof)
    assert consistent(older, before, newer, after, tuple(proof)) == right


def test_a_log_never_shrinks():
    entries = some(8)
    assert not consistent(8, root(entries), 5, root(entries[:5]), ())
    assert not consistent(8, root(entries), 5, root(entries[:5]), consistency(entries, 5))
    assert not consistent(-1, root(()), 5, root(entries[:5]), ())


def test_a_proof_that_climbs_to_a_smaller_root_does_not_count_for_a_larger_size():
    small = some(2)
    assert included(small[0], 0, 2, inclusion(small, 0), root(small))
    for size in (5, 8, 100):
        assert not included(small[0], 0, size, inclusion(small, 0), root(small))


def test_six_entries_do_not_pass_for_five_with_the_same_root():
    entries = some(6)
    whole, proof = root(entries), (root(entries[4:]), root(entries[:4]))
    assert node(proof[1], proof[0]) == whole
    assert not consistent(6, whole, 5, whole, proof)


def test_an_empty_log_has_one_root_and_grows_to_any_other():
    assert consistent(0, root(()), 3, root(some(3)), ())
    assert not consistent(0, bytes(32), 3, root(some(3)), ())
    assert not included(b"", 0, 0, (), root(()))


def test_a_node_is_no_entry():
    # Without the byte in front, the two hashes below the root would be an entry of a log of one.
    entries = some(2)
    below = leaf(entries[0]) + leaf(entries[1])
    assert not included(below, 0, 1, (), root(entries))
    assert included(below, 0, 1, (), root([below]))


@pytest.mark.parametrize("place", [-1, 3])
def test_a_place_outside_the_log_has_no_proof(place):
    with pytest.raises(ValueError, match="a place from 0 to 2"):
        inclusion(some(3), place)


@pytest.mark.parametrize("older", [-1, 4])
def test_a_size_outside_the_log_has_no_proof(older):
    with pytest.raises(ValueError, match="an older size from 0 to 3"):
        consistency(some(3), older)


def test_a_proof_is_short():
    entries = some(1000)
    assert len(inclusion(entries, 500)) == 10
    assert merkle_log.HASH_SIZE == len(root(entries)) == 32
