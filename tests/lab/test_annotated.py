"""The messages of the lessons: the same bytes each time, read by the real parsers, each field known."""

import re
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, Unknown
from cryptokit.keys import AuthKey
from cryptokit.lab.annotated import NAMES, annotated
from cryptokit.lab.fieldnotes import Note, find
from cryptokit.lab.fields_mtproto import MTPROTO
from cryptokit.lab.fields_shares import SHARES
from cryptokit.lab.fields_signal import SIGNAL
from cryptokit.lab.hexview import with_secrets
from cryptokit.lab.printing import printable
from cryptokit.mtproto import cloud, dh, envelope, invitation, objects, secret
from cryptokit.mtproto.auth import plain
from cryptokit.mtproto.cloud import Direction
from cryptokit.rng import lesson
from cryptokit.sharing.sealed import Box
from cryptokit.sharing.share import Share
from cryptokit.signal import (
    certificates,
    content,
    messages,
    prekeys,
    sealed_content,
    sealed_sender,
    sender_keys,
    xeddsa,
)
from cryptokit.signal.content import Content
from cryptokit.signal.group_messages import Distribution, GroupMessage
from cryptokit.signal.messages import PreKeySignalMessage, SignalMessage

WORDS = "Meet me at nine"
DIGESTS = {
    "cloud message": "a9fd7193cbff5f3a",
    "secret message": "c28cf98eb452a047",
    "handshake": "3df47a01954b907a",
    "first ratchet message": "7a5456b945012b4e",
    "ratchet message": "08ea1e505a3e481f",
    "group message": "f1f8477e91ce7a25",
    "sealed message": "3a70730b8b7c8625",
    "share": "847f58feeff67cdc",
}
EVERY_NOTE = [*MTPROTO.values(), *SIGNAL.values(), *SHARES.values()]
quick = settings(max_examples=50)


def value(view, *path):
    """Give what a view says of a field, named by the end of its path."""
    (found,) = [leaf for leaf in view.fields.leaves() if leaf.path[-len(path) :] == path]
    return found.value


def spans(span, path=()):
    here = (*path, span.name)
    yield here
    for part in span.parts:
        yield from spans(part, here)


