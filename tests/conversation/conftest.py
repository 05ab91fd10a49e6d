"""Small exports to read, drawn by Hypothesis or written by hand."""

import io
import json
from pathlib import PurePath

import pytest
from hypothesis import strategies as st

from cryptokit.conversation.files.source import Source

words = st.text(st.characters(codec="utf-8"), max_size=12)
names = st.sampled_from(["Ann", "Ben", "Галя", "نور", None])
people = st.integers(1, 4).map("user100000000{}".format)
pieces = st.one_of(words, st.fixed_dictionaries({"type": st.just("bold"), "text": words}))


@st.composite
def entries(draw):
    """Draw one entry of any kind, without its id."""
    kind = draw(st.sampled_from(["message", "message", "service", "unsupported"]))
    if kind == "unsupported":
        return {"type": kind}
    entry = {"type": kind, "date_unixtime": str(draw(st.integers(0, 2**34)))}
    if kind == "service":
        return entry | {"actor": draw(names), "actor_id": draw(people), "action": "pin_message"}
    text = draw(st.one_of(words, st.lists(pieces, max_size=4)))
    return entry | {"from": draw(names), "from_id": draw(people), "text": text}


@st.composite
def chats(draw):
    """Draw a chat as a Telegram export holds it."""
    inside = draw(st.lists(entries(), max_size=8))
    numbered = [{"id": number} | entry for number, entry in enumerate(inside, start=1)]
    kind = draw(st.sampled_from(["private_group", "personal_chat", "saved_messages"]))
    return {"name": draw(words), "type": kind, "id": 1000000001, "messages": numbered}


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Write bytes, text or a JSON value to a file, and give its path."""
    folder = tmp_path_factory.mktemp("exports")

    def write(what, name="result.json"):
        path = folder / name
        if not isinstance(what, (str, bytes)):
            what = json.dumps(what, ensure_ascii=False, indent=1)
        path.write_bytes(what.encode() if isinstance(what, str) else what)
        return path

    return write


@pytest.fixture(scope="session")
def telegram_chats():
    """Give the strategy for Telegram chats."""
    return chats()


class Slices(io.BytesIO):
    """A file that hands out the parts it was made of, one at each read."""

    def __init__(self, parts):
        super().__init__()
        self.parts = iter([part.encode() for part in parts])

    def read(self, _size=-1):
        return next(self.parts, b"")

    def readline(self, _size=-1):
        return b""


@pytest.fixture(scope="session")
def in_pieces():
    """Give parts of a text as a source that is read in just these pieces."""
    return lambda parts, name: Source(name, PurePath(name).stem, 0, lambda: Slices(parts))
