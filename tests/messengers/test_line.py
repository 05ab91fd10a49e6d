"""A phone's line: what is called is done once, and what is told is heard once, whatever the clock."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.conversation import say
from cryptokit.evidence.rows import Key
from cryptokit.messengers import telegram
from cryptokit.messengers.line import LAST_SECOND, Line, clock
from cryptokit.mtproto import objects, salts, service
from cryptokit.mtproto.login.codes import LoginCode
from cryptokit.rng import lesson

PING = objects.write("help.getConfig")
NEWS = objects.write("updateShortSentMessage", id=1, pts=1, pts_count=1, date=1)
FIELDS = {"id": 1, "user_id": 1, "pts": 1, "pts_count": 1, "date": 1}
START = 1_700_000_000
HOURS = st.sampled_from((0, 1, 59, 61, salts.LIFE, salts.LIFE + salts.GRACE, 30 * 86_400))


def opened(seed="line", now=START):
    return Line.open(now, lesson(seed))


def test_both_ends_have_the_key_that_the_key_exchange_made():
    line = opened()
    assert line.server.session.key == line.key
    assert line.size > 1000, "six messages went by"


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.tuples(st.booleans(), HOURS), min_size=1, max_size=8))
def test_every_call_is_done_once_and_every_word_heard_once_though_hours_pass(steps):
    line, now, done = opened(), START, []
    for number, (calls, pause) in enumerate(steps):
        now += pause
        if calls:
            say = objects.write("ping_delay_disconnect", ping_id=number, disconnect_delay=1)
            assert line.call(_call(number), lambda body: done.append(body) or body, now)
            assert done.pop() == _call(number)
            assert done == [], say
        else:
            assert line.push(NEWS, now) == NEWS


def _call(number):
    return objects.write("lab.getMessages", after=number, limit=1)


def test_a_call_after_some_hours_takes_a_new_salt_and_so_two_packets_more():
    line = opened()
    line.call(PING, lambda _: NEWS, START)
    line.call(PING, lambda _: NEWS, START + 1)
    usual = line.size
    line.call(PING, lambda _: NEWS, START + salts.LIFE + salts.GRACE + 1)
    assert line.size > usual * 3 // 2


def test_a_code_that_did_not_come_signs_nobody_in(monkeypatch):
    server = telegram.Server(say(["Alice: hi", "Bob: hello"]), rng=lesson("code"))
    monkeypatch.setattr(telegram, "LoginCode", lambda _: LoginCode(b"00000"))
    with pytest.raises(RuntimeError, match="does not sign in"):
        server.sign_in("Alice", START)
    assert not any(isinstance(row, Key) for row in server.rows())


def test_the_size_of_a_call_counts_what_goes_up_and_what_comes_down():
    line, much = opened(), 1 << 12
    long_call = objects.write("lab.getMessages", after=0, limit=1) + bytes(much)
    long_news = objects.write("updateShortMessage", message=bytes(much), **FIELDS)
    line.call(PING, lambda _: NEWS, START)
    small = line.size
    line.call(long_call, lambda _: NEWS, START)
    assert line.size >= small + much
    line.call(PING, lambda _: long_news, START)
    assert line.size >= small + much
    line.push(long_news, START)
    assert line.size >= much


def test_the_first_salt_serves_as_long_as_a_salt_does_and_its_grace():
    line = opened()
    line.call(PING, lambda _: NEWS, START)
    line.call(PING, lambda _: NEWS, START + 1)
    usual = line.size
    line.call(PING, lambda _: NEWS, START + salts.LIFE + salts.GRACE - 1)
    assert line.size <= usual


def test_what_the_server_refuses_comes_back_as_an_error():
    refusal = service.error(401, "AUTH_KEY_UNREGISTERED")
    assert opened().call(PING, lambda _: refusal, START) == refusal


def test_a_line_works_up_to_the_last_second_that_an_id_can_say():
    line = opened(now=LAST_SECOND)
    assert line.call(PING, lambda _: NEWS, LAST_SECOND) == NEWS
    assert clock(0, LAST_SECOND + 1) == LAST_SECOND
