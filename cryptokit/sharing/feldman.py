"""Feldman's verifiable sharing: every holder checks the share against public commitments.

The commitments show the secret times the base point. That is the public key of a random secret,
and a way to try out guesses of a short one: for a PIN or a vote take ``pedersen``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptokit.errors import Inconsistent, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import Element, Group, combine
from cryptokit.rng import Rng, draw, is_lesson, system
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
        order = SCALARS.order
        powers = [pow(x, j, order) for j in range(len(self.elements))]
        return combine(powers, list(self.elements), self.group)

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
    if not 1 <= threshold <= shares < SCALARS.order:
        raise ValueError(f"1 <= threshold <= shares is needed, not {threshold} of {shares}")
    set_id = draw(rng, SET_ID_SIZE)
    polynomial = draw_polynomial(secret.reveal_number(), threshold, SCALARS, rng)
    xs = range(1, shares + 1)
    return Dealing(
        commit(polynomial, group),
        shares_on(polynomial, xs, set_id=set_id, from_lesson=is_lesson(rng)),
    )


def commit(polynomial: Sequence[int], group: Group = EDWARDS25519) -> Commitments:
    """Commit to the coefficients of a polynomial."""
    return Commitments(tuple(group.times_base(c) for c in polynomial), group)


def check(share: ScalarShare, commitments: Commitments) -> None:
    """Check a share against the dealer's commitments.

    Raises Inconsistent, naming the holder; Untrusted if there are more or fewer commitments than
    the threshold: a longer list raises the degree, so that the threshold shares give nothing.
    """
    require_length(len(commitments.elements), share.threshold)
    mine = commitments.group.times_base(share.value.reveal_number())
    if mine != commitments.public_share(share.x):
        raise Inconsistent("not the share that the dealer committed to", holder=str(share.x))


def require_length(found: int, threshold: int) -> None:
    """Refuse a list of commitments that is not as long as the threshold. Raises Untrusted."""
    if found != threshold:
        what = f"{found} commitments for a threshold of {threshold}"
        raise Untrusted(what, field="commitments")
