"""A back door for one country: its key opens everybody, whoever has it, and all that is past."""

import runpy
import sqlite3
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.conversation import Chat, Message, say
from cryptokit.court import examination, examine
from cryptokit.errors import BadExhibit, BadWorld
from cryptokit.evidence import escrow, schemes
from cryptokit.evidence.escrow import EscrowKey
from cryptokit.evidence.rows import Envelope, Event, Key, Plaintext, State
from cryptokit.evidence.store import read
from cryptokit.keys import AuthKey
from cryptokit.messengers import named, secret_chat
from cryptokit.messengers.backdoored import (
    AGENCY,
    RELAY,
    SPLIT,
    WORLD,
    deliver,
    leaked,
    steal,
)
from cryptokit.messengers.backdoored import copied as copied_to
from cryptokit.messengers.escrowed import EscrowedRelay
from cryptokit.rng import draw, lesson
from cryptokit.world import FUTURE, PAST, Level, Piece, Power, View, move, smallest_sets

agreement = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "test_agreement.py")))

CHAT = say(["Alice: one", "Bob: two", "Alice: three"])
OTHERS = (say(["Chen: four", "Devi: five"]), say(["Eva: six", "Femi: seven"]))
KEY = EscrowKey.draw(lesson("escrow"))
PACKETS = Piece(RELAY, View.DISK)
SAFE = Piece(AGENCY, View.DISK)
PARTS = [Piece(f"{AGENCY}_{i}", View.PART) for i in (1, 2, 3)]


def sent(world, chat, folder, seed="door", key=KEY):
    run = folder / seed / chat.name
    deliver(world, chat, run, rng=lesson(seed), progress=lambda _: None, key=key)
    return run


def disk(run, asset, kind):
    return list(read(run / asset / "disk.sqlite", kind))


def words(case):
    return sorted(line.text for line in examination(case).read.values())


def said(chat):
    return sorted(message.shown for message in chat.messages)


# What lies where


def test_beside_every_packet_lies_its_key_sealed_for_the_escrow(copied):
    done = copied(named("backdoored"))
    (key,) = (row.secret for row in done.rows(AGENCY)[Key])
    rows = done.rows(RELAY)[Envelope]
    plain = [row for row in rows if row.scheme == schemes.SECRET_CHAT]
    doors = [row for row in rows if row.scheme == escrow.SCHEME]
    assert len(plain) == len(doors) == len(done.chat.messages)
    (state,) = (row for row in done.rows("phone_a")[State] if row.scheme == schemes.PHONE)
    (of_chat,) = (one.secret for one in schemes.keys_in(state))
    for packet, door in zip(plain, doors, strict=True):
        before, field = escrow.cut(door.body)
        assert before == packet.body
        assert len(field) == 304
        assert escrow.unseal(key, field) == of_chat
        assert (door.number, door.sent, door.sender) == (packet.number, packet.sent, packet.sender)
    assert len({door.body[-304:] for door in doors}) == len(doors), "sealed anew for each packet"
    messages = [one.size for one in done.rows(RELAY)[Event] if one.what == "message"]
    assert messages == [len(door.body) for door in doors], "what was carried had the field in it"


def test_the_key_of_the_escrow_lies_at_the_agency_alone_and_no_chat_key_at_the_relay(copied):
    done = copied(named("backdoored"))
    (key,) = (row.secret for row in done.rows(AGENCY)[Key])
    assert isinstance(key, EscrowKey)
    assert done.where(key.reveal()) == {f"{AGENCY}/disk.sqlite"}
    assert done.where(key.public().data) == set(), "it is in the program, and no secret"
    (state,) = (row for row in done.rows("phone_a")[State] if row.scheme == schemes.PHONE)
    (of_chat,) = (one.secret for one in schemes.keys_in(state))
    assert done.where(of_chat.reveal()) == {"phone_a/disk.sqlite", "phone_b/disk.sqlite"}
    assert {type(row.secret) for row in done.rows(RELAY)[Key]} == {AuthKey}


