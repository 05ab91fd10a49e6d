"""Signal's own stores: recognised, measured, never opened, and their keys never shown."""

import json
import re
import traceback
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import read_chat
from cryptokit.conversation.samples import names, sample
from cryptokit.conversation.signal.noise import entropy, is_noise
from cryptokit.conversation.signal.store import PAGE, Key, Store, look
from cryptokit.errors import BadExport, NothingToImport
from cryptokit.rng import lesson

KEY = lesson("a key of Signal's")(32).hex()
WRAPPED = b"v11".hex() + lesson("a wrapped key")(80).hex()
BACKUP = bytes.fromhex("00000036 0a34 0a10") + bytes(16) + b"\x12\x20" + bytes(range(32))
CLEAR = json.dumps({"key": KEY, "window": {"width": 800}})


def wrapped(**more):
    return json.dumps({"encryptedKey": WRAPPED, **more})


def sqlcipher_pages(count, seed="pages"):
    """Lay pages out as SQLCipher 4 does: AES-256-CBC, then an IV and an HMAC-SHA512 at the end.

    See: zetetic.net, "SQLCipher Design".
    """
    draw = lesson(seed)
    key, mac_key, salt = draw(32), draw(32), draw(16)
    for number in range(1, count + 1):
        body = bytes(PAGE - 80 - (16 if number == 1 else 0))
        iv = draw(16)
        encryptor = Cipher(algorithms.AES256(key), modes.CBC(iv)).encryptor()
        locked = encryptor.update(body) + encryptor.finalize() + iv
        mac = hmac.HMAC(mac_key, hashes.SHA512())
        mac.update(locked + number.to_bytes(4, "little"))
        yield (salt if number == 1 else b"") + locked + mac.finalize()


@pytest.fixture
def database(tmp_path):
    """Write a database as SQLCipher lays it out."""
    path = tmp_path / "db.sqlite"
    path.write_bytes(b"".join(sqlcipher_pages(3)))
    return path


@pytest.fixture
def desktop(tmp_path):
    """Write a folder of Signal Desktop with these settings, if any."""

    def write(settings=None):
        folder = tmp_path / "Signal"
        (folder / "sql").mkdir(parents=True)
        (folder / "sql" / "db.sqlite").write_bytes(b"".join(sqlcipher_pages(2)))
        if settings is not None:
            (folder / "config.json").write_text(settings, "utf-8")
        return folder

    return write


def refusal(path):
    """Give the error for a store, after looking through all that it shows for a key."""
    with pytest.raises(NothingToImport) as error:
        read_chat(path)
    shown = [str(error.value), repr(error.value), *traceback.format_exception(error.value)]
    store = look(Path(path))
    assert not leaks("".join([*shown, repr(store), str(store), *store.sentences]))
    return str(error.value)


def leaks(text):
    """Tell whether 16 hex digits in a row of either key are in a text."""
    runs = re.findall("[0-9a-f]{16,}", text.lower())
    parts = [run[i : i + 16] for run in runs for i in range(len(run) - 15)]
    return any(part in KEY or part in WRAPPED for part in parts)


def test_the_search_for_keys_would_find_one():
    assert leaks(f"the key is {KEY[3:19]}")
    assert not leaks(f"the key is {KEY[:15]} {KEY[15:30]}")


def test_a_real_database_of_sqlcipher_is_known_by_its_noise(tmp_path):
    sqlcipher = pytest.importorskip("sqlcipher3", reason="needs SQLCipher")
    path = tmp_path / "db.sqlite"
    with sqlcipher.connect(str(path)) as connection:
        connection.execute(f"PRAGMA key = \"x'{KEY}'\"")
        connection.execute("CREATE TABLE messages (body TEXT)")
        connection.executemany("INSERT INTO messages VALUES (?)", [("hello " * 100,)] * 100)
    connection.close()
    store = look(path)
    assert (store.kind, store.key) == (Store.DATABASE, Key.ELSEWHERE)
    assert store.size == store.pages * PAGE == path.stat().st_size
    assert store.entropy > 7.95
    assert path.read_bytes()[:16] != b"SQLite format 3\0"
    assert "this is a database locked as Signal Desktop's is" in refusal(path)


def test_a_database_laid_out_as_documented_is_known_too(database):
    store = look(database)
    assert (store.kind, store.pages, store.size) == (Store.DATABASE, 3, 3 * PAGE)
    assert "as noise does" in store.sentences[1]
    assert refusal(database).endswith("the chat.md that it writes")


