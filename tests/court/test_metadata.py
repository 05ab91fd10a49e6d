"""Who wrote to whom, out of logs alone: as many messages and bytes as were sent, in every system."""

import json
import shutil
from collections import Counter
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cryptokit.court import Tie, Traffic, examine, seize, traffic
from cryptokit.evidence.rows import Account, Envelope, Event
from cryptokit.evidence.store import Store, read
from cryptokit.messengers import ALL
from cryptokit.messengers.deploy import METADATA, audience
from cryptokit.rng import lesson
from cryptokit.testing import chats
from cryptokit.world import Level, Piece, View

LOGGING = [one for one in ALL if any(METADATA in asset.holds for asset in one.world.assets)]
NAMES = st.sampled_from(["Ann", "Bob", "Cem"]) | st.text(max_size=3)
INT64 = st.integers(-(1 << 63), (1 << 63) - 1)
EVENTS = st.lists(
    st.builds(Event, INT64, NAMES, NAMES, st.sampled_from(["message", "service"]), INT64)
)


def logs_of(messenger):
    """The disk that logs, without anything that could be read."""
    asset = next(one.id for one in messenger.world.assets if METADATA in one.holds)
    return Piece(asset, View.DISK)


def to_whom(messenger, chat, sender):
    return chat.name if messenger.name == "channel" else audience(chat, sender)


def test_every_messenger_with_a_server_logs():
    assert list(ALL) == LOGGING


@pytest.mark.parametrize("messenger", LOGGING, ids=lambda one: one.name)
def test_the_logs_tell_of_every_message_that_was_delivered(messenger, tmp_path_factory):
    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def counts_are_those_of_the_chat(data):
        chat = data.draw(chats(people=data.draw(st.integers(1, 4)), most=6))
        if messenger.refuses(chat) is not None:
            event("refused")
            return
        folder = tmp_path_factory.mktemp("metadata")
        messenger.deliver(
            messenger.world, chat, folder / "run", rng=lesson("m"), progress=lambda _: None
        )
        seize(folder / "run", {logs_of(messenger): None}, folder / "case", at=0)
        told = examine(folder / "case").metadata
        sent = [(m, (m.sender, to_whom(messenger, chat, m.sender))) for m in chat.messages]
        assert {(t.sender, t.receiver): t.messages for t in told.ties} == Counter(
            p for _, p in sent
        )
        assert told.messages == len(chat.messages)
        assert told.hours == tuple(
            sum(m.sent // 3600 % 24 == hour for m in chat.messages) for hour in range(24)
        )
        for tie in told.ties:
            mine = [m for m, pair in sent if pair == (tie.sender, tie.receiver)]
            times = [m.sent for m in mine]
            assert (tie.first, tie.last) == (min(times), max(times))
            if logs_of(messenger).asset != "relay":
                assert tie.size == sum(len(m.shown.encode()) for m in mine)
        if messenger.name == "secret_chat":
            packets = read(folder / "run" / "relay" / "disk.sqlite", Envelope)
            assert told.size == sum(len(one.body) for one in packets)
        assert {m.sender for m in chat.messages} <= set(told.people)
        event("delivered")

    counts_are_those_of_the_chat()


@pytest.mark.parametrize("name", ["cloud_chat", "secret_chat"])
def test_metadata_is_told_where_no_message_can_be_read(name, seized):
    report = examine(seized(name, Level.AT_REST))
    assert (report.past, report.locked) == (0, 6)
    found = [(tie.sender, tie.receiver, tie.messages) for tie in report.metadata.ties]
    assert found == [("Alice", "Bob", 3), ("Bob", "Alice", 3)]
    assert report.events == report.metadata.lines


def test_what_is_no_message_is_counted_apart(seized):
    told = examine(seized("secret_chat", Level.AT_REST)).metadata
    assert dict(told.besides)["service"] >= 1
    assert told.lines == told.messages + sum(dict(told.besides).values())


def test_a_copy_of_a_log_adds_nothing_and_a_part_of_it_neither(seized):
    case = seized("domestic")
    before = examine(case)
    shutil.copyfile(case / "db" / "disk.sqlite", case / "copy.sqlite")
    with Store(case / "part.sqlite") as store:
        store.add(Event, list(read(case / "db" / "disk.sqlite", Event))[:2])
    after = examine(case)
    assert (after.metadata, after.events) == (before.metadata, before.events)


@given(logs=st.lists(EVENTS, max_size=3))
def test_any_log_is_counted_whole_and_survives_a_pipe(logs):
    told = traffic(logs)
    largest = Counter()
    for log in logs:
        largest |= Counter(log)
    assert told.lines == largest.total()
    assert sum(told.hours) == told.messages
    assert set(told.people).isdisjoint(told.places)
    named = {name for tie in told.ties for name in (tie.sender, tie.receiver)}
    assert named == {*told.people, *told.places}
    assert Traffic.of_json(json.loads(json.dumps(told.as_json()))) == told
    assert (told.busiest is None) == (told.messages == 0)
    if told.busiest is not None:
        assert told.hours[told.busiest] == max(told.hours)


@given(one=EVENTS, other=EVENTS)
def test_the_order_of_logs_and_of_their_lines_does_not_matter(one, other):
    assert traffic([one, other]) == traffic([other[::-1], one[::-1]])


def test_who_has_an_account_is_known_without_a_message():
    told = traffic([], [Account("Ann", "user", "+0", "192.0.2.1", 0)])
    assert told == Traffic(people=("Ann",))
    assert told.busiest is None


def test_two_messages_alike_are_two():
    log = [Event(3600, "Ann", "Bob", "message", 2)] * 2
    (tie,) = traffic([log]).ties
    hours = (0, 2, *[0] * 22)
    assert tie == Tie("Ann", "Bob", 2, 4, 3600, 3600, hours)
    assert asdict(tie)["hours"] == hours
