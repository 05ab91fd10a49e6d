"""What is inside a message of WhatsApp's: known bytes, every content comes back, bad bytes are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.signal.content import Content
from cryptokit.signal.franking import FrankingNonce
from cryptokit.signal.media import Attachment, MediaKey, MediaKind

KEYS = st.binary(min_size=32, max_size=32)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
ATTACHMENTS = st.builds(
    Attachment,
    KEYS.map(MediaKey),
    st.sampled_from(MediaKind),
    KEYS,
    KEYS,
    st.integers(0, 2**64 - 1),
)
WITH_WORDS = st.builds(Content, TEXTS, nonce=st.none() | KEYS.map(FrankingNonce)) | st.builds(
    Content, TEXTS, attachment=ATTACHMENTS, name=TEXTS, nonce=st.none() | KEYS.map(FrankingNonce)
)
CONTENTS = WITH_WORDS | st.builds(Content, st.none(), st.binary(), st.binary())
FILES = [
    # kind, its number, the numbers of digest, size, key and locked digest: as in the public schema
    (MediaKind.IMAGE, 3, 4, 5, 8, 9),
    (MediaKind.DOCUMENT, 7, 4, 5, 7, 9),
    (MediaKind.AUDIO, 8, 3, 4, 7, 8),
    (MediaKind.VIDEO, 9, 3, 4, 6, 11),
]


@given(CONTENTS)
def test_every_content_comes_back(content):
    assert Content.from_bytes(content.to_bytes()) == content


@pytest.mark.parametrize(("kind", "number", "digest", "size", "key", "locked"), FILES)
def test_a_file_lies_under_the_numbers_that_public_clients_use(
    kind, number, digest, size, key, locked
):
    attachment = Attachment(MediaKey(b"K" * 32), kind, b"L" * 32, b"D" * 32, 5)

    def field(at, value):
        return bytes([at << 3 | 2, len(value)]) + value

    parts = {digest: field(digest, b"D" * 32), size: bytes([size << 3, 5]),
             key: field(key, b"K" * 32), locked: field(locked, b"L" * 32)}  # fmt: skip
    inside = b"".join(parts[at] for at in sorted(parts))
    wanted = field(1, b"hi") + field(number, inside)
    assert Content("hi", attachment=attachment).to_bytes() == wanted
    assert Content.from_bytes(wanted).attachment == attachment


def is_read_or_refused(data):
    """Read any bytes as a content that is written again, or see the error that names a field."""
    try:
        content = Content.from_bytes(data)
    except WireError:
        with pytest.raises(WireError) as error:
            Content.from_bytes(data)
        assert error.value.field
    else:
        assert Content.from_bytes(content.to_bytes()) == content


@given(st.binary(max_size=200))
def test_any_bytes_are_a_content_or_a_named_error(data):
    is_read_or_refused(data)


@given(WITH_WORDS, st.data())
def test_any_changed_byte_is_another_content_or_a_named_error(content, data):
    written = bytearray(content.to_bytes())
    written[data.draw(st.integers(0, len(written) - 1))] ^= data.draw(st.integers(1, 255))
    is_read_or_refused(bytes(written))


@pytest.mark.parametrize("field", ["key", "digest", "locked_digest"])
@pytest.mark.parametrize("size", [0, 31, 33])
def test_keys_and_digests_of_another_length_are_refused(field, size):
    good = Content(
        "", attachment=Attachment(MediaKey(b"K" * 32), MediaKind.IMAGE, b"L" * 32, b"D" * 32, 5)
    )
    letter = {"key": b"K", "digest": b"D", "locked_digest": b"L"}[field]
    written = good.to_bytes()
    outer = written.index(b"\x1a") + 1
    wrong = written.replace(b"\x20" + letter * 32, bytes([size]) + letter * size)
    wrong = wrong[:outer] + bytes([wrong[outer] + size - 32]) + wrong[outer + 1 :]
    with pytest.raises(WireError) as error:
        Content.from_bytes(wrong)
    assert error.value.field == field


def test_secrets_show_in_no_content():
    attachment = Attachment(MediaKey(b"K" * 32), MediaKind.IMAGE, b"L" * 32, b"D" * 32, 5)
    shown = repr(Content("hi", attachment=attachment, nonce=FrankingNonce(b"N" * 32)))
    assert "KKKK" not in shown
    assert "NNNN" not in shown
