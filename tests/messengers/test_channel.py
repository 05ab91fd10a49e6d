"""A public channel: who can look, who is named, and what a takedown does and cannot do."""

import inspect
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryptokit.conversation import Chat, Message, say
from cryptokit.court import examination, examine, seize
from cryptokit.errors import BadExhibit, CannotOpen, CryptokitError, Unknown
from cryptokit.evidence import cloud_packets, schemes
from cryptokit.evidence.rows import Account, Ciphertext, Envelope, Event, Key, Plaintext
from cryptokit.evidence.store import read
from cryptokit.keys import AuthKey
from cryptokit.messengers import DEFAULT, channel, named, takedown
from cryptokit.messengers.channel import take_down
from cryptokit.rng import lesson
from cryptokit.world import (
    Level,
    Order,
    Piece,
    Power,
    View,
    closure,
    k_eff,
    minimal_coalitions,
    reach,
    smallest_sets,
)

CHANNEL = named("channel")
NOW = 1_700_100_000
ORDER = Order("SG", Power.AT_REST, "db")
LONG = "".join(f"chapter {i:05}, " for i in range(4000))
"""Longer than a page of SQLite, so that it lies in pages of its own."""


@pytest.fixture
def done(copied):
    return copied(CHANNEL)


def texts(done, asset):
    return [row.text for row in done.rows(asset)[Plaintext]]


def contents(done):
    return {file: file.read_bytes() for file in done.files()}


# Who can look, and what an order adds


def test_anybody_reads_everything_without_any_order(done, tmp_path):
    reached = reach(CHANNEL.world, [], Level.AT_REST.powers)
    assert reached == {Piece("web", View.DISK): None}
    seize(done.run, reached, tmp_path / "case", at=NOW)
    report = examine(tmp_path / "case")
    assert (report.past, report.locked, report.accounts, report.events) == (5, 0, 0, 0)
    assert report.orders == ("anybody can look: web/disk.sqlite",)
    assert report.bad == report.missing == ()


@pytest.mark.parametrize("level", Level)
def test_the_number_is_0_on_every_rung_and_metadata_take_one_order(level):
    world = CHANNEL.world
    assert k_eff(world, "past", level.powers) == 0
    assert smallest_sets(world, "past", level.powers) == ((),)
    assert list(minimal_coalitions(world, "past", level.powers)) == [()]
    assert k_eff(world, "accounts", level.powers) == k_eff(world, "meta", level.powers) == 1
    assert ("SG",) in smallest_sets(world, "accounts", level.powers)
    assert "accounts" not in closure(world, [], level.powers)


def test_one_order_on_the_lowest_rung_in_the_country_of_the_server_yields_the_accounts(
    done, tmp_path
):
    seize(done.run, reach(CHANNEL.world, ["SG"], Level.AT_REST.powers), tmp_path / "case", at=NOW)
    found = examination(tmp_path / "case")
    assert sorted(one.name for one in found.accounts) == ["Alice", "Bob"]
    for account in found.accounts:
        assert account.role == channel.ADMINISTRATOR
        assert re.fullmatch(r"\+0+\d{1,2}", account.phone)
        assert account.address.startswith("192.0.2.")
        assert account.since == done.chat.messages[0].sent
    assert examine(tmp_path / "case").accounts == 2
    assert not found.bench.bad, "page and server agree on every post"


def test_no_other_country_and_no_page_or_phone_has_the_accounts(done, tmp_path):
    for asset in ("web", "phone_a", "phone_b"):
        assert done.rows(asset)[Account] == []
    seize(done.run, reach(CHANNEL.world, ["NL"], Level.MEMORY.powers), tmp_path / "case", at=NOW)
    assert examine(tmp_path / "case").accounts == 0


def test_in_every_file_the_channel_signs_and_the_log_alone_knows_the_author(done):
    for asset in ("db", "web", "phone_a", "phone_b"):
        rows = done.rows(asset)[Plaintext]
        assert {row.sender for row in rows} == {done.chat.name}
        assert [(row.number, row.sent, row.text) for row in rows] == [
            (i, one.sent, one.text) for i, one in enumerate(done.chat.messages, 1)
        ]
    log = done.rows("db")[Event]
    assert [(row.sent, row.sender) for row in log] == [
        (one.sent, one.sender) for one in done.chat.messages
    ]
    assert {row.receiver for row in log} == {done.chat.name}
    assert [row.size for row in log] == [len(one.text.encode()) for one in done.chat.messages]
    assert done.rows("web")[Event] == []


