"""What lies where after a chat was delivered: keys, words and packets, byte by byte."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryptokit.conversation import Chat, Message, say
from cryptokit.errors import Unknown
from cryptokit.evidence import at_rest, escrow, image, schemes
from cryptokit.evidence.files import FILE_NAMES
from cryptokit.evidence.rows import Ciphertext, Envelope, Event, Key, Part, Plaintext, State
from cryptokit.evidence.store import read
from cryptokit.keys import AuthKey, DataKey, SecretChatKey
from cryptokit.messengers import ALL, DEFAULT, cloud_chat, named, secret_chat
from cryptokit.messengers.deploy import audience, deploy
from cryptokit.mtproto import secret, session
from cryptokit.mtproto.decrypted import Text
from cryptokit.rng import draw, lesson
from cryptokit.sharing import join
from cryptokit.testing import chats
from cryptokit.world import USER, View

EVERY = pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
SERVERS = {
    "domestic": ["db"],
    "cloud_chat": ["db", "p1", "p2", "p3", "sms_a", "sms_b"],
    "cloud_chat_cold": ["db", "p1", "p2", "p3"],
    "cloud_chat_key_apart": ["db", "kms", "sms_a", "sms_b"],
    "secret_chat": ["relay"],
    "channel": ["db", "web"],
    "register": ["db", "p1", "p2", "p3", "sms_a", "sms_b", "unit"],
    "backdoored": ["relay", "agency"],
    "backdoored_split": ["relay", "agency_1", "agency_2", "agency_3"],
    "end_to_end": ["relay"],
    "end_to_end_verified": ["relay"],
    "end_to_end_backup": ["relay", "backup"],
    "end_to_end_vault": ["relay", "backup", "vault"],
    "whatsapp": ["relay"],
    "whatsapp_backup": ["relay", "backup"],
    "whatsapp_vault": ["relay", "backup", "vault"],
    "independent": ["db", "n1", "n2", "n3", "n4", "n5"],
    "independent_with_factor": ["db", "n1", "n2", "n3", "n4", "n5"],
}
WHATSAPP = {"whatsapp", "whatsapp_backup", "whatsapp_vault"}
ANY_DATE = {"domestic", "independent", "independent_with_factor", *WHATSAPP}
"""Messengers that do not run on Telegram's packets, so a date is any number of 8 bytes."""
END_TO_END = {"end_to_end", "end_to_end_verified", "end_to_end_backup", "end_to_end_vault"}
PAIRS = {"secret_chat", "backdoored", "backdoored_split", *END_TO_END}
"""What carries a chat of two people alone."""
CLOSED = pytest.mark.parametrize(
    "messenger", [one for one in ALL if one.name != "channel"], ids=lambda one: one.name
)
"""All but the public channel, which ``test_channel`` looks at."""


def carries(messenger, chat):
    return messenger.refuses(chat) is None


def shown_as(messenger, chat, sender):
    """Under which name a message is stored: in a public channel it is the channel's."""
    return chat.name if messenger.name == "channel" else sender


def data_key(done):
    """The key of the stored messages, put together out of the parts as a holder of all would."""
    parts = [
        row.share
        for asset in done.messenger.world.assets
        if (done.run / asset.id / "part.bin").exists()
        for row in image.decode((done.run / asset.id / "part.bin").read_bytes())
    ]
    (row,) = image.decode(join(parts))
    return row.secret


def test_the_table_of_servers_above_is_that_of_the_worlds():
    assert set(SERVERS) == {one.name for one in ALL}
    for one in ALL:
        assert SERVERS[one.name] == [a.id for a in one.world.assets if a.custodian != USER]


@EVERY
def test_every_asset_is_a_folder_with_the_files_of_what_it_has(messenger, deliver):
    done = deliver(messenger)
    assert {path.name for path in done.run.iterdir()} == {one.id for one in messenger.world.assets}
    for asset in messenger.world.assets:
        files = {path.name for path in (done.run / asset.id).iterdir()}
        wanted = {FILE_NAMES[View.DISK]}
        wanted |= {FILE_NAMES[view] for view in (View.PART, View.MEMORY) if asset.facts(view)}
        assert files == wanted


@CLOSED
def test_no_word_lies_readable_on_any_machine_but_a_phone(messenger, deliver):
    done = deliver(messenger)
    for message in done.chat.messages:
        for encoding in ("utf-8", "utf-16-le"):
            found = done.where(message.text.encode(encoding))
            assert not {name for name in found if not name.startswith("phone")}
        phones = {"phone_a/disk.sqlite", "phone_b/disk.sqlite"}
        assert done.where(message.text.encode()) == phones, "the search itself works"