def test_of_a_split_key_no_machine_has_the_whole(tmp_path):
    run = sent(SPLIT, CHAT, tmp_path)
    for file in run.rglob("*.*"):
        data = file.read_bytes()
        assert KEY.reveal() not in data
        assert KEY.reveal()[:16] not in data


# Who reads


def test_one_key_opens_everybody_without_any_order(tmp_path):
    runs = [sent(WORLD, chat, tmp_path, seed=f"{i}") for i, chat in enumerate((CHAT, *OTHERS))]
    for i, (run, chat) in enumerate(zip(runs, (CHAT, *OTHERS), strict=True)):
        case = tmp_path / "case" / str(i)
        steal(run, case, PACKETS)
        assert words(case) == [], "what is carried is closed"
        steal(runs[0], case / "loot")
        assert words(case) == said(chat), "the key was stolen where one chat was looked for"
        report = examine(case)
        assert (report.recorded, report.orders, report.bad) == (False, (), ())
        assert any("agency/disk.sqlite: key" in step for step in report.steps)


def test_the_key_of_another_escrow_opens_nothing(tmp_path):
    run = sent(WORLD, CHAT, tmp_path)
    other = sent(WORLD, CHAT, tmp_path, "other", key=EscrowKey.draw(lesson("another")))
    steal(run, tmp_path / "case", PACKETS)
    steal(other, tmp_path / "case" / "loot")
    assert words(tmp_path / "case") == []


def test_the_key_opens_what_the_phones_forgot_long_ago(tmp_path, monkeypatch):
    """A secret chat changes its key and deletes the old one; the door undoes that."""
    carried, keep = [], EscrowedRelay._keep

    def kept(relay, one, *more):
        carried.append(one.packet)
        keep(relay, one, *more)

    monkeypatch.setattr(EscrowedRelay, "_keep", kept)
    people = ("Alice", "Bob")
    messages = tuple(
        Message(i, 1_700_000_000 + i, people[i % 2], f"word {i}") for i in range(1, 106)
    )
    run = sent(WORLD, Chat("long", "said", messages, people, group=False), tmp_path)
    keys = {row.key_id for row in disk(run, RELAY, Envelope) if row.scheme == schemes.SECRET_CHAT}
    assert len(keys) == 2
    assert len(carried) > 105, "what nobody typed has its field as well"
    for packet, field in map(escrow.cut, carried):
        assert escrow.unseal(KEY, field).key_id() == packet[:8]
    steal(run, tmp_path / "phone", PACKETS, Piece("phone_b", View.DISK))
    with sqlite3.connect(tmp_path / "phone" / "phone_b" / "disk.sqlite") as base:
        base.execute("DELETE FROM plaintext")
    assert 0 < len(words(tmp_path / "phone")) < 10
    steal(run, tmp_path / "escrow", PACKETS, SAFE)
    assert len(words(tmp_path / "escrow")) == 105


GOLDEN = {
    "one key": (WORLD, [2, 2, 2, 2, 2, 2, 2, 1]),
    "split": (SPLIT, [None, 2, 2, 2, 2, 2, 2, 1]),
    "relay at home": (move(WORLD, RELAY, "RU"), [1] * 8),
    "copied": (copied_to(WORLD, "IN"), [2, 2, 2, 2, 2, 2, 2, 1]),
    "copied to where the relay is": (copied_to(WORLD, "NL"), [1] * 8),
    "leaked": (leaked(WORLD), [1] * 8),
    "split and leaked": (leaked(SPLIT), [1] * 8),
}