def test_neither_page_nor_server_locks_anything_or_holds_a_key_that_opens_anything(done):
    for asset in ("web", "db"):
        rows = done.rows(asset)
        assert rows[Ciphertext] == rows[Envelope] == []
        assert {path.name for path in (done.run / asset).iterdir()} == {"disk.sqlite"}
    assert done.rows("web")[Key] == []
    for row in done.rows("db")[Key]:
        # These are of phones' lines. They open packets on their way, and nothing that is stored.
        assert isinstance(row.secret, AuthKey)
        for scheme in schemes.OPENERS.keys() - {cloud_packets.SCHEME}:
            with pytest.raises(CannotOpen):
                schemes.opener(scheme, row.secret)


def test_the_transcript_says_that_everybody_learns_every_post(done):
    held = done.transcript.holdings()
    posts = tuple(f"message {i}" for i in (1, 2, 3))
    assert held["anybody"] == posts
    assert set(posts) <= set(held["server"])


def test_a_post_travels_to_the_phones_of_all_but_its_author(done):
    for number in (1, 2, 3):
        author = done.chat.messages[number - 1].sender
        (other,) = {"Alice", "Bob"} - {author}
        ways = [
            (event.sender, event.receiver)
            for event in done.transcript.events
            if event.what.startswith(f"message {number} ")
        ]
        assert ways == [(author, "server"), ("server", "anybody"), ("server", other)]


def test_the_transcript_shows_how_those_sign_in_whose_phones_we_follow(deliver, group):
    events = deliver(CHANNEL, group).transcript.events
    assert [one.sender for one in events if one.what.startswith("key exchange")] == ["Alice", "Bob"]


def test_where_one_person_writes_the_other_phone_is_a_subscribers(deliver):
    alone = Chat("News", "said", (Message(1, 5, "Alice", "bread is out"),), ("Alice",), group=False)
    done = deliver(CHANNEL, alone)
    assert texts(done, "phone_a") == texts(done, "phone_b") == ["bread is out"]
    roles = {row.name: row.role for row in done.rows("db")[Account]}
    assert roles == {"Alice": channel.ADMINISTRATOR, channel.READER: channel.SUBSCRIBER}
    (one,), (other,) = (done.rows(phone)[Key] for phone in ("phone_a", "phone_b"))
    assert one.key_id != other.key_id
    assert [one, other] == done.rows("db")[Key]


def test_a_person_who_is_called_like_the_reader_mixes_nobody_up(deliver):
    said = (Message(1, 5, channel.READER, "it is me"),)
    done = deliver(CHANNEL, Chat("News", "said", said, (channel.READER,), group=False))
    assert texts(done, "phone_a") == texts(done, "phone_b") == ["it is me"]


def test_more_writers_than_a_channel_can_have_administrators_are_refused():
    fifty = [f"P{i}: hello" for i in range(channel.MOST_ADMINISTRATORS)]
    assert CHANNEL.refuses(say(fifty)) is None
    assert "51 people wrote" in CHANNEL.refuses(say([*fifty, "One more: hello"]))
    assert CHANNEL.refuses(say(["Alice: hi"])) is None


def test_the_main_table_keeps_its_rows():
    assert CHANNEL not in DEFAULT


def test_the_policy_is_dated_and_sourced_and_widens():
    assert [one.since for one in channel.POLICY] == ["2018", "September 2024"]
    assert "terror" in channel.POLICY[0].whom
    assert "any crime" in channel.POLICY[1].whom
    for one in channel.POLICY:
        assert "IP address and phone number" in one.what
        assert "policy" in one.source
    assert CHANNEL.promise.countries == k_eff(CHANNEL.world, "past", Level.AT_REST.powers)


# Taking down


def test_a_takedown_leaves_no_byte_of_a_post_on_the_page_or_the_server(done):
    gone = done.chat.messages[1].text
    everywhere = {f"{asset}/disk.sqlite" for asset in ("db", "web", "phone_a", "phone_b")}
    assert done.where(gone.encode()) == everywhere
    taken = take_down(done.run, [2], ORDER, now=NOW)
    assert [(row.number, row.text) for row in taken] == [(2, gone)]
    phones = {"phone_a/disk.sqlite", "phone_b/disk.sqlite"}
    data = gone.encode()
    for start in range(len(data) - 8):
        assert done.where(data[start : start + 8]) <= phones
    kept = [one.text for one in done.chat.messages if one.text != gone]
    assert texts(done, "web") == texts(done, "db") == kept


