"""What travels inside a secret chat comes back as it was written."""

from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.mtproto import actions, schema, tl
from cryptokit.mtproto.decrypted import (
    MESSAGE_46,
    Layer,
    Service,
    Text,
    Unread,
    fitted,
    read_message,
    write_message,
)
from cryptokit.wire import Cursor

longs = st.integers(-(1 << 63), (1 << 63) - 1)
uints = st.integers(0, (1 << 32) - 1)
ids = st.lists(longs, max_size=4).map(tuple)
key_ids = st.binary(min_size=8, max_size=8)
words = st.integers(1, 9).flatmap(lambda n: st.binary(min_size=4 * n, max_size=4 * n))
attachments = st.one_of(
    st.sampled_from([(b"", 0), (b"", 1 << 1)]),
    st.tuples(words, st.sampled_from([1 << 7, 1 << 9, 1 << 11, 1 << 7 | 1 << 1])),
)
texts = st.builds(
    lambda attached, **rest: Text(**rest, attached=attached[0], attached_flags=attached[1]),
    attachments,
    random_id=longs,
    text=st.text(max_size=300),
    ttl=uints,
    reply_to=st.none() | longs,
    silent=st.booleans(),
    album=st.none() | longs,
) | st.builds(Text, longs, st.text(max_size=99), uints, st.none() | longs, since=st.just(46))
some_actions = st.one_of(
    st.builds(actions.NotifyLayer, uints),
    st.builds(actions.SetTtl, uints),
    st.builds(actions.Read, ids),
    st.builds(actions.Delete, ids),
    st.builds(actions.Screenshot, ids),
    st.just(actions.Flush()),
    st.just(actions.Noop()),
    st.builds(actions.Typing, uints),
    st.builds(actions.Resend, uints, uints),
    st.builds(actions.RequestKey, longs, st.binary(max_size=300)),
    st.builds(actions.AcceptKey, longs, st.binary(max_size=300), key_ids),
    st.builds(actions.CommitKey, longs, key_ids),
    st.builds(actions.AbortKey, longs),
    st.builds(actions.UnreadAction, words.map(lambda b: b"\0\0\0\0" + b)),
)
some_messages = st.one_of(
    texts,
    st.builds(Service, longs, some_actions),
    st.builds(Unread, words.map(lambda b: b"\0\0\0\0" + b)),
)
layers = st.builds(
    Layer, uints, uints, some_messages, st.binary(min_size=15, max_size=300), layer=uints
)


@given(layers)
def test_a_layer_comes_back_and_its_spans_tile_it(layer):
    wire = layer.to_bytes()
    cursor = Cursor(wire)
    assert Layer.from_cursor(cursor) == layer
    edges = [(span.start, span.end) for span in cursor.tree("layer").leaves()]
    assert edges[0][0] == 0
    assert edges[-1][1] == len(wire)
    assert all(a[1] == b[0] for a, b in pairwise(edges))


@given(layers, st.data())
def test_a_truncated_layer_never_reads_as_the_same(layer, data):
    wire = layer.to_bytes()
    cut = wire[: data.draw(st.integers(0, len(wire) - 1))]
    with suppress(WireError):
        assert Layer.from_cursor(Cursor(cut)) != layer


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused_and_what_is_read_is_written_back(tail):
    kinds = (schema.MESSAGE, MESSAGE_46, schema.SERVICE)
    for wire in (tail, *(tl.uint(kind) + tail for kind in kinds)):
        cursor = Cursor(wire)
        try:
            message = read_message(cursor)
            cursor.finish()
        except WireError:
            continue
        assert write_message(message) == wire


