"""Known answers, keys, and strategies' raw material for the tests of this room."""

import json
from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[1] / "vectors"


@pytest.fixture(scope="session")
def messages():
    return json.loads((VECTORS / "mtproto-message.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def secret_chat():
    return json.loads((VECTORS / "mtproto-secret-chat.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def queue():
    """Give a randomness source that hands out the given bytes in order."""

    def make(*parts):
        left = list(parts)

        def draw(size):
            assert size == len(left[0]), f"{size} bytes drawn, {len(left[0])} in the vector"
            return left.pop(0)

        return draw

    return make
