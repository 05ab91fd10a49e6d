"""Publicly verifiable sharing: anybody can check that every holder got a right share, unopened.

The dealer encrypts each share to its holder's key and proves it right, so all travels in public
and nobody complains. What is shared is a random element, hashed to a key: not a chosen secret.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cryptokit.errors import Inconsistent, NotEnoughShares, Untrusted
from cryptokit.keys import DataKey, SecretScalar
from cryptokit.primitives import exponent, polynomials
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import Element, Group, draw_scalar
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.feldman import require_length
from cryptokit.sharing.plan import require_plan
from cryptokit.sharing.proofs import Equality, EqualityProof, check_equal, framed, prove_equal
from cryptokit.sharing.scalar import draw_polynomial
from cryptokit.sharing.share import SET_ID_SIZE

H_LABEL: Final = b"cryptokit pvss H v1"
DEAL_LABEL: Final = b"cryptokit pvss dealt share v1"
OPEN_LABEL: Final = b"cryptokit pvss opened share v1"
KEY_LABEL: Final = b"cryptokit pvss key v1"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A holder's keys: x_i, and X_i = x_i B, which everybody knows as the holder's."""

    secret: SecretScalar
    public: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealing:
    """What a dealer publishes; ``encrypted[i]`` and ``proofs[i]`` are for the holder at x = i + 1.

    ``commitments`` are a_j H, the lowest first; an encrypted share is Y_i = p(i) X_i.
    """

    set_id: bytes
    threshold: int
    commitments: tuple[Element, ...]
    encrypted: tuple[Element, ...]
    proofs: tuple[EqualityProof, ...]
    group: Group = EDWARDS25519


@dataclass(frozen=True, slots=True)
class Dealt:
    """The dealing for everybody, and the key that it shares, which the dealer knows."""

    dealing: Dealing
    key: DataKey


@dataclass(frozen=True, slots=True)
class Opened:
    """A holder's share p(x) B, opened, and the proof that it is what was encrypted."""

    x: int
    point: Element = field(repr=False)
    proof: EqualityProof


def key_pair(*, group: Group = EDWARDS25519, rng: Rng = system) -> KeyPair:
    """Draw a holder's keys."""
    secret = draw_scalar(rng)
    return KeyPair(secret, group.times_base(secret.reveal_number()))


def deal(
    keys: Sequence[Element], *, threshold: int, group: Group = EDWARDS25519, rng: Rng = system
) -> Dealt:
    """Share a random key among the holders of ``keys``, their public keys in the order of their x.

    >>> from cryptokit.rng import lesson
    >>> rng = lesson("pvss")
    >>> pairs = [key_pair(rng=rng) for _ in range(3)]
    >>> keys = [pair.public for pair in pairs]
    >>> dealt = deal(keys, threshold=2, rng=rng)
    >>> verify(dealt.dealing, keys)
    >>> opened = [open_share(dealt.dealing, x, pairs[x - 1], rng=rng) for x in (1, 3)]
    >>> join(dealt.dealing, keys, opened) == dealt.key
    True

    Raises Untrusted for a key that is none: "key 2" is that of the holder at x = 2.

    See: Schoenmakers, "A simple publicly verifiable secret sharing scheme and its application to
    electronic voting", CRYPTO 1999, section 3.
    """
    require_plan(threshold, len(keys), most=len(keys))
    if len(set(keys)) != len(keys):
        raise ValueError("two holders with one key are one holder")
    _require_elements(keys, "key", group)
    set_id, h = draw(rng, SET_ID_SIZE), group.from_label(H_LABEL)
    secret = draw_scalar(rng).reveal_number()
    p = draw_polynomial(secret, threshold, SCALARS, rng)
    values = [polynomials.evaluate(p, x, SCALARS) for x in range(1, len(keys) + 1)]
    bare = Dealing(
        set_id=set_id,
        threshold=threshold,
        commitments=tuple(group.multiply(c, h) for c in p),
        encrypted=tuple(group.multiply(y, key) for y, key in zip(values, keys, strict=True)),
        proofs=(),
        group=group,
    )
    key = _key(group.times_base(secret), set_id, from_lesson=is_lesson(rng))
    return Dealt(replace(bare, proofs=_prove(bare, keys, values, rng)), key)


