"""The change of keys alone: each stage, each message, each wrong value."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.errors import OutOfStep
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import dh, rekey
from cryptokit.mtproto.actions import AbortKey, AcceptKey, CommitKey, Noop, RequestKey
from cryptokit.mtproto.rekey import (
    WEEK,
    Agreed,
    Answered,
    Asked,
    Committed,
    Idle,
    Limits,
    Overtaken,
    Turn,
)
from cryptokit.rng import lesson

OLD, NEW = (SecretChatKey.draw(lesson(name)) for name in ("old", "new"))
BAD = {"one": 1, "the prime less one": dh.DH_PRIME - 1, "zero": 0, "just too small": dh.MARGIN - 1}
bad_values = pytest.mark.parametrize("bad", BAD.values(), ids=BAD)


def luck(exchange_id, seed="luck"):
    source = lesson(seed)
    first = [exchange_id.to_bytes(8, "little", signed=True)]
    return lambda size: first.pop() if size == 8 else bytes(248) + source(8)


def ask(exchange_id, seed="asker"):
    return rekey.ask(dh.TELEGRAM, rng=luck(exchange_id, seed))


def handle(stage, action, key=OLD):
    return rekey.handle(stage, action, key=key, group=dh.TELEGRAM, rng=luck(0, "handler"))


def number(value):
    return value.to_bytes(256, "big")


ASKED, REQUEST = ask(5)
ANSWERED = handle(Idle(), REQUEST)
AGREED = handle(ASKED, ANSWERED.reply)
COMMITTED = rekey.commit(AGREED.stage, key=OLD, number=7)
OVERTAKEN = rekey.overtake(ANSWERED.stage, key=OLD)
STAGES = {
    type(stage).__name__: stage
    for stage in (
        Idle(),
        ASKED,
        ANSWERED.stage,
        AGREED.stage,
        COMMITTED.stage,
        OVERTAKEN.stage,
    )
}


def test_four_messages_change_the_key_on_both_sides():
    new = ANSWERED.stage.key
    assert Turn(Agreed(5, new), CommitKey(5, new.key_id())) == AGREED
    assert Turn(Committed(OLD, 7), send_with=new) == COMMITTED
    done = handle(ANSWERED.stage, AGREED.reply)
    assert done == Turn(Idle(), Noop(), send_with=new)
    assert rekey.forget(COMMITTED.stage, acknowledged=7) == COMMITTED.stage
    assert rekey.forget(COMMITTED.stage, acknowledged=8) == Idle()
    assert handle(COMMITTED.stage, Noop(), key=new) == Turn(COMMITTED.stage)


def test_a_packet_under_the_new_key_may_overtake_the_commit():
    new = ANSWERED.stage.key
    assert Turn(Overtaken(5, OLD), send_with=new) == OVERTAKEN
    assert handle(OVERTAKEN.stage, AGREED.reply, key=new) == Turn(Idle(), Noop(), send_with=new)


@given(st.integers(-(1 << 63), (1 << 63) - 1), st.integers(-(1 << 63), (1 << 63) - 1))
def test_of_two_requests_the_larger_signed_number_wins(mine, theirs):
    asked = Asked(mine, ASKED.exponent)
    turn = handle(asked, RequestKey(theirs, REQUEST.g_a))
    if mine > theirs:
        assert turn == Turn(asked)
    elif mine == theirs:
        assert turn == Turn(Idle())
    else:
        assert isinstance(turn.stage, Answered)
        assert turn.reply.exchange_id == turn.stage.exchange_id == theirs


def test_numbers_are_compared_with_their_sign():
    assert handle(ask(5)[0], ask(-3)[1]).reply is None
    assert isinstance(handle(ask(-3)[0], ask(5)[1]).stage, Answered)


@bad_values
def test_a_bad_value_in_a_request_is_refused_and_makes_no_key(bad):
    for stage in (Idle(), ASKED):
        turn = handle(stage, RequestKey(6, number(bad)))
        assert turn == Turn(Idle(), AbortKey(6), refused="g_a")


@bad_values
def test_a_bad_value_in_an_answer_is_refused_and_makes_no_key(bad):
    turn = handle(ASKED, AcceptKey(5, number(bad), bytes(8)))
    assert turn == Turn(Idle(), AbortKey(5), refused="g_b")


def test_an_answer_that_names_another_key_is_refused():
    turn = handle(ASKED, AcceptKey(5, ANSWERED.reply.g_b, bytes(8)))
    assert turn == Turn(Idle(), AbortKey(5), refused="key_fingerprint")


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_an_answer_to_what_we_no_longer_want_is_aborted_and_changes_nothing(stage):
    assert handle(stage, AcceptKey(99, REQUEST.g_a, bytes(8))) == Turn(stage, AbortKey(99))


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
@pytest.mark.parametrize("exchange_id", [5, 99])
def test_an_abort_ends_its_own_exchange_and_no_other(stage, exchange_id):
    ends = isinstance(stage, Asked | Answered) and exchange_id == 5
    assert handle(stage, AbortKey(exchange_id)) == Turn(Idle() if ends else stage)


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_a_commit_that_no_answer_came_before_ends_the_chat(stage):
    key = AGREED.stage.key if isinstance(stage, Overtaken) else OLD
    with pytest.raises(OutOfStep) as caught:
        handle(stage, CommitKey(99, AGREED.stage.key.key_id()), key=key)
    assert caught.value.field == "exchange_id"
    if isinstance(stage, Answered | Overtaken):
        with pytest.raises(OutOfStep) as caught:
            handle(stage, CommitKey(5, bytes(8)), key=key)
        assert caught.value.field == "key_fingerprint"


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_a_request_is_answered_except_where_its_author_must_hold_two_keys(stage):
    request = RequestKey(1 << 62, REQUEST.g_a)
    if isinstance(stage, Idle | Asked | Answered):
        assert isinstance(handle(stage, request).stage, Answered)
    else:
        with pytest.raises(OutOfStep, match="exchange_id"):
            handle(stage, request)


def test_who_asks_again_has_given_the_first_wish_up():
    turn = handle(ANSWERED.stage, ask(-9, "again")[1])
    assert turn.stage.exchange_id == -9
    assert turn.stage.key != ANSWERED.stage.key


def test_each_stage_holds_one_key_or_two():
    second = [rekey.second_key(stage) for stage in STAGES.values()]
    new = ANSWERED.stage.key
    assert second == [None, None, new, new, OLD, OLD]


@given(st.integers(0, 300), st.floats(0, 2 * WEEK))
@example(100, 0.0)
@example(101, 0.0)
@example(1, WEEK)
@example(0, WEEK)
def test_a_key_serves_100_messages_and_a_week(used, age):
    assert rekey.is_due(Limits(), used=used, age=age) == (used > 100 or (used > 0 and age >= WEEK))


def test_a_thief_of_the_old_key_in_the_middle_makes_two_new_keys_and_nobody_notices():
    """The change is authenticated by the old key alone, so an active thief stays in."""
    bob = handle(Idle(), ask(5, "thief")[1])
    mine, _ = ask(5, "thief")
    alice_side = handle(Idle(), REQUEST)  # the thief answers in the name of the other side
    alice = handle(ASKED, alice_side.reply)
    assert alice.stage.key == alice_side.stage.key
    assert handle(mine, bob.reply).stage.key == bob.stage.key
    assert (alice.refused, bob.refused) == ("", "")
