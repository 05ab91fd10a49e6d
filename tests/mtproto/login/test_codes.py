"""Login codes: good once, for one request, for a while; and the limits on trying."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.mtproto.login import codes
from cryptokit.mtproto.login.codes import Channel, LoginCode, Verdict
from cryptokit.mtproto.login.limits import Limit
from cryptokit.rng import lesson

PHONE = "+0000000001"
times = st.floats(0, 10_000)


def sent(now=0.0, channel=Channel.APP, seed="codes"):
    return codes.issue(PHONE, channel, now=now, rng=lesson(seed))


def wrong(pending, step=1):
    return LoginCode.of((int(pending.code.reveal()) + step) % 10**codes.DIGITS)


@given(st.integers(0, 99_999), st.binary(min_size=1, max_size=4))
def test_the_code_signs_in_and_no_other_does(number, seed):
    pending = sent(seed=seed)
    left, verdict = codes.verify(pending, pending.code_hash, LoginCode.of(number), now=1)
    right = LoginCode.of(number) == pending.code
    assert verdict is (Verdict.SIGNED_IN if right else Verdict.WRONG)
    assert (left is None) == right
    assert codes.verify(pending, pending.code_hash, pending.code, now=1)[1] is Verdict.SIGNED_IN


def test_a_code_is_forgotten_after_three_wrong_ones():
    pending = sent()
    for step in range(1, codes.TRIES):
        pending, verdict = codes.verify(pending, pending.code_hash, wrong(pending, step), now=1)
        assert verdict is Verdict.WRONG
    assert codes.verify(pending, pending.code_hash, pending.code, now=1)[1] is Verdict.SIGNED_IN
    assert codes.verify(pending, pending.code_hash, wrong(pending), now=1) == (None, Verdict.FLOOD)


def test_asking_again_does_not_give_new_tries():
    pending = replace(sent(), wrong=codes.TRIES - 1)
    again = codes.resend(pending, pending.code_hash, now=codes.NEXT_AFTER, rng=lesson("again"))
    found = codes.verify(again, again.code_hash, wrong(again), now=codes.NEXT_AFTER)
    assert found == (None, Verdict.FLOOD)


@given(times, times)
@example(0, codes.LIFETIME)
def test_a_code_is_good_for_five_minutes(start, later):
    pending = sent(now=start)
    verdict = codes.verify(pending, pending.code_hash, pending.code, now=start + later)[1]
    fresh = start + later < start + 300
    assert verdict is (Verdict.SIGNED_IN if fresh else Verdict.EXPIRED)


def test_a_code_is_good_for_its_own_request_only():
    mine, theirs = sent(seed="mine"), sent(seed="theirs")
    assert mine.code_hash != theirs.code_hash
    with pytest.raises(Untrusted) as caught:
        codes.verify(theirs, mine.code_hash, theirs.code, now=1)
    assert caught.value.field == "phone_code_hash"
    with pytest.raises(Untrusted):
        codes.resend(theirs, mine.code_hash, now=1000)


def test_the_second_channel_is_sms_and_has_to_be_waited_for():
    pending = sent()
    with pytest.raises(Untrusted) as caught:
        codes.resend(pending, pending.code_hash, now=codes.NEXT_AFTER - 1)
    assert caught.value.field == "timeout"
    again = codes.resend(pending, pending.code_hash, now=codes.NEXT_AFTER, rng=lesson("again"))
    told, delivery = again.told()
    assert (told.channel, delivery.channel, delivery.phone) == (Channel.SMS, Channel.SMS, PHONE)
    assert delivery.code != pending.code
    late = codes.NEXT_AFTER + codes.LIFETIME - 1
    assert codes.verify(again, told.code_hash, delivery.code, now=late)[1] is Verdict.SIGNED_IN


def test_the_numbers_that_we_chose_are_those_of_the_lessons():
    assert (codes.DIGITS, codes.TRIES, codes.LIFETIME, codes.NEXT_AFTER) == (5, 3, 300, 120)


def test_what_the_asker_is_told_holds_no_code():
    told, delivery = sent().told()
    assert delivery.code.reveal().decode() not in repr(told)
    assert delivery.code.reveal().decode() not in repr((delivery, sent()))


def test_every_code_is_as_likely_as_any_other():
    assert codes._BELOW % 10**codes.DIGITS == 0
    last = iter([b"\xff\xff\xff", codes._BELOW.to_bytes(3, "big"), b"\0\0\7"])
    assert codes.draw_code(lambda _size: next(last)) == LoginCode.of(7)
    rng = lesson("likely")
    first = Counter(codes.draw_code(rng).reveal()[0] for _ in range(5000))
    assert set(first) == set(b"0123456789")
    assert all(400 < count < 600 for count in first.values())


@given(st.lists(st.floats(0, 50), max_size=30), st.integers(1, 5))
def test_no_window_holds_more_tries_than_the_limit(gaps, most):
    limit, now, done = Limit(most, 60), 0.0, []
    for gap in gaps:
        now += gap
        if limit.free(now):
            limit = limit.after(now)
            done.append(now)
    for time in done:
        assert sum(time <= other < time + 60 for other in done) <= most
    assert len(limit.times) <= most


def test_a_limit_frees_itself_in_time():
    limit = Limit(2, 60).after(0).after(30)
    assert [limit.free(now) for now in (59, 60, 61)] == [False, True, True]
    assert not limit.after(60).free(89)
