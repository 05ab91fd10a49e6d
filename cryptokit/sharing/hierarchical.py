"""Sharing by rank: "three people, at least one of them senior", with one element for everybody.

Seniors get values of a polynomial, and those below values of its derivatives. Not here: ranks in
which somebody senior just counts for several, which is ``policy.weighted``.

See: Tassa, "Hierarchical Threshold Secret Sharing", Journal of Cryptology 20(2), 2007.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import isqrt, perm, prod

from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.sharing.policy.programme import Programme, Row, unit
from cryptokit.sharing.policy.tree import Party, Policy, all_of, at_least


@dataclass(frozen=True, slots=True)
class Rank:
    """Parties of one rank; ``threshold`` of them and of those above must take part."""

    threshold: int
    parties: tuple[Party, ...]


def hierarchy(ranks: Sequence[Rank], *, field: Prime = SCALARS) -> Programme:
    """Make the span programme of ranks, the highest first, whose thresholds all must be met.

    ``policy.split`` shares a number under it, and ``policy.join`` interpolates after Birkhoff.

    Raises ValueError for a field that is not larger than ``needed_order``: in a small one some who
    may read would find no solution, or some who may not would.

    >>> from cryptokit.keys import SecretScalar
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.policy import join, split
    >>> board = hierarchy([Rank(1, ("Ada", "Bo")), Rank(3, ("Cleo", "Dan", "Eve"))])
    >>> ada, bo, cleo, dan, eve = split(SecretScalar.of(42), board, rng=lesson("ranks"))
    >>> join([cleo, ada, eve]).reveal_number()
    42
    >>> join([cleo, dan, eve])
    Traceback (most recent call last):
    cryptokit.errors.NotEnoughShares: 3 shares, but 4 are needed. Try: ...

    See: Tassa, Journal of Cryptology 20(2), 2007, on the conjunctive case.
    """
    _check(ranks)
    if not isinstance(field, Prime):
        raise TypeError(
            "derivatives need a prime field: where 1 + 1 = 0, that of x^2 is 0 everywhere"
        )
    if field.order <= needed_order(ranks):
        raise ValueError(
            f"these ranks need a field of more than {needed_order(ranks)} elements, "
            f"not {field.order}"
        )
    rows = tuple(tuple(entry % field.order for entry in row) for row in _rows(ranks))
    owners = tuple(party for rank in ranks for party in rank.parties)
    return Programme(policy_of(ranks), rows, owners, field)


def policy_of(ranks: Sequence[Rank]) -> Policy:
    """Give the same as a policy, AND of the thresholds. Seniors then keep an element per rank.

    >>> policy_of([Rank(1, ("Ada",)), Rank(2, ("Cleo", "Dan"))])
    Gate(threshold=2, children=('Ada', Gate(threshold=2, children=('Ada', 'Cleo', 'Dan'))))
    """
    so_far = accumulate(rank.parties for rank in ranks)
    return all_of(*(at_least(r.threshold, *names) for r, names in zip(ranks, so_far, strict=True)))


def needed_order(ranks: Sequence[Rank]) -> int:
    """Give the size that the field must exceed: no determinant in question is larger.

    Over the rational numbers the determinants that must not be 0 are not, because higher ranks have
    smaller x. They are whole numbers, so a larger prime divides none of them. The bound is that of
    Hadamard, column by column.

    >>> needed_order([Rank(1, ("Ada", "Bo")), Rank(3, ("Cleo", "Dan", "Eve"))])
    60

    See: Tassa, Journal of Cryptology 20(2), 2007, on monotone allocation of identities.
    """
    size = ranks[-1].threshold
    table = [unit(size), *_rows(ranks)]
    columns = [sorted((row[j] ** 2 for row in table), reverse=True) for j in range(size)]
    return isqrt(prod(sum(column[:size]) for column in columns))


def derivative_row(x: int, order: int, size: int) -> Row:
    """Give what the coefficients of a polynomial are multiplied by in a derivative of it at ``x``.

    >>> derivative_row(3, 0, 4), derivative_row(3, 1, 4)
    ((1, 3, 9, 27), (0, 1, 6, 27))
    """
    return tuple(perm(j, order) * x ** max(0, j - order) for j in range(size))


def _rows(ranks: Sequence[Rank]) -> Iterator[Row]:
    """Give each party its row: the derivative whose order is the threshold of the rank above."""
    orders = (0, *(rank.threshold for rank in ranks))
    of_each = [order for order, rank in zip(orders, ranks, strict=False) for _ in rank.parties]
    for x, order in enumerate(of_each, 1):
        yield derivative_row(x, order, ranks[-1].threshold)


def _check(ranks: Sequence[Rank]) -> None:
    names = [party for rank in ranks for party in rank.parties]
    if not ranks or not all(rank.parties for rank in ranks) or len(set(names)) != len(names):
        raise ValueError("ranks are needed, with different parties in each")
    thresholds = [0, *(rank.threshold for rank in ranks)]
    if any(below <= above for above, below in pairwise(thresholds)):
        raise ValueError("thresholds are 1 or more, and grow from each rank to the one below")
    for rank, count in zip(ranks, accumulate(len(rank.parties) for rank in ranks), strict=True):
        if rank.threshold > count:
            raise ValueError(f"{rank.threshold} of {count} can never take part")