def test_while_it_serves_the_key_lies_in_the_memory_beside_the_data_and_on_no_disk(deliver):
    done = deliver(named("cloud_chat"))
    key = data_key(done)
    assert image.decode((done.run / "db" / "memory.bin").read_bytes()) == (Key.of(key),)
    assert done.where(key.reveal()) == {"db/memory.bin"}
    assert done.where(key.reveal()[:16]) == {"db/memory.bin"}
    assert {row.key_id for row in done.rows("db")[Ciphertext]} == {key.key_id()}


def test_of_a_cold_archive_the_key_lies_nowhere(deliver):
    done = deliver(named("cloud_chat_cold"))
    key = data_key(done)
    assert isinstance(key, DataKey)
    for half in (key.reveal(), key.reveal()[:16], key.reveal()[16:]):
        assert done.where(half) == set()
    assert {row.key_id for row in done.rows("db")[Ciphertext]} == {key.key_id()}
    open_ = schemes.opener("chacha20-poly1305", key)
    texts = [open_(row) for row in done.rows("db")[Ciphertext]]
    assert texts == [message.shown for message in done.chat.messages]


@pytest.mark.parametrize("name", ["cloud_chat", "cloud_chat_cold"])
def test_two_of_three_parts_are_not_enough_and_each_lies_at_its_holder_only(name, deliver):
    done = deliver(named(name))
    for part in ("p1", "p2", "p3"):
        (row,) = image.decode((done.run / part / "part.bin").read_bytes())
        assert isinstance(row, Part)
        assert row.share.threshold == 3
        assert done.where(row.share.value.reveal()) == {f"{part}/part.bin"}


def test_a_whole_key_apart_lies_in_its_country_and_not_beside_the_data(deliver):
    done = deliver(named("cloud_chat_key_apart"))
    (key,) = (row.secret for row in done.rows("kms")[Key])
    assert done.where(key.reveal()) == {"kms/disk.sqlite", "kms/memory.bin"}


def test_in_a_domestic_network_the_key_lies_beside_the_data(deliver):
    done = deliver(named("domestic"))
    (key,) = (row.secret for row in done.rows("db")[Key])
    assert done.where(key.reveal()) == {"db/disk.sqlite", "db/memory.bin"}


def keys_of(done, phone):
    """The authorization key of a phone, and what it holds of its secret chat."""
    rows = done.rows(phone)
    (auth,), (state,) = rows[Key], [row for row in rows[State] if row.scheme == schemes.PHONE]
    return auth.secret, [row.secret for row in schemes.keys_in(state)]


def test_of_a_secret_chat_the_relay_has_neither_key_nor_exponent(deliver):
    done = deliver(named("secret_chat"))
    (own_a, (key,)), (own_b, (same,)) = (keys_of(done, one) for one in ("phone_a", "phone_b"))
    assert key == same
    assert isinstance(key, SecretChatKey)
    both = {"phone_a/disk.sqlite", "phone_b/disk.sqlite"}
    assert done.where(key.reveal()) == both
    assert done.where(own_a.reveal()) == {"phone_a/disk.sqlite", "relay/disk.sqlite"}
    assert done.where(own_b.reveal()) == {"phone_b/disk.sqlite", "relay/disk.sqlite"}
    exponents = [luck for luck in done.drawn if len(luck) == 256]
    assert len(exponents) == 6, "two for each line to the server, and two for the chat"
    for exponent in exponents:
        for piece in (exponent, exponent[:32], exponent[-32:]):
            assert done.where(piece) == set(), "it was deleted, or never stored"


def test_the_relay_keeps_packets_that_open_with_the_key_of_the_phones_and_no_other_way(deliver):
    done = deliver(named("secret_chat"))
    relay = done.rows("relay")
    _, (key,) = keys_of(done, "phone_a")
    assert {type(row.secret) for row in relay[Key]} == {AuthKey}, "they lead to the phones alone"
    assert relay[Part] == relay[Plaintext] == relay[Ciphertext] == relay[State] == []
    open_ = schemes.opener(schemes.SECRET_CHAT, key)
    assert [open_(row) for row in relay[Envelope]] == [m.shown for m in done.chat.messages]
    assert {row.key_id for row in relay[Envelope]} == {key.key_id()}
    assert [row.receiver for row in relay[Envelope]] == ["Alice", "Bob", "Alice", "Bob", "Alice"]