@pytest.mark.parametrize(
    ("settings", "key", "opener"),
    [
        (CLEAR, Key.IN_THE_CLEAR, "everybody who can read the folder"),
        (wrapped(), Key.WRAPPED, "the Keychain of a Mac or the DPAPI of Windows"),
        (wrapped(safeStorageBackend="gnome_libsecret"), Key.WRAPPED, "the keyring of GNOME"),
        (wrapped(safeStorageBackend="kwallet6"), Key.WRAPPED, "the wallet of KDE"),
        (wrapped(safeStorageBackend="basic_text"), Key.WRAPPED, "a password known to all"),
        (wrapped(safeStorageBackend=KEY), Key.WRAPPED, "that is not known here"),
        (wrapped(safeStorageBackend=[KEY]), Key.WRAPPED, "that is not known here"),
        (None, Key.ELSEWHERE, "whoever has that file too"),
        ("{", Key.ELSEWHERE, "whoever has that file too"),
    ],
)
def test_a_folder_says_where_its_key_lies_and_who_can_open_it(desktop, settings, key, opener):
    folder = desktop(settings)
    store = look(folder)
    assert (store.kind, store.pages, store.key) == (Store.FOLDER, 2, key)
    assert opener in store.opener
    assert store.opener in store.sentences[-1]
    assert "this is the folder of Signal Desktop: Signal exports no text" in refusal(folder)


@pytest.mark.parametrize("settings", [CLEAR, wrapped(), "\ufeff" + CLEAR, f"\n {wrapped()}"])
def test_settings_alone_are_known_by_their_key(tmp_path, settings):
    path = tmp_path / "config.json"
    path.write_text(settings, "utf-8")
    assert look(path).kind is Store.SETTINGS
    assert "this is the config.json of Signal Desktop" in refusal(path)


@given(st.integers(0, len(CLEAR) - 1))
def test_settings_that_were_cut_show_no_key_either(written, size):
    path = written(CLEAR[:size], "config.json")
    with pytest.raises(BadExport) as error:
        read_chat(path)
    assert not leaks("".join(traceback.format_exception(error.value)))


@pytest.mark.parametrize("name", ["key.txt", "config.json"])
def test_a_bare_key_is_not_shown_as_the_beginning_of_a_strange_file(written, name):
    with pytest.raises(BadExport) as error:
        read_chat(written(KEY, name))
    assert not leaks("".join(traceback.format_exception(error.value)))


@pytest.mark.parametrize("version", [b"", b"\x18\x01"])
def test_a_backup_of_android_is_known_by_its_header(tmp_path, version):
    path = tmp_path / "signal-2024-09-03-08-59-12.backup"
    size = bytes([0x36 + len(version), 0x0A, 0x34 + len(version)])
    header = b"\0\0\0" + size + BACKUP[6:] + version
    path.write_bytes(header + b"".join(sqlcipher_pages(1)))
    store = look(path)
    assert (store.kind, store.key, store.pages) == (Store.BACKUP, Key.WRITTEN_DOWN, 0)
    assert "30 digits" in store.sentences[2]
    assert "this is a backup of Signal for Android" in refusal(path)


@pytest.mark.parametrize("name", names())
def test_no_chat_is_taken_for_a_store(name):
    assert look(sample(name)) is None


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"SQLite format 3\0" + bytes(PAGE), "db.sqlite"),
        (b"", "db.sqlite"),
        (bytes(PAGE), "db.sqlite"),
        (b"\x89PNG" + b"".join(sqlcipher_pages(2)), "db.sqlite"),
        (b"".join(sqlcipher_pages(1))[:-1], "noise.bin"),
        (b'{"key": "short"}', "config.json"),
        (b'{"key": 5, "encryptedKey": null}', "config.json"),
        (b"{" * 50_000, "config.json"),
        (b"[" * 50_000, "config.json"),
        (b"\0\0\0\x36" + bytes(60), "signal.backup"),
    ],
)
def test_other_files_are_no_store(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)
    assert look(path) is None


def test_an_opened_database_in_a_folder_is_no_store(tmp_path):
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "db.sqlite").write_bytes(b"SQLite format 3\0" + bytes(PAGE))
    assert look(tmp_path) is None
    assert look(tmp_path / "nothing") is None


def test_a_store_that_may_not_be_read_is_left_to_the_reader(database, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert look(database) is None
    with pytest.raises(BadExport, match="you may not read this file"):
        read_chat(database)


@given(st.binary(max_size=2000))
def test_entropy_lies_between_a_constant_and_noise(data):
    assert 0 <= entropy(data) <= 8
    assert entropy(data + data) == pytest.approx(entropy(data))
    assert entropy(bytes(reversed(data))) == pytest.approx(entropy(data))


@given(st.binary(min_size=16, max_size=16))
def test_noise_is_told_from_patterns(seed):
    noise = lesson(seed.hex())(2 * PAGE)
    assert is_noise(noise)
    assert not is_noise(noise.hex().encode())
    assert not is_noise(noise[:255])
    assert not is_noise(noise[:1024] * 8)


def test_the_entropy_of_more_noise_is_nearer_to_eight_bits():
    draw = lesson("much noise")
    bits = [entropy(draw(size)) for size in (1 << 10, 1 << 13, 1 << 16, 1 << 19)]
    assert all(less < more < 8 for less, more in pairwise(bits))


def test_a_file_that_only_begins_like_noise_is_no_store(tmp_path):
    path = tmp_path / "half.bin"
    path.write_bytes(bytes(range(256)) * (PAGE // 256) + b"words and words " * (PAGE // 16))
    assert look(path) is None
