"""WhatsApp's files and Signal's access key: known bytes, and every changed bit is noticed."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen
from cryptokit.rng import lesson
from cryptokit.signal import media
from cryptokit.signal.access_key import ProfileKey, access_key
from cryptokit.signal.media import Attachment, MediaKey, MediaKind, StoredFile

B = bytes.fromhex
FILE = Path(__file__).parents[1] / "vectors" / "abuse-and-media.json"
VECTORS = json.loads(FILE.read_text("utf-8"))
V = VECTORS["whatsapp_media"]
KIND = MediaKind(V["hkdf_info"].encode())

kinds = st.sampled_from(MediaKind)


def known():
    digests = B(V["file_enc_sha256"]), B(V["file_sha256"])
    return Attachment(MediaKey(B(V["media_key"])), KIND, *digests, len(B(V["plaintext"])))


def test_the_known_keys():
    keys = media.keys_of(MediaKey(B(V["media_key"])), KIND)
    assert keys.file.reveal() == B(V["cipher_key"]) + B(V["mac_key"]) + B(V["iv"])
    assert keys.ref.reveal() == B(V["ref_key"])


def test_the_known_file_both_ways():
    attachment, stored = media.lock(B(V["plaintext"]), KIND, rng=lambda _: B(V["media_key"]))
    assert stored.data == B(V["file"])
    assert attachment == known()
    assert media.unlock(known(), StoredFile(B(V["file"]))) == B(V["plaintext"])


def test_the_known_access_key():
    v = VECTORS["signal_unidentified_access_key"]
    assert access_key(ProfileKey(B(v["profile_key"]))).reveal() == B(v["access_key"])


@given(st.binary(max_size=100), kinds)
def test_a_file_of_any_size_comes_back(content, kind):
    attachment, stored = media.lock(content, kind)
    assert media.unlock(attachment, stored) == content
    assert len(stored.data) == len(content) // 16 * 16 + 16 + media.MAC_SIZE


@given(st.binary(max_size=50), st.data())
def test_every_changed_bit_is_noticed_even_if_the_digest_was_changed_with_it(content, data):
    attachment, stored = media.lock(content, MediaKind.IMAGE)
    wrong = bytearray(stored.data)
    wrong[data.draw(st.integers(0, len(wrong) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    forged = StoredFile(bytes(wrong))
    with pytest.raises(CannotOpen):
        media.unlock(attachment, forged)
    fooled = replace(attachment, locked_digest=sha256(forged.data).digest())
    with pytest.raises(CannotOpen):
        media.unlock(fooled, forged)


def test_without_the_mac_a_changed_byte_would_open():
    # What a script that skips the MAC does: the last block but one is not under the padding.
    content = bytes(40)
    attachment, stored = media.lock(content, MediaKind.IMAGE, rng=lesson("media"))
    wrong = bytes([stored.data[0] ^ 1]) + stored.data[1:]
    keys = media.keys_of(attachment.key, attachment.kind).file
    assert media.chains.decrypt(keys, wrong[: -media.MAC_SIZE]) != content
    fooled = replace(attachment, locked_digest=sha256(wrong).digest())
    with pytest.raises(CannotOpen):
        media.unlock(fooled, StoredFile(wrong))


@given(st.binary(max_size=60))
def test_short_and_random_files_do_not_open(data):
    attachment = replace(known(), locked_digest=sha256(data).digest())
    with pytest.raises(CannotOpen):
        media.unlock(attachment, StoredFile(data))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": MediaKind.VIDEO},
        {"digest": bytes(32)},
        {"locked_digest": bytes(32)},
        {"size": 5},
        {"key": MediaKey(bytes(32))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_message_that_tells_something_else_of_the_file_does_not_open_it(change):
    with pytest.raises(CannotOpen):
        media.unlock(replace(known(), **change), StoredFile(B(V["file"])))


def test_the_four_kinds_have_four_sets_of_keys():
    key = MediaKey.draw(lesson("kinds"))
    assert len({media.keys_of(key, kind).file.reveal() for kind in MediaKind}) == 4


def test_keys_of_a_lesson_are_marked_and_nothing_shows_them():
    attachment, stored = media.lock(b"a picture", MediaKind.IMAGE, rng=lesson("media"))
    keys = media.keys_of(attachment.key, attachment.kind)
    assert attachment.key.from_lesson
    assert keys.file.from_lesson
    assert keys.ref.from_lesson
    assert access_key(ProfileKey.draw(lesson("profile"))).from_lesson
    assert attachment.key.reveal().hex() not in repr((attachment, stored, keys))