@CLOSED
def test_as_many_messages_are_stored_as_the_chat_has_and_in_its_order(messenger, deliver):
    done = deliver(messenger)
    wanted = [Plaintext(i, m.sent, m.sender, m.shown) for i, m in enumerate(done.chat.messages, 1)]
    assert done.rows("phone_a")[Plaintext] == done.rows("phone_b")[Plaintext] == wanted
    first = SERVERS[messenger.name][0]
    stored = done.rows(first)[Ciphertext] + done.rows(first)[Envelope]
    stored = [row for row in stored if row.scheme != escrow.SCHEME]  # the same, for somebody else
    assert [row.number for row in stored] == [row.number for row in wanted]
    messages = [row for row in done.rows(first)[Event] if row.what == "message"]
    assert [(row.sent, row.sender) for row in messages] == [(r.sent, r.sender) for r in wanted]


@EVERY
def test_progress_counts_every_message_once(messenger, chat, tmp_path):
    counted = []
    messenger.deliver(
        messenger.world, chat, tmp_path / "run", rng=lesson("p"), progress=counted.append
    )
    assert counted == [1, 2, 3, 4, 5]


@EVERY
def test_the_same_seed_leaves_the_same_bytes_and_another_seed_others(messenger, deliver, tmp_path):
    def digests(done):
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in done.files()]

    one, other = deliver(messenger), deliver(messenger, seed="another")
    source = lesson("delivery")
    again = messenger.deliver(
        messenger.world,
        one.chat,
        tmp_path / "again",
        rng=lambda size: draw(source, size),
        progress=lambda _: None,
    )
    assert digests(replace(one, run=tmp_path / "again")) == digests(one)
    assert again == one.transcript
    locked = [digest for digest in digests(one) if digest not in digests(other)]
    assert locked, "another seed makes other keys"


SAME_EVERYWHERE = """
import hashlib, sys
from pathlib import Path
from cryptokit.conversation import say
from cryptokit.messengers import ALL
from cryptokit.rng import draw, lesson
chat = say([f"{name}: hi" for name in ("Ada", "Bob", "Cem", "Dov", "Eve")])
for one in ALL:
    run = Path(sys.argv[1]) / one.name
    if one.refuses(chat) is None:
        one.deliver(one.world, chat, run, rng=lesson("x"), progress=lambda _: None)
    for file in sorted(run.rglob("*.*")):
        print(file.parent.name, file.name, hashlib.sha256(file.read_bytes()).hexdigest())
"""


def test_the_same_seed_leaves_the_same_bytes_in_every_process(tmp_path):
    """Python orders sets of names in another way in each process."""
    printed = [
        subprocess.run(
            [sys.executable, "-c", SAME_EVERYWHERE, tmp_path / order],
            env={**os.environ, "PYTHONHASHSEED": order},
            capture_output=True,
            check=True,
        ).stdout
        for order in ("1", "2")
    ]
    assert printed[0].count(b"\n") > 20
    assert printed[0] == printed[1]


@pytest.mark.parametrize("name", ["cloud_chat", "cloud_chat_cold", "cloud_chat_key_apart"])
def test_a_cloud_transcript_says_that_the_server_learns_every_message(name, deliver):
    done = deliver(named(name))
    held = done.transcript.holdings()
    keys = ("authorization key of Alice", "authorization key of Bob")
    assert held["server"] == (*keys, "message 1", "message 2", "message 3")
    # Bob writes the messages with odd numbers, Alice the others.
    assert held["Alice"] == (keys[0], "the account of Alice", "message 1", "message 3")
    assert held["Bob"] == (keys[1], "the account of Bob", "message 2")
    assert len(done.transcript.events) == 6 + 6
    for event in done.transcript.events:
        assert "server" in {event.sender, event.receiver}
        assert event.size > 0


def test_a_secret_transcript_says_that_the_server_learns_no_message_and_the_phones_do(deliver):
    done = deliver(named("secret_chat"))
    held = done.transcript.holdings()
    assert set(held) == {"Alice", "Bob", "server"}
    keys = ("authorization key of Alice", "authorization key of Bob")
    packets = tuple(f"packet {i}, locked" for i in (1, 2, 3))
    assert held["server"] == (*keys, "g_a", "g_b", *packets)
    # Bob writes the messages with odd numbers, Alice the others.
    assert held["Bob"][2:] == ("the key", "message 2")
    assert held["Alice"][2:] == ("the key", "message 1", "message 3")


