"""Nothing here goes to the net, and nothing changes the file that a person brought."""

import hashlib
import shutil
import socket
import subprocess
import sys
import zipfile

import pytest

from cryptokit.cli import main
from cryptokit.conversation.samples import names, sample


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


WATCHED = """
import os, sys
from cryptokit.cli import main

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ALTERING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.link", "os.symlink",
            "os.chmod", "os.utime", "os.system", "shutil.", "tempfile.", "sqlite3.", "subprocess.",
            "socket.")
seen = []

def watch(event, args):
    if (event == "open" and args[2] & WRITING) or event.startswith(ALTERING):
        seen.append((event, str(args[:1])))

sys.addaudithook(watch)
try:
    main(sys.argv[1:])
finally:
    print("touched:", seen, file=sys.stderr)
"""


def watched(*args):
    """Run the command line while the interpreter reports whatever it does to files and the net."""
    command = [sys.executable, "-B", "-c", WATCHED, *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.mark.parametrize("options", [[], ["--messages"], ["--json"], ["--names"]])
@pytest.mark.parametrize("name", names())
def test_reading_a_chat_touches_no_file_and_no_net(name, options, tmp_path):
    zipped = tmp_path / "export.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(sample(name), name)
    for path in (sample(name), zipped):
        done = watched("chat", path, *options)
        assert done.returncode == 0, done.stderr
        assert done.stderr.splitlines()[-1] == "touched: []"


def test_the_watch_sees_what_is_written(tmp_path):
    done = watched("chat", sample("whatsapp-en.txt"), "--figure", tmp_path / "figure.svg")
    assert "figure.svg" in done.stderr.splitlines()[-1]