@pytest.mark.parametrize(("world", "wanted"), GOLDEN.values(), ids=GOLDEN)
def test_k_eff_is_what_was_worked_out_by_hand(world, wanted):
    sets = [smallest_sets(world, PAST, level.powers) for level in Level]
    assert [len(one[0]) if one else None for one in sets] == wanted
    without = [smallest_sets(secret_chat.WORLD, PAST, level.powers) for level in Level]
    assert without[:7] == [()] * 7, "the same chat without the door"


def test_a_split_among_agencies_of_one_country_changes_nothing_for_its_courts():
    for level in list(Level)[1:]:
        assert smallest_sets(SPLIT, PAST, level.powers) == smallest_sets(WORLD, PAST, level.powers)


@pytest.mark.parametrize("name", ["copied", "split and leaked"])
def test_both_engines_agree_wherever_the_key_went(name, tmp_path):
    world, _ = GOLDEN[name]
    one, shown = replace(named("backdoored"), world=world), agreement.shown_by(world)
    machines = agreement.Machines(one, CHAT, CHAT.messages[0].sent, tmp_path, shown=shown)
    sets = [*(level.powers for level in Level), {Power.TAP, Power.COOPERATION, Power.AT_REST}]
    compared = agreement.check(machines, CHAT, sets)
    for goal in (PAST, FUTURE):
        number = 2 ** len(world.jurisdictions) * len(sets)
        assert compared[goal, True] + compared[goal, False] == number
        assert min(compared[goal, True], compared[goal, False]) > 0


def test_any_two_parts_open_everything_and_one_opens_nothing(tmp_path):
    first = sent(SPLIT, CHAT, tmp_path, "first")
    other = sent(SPLIT, OTHERS[0], tmp_path, "second")
    for i, part in enumerate(PARTS):
        steal(first, tmp_path / f"one {i}", PACKETS, part)
        report = examine(tmp_path / f"one {i}")
        assert report.past == 0
        assert any("1 more part of split" in one for one in report.missing)
    for i, two in enumerate(combinations(PARTS, 2)):
        steal(first, tmp_path / f"two {i}", PACKETS, *two)
        assert words(tmp_path / f"two {i}") == said(CHAT)
        steal(other, tmp_path / f"also {i}", PACKETS)
        steal(first, tmp_path / f"also {i}" / "parts", *two)
        assert words(tmp_path / f"also {i}") == said(OTHERS[0]), "joined for one, open for all"


# What the door is not


def test_a_changed_app_that_sends_noise_talks_on_and_the_escrow_reads_nothing(
    tmp_path, monkeypatch
):
    """Nothing ties the field to the packet: it binds those who did not change their app."""
    noise = lesson("noise")
    monkeypatch.setattr(escrow, "seal", lambda *_, **__: draw(noise, escrow.FIELD_SIZE))
    run = sent(WORLD, CHAT, tmp_path)
    assert [row.text for row in disk(run, "phone_b", Plaintext)] == ["one", "two", "three"]
    steal(run, tmp_path / "case", PACKETS, SAFE)
    found = examination(tmp_path / "case")
    assert not found.read
    assert any("forged or damaged" in odd for odd in found.bench.bad)


def test_theft_takes_all_or_nothing_and_says_what_is_not_there(tmp_path):
    run = sent(SPLIT, CHAT, tmp_path)
    with pytest.raises(BadExhibit, match="agency/disk"):
        steal(run, tmp_path / "loot", PACKETS, SAFE)
    assert not (tmp_path / "loot").exists()


def test_a_key_goes_to_each_place_once():
    for once, again in (
        (copied_to(WORLD, "IN"), lambda world: copied_to(world, "IN")),
        (leaked(WORLD), leaked),
    ):
        with pytest.raises(BadWorld, match="twice"):
            again(once)


def test_a_key_of_its_own_is_drawn_where_none_is_given(tmp_path):
    keys = set()
    for seed in ("a", "b"):
        (row,) = disk(sent(WORLD, CHAT, tmp_path, seed, key=None), AGENCY, Key)
        keys.add(row.key_id)
    assert len(keys) == 2
