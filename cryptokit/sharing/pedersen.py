"""Pedersen's verifiable sharing: the commitments tell nothing about the secret, however short.

The price: they bind only a dealer who does not know the logarithm of H. A second polynomial does
the hiding, so each share is a pair of numbers. For a random key ``feldman`` is enough.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptokit.errors import BadShare, Inconsistent
from cryptokit.keys import SecretScalar
from cryptokit.primitives import exponent, polynomials
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import Element, Group, combine, draw_scalar
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.agreement import one_set, value_at
from cryptokit.sharing.complaints import Complaint, Hearing, settle
from cryptokit.sharing.feldman import require_dealable, require_length, require_scalars
from cryptokit.sharing.scalar import ScalarShare, draw_polynomial, shares_on
from cryptokit.sharing.share import SET_ID_SIZE

H_LABEL: Final = b"cryptokit pedersen H v1"


def second_base(group: Group) -> Element:
    """Give H: made from a label, so that nobody knows its logarithm to the base point B."""
    return group.from_label(H_LABEL)


@dataclass(frozen=True, slots=True)
class Commitments:
    """What the dealer publishes: a_j B + b_j H for each pair of coefficients, the lowest first."""

    elements: tuple[Element, ...]
    group: Group = EDWARDS25519

    def at(self, x: int) -> Element:
        """Give the commitment to the share at ``x``, as everybody can."""
        return exponent.evaluate(self.elements, x, self.group)

    @classmethod
    def decode(cls, elements: Sequence[bytes], group: Group = EDWARDS25519) -> "Commitments":
        """Check commitments from outside. Raises Untrusted."""
        checked = [group.decode(data, f"commitment {j}") for j, data in enumerate(elements)]
        return cls(tuple(checked), group)


@dataclass(frozen=True, slots=True)
class PedersenShare:
    """One holder's part: a share of the secret, and the number that hides it in public.

    Raises BadShare for a number that is not below the order.
    """

    share: ScalarShare
    blinding: SecretScalar

    def __post_init__(self) -> None:
        if len(self.blinding) != SCALARS.size or self.blinding.reveal_number() >= SCALARS.order:
            raise BadShare("its blinding is not a number below the order", holder=str(self.x))

    @property
    def x(self) -> int:
        """Where on both polynomials it lies."""
        return self.share.x

    @property
    def set_id(self) -> bytes:
        """Of which set it is."""
        return self.share.set_id


@dataclass(frozen=True, slots=True)
class Dealing:
    """What a dealer makes: commitments for everybody, and a pair of numbers for each holder."""

    commitments: Commitments
    shares: tuple[PedersenShare, ...]

    def hearing(self) -> Hearing:
        """Give what is public about it besides the commitments."""
        holders = tuple(part.x for part in self.shares)
        first = self.shares[0].share
        return Hearing(set_id=first.set_id, threshold=first.threshold, holders=holders)


def deal(
    secret: SecretScalar,
    *,
    threshold: int,
    shares: int,
    group: Group = EDWARDS25519,
    rng: Rng = system,
) -> Dealing:
    """Split a scalar, and commit to the polynomial without showing anything of it.

    >>> from cryptokit.rng import lesson
    >>> dealing = deal(SecretScalar.of(1984), threshold=2, shares=3, rng=lesson("pedersen"))
    >>> for part in dealing.shares:
    ...     check(part, dealing.commitments)
    >>> join(dealing.shares[:2], dealing.commitments).reveal_number()
    1984

    See: Pedersen, "Non-interactive and information-theoretic secure verifiable secret sharing",
    CRYPTO 1991, section 4.
    """
    require_dealable(secret, threshold, shares)
    set_id = draw(rng, SET_ID_SIZE)
    f = draw_polynomial(secret.reveal_number(), threshold, SCALARS, rng)
    g = draw_polynomial(draw_scalar(rng).reveal_number(), threshold, SCALARS, rng)
    xs, toy = range(1, shares + 1), secret.from_lesson or is_lesson(rng)
    on_f = shares_on(f, xs, set_id=set_id, from_lesson=toy)
    return Dealing(commit(f, g, group), tuple(_blinded(share, g) for share in on_f))


def commit(f: Sequence[int], g: Sequence[int], group: Group = EDWARDS25519) -> Commitments:
    """Commit to the coefficients of f, hidden by those of g; both are as long as the threshold."""
    bases = [group.base, second_base(group)]
    return Commitments(
        tuple(combine([a, b], bases, group) for a, b in zip(f, g, strict=True)), group
    )


def check(part: PedersenShare, commitments: Commitments) -> None:
    """Check a pair against the dealer's commitments.

    Raises Inconsistent, naming the holder; Untrusted if there are more or fewer commitments than
    the threshold.
    """
    require_length(len(commitments.elements), part.share.threshold)
    require_scalars(part.share)
    if _commitment_to(part, commitments.group) != commitments.at(part.x):
        raise Inconsistent("not the pair that the dealer committed to", holder=str(part.x))


def join(parts: Iterable[PedersenShare], commitments: Commitments) -> SecretScalar:
    """Give the shared scalar; a single wrong pair is named, with none to spare at all.

    Raises Inconsistent and Untrusted as ``check`` does; NotEnoughShares.
    """
    pairs = tuple(parts)
    for part in pairs:
        check(part, commitments)
    together = one_set([part.share for part in pairs], ScalarShare)
    toy = any(share.value.from_lesson for share in together)
    return SecretScalar(value_at(together).reveal(), from_lesson=toy)


def complaint(part: PedersenShare, commitments: Commitments) -> Complaint | None:
    """Give what a holder says in public about its pair: nothing if it is right.

    Raises Untrusted for commitments of a wrong length, which everybody sees without being told.
    """
    try:
        check(part, commitments)
    except Inconsistent:
        return Complaint(part.set_id, part.x)
    return None


def judge(
    hearing: Hearing,
    commitments: Commitments,
    complaints: Iterable[Complaint],
    answers: Collection[PedersenShare],
) -> tuple[PedersenShare, ...]:
    """Judge a dealer by what it answers to complaints: with the pairs of those who complained.

    Raises as ``complaints.settle`` does: Untrusted disqualifies the dealer.

    See: Pedersen, "Non-interactive and information-theoretic secure verifiable secret sharing",
    CRYPTO 1991, section 4.
    """
    require_length(len(commitments.elements), hearing.threshold)
    return settle(hearing, complaints, answers, lambda answer: check(answer, commitments))


def _commitment_to(part: PedersenShare, group: Group) -> Element:
    pair = [part.share.value.reveal_number(), part.blinding.reveal_number()]
    return combine(pair, [group.base, second_base(group)], group)


def _blinded(share: ScalarShare, g: Sequence[int]) -> PedersenShare:
    number = polynomials.evaluate(g, share.x, SCALARS)
    return PedersenShare(share, SecretScalar.of(number, from_lesson=share.value.from_lesson))
