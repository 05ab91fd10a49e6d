"""The register: a list that gives nothing, and duties that give much if somebody does them."""

import hashlib
import re
import runpy
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import Chat, Message, say
from cryptokit.court import examination, examine, seize
from cryptokit.errors import BadExhibit, BadWorld
from cryptokit.evidence.rows import Ciphertext, Envelope, Event, Key, Part, Plaintext
from cryptokit.evidence.store import read
from cryptokit.keys import AuthKey, DataKey
from cryptokit.messengers import named
from cryptokit.messengers.duties import DUTIES, Demand, duties, kept_since
from cryptokit.messengers.register import (
    ALL_IN_FORCE,
    ARTICLE,
    OBEDIENT,
    UNIT,
    Listing,
    listed,
    oblige,
    under,
)
from cryptokit.rng import lesson
from cryptokit.world import FUTURE, PAST, Level, Piece, View, reach, smallest_sets
from cryptokit.world.precedents import Standing, precedents

agreement = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "test_agreement.py")))

CHAT = say(["Alice: one and only", "Bob: two by two", "Alice: three times three"])
DAY = 24 * 60 * 60
EARLY = Listing("from the first day on", date(2014, 8, 1), obeys=True)
BEFORE_ANY_LAW = date(2014, 7, 31)
DAYS = (date(2014, 8, 1), date(2016, 7, 6), date(2017, 6, 28), ALL_IN_FORCE, date(2026, 1, 1))
BASES = ["domestic", "cloud_chat", "secret_chat", "channel", "backdoored", "independent"]
BY_NAME = pytest.mark.parametrize("name", BASES)


def sent(name, folder, chat=CHAT):
    one, run = named(name), folder / "run"
    one.deliver(one.world, chat, run, rng=lesson(name), progress=lambda _: None)
    return one.world, run


def digests(run):
    files = sorted(path for path in run.rglob("*") if path.is_file())
    return {
        str(file.relative_to(run)): hashlib.sha256(file.read_bytes()).digest() for file in files
    }


def disk(run, asset, kind):
    return list(read(run / asset / "disk.sqlite", kind))


def second(day):
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


# The table


def test_every_duty_is_dated_and_sourced_and_the_oldest_comes_first():
    assert [one.demand for one in DUTIES] == list(Demand)
    assert [one.since for one in DUTIES] == sorted(one.since for one in DUTIES)
    for one in DUTIES:
        assert one.text
        assert re.search(r"\b20\d\d\b", one.source)
        assert one.standing in {Standing.CHECKED, Standing.GENERAL}
    assert [one.months for one in DUTIES] == [12, None, None, 12, 6]


@pytest.mark.parametrize(
    ("day", "demands"),
    [
        ("2014-07-31", 0), ("2014-08-01", 1), ("2016-07-05", 1), ("2016-07-06", 2),
        ("2016-07-18", 2), ("2016-07-19", 3), ("2017-06-28", 3), ("2017-12-25", 3),
        ("2017-12-26", 4), ("2018-06-30", 4), ("2018-07-01", 5),
    ],
)  # fmt: skip
def test_a_duty_is_in_force_from_its_day_on(day, demands):
    assert duties(date.fromisoformat(day)) == DUTIES[:demands]


@given(st.dates(), st.dates())
def test_no_duty_was_ever_taken_back(one, other):
    assert set(duties(min(one, other))) <= set(duties(max(one, other)))


@pytest.mark.parametrize(
    ("demand", "on", "since"),
    [
        (Demand.RECORDS, "2018-07-01", "2017-07-01"),
        (Demand.RECORDS, "2020-02-29", "2019-02-28"),
        (Demand.CONTENT, "2018-07-01", "2018-01-01"),
        (Demand.CONTENT, "2018-12-31", "2018-06-30"),
        (Demand.CONTENT, "2018-08-31", "2018-02-28"),
        (Demand.CONTENT, "2019-01-15", "2018-07-15"),
    ],
)
def test_months_are_those_of_the_calendar(demand, on, since):
    (duty,) = (one for one in DUTIES if one.demand is demand)
    assert kept_since(duty, date.fromisoformat(on)) == second(date.fromisoformat(since))


