"""A log that only grows: a tree of hashes whose root commits to every entry and to their order.

Not here: who signs a root, and what an entry means. Entries are bytes, the oldest first.

- An inclusion proof shows that an entry is in the tree of a root: about log2(n) hashes.
- A consistency proof shows that an older root is the root of the first entries of a newer tree:
  nothing was changed or forgotten since.

Leaves and nodes are hashed apart by a byte in front, else a node could be shown as an entry.

See: RFC 9162, "Certificate Transparency Version 2.0", 2021, section 2.1; Merkle, "A Digital
Signature Based on a Conventional Encryption Function", CRYPTO 1987.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

HASH_SIZE: Final = 32
"""Bytes of a root, and of each hash in a proof."""
_LEAF: Final = b"\0"
_NODE: Final = b"\1"

Proof = tuple[bytes, ...]
"""Hashes of subtrees, in the order of the RFC."""


def root(entries: Sequence[bytes]) -> bytes:
    """Give the hash of the whole tree, 32 bytes.

    >>> root([b"a", b"b"]) == node(leaf(b"a"), leaf(b"b"))
    True

    See: RFC 9162, section 2.1.1, MTH.
    """
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return leaf(entries[0])
    left = _left_size(len(entries))
    return node(root(entries[:left]), root(entries[left:]))


def leaf(entry: bytes) -> bytes:
    """Hash an entry."""
    return sha256(_LEAF + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees to the one above them."""
    return sha256(_NODE + left + right).digest()


def inclusion(entries: Sequence[bytes], place: int) -> Proof:
    """Prove that the entry at ``place``, counted from 0, is in the tree. Raises ValueError.

    >>> entries = [b"a", b"b", b"c"]
    >>> included(b"b", 1, 3, inclusion(entries, 1), root(entries))
    True

    See: RFC 9162, section 2.1.3.1, PATH.
    """
    if not 0 <= place < len(entries):
        raise ValueError(f"a place from 0 to {len(entries) - 1}, not {place}")
    return _path(entries, place)


def included(entry: bytes, place: int, size: int, proof: Proof, whole: bytes) -> bool:
    """Tell whether a proof shows that an entry is at ``place`` among ``size``, under a root.

    See: RFC 9162, section 2.1.3.2.
    """
    if not 0 <= place < size:
        return False
    at, last, found = place, size - 1, leaf(entry)
    for one in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(one, found)
            at, last = _up_to_a_right_child(at, last)
        else:
            found = node(found, one)
        at, last = at >> 1, last >> 1
    return last == 0 and hmac.compare_digest(found, whole)


def consistency(entries: Sequence[bytes], older: int) -> Proof:
    """Prove that the tree of the first ``older`` entries grew to this one. Raises ValueError.

    An empty tree grows to any other, and a tree to itself: those proofs are empty.

    >>> entries = [b"a", b"b", b"c"]
    >>> consistent(2, root(entries[:2]), 3, root(entries), consistency(entries, 2))
    True
    >>> consistent(2, root([b"a", b"x"]), 3, root(entries), consistency(entries, 2))
    False

    See: RFC 9162, section 2.1.4.1, PROOF.
    """
    if not 0 <= older <= len(entries):
        raise ValueError(f"an older size from 0 to {len(entries)}, not {older}")
    return _subproof(entries, older, known=True) if older else ()


def consistent(older: int, before: bytes, newer: int, after: bytes, proof: Proof) -> bool:
    """Tell whether a proof shows that ``after`` has all entries that ``before`` had, unchanged.

    ``older`` and ``newer`` are the sizes of the trees with these roots.

    See: RFC 9162, section 2.1.4.2.
    """
    if not 0 <= older <= newer:
        return False
    if older == 0:
        return not proof and hmac.compare_digest(before, root(()))
    if older == newer:
        return not proof and hmac.compare_digest(before, after)
    return _grown(older, before, newer, after, proof)


def _grown(older: int, before: bytes, newer: int, after: bytes, proof: Proof) -> bool:
    path = (before, *proof) if older & (older - 1) == 0 else proof
    if not proof or not path:
        return False
    at, last = older - 1, newer - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node(one, old), node(one, new)
            at, last = _up_to_a_right_child(at, last)
        else:
            new = node(new, one)
        at, last = at >> 1, last >> 1
    return last == 0 and hmac.compare_digest(old, before) and hmac.compare_digest(new, after)


def _up_to_a_right_child(at: int, last: int) -> tuple[int, int]:
    """Skip the levels where this subtree is the last one and has no neighbour."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _left_size(size: int) -> int:
    """Give the largest power of two that is smaller than ``size``, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1


def _path(entries: Sequence[bytes], place: int) -> Proof:
    if len(entries) == 1:
        return ()
    left = _left_size(len(entries))
    if place < left:
        return (*_path(entries[:left], place), root(entries[left:]))
    return (*_path(entries[left:], place - left), root(entries[:left]))


def _subproof(entries: Sequence[bytes], older: int, *, known: bool) -> Proof:
    """Prove for a subtree; ``known`` says that its old root is the one that the verifier has."""
    if older == len(entries):
        return () if known else (root(entries),)
    left = _left_size(len(entries))
    if older <= left:
        return (*_subproof(entries[:left], older, known=known), root(entries[left:]))
    rest = _subproof(entries[left:], older - left, known=False)
    return (*rest, root(entries[:left]))
