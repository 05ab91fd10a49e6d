"""A phone's line: what is called is done once, and what is told is heard once, whatever the clock."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.messengers.line import LAST_SECOND, Line, clock
from cryptokit.mtproto import objects, salts, service
from cryptokit.rng import lesson

PING = objects.write("help.getConfig")
NEWS = objects.write("updateShortSentMessage", id=1, pts=1, pts_count=1, date=1)
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


def test_what_the_server_refuses_comes_back_as_an_error():
    refusal = service.error(401, "AUTH_KEY_UNREGISTERED")
    assert opened().call(PING, lambda _: refusal, START) == refusal


def test_a_line_works_up_to_the_last_second_that_an_id_can_say():
    line = opened(now=LAST_SECOND)
    assert line.call(PING, lambda _: NEWS, LAST_SECOND) == NEWS
    assert clock(0, LAST_SECOND + 1) == LAST_SECOND
