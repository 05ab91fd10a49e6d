"""Polynomials in the exponent: what can be computed while every number hides behind an element."""

from collections.abc import Mapping, Sequence

from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import Element, Group, combine


def evaluate(elements: Sequence[Element], x: int, group: Group) -> Element:
    """Give f(x) B from c0 B, c1 B, c2 B, ..., where f(x) = c0 + c1 x + c2 x^2 + ...

    >>> from cryptokit.primitives.edwards25519 import EDWARDS25519 as G
    >>> evaluate([G.times_base(3), G.times_base(4)], 10, G) == G.times_base(43)
    True

    See: Feldman, "A practical scheme for non-interactive verifiable secret sharing", FOCS 1987.
    """
    powers = [pow(x, j, SCALARS.order) for j in range(len(elements))]
    return combine(powers, list(elements), group)


def interpolate(points: Mapping[int, Element], group: Group, at: int = 0) -> Element:
    """Give f(at) B of the polynomial f of least degree through ``points``, which are x -> f(x) B.

    >>> from cryptokit.primitives.edwards25519 import EDWARDS25519 as G
    >>> interpolate({1: G.times_base(13), 2: G.times_base(23)}, G) == G.times_base(3)
    True
    """
    weights = polynomials.weights(tuple(points), SCALARS, at)
    return combine(list(weights), list(points.values()), group)
