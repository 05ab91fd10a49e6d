"""Polynomials over a finite field: coefficients from the lowest on, and points on their curves."""

from collections.abc import Mapping, Sequence
from functools import reduce

from cryptokit.primitives.fields import FiniteField

Polynomial = tuple[int, ...]
"""c0, c1, c2, ... of c0 + c1 x + c2 x^2 + ...; no zeros at the end, so that () is the zero."""


def evaluate(coefficients: Sequence[int], x: int, field: FiniteField) -> int:
    """Give the value at ``x``.

    >>> from cryptokit.primitives.fields import Prime
    >>> evaluate((3, 1, 2), 2, Prime(7))
    6
    """
    return reduce(lambda sum_, c: field.add(field.multiply(sum_, x), c), reversed(coefficients), 0)


def weights(xs: Sequence[int], field: FiniteField, at: int = 0) -> tuple[int, ...]:
    """Give the weights with which the values at ``xs`` make up the value at ``at``.

    Raises ValueError for a repeated x, at which no polynomial is determined.

    >>> from cryptokit.primitives.fields import Prime
    >>> weights((1, 2, 3), Prime(7))
    (3, 4, 1)

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    if len(set(xs)) != len(xs):
        raise ValueError("the same x twice: no polynomial is determined")
    row = list[int]()
    for i, x in enumerate(xs):
        above = below = 1
        for other in (*xs[:i], *xs[i + 1 :]):
            above = field.multiply(above, field.subtract(at, other))
            below = field.multiply(below, field.subtract(x, other))
        row.append(field.multiply(above, field.invert(below)))
    return tuple(row)


def interpolate(points: Mapping[int, int], field: FiniteField, at: int = 0) -> int:
    """Give the value at ``at`` of the polynomial of least degree through ``points`` (x -> value).

    >>> from cryptokit.primitives.fields import Prime
    >>> interpolate({1: 4, 3: 6}, Prime(7))
    3
    """
    products = map(field.multiply, weights(tuple(points), field, at), points.values())
    return reduce(field.add, products, 0)


def through(points: Mapping[int, int], field: FiniteField) -> Polynomial:
    """Give the polynomial of least degree through ``points`` (x -> value), after Newton.

    Point by point, it is corrected by a multiple of what is 0 at all points before.

    >>> from cryptokit.primitives.fields import Prime
    >>> through({1: 4, 3: 6}, Prime(7))
    (3, 1)
    """
    total: Polynomial = ()
    vanishing: Polynomial = (1,)
    for x, y in points.items():
        gap = field.subtract(y, evaluate(total, x, field))
        scale = field.multiply(gap, field.invert(evaluate(vanishing, x, field)))
        total = add(total, [field.multiply(scale, c) for c in vanishing], field)
        vanishing = multiply(vanishing, (field.subtract(0, x), 1), field)
    return total


def add(a: Sequence[int], b: Sequence[int], field: FiniteField) -> Polynomial:
    """Add two polynomials.

    >>> from cryptokit.primitives.fields import Prime
    >>> add((1, 2), (3, 5), Prime(7))
    (4,)
    """
    longest = max(len(a), len(b))
    pairs = zip(_padded(a, longest), _padded(b, longest), strict=True)
    return trim([field.add(x, y) for x, y in pairs])


def multiply(a: Sequence[int], b: Sequence[int], field: FiniteField) -> Polynomial:
    """Multiply two polynomials.

    >>> from cryptokit.primitives.fields import Prime
    >>> multiply((1, 1), (1, 1), Prime(7))
    (1, 2, 1)
    """
    product = [0] * max(0, len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            product[i + j] = field.add(product[i + j], field.multiply(x, y))
    return trim(product)


def divide(a: Sequence[int], b: Sequence[int], field: FiniteField) -> tuple[Polynomial, Polynomial]:
    """Divide ``a`` by ``b``: quotient and remainder. Raises ZeroDivisionError for b = 0.

    >>> from cryptokit.primitives.fields import Prime
    >>> divide((1, 2, 2), (1, 1), Prime(7))
    ((0, 2), (1,))
    """
    divisor = trim(b)
    if not divisor:
        raise ZeroDivisionError("a polynomial is not divided by 0")
    rest, scale = list(trim(a)), field.invert(divisor[-1])
    quotient = [0] * max(0, len(rest) - len(divisor) + 1)
    for shift in reversed(range(len(quotient))):
        factor = field.multiply(rest[shift + len(divisor) - 1], scale)
        quotient[shift] = factor
        for i, c in enumerate(divisor):
            rest[shift + i] = field.subtract(rest[shift + i], field.multiply(factor, c))
    return trim(quotient), trim(rest)


def trim(coefficients: Sequence[int]) -> Polynomial:
    """Leave out zeros at the end.

    >>> trim((3, 0, 1, 0, 0))
    (3, 0, 1)
    """
    size = len(coefficients)
    while size and not coefficients[size - 1]:
        size -= 1
    return tuple(coefficients[:size])


def _padded(a: Sequence[int], size: int) -> tuple[int, ...]:
    return (*a, *[0] * (size - len(a)))
