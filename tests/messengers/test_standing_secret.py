"""Orders that stand on secret chats: what they bring from then on, what stays closed, what shows."""

from dataclasses import replace
from itertools import groupby

import pytest

from cryptokit.conversation import Chat, Message
from cryptokit.court import examine, seize
from cryptokit.evidence import escrow, schemes
from cryptokit.evidence.rows import Envelope, Event, Key, Plaintext, State
from cryptokit.evidence.store import read
from cryptokit.experiment.seen import seen
from cryptokit.keys import KEY_ID_SIZE
from cryptokit.messengers import leaking, named, relay
from cryptokit.messengers.escrowed import EscrowedPhone
from cryptokit.messengers.line import Line
from cryptokit.messengers.standing import Standing
from cryptokit.mtproto import objects, phone_bytes, picture, secret
from cryptokit.mtproto.decrypted import Text
from cryptokit.rng import lesson
from cryptokit.world import CHANGED, SWAPPED, Piece, Power, View, reach

PEOPLE, START = ("Alice", "Bob"), 1_700_000_000
MESSAGES = tuple(Message(i, START + i, PEOPLE[i % 2], f"secret word {i}") for i in range(1, 7))
CHAT = Chat("six", "said", MESSAGES, PEOPLE, group=False)
AFTER = START + 3
LINE, ARRIVALS = Piece("relay", View.LINE), Piece("relay", View.ARRIVALS)
ON_SECRET_CHATS = pytest.mark.parametrize("name", ["secret_chat", "backdoored"])


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Runs by messenger and pieces on which orders stand, each delivered once."""
    known = {}

    def get(name, *pieces, chat=CHAT, since=AFTER):
        key = (name, pieces, chat.name, since)
        if key not in known:
            one, run = named(name), tmp_path_factory.mktemp("standing") / "run"
            standing = Standing(dict.fromkeys(pieces, since))
            one.deliver(
                one.world, chat, run, rng=lesson(name), progress=lambda _: None, standing=standing
            )
            known[key] = run
        return known[key]

    return get


def copied(run, piece, kind=Plaintext):
    return list(read(run / piece.asset / f"{piece.view}.sqlite", kind))


def disk(run, asset, kind):
    return list(read(run / asset / "disk.sqlite", kind))


def phone(run, asset):
    (state,) = (row for row in disk(run, asset, State) if row.scheme == schemes.PHONE)
    return phone_bytes.from_bytes(state.body)


def later(chat=CHAT, since=AFTER):
    rows = (Plaintext(i, m.sent, m.sender, m.shown) for i, m in enumerate(chat.messages, 1))
    return [row for row in rows if row.sent > since]


# A key that is swapped


@ON_SECRET_CHATS
def test_from_a_swap_on_the_server_reads_what_is_sent_later_and_nothing_before(runs, name):
    run = runs(name, SWAPPED)
    assert copied(run, SWAPPED) == later()
    said = [m.shown for m in MESSAGES]
    for asset in ("phone_a", "phone_b"):
        assert [row.text for row in disk(run, asset, Plaintext)] == said, "the chat goes on"


@ON_SECRET_CHATS
def test_a_swap_shows_in_the_two_pictures_and_in_nothing_else(runs, name):
    world = named(name).world
    run, clean = runs(name, SWAPPED), runs(name)
    pictures = [picture.pixels(phone(run, one).key_hash) for one in ("phone_a", "phone_b")]
    assert pictures[0] != pictures[1]
    assert seen(world, run) == {Power.DIRECTORY}
    pictures = [picture.pixels(phone(clean, one).key_hash) for one in ("phone_a", "phone_b")]
    assert pictures[0] == pictures[1]
    assert seen(world, clean) == frozenset()


def test_packets_from_before_a_swap_are_the_same_bytes_and_no_key_that_is_left_opens_them(runs):
    run, clean = runs("secret_chat", SWAPPED), runs("secret_chat")
    rows, untouched = disk(run, "relay", Envelope), disk(clean, "relay", Envelope)
    assert rows[:3] == untouched[:3]
    assert not {row.body for row in rows[3:]} & {row.body for row in untouched[3:]}
    keys = {key.key_id() for one in ("phone_a", "phone_b") for key in phone(run, one).keys}
    assert not keys & {row.key_id for row in rows[:3]}
    assert {row.key_id for row in rows[3:]} == keys, "each side locks under its own"


def test_the_keys_of_who_stands_between_are_in_no_file_but_the_phones(runs):
    run = runs("secret_chat", SWAPPED)
    for asset in ("phone_a", "phone_b"):
        (key,) = phone(run, asset).keys
        found = {path.parent.name for path in run.rglob("*.*") if key.reveal() in path.read_bytes()}
        assert found == {asset}
    assert not disk(run, "relay", Plaintext)


def test_what_is_copied_is_what_was_opened_in_between_and_not_what_was_typed(tmp_path, monkeypatch):
    opened = secret.open_as

    def louder(key, packet, author):
        layer = opened(key, packet, author)
        if not isinstance(layer.message, Text):
            return layer
        return replace(layer, message=replace(layer.message, text=layer.message.text.upper()))

    monkeypatch.setattr(secret, "open_as", louder)
    one, run = named("secret_chat"), tmp_path / "run"
    standing = Standing({SWAPPED: AFTER})
    one.deliver(one.world, CHAT, run, rng=lesson("x"), progress=lambda _: None, standing=standing)
    assert [row.text for row in copied(run, SWAPPED)] == [row.text.upper() for row in later()]


def test_a_swap_lasts_through_changes_of_the_key(runs):
    messages = tuple(
        Message(i, START + i, PEOPLE[i % 2], f"secret word {i}") for i in range(1, 121)
    )
    chat = Chat("long", "said", messages, PEOPLE, group=False)
    run = runs("end_to_end", SWAPPED, chat=chat)
    assert copied(run, SWAPPED) == later(chat)
    assert seen(named("end_to_end").world, run) == {Power.DIRECTORY}
    by_alice = [row for row in disk(run, "relay", Envelope) if row.sender == "Alice"]
    epochs = [key for key, _ in groupby(by_alice, lambda row: row.key_id)]
    assert len(epochs) == len(set(epochs)) == 3, "before the swap, after it, and a change later"


def test_an_order_after_which_nothing_is_said_swaps_the_keys_and_reads_nothing(runs):
    run = runs("secret_chat", SWAPPED, since=MESSAGES[-1].sent)
    assert copied(run, SWAPPED) == []
    assert seen(named("secret_chat").world, run) == {Power.DIRECTORY}


def test_messages_from_before_the_order_are_not_copied_even_if_they_come_late(runs):
    shuffled = (*MESSAGES[3:5], *MESSAGES[:3], MESSAGES[5])
    chat = Chat("late", "said", shuffled, PEOPLE, group=False)
    run = runs("secret_chat", SWAPPED, CHANGED, chat=chat)
    for piece in (SWAPPED, CHANGED):
        assert [row.sent for row in copied(run, piece)] == [START + 4, START + 5, START + 6]


def test_behind_every_packet_the_door_stays_open_whoever_stands_between(runs):
    run = runs("backdoored", SWAPPED)
    (row,) = disk(run, "agency", Key)
    doors = [one for one in disk(run, "relay", Envelope) if one.scheme == escrow.SCHEME]
    open_ = schemes.opener(escrow.SCHEME, row.secret)
    assert [open_(door) for door in doors] == [m.shown for m in MESSAGES]


def test_what_the_other_phone_gets_has_a_field_for_the_key_that_it_is_locked_with(
    tmp_path, monkeypatch
):
    heard, hear = [], EscrowedPhone.hear

    def hears(phone, packet, now):
        heard.append(packet)
        return hear(phone, packet, now)

    monkeypatch.setattr(EscrowedPhone, "hear", hears)
    one, key = named("backdoored"), escrow.EscrowKey.draw(lesson("key"))
    standing = Standing({SWAPPED: AFTER})
    one.deliver(
        one.world, CHAT, tmp_path / "run", rng=lesson("x"), progress=lambda _: None,
        standing=standing, key=key,
    )  # fmt: skip
    assert len(heard) >= 10
    for packet, field in map(escrow.cut, heard):
        assert escrow.unseal(key, field).key_id() == packet[:KEY_ID_SIZE]


# A program that is changed


@ON_SECRET_CHATS
def test_a_changed_program_sends_a_copy_of_what_is_sent_later_once_for_each_message(runs, name):
    run = runs(name, CHANGED)
    assert copied(run, CHANGED) == later()
    assert seen(named(name).world, run) == {Power.CODE}
    assert not disk(run, "relay", Plaintext)


def test_the_copies_go_over_the_lines_of_the_authors_in_calls_that_are_telegram_s(
    tmp_path, monkeypatch
):
    calls, call = [], Line.call

    def called(line, body, do, now):
        calls.append((line.key.key_id(), body))
        return call(line, body, do, now)

    monkeypatch.setattr(Line, "call", called)
    one, run = named("secret_chat"), tmp_path / "run"
    standing = Standing({CHANGED: AFTER})
    one.deliver(one.world, CHAT, run, rng=lesson("x"), progress=lambda _: None, standing=standing)
    copies = [(key, body) for key, body in calls if objects.read_all(body).kind == leaking.CALL]
    assert [row for _, body in copies for row in leaking.read_report(body)] == later()
    authors = [m.sender for m in MESSAGES if m.sent > AFTER]
    by_asset = {row.key_id: a for a in ("phone_a", "phone_b") for row in disk(run, a, Key)}
    owners = dict(zip(("phone_a", "phone_b"), CHAT.participants, strict=True))
    assert [owners[by_asset[key]] for key, _ in copies] == authors


@pytest.mark.parametrize("name", ["independent", "independent_with_factor"])
def test_without_a_line_of_telegram_s_a_changed_program_copies_as_well(runs, name):
    run = runs(name, CHANGED)
    assert copied(run, CHANGED) == later()
    assert seen(named(name).world, run) == {Power.CODE}
    assert seen(named(name).world, runs(name)) == frozenset()


def test_both_orders_together_show_both_signs(runs):
    run = runs("secret_chat", CHANGED, SWAPPED)
    assert copied(run, CHANGED) == copied(run, SWAPPED) == later()
    assert seen(named("secret_chat").world, run) == {Power.CODE, Power.DIRECTORY}


# A line that is tapped, and a keeper that helps


@pytest.mark.parametrize("piece", [LINE, ARRIVALS])
@ON_SECRET_CHATS
def test_what_goes_by_is_recorded_from_the_order_on_and_says_nothing_but_who_and_when(
    runs, name, piece
):
    run = runs(name, LINE, ARRIVALS)
    file = run / "relay" / f"{piece.view}.sqlite"
    wire = [row for row in copied(run, piece, Envelope) if row.scheme == relay.WIRE]
    assert {row.number for row in wire} == {4, 5, 6}
    auth = {row.key_id for one in ("phone_a", "phone_b") for row in disk(run, one, Key)}
    assert {row.key_id for row in wire} == auth, "readable, and the same all along"
    messages = [row for row in copied(run, piece, Event) if row.what == "message"]
    assert [(row.sent, row.sender) for row in messages] == [(r.sent, r.sender) for r in later()]
    for message in MESSAGES:
        assert message.text.encode() not in file.read_bytes()
    assert not copied(run, piece)
    assert seen(named(name).world, run) == frozenset(), "nobody could notice"


def test_a_recorded_line_changes_nothing_else(runs):
    tapped, clean = runs("secret_chat", LINE, ARRIVALS), runs("secret_chat")
    for asset in ("relay", "phone_a", "phone_b"):
        one, other = (run / asset / "disk.sqlite" for run in (tapped, clean))
        assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("power", [Power.TAP, Power.COOPERATION])
def test_a_tap_or_help_from_now_on_gives_no_word_even_to_who_has_all_machines_of_before(
    runs, tmp_path, power
):
    world, case = named("secret_chat").world, tmp_path / "case"
    before = replace(CHAT, name="three", messages=MESSAGES[:3])
    at_once = reach(world, world.jurisdictions, {Power.AT_REST, Power.ENDPOINT})
    seize(runs("secret_chat", chat=before), at_once, case / "first", at=AFTER)
    reached = reach(world, world.jurisdictions, {power})
    lasting = {piece: order for piece, order in reached.items() if piece in (LINE, ARRIVALS)}
    assert lasting
    seize(runs("secret_chat", LINE, ARRIVALS), lasting, case / "later", at=START + 9)
    report = examine(case, now=AFTER)
    assert (report.past, report.future, report.locked) == (3, 0, 3)


def test_help_from_now_on_with_the_escrow_s_key_reads_what_comes_and_nothing_before(runs, tmp_path):
    world = named("backdoored").world
    reached = reach(world, ["RU", "NL"], {Power.COOPERATION, Power.AT_REST})
    wanted = {p: o for p, o in reached.items() if p in (ARRIVALS, Piece("agency", View.DISK))}
    assert len(wanted) == 2
    seize(runs("backdoored", LINE, ARRIVALS), wanted, tmp_path / "case", at=START + 9)
    report = examine(tmp_path / "case", now=AFTER)
    assert (report.past, report.future) == (0, 3)


def test_a_metadata_order_brings_who_and_when_and_no_key(runs, tmp_path):
    world = named("secret_chat").world
    reached = reach(world, ["NL"], {Power.METADATA})
    seize(runs("secret_chat"), reached, tmp_path / "case", at=START + 9)
    report = examine(tmp_path / "case")
    assert (report.past, report.future, report.accounts) == (0, 0, 2)
    assert report.metadata.messages == 6
    data = b"".join(path.read_bytes() for path in (tmp_path / "case").rglob("*.sqlite"))
    for asset in ("phone_a", "phone_b"):
        for row in disk(runs("secret_chat"), asset, Key):
            assert row.secret.reveal() not in data