@pytest.mark.parametrize("name", NAMES)
def test_a_message_has_the_same_bytes_on_every_run(name):
    again = annotated.__wrapped__(name)
    assert again.views == annotated(name).views
    data = b"".join(view.data for view in again.views)
    assert sha256(data).hexdigest()[:16] == DIGESTS[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_span_that_a_parser_left_has_a_sentence(name):
    for view in annotated(name).views:
        for path in spans(view.span):
            assert find(view.notes, path), path


def test_every_field_that_a_message_of_signal_may_have_has_a_sentence():
    for schema in (
        *(messages.SIGNAL_MESSAGE, messages.PREKEY_MESSAGE),
        *(content._CONTENT, content._SENDER_KEY, *(one.kind for one in content._FILES.values())),
        *(sealed_sender._SEALED, sealed_content._CONTENT),
        *(certificates._SIGNED, certificates._SENDER, certificates._SERVER),
    ):
        assert schema.names <= SIGNAL.keys(), schema.name


def test_the_cloud_message_opens_to_what_its_view_says():
    outside, inside = annotated("cloud message").views
    key = AuthKey.draw(lesson("annotated cloud message"))
    assert outside.span == envelope.explain(outside.data)
    assert outside.data[:8] == key.key_id()
    message = cloud.open_(key, outside.data, to=Direction.TO_SERVER)
    assert inside.data.startswith(message.to_bytes())
    assert value(inside, "message_id").split(",")[0] == str(message.message_id)
    assert value(inside, "seq_no") == str(message.seq_no)
    assert value(inside, "cloud message", "length") == str(len(message.body))
    sent = objects.read_all(message.body, "messages.sendMessage")
    assert value(inside, "message", "data") == f"“{sent.data('message').decode()}”" == f"“{WORDS}”"
    assert value(inside, "random_id") == str(sent.number("random_id"))
    assert value(inside, "user_id") == str(sent.inner("peer").number("user_id"))


def test_the_secret_message_opens_on_the_other_device_to_what_its_view_says():
    outside, inside = annotated("secret message").views
    rng = lesson("annotated secret message")
    _, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    bob, _ = invitation.accept(dh.TELEGRAM, g_a, rng=rng)
    _, layer = secret.open_(bob, outside.data)
    assert value(inside, "layer") == str(layer.layer)
    assert value(inside, "in_seq_no") == str(layer.in_seq_no)
    assert value(inside, "out_seq_no") == str(layer.out_seq_no)
    assert value(inside, "ttl") == str(layer.message.ttl)
    assert value(inside, "text", "data") == f"“{layer.message.text}”" == f"“{WORDS}”"


def test_the_six_messages_of_the_handshake_are_of_one_run():
    views = annotated("handshake").views
    outside = [view for view in views if view.span.name == "message in the clear"]
    said = [plain.answer(view.data) for view in outside]
    assert [one.kind for one in said] == [
        *("req_pq_multi", "resPQ", "req_DH_params"),
        *("server_DH_params_ok", "set_client_DH_params", "dh_gen_ok"),
    ]
    assert [one.kind in view.title for one, view in zip(said, outside, strict=True)] == [True] * 6
    assert len({one.data("nonce") for one in said}) == 1
    assert len({one.data("server_nonce") for one in said[1:]}) == 1
    for view, one in zip(outside, said, strict=True):
        assert value(view, "message_id").startswith(
            str(plain.Plain.from_bytes(view.data).message_id)
        )
        assert value(view, "constructor").endswith(f", {one.kind}")
    assert [view.span.name for view in views if view not in outside] == [
        *("RSA_PAD data", "inner data", "inner data")
    ]
    p, q, pq = (int(value(views[3], name, "data")) for name in ("p", "q", "pq"))
    assert 1 < p < q
    assert p * q == pq


def test_the_secret_number_of_the_handshake_is_in_no_view():
    views = annotated("handshake").views
    (leaf,) = [one for one in with_secrets(views[3]).fields.leaves() if one.name == "new_nonce"]
    shown = [text for view in views for text in (repr(view), view.html)]
    assert len(leaf.data) == 32
    assert not any(leaf.data[:16].hex(" ") in text for text in shown)
    assert leaf.data[:6].hex(" ") not in repr(views)
    assert value(views[3], "new_nonce") == "not shown: a secret"


def test_the_first_message_of_a_session_is_parsed_back():
    outside, inside = annotated("first ratchet message").views
    message = PreKeySignalMessage.from_bytes(outside.data)
    assert message.to_bytes() == outside.data
    assert value(outside, "registration_id", "value") == str(message.registration_id)
    assert value(outside, "pre_key_id", "value") == str(message.one_time_id)
    assert value(outside, "signed_pre_key_id", "value") == str(message.signed_id)
    assert value(outside, "counter", "value") == str(message.message.header.counter)
    mac = [leaf for leaf in outside.fields.leaves() if leaf.name == "mac"]
    assert [leaf.data for leaf in mac] == [message.message.mac]
    assert Content.from_bytes(inside.data) == Content(WORDS)
    assert value(inside, "words", "value") == f"“{WORDS}”"


def test_a_later_message_of_a_session_is_parsed_back():
    outside, inside = annotated("ratchet message").views
    message = SignalMessage.from_bytes(outside.data)
    assert message.to_bytes() == outside.data
    assert value(outside, "counter", "value") == str(message.header.counter) == "1"
    assert value(outside, "version") == f"{message.version} in use, 4 known"
    assert Content.from_bytes(inside.data) == Content(WORDS)
    assert value(inside, "words", "length") == str(len(WORDS))


def test_the_group_message_is_parsed_back_and_opens_with_what_a_member_was_handed():
    outside, inside, handed = annotated("group message").views
    message = GroupMessage.from_bytes(outside.data)
    assert message.to_bytes() == outside.data
    assert value(outside, "iteration", "value") == str(message.iteration) == "1"
    assert value(outside, "chain id", "value") == str(message.chain_id)
    assert Content.from_bytes(inside.data) == Content(WORDS)
    key = Content.from_bytes(handed.data)
    assert key.group == message.distribution_id
    theirs = sender_keys.accept(None, key.distribution)
    assert sender_keys.decrypt(theirs, outside.data)[1] == inside.data


def test_the_chain_key_that_a_member_was_handed_is_in_no_view():
    handed = (whole := annotated("group message")).views[2]
    chain = Distribution.from_bytes(Content.from_bytes(handed.data).distribution).key.reveal()
    (leaf,) = [one for one in with_secrets(handed).fields.leaves() if chain in (one.data or b"")]
    assert value(handed, *leaf.path) == "not shown: a secret"
    pieces = [chain[at : at + 4].hex(" ") for at in range(29)]
    assert any(piece in repr(with_secrets(handed)) for piece in pieces)
    for page in (repr(whole), whole._repr_html_()):
        assert not any(piece in page for piece in pieces)


def test_the_sealed_message_opens_for_its_recipient_to_what_its_view_says():
    outside, inside = annotated("sealed message").views
    rng = lesson("annotated sealed message")
    alice, bob = (prekeys.install(now=0, one_time=1, rng=rng).identity for _ in range(2))
    opened = sealed_sender.open_(bob, outside.data)
    with pytest.raises(CannotOpen):
        sealed_sender.open_(alice, outside.data)
    shown = opened.certificate
    assert (opened.to_bytes(), shown.identity) == (inside.data, alice.public)
    assert value(inside, "uuid", "value") == f"“{shown.account}”"
    said = [value(inside, name, "value") for name in ("type", "device", "id")]
    assert said == [str(one) for one in (int(opened.kind), shown.device, shown.server.number)]
    assert value(inside, "expires", "value") == f"{shown.expires}, 2023-11-15 22:13:20 UTC"
    assert xeddsa.verify_shipped(shown.server.key, shown.body, shown.signature)
    data = {leaf.path[-4:]: leaf.data for leaf in inside.fields.leaves()}
    assert data["body", "value", "key", "value"] == shown.server.key.wire
    assert data["sender certificate", "value", "signature", "value"] == shown.signature
    assert data["server", "value", "signature", "value"] == shown.server.signature
    assert data["content", "value", "counter", "value"] == b"\1"
    assert data["sealed content", "content", "value", "mac"] == opened.message[-8:]


def test_the_share_is_parsed_back_and_fits_its_box():
    first, second = annotated("share").views
    share, box = Share.from_bytes(first.data), Box.from_bytes(second.data)
    assert (share.set_id, share.threshold) == (box.set_id, box.threshold)
    assert value(first, "threshold") == value(second, "threshold") == str(share.threshold)
    assert value(first, "x") == str(share.x)
    assert value(first, "size") == str(len(share.value))
    assert value(first, "field") == str(int(share.field))


def test_neither_the_value_of_a_share_nor_the_sum_that_tells_of_it_is_shown():
    view, _ = annotated("share").views
    hidden = [leaf.name for leaf in view.fields.leaves() if leaf.data is None]
    assert hidden == ["value", "checksum"]
    whole = annotated("share")
    for leaf in with_secrets(view).fields.leaves():
        shown = leaf.data.hex(" ") in repr(whole).replace("\n", "")
        on_page = leaf.data[:16].hex(" ") in whole._repr_html_()
        if leaf.name in hidden:
            assert (shown, on_page) == (False, False)
        else:
            assert on_page


def test_the_cloud_packet_reads_like_this():
    outside, inside = annotated("cloud message").views
    assert repr(outside).splitlines()[:6] == [
        "packet, as anybody sees it: 120 bytes, 3 fields.",
        "A number stands above the first byte of its field; a row without numbers goes on.",
        "",
        "          1                       2",
        "00000000  b3 59 99 24 0d 7d 61 d4 61 42 ce 65 11 d3 ee 32  .Y.$.}a.aB.e...2",
        "          2                       3",
    ]
    assert "          9           10                      11 12\n00000030  00" in repr(inside)
    assert "   12        data  at 61, 15 bytes: “Meet me at nine”\n" in repr(inside)


def test_a_page_has_every_view_once():
    for name in NAMES:
        page = annotated(name)._repr_html_()
        assert page.count("<figure") == page.count("</figure>") == len(annotated(name).views)
        assert page.startswith(f'<section aria-label="{name}">')
        assert repr(annotated(name)).count("A number stands above") == len(annotated(name).views)


def test_another_name_is_unknown():
    with pytest.raises(Unknown, match="'cloud message', or one of cloud message"):
        annotated("cloud mesage")


@quick
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), st.data())
def test_a_note_on_a_longer_path_goes_first(path, choice):
    ends = ["/".join(path[at:]) for at in range(len(path))]
    known = choice.draw(st.lists(st.sampled_from(ends), unique=True))
    notes = {end: Note(end, "") for end in [*known, "elsewhere"]}
    found = find(notes, path)
    assert (found.says if found else None) == next((end for end in ends if end in known), None)


@quick
@given(st.binary(max_size=20))
def test_every_reading_says_something_or_nothing_of_any_bytes(data):
    for note in EVERY_NOTE:
        said = note.reads(data)
        alone = said.replace("\u2068", "").replace("\u2069", "")
        assert alone == printable(alone)


def test_every_note_is_one_sentence_with_a_source():
    for note in EVERY_NOTE:
        assert note.says[-1] == "."
        assert not re.search(r"[.!?] [A-Z]", note.says)
        assert note.source
        assert len(note.says) < 160
