"""Systems of linear equations over a finite field."""

from collections.abc import Sequence

from cryptokit.primitives.fields import FiniteField


def solve(
    rows: Sequence[Sequence[int]], right: Sequence[int], field: FiniteField
) -> tuple[int, ...] | None:
    """Give one solution of ``rows`` times it = ``right``, free unknowns 0; None if there is none.

    >>> from cryptokit.primitives.fields import Prime
    >>> solve([[1, 1], [1, 2]], [5, 6], Prime(7)), solve([[1, 1], [2, 2]], [1, 3], Prime(7))
    ((4, 1), None)
    """
    unknowns = len(rows[0]) if rows else 0
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    pivots = list[int]()
    for column in range(unknowns):
        done = len(pivots)
        found = next((i for i in range(done, len(table)) if table[i][column]), None)
        if found is None:
            continue
        table[done], table[found] = table[found], table[done]
        _clear(table, done, column, field)
        pivots.append(column)
    if any(row[-1] for row in table[len(pivots) :]):
        return None
    solution = [0] * unknowns
    for row, column in zip(table, pivots, strict=False):  # rows below the last pivot are zero
        solution[column] = row[-1]
    return tuple(solution)


def _clear(table: list[list[int]], pivot: int, column: int, field: FiniteField) -> None:
    """Make the pivot 1, and its column 0 in all other rows."""
    scale = field.invert(table[pivot][column])
    table[pivot] = [field.multiply(value, scale) for value in table[pivot]]
    for i, row in enumerate(table):
        if i != pivot and row[column]:
            factor = row[column]
            table[i] = [
                field.subtract(value, field.multiply(factor, above))
                for value, above in zip(row, table[pivot], strict=True)
            ]
