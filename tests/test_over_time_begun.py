"""What orders begin while a chat goes on: copied from their day on, collected at the end."""

from contextlib import suppress
from functools import cache
from itertools import product, starmap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryptokit.conversation import say
from cryptokit.court.timeline import Happening, pieces
from cryptokit.court.writs import Pressure, Writ
from cryptokit.errors import Unknown
from cryptokit.experiment.over_time import over_time
from cryptokit.knowledge import derive
from cryptokit.messengers import ALL, Messenger, Promise, named
from cryptokit.messengers.cloud_worlds import PACKETS
from cryptokit.messengers.deploy import deploy
from cryptokit.rng import lesson
from cryptokit.world import CODE, DIRECTORY, FUTURE, PAST, Order, Power, load

CHAT = say([f"{name}: number {i}" for i in range(4) for name in ("Alice", "Bob")])
TIMES = [message.sent for message in CHAT.messages]
WIRED = Messenger(
    name="wired",
    title="a messenger in which every power finds something",
    world=load(
        {
            "entities": {"op": {"inc": "NL", "markets": ["IN"]}, "keys": {"inc": "SG"}},
            "persons": [{"id": "dev", "present": "US", "entity": "op", "access": ["db"]}],
            "assets": [
                {
                    "id": "db",
                    "loc": "NL",
                    "custodian": "op",
                    "holds": ["ct", "meta", "accounts"],
                    "line": ["meta"],
                    "arrives": ["future"],
                },
                {"id": "kms", "loc": "SG", "custodian": "keys", "ram": ["kek"], "line": ["kek"]},
                {"id": "sms", "loc": "DE", "custodian": "op", "route": ["past"]},
                {"id": "phone", "loc": "DE", "custodian": "user", "holds": ["past"]},
            ],
            "rules": [
                {"out": "past", "k": 2, "of": ["ct", "kek"]},
                {"out": "future", "k": 1, "of": ["CODE", "DIR"]},
            ],
            "code_signer": "op",
            "directory": "keys",
        }
    ),
    promise=Promise("nobody", "nobody reads it", None, "a test"),
    deliver=deploy,
    refuses=lambda _: None,
    policy=(),
)
NEW = {
    "tap": Order("NL", Power.TAP, "db"),
    "tap of the keys": Order("SG", Power.TAP, "kms"),
    "help": Order("NL", Power.COOPERATION, "op"),
    "code": Order("NL", Power.CODE, "op"),
    "key": Order("SG", Power.DIRECTORY, "keys"),
    "route": Order("DE", Power.NETWORK, "sms"),
    "metadata": Order("IN", Power.METADATA, "op"),
    "insider": Order("US", Power.INSIDER, "dev"),
    "phone": Order("DE", Power.ENDPOINT, "phone"),
    "memory": Order("SG", Power.RAM, "kms"),
}

SETUPS = {
    one.name: one
    for one in (WIRED, *map(named, ("cloud_chat", "cloud_chat_cold", "cloud_chat_key_apart")))
}
COPIED = {FUTURE, CODE, DIRECTORY, PACKETS}
"""Facts that say of a message that it came by while it was copied."""


def counts(campaign):
    return [(one.sent, one.readable, one.past, one.future) for one in campaign.readings]


@pytest.mark.parametrize("name", ["help", "code", "key"])
def test_what_is_begun_reads_what_is_sent_from_then_on_and_is_collected_at_the_end(name):
    run = over_time(CHAT, WIRED, [Writ(NEW[name], TIMES[2], 1)], rng=lesson("i"))
    (one,) = run.readings
    assert [entry.what.value for entry in run.entries if entry.pieces] == ["begun", "collected"]
    assert (one.entry.at, one.entry.what) == (TIMES[-1], Happening.COLLECTED)
    assert counts(run) == [(8, 5, 5, 0)]
    assert [line.text for line in one.report.sample] == ["number 1", "number 2", "number 2"]


def test_a_tap_gives_who_and_when_from_then_on_and_no_word():
    run = over_time(CHAT, WIRED, [Writ(NEW["tap"], TIMES[5])], rng=lesson("j"))
    assert counts(run) == [(8, 0, 0, 0)]
    assert run.readings[0].report.metadata.messages == 2


def test_metadata_on_its_day_is_all_of_it_by_then():
    run = over_time(CHAT, WIRED, [Writ(NEW["metadata"], TIMES[5])], rng=lesson("j"))
    assert counts(run) == [(6, 0, 0, 0)]
    assert run.readings[0].report.metadata.messages == 6


def test_a_route_is_taken_over_on_its_day_and_shows_what_was_sent_by_then():
    run = over_time(CHAT, WIRED, [Writ(NEW["route"], TIMES[3])], rng=lesson("k"))
    assert [entry.what.value for entry in run.entries if entry.pieces] == ["seized"]
    assert counts(run) == [(4, 4, 4, 0)]


