"""Files of any length: the bytes of ``Share``, constant memory, and all or nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import BadShare, CryptokitError, Inconsistent, NotEnoughShares
from cryptokit.keys import DataKey
from cryptokit.primitives.keystream import Keystream
from cryptokit.rng import lesson
from cryptokit.sharing import Share, join, stream
from cryptokit.sharing.stream import CHUNK, join_files, split_file

SECRET = Keystream(DataKey(b"a long secret".ljust(32))).take(2 * CHUNK + 77)


@pytest.fixture
def shared(tmp_path):
    """Five share files of a secret that takes three pieces, 3 needed."""
    return make(tmp_path, SECRET)


def make(folder, secret, threshold=3, shares=5, name="share"):
    source = folder / f"{name}.secret"
    source.write_bytes(secret)
    targets = [folder / f"{name}-{i}" for i in range(1, shares + 1)]
    split_file(source, targets, threshold=threshold, rng=lesson(name))
    return targets


def test_three_of_five_files_give_the_secret(shared, tmp_path):
    join_files([shared[i] for i in (4, 0, 2)], tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == SECRET


def test_a_share_file_is_a_share(tmp_path):
    files = make(tmp_path, b"meet me at nine", threshold=2, shares=3)
    shares = [Share.from_bytes(file.read_bytes()) for file in files]
    assert join(shares[1:]) == b"meet me at nine"
    (tmp_path / "made").mkdir()
    for share in shares:
        (tmp_path / "made" / str(share.x)).write_bytes(share.to_bytes())
    join_files([tmp_path / "made" / "1", tmp_path / "made" / "3"], tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == b"meet me at nine"


@settings(max_examples=20)
@given(st.binary(min_size=1, max_size=40), st.integers(2, 4), st.data())
def test_any_k_files_of_n(tmp_path_factory, secret, k, data):
    folder = tmp_path_factory.mktemp("any")
    files = make(folder, secret, threshold=k, shares=5)
    chosen = data.draw(st.permutations(files))[: data.draw(st.integers(k, 5))]
    join_files(chosen, folder / "again")
    assert (folder / "again").read_bytes() == secret


def test_progress_ends_at_the_end(shared, tmp_path):
    seen = []
    join_files(shared[:3], tmp_path / "again", progress=lambda done, of: seen.append((done, of)))
    size = len(SECRET)
    assert seen == [(CHUNK, size), (2 * CHUNK, size), (size, size)]


def refused(sources, target, error):
    with pytest.raises(error) as told:
        join_files(sources, target)
    assert not list(target.parent.glob("*again*"))
    return told.value


def test_too_few_files_are_refused(shared, tmp_path):
    error = refused(shared[:2], tmp_path / "again", NotEnoughShares)
    assert (error.have, error.need) == (2, 3)
    assert refused([], tmp_path / "again", NotEnoughShares).have == 0


def test_the_same_file_twice_is_refused(shared, tmp_path):
    error = refused([shared[0], shared[1], shared[0]], tmp_path / "again", BadShare)
    assert error.holder == str(shared[0])


def test_a_file_of_another_set_is_named(shared, tmp_path):
    other = make(tmp_path, SECRET, name="other")[2]
    for files in ([*shared[:3], other], [other, *shared[:3]]):
        error = refused(files, tmp_path / "again", Inconsistent)
        assert error.holder == str(other)


@pytest.mark.parametrize("at", [-1, -5, CHUNK + 100])
@pytest.mark.parametrize("given_", [3, 4, 5])
def test_a_flipped_bit_is_found_in_its_file_and_nothing_is_written(shared, tmp_path, at, given_):
    data = bytearray(shared[1].read_bytes())
    data[at] ^= 4
    shared[1].write_bytes(data)
    error = refused(shared[:given_], tmp_path / "again", BadShare)
    assert error.holder == str(shared[1])


def test_a_changed_share_with_a_new_checksum_is_found_by_one_to_spare(shared, tmp_path):
    share = Share.from_bytes(shared[1].read_bytes())
    value = bytearray(share.value.reveal())
    value[CHUNK + 1] ^= 1
    forged = Share(set_id=share.set_id, threshold=3, x=2, value=type(share.value)(bytes(value)))
    shared[1].write_bytes(forged.to_bytes())
    error = refused(shared[:4], tmp_path / "again", Inconsistent)
    assert error.holder == ", ".join(map(str, shared[:4]))  # one to spare tells no more
    join_files(shared[:3], tmp_path / "wrong")  # with none to spare nothing can be told
    assert (tmp_path / "wrong").read_bytes() != SECRET


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d[:-1],
        lambda d: d[: len(d) // 2],
        lambda d: d + b"!",
        lambda d: d[:20],
        lambda d: d[:0],
    ],
    ids=["a byte less", "half", "a byte more", "no header", "nothing"],
)
def test_a_file_that_is_cut_or_goes_on_is_named(shared, tmp_path, change):
    shared[2].write_bytes(change(shared[2].read_bytes()))
    assert refused(shared[:3], tmp_path / "again", BadShare).holder == str(shared[2])


@pytest.mark.parametrize(("at", "what"), [(23, "threshold"), (25, "size")])
def test_a_header_without_sense_is_refused(shared, tmp_path, at, what):
    data = bytearray(shared[0].read_bytes())
    data[at : at + (4 if what == "size" else 1)] = bytes(4 if what == "size" else 1)
    shared[0].write_bytes(data)
    error = refused([shared[0]], tmp_path / "again", BadShare)
    assert what in str(error)
    assert error.holder == str(shared[0])


def test_a_share_at_zero_is_refused(shared, tmp_path):
    data = bytearray(shared[0].read_bytes())
    data[24] = 0
    shared[0].write_bytes(data)
    error = refused(shared[:3], tmp_path / "again", BadShare)
    assert error.holder == str(shared[0])
    assert "the secret itself" in str(error)


@given(st.binary(max_size=80))
def test_any_other_bytes_are_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("noise")
    (folder / "noise").write_bytes(data)
    refused([folder / "noise"], folder / "again", CryptokitError)


def test_a_target_that_is_there_stays_as_it_was(shared, tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(FileExistsError):
        join_files(shared[:3], tmp_path / "mine")
    with pytest.raises(FileExistsError):
        split_file(tmp_path / "share.secret", [tmp_path / "new", tmp_path / "mine"], threshold=2)
    assert (tmp_path / "mine").read_text() == "mine"
    assert not (tmp_path / "new").exists()


def test_a_disk_that_fills_leaves_no_share(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "checksum", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make(tmp_path, b"secret")
    assert [file.name for file in tmp_path.iterdir()] == ["share.secret"]


def test_a_name_that_cannot_be_given_leaves_no_share(tmp_path, monkeypatch):
    rename, given_ = Path.rename, []

    def twice(path, target):
        given_.append(target)
        if len(given_) == 3:
            raise PermissionError(str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", twice)
    with pytest.raises(PermissionError):
        make(tmp_path, b"secret")
    assert [file.name for file in tmp_path.iterdir()] == ["share.secret"]


def test_a_file_that_grows_while_it_is_read_leaves_no_share(tmp_path):
    source = tmp_path / "grows"
    source.write_bytes(SECRET)

    def grow(_done, _of):
        with source.open("ab") as file:
            file.write(b"more")

    with pytest.raises(ValueError, match="changed its length"):
        split_file(source, [tmp_path / "a", tmp_path / "b"], threshold=2, progress=grow)
    assert [file.name for file in tmp_path.iterdir()] == ["grows"]


def test_what_can_not_be_split_is_refused(tmp_path):
    source = tmp_path / "empty"
    source.touch()
    with pytest.raises(ValueError, match="1 to 4294967295 bytes"):
        split_file(source, [tmp_path / "a", tmp_path / "b"], threshold=2)
    source.write_bytes(b"secret")
    for threshold in (0, 1, 3):
        with pytest.raises(ValueError, match="threshold"):
            split_file(source, [tmp_path / "a", tmp_path / "b"], threshold=threshold)


PEAK = """
import sys
from pathlib import Path
from cryptokit.sharing.stream import join_files, split_file
folder = Path(sys.argv[1])
split_file(folder / "big", [folder / f"s{i}" for i in range(5)], threshold=3)
join_files([folder / f"s{i}" for i in range(3)], folder / "again")
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_memory_does_not_grow_with_the_file(tmp_path):
    peaks = []
    for size in (CHUNK, 24 * CHUNK):
        folder = tmp_path / str(size)
        folder.mkdir()
        (folder / "big").write_bytes(bytes(size))
        done = subprocess.run(
            [sys.executable, "-c", PEAK, str(folder)], check=True, capture_output=True, text=True
        )
        peaks.append(int(done.stdout) * 1024)
    assert peaks[1] - peaks[0] < 8 * CHUNK
