"""A long secret chat: the key changes, what it opened stays closed, and every call is Telegram's."""

import shutil
import sqlite3
from itertools import groupby

import pytest
from telethon.extensions import BinaryReader

from cryptokit.conversation import Chat, Message
from cryptokit.court import examination
from cryptokit.evidence import schemes
from cryptokit.evidence.rows import Account, Envelope, Event, Key, Plaintext, State
from cryptokit.evidence.store import read
from cryptokit.keys import SecretChatKey
from cryptokit.messengers import ALL, named
from cryptokit.messengers.line import Line
from cryptokit.mtproto import phone_bytes
from cryptokit.rng import draw, lesson

LONG = 250


@pytest.fixture(scope="module")
def long_chat():
    people = ("Alice", "Bob")
    messages = tuple(
        Message(i, 1_700_000_000 + i, people[i % 2], f"word {i}") for i in range(1, LONG + 1)
    )
    return Chat("long", "said", messages, people, group=False)


@pytest.fixture(scope="module")
def luck():
    return []


@pytest.fixture(scope="module")
def run(long_chat, luck, tmp_path_factory):
    folder, source = tmp_path_factory.mktemp("long") / "run", lesson("long")

    def rng(size):
        luck.append(draw(source, size))
        return luck[-1]

    one = named("secret_chat")
    one.deliver(one.world, long_chat, folder, rng=rng, progress=lambda _: None)
    return folder


def disk(run, asset, kind):
    return list(read(run / asset / "disk.sqlite", kind))


def phone(run, asset):
    (state,) = disk(run, asset, State)
    assert state.scheme == schemes.PHONE
    return phone_bytes.from_bytes(state.body)


def test_the_key_changes_after_a_hundred_messages_both_ways(run):
    epochs = [(key, len(list(rows))) for key, rows in groupby(disk(run, "relay", Envelope), _lock)]
    assert len(epochs) == len({key for key, _ in epochs}) == 3
    # What nobody typed counts as well: the layers of both, and the last of each change.
    assert [count for _, count in epochs] == [99, 100, 51]


def _lock(row):
    return row.key_id


def test_both_phones_end_with_one_key_and_one_picture_and_nothing_under_way(run):
    a, b = phone(run, "phone_a"), phone(run, "phone_b")
    assert a.chat.key == b.chat.key
    assert len(a.keys) == len(b.keys) == 1
    assert a.key_hash == b.key_hash
    assert a.exponent is b.exponent is None
    assert {row.key_id for row in disk(run, "relay", Envelope)[-50:]} == {a.chat.key.key_id()}


def test_no_exponent_and_no_key_of_before_is_left_on_any_disk(run, luck):
    files = {path: path.read_bytes() for path in run.rglob("disk.sqlite")}
    exponents = [drawn for drawn in luck if len(drawn) == 256]
    assert len(exponents) == 4 + 2 + 4, "two lines, the set-up, two changes of the key"
    for exponent in exponents:
        for path, data in files.items():
            assert exponent[:32] not in data, path
            assert exponent[-32:] not in data, path


def test_a_phone_without_history_opens_what_came_since_the_key_was_changed(run, tmp_path):
    case = tmp_path / "case"
    shutil.copytree(run / "relay", case / "relay")
    shutil.copytree(run / "phone_b", case / "phone_b")
    with sqlite3.connect(case / "phone_b" / "disk.sqlite") as base:
        base.execute("DELETE FROM plaintext")
    found = examination(case)
    assert [line.text for line in found.read.values()] == [f"word {i}" for i in range(200, 251)]
    assert len(found.locked) == 199
    assert any("in the state of an app" in step for step in found.steps)
    assert sum("which locks" in one for one in found.missing) == 2


def test_a_phone_with_its_history_shows_all_of_it(run, long_chat):
    said = [message.shown for message in long_chat.messages]
    for asset in ("phone_a", "phone_b"):
        assert [row.text for row in disk(run, asset, Plaintext)] == said


