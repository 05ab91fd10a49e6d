"""The published bytes of each transport."""

import json
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.errors import WireError
from cryptokit.mtproto.transports.codec import feed
from cryptokit.rng import system

VECTORS = Path(__file__).parents[2] / "vectors"


def unhex(value):
    if isinstance(value, dict):
        return {name: unhex(inner) for name, inner in value.items()}
    try:
        return bytes.fromhex(value)
    except ValueError:
        return value


@pytest.fixture(scope="session")
def vectors():
    found = json.loads((VECTORS / "mtproto-message.json").read_text("utf-8"))
    return unhex(found["transports"])


def written(codec, frames):
    data = b""
    for frame in frames:
        codec, more = codec.write(frame, rng=system)
        data += more
    return data


def cut(data, places):
    at = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(at)]


def received(codec, pieces):
    """Feed pieces; give all frames, and how it ended."""
    frames = []
    for piece in pieces:
        while True:
            try:
                codec, more = feed(codec, piece)
            except WireError as error:
                return frames, (error.what, error.offset, error.field)
            frames += more
            piece = b""  # noqa: PLW2901  # once more, to hear of a bad frame behind the good ones
            if not more:
                break
    return frames, None


@pytest.fixture(scope="session")
def tools():
    """Give what every test of this folder does: write, cut, receive."""
    return SimpleNamespace(written=written, cut=cut, received=received)
