"""Files: known bytes, a round trip for every size, and no integrity, which is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.mtproto import files
from cryptokit.mtproto.decrypted import read_message
from cryptokit.mtproto.files import Document, FileKey, LockedFile
from cryptokit.rng import lesson
from cryptokit.wire import Cursor

B = bytes.fromhex


def test_the_known_file(secret_chat, queue):
    v = secret_chat["file"]
    luck = queue(B(v["key"]), B(v["iv"]), B(v["padding"]))
    key, locked = files.lock(B(v["content"]), rng=luck)
    assert locked == LockedFile(B(v["encrypted"]), B(v["key_fingerprint"]))
    assert files.unlock(key, locked, size=len(B(v["content"]))) == B(v["content"])


def test_the_known_document_travels_in_its_message(secret_chat):
    v = secret_chat["file"]
    step = next(s for s in secret_chat["steps"] if s.get("label") == "A5 document")
    text = read_message(Cursor(B(step["body"])))
    assert text.attached_flags == files.ATTACHED_FLAG
    document = files.attached(text.attached)
    assert document.key == FileKey(B(v["key"]) + B(v["iv"]))
    assert (document.mime_type, document.size) == ("text/plain", len(B(v["content"])))
    assert b"note.txt" in document.rest
    assert files.attach(document) == text.attached
    locked = LockedFile(B(v["encrypted"]), B(v["key_fingerprint"]))
    assert files.unlock(document.key, locked, size=document.size) == B(v["content"])


@given(st.binary(max_size=100))
def test_a_file_of_any_size_comes_back_and_its_size_is_hidden_in_steps_of_16(content):
    key, locked = files.lock(content)
    assert files.unlock(key, locked, size=len(content)) == content
    assert len(locked.data) == -(-len(content) // 16) * 16


@given(st.binary(min_size=64, max_size=200), st.data())
def test_nobody_notices_a_changed_file_and_only_its_beginning_is_whole(content, data):
    key, locked = files.lock(content)
    at = data.draw(st.integers(0, len(locked.data) - 1))
    wrong = bytearray(locked.data)
    wrong[at] ^= 1
    got = files.unlock(key, LockedFile(bytes(wrong), locked.fingerprint), size=len(content))
    whole = at // 16 * 16
    assert got[:whole] == content[:whole]
    assert len(got) == len(content)
    # Random blocks: the chance that a whole one comes out right is 2^-128.
    assert got[whole : whole + 16] != content[whole : whole + 16] or whole + 16 > len(content)


def test_two_files_have_two_keys_and_equal_contents_look_different():
    one, other = files.lock(b"x" * 32), files.lock(b"x" * 32)
    assert one[0] != other[0]
    assert one[1].data != other[1].data


@pytest.mark.parametrize("size", [-16, -1, 0, 16, 33, 48])
def test_a_size_that_does_not_fit_is_refused(size):
    key, locked = files.lock(bytes(20))
    with pytest.raises(CannotOpen):
        files.unlock(key, locked, size=size)


def test_an_empty_file_has_no_size_but_0():
    key, locked = files.lock(b"")
    assert files.unlock(key, locked, size=0) == b""
    with pytest.raises(CannotOpen):
        files.unlock(key, locked, size=-5)


def test_the_file_of_another_key_is_refused_by_its_name():
    key, locked = files.lock(b"x")
    with pytest.raises(Untrusted) as caught:
        files.unlock(files.lock(b"x")[0], locked, size=1)
    assert caught.value.field == "fingerprint"
    assert key.fingerprint() == locked.fingerprint


def test_a_key_shows_nothing_and_one_of_a_lesson_is_marked():
    key, locked = files.lock(b"secret plans", rng=lesson("file"))
    assert key.from_lesson
    shown = f"{key} {locked} {Document(key, 12, 'text/plain')}"
    assert key.reveal().hex()[:16] not in shown
    assert repr(key.reveal())[2:20] not in shown


@given(st.data())
def test_a_document_that_was_cut_is_refused(data):
    document = Document(FileKey.draw(lesson("file")), 1 << 40, "image/png", b"thumb", 90, 60)
    whole = files.attach(document)
    assert files.attached(whole) == document
    end = len(whole) - len(document.rest)
    with pytest.raises(WireError):
        files.attached(whole[: data.draw(st.integers(0, end - 1))])
    with pytest.raises(WireError):
        files.attached(b"\0" + whole[1:])


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize(("at", "field"), [(0, "length"), (33, "zeros"), (35, "zeros")])
def test_a_key_and_an_iv_have_one_spelling_and_32_bytes(part, at, field):
    whole = files.attach(Document(FileKey.draw(lesson("file")), 17, ""))
    at += len(whole) - len(Document(FileKey(bytes(64)), 0, "").rest) - 72 + 36 * part
    wrong = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    with pytest.raises(WireError) as caught:
        files.attached(wrong)
    assert caught.value.field == field


def test_a_size_below_nothing_is_read_with_its_sign_and_opens_nothing():
    key, locked = files.lock(b"x" * 16)
    document = files.attached(files.attach(Document(key, -1, "text/plain")))
    assert document.size == -1
    with pytest.raises(CannotOpen):
        files.unlock(key, locked, size=document.size)