def test_known_actions(secret_chat):
    known = {
        "set_ttl_60": actions.SetTtl(60),
        "read": actions.Read((0x76D33AA4236E2426,)),
        "flush": actions.Flush(),
        "resend": actions.Resend(11, 11),
        "notify_layer": actions.NotifyLayer(144),
        "typing": actions.Typing(),
        "abort": actions.AbortKey(0x37414404D1850EA5),
        "noop": actions.Noop(),
    }
    for name, wire in secret_chat["actions"].items():
        action = actions.read_action(Cursor(bytes.fromhex(wire)))
        assert actions.write_action(action).hex() == wire
        if name in known:
            assert action == known[name]
        assert not isinstance(action, actions.UnreadAction)
    assert set(known) < set(secret_chat["actions"])


@pytest.mark.parametrize("size", range(15))
def test_too_few_random_bytes_are_refused_on_both_sides(size):
    good = Layer(0, 1, Text(1, "x"), bytes(15))
    with pytest.raises(ValueError, match="15 random bytes"):
        Layer(0, 1, Text(1, "x"), bytes(size)).to_bytes()
    start = tl.uint(schema.LAYER) + tl.string(bytes(size))
    with pytest.raises(WireError) as caught:
        Layer.from_cursor(Cursor(start + good.to_bytes()[20:]))
    assert caught.value.field == "random_bytes"


def test_bytes_after_the_message_are_refused():
    wire = Layer(0, 1, Text(1, "x"), bytes(15)).to_bytes() + bytes(4)
    with pytest.raises(WireError) as caught:
        Layer.from_cursor(Cursor(wire))
    assert caught.value.field == "end"


def test_the_text_of_layer_46_has_the_id_of_its_line():
    line = (
        "decryptedMessage flags:# random_id:long ttl:int message:string "
        "media:flags.9?DecryptedMessageMedia entities:flags.7?Vector MessageEntity "
        "via_bot_name:flags.11?string reply_to_random_id:flags.3?long = DecryptedMessage"
    )
    assert crc32(line.encode()) == MESSAGE_46


@given(texts, st.integers(46, 200))
def test_a_text_is_fitted_to_a_layer_and_keeps_its_words(text, layer):
    small = fitted(text, layer)
    assert (small.text, small.random_id, small.ttl) == (text.text, text.random_id, text.ttl)
    assert small.since == (46 if layer < 73 else text.since)
    assert read_message(Cursor(write_message(small))) == small


@pytest.mark.parametrize("late", [Text(1, "x", silent=True), Text(1, "x", album=5)])
def test_an_early_form_takes_nothing_of_a_later_layer(late):
    with pytest.raises(ValueError, match="layer 73"):
        write_message(replace(late, since=46))
    wire = tl.uint(MESSAGE_46) + write_message(late)[4:]
    with pytest.raises(WireError) as caught:
        read_message(Cursor(wire))
    assert caught.value.field == "flags"


def test_a_key_has_a_name_of_8_bytes():
    with pytest.raises(ValueError, match="8 bytes"):
        actions.write_action(actions.CommitKey(1, b"short"))


def test_a_flag_of_a_later_layer_is_refused():
    wire = bytearray(write_message(Text(1, "x")))
    wire[7] = 0x80
    with pytest.raises(WireError) as caught:
        read_message(Cursor(bytes(wire)))
    assert caught.value.field == "flags"


@pytest.mark.parametrize(
    "text",
    [
        Text(1, "x", attached=b"file"),
        Text(1, "x", attached_flags=1 << 9),
        Text(1, "x", attached_flags=1 << 3),
    ],
)
def test_flags_that_do_not_fit_what_is_attached_are_refused(text):
    with pytest.raises(ValueError, match="attached_flags"):
        write_message(text)


def test_flags_that_promise_something_attached_where_nothing_is_are_refused():
    whole = write_message(Text(1, "x", attached=b"file", attached_flags=1 << 9))
    assert whole.endswith(b"file")
    with pytest.raises(WireError, match="nothing is"):
        read_message(Cursor(whole.removesuffix(b"file")))


def test_what_is_attached_with_its_key_is_not_printed():
    assert "file" not in repr(Text(1, "x", attached=b"file", attached_flags=1 << 9))
