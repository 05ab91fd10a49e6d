"""WhatsApp's phones, end to end: for two, for groups, for companions, and under every kind of order."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cryptokit.conversation import read_chat, samples, say
from cryptokit.court import examination
from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.evidence.rows import KINDS, Envelope, Event, Key, Plaintext, State
from cryptokit.evidence.schemes import keys_in, opener
from cryptokit.evidence.store import read
from cryptokit.experiment.seen import seen
from cryptokit.messengers import named, whatsapp
from cryptokit.messengers.deploy import open_disks
from cryptokit.messengers.standing import NOTHING, Standing, open_copies
from cryptokit.messengers.whatsapp_desk import Desk
from cryptokit.messengers.whatsapp_line import WIRE
from cryptokit.messengers.whatsapp_phone import CODE_CHANGED, Phone
from cryptokit.messengers.whatsapp_registry import PRIMARY
from cryptokit.rng import lesson
from cryptokit.signal import chains, shipped
from cryptokit.signal.content import Content
from cryptokit.world import CHANGED, FUTURE, PAST, SWAPPED, Level, Piece, Power, View, smallest_sets

DATA = json.loads(
    (Path(__file__).parents[1] / "data/compulsion_scenarios.json").read_text(encoding="utf-8")
)["architectures"]
GOLDEN = {
    "whatsapp": "A7_e2ee_unverified",
    "whatsapp_backup": "A9_e2ee_cloud_backup",
    "whatsapp_vault": "A10_e2ee_vault_backup",
}
RUNGS = [Level.AT_REST, Level.SHARES, Level.MEMORY, Level.ENTITY, Level.CONTROL, Level.PERSON,
         Level.CODE]  # fmt: skip
PAIR = say([f"{name}: secret word {i}" for i in range(4) for name in ("Ana", "Ben")])
GROUP = say(
    [f"{name}: secret word {i}" for i in range(3) for name in ("Ana", "Ben", "Cleo", "Dan")]
)
EACH = pytest.mark.parametrize("chat", [PAIR, GROUP], ids=["pair", "group"])
ONE = named("whatsapp")
LINE, ARRIVALS = Piece("relay", View.LINE), Piece("relay", View.ARRIVALS)


def deliver(chat, run, standing=NOTHING, seed="w"):
    return ONE.deliver(
        ONE.world, chat, run, rng=lesson(seed), progress=lambda _: None, standing=standing
    )


def rows(run, asset, kind, file="disk.sqlite"):
    return list(read(run / asset / file, kind))


def said(chat):
    return [(i, m.sender, m.shown) for i, m in enumerate(chat.messages, 1)]


def heard(run, asset, file="disk.sqlite"):
    return [(row.number, row.sender, row.text) for row in rows(run, asset, Plaintext, file)]


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("goal", [PAST, FUTURE])
def test_the_numbers_are_those_of_the_reference_on_every_rung(name, goal):
    golden, world = DATA[GOLDEN[name]]["golden"][goal], named(name).world
    assert [level.value for level in RUNGS] == list(golden)
    for level in RUNGS:
        sets = smallest_sets(world, goal, level.powers)
        assert [list(one) for one in sets] == golden[level.value]["smallest_sets"], level


@EACH
def test_followed_phones_have_every_message_and_the_server_one_packet_for_each(chat, tmp_path):
    deliver(chat, tmp_path / "run")
    for phone in ("phone_a", "phone_b"):
        assert heard(tmp_path / "run", phone) == said(chat)
    packets = rows(tmp_path / "run", "relay", Envelope)
    assert [(one.number, one.sender) for one in packets] == [(n, who) for n, who, _ in said(chat)]
    assert len({one.key_id for one in packets}) == len(packets), "every message has its own key"
    kinds = {one.body[0] for one in packets}
    assert kinds == ({7} if chat.group else {2, 3})


@EACH
def test_neither_words_nor_keys_lie_at_the_server(chat, tmp_path):
    deliver(chat, tmp_path / "run")
    disk = (tmp_path / "run/relay/disk.sqlite").read_bytes()
    assert b"secret word" not in disk
    assert b"secret word" in (tmp_path / "run/phone_a/disk.sqlite").read_bytes()
    assert not any(rows(tmp_path / "run", "relay", kind) for kind in (Key, State, Plaintext))
    for phone in ("phone_a", "phone_b"):
        for state in rows(tmp_path / "run", phone, State):
            for key in keys_in(state):
                raw = key.secret.reveal()
                assert (raw if len(raw) == 32 else raw[8:40]) not in disk, "behind its id: the seed"


@pytest.mark.parametrize("name", samples.names())
def test_every_sample_export_is_carried(name, tmp_path):
    chat = read_chat(samples.sample(name))
    assert ONE.refuses(chat) is None
    deliver(chat, tmp_path / "run")
    assert heard(tmp_path / "run", "phone_a") == said(chat) == heard(tmp_path / "run", "phone_b")


def test_keys_of_messages_that_were_read_are_not_on_any_disk(tmp_path, monkeypatch):
    """Saved after every message, so that the file has to forget what it held."""
    made, turn = list[bytes](), chains.turn

    def noted(chain):
        after, seed = turn(chain)
        made.append(seed.reveal())
        return after, seed

    say_it = Phone.say
    monkeypatch.setattr(shipped, "turn", noted)
    monkeypatch.setattr(Phone, "say", lambda self, *args: (self.save(), say_it(self, *args))[1])
    deliver(PAIR, tmp_path / "run")
    assert len(made) == 2 * len(PAIR.messages)
    files = [file.read_bytes() for file in (tmp_path / "run").rglob("*.sqlite")]
    assert not [seed for seed in made if any(seed in file for file in files)]


@EACH
def test_a_seized_phone_opens_nothing_that_was_read_and_the_next_message_on_each_chain(
    chat, tmp_path
):
    later = replace(chat, messages=(*chat.messages, *(
        replace(chat.messages[-1], sent=chat.messages[-1].sent + i, text=f"and then {i}")
        for i in range(1, 4)
    )))  # fmt: skip
    deliver(chat, tmp_path / "now")
    deliver(later, tmp_path / "then")
    states = rows(tmp_path / "now", "phone_a", State)
    keys = {key.key_id: key.secret for state in states for key in keys_in(state)}
    opened, closed = {}, []
    for packet in rows(tmp_path / "then", "relay", Envelope):
        if packet.key_id in keys:
            opened[packet.number] = opener(packet.scheme, keys[packet.key_id])(packet)
        else:
            closed.append(packet.number)
    count = len(chat.messages)
    assert closed == list(range(1, count + 1)), "what was read is gone"
    assert opened == {count + i: f"and then {i}" for i in range(1, 4)}
    assert all(row.key_id not in keys for row in rows(tmp_path / "now", "relay", Envelope))


def test_a_packet_that_was_changed_or_belongs_to_another_key_stays_closed(tmp_path):
    deliver(PAIR, tmp_path / "now")
    more = replace(
        PAIR, messages=(*PAIR.messages, replace(PAIR.messages[-1], sent=PAIR.messages[-1].sent + 1))
    )
    deliver(more, tmp_path / "then")
    keys = {
        k.key_id: k.secret for s in rows(tmp_path / "now", "phone_a", State) for k in keys_in(s)
    }
    packet = rows(tmp_path / "then", "relay", Envelope)[-1]
    right = keys[packet.key_id]
    assert opener(packet.scheme, right)(packet) == PAIR.messages[-1].text
    other = next(one for one in keys.values() if isinstance(one, type(right)) and one != right)
    with pytest.raises(CannotOpen):
        opener(packet.scheme, other)(packet)
    for at in range(len(packet.body)):
        bent = packet.body[:at] + bytes([packet.body[at] ^ 1]) + packet.body[at + 1 :]
        with pytest.raises(CannotOpen):
            opener(packet.scheme, right)(replace(packet, body=bent))


@EACH
@pytest.mark.parametrize("piece", [CHANGED, SWAPPED], ids=["changed", "swapped"])
def test_a_changed_program_and_a_swapped_key_give_all_later_words_and_show(chat, piece, tmp_path):
    at = 2
    run, since = tmp_path / "run", chat.messages[at - 1].sent
    deliver(chat, run, Standing({piece: since}))
    assert heard(run, piece.asset, "arrivals.sqlite") == said(chat)[at:]
    assert heard(run, "phone_a") == heard(run, "phone_b") == said(chat), "nobody misses a word"
    assert seen(ONE.world, run) == {Power.CODE if piece == CHANGED else Power.DIRECTORY}
    noted = [one for one in rows(run, "phone_a", Event) if one.what == CODE_CHANGED]
    assert len(noted) == (len(chat.participants) - 1 if piece == SWAPPED else 0)


def test_without_an_order_nothing_shows_and_a_swap_at_the_end_of_a_chat_does(tmp_path):
    deliver(PAIR, tmp_path / "quiet")
    assert seen(ONE.world, tmp_path / "quiet") == frozenset()
    last = Standing({SWAPPED: PAIR.messages[-1].sent})
    for name, chat in (("end", PAIR), ("empty", replace(PAIR, messages=()))):
        deliver(chat, tmp_path / name, last)
        assert seen(ONE.world, tmp_path / name) == {Power.DIRECTORY}
        assert not rows(tmp_path / name, "DIR", Plaintext, "arrivals.sqlite")


@EACH
def test_a_tap_records_packets_that_no_seized_file_opens(chat, tmp_path):
    run, since = tmp_path / "run", chat.messages[2].sent
    deliver(chat, run, Standing({LINE: since, ARRIVALS: since}))
    inner = [row.body for row in rows(run, "relay", Envelope)]
    for file in ("line.sqlite", "arrivals.sqlite"):
        taken = rows(run, "relay", Envelope, file)
        assert {row.scheme for row in taken} == {WIRE}
        assert {row.number for row in taken} == set(range(4, len(chat.messages) + 1))
        assert not any(body in row.body for row in taken for body in inner)
        assert [e.what for e in rows(run, "relay", Event, file)].count("message") == len(
            said(chat)
        ) - 3
    assert not {one for kind in KINDS for one in rows(run, "relay", kind, "line.sqlite")} - {
        *rows(run, "relay", Envelope, "line.sqlite"),
        *rows(run, "relay", Event, "line.sqlite"),
    }
    lines = {row.key_id for row in rows(run, "relay", Envelope, "line.sqlite")}
    assert not lines & {
        k.key_id for p in ("phone_a", "phone_b") for s in rows(run, p, State) for k in keys_in(s)
    }
    assert not examination(run).read.keys() - {
        (n, m.sent, m.sender) for n, m in enumerate(chat.messages, 1)
    }


def test_the_provider_notes_contacts_groups_sender_keys_and_who_was_there(tmp_path):
    deliver(PAIR, tmp_path / "pair")
    deliver(GROUP, tmp_path / "group")
    whats = [one.what for one in rows(tmp_path / "pair", "relay", Event)]
    assert (whats.count("hashed contact"), whats.count("last seen")) == (2, 2)
    events = rows(tmp_path / "group", "relay", Event)
    whats = [one.what for one in events]
    assert (whats.count("member of a group"), whats.count("sender key")) == (4, 4 * 3)
    assert {one.receiver for one in events if one.what == "message"} == {GROUP.name}


def test_a_companion_gets_a_packet_of_its_own_and_a_stranger_none(tmp_path):
    run = tmp_path / "run"
    with open_disks(ONE.world, run) as disks, open_copies(run, NOTHING) as copies:
        whatsapp.converse(
            disks, ONE.world, PAIR, copies, rng=lesson("two"), progress=lambda _: None,
            companions=[("Ben", 2)],
        )  # fmt: skip
    packets = rows(run, "relay", Envelope)
    assert len(packets) == 2 * len(PAIR.messages)
    assert [one.receiver for one in packets[:4]] == ["Ben", "Ben", "Ana", "Ben"], "also his own"
    assert heard(run, "phone_b") == said(PAIR)
    assert seen(ONE.world, run) == frozenset()


def test_a_device_that_is_on_no_list_of_its_owner_is_refused():
    desk, rng = Desk(), lesson("ghost")
    ana, ben, ghost = (
        Phone((name, at), 0, rng) for name, at in (("ana", 1), ("ben", 1), ("ben", 2))
    )
    desk.sign_in(ana, 0)
    desk.sign_in(ben, 0)
    listed = desk.fetch(("ben", 1), 0).account
    desk.sign_in(ghost, 0)
    entry = replace(desk.fetch(("ben", 2), 0), account=listed)
    with pytest.raises(Untrusted) as caught:
        ana.meet(entry, 0)
    assert caught.value.field == "device"
    ana.meet(desk.fetch(("ben", 2), 0), 0)


def test_a_directory_that_swaps_a_known_key_is_refused_until_the_app_takes_the_new_one():
    desk, rng = Desk(), lesson("swap")
    ana, ben = (Phone((name, 1), 0, rng) for name in ("ana", "ben"))
    desk.sign_in(ana, 0)
    desk.sign_in(ben, 0)
    ana.meet(desk.fetch(ben.address, 0), 0)
    desk.sign_in(Phone(ben.address, 0, rng), 0)
    with pytest.raises(Untrusted):
        ana.meet(desk.fetch(ben.address, 0), 0)
    ana.meet_anew(desk.fetch(ben.address, 0), 0)


def test_prekeys_are_refilled_when_more_people_write_than_there_were_keys():
    desk, rng = Desk(), lesson("many")
    ben = Phone(("ben", 1), 0, rng)
    desk.sign_in(ben, 0)
    for _ in range(150):
        assert desk.fetch(ben.address, 0).bundle.one_time is not None


def test_years_between_messages_make_new_prekeys_and_lists_and_all_arrive(tmp_path):
    year = 365 * 86_400
    messages = tuple(replace(m, sent=m.sent + i * year) for i, m in enumerate(PAIR.messages))
    only_ana = tuple(replace(m, sender="Ana") for m in messages)
    for name, each in (("both", messages), ("one", only_ana)):
        deliver(replace(PAIR, messages=each), tmp_path / name)
        assert len(heard(tmp_path / name, "phone_b")) == len(PAIR.messages)


def test_a_group_larger_than_there_can_be_is_refused_and_no_key_of_it_is_made(chat):
    people = tuple(f"No. {number}" for number in range(1_025))
    assert "1,024" in ONE.refuses(replace(chat, participants=people))
    assert ONE.refuses(replace(chat, participants=people[1:])) is None
    phone = Phone(("No. 0", PRIMARY), 0, lesson("crowd"))
    with pytest.raises(Untrusted) as refused:
        phone.hand_out([(name, PRIMARY) for name in people])
    assert refused.value.field == "members"
    with pytest.raises(RuntimeError):
        phone.say_to_all(Content("hi"))


def test_a_note_to_oneself_is_refused_with_the_reason(chat):
    alone = replace(chat, participants=("Alice",))
    assert "note to oneself" in ONE.refuses(alone)
    assert "longer than" in ONE.refuses(replace(chat, participants=("A" * 65_536, "Bob")))
