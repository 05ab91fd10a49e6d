"""Two decoders for points of a polynomial of which some are wrong, over any finite field.

Points are a Reed-Solomon code word: m of them with threshold k correct up to (m - k) / 2 wrong
ones, and no method corrects more for certain. For shares as records see ``robust``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares
from cryptokit.primitives import linear, polynomials
from cryptokit.primitives.fields import FiniteField
from cryptokit.primitives.polynomials import Polynomial

Points = Mapping[int, int]
"""x -> value."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The polynomial, whose value at 0 is the secret, and the x of those that do not lie on it."""

    polynomial: Polynomial = field(repr=False)
    cheaters: tuple[int, ...]


def berlekamp_welch(points: Points, threshold: int, field: FiniteField) -> Decoded:
    """Find the polynomial that all but a few points lie on, by linear equations.

    If E is 0 at the wrong x, then f(x) E(x) = y E(x) at all of them: with Q = f E this is linear in
    the coefficients of Q and E. Takes m^3 steps for m points.

    Raises Inconsistent if more than (m - k) / 2 points are wrong; NotEnoughShares; BadShare for a
    point at 0 or out of the field.

    >>> from cryptokit.primitives.fields import Prime
    >>> berlekamp_welch({1: 5, 2: 6, 3: 1, 4: 1}, 2, Prime(7)).cheaters
    (3,)

    See: Berlekamp and Welch, US patent 4,633,470, 1986.
    """
    _require_points(points, threshold, field)
    return _decided(by_equations(points, threshold, field), points, field)


def gao(points: Points, threshold: int, field: FiniteField) -> Decoded:
    """Find the polynomial that all but a few points lie on, by a Euclidean algorithm cut short.

    It runs on the polynomial that is 0 at all x and the one through all points, until the degree is
    below (m + k) / 2; what is left is f times the cofactor. This takes m^2 steps for m points.

    Raises as ``berlekamp_welch`` does.

    >>> from cryptokit.primitives.fields import Prime
    >>> gao({1: 5, 2: 6, 3: 1, 4: 1}, 2, Prime(7)).cheaters
    (3,)

    See: Gao, "A new algorithm for decoding Reed-Solomon codes", 2003.
    """
    _require_points(points, threshold, field)
    return _decided(by_euclid(points, threshold, field), points, field)


def bound(points: int, threshold: int) -> int:
    """Give how many wrong points can be corrected.

    >>> bound(7, 3), bound(6, 3)
    (2, 1)
    """
    return (points - threshold) // 2


def by_equations(points: Points, threshold: int, field: FiniteField) -> Polynomial | None:
    """Decode by linear equations; None beyond the bound."""
    wrong = bound(len(points), threshold)
    rows, right = list[list[int]](), list[int]()
    for x, y in points.items():
        powers = _powers(x, wrong + threshold, field)
        minus_y = field.subtract(0, y)
        rows.append(powers + [field.multiply(minus_y, power) for power in powers[:wrong]])
        right.append(field.multiply(y, powers[wrong]))
    solution = linear.solve(rows, right, field)
    if solution is None:
        return None
    q, e = solution[: wrong + threshold], (*solution[wrong + threshold :], 1)
    return _exact(q, e, threshold, field)


def by_euclid(points: Points, threshold: int, field: FiniteField) -> Polynomial | None:
    """Decode by a Euclidean algorithm cut short; None beyond the bound."""
    before: Polynomial = (1,)
    for x in points:
        before = polynomials.multiply(before, (field.subtract(0, x), 1), field)
    now = polynomials.through(points, field)
    cofactor_before: Polynomial = ()
    cofactor: Polynomial = (1,)
    while 2 * (len(now) - 1) >= len(points) + threshold:
        quotient, rest = polynomials.divide(before, now, field)
        product = polynomials.multiply(quotient, cofactor, field)
        before, now = now, rest
        cofactor_before, cofactor = cofactor, _subtract(cofactor_before, product, field)
    return _exact(now, cofactor, threshold, field)


def _exact(
    a: Sequence[int], b: Sequence[int], threshold: int, field: FiniteField
) -> Polynomial | None:
    quotient, rest = polynomials.divide(a, b, field)
    return None if rest or len(quotient) > threshold else quotient


def _subtract(a: Sequence[int], b: Sequence[int], field: FiniteField) -> Polynomial:
    return polynomials.add(a, [field.subtract(0, c) for c in b], field)


def _powers(x: int, count: int, field: FiniteField) -> list[int]:
    row = [1]
    for _ in range(count - 1):
        row.append(field.multiply(row[-1], x))
    return row


def cheaters(polynomial: Polynomial, points: Points, field: FiniteField) -> tuple[int, ...]:
    """Give the x of the points that do not lie on a polynomial."""
    return tuple(
        x for x, y in sorted(points.items()) if polynomials.evaluate(polynomial, x, field) != y
    )


def _decided(polynomial: Polynomial | None, points: Points, field: FiniteField) -> Decoded:
    if polynomial is None:
        raise too_many(", ".join(map(str, points)))
    return Decoded(polynomial, cheaters(polynomial, points, field))


def too_many(everybody: str) -> Inconsistent:
    """Give the error for more wrong points than can be corrected: it names all."""
    return Inconsistent(
        "more are wrong than can be corrected",
        holder=everybody,
        hint="two more right shares correct one more wrong one",
    )


def _require_points(points: Points, threshold: int, field: FiniteField) -> None:
    if threshold < 1:
        raise ValueError(f"a threshold is at least 1, not {threshold}")
    for x, y in points.items():
        if not 0 < x < field.order or not 0 <= y < field.order:
            raise BadShare("at 0, or out of the field", holder=str(x))
    if len(points) < threshold:
        raise NotEnoughShares(have=len(points), need=threshold)
