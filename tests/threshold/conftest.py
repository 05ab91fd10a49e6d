"""Keys that tests use again and again, and points that nobody should accept."""

import pytest
from nacl import bindings as sodium

from cryptokit.primitives.edwards25519 import EDWARDS25519 as G
from cryptokit.primitives.group import draw_scalar
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.threshold.accounts import generate, generate_hidden
from cryptokit.threshold.public import from_dealing

P = 2**255 - 19
OF_ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
BAD_POINTS = {
    "identity": G.identity,
    "order 2": (P - 1).to_bytes(32, "little"),
    "order 4": bytes(32),
    "order 8": OF_ORDER_8,
    "mixed order": sodium.crypto_core_ed25519_add(G.base, OF_ORDER_8),
    "not canonical": (P + 1).to_bytes(32, "little"),
    "not on the curve": (2).to_bytes(32, "little"),
    "all ones": b"\xff" * 32,
}


@pytest.fixture(params=BAD_POINTS.values(), ids=BAD_POINTS.keys())
def bad_point(request):
    return request.param


@pytest.fixture
def inside():
    """Run the test inside a lesson, whose keys may then protect something."""
    with lesson("threshold tests") as rng:
        yield rng


def from_a_dealer(rng):
    dealing = feldman.deal(draw_scalar(rng), threshold=3, shares=5, rng=rng)
    return dealing.shares, from_dealing(dealing)


def from_all(run):
    def make(rng):
        made = run(holders=5, threshold=3, rng=rng)
        return made.shares, made.public

    return make


ORIGINS = {
    "dealer": from_a_dealer,
    "joint": from_all(generate),
    "gjkr": from_all(generate_hidden),
}


@pytest.fixture(scope="session", params=ORIGINS.values(), ids=ORIGINS.keys())
def dealt(request):
    """A 3-of-5 key, from a dealer or made by all: its shares and its public half."""
    return request.param(lesson("a key"))
