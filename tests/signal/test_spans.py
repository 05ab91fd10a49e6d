"""The spans that readers leave: they tile the bytes, change no answer, and show nothing secret."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.lab.fields_signal import SIGNAL
from cryptokit.lab.hexview import hexview
from cryptokit.lab.span_trees import require_tiling
from cryptokit.rng import lesson
from cryptokit.signal import certificates, sealed_content, sealed_sender
from cryptokit.signal.certificates import Sender, SenderCertificate, ServerCertificate
from cryptokit.signal.content import Content
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.franking import FrankingNonce
from cryptokit.signal.media import Attachment, MediaKey, MediaKind
from cryptokit.signal.sealed_content import ContentKind
from cryptokit.wire import Cursor

ANA, BEN, TOP = (KeyPair.draw(lesson(name)) for name in ("ana", "ben", "top"))
KEYS = st.binary(min_size=32, max_size=32)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(0, 2**32 - 1)
FILES = st.builds(
    Attachment,
    KEYS.map(MediaKey),
    st.sampled_from(MediaKind),
    KEYS,
    KEYS,
    st.integers(0, 2**64 - 1),
)
NONCES = st.none() | KEYS.map(FrankingNonce)
CONTENTS = st.one_of(
    st.builds(Content, TEXTS, attachment=st.none() | FILES, nonce=NONCES),
    st.builds(Content, TEXTS, attachment=FILES, name=TEXTS, nonce=NONCES),
    st.builds(Content, st.none(), st.binary(max_size=99), st.binary(max_size=16)),
)
SERVERS = st.builds(
    lambda number: certificates.issue_server(TOP, number, TOP.public, rng=lesson("root")), NUMBERS
)
SENDERS = st.builds(
    lambda server, who, expires: certificates.issue_sender(
        TOP, server, who, expires=expires, rng=lesson("server")
    ),
    SERVERS,
    st.builds(Sender, st.uuids(), NUMBERS, st.just(ANA.public), st.none() | TEXTS),
    st.integers(0, 2**64 - 1),
)
SEALED = st.builds(
    sealed_content.Content,
    st.sampled_from(ContentKind),
    SENDERS,
    st.binary(max_size=200),
    st.none() | NUMBERS,
    st.none() | st.binary(max_size=16),
)
BEFORE = st.binary(max_size=9)
UNKNOWN = st.sampled_from([b"", b"\x78\x05", b"\x7a\x02hi", b"\x79" + bytes(8)])
"""A field of number 15, which no schema has: none, a number, bytes, eight bytes."""
some = settings(max_examples=40, deadline=None)


def spans_of(read, data, before=b""):
    """Read with a cursor that stands behind other bytes; the answer is that without a cursor."""
    cursor = Cursor(before + data)
    cursor.take(len(before), "before")
    assert read(data, cursor) == read(data)
    cursor.finish()
    tree = cursor.tree("all")
    require_tiling(tree, len(before + data))
    return tree.parts[1:]


def names(parts):
    """Give the path of each field, without tags and lengths."""
    for part in parts:
        if part.name not in {"tag", "length", "value"}:
            yield part.name
        yield from names(part.parts)


@given(CONTENTS, BEFORE, UNKNOWN)
def test_the_spans_of_a_content_tile_it(content, before, unknown):
    parts = spans_of(Content.from_bytes, content.to_bytes() + unknown, before)
    found = [name for name in names(parts) if not name.startswith("unknown")]
    if content.words is None:
        assert found == ["sender_key", "group", "distribution"]
        return
    kind = [] if content.attachment is None else [content.attachment.kind.name.lower()]
    assert [name for name in found if name in {"words", "nonce", *kind}] == [
        *("words", *kind, *(["nonce"] if content.nonce else [])),
    ]
    assert ("locked_digest" in found) == bool(kind)
    assert ("name" in found) == bool(content.name and kind)


@some
@given(SENDERS, BEFORE, UNKNOWN)
def test_the_spans_of_certificates_tile_them_down_to_the_key_of_the_server(one, before, unknown):
    server = ["body", "id", "key", "signature"]
    parts = spans_of(ServerCertificate.from_bytes, one.server.to_bytes() + unknown, before)
    assert list(names(parts))[:4] == server
    parts = spans_of(SenderCertificate.from_bytes, one.to_bytes() + unknown, before)
    phone = [] if one.phone is None else ["phone"]
    said = ["body", *phone, "device", "expires", "identity", "server", *server, "uuid", "signature"]
    assert list(names(parts))[: len(said)] == said


@some
@given(SEALED, BEFORE, UNKNOWN)
def test_the_spans_of_a_sealed_message_tile_it_outside_and_under_the_seal(content, before, unknown):
    sealed = sealed_sender.seal(content, ANA, BEN.public, rng=lesson("seal"))
    parts = spans_of(lambda *given: sealed_sender.open_(BEN, *given), sealed + unknown, before)
    assert [part.name for part in parts][:4] == [
        *("version", "ephemeral", "encrypted static", "encrypted message"),
    ]
    parts = spans_of(sealed_content.Content.from_bytes, content.to_bytes() + unknown, before)
    given = {"hint": content.hint, "group": content.group}
    assert [part.name for part in parts if "unknown" not in part.name] == [
        *("type", "sender certificate", "content"),
        *(name for name, value in given.items() if value is not None),
    ]
    assert list(names(parts))[2] == "body"


def test_of_a_body_that_comes_twice_the_last_is_taken_apart_and_the_first_stays_bytes():
    server = certificates.issue_server(TOP, 1, TOP.public, rng=lesson("root"))
    for first in (b"", b"\xff\xff", server.body):
        twice = b"\x0a" + bytes([len(first)]) + first + server.to_bytes()
        one, other, _ = spans_of(ServerCertificate.from_bytes, twice)
        assert [part.name for part in one.parts] == ["tag", "length", *(["value"] if first else [])]
        assert not any(part.parts for part in one.parts)
        assert list(names(other.parts)) == ["id", "key"]


def test_what_does_not_open_moves_no_cursor():
    who = Sender(UUID(int=7), 1, ANA.public)
    server = certificates.issue_server(TOP, 1, TOP.public, rng=lesson("root"))
    shown = certificates.issue_sender(TOP, server, who, expires=0, rng=lesson("server"))
    content = sealed_content.Content(ContentKind.WHISPER, shown, b"")
    sealed = sealed_sender.seal(content, BEN, BEN.public, rng=lesson("seal"))
    cursor = Cursor(sealed)
    with pytest.raises(Untrusted, match="sender"):
        sealed_sender.open_(BEN, sealed, cursor)
    assert cursor.offset == 0
    assert cursor.tree("none").parts == ()


@pytest.mark.parametrize("kind", MediaKind)
def test_what_opens_a_file_or_a_report_is_hidden_in_a_view_of_any_content(kind):
    file = Attachment(MediaKey(b"K" * 32), kind, b"L" * 32, b"D" * 32, 5)
    said = Content("hi", attachment=file, name="a.png", nonce=FrankingNonce(b"N" * 32))
    Content.from_bytes(data := said.to_bytes(), cursor := Cursor(data))
    view = hexview(data, cursor.tree("plaintext"), SIGNAL)
    assert [leaf.path[-2] for leaf in view.fields.leaves() if leaf.data is None] == ["key", "nonce"]
    assert "“a.png”" in [leaf.value for leaf in view.fields.leaves()]
    for shown in (repr(view), view.html):
        assert bytes.hex(b"D" * 4, " ") in shown
        assert bytes.hex(b"K" * 4, " ") not in shown
        assert bytes.hex(b"N" * 4, " ") not in shown
