"""Salts: one each half hour, each good for an hour."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telethon.extensions import BinaryReader

from cryptokit.errors import WireError
from cryptokit.mtproto import salts, service
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.salts import GRACE, LIFE
from cryptokit.rng import lesson

NOW = 1_700_000_000


def drawn(ahead=3):
    return salts.renew((), now=NOW, ahead=ahead, rng=lesson("salts"))


def test_a_salt_is_current_for_half_an_hour_and_accepted_for_half_an_hour_more():
    first, second, *_ = drawn()
    for late, current, accepted in [
        (0, first, (True, False)),
        (LIFE - 1, first, (True, False)),
        (LIFE, second, (True, True)),
        (LIFE + GRACE - 1, second, (True, True)),
    ]:
        assert salts.current(drawn(), now=NOW + late) == current.value
        good = [salts.accepts(drawn(), one.value, now=NOW + late) for one in (first, second)]
        assert tuple(good) == accepted
    assert not salts.accepts(drawn(), first.value, now=NOW + LIFE + GRACE)
    assert not salts.accepts(drawn(), bytes(8), now=NOW)


@given(st.lists(st.integers(0, 10**9), max_size=4), st.integers(0, 3))
def test_there_is_a_current_salt_though_the_clock_is_set_back(steps, ahead):
    now, kept = NOW, salts.renew((), now=NOW, ahead=ahead)
    for step in steps:
        now -= step
        kept = salts.renew(kept, now=now, ahead=ahead)
        assert salts.accepts(kept, salts.current(kept, now=now), now=now)
        assert sum(one.since > now for one in kept) >= ahead
        assert list(kept) == sorted(kept, key=lambda one: one.since)
        assert salts.renew(kept, now=now, ahead=ahead) == kept


@given(st.lists(st.integers(0, 5000), max_size=12), st.integers(0, 4))
@example([LIFE], 0)
def test_there_is_a_current_salt_at_any_time_if_they_are_renewed(steps, ahead):
    now, kept = NOW, salts.renew((), now=NOW, ahead=ahead)
    for step in steps:
        now += step
        before = salts.current(kept, now=now) if any(one.holds(now) for one in kept) else None
        kept = salts.renew(kept, now=now, ahead=ahead)
        current = salts.current(kept, now=now)
        newest = max(one.since for one in kept if one.holds(now))
        assert newest > now - LIFE
        assert current in {one.value for one in kept if one.since == newest}
        assert before is None or salts.accepts(kept, before, now=now)
        assert sum(one.since > now for one in kept) >= ahead
        assert all(one.until > now for one in kept)
        assert list(kept) == sorted(kept, key=lambda one: one.since)


def test_future_salts_begin_with_the_current_one_and_are_64_at_most():
    many = drawn(ahead=100)
    assert salts.future(many, now=NOW, count=3) == many[:3]
    assert salts.future(many, now=NOW + LIFE, count=2) == many[1:3]
    assert len(salts.future(many, now=NOW, count=1000)) == 64
    assert salts.future(many, now=NOW, count=-1) == ()


def test_a_device_stores_64_salts_at_most():
    listed = salts.to_objects(drawn(ahead=64))
    assert len(salts.from_objects(listed[:64])) == 64
    with pytest.raises(WireError, match="more than 64 salts"):
        salts.from_objects(listed)


@given(st.integers(0, 2**32 - 1 - 5 * LIFE))
def test_salts_are_read_as_they_were_written_in_rising_order_after_2038_too(now):
    written = salts.renew((), now=now, ahead=3)
    told = service.read(Piece(5, 0, service.salts_told(4, now=1, coming=written[::-1])))
    assert told.salts == written


def test_telethon_reads_our_future_salts():
    coming = drawn()
    body = service.salts_told(4, now=NOW, coming=coming)
    read = BinaryReader(body).tgread_object()
    assert (read.req_msg_id, read.now) == (4, NOW)
    theirs = [
        (int(one.valid_since.timestamp()), int(one.valid_until.timestamp()), one.salt)
        for one in read.salts
    ]
    assert theirs == [(one.since, one.until, salts.to_long(one.value)) for one in coming]
    told = service.read(Piece(5, 0, body))
    assert (told.call_id, told.now, told.salts) == (4, NOW, coming)


def test_the_times_are_those_of_the_source():
    assert (LIFE, GRACE, salts.SIZE) == (1800, 1800, 8)


def test_no_salt_at_all_is_told_in_a_sentence():
    with pytest.raises(ValueError, match="no salt holds now"):
        salts.current(drawn(), now=NOW - 1)
