"""A policy as a matrix: a set may read exactly if its rows span (1, 0, ..., 0).

Shares are the matrix times (secret, random numbers); whoever may read knows coefficients that add
its shares up to the secret, also in the exponent of a group. Not here: the shares, in ``shares``.

See: Karchmer and Wigderson, "On Span Programs", Structure in Complexity Theory 1993.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.linear import solve
from cryptokit.sharing.policy.tree import Gate, Party, Policy

Row = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A monotone span programme: rows over a prime field, and the party that owns each.

    ``policy`` is what the matrix stands for.
    """

    policy: Policy
    rows: tuple[Row, ...]
    owners: tuple[Party, ...]
    field: Prime = SCALARS

    @property
    def columns(self) -> int:
        """How many numbers the dealer shares: the secret and the random ones."""
        return len(self.rows[0])

    def rows_of(self, party: Party) -> tuple[int, ...]:
        """Give the indices of the rows that a party owns; none for somebody unknown."""
        return tuple(i for i, owner in enumerate(self.owners) if owner == party)

    def coefficients(self, parties: Collection[Party]) -> dict[int, int] | None:
        """Give coefficients of rows (by index) that add up to (1, 0, ..., 0).

        Only rows of these parties occur, and none with 0. None if the parties may not read.

        >>> from cryptokit.sharing.policy.tree import any_of, at_least
        >>> spread = of(at_least(2, any_of("CH", "DE"), "SG", "BR"), field=Prime(7))
        >>> spread.coefficients({"DE", "SG"}), spread.coefficients({"DE", "CH"})
        ({1: 2, 2: 6}, None)
        """
        mine = [i for i, owner in enumerate(self.owners) if owner in parties]
        columns = [[self.rows[i][j] for i in mine] for j in range(self.columns)]
        found = solve(columns, unit(self.columns), self.field)
        if found is None:
            return None
        return {i: c for i, c in zip(mine, found, strict=True) if c}


def unit(size: int) -> Row:
    """Give (1, 0, ..., 0)."""
    return (1, *[0] * (size - 1))


@lru_cache(maxsize=64)
def of(policy: Policy, *, field: Prime = SCALARS) -> Programme:
    """Make the matrix of a policy by insertion: one row for each leaf.

    A gate with threshold k adds k - 1 columns; its child i gets the row of the gate, continued
    with i, i^2, ..., i^(k-1). So the rows of its children are Shamir's shares of its own.

    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> of(all_of("CH", any_of("IS", "DE"))).rows
    ((1, 1), (1, 2), (1, 2))

    See: Benaloh and Leichter, CRYPTO 1988; as a matrix, Beimel, "Secret-Sharing Schemes: A Survey",
    IWCC 2011, section 3.
    """
    _check_room(policy, field)
    grown = _Grown(field)
    return _programme(policy, list(grown.insert(policy, (1,))), field)


@lru_cache(maxsize=64)
def lewko_waters(policy: Policy, *, field: Prime = SCALARS) -> Programme:
    """Make the matrix of a policy of AND and OR alone, with entries 0, 1 and -1.

    AND of more than two is taken two by two from the left end. Raises ValueError for a gate that is
    neither AND nor OR.

    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> lewko_waters(all_of("CH", any_of("IS", "DE")), field=Prime(7)).rows
    ((1, 1), (0, 6), (0, 6))

    See: Lewko and Waters, "Decentralizing Attribute-Based Encryption", EUROCRYPT 2011, on
    turning Boolean formulas into matrices.
    """
    grown = _Grown(field)
    return _programme(policy, list(grown.halve(policy, (1,))), field)


def _programme(policy: Policy, found: list[tuple[Party, Row]], field: Prime) -> Programme:
    width = max(len(row) for _, row in found)
    rows = tuple((*row, *[0] * (width - len(row))) for _, row in found)
    return Programme(policy, rows, tuple(party for party, _ in found), field)


class _Grown:
    """A matrix that is being made: how many columns it has by now."""

    def __init__(self, field: Prime) -> None:
        self._columns = 1
        self._order = field.order

    def insert(self, policy: Policy, row: Row) -> Iterator[tuple[Party, Row]]:
        if isinstance(policy, str):
            yield policy, row
            return
        padded, k = self._padded(row), policy.threshold
        self._columns += k - 1
        for i, child in enumerate(policy.children, 1):
            powers = (pow(i, e, self._order) for e in range(1, k))
            yield from self.insert(child, (*padded, *powers))

    def halve(self, policy: Policy, row: Row) -> Iterator[tuple[Party, Row]]:
        if isinstance(policy, str):
            yield policy, row
        elif policy.threshold == 1:
            for child in policy.children:
                yield from self.halve(child, row)
        elif policy.threshold == len(policy.children):
            first, *rest = policy.children
            padded = self._padded(row)
            self._columns += 1
            yield from self.halve(first, (*padded, 1))
            others = rest[0] if len(rest) == 1 else Gate(len(rest), tuple(rest))
            yield from self.halve(others, (*[0] * len(padded), self._order - 1))
        else:
            raise ValueError(
                f"{policy.threshold} of {len(policy.children)} is neither AND nor OR: "
                "take programme.of, which knows thresholds"
            )

    def _padded(self, row: Row) -> Row:
        return (*row, *[0] * (self._columns - len(row)))


def _check_room(policy: Policy, field: Prime) -> None:
    """Refuse a field in which two children of one gate would get the same number, or one 0."""
    if isinstance(policy, str):
        return
    if policy.threshold > 1 and len(policy.children) >= field.order:
        raise ValueError(
            f"{len(policy.children)} children under one gate need a field of more elements than "
            f"that, not {field.order}"
        )
    for child in policy.children:
        _check_room(child, field)