def test_a_route_and_a_changed_program_give_the_past_and_the_future():
    writs = [Writ(NEW["route"], TIMES[3]), Writ(NEW["code"], TIMES[3])]
    assert counts(over_time(CHAT, WIRED, writs, rng=lesson("l"))) == [(4, 4, 4, 4), (8, 8, 8, 0)]


def test_what_two_orders_begin_is_collected_once_for_the_earlier():
    late, early = Writ(NEW["code"], TIMES[6]), Writ(NEW["code"], TIMES[1])
    run = over_time(CHAT, WIRED, [late, early], rng=lesson("m"))
    assert [(one.entry.writ, one.readable) for one in run.readings] == [(early, 6), (late, 6)]
    assert run.readings[1].entry.pieces == ()
    assert run.readings[1].entry.text == "no more than is copied already"


def test_what_begins_after_the_last_message_is_collected_then_and_is_empty():
    run = over_time(CHAT, WIRED, [Writ(NEW["code"], TIMES[-1], 99)], rng=lesson("n"))
    assert counts(run) == [(8, 0, 0, 0)]
    assert run.readings[0].entry.at == TIMES[-1] + 99


def test_a_refused_order_begins_nothing_and_pressure_brings_nothing():
    fine = Pressure("the app is removed", TIMES[4])
    writ = Writ(NEW["code"], TIMES[1], refused="no such build", pressure=fine)
    run = over_time(CHAT, WIRED, [writ], rng=lesson("o"))
    assert run.readings == ()
    assert [entry.at for entry in run.entries if entry.what is Happening.PRESSED] == [TIMES[4]]


def test_a_phone_that_is_taken_later_shows_that_its_program_was_changed():
    """Machines are seized as they are under the orders in force, and not as they might be."""
    writs = [Writ(NEW["phone"], TIMES[6])]
    plain = over_time(CHAT, WIRED, writs, rng=lesson("p"))
    after = over_time(CHAT, WIRED, [Writ(NEW["code"], TIMES[2]), *writs], rng=lesson("p"))
    (phone,), (changed, collected) = plain.readings, after.readings
    assert phone.readable == changed.readable == 7
    assert collected.readable == 8
    assert phone.entry.pieces == changed.entry.pieces


@pytest.mark.parametrize(
    "messenger", [one for one in ALL if one.world.code_signer], ids=lambda one: one.name
)
def test_a_changed_program_opens_later_messages_exactly_where_the_rules_say_so(messenger):
    world = messenger.world
    (signer,) = (one for one in world.entities if one.id == world.code_signer)
    writ = Writ(Order(signer.inc, Power.CODE, signer.id), TIMES[3])
    (one,) = over_time(CHAT, messenger, [writ], rng=lesson("r")).readings
    opens = FUTURE in derive({CODE}, world.rules)
    assert (one.sent, one.readable, one.report.bad) == (8, 4 if opens else 0, ())


def readable_by_hand(world, chat, taken):
    """Of the symbolic side: a message is known if it follows from keys of any day and stores of a
    day on which it was there already, or if it was copied as it came by."""
    stores = {PAST} | {rule.of[0] for rule in world.rules if rule.out == PAST}
    known = 0
    for message in chat.messages:
        facts = {
            fact
            for at, since, piece in taken
            for fact in world.facts(piece)
            if fact not in stores or message.sent <= at
            if fact not in COPIED or since < message.sent <= at
        }
        known += bool({PAST, FUTURE} & derive(facts, world.rules).facts)
    return known


@cache
def all_orders(name):
    """Every single order that brings something: of each country, by each power, on each target."""
    world = SETUPS[name].world
    targets = {one.id for some in (world.assets, world.entities, world.persons) for one in some}
    found = []
    for order in starmap(Order, product(world.jurisdictions, Power, sorted(targets))):
        with suppress(Unknown):
            found += [order] if pieces(world, order) else []
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), name=st.sampled_from(sorted(SETUPS)))
def test_examiner_and_engine_agree_on_every_campaign(data, name):
    messenger, spots = SETUPS[name], all_orders(name)
    world = messenger.world
    writs = data.draw(
        st.lists(st.builds(Writ, st.sampled_from(spots), st.sampled_from(TIMES)), max_size=5)
    )
    run = over_time(CHAT, messenger, writs, rng=lesson("g"))
    began = {}
    for entry in run.entries:
        if entry.what is Happening.BEGUN:
            for piece in entry.pieces:
                began.setdefault(piece, entry.at)
    taken = []
    for one in run.readings:
        taken += [(one.entry.at, began.get(piece), piece) for piece in one.entry.pieces]
        assert one.readable == readable_by_hand(world, CHAT, taken)
        assert one.sent == sum(at <= one.entry.at for at in TIMES)
    for one in run.readings:
        assert one.past + one.future == run.readings[-1].readable
    assert {piece for entry in run.entries for piece in entry.pieces} == {
        piece for _, _, piece in taken
    }
