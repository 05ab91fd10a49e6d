"""A chat goes on while orders are served: real bytes of each day, and what they open together."""

from dataclasses import replace

import pytest

from cryptokit.conversation import Chat, Message, say
from cryptokit.court.timeline import Happening
from cryptokit.court.writs import Writ
from cryptokit.errors import CryptokitError, Unknown
from cryptokit.evidence.rows import Ciphertext, Key, Plaintext
from cryptokit.evidence.store import read
from cryptokit.experiment.over_time import over_time, up_to
from cryptokit.messengers import ALL, named
from cryptokit.rng import lesson
from cryptokit.world import Order, Power

CHAT = say([f"{name}: number {i}" for i in range(4) for name in ("Alice", "Bob")])
TIMES = [message.sent for message in CHAT.messages]
CLOUD, COLD = named("cloud_chat"), named("cloud_chat_cold")
DISK, MEMORY = Order("NL", Power.AT_REST, "db"), Order("NL", Power.RAM, "db")
PARTS = (
    Order("US", Power.SHARE, "p1"),
    Order("SG", Power.SHARE, "p2"),
    Order("AE", Power.SHARE, "p3"),
)


def counts(campaign):
    return [(one.sent, one.readable, one.past, one.future) for one in campaign.readings]


def test_a_key_taken_in_march_opens_the_disk_of_may():
    """Past and future: what is sent after the first seizure is read when the second comes."""
    run = over_time(CHAT, CLOUD, [Writ(MEMORY, TIMES[2]), Writ(DISK, TIMES[5])], rng=lesson("a"))
    assert counts(run) == [(3, 0, 3, 3), (6, 6, 6, 0)]


def test_a_disk_taken_first_keeps_to_what_was_sent_by_then():
    run = over_time(CHAT, CLOUD, [Writ(DISK, TIMES[2]), Writ(MEMORY, TIMES[5])], rng=lesson("a"))
    assert counts(run) == [(3, 0, 3, 0), (6, 3, 3, 0)]


def test_keys_of_every_day_fit_although_no_seed_was_given():
    writs = [Writ(one, TIMES[day]) for day, one in enumerate((*PARTS, DISK), 1)]
    assert counts(over_time(CHAT, COLD, writs))[-1] == (5, 5, 5, 0)


def test_a_refusal_leaves_the_disk_closed_and_a_second_order_opens_it():
    refused = Writ(PARTS[0], TIMES[0], refused="no treaty")
    writs = [Writ(DISK, TIMES[7]), refused, *(Writ(one, TIMES[0]) for one in PARTS[1:])]
    run = over_time(CHAT, COLD, writs, rng=lesson("b"))
    assert [one.readable for one in run.readings] == [0, 0, 0]
    again = over_time(CHAT, COLD, [*writs, Writ(PARTS[0], TIMES[7])], rng=lesson("b"))
    assert again.readings[-1].readable == 8


def test_a_stolen_phone_of_a_secret_chat_reads_on_until_the_key_changes():
    day = 24 * 60 * 60
    people = ("Alice", "Bob")
    letters = tuple(Message(i, i * day, people[i % 2], f"day {i}") for i in range(1, 31))
    chat = Chat("Alice and Bob", "said", letters, people, group=False)
    phone = Writ(Order("DE", Power.ENDPOINT, "phone_a"), 10 * day)
    relay = Writ(Order("NL", Power.AT_REST, "relay"), 30 * day)
    run = over_time(chat, named("secret_chat"), [phone, relay], rng=lesson("c"))
    (first, second) = run.readings
    assert (first.sent, first.readable) == (10, 10)
    assert 0 < first.future < 9, "a key lives a week, and not until the relay is seized"
    assert (second.sent, second.readable) == (30, 10 + first.future)


def test_before_the_first_message_there_is_nothing_to_read():
    for messenger in ALL:
        asset = messenger.world.assets[0]
        writ = Writ(Order(asset.loc, Power.AT_REST, asset.id), TIMES[0] - 1)
        (one,) = over_time(CHAT, messenger, [writ], rng=lesson("d")).readings
        assert (one.sent, one.readable, one.report.locked, one.report.bad) == (0, 0, 0, ())


def test_what_was_seized_lies_under_one_record_and_nothing_is_odd():
    writs = [Writ(DISK, TIMES[1]), Writ(DISK, TIMES[3]), Writ(MEMORY, TIMES[3])]
    run = over_time(CHAT, CLOUD, writs, rng=lesson("e"))
    assert [one.report.bad for one in run.readings] == [()] * 3
    assert all(one.report.recorded for one in run.readings)
    assert run.readings[-1].report.metadata.messages == 4, "the log of day 4 holds that of day 2"
    assert len(run.readings[-1].report.orders) == 3


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_a_chat_up_to_some_time_leaves_the_first_rows_of_the_whole(messenger, tmp_path):
    """The law behind it all: a machine of May is that of March, some messages later."""
    for name, chat in (("march", up_to(CHAT, TIMES[4])), ("may", CHAT)):
        messenger.deliver(
            messenger.world, chat, tmp_path / name, rng=lesson("f"), progress=lambda _: None
        )
    compared = 0
    for asset in messenger.world.assets:
        march, may = (tmp_path / name / asset.id / "disk.sqlite" for name in ("march", "may"))
        for kind in (Ciphertext, Plaintext):
            before, after = list(read(march, kind)), list(read(may, kind))
            if "bct" in asset.holds:  # a backup is locked anew each time, under the same key
                before, after = (
                    [replace(row, body=b"") for row in rows] for rows in (before, after)
                )
            assert after[: len(before)] == before
            compared += len(before)
        assert [row.key_id for row in read(march, Key)] == [row.key_id for row in read(may, Key)]
        for file in ("part.bin", "memory.bin"):
            if (march.parent / file).exists():
                assert (march.parent / file).read_bytes() == (may.parent / file).read_bytes()
    assert compared >= 5


def test_messages_out_of_order_are_sent_in_order_of_time():
    mixed = replace(CHAT, messages=CHAT.messages[::-1])
    run = over_time(mixed, named("domestic"), [Writ(Order("RU", Power.AT_REST, "db"), TIMES[2])])
    assert counts(run) == [(3, 3, 3, 0)]


def test_no_order_no_reading():
    run = over_time(CHAT, CLOUD, [])
    assert run.entries == run.readings == ()


def test_only_seizures_are_read():
    run = over_time(CHAT, CLOUD, [Writ(DISK, TIMES[2], delay=60, gag=TIMES[6])], rng=lesson("h"))
    assert [one.entry for one in run.readings] == [
        entry for entry in run.entries if entry.what is Happening.SEIZED
    ]


def test_a_messenger_that_cannot_carry_the_chat_is_refused_with_its_reason():
    group = say(["Alice: hi", "Bob: hi", "Carol: hi"])
    with pytest.raises(CryptokitError, match="a group"):
        over_time(group, named("secret_chat"), [])
    with pytest.raises(Unknown):
        over_time(CHAT, CLOUD, [Writ(Order("NL", Power.AT_REST, "nowhere"), 0)])
