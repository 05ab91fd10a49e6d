"""Long files on the command line: piece by piece, all or nothing, and the same bytes as always."""

import pytest

from cryptokit.cli import handing
from cryptokit.keys import DataKey
from cryptokit.primitives.keystream import Keystream
from cryptokit.sharing import Share, join

LONG = Keystream(DataKey(b"long".ljust(32))).take(handing._LONG + 5)


@pytest.fixture
def parts(shares, tmp_path):
    """Five share files of a long secret, three needed."""
    (tmp_path / "secret").write_bytes(LONG)
    plan = ("-k", 3, "-n", 5, "--out", tmp_path / "parts")
    status, out, err = shares("split", tmp_path / "secret", *plan)
    assert (status, out) == (0, b"")
    assert "5 files in" in err
    assert "AES-256" in err
    return sorted((tmp_path / "parts").iterdir())


def test_a_long_file_comes_back(shares, parts, tmp_path):
    assert shares("join", *parts[2:], "--out", tmp_path / "again") == (0, b"", "")
    assert (tmp_path / "again").read_bytes() == LONG
    assert (tmp_path / "again").stat().st_mode & 0o077 == 0


def test_the_files_are_shares_like_any_other(shares, parts):
    assert join([Share.from_bytes(part.read_bytes()) for part in parts]) == LONG
    status, out, _ = shares("inspect", *parts)
    assert status == 0
    assert "5 shares, 3 needed: enough" in out.decode()


@pytest.mark.parametrize("some", [2, 0])
def test_too_few_long_files_write_nothing(refused, parts, tmp_path, some):
    message = refused("join", *(parts[:some] or [tmp_path / "secret"]), "--out", tmp_path / "again")
    assert ("2 shares, but 3 are needed" in message) == (some == 2)
    assert not (tmp_path / "again").exists()


def test_a_damaged_long_file_is_named_and_nothing_is_written(refused, parts, tmp_path):
    data = bytearray(parts[1].read_bytes())
    data[700_000] ^= 1
    parts[1].write_bytes(data)
    message = refused("join", *parts[:3], "--out", tmp_path / "again")
    assert str(parts[1]) in message
    assert not (tmp_path / "again").exists()


def test_a_long_file_with_a_wrong_plan_leaves_no_folder(refused, tmp_path):
    (tmp_path / "secret").write_bytes(LONG)
    plan = ("-k", 4, "-n", 3, "--out", tmp_path / "p")
    message = refused("split", tmp_path / "secret", *plan)
    assert "4 of 3" in message
    assert [one.name for one in tmp_path.iterdir()] == ["secret"]


def test_a_short_secret_goes_into_a_new_file_too(shares, refused, tmp_path):
    (tmp_path / "secret").write_bytes(b"meet me at nine")
    assert shares("split", tmp_path / "secret", "-k", 2, "-n", 2, "--out", tmp_path / "p")[0] == 0
    parts = sorted((tmp_path / "p").iterdir())
    assert shares("join", *parts, "--out", tmp_path / "again")[:2] == (0, b"")
    assert (tmp_path / "again").read_bytes() == b"meet me at nine"
    assert shares("join", *parts, "--hex", "--out", tmp_path / "hex")[0] == 0
    assert (tmp_path / "hex").read_text() == f"{b'meet me at nine'.hex()}\n"
    assert "is there already" in refused("join", *parts, "--out", tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == b"meet me at nine"


def test_a_folder_and_a_missing_file_are_answered_with_what_to_try(refused, tmp_path):
    assert f"the files in it: {tmp_path}/*" in refused("join", tmp_path)
    assert "a path that is there" in refused("join", tmp_path / "nothing")
