"""Nothing here goes to the net, and nothing changes the file that a person brought."""

import hashlib
import shutil
import socket

import pytest

from cryptokit.cli import main
from cryptokit.conversation.samples import sample


@pytest.fixture
def no_net(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a network connection was opened")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_net")
@pytest.mark.parametrize("name", ["two-classmates.json", "whatsapp-en.txt"])
def test_the_experiment_opens_no_connection_and_changes_nothing(
    name, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    export = tmp_path / "mine" / name
    export.parent.mkdir()
    shutil.copyfile(sample(name), export)
    before = hashlib.sha256(export.read_bytes()).digest(), export.stat().st_mtime_ns
    with pytest.raises(SystemExit, match="0"):
        main(["who-can-read", str(export)])
    assert "Who can read" in capsys.readouterr().out
    assert (hashlib.sha256(export.read_bytes()).digest(), export.stat().st_mtime_ns) == before
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]