def test_a_long_post_leaves_no_byte_either(deliver):
    chat = say([f"Alice: {LONG}", "Bob: short and sweet"])
    done = deliver(CHANNEL, chat)
    phones = {"phone_a/disk.sqlite", "phone_b/disk.sqlite"}
    assert done.where(LONG[:40].encode()) > phones
    take_down(done.run, [1], ORDER, now=NOW)
    for i in range(0, 4000, 37):
        assert done.where(f"chapter {i:05}, ".encode()) <= phones
    assert texts(done, "web") == ["short and sweet"]


def test_phones_keep_what_was_taken_down(done):
    before = {
        phone: (done.run / phone / "disk.sqlite").read_bytes() for phone in ("phone_a", "phone_b")
    }
    take_down(done.run, [1, 2, 3], ORDER, now=NOW)
    for phone, content in before.items():
        assert (done.run / phone / "disk.sqlite").read_bytes() == content
        assert texts(done, phone) == [one.text for one in done.chat.messages]


def test_an_opened_phone_still_reads_it_and_the_page_does_not(done, tmp_path):
    take_down(done.run, [1, 5], ORDER, now=NOW)
    for name, countries, level, read_ in (
        ("page", [], Level.AT_REST, 3),
        ("server", ["SG"], Level.AT_REST, 3),
        ("phone", ["DE"], Level.ENDPOINT, 5),
    ):
        reached = reach(CHANNEL.world, countries, level.powers)
        seize(done.run, reached, tmp_path / name, at=NOW)
        report = examine(tmp_path / name)
        assert (report.past, report.bad) == (read_, ()), name


def test_the_log_tells_who_asked_and_still_who_wrote(done):
    before = done.rows("db")[Event]
    take_down(done.run, [4, 2], ORDER, now=NOW)
    log = done.rows("db")[Event]
    assert log[: len(before)] == before
    sizes = [len(done.chat.messages[i].text.encode()) for i in (1, 3)]
    assert log[len(before) :] == [
        Event(NOW, "SG", "post 2", "taken down", sizes[0]),
        Event(NOW, "SG", "post 4", "taken down", sizes[1]),
    ]
    assert done.rows("web")[Event] == []
    assert len(done.rows("db")[Account]) == 2


def test_while_a_post_is_taken_down_no_journal_beside_it_keeps_a_copy(done):
    db, web = (done.run / asset / "disk.sqlite" for asset in ("db", "web"))
    with takedown._both(db, web) as base:
        base.execute("DELETE FROM main.plaintext")
        base.execute("DELETE FROM web.plaintext")
        assert {path.name for one in (db, web) for path in one.parent.iterdir()} == {db.name}
    assert texts(done, "db") == texts(done, "web") == []


def test_the_same_post_named_twice_goes_once(done):
    take_down(done.run, [3, 3, 3], ORDER, now=NOW)
    assert len(texts(done, "web")) == 4
    assert len([row for row in done.rows("db")[Event] if row.what == "taken down"]) == 1


@pytest.mark.parametrize("wrong", [[6], [0], [-1], [1, 2, 99], [1 << 70], [1, 1, 6]])
def test_with_one_unknown_number_nothing_goes(wrong, done):
    before = contents(done)
    with pytest.raises(Unknown) as caught:
        take_down(done.run, wrong, ORDER, now=NOW)
    assert caught.value.known == ("1", "2", "3", "4", "5")
    assert str(caught.value).startswith(f"unknown post '{max(wrong, key=abs)}'")
    assert contents(done) == before


def test_no_number_at_all_is_a_wrong_argument(done):
    with pytest.raises(ValueError, match="no post was named"):
        take_down(done.run, [], ORDER, now=NOW)


def test_a_post_that_is_gone_already_is_unknown(done):
    take_down(done.run, [2], ORDER, now=NOW)
    before = contents(done)
    with pytest.raises(Unknown):
        take_down(done.run, [2], ORDER, now=NOW)
    assert contents(done) == before


