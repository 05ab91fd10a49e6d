"""Messages in the clear: what may stand behind them, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import Untrusted, WireError
from cryptokit.mtproto import objects
from cryptokit.mtproto.auth import plain
from cryptokit.mtproto.auth.plain import Plain

PING = objects.write("ping", ping_id=7)
ids = st.integers(0, 2**64 - 1)


@given(ids, st.binary(max_size=200))
def test_a_message_is_read_as_it_was_written(number, body):
    message = Plain(number, body)
    assert Plain.from_bytes(message.to_bytes()) == message


@given(st.binary(max_size=300))
def test_bytes_behind_an_answer_are_ignored_and_behind_a_query_refused(trailing):
    packet = Plain(1, PING + trailing).to_bytes()
    assert plain.answer(packet, "ping")["ping_id"] == 7
    if trailing:
        with pytest.raises(WireError, match="too many"):
            plain.query(packet, "ping")


@pytest.mark.parametrize("size", [0, 1, 15])
def test_a_transport_may_append_up_to_15_bytes(size):
    packet = Plain(1, PING).to_bytes() + bytes(size)
    assert plain.answer(packet, "ping") == plain.query(packet, "ping")
    assert plain.explain(packet).end == len(packet)


def test_more_bytes_than_that_are_another_message():
    with pytest.raises(WireError) as caught:
        Plain.from_bytes(Plain(1, PING).to_bytes() + bytes(16))
    assert caught.value.field == "end"


@given(st.integers(0, 31))
def test_a_cut_message_is_refused(cut):
    packet = Plain(1, PING).to_bytes()[:cut]
    with pytest.raises((WireError, Untrusted)):
        plain.answer(packet, "ping")
    with pytest.raises(WireError):
        plain.query(packet, "ping")


@given(st.integers(0, 63))
def test_a_message_that_names_a_key_is_not_plain(bit):
    packet = (1 << bit).to_bytes(8, "little") + Plain(1, PING).to_bytes()[8:]
    with pytest.raises(WireError) as caught:
        plain.answer(packet, "ping")
    assert caught.value.field == "auth_key_id"


@pytest.mark.parametrize("number", [404, 429, 444])
def test_a_number_in_place_of_an_answer_is_a_refusal(number):
    assert len(plain.refusal(number)) == 4
    with pytest.raises(Untrusted, match=f"-{number}") as caught:
        plain.answer(plain.refusal(number), "ping")
    assert caught.value.field == "answer"


@given(st.binary(max_size=40), st.integers(0, 15))
def test_the_spans_tile_the_packet(trailing, padding):
    packet = Plain(1, PING + trailing).to_bytes() + bytes(padding)
    tree = plain.explain(packet)
    leaves = list(tree.leaves())
    assert [leaf.start for leaf in leaves] == [0, *(leaf.end for leaf in leaves[:-1])]
    assert leaves[-1].end == tree.end == len(packet)
    names = [part.name for part in tree.parts]
    assert ("trailing" in names, "transport padding" in names) == (trailing != b"", padding > 0)


def test_an_object_that_borrows_from_the_padding_is_not_explained():
    packet = Plain(1, PING[:8]).to_bytes() + PING[8:]
    with pytest.raises(WireError):
        plain.explain(packet)
