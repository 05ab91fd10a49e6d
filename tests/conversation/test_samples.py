"""The bundled chats, and how cheap the room is to enter."""

import json
import subprocess
import sys

import pytest

from cryptokit.conversation import read_chat
from cryptokit.conversation.samples import default, names, sample
from cryptokit.errors import Unknown


def test_every_bundled_chat_can_be_read():
    assert len(names()) == 6
    assert all(read_chat(sample(name)).messages for name in names())


def test_an_unknown_sample_is_answered_with_those_there_are():
    with pytest.raises(Unknown, match=r"'two-classmates\.json', or one of"):
        sample("two-classmate.json")


def test_the_default_is_one_of_the_samples():
    assert default() == sample("two-classmates.json")


def test_entering_the_room_needs_the_standard_library_alone():
    look = "import sys, cryptokit.conversation as c; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True
    ).stdout.split()
    tops = {name.partition(".")[0] for name in loaded}
    assert not tops & {"numpy", "rich", "click", "cryptography", "nacl", "tempfile"}


def test_an_unknown_chat_is_answered_without_real_names(tmp_path):
    people = {"name": "Bruno", "type": "personal_chat", "id": 5, "messages": []}
    path = tmp_path / "result.json"
    path.write_text(json.dumps(people))
    with pytest.raises(Unknown) as error:
        read_chat(path, chat="nope")
    assert "Bruno" not in str(error.value)
    with pytest.raises(Unknown, match="Bruno"):
        read_chat(path, chat="nope", names=True)
    assert read_chat(path, chat="Bruno").name == read_chat(path, chat="Alice").name == "Alice"
