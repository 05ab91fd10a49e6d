"""Feldman's check for any policy: public commitments, against which each holder tests its share.

As in ``sharing.feldman``, they show the secret times the base point: a public key, if the secret is
a random one. So a threshold key can be dealt to whoever a policy names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cryptokit.errors import Inconsistent, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import Element, Group, combine
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.policy.programme import Programme, of
from cryptokit.sharing.policy.shares import PolicyShare, draw_vector, shares_on
from cryptokit.sharing.policy.tree import Policy
from cryptokit.sharing.share import SET_ID_SIZE


@dataclass(frozen=True, slots=True)
class PolicyCommitments:
    """What the dealer publishes: the secret and each random number, times the base point.

    Raises Untrusted unless there is one for each column of the programme.
    """

    programme: Programme
    elements: tuple[Element, ...]
    group: Group = EDWARDS25519

    def __post_init__(self) -> None:
        _require_scalars(self.programme)
        if len(self.elements) != self.programme.columns:
            what = f"{len(self.elements)} commitments for {self.programme.columns} columns"
            raise Untrusted(what, field="commitments")

    @property
    def public_key(self) -> Element:
        """The shared secret times the base point."""
        return self.elements[0]

    def public_value(self, row: int) -> Element:
        """Give the share's value for a row times the base point, as everybody can."""
        return combine(list(self.programme.rows[row]), list(self.elements), self.group)

    @classmethod
    def decode(
        cls, programme: Programme, elements: Sequence[bytes], group: Group = EDWARDS25519
    ) -> Self:
        """Check commitments from outside. Raises Untrusted."""
        checked = [group.decode(data, f"commitment {j}") for j, data in enumerate(elements)]
        return cls(programme, tuple(checked), group)


@dataclass(frozen=True, slots=True)
class PolicyDealing:
    """What a dealer makes: commitments for everybody, and a share for each party."""

    commitments: PolicyCommitments
    shares: tuple[PolicyShare, ...]


def deal(
    secret: SecretScalar,
    policy: Policy | Programme,
    *,
    group: Group = EDWARDS25519,
    rng: Rng = system,
) -> PolicyDealing:
    """Split a scalar under a policy, and commit to all that was drawn.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> policy = all_of("CH", any_of("IS", "DE"))
    >>> dealing = deal(SecretScalar.of(42), policy, rng=lesson("policies"))
    >>> for share in dealing.shares:
    ...     check(share, dealing.commitments)

    See: Feldman, "A practical scheme for non-interactive verifiable secret sharing", FOCS 1987.
    """
    programme = policy if isinstance(policy, Programme) else of(policy)
    _require_scalars(programme)
    set_id = draw(rng, SET_ID_SIZE)
    vector = draw_vector(secret, programme, rng)
    elements = tuple(group.times_base(number) for number in vector)
    toy = secret.from_lesson or is_lesson(rng)
    shares = shares_on(programme, vector, set_id=set_id, from_lesson=toy)
    return PolicyDealing(PolicyCommitments(programme, elements, group), shares)


def check(share: PolicyShare, commitments: PolicyCommitments) -> None:
    """Check a share against the dealer's commitments.

    Raises Inconsistent, naming the holder.
    """
    if share.programme != commitments.programme:
        raise Inconsistent("made for another policy", holder=share.party)
    for row, value in zip(share.rows, share.values, strict=True):
        mine = commitments.group.times_base(value.reveal_number())
        if mine != commitments.public_value(row):
            raise Inconsistent("not the share that the dealer committed to", holder=share.party)


def _require_scalars(programme: Programme) -> None:
    if programme.field != SCALARS:
        raise ValueError("the exponents of the group are SCALARS: take a programme over them")
