"""Clocks: what a device learns from ids, and what it may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.mtproto import clock
from cryptokit.mtproto.clock import OURS, SECOND, UNKNOWN, Basis, Clock

NOW = 1_700_000_000
delays = st.floats(0, 200)
offsets = st.integers(-100_000, 100_000)


@given(offsets, st.lists(st.tuples(st.floats(0, 1000), delays), min_size=1, max_size=20))
def test_the_fastest_message_tells_the_offset_best(offset, messages):
    learned = UNKNOWN
    for at, delay in messages:
        stamped = int((NOW + offset + at) * SECOND)
        learned = clock.heard(learned, stamped, now=NOW + at + delay)
    best = offset - min(delay for _, delay in messages)
    assert learned.basis is Basis.HEARD
    assert abs(learned.offset - best) < 1e-3


@given(offsets, delays)
def test_a_sure_clock_is_not_moved_by_what_is_heard(offset, delay):
    sure = clock.from_handshake(NOW + offset, now=NOW)
    assert (sure.offset, sure.basis) == (offset, Basis.SURE)
    assert clock.heard(sure, (NOW + offset) << 32, now=NOW - delay) is sure


@given(offsets, delays)
def test_a_correction_forgets_what_was_heard_before(offset, delay):
    fixed = clock.corrected(int((NOW + offset) * SECOND), now=NOW + delay)
    assert fixed.basis is Basis.HEARD
    assert abs(fixed.offset - (offset - delay)) < 1e-3


@pytest.mark.parametrize("learn", [clock.corrected, lambda *a, **k: clock.heard(UNKNOWN, *a, **k)])
def test_a_clock_is_not_led_to_where_no_ids_are_left(learn):
    for message_id in ((1 << 64) - 1, ((1 << 32) - 366 * 86_400 << 32) + (1 << 22)):
        with pytest.raises(Untrusted) as caught:
            learn(message_id, now=NOW)
        assert caught.value.field == "message_id time"
    learned = learn((1 << 32) - 366 * 86_400 << 32, now=NOW)
    made = clock.fresh_id(learned.server_time(NOW + 365 * 86_400), after=0, rest=0)
    assert made < 1 << 64


@pytest.mark.parametrize(
    ("basis", "lead", "good"),
    [
        (Basis.SURE, -300, True),
        (Basis.SURE, -301, False),
        (Basis.SURE, 30, True),
        (Basis.SURE, 31, False),
        (Basis.HEARD, -301, False),
        (Basis.HEARD, 31, True),  # a faster message than those before, so the offset was too low
        (Basis.NONE, -10_000, True),
        (Basis.NONE, 10_000, True),
    ],
)
def test_an_id_is_held_against_the_clock_as_far_as_that_is_known(basis, lead, good):
    known = Clock(1000.0, basis)
    if good:
        clock.check(known, (NOW + 1000 + lead) << 32, now=NOW)
    else:
        with pytest.raises(Untrusted) as caught:
            clock.check(known, (NOW + 1000 + lead) << 32, now=NOW)
        assert caught.value.field == "message_id time"


@given(st.floats(0, 2**31), st.integers(0, 2**63), st.sampled_from([0, 1, 3]))
def test_an_id_rises_and_keeps_its_remainder(time, after, rest):
    made = clock.fresh_id(time, after=after, rest=rest)
    assert made > after
    assert made % 4 == rest
    if after < int(time * SECOND) - SECOND:
        assert abs(clock.seconds(made) - time) < 0.01


@given(st.integers(0, 2**64 - 1))
def test_an_id_travels_as_a_signed_number(message_id):
    assert -(2**63) <= clock.to_long(message_id) < 2**63
    assert clock.from_long(clock.to_long(message_id)) == message_id


def test_our_own_clock_is_taken_as_right():
    assert OURS.server_time(NOW) == NOW
    assert OURS.basis is Basis.SURE