def test_the_relay_notes_service_packets_but_keeps_no_copy_of_them(run):
    whats = [row.what for row in disk(run, "relay", Event)]
    assert whats.count("message") == LONG
    assert whats.count("service") == 2 + 2 * 4
    assert len(disk(run, "relay", Envelope)) == LONG


def test_a_state_that_was_cut_is_reported_and_the_rest_examined(run, tmp_path):
    case = tmp_path / "case"
    shutil.copytree(run / "phone_a", case / "phone_a")
    with sqlite3.connect(case / "phone_a" / "disk.sqlite") as base:
        base.execute("UPDATE state SET body = substr(body, 1, 100)")
    found = examination(case)
    assert len(found.read) == LONG
    assert any("the state of an app is none" in odd for odd in found.bench.bad)


def test_a_state_of_another_scheme_holds_no_keys_that_we_know_of():
    assert schemes.keys_in(State("another", b"bytes")) == ()


@pytest.mark.parametrize("name", ["cloud_chat", "secret_chat", "domestic"])
def test_the_operator_knows_the_numbers_and_the_keys_of_those_who_signed_in(name, tmp_path):
    one, people = named(name), ("Alice", "Bob")
    messages = tuple(Message(i, 1_700_000_000, people[i % 2], "hi") for i in (1, 2))
    chat = Chat("short", "said", messages, people, group=False)
    one.deliver(one.world, chat, tmp_path / "run", rng=lesson("who"), progress=lambda _: None)
    server = next(asset.id for asset in one.world.assets if "accounts" in asset.holds)
    rows = disk(tmp_path / "run", server, Account)
    assert [row.name for row in rows] == ["Alice", "Bob"]
    assert all(row.phone.startswith("+000000") for row in rows)
    assert all(row.address.startswith("192.0.2.") for row in rows)
    if name != "domestic":
        of_phones = [disk(tmp_path / "run", phone, Key)[0] for phone in ("phone_a", "phone_b")]
        assert disk(tmp_path / "run", server, Key) == of_phones


def test_telethon_reads_every_call_answer_and_update_as_telegram_would(tmp_path, monkeypatch):
    heard, call, push = list[bytes](), Line.call, Line.push

    def called(line, body, do, now):
        heard.extend((body, call(line, body, do, now)))
        return heard[-1]

    def pushed(line, body, now):
        heard.append(push(line, body, now))
        return heard[-1]

    monkeypatch.setattr(Line, "call", called)
    monkeypatch.setattr(Line, "push", pushed)
    people = ("Alice", "Bob")
    messages = tuple(Message(i, 1_700_000_000, people[i % 2], "hi") for i in (1, 2))
    for one in ALL:
        chat = Chat("short", "said", messages, people, group=one.name == "cloud_chat")
        run = tmp_path / one.name
        one.deliver(one.world, chat, run, rng=lesson("read"), progress=lambda _: None)
    names = set()
    for body in heard:
        found = BinaryReader(body).tgread_object()
        assert bytes(found) == body
        names.add(type(found).__name__)
    assert names >= {
        "SendCodeRequest", "SentCode", "SignInRequest", "Authorization", "SendMessageRequest",
        "UpdateShortSentMessage", "UpdateShortMessage", "UpdateShortChatMessage",
        "GetDhConfigRequest", "DhConfig", "RequestEncryptionRequest", "EncryptedChatWaiting",
        "AcceptEncryptionRequest", "EncryptedChat", "SendEncryptedRequest",
        "SendEncryptedServiceRequest", "SentEncryptedMessage", "UpdateShort",
    }  # fmt: skip


def test_a_chat_key_is_never_a_row_of_its_own(run):
    for asset in ("phone_a", "phone_b", "relay"):
        assert not any(isinstance(row.secret, SecretChatKey) for row in disk(run, asset, Key))
