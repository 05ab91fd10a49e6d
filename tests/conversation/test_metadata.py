"""Envelopes tell who, when and how much, and nothing else decides what they tell."""

import json
from collections import Counter
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import read_chat, say
from cryptokit.conversation.chat import Chat, Message
from cryptokit.conversation.metadata import Day, Seen, Silence, metadata, seen
from cryptokit.conversation.samples import names, sample

people = st.sampled_from(["Ann", "Ben", "Галя", "نور"])
envelopes = st.lists(
    st.builds(Seen, sent=st.integers(0, 2**34), sender=people, size=st.integers(0, 4096))
)
texts = st.text(st.characters(codec="utf-8"), max_size=20)


@st.composite
def chats(draw):
    """Draw a chat of plain messages."""
    written = draw(st.lists(st.tuples(st.integers(0, 2**34), people, texts)))
    messages = tuple(Message(n, *one) for n, one in enumerate(written, start=1))
    return Chat("drawn", "said", messages, tuple({one.sender for one in messages}), group=True)


@given(chats())
def test_other_words_of_the_same_length_leave_the_metadata_as_they_are(chat):
    silenced = tuple(
        replace(one, text="x" * len(one.text.encode()), title="", runs=(), more=())
        for one in chat.messages
    )
    assert metadata(seen(replace(chat, messages=silenced))) == metadata(seen(chat))


def test_an_envelope_has_no_field_for_a_text():
    assert [field.name for field in fields(Seen)] == ["sent", "sender", "size"]


@given(envelopes)
def test_whatever_way_messages_are_counted_the_sums_agree(given_):
    told = metadata(given_)
    everything = len(given_)
    assert told.messages == sum(told.weekdays) == everything
    assert sum(person.messages for person in told.people) == everything
    assert sum(person.size for person in told.people) == sum(one.size for one in given_)
    assert tuple(map(sum, zip(*(person.hours for person in told.people), strict=True))) == (
        told.hours if given_ else ()
    )
    for person in told.people:
        assert sum(person.hours) == person.messages
        assert person.nights == sum(person.hours[:6])


@given(envelopes)
def test_calendar_and_clock_agree_with_the_standard_library(given_):
    told = metadata(given_)
    moments = [datetime.fromtimestamp(one.sent, UTC) for one in given_]
    assert told.hours == tuple(Counter(one.hour for one in moments)[hour] for hour in range(24))
    assert told.weekdays == tuple(
        Counter(one.weekday() for one in moments)[day] for day in range(7)
    )
    days = Counter(one.date() for one in moments)
    assert told.days == len(days)
    if told.busiest is not None:
        busiest = datetime.fromtimestamp(told.busiest.begins, UTC)
        assert busiest.time().isoformat() == "00:00:00"
        assert days[busiest.date()] == told.busiest.messages == max(days.values())


@given(envelopes)
def test_a_silence_is_empty_and_none_is_longer(given_):
    told = metadata(given_)
    times = sorted(one.sent for one in given_)
    if len(times) < 2:
        assert told.silence is None
        return
    gap = told.silence
    assert not [time for time in times if gap.begins < time < gap.ends]
    longest = max(after - before for before, after in pairwise(times))
    assert gap.ends - gap.begins == longest


@given(envelopes)
def test_every_message_but_the_first_answers_somebody_or_goes_on(given_):
    told = metadata(given_)
    in_time = [one.sender for one in sorted(given_, key=lambda one: one.sent)]
    went_on = sum(a == b for a, b in pairwise(in_time))
    assert sum(one.times for one in told.answers) + went_on == max(len(given_) - 1, 0)
    assert all(one.who != one.whom for one in told.answers)
    assert [one.times for one in told.answers] == sorted(
        (one.times for one in told.answers), reverse=True
    )


@given(st.permutations([Seen(second, name, 1) for second, name in enumerate("abacab")]))
def test_the_order_of_a_file_does_not_matter_if_times_differ(shuffled):
    assert metadata(shuffled) == metadata(sorted(shuffled, key=lambda one: one.sent))


@pytest.mark.parametrize("name", names())
def test_a_sample_is_seen_message_by_message(name):
    chat = read_chat(sample(name), names=True)
    told = metadata(seen(chat))
    assert told.messages == len(chat.messages)
    assert {person.name for person in told.people} <= set(chat.participants)
    assert sum(person.size for person in told.people) == sum(
        len(message.shown.encode()) for message in chat.messages
    )


def test_what_envelopes_tell_of_the_two_classmates():
    chat = read_chat(sample("two-classmates.json"), names=True)
    told = metadata(seen(chat))
    assert {person.name: person.messages for person in told.people} == Counter(
        message.sender for message in chat.messages
    )
    written = [entry["date"] for entry in raw("two-classmates.json")]
    assert told.days == len({date[:10] for date in written})
    assert told.weekdays[5:] == (0, 0)  # a plan of school days
    assert {(one.who, one.whom) for one in told.answers} == {("Alma", "Timo"), ("Timo", "Alma")}


def raw(name):
    """Give the messages of a Telegram sample as the file holds them."""
    entries = json.loads(sample(name).read_text("utf-8"))["messages"]
    return [entry for entry in entries if entry["type"] == "message"]


def test_nobody_tells_nothing():
    told = metadata(())
    assert (told.people, told.messages, told.days, told.answers) == ((), 0, 0, ())
    assert told.busiest is None
    assert told.silence is None


def test_of_equals_the_earliest_is_named():
    day = 86_400
    told = metadata([Seen(day * number, "Ann", 1) for number in (5, 3, 1)])
    assert told.busiest == Day(begins=day, messages=1)
    assert told.silence == Silence(begins=day, ends=3 * day)


def test_an_attachment_is_seen_by_its_size():
    chat = say(["Ann: hi"])
    one = replace(chat.messages[0], text="é")
    assert seen(replace(chat, messages=(one,))) == (Seen(one.sent, "Ann", 2),)