@given(st.dates(date(2014, 8, 1), date(2100, 1, 1)))
def test_a_year_and_half_a_year_are_kept_and_no_more(on):
    for duty in duties(on):
        since = kept_since(duty, on)
        if duty.months is None:
            assert since is None
        else:
            days = (second(on) - since) / DAY
            assert 30.4 * duty.months - 3 <= days <= 30.4 * duty.months + 4


def test_the_entry_of_the_article_is_that_of_the_precedents():
    (told,) = (one for one in precedents() if one.id == "register-2017")
    assert told.since == ARTICLE.since.isoformat()
    assert not ARTICLE.obeys


# To be listed gives nothing


@BY_NAME
def test_being_listed_gives_nothing_by_itself(name, tmp_path):
    """The same world, the same bytes, and the examiner reads the same."""
    world, run = sent(name, tmp_path)
    before, all_disks = digests(run), reach(world, world.jurisdictions, Level.AT_REST.powers)
    seize(run, all_disks, tmp_path / "before", at=1 << 40)
    for listing, day in (
        *((ARTICLE, day) for day in (*DAYS, BEFORE_ANY_LAW)),  # it refuses
        (Listing("early", date(2012, 11, 1), obeys=True), BEFORE_ANY_LAW),
        (OBEDIENT, ARTICLE.since - timedelta(days=1)),
    ):
        assert under(world, listing, day) is world
        assert listed(named(name), listing, day) is named(name)
        assert oblige(run, world, listing, day) == 0
        assert digests(run) == before
    seize(run, all_disks, tmp_path / "after", at=1 << 40)
    assert examine(tmp_path / "after") == examine(tmp_path / "before")


def test_a_world_in_which_duties_were_done_is_not_put_under_them_again():
    with pytest.raises(BadWorld, match="twice"):
        under(named("register").world, OBEDIENT, ALL_IN_FORCE)


def test_where_nobody_signs_the_program_every_company_is_the_service():
    """The escrow's agency is another company, and keeps its key; without a signer nobody can tell."""
    world = named("backdoored").world
    handed = [
        under(one, EARLY, ALL_IN_FORCE).asset(UNIT).holds
        for one in (world, replace(world, code_signer=None))
    ]
    assert handed == [("meta", "packets"), ("meta", "packets", "escrow_key")]


def test_who_refuses_owes_all_the_same():
    assert ARTICLE.owes(ALL_IN_FORCE) == DUTIES
    assert ARTICLE.does(ALL_IN_FORCE) == ()
    assert ARTICLE.owes(ARTICLE.since - timedelta(days=1)) == ()
    assert OBEDIENT.does(ARTICLE.since) == DUTIES[:3]


# What the duties give, if somebody does them


HANDED = {
    "domestic": (["meta"], ["meta", "kek"], ["meta", "kek", "ct"]),
    "cloud_chat": (
        ["meta"], ["meta", "kek", "s1", "s2", "s3"], ["meta", "kek", "ct", "s1", "s2", "s3"],
    ),
    "secret_chat": (["meta"], ["meta"], ["meta", "packets"]),
    "channel": (["meta"], ["meta"], ["meta", "past"]),
    "backdoored": (["meta"], ["meta"], ["meta", "packets"]),
    "independent": (["meta"], ["meta"], ["meta", "ct"]),
}  # fmt: skip


