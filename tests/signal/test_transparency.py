"""A directory with a log: what it cannot hide, and what nobody sees who does not look."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Unknown, Untrusted
from cryptokit.signal import transparency
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.transparency import Answer, Entry, Head

names = st.sampled_from([b"ana", b"ben", b"cid"])
keys = st.binary(min_size=32, max_size=32).map(PublicKey)
entries = st.builds(Entry, names, keys)
logs = st.lists(entries, min_size=1, max_size=6).map(tuple)


def refused(call, field):
    with pytest.raises(Untrusted) as caught:
        call()
    assert caught.value.field == field


@settings(max_examples=40)
@given(logs)
def test_everybody_who_is_in_the_log_is_found_with_the_newest_key(log):
    seen = transparency.head(log)
    for name in {entry.name for entry in log}:
        newest = [entry.identity for entry in log if entry.name == name][-1]
        assert transparency.check_answer(transparency.look_up(log, name), name, seen) == newest


@settings(max_examples=40)
@given(logs, entries)
def test_a_key_that_is_not_in_the_log_is_refused(log, lie):
    seen = transparency.head(log)
    for place, entry in enumerate(log):
        if entry != lie:
            proof = transparency.merkle_log.inclusion([e.to_bytes() for e in log], place)
            refused(
                lambda p=place, q=proof: transparency.check_answer(
                    Answer(lie, p, q), lie.name, seen
                ),
                "log",
            )


@settings(max_examples=40)
@given(logs)
def test_a_key_of_somebody_else_is_refused(log):
    found = transparency.look_up(log, log[0].name)
    refused(lambda: transparency.check_answer(found, b"eve", transparency.head(log)), "name")


def test_a_name_that_is_not_in_the_log_is_told_with_its_neighbours():
    with pytest.raises(Unknown, match="ana"):
        transparency.look_up((Entry(b"ana", PublicKey(bytes(32))),), b"anna")


@settings(max_examples=40)
@given(logs, names, st.data())
def test_the_owner_sees_exactly_the_keys_that_are_not_hers(log, name, data):
    own = data.draw(st.sets(st.sampled_from([e.identity.raw for e in log])))
    found = transparency.strangers(log, name, [PublicKey(r) for r in own], transparency.head(log))
    wanted = [e.identity for e in log if e.name == name and e.identity.raw not in own]
    assert list(found) == wanted


@settings(max_examples=40)
@given(logs, entries)
def test_the_owner_is_not_shown_fewer_entries_than_the_head_has(log, more):
    seen = transparency.head((*log, more))
    refused(lambda: transparency.strangers(log, b"ana", (), seen), "log")
    changed = Head(len(log), seen.root)
    refused(lambda: transparency.strangers(log, b"ana", (), changed), "log")


@settings(max_examples=40)
@given(logs, st.lists(entries, max_size=5), st.data())
def test_a_log_that_grew_passes_and_one_that_was_rewritten_does_not(log, more, data):
    after = (*log, *more)
    before, now = transparency.head(log), transparency.head(after)
    proof = transparency.grow(after, len(log), len(after))
    transparency.check_growth(before, now, proof)
    place = data.draw(st.integers(0, len(log) - 1))
    lie = Entry(after[place].name + b"!", after[place].identity)
    rewritten = (*after[:place], lie, *after[place + 1 :])
    for offered in (proof, transparency.grow(rewritten, len(log), len(rewritten))):
        false = transparency.head(rewritten)
        refused(lambda f=false, o=offered: transparency.check_growth(before, f, o), "log")


def test_a_log_that_shrank_is_refused():
    log = tuple(Entry(name, PublicKey(bytes(32))) for name in (b"ana", b"ben", b"cid"))
    before, after = transparency.head(log), transparency.head(log[:2])
    refused(lambda: transparency.check_growth(before, after, ()), "log")


@settings(max_examples=40)
@given(logs, st.data())
def test_people_who_saw_one_log_at_any_time_agree(log, data):
    seen = data.draw(st.lists(st.integers(0, len(log)), max_size=4))
    heads = [transparency.head(log[:size]) for size in seen]
    transparency.check_gossip(heads, lambda *two: transparency.grow(log, *two))


@settings(max_examples=40)
@given(logs, entries, st.lists(entries, min_size=1, max_size=4), st.booleans())
def test_a_split_view_is_caught_when_two_compare(log, lie, later, padded):
    hers = (*log, lie, *later)
    his = (*log, *later, lie) if padded else (*log, *later)
    heads = [transparency.head(hers), transparency.head(his)]
    if his != hers[: len(his)]:
        for view in (hers, (*his, lie)):
            ask = lambda *two, view=view: transparency.grow(view, *two)  # noqa: E731
            refused(lambda ask=ask: transparency.check_gossip(heads, ask), "log")
            refused(lambda ask=ask: transparency.check_gossip(heads[::-1], ask), "log")


def test_a_view_that_is_held_back_is_not_seen():
    # Bob's head is an honest one of yesterday: a head needs a date, which is not here.
    ana, lie = (Entry(b"ben", PublicKey(bytes([i] * 32))) for i in (1, 2))
    heads = [transparency.head((ana,)), transparency.head((ana, lie))]
    transparency.check_gossip(heads, lambda *two: transparency.grow((ana, lie), *two))


def test_a_name_cannot_move_into_the_key():
    one, other = Entry(b"ana", PublicKey(bytes(32))), Entry(b"", PublicKey(bytes(32)))
    assert len(one.to_bytes()) == 33 + 3
    assert one.to_bytes() != other.to_bytes()
