"""A number shared under a policy: each party gets one element for each of its rows.

Not here: whether the dealer was honest, which ``verifiable`` checks; and strings, for which there
are ``recursive`` and ``replicated``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptokit.errors import BadShare
from cryptokit.keys import SecretScalar
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.linear import solve
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.agreement import Kind
from cryptokit.sharing.policy.programme import Programme, of
from cryptokit.sharing.policy.together import (
    names_of,
    not_enough,
    one_sharing,
    require_agreement,
)
from cryptokit.sharing.policy.tree import Party, Policy
from cryptokit.sharing.scalar import draw_polynomial
from cryptokit.sharing.share import SET_ID_SIZE


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PolicyShare:
    """One party's part: ``values`` are those of its rows of the programme, in their order.

    Raises BadShare for a party without rows, for more or fewer values than rows, and for a value
    that is not below the order of the field.
    """

    set_id: bytes
    programme: Programme
    party: Party
    values: tuple[SecretScalar, ...]

    def __post_init__(self) -> None:
        if not self.rows:
            raise BadShare("the policy names no such party", holder=self.party)
        if len(self.values) != len(self.rows):
            what = f"{len(self.values)} values for {len(self.rows)} rows"
            raise BadShare(what, holder=self.party)
        if not all(isinstance(value, SecretScalar) for value in self.values):
            raise TypeError("the values of a share are SecretScalars, which stay hidden")
        if not all(_fits(value, self.programme.field) for value in self.values):
            raise BadShare("not a number below the order of the field", holder=self.party)
        if len(self.set_id) != SET_ID_SIZE:
            raise ValueError(f"a set id has {SET_ID_SIZE} bytes")

    def __repr__(self) -> str:
        count, name = len(self.values), self.set_id[:4].hex()
        return f"<PolicyShare {self.party}, {count} elements, set {name}>"

    @property
    def rows(self) -> tuple[int, ...]:
        """Which rows of the programme the values belong to."""
        return self.programme.rows_of(self.party)

    def kind(self) -> Kind:
        """Tell what all shares of one set have in common."""
        return (("set id", self.set_id), ("policy", self.programme))


def split(
    secret: SecretScalar, policy: Policy | Programme, *, field: Prime = SCALARS, rng: Rng = system
) -> tuple[PolicyShare, ...]:
    """Split a number so that exactly those who may read can join it; others learn nothing at all.

    A policy becomes a matrix over ``field`` by ``programme.of``; a programme has its own field.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> policy = all_of("CH", any_of("IS", "DE"))
    >>> ch, is_, de = split(SecretScalar.of(42), policy, rng=lesson("policies"))
    >>> join([ch, de]).reveal_number()
    42

    See: Beimel, "Secret-Sharing Schemes: A Survey", IWCC 2011, section 3.
    """
    programme = policy if isinstance(policy, Programme) else of(policy, field=field)
    set_id = draw(rng, SET_ID_SIZE)
    vector = draw_vector(secret, programme, rng)
    toy = secret.from_lesson or is_lesson(rng)
    return shares_on(programme, vector, set_id=set_id, from_lesson=toy)


def join(shares: Iterable[PolicyShare]) -> SecretScalar:
    """Give the number that was split. All shares that are given must agree.

    Raises NotEnoughShares if their holders may not read; Inconsistent for shares that were not made
    together or contradict each other, naming the culprit if that can be told. With no share to
    spare, a changed share goes unnoticed and another number comes out.
    """
    together = one_sharing(shares, PolicyShare)
    programme = together[0].programme
    require_agreement(together, _agree)
    weights = programme.coefficients(names_of(together))
    if weights is None:
        raise not_enough(together, programme.policy)
    return _weighed(together, weights)


def draw_vector(secret: SecretScalar, programme: Programme, rng: Rng) -> tuple[int, ...]:
    """Put as many random numbers behind the secret as the programme has columns for."""
    if not _fits(secret, programme.field):
        raise ValueError("the secret is not a number below the order of the field")
    return draw_polynomial(secret.reveal_number(), programme.columns, programme.field, rng)


def shares_on(
    programme: Programme, vector: Sequence[int], *, set_id: bytes, from_lesson: bool = False
) -> tuple[PolicyShare, ...]:
    """Give everybody the products of their rows and the vector."""
    order, size = programme.field.order, programme.field.size
    values = [
        SecretScalar.of(_dot(row, vector) % order, size=size, from_lesson=from_lesson)
        for row in programme.rows
    ]
    return tuple(
        PolicyShare(
            set_id=set_id,
            programme=programme,
            party=party,
            values=tuple(values[i] for i in programme.rows_of(party)),
        )
        for party in dict.fromkeys(programme.owners)
    )


def _weighed(shares: Sequence[PolicyShare], weights: Mapping[int, int]) -> SecretScalar:
    total = sum(
        weights.get(row, 0) * value.reveal_number()
        for share in shares
        for row, value in zip(share.rows, share.values, strict=True)
    )
    field = shares[0].programme.field
    toy = any(value.from_lesson for share in shares for value in share.values)
    return SecretScalar.of(total % field.order, size=field.size, from_lesson=toy)


def _agree(shares: Sequence[PolicyShare]) -> bool:
    """Tell whether some secret and random numbers give these shares."""
    rows = [share.programme.rows[i] for share in shares for i in share.rows]
    values = [value.reveal_number() for share in shares for value in share.values]
    return not shares or solve(rows, values, shares[0].programme.field) is not None


def _dot(row: Sequence[int], vector: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(row, vector, strict=True))


def _fits(value: SecretScalar, field: Prime) -> bool:
    return len(value) == field.size and value.reveal_number() < field.order