@BY_NAME
def test_each_law_adds_what_it_asks_for_and_the_service_has(name):
    world = named(name).world
    days = (date(2014, 8, 1), date(2016, 7, 6), ALL_IN_FORCE)
    handed = [under(world, EARLY, day).asset(UNIT).holds for day in days]
    assert [sorted(one) for one in handed] == [sorted(one) for one in HANDED[name]]


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("domestic", [["RU"], ["RU"], ["RU"]]),
        ("cloud_chat", [[], ["NL RU"], ["RU"]]),
        ("secret_chat", [[], [], []]),
        ("channel", [[""], [""], [""]]),
        ("backdoored", [["NL RU"], ["NL RU"], ["RU"]]),
        ("independent", [[], [], []]),
    ],
)
def test_who_reads_the_past_with_disks_alone_by_the_day(name, sets):
    days = (date(2014, 8, 1), date(2016, 7, 6), ALL_IN_FORCE)
    worlds = [under(named(name).world, EARLY, day) for day in days]
    found = [smallest_sets(world, PAST, Level.AT_REST.powers) for world in worlds]
    assert [[" ".join(one) for one in some] for some in found] == sets


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("domestic", date(2016, 7, 6)),
        ("secret_chat", ALL_IN_FORCE),
        ("cloud_chat_key_apart", date(2016, 7, 6)),
    ],
)
def test_both_engines_agree_on_what_was_handed_over(name, day, tmp_path):
    one = listed(named(name), EARLY, day)
    at, shown = CHAT.messages[0].sent, agreement.shown_by(one.world)
    machines = agreement.Machines(one, CHAT, at, tmp_path, shown=shown)
    sets = [level.powers for level in Level]
    compared = agreement.check(machines, CHAT, sets)
    number = 2 ** len(one.world.jurisdictions) * len(sets)
    for goal in (PAST, FUTURE):
        assert compared[goal, True] + compared[goal, False] == number
        assert min(compared[goal, True], compared[goal, False]) > 0


def test_a_cloud_that_obeys_is_read_by_one_country_and_one_that_refuses_by_four():
    """'It will be listed, but says that it will share no user data', and what became of both."""
    obeying, refusing = named("register"), listed(named("cloud_chat"), ARTICLE, ALL_IN_FORCE)
    powers = Level.SHARES.powers
    assert smallest_sets(obeying.world, PAST, powers) == (("RU",),)
    assert smallest_sets(refusing.world, PAST, powers) == (("AE", "NL", "SG", "US"),)
    assert "share no user data" in obeying.promise.text
    assert obeying.promise.countries is None


@BY_NAME
def test_what_was_handed_over_is_what_the_servers_had_and_nothing_else(name, tmp_path):
    world, run = sent(name, tmp_path)
    before = digests(run)
    count = oblige(run, world, Listing("old chat", date(1970, 1, 1), obeys=True), ALL_IN_FORCE)
    after = digests(run)
    assert set(after) - set(before) == {f"{UNIT}/disk.sqlite"}
    rows = [row for kind in (Event, Key, Part, Ciphertext, Envelope, Plaintext)
            for row in disk(run, UNIT, kind)]  # fmt: skip
    assert 0 < len(rows) <= count
    secrets = [row.secret for row in disk(run, UNIT, Key)]
    assert all(isinstance(one, DataKey) for one in secrets)
    assert len({one.key_id() for one in secrets}) == len(secrets), "each key once"


def test_the_machine_of_who_asked_opens_a_cloud_by_itself(tmp_path):
    world, run = sent("cloud_chat", tmp_path)
    oblige(run, world, OBEDIENT, ALL_IN_FORCE)
    shutil.copytree(run / UNIT, tmp_path / "case" / UNIT)
    found = examination(tmp_path / "case")
    assert [line.text for line in found.read.values()] == [one.shown for one in CHAT.messages]
    assert all(step.startswith((UNIT, "key")) for step in found.steps)


def test_of_an_end_to_end_chat_there_is_nothing_to_hand_over_that_decodes(tmp_path):
    world, run = sent("secret_chat", tmp_path)
    assert {type(row.secret) for row in disk(run, "relay", Key)} == {AuthKey}
    oblige(run, world, OBEDIENT, ALL_IN_FORCE)
    assert disk(run, UNIT, Key) == disk(run, UNIT, Part) == []
    assert len(disk(run, UNIT, Envelope)) == len(CHAT.messages)
    for asset in (UNIT, "relay"):
        shutil.copytree(run / asset, tmp_path / "case" / asset)
    found = examination(tmp_path / "case")
    assert not found.read
    assert len(found.locked) == len(CHAT.messages)
    assert found.metadata.messages == len(CHAT.messages), "who wrote to whom is there"


# What is over


def spread(on):
    """Messages around both limits of a day: a second too old, in time, and new."""
    year, half = (second(on.replace(year=on.year - 1)), second(date(on.year, on.month - 6, 1)))
    times = (year - DAY, year - 1, year, half - 1, half, half + DAY, second(on))
    people = ("Alice", "Bob")
    messages = tuple(
        Message(i, sent, people[i % 2], f"this is letter {i}") for i, sent in enumerate(times, 1)
    )
    return Chat("spread", "said", messages, people, group=False)


