"""A transcript: adding to it leaves the old one as it was, and holdings only grow."""

from hypothesis import given
from hypothesis import strategies as st

from cryptokit.transcript import Event, Transcript

parties = st.sampled_from(["Alice", "Bob", "server"])
things = st.sampled_from(["g_a", "g_b", "key", "hello"])
events = st.lists(
    st.builds(
        Event,
        sender=parties,
        receiver=parties,
        what=things,
        size=st.integers(0, 999),
        learned=st.lists(st.tuples(parties, things), max_size=3).map(tuple),
    ),
    max_size=8,
)


@given(events, events)
def test_adding_events_leaves_the_old_transcript_as_it_was(before, after):
    old = Transcript() + before
    new = old + after
    assert old.events == tuple(before)
    assert new.events == (*before, *after)


@given(events, st.integers(0, 8))
def test_what_a_party_holds_only_grows(run, upto):
    transcript = Transcript(tuple(run))
    early, late = transcript.holdings(upto), transcript.holdings()
    for party, held in early.items():
        assert late[party][: len(held)] == held
    assert early == Transcript(tuple(run[:upto])).holdings()


@given(events)
def test_everybody_who_took_part_is_listed_and_nothing_is_lost(run):
    held = Transcript(tuple(run)).holdings()
    assert {e.sender for e in run} | {e.receiver for e in run} <= set(held)
    learned = sorted(pair for event in run for pair in event.learned)
    assert sorted((party, thing) for party, some in held.items() for thing in some) == learned


def test_before_anything_happened_nobody_holds_anything():
    assert Transcript((Event("Alice", "Bob", "hello"),)).holdings(0) == {}