@pytest.mark.parametrize("spoilt", ["web", "db"])
def test_a_server_that_cannot_be_written_leaves_both_as_they_were(spoilt, done):
    """The server fails at the last of the three changes, the page at the second."""
    path = done.run / spoilt / "disk.sqlite"
    event = "INSERT ON event" if spoilt == "db" else "DELETE ON plaintext"
    with closing(sqlite3.connect(path)) as base:
        base.execute(f"CREATE TRIGGER no BEFORE {event} BEGIN SELECT RAISE(ABORT, 'no room'); END")
    checked = pytest.MonkeyPatch()
    checked.setattr(takedown.store, "check", lambda _: None)
    checked.setattr("cryptokit.evidence.store._check_schema", lambda _: None)
    before = contents(done)
    with pytest.raises(sqlite3.Error, match="no room"):
        take_down(done.run, [1], ORDER, now=NOW)
    checked.undo()
    assert contents(done) == before


@pytest.mark.parametrize("lost", ["web", "db"])
def test_without_a_page_or_a_server_nothing_is_changed_and_nothing_made(lost, done):
    (done.run / lost / "disk.sqlite").unlink()
    before = contents(done)
    with pytest.raises(BadExhibit):
        take_down(done.run, [1], ORDER, now=NOW)
    assert contents(done) == before


def test_whoever_takes_down_gives_no_key():
    assert list(inspect.signature(take_down).parameters) == ["run", "numbers", "order", "now"]
    source = inspect.getsource(takedown)
    assert not re.search(r"reveal|opener|Secret|import .*\bkeys\b|rows import .*\bKey\b", source)


def test_any_posts_go_and_the_others_stay(tmp_path_factory):
    chat = say([f"Alice: this is post number {i} of eight" for i in range(1, 9)])
    whole = tmp_path_factory.mktemp("any") / "run"
    CHANNEL.deliver(CHANNEL.world, chat, whole, rng=lesson("any"), progress=lambda _: None)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(numbers=st.sets(st.integers(1, 8), min_size=1))
    def check(numbers):
        run = shutil.copytree(whole, tmp_path_factory.mktemp("any") / "run")
        take_down(run, numbers, ORDER, now=NOW)
        for asset in ("web", "db", "phone_a", "phone_b"):
            path = run / asset / "disk.sqlite"
            left = {row.number for row in read(path, Plaintext)}
            content = path.read_bytes()
            there = {i for i in range(1, 9) if f"post number {i} of".encode() in content}
            wanted = set(range(1, 9)) - (numbers if asset in {"web", "db"} else set())
            assert left == there == wanted

    check()


@pytest.mark.parametrize(
    "order",
    [
        Order("DE", Power.ENDPOINT, "phone_a"),
        Order("SG", Power.AT_REST, "web"),
        Order("XX", Power.AT_REST, "db"),
        Order("SG", Power.PERSON, "nobody"),
    ],
    ids=["a phone", "the page", "no such country", "nobody"],
)
def test_an_order_that_does_not_bind_the_operator_takes_nothing_down(order, done):
    before = contents(done)
    with pytest.raises(CryptokitError, match="SG, where the server stands"):
        take_down(done.run, [1], order, now=NOW)
    assert contents(done) == before


def test_an_order_on_the_company_takes_down_as_well(done):
    taken = take_down(done.run, [1], Order("VG", Power.CONTROL, "parent"), now=NOW)
    assert [post.number for post in taken] == [1]


# What it cannot do


def test_a_secret_chat_offers_nothing_to_take_down(tmp_path):
    """Two messages change places: the relay sees the same, but for noise that it cannot open."""
    secret, seen = named("secret_chat"), []
    words = ("burn this letter", "keep that letter")
    for i, (one, two) in enumerate((words, words[::-1])):
        run, chat = tmp_path / str(i), say([f"Alice: {one}", f"Alice: {two}", "Bob: I see"])
        secret.deliver(secret.world, chat, run, rng=lesson("two"), progress=lambda _: None)
        with pytest.raises(BadExhibit, match="cannot tell which one is meant"):
            take_down(run, [1], ORDER, now=NOW)
        relay = run / "relay" / "disk.sqlite"
        assert list(read(relay, Plaintext)) == []
        assert all(text.encode() not in relay.read_bytes() for text in words)
        assert words[0].encode() in (run / "phone_a" / "disk.sqlite").read_bytes()
        packets = list(read(relay, Envelope))
        assert len(packets) == 3
        hidden = [replace(one, body=bytes(len(one.body))) for one in packets]
        seen.append((hidden, list(read(relay, Event))))
    assert seen[0] == seen[1]
