"""The call that a changed program hides its copies in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.extensions import BinaryReader

from cryptokit.errors import WireError
from cryptokit.evidence.rows import Plaintext
from cryptokit.messengers import leaking
from cryptokit.messengers.standing import NOTHING, Copies
from cryptokit.mtproto import objects

ROWS = st.builds(
    Plaintext,
    st.integers(1, 1 << 40),
    st.integers(-(1 << 31), (1 << 31) - 1),
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.text(st.characters(codec="utf-8"), max_size=200),
)


@given(ROWS)
def test_a_copy_is_read_as_it_was_sent(row):
    assert leaking.read_report(leaking.report(row)) == (row,)


@given(ROWS)
def test_telethon_reads_the_call_as_telegram_would(row):
    body = leaking.report(row)
    call = BinaryReader(body).tgread_object()
    assert bytes(call) == body
    (event,) = call.events
    assert event.time == row.sent
    assert {one.key: one.value.value for one in event.data.value}["text"] == row.text


def test_another_call_is_no_report():
    with pytest.raises(WireError):
        leaking.read_report(objects.write("help.getConfig"))


def test_without_an_order_nothing_is_called():
    class Silent:
        def call(self, *_):
            raise AssertionError("the line was used")

    leaking.leak(Silent(), Plaintext(1, 5, "Alice", "hi"), 5, Copies(NOTHING, {}))
