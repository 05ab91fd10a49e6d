"""What a student might hand in: sharing modulo 251, once without a mistake, and once with each.

A share is a pair of x and bytes: the threshold, then four bytes for each byte of the secret, room
enough for numbers that should not be so large.
"""

from functools import partial

from hypothesis import strategies as st

from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import Prime
from cryptokit.rng import lesson
from cryptokit.testing import Scheme

P = 251
WIDTH = 4
SECRETS = (b"\x00", b"\x01", b"\xfa")

MISTAKES = (
    "a share at x = 0 is believed",
    "one x twice is believed",
    "shares begin at x = 0",
    "the leading coefficient is never 0",
    "coefficients differ from one another and from the secret",
    "one polynomial for all bytes",
    "coefficients from a fixed seed",
    "coefficients are bytes modulo p",
    "rejection off by one",
    "integers instead of a field",
    "the sum is not reduced",
    "a composite modulus",
    "joined in another field",
    "nothing to compare shares with",
    "the threshold is not told",
)


def student(mistake=""):
    """Give the code, with one mistake in it."""
    return Scheme(
        split=partial(split, mistake=mistake),
        join=partial(join, mistake=mistake),
        look=lambda share: share,
        forge=lambda _share, point: point,
        of=st.lists(st.integers(0, P - 1), min_size=1, max_size=2).map(bytes),
    )


def split(secret, *, threshold, shares, rng, mistake):
    if mistake == "coefficients from a fixed seed":
        rng = lesson("1234")
    first = 0 if mistake == "shares begin at x = 0" else 1
    curves = [(byte, *luck(byte, threshold - 1, rng, mistake)) for byte in secret]
    if mistake == "one polynomial for all bytes":
        curves = [(byte, *curves[0][1:]) for byte in secret]
    return [
        (x, bytes([threshold]) + b"".join(value(curve, x, mistake) for curve in curves))
        for x in range(first, first + shares)
    ]


def luck(byte, count, rng, mistake):
    """Draw coefficients below P, by rejection."""
    drawn = []
    while len(drawn) < count:
        (c,) = rng(1)
        if mistake == "coefficients are bytes modulo p":
            c %= P
        if c > P - (mistake != "rejection off by one"):
            continue
        if mistake == "the leading coefficient is never 0" and c == 0 and len(drawn) == count - 1:
            continue
        if mistake.startswith("coefficients differ") and c in {byte, *drawn}:
            continue
        drawn.append(c)
    return drawn


def value(curve, x, mistake):
    terms = [c * x**j for j, c in enumerate(curve)]
    if mistake == "integers instead of a field":
        return sum(terms).to_bytes(WIDTH, "big")
    if mistake == "the sum is not reduced":
        return sum(term % P for term in terms).to_bytes(WIDTH, "big")
    modulus = 249 if mistake == "a composite modulus" else P
    return (sum(terms) % modulus).to_bytes(WIDTH, "big")


def join(shares, *, mistake):
    xs, values = zip(*shares, strict=True)
    if 0 in xs and mistake not in {"a share at x = 0 is believed", "shares begin at x = 0"}:
        raise ValueError("a share at x = 0")
    if len(set(xs)) < len(xs) and mistake != "one x twice is believed":
        raise ValueError("one x twice")
    need = values[0][0]
    if mistake == "the threshold is not told":
        need = len(xs)
    if len(xs) < need:
        raise ValueError("too few shares")
    return bytes(
        constant(dict(zip(xs, numbers, strict=True)), need, mistake)
        for numbers in zip(*map(read, values), strict=True)
    )


def read(data):
    return [int.from_bytes(data[i : i + WIDTH], "big") for i in range(1, len(data), WIDTH)]


def constant(points, need, mistake):
    """Interpolate at 0, and compare the shares to spare with the rest."""
    modulus = {"joined in another field": 241, "a composite modulus": 249}.get(mistake, P)
    field, some = Prime(modulus), dict(list(points.items())[:need])
    if mistake != "nothing to compare shares with":
        for x, y in points.items():
            if polynomials.interpolate(some, field, x) != y % modulus:
                raise ValueError("not on one polynomial")
    return polynomials.interpolate(some, field)