def test_a_secret_chat_is_refused_to_groups_and_to_one_person_with_the_reason(group):
    secret = named("secret_chat")
    reason = secret.refuses(group)
    assert reason is not None
    assert "two people" in reason
    assert "a group (3 people wrote)" in reason
    alone = Chat("Saved", "said", (Message(1, 0, "Alice", "milk"),), ("Alice",), group=False)
    assert "oneself" in secret.refuses(alone)
    assert "oneself" in secret.refuses(replace(alone, group=True))
    assert secret.refuses(replace(group, participants=("Alice", "Bob"))) is not None, "a group of 2"


@EVERY
def test_whoever_does_not_refuse_a_chat_delivers_it(messenger, group, deliver):
    alone = Chat(
        "Saved", "said", (Message(1, 0, "Alice", "milk and bread"),), ("Alice",), group=False
    )
    for i, chat in enumerate((group, alone)):
        if carries(messenger, chat):
            done = deliver(messenger, chat, seed=f"number {i}")
            texts = [row.text for row in done.rows("phone_a")[Plaintext]]
            assert texts == [message.text for message in chat.messages]
        elif messenger.name in WHATSAPP:
            assert "note to oneself" in messenger.refuses(chat)
            assert chat is alone
        else:
            assert messenger.name in PAIRS


@EVERY
def test_any_small_chat_is_stored_as_it_was_said(messenger, tmp_path_factory):
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def check(data):
        least = 2 if messenger.name in WHATSAPP else 1
        people = 2 if messenger.name in PAIRS else data.draw(st.integers(least, 4))
        chat = data.draw(chats(people=people))
        assert carries(messenger, chat)
        run = tmp_path_factory.mktemp("any") / "run"
        messenger.deliver(messenger.world, chat, run, rng=lesson("any"), progress=lambda _: None)
        said = [(m.sent, shown_as(messenger, chat, m.sender), m.shown) for m in chat.messages]
        for phone in ("phone_a", "phone_b"):
            rows = read(run / phone / "disk.sqlite", Plaintext)
            assert [(row.sent, row.sender, row.text) for row in rows] == said

    check()


@EVERY
@pytest.mark.parametrize(
    "times",
    [
        (9, 3, 5),
        (0, 0, 0),
        (-5, -(1 << 31), (1 << 31) - 1),
        (-5, -(1 << 40), 7),
        (1 << 40, 1, -1),
        (1 << 62, 5, 1 << 61),
    ],
)
def test_a_chat_with_odd_times_in_any_order_is_delivered_with_these_times(
    messenger, times, deliver
):
    messages = tuple(Message(i, sent, "Alice", f"at {sent}") for i, sent in enumerate(times, 1))
    chat = Chat("odd", "said", messages, ("Alice", "Bob"), group=False)
    if messenger.name not in ANY_DATE and not all(-(1 << 31) <= sent < 1 << 31 for sent in times):
        assert "a date that no packet can say" in messenger.refuses(chat)
        return
    assert carries(messenger, chat)
    done = deliver(messenger, chat)
    assert [row.sent for row in done.rows("phone_b")[Plaintext]] == list(times)


@EVERY
def test_names_that_look_like_machines_mix_nobody_up(messenger, deliver):
    people = ("phone_b", "phone_a", "server", "db")
    if messenger.name in PAIRS:
        people = people[:2]
    messages = tuple(Message(i, i, name, f"I am {name}") for i, name in enumerate(people, 1))
    chat = Chat("masks", "said", messages, people, group=len(people) > 2)
    done = deliver(messenger, chat)
    for phone in ("phone_a", "phone_b"):
        rows = done.rows(phone)[Plaintext]
        assert [(row.sender, row.text) for row in rows] == [
            (shown_as(messenger, chat, name), f"I am {name}") for name in people
        ]


def test_every_messenger_is_found_by_its_name_and_another_name_is_unknown():
    for messenger in ALL:
        assert named(messenger.name) is messenger
    assert set(DEFAULT) <= set(ALL)
    assert len({messenger.name for messenger in ALL}) == len(ALL)
    with pytest.raises(Unknown) as caught:
        named("cloud_chad")
    assert caught.value.hint.startswith("'cloud_chat'")


# What arrives is what counts: the messages really cross the wire