def verify(dealing: Dealing, keys: Sequence[Element]) -> None:
    """Check, as anybody can, that the dealer encrypted the right share to every holder.

    A dealing and keys from outside come in through this door: elements that are none, of small
    order or the identity are refused. Whoever had the identity as a key could open any point.

    Raises Untrusted, naming what is wrong: "commitments", "encrypted shares", "key 3",
    "commitment 0", or "encrypted share 3".
    """
    require_length(len(dealing.commitments), dealing.threshold)
    if not len(keys) == len(dealing.encrypted) == len(dealing.proofs):
        what = f"not one share and one proof for each of the {len(keys)} holders"
        raise Untrusted(what, field="encrypted shares")
    _require_elements(keys, "key", dealing.group)
    _require_elements(dealing.commitments, "commitment", dealing.group, first=0)
    _require_elements(dealing.encrypted, "encrypted share", dealing.group)
    for x, (key, proof) in enumerate(zip(keys, dealing.proofs, strict=True), 1):
        check_equal(_dealt_well(dealing, x, key), proof, f"encrypted share {x}")


def open_share(dealing: Dealing, x: int, keys: KeyPair, *, rng: Rng = system) -> Opened:
    """Decrypt the share at ``x`` with the holder's key, and prove that this was done right.

    The dealing must have passed ``verify``. Raises ValueError for an x without a share.
    """
    if not 1 <= x <= len(dealing.encrypted):
        raise ValueError(f"no share at {x}: holders are 1 to {len(dealing.encrypted)}")
    inverse = SCALARS.invert(keys.secret.reveal_number())
    point = dealing.group.multiply(inverse, dealing.encrypted[x - 1])
    claim = _opened_well(dealing, x, point, keys.public)
    return Opened(x, point, prove_equal(claim, keys.secret, draw_scalar(rng)))


def check_opened(dealing: Dealing, keys: Sequence[Element], opened: Opened) -> None:
    """Check that a holder opened its share and no other point. Raises Inconsistent, naming it."""
    if not 1 <= opened.x <= len(keys) or len(keys) != len(dealing.encrypted):
        raise Inconsistent("has no part in this dealing", holder=str(opened.x))
    claim = _opened_well(dealing, opened.x, opened.point, keys[opened.x - 1])
    try:
        dealing.group.decode(opened.point, "opened share")
        check_equal(claim, opened.proof, "opened share")
    except Untrusted:
        what = "its opened share is not what the dealer encrypted"
        raise Inconsistent(what, holder=str(opened.x)) from None


def join(dealing: Dealing, keys: Sequence[Element], opened: Iterable[Opened]) -> DataKey:
    """Give the key from opened shares, each of which is checked; the same x twice counts once.

    The dealing must have passed ``verify``. Raises Inconsistent, naming the holder of a wrong
    share; NotEnoughShares; Untrusted for commitments of another length than the threshold.
    """
    require_length(len(dealing.commitments), dealing.threshold)
    points = dict[int, Element]()
    for one in opened:
        check_opened(dealing, keys, one)
        points[one.x] = one.point
    if len(points) < dealing.threshold:
        raise NotEnoughShares(have=len(points), need=dealing.threshold)
    needed = dict(list(points.items())[: dealing.threshold])
    return _key(exponent.interpolate(needed, dealing.group), dealing.set_id)


def _require_elements(
    elements: Sequence[Element], name: str, group: Group, *, first: int = 1
) -> None:
    for i, element in enumerate(elements, first):
        group.decode(element, f"{name} {i}")


def _prove(
    bare: Dealing, keys: Sequence[Element], values: Sequence[int], rng: Rng
) -> tuple[EqualityProof, ...]:
    """Prove of each encrypted share that it is the value that the commitments give."""
    return tuple(
        prove_equal(_dealt_well(bare, x, key), SecretScalar.of(y), draw_scalar(rng))
        for x, (key, y) in enumerate(zip(keys, values, strict=True), 1)
    )


def _dealt_well(dealing: Dealing, x: int, key: Element) -> Equality:
    """Claim that log_H of p(x) H, which the commitments give, is log_X of the encrypted share."""
    group = dealing.group
    return Equality(
        group,
        (DEAL_LABEL, dealing.set_id, x.to_bytes(4, "big")),
        group.from_label(H_LABEL),
        exponent.evaluate(dealing.commitments, x, group),
        key,
        dealing.encrypted[x - 1],
    )


def _opened_well(dealing: Dealing, x: int, point: Element, key: Element) -> Equality:
    """Claim that log_B of the holder's key is log_S of the encrypted share: the key opened it."""
    about = (OPEN_LABEL, dealing.set_id, x.to_bytes(4, "big"))
    encrypted = dealing.encrypted[x - 1]
    return Equality(dealing.group, about, dealing.group.base, key, point, encrypted)


def _key(point: Element, set_id: bytes, *, from_lesson: bool = False) -> DataKey:
    digest = hashlib.sha256(framed(KEY_LABEL, set_id, point)).digest()
    return DataKey(digest, from_lesson=from_lesson)