@pytest.mark.parametrize(
    ("day", "logged", "stored"),
    [
        (date(2018, 8, 1), [3, 4, 5, 6, 7], [5, 6, 7]),
        (date(2017, 8, 1), [3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7]),
        (BEFORE_ANY_LAW.replace(month=8, year=2013, day=1), [*range(1, 8)], [*range(1, 8)]),
    ],
    ids=["both", "records alone", "no law"],
)
def test_records_are_kept_a_year_and_messages_six_months_and_then_gone_from_the_file(
    day, logged, stored, tmp_path
):
    chat = spread(day)
    world, run = sent("channel", tmp_path, chat)
    oblige(run, world, Listing("early", date(2010, 1, 1), obeys=True), day)
    by_time = {message.sent: i for i, message in enumerate(chat.messages, 1)}
    assert [by_time[row.sent] for row in disk(run, "db", Event)] == logged
    assert [row.number for row in disk(run, "db", Plaintext)] == stored
    data = (run / "db" / "disk.sqlite").read_bytes()
    for i in range(1, 8):
        assert (f"this is letter {i}".encode() in data) == (i in stored)
    assert len(disk(run, "web", Plaintext)) == 7, "what is public is not the service's to delete"
    assert len(disk(run, "phone_a", Plaintext)) == 7


def test_what_was_deleted_was_not_handed_over(tmp_path):
    day = date(2018, 8, 1)
    world, run = sent("secret_chat", tmp_path, spread(day))
    oblige(run, world, OBEDIENT, day)
    for asset in (UNIT, "relay"):
        assert [row.number for row in disk(run, asset, Envelope)] == [5, 6, 7]
        noted = [row for row in disk(run, asset, Event) if row.what == "message"]
        assert len(noted) == 5


def test_a_year_later_the_records_are_empty_and_the_keys_are_still_there(tmp_path):
    world, run = sent("cloud_chat_key_apart", tmp_path)
    oblige(run, world, OBEDIENT, date(2040, 1, 1))
    assert disk(run, "db", Event) == disk(run, "db", Ciphertext) == disk(run, UNIT, Event) == []
    assert len(disk(run, UNIT, Key)) == 1


# Bad input


def test_to_hand_over_twice_is_refused_and_changes_nothing(tmp_path):
    world, run = sent("domestic", tmp_path)
    oblige(run, world, OBEDIENT, date(2017, 7, 1))
    before = digests(run)
    with pytest.raises(BadExhibit, match="handed over before"):
        oblige(run, world, OBEDIENT, date(2040, 1, 1))
    assert digests(run) == before


def test_one_damaged_server_of_several_keeps_the_others_as_they_were(tmp_path):
    world, run = sent("cloud_chat", tmp_path)
    (run / "p3" / "disk.sqlite").write_bytes(b"no store at all")
    before = digests(run)
    with pytest.raises(BadExhibit):
        oblige(run, world, OBEDIENT, date(2040, 1, 1))
    assert digests(run) == before


@pytest.mark.parametrize("damage", [b"", b"no store at all", b"SQLite format 3\x00 and no more"])
def test_of_a_damaged_server_nothing_is_handed_over(damage, tmp_path):
    world, run = sent("domestic", tmp_path)
    (run / "db" / "disk.sqlite").write_bytes(damage)
    with pytest.raises(BadExhibit):
        oblige(run, world, OBEDIENT, ALL_IN_FORCE)
    assert not (run / UNIT).exists()


def test_an_order_brings_the_unit_like_any_machine(tmp_path):
    one = named("register")
    one.deliver(one.world, CHAT, tmp_path / "run", rng=lesson("unit"), progress=lambda _: None)
    reached = reach(one.world, ["RU"], Level.AT_REST.powers)
    assert set(reached) == {Piece(UNIT, View.DISK)}
    seize(tmp_path / "run", reached, tmp_path / "case", at=1 << 40)
    report = examine(tmp_path / "case")
    assert report.past == len(CHAT.messages)
    assert report.orders == (f"RU orders disks ({UNIT}): {UNIT}/disk.sqlite",)