def altering(monkeypatch, wanted):
    """Let the wire change one word in what is received, and note the packets."""
    unlock, packets = session.unlock, []

    def changed(state, packet):
        message = unlock(state, packet)
        packets.append(packet)
        return replace(message, body=message.body.replace(wanted, wanted.swapcase()))

    monkeypatch.setattr(session, "unlock", changed)
    return packets


def rows_of(run, asset):
    return [row.text for row in read(run / asset / "disk.sqlite", Plaintext)]


def test_the_cloud_stores_what_arrived_and_not_what_was_typed(monkeypatch, tmp_path):
    packets = altering(monkeypatch, b"hello")
    chat, world = say(["Alice: hello", "Bob: bye"]), named("cloud_chat").world
    cloud_chat.deliver(world, chat, tmp_path / "run", rng=lesson("wire"), progress=lambda _: None)
    # Two phones sign in with two calls each, and calls are answered; two messages go up, are
    # answered, and down again; one packet only acknowledges.
    assert len(packets) == 2 * 2 * 2 + 2 * 3 + 1
    assert rows_of(tmp_path / "run", "phone_a") == ["hello", "bye"]  # Alice's own copy
    assert rows_of(tmp_path / "run", "phone_b") == ["HELLO", "bye"]
    (key,) = (
        row
        for row in image.decode((tmp_path / "run/db/memory.bin").read_bytes())
        if isinstance(row, Key)
    )
    open_ = at_rest.opener(key.secret)
    assert [open_(row) for row in read(tmp_path / "run/db/disk.sqlite", Ciphertext)] == [
        "HELLO",
        "bye",
    ]


def test_every_packet_of_a_secret_chat_crosses_the_server_in_an_envelope(monkeypatch, tmp_path):
    packets = altering(monkeypatch, b"no such word")
    chat, world = say(["Alice: hello", "Bob: bye"]), named("secret_chat").world
    run = tmp_path / "run"
    secret_chat.deliver(world, chat, run, rng=lesson("wire"), progress=lambda _: None)
    relayed = [row.body for row in read(run / "relay" / "disk.sqlite", Envelope)]
    # Signing in as above, and each phone asks for the group; g_a, g_b, two layer notices and two
    # messages go up, are answered, and down; one packet only acknowledges.
    assert len(packets) == 2 * 2 * 2 + 2 * 2 + 6 * 3 + 1
    assert not any(inner in packet for inner in relayed for packet in packets)


def test_the_other_phone_stores_what_it_decrypted(monkeypatch, tmp_path):
    opened = secret.open_as

    def louder(key, packet, author):
        layer = opened(key, packet, author)
        message = layer.message
        if isinstance(message, Text):
            message = replace(message, text=message.text.upper())
        return replace(layer, message=message)

    monkeypatch.setattr(secret, "open_as", louder)
    chat, world = say(["Alice: hello"]), named("secret_chat").world
    run = tmp_path / "run"
    secret_chat.deliver(world, chat, run, rng=lesson("wire"), progress=lambda _: None)
    assert rows_of(run, "phone_a") == ["hello"]
    assert rows_of(run, "phone_b") == ["HELLO"]


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_a_message_that_no_packet_can_hold_is_refused_before_anything_is_written(messenger):
    chat = say(["Alice: hi"])
    long = replace(chat, messages=(replace(chat.messages[0], text="x" * ((1 << 23) + 1)),))
    assert messenger.refuses(chat) is None
    assert "message 1 is longer" in messenger.refuses(long)


def test_the_log_of_a_relay_tells_the_size_of_every_packet(tmp_path):
    chat, world = say(["Alice: hello"]), named("secret_chat").world
    run = tmp_path / "run"
    secret_chat.deliver(world, chat, run, rng=lesson("wire"), progress=lambda _: None)
    events = list(read(run / "relay" / "disk.sqlite", Event))
    assert [one.what for one in events] == ["service", "service", "message"]
    (packet,) = read(run / "relay" / "disk.sqlite", Envelope)
    assert events[-1].size == len(packet.body)


def test_a_message_in_a_group_of_two_is_for_the_group():
    two = say(["Alice: hi", "Bob: hi"])
    assert audience(two, "Alice") == "Bob"
    assert audience(replace(two, group=True), "Alice") == two.name


def test_metadata_tell_how_long_each_message_was(tmp_path):
    chat, world = say(["Alice: hello", "Bob: grüß dich"]), named("domestic").world
    deploy(world, chat, tmp_path / "run", rng=lesson("size"))
    assert [one.size for one in read(tmp_path / "run/db/disk.sqlite", Event)] == [5, 11]
