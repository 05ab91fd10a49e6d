"""Timers: reading starts them, once, and time ends them, in whatever steps it passes."""

from hypothesis import given
from hypothesis import strategies as st

from cryptokit.mtproto import timers
from cryptokit.mtproto.timers import Timer

lists = st.lists(st.builds(Timer, st.integers(0, 9), st.integers(1, 99), st.booleans()), max_size=8)
ids = st.sets(st.integers(0, 9))


@given(lists, ids, st.booleans(), st.floats(0, 1e6))
def test_reading_starts_the_timers_of_the_other_side_s_messages_alone(all_, read, mine, now):
    for before, after in zip(all_, timers.start(all_, read, mine=mine, now=now), strict=True):
        starts = before.random_id in read and before.mine == mine
        assert after.ends == (now + before.seconds if starts else None)
        assert (after.random_id, after.mine) == (before.random_id, before.mine)


@given(lists, st.floats(0, 99), st.floats(0, 99))
def test_reading_again_gives_no_more_time(all_, first, later):
    once = timers.start(all_, range(10), mine=True, now=first)
    assert timers.start(once, range(10), mine=True, now=first + later) == once


@given(lists, st.lists(st.floats(0, 300), max_size=6))
def test_a_message_vanishes_once_and_in_any_steps_of_time(all_, times):
    left, gone = timers.start(all_, range(10), mine=True, now=0), []
    for now in sorted(times):
        left, over = timers.expire(left, now=now)
        gone += over
    last = max(times, default=-1)
    assert sorted(gone) == sorted(t.random_id for t in all_ if t.mine and t.seconds <= last)
    assert len(left) + len(gone) == len(all_)


@given(lists)
def test_without_reading_nothing_vanishes(all_):
    assert timers.expire(all_, now=1e12) == (tuple(all_), ())


@given(lists, ids)
def test_a_deleted_message_needs_no_timer(all_, gone):
    assert timers.drop(all_, gone) == tuple(t for t in all_ if t.random_id not in gone)
