"""Feldman's verifiable sharing: every holder checks the share against public commitments.

The commitments show the secret times the base point. That is the public key of a random secret,
and a way to try out guesses of a short one: for a PIN or a vote take ``pedersen``.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cryptokit.errors import BadShare, Inconsistent, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives import exponent
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import Element, Group
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.agreement import one_set, value_at
from cryptokit.sharing.complaints import Complaint, Hearing, settle
from cryptokit.sharing.plan import require_plan
from cryptokit.sharing.scalar import ScalarShare, draw_polynomial, shares_on
from cryptokit.sharing.share import SET_ID_SIZE


@dataclass(frozen=True, slots=True)
class Commitments:
    """What the dealer publishes: each coefficient times the base point, the lowest first."""

    elements: tuple[Element, ...]
    group: Group = EDWARDS25519

    @property
    def public_key(self) -> Element:
        """The shared secret times the base point."""
        return self.elements[0]

    def public_share(self, x: int) -> Element:
        """Give the share at ``x`` times the base point, as everybody can."""
        return exponent.evaluate(self.elements, x, self.group)

    def plus(self, other: "Commitments") -> "Commitments":
        """Give the commitments to the sum of two polynomials of one threshold, in one group."""
        if self.group != other.group or len(self.elements) != len(other.elements):
            raise ValueError("only commitments of one length and in one group add up")
        pairs = zip(self.elements, other.elements, strict=True)
        return Commitments(tuple(self.group.add(a, b) for a, b in pairs), self.group)

    @classmethod
    def decode(cls, elements: Sequence[bytes], group: Group = EDWARDS25519) -> "Commitments":
        """Check commitments from outside. Raises Untrusted."""
        checked = [group.decode(data, f"commitment {j}") for j, data in enumerate(elements)]
        return cls(tuple(checked), group)


@dataclass(frozen=True, slots=True)
class Dealing:
    """What a dealer makes: commitments for everybody, and a share for each holder."""

    commitments: Commitments
    shares: tuple[ScalarShare, ...]

    def hearing(self) -> Hearing:
        """Give what is public about it besides the commitments."""
        first = self.shares[0]
        holders = tuple(share.x for share in self.shares)
        return Hearing(set_id=first.set_id, threshold=first.threshold, holders=holders)


def deal(
    secret: SecretScalar,
    *,
    threshold: int,
    shares: int,
    group: Group = EDWARDS25519,
    rng: Rng = system,
) -> Dealing:
    """Split a scalar, and commit to the polynomial.

    >>> from cryptokit.rng import lesson
    >>> dealing = deal(SecretScalar.of(42), threshold=2, shares=3, rng=lesson("feldman"))
    >>> for share in dealing.shares:
    ...     check(share, dealing.commitments)

    See: Feldman, "A practical scheme for non-interactive verifiable secret sharing", FOCS 1987.
    """
    require_dealable(secret, threshold, shares)
    set_id = draw(rng, SET_ID_SIZE)
    polynomial = draw_polynomial(secret.reveal_number(), threshold, SCALARS, rng)
    xs, toy = range(1, shares + 1), secret.from_lesson or is_lesson(rng)
    return Dealing(
        commit(polynomial, group),
        shares_on(polynomial, xs, set_id=set_id, from_lesson=toy),
    )


def commit(polynomial: Sequence[int], group: Group = EDWARDS25519) -> Commitments:
    """Commit to the coefficients of a polynomial."""
    return Commitments(tuple(group.times_base(c) for c in polynomial), group)


def check(share: ScalarShare, commitments: Commitments) -> None:
    """Check a share against the dealer's commitments.

    Raises Inconsistent, naming the holder; Untrusted if there are more or fewer commitments than
    the threshold: a longer list raises the degree, so that the threshold shares give nothing.

    >>> (share,) = shares_on([42, 5], [3], set_id=bytes(16))
    >>> check(share, commit([42, 5]))
    >>> check(share, commit([42, 6]))
    Traceback (most recent call last):
    cryptokit.errors.Inconsistent: share 3: not the share that the dealer committed to. Try: ...
    """
    require_length(len(commitments.elements), share.threshold)
    require_scalars(share)
    mine = commitments.group.times_base(share.value.reveal_number())
    if mine != commitments.public_share(share.x):
        raise Inconsistent("not the share that the dealer committed to", holder=str(share.x))


def join(shares: Iterable[ScalarShare], commitments: Commitments) -> SecretScalar:
    """Give the shared scalar; a single wrong share is named, with no share to spare at all.

    Raises Inconsistent and Untrusted as ``check`` does; NotEnoughShares.

    >>> from cryptokit.rng import lesson
    >>> dealing = deal(SecretScalar.of(42), threshold=2, shares=3, rng=lesson("feldman"))
    >>> join(dealing.shares[1:], dealing.commitments).reveal_number()
    42
    """
    together = one_set(shares, ScalarShare)
    for share in together:
        check(share, commitments)
    toy = any(share.value.from_lesson for share in together)
    return SecretScalar(value_at(together).reveal(), from_lesson=toy)


def complaint(share: ScalarShare, commitments: Commitments) -> Complaint | None:
    """Give what a holder says in public about its share: nothing if the share is right.

    Raises Untrusted for commitments of a wrong length, which everybody sees without being told.
    """
    try:
        check(share, commitments)
    except Inconsistent:
        return Complaint(share.set_id, share.x)
    return None


def judge(
    hearing: Hearing,
    commitments: Commitments,
    complaints: Iterable[Complaint],
    answers: Collection[ScalarShare],
) -> tuple[ScalarShare, ...]:
    """Judge a dealer by what it answers to complaints: with the shares of those who complained.

    Raises as ``complaints.settle`` does: Untrusted disqualifies the dealer.

    >>> from cryptokit.rng import lesson
    >>> dealing = deal(SecretScalar.of(42), threshold=2, shares=3, rng=lesson("feldman"))
    >>> hearing = dealing.hearing()
    >>> judge(hearing, dealing.commitments, [Complaint(hearing.set_id, 3)], dealing.shares)
    (<ScalarShare 3, 2 needed, epoch 0, set ...>,)

    See: Feldman, "A practical scheme for non-interactive verifiable secret sharing", FOCS 1987.
    """
    require_length(len(commitments.elements), hearing.threshold)
    return settle(hearing, complaints, answers, lambda answer: check(answer, commitments))


def require_length(found: int, threshold: int) -> None:
    """Refuse a list of commitments that is not as long as the threshold. Raises Untrusted."""
    if found != threshold:
        what = f"{found} commitments for a threshold of {threshold}"
        raise Untrusted(what, field="commitments")


def require_scalars(share: ScalarShare) -> None:
    """Refuse a share over another field than the exponents of the group. Raises BadShare."""
    if share.field != SCALARS:
        raise BadShare("not over the field of the group's exponents", holder=str(share.x))


def require_dealable(secret: SecretScalar, threshold: int, shares: int) -> None:
    """Refuse what cannot be dealt. Raises ValueError."""
    require_plan(threshold, shares, most=SCALARS.order - 1)
    if len(secret) != SCALARS.size or secret.reveal_number() >= SCALARS.order:
        raise ValueError("the secret is not a number below the order of the group")
