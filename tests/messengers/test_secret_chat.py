"""A long secret chat: the key changes, what it opened stays closed, and every call is Telegram's."""

import shutil
import sqlite3
from dataclasses import replace
from itertools import groupby

import pytest
from telethon.extensions import BinaryReader

from cryptokit.conversation import Chat, Message
from cryptokit.court import examination
from cryptokit.errors import Untrusted
from cryptokit.evidence import schemes, store
from cryptokit.evidence.rows import Account, Envelope, Event, Key, Plaintext, State
from cryptokit.evidence.store import read
from cryptokit.keys import SecretChatKey
from cryptokit.messengers import ALL, named, relay, secret_chat
from cryptokit.messengers.line import Line
from cryptokit.messengers.secret_phone import Phone
from cryptokit.mtproto import dh, invitation, objects, phone_bytes
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import draw, lesson

LONG = 250
PHONES = ("phone_a", "phone_b")


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
    (state,) = (row for row in disk(run, asset, State) if row.scheme == schemes.PHONE)
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
    assert (a.chat.sent, a.chat.received) == (b.chat.received, b.chat.sent)
    assert a.chat.sent + a.chat.received == len(disk(run, "relay", Event)), "the last state of all"
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


def test_of_a_wiped_phone_alone_the_examiner_says_which_key_is_left(run, tmp_path):
    case = tmp_path / "case"
    shutil.copytree(run / "phone_b", case / "phone_b")
    with sqlite3.connect(case / "phone_b" / "disk.sqlite") as base:
        base.execute("DELETE FROM plaintext")
    found = examination(case)
    assert not found.read
    key = phone(run, "phone_b").chat.key.key_id().hex()[:8]
    assert found.missing == [
        "no file that could be read holds a message",
        f"messages that key {key} opens: it lies in phone_b/disk.sqlite",
    ]


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
        base.execute("UPDATE state SET body = substr(body, 1, 100) WHERE scheme LIKE '%phone%'")
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


def short(texts=("one", "two")):
    people = ("Alice", "Bob")
    messages = tuple(
        Message(i, 1_700_000_000, people[i % 2], text) for i, text in enumerate(texts, 1)
    )
    return Chat("short", "said", messages, people, group=False)


def test_whenever_its_keys_change_a_phone_has_written_them_down(tmp_path, monkeypatch):
    written, save, become = {}, Phone.save, Phone._become

    def saved(phone):
        written[phone.owner] = (phone.chat.keys, phone.chat.exponent)
        save(phone)

    def became(phone, after):
        become(phone, after)
        assert written[phone.owner] == (after.keys, after.exponent)

    monkeypatch.setattr(Phone, "save", saved)
    monkeypatch.setattr(Phone, "_become", became)
    one, chat = named("secret_chat"), short(["on"] * 105)
    one.deliver(one.world, chat, tmp_path / "run", rng=lesson("keys"), progress=lambda _: None)
    assert set(written) == {"Alice", "Bob"}


def test_all_calls_name_one_chat_and_no_two_messages_share_a_random_id(tmp_path, monkeypatch):
    calls, call = [], Line.call

    def called(line, body, do, now):
        calls.append(objects.read_all(body))
        return call(line, body, do, now)

    monkeypatch.setattr(Line, "call", called)
    one = named("secret_chat")
    one.deliver(one.world, short(), tmp_path / "run", rng=lesson("ids"), progress=lambda _: None)
    (chat_id,) = (o.number("random_id") for o in calls if o.kind == "messages.requestEncryption")
    peers = [o.inner("peer").number("chat_id") for o in calls if "peer" in o.fields]
    assert peers == [chat_id] * 5
    random_ids = [o.number("random_id") for o in calls if o.kind.startswith("messages.sendEnc")]
    assert len(set(random_ids)) == len(random_ids) == 4


@pytest.fixture
def waiting(tmp_path):
    """A phone that invited somebody, and the answer that comes."""
    with store.Store(tmp_path / "disk.sqlite") as base:
        rng = lesson("waits")
        alice = Phone("Alice", 1, base, Line.open(0, rng), rng)
        g_a = objects.read_all(alice.invite(dh.TELEGRAM, 2)).data("g_a")
        _, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=lesson("bob"))
        yield alice, acceptance


def answer(acceptance, fingerprint):
    number = int.from_bytes(fingerprint, "little", signed=True)
    fields = {"g_a_or_b": acceptance.g_b, "key_fingerprint": number}
    return TlObject("encryptedChat", fields)


def test_a_phone_that_waits_has_its_exponent_on_its_disk_and_forgets_it_with_the_answer(waiting):
    alice, acceptance = waiting
    exponent = alice._invited.exponent
    kinds = "SELECT secret FROM key WHERE kind = 'DhExponent'"
    assert alice.disk._base.execute(kinds).fetchall() == [(exponent.reveal(),)]
    alice.confirm(answer(acceptance, acceptance.key_fingerprint), 0)
    assert alice.disk._base.execute(kinds).fetchall() == []


def test_a_fingerprint_of_another_key_starts_no_chat_and_loses_nothing(waiting):
    alice, acceptance = waiting
    with pytest.raises(Untrusted):
        alice.confirm(answer(acceptance, bytes(8)), 0)
    with pytest.raises(RuntimeError, match="not begun"):
        alice.introduce(0)
    alice.confirm(answer(acceptance, acceptance.key_fingerprint), 0)
    assert alice.introduce(0)


def test_whatever_one_person_says_in_a_row_the_state_of_a_phone_stays_a_row_that_can_be_read(
    tmp_path, monkeypatch
):
    """Only the other's answer clears what a phone keeps, and at the latest a change of keys."""
    kept, call = [], Phone._call

    def counted(phone, kind, packet):
        kept.append(len(phone.chat.kept))
        return call(phone, kind, packet)

    monkeypatch.setattr(Phone, "_call", counted)
    people = ("Alice", "Bob")
    messages = tuple(Message(i, 1_700_000_000, "Alice", "on") for i in range(1, LONG + 1))
    one, chat = named("secret_chat"), Chat("one", "said", messages, people, group=False)
    one.deliver(one.world, chat, tmp_path / "run", rng=lesson("row"), progress=lambda _: None)
    assert max(kept) in range(90, 110)
    assert (max(kept) + 1) * (secret_chat.LONGEST + 1024) < store.LONGEST_VALUE
    longest = replace(messages[0], text="x" * secret_chat.LONGEST)
    assert one.refuses(replace(chat, messages=(longest,))) is None
    longer = replace(longest, text=longest.text + "é")
    assert one.refuses(replace(chat, messages=(messages[0], longer))) == (
        "message 2 is longer than 512 KiB"
    )


def test_a_chat_key_is_never_a_row_of_its_own(run):
    for asset in ("phone_a", "phone_b", "relay"):
        assert not any(isinstance(row.secret, SecretChatKey) for row in disk(run, asset, Key))


def test_a_phone_takes_no_group_from_the_server_unless_it_passes_the_checks(tmp_path, monkeypatch):
    p = dh.DH_PRIME.to_bytes(dh.SIZE, "big")
    bad = objects.write("messages.dhConfig", g=2, p=p, version=relay.VERSION, random=b"")
    monkeypatch.setattr(relay, "_group", lambda *_: bad)
    one = named("secret_chat")
    with pytest.raises(Untrusted):
        one.deliver(one.world, short(), tmp_path / "r", rng=lesson("g"), progress=lambda _: None)


def test_the_other_phone_stores_the_words_that_it_heard(tmp_path, monkeypatch):
    hear = Phone.hear

    def misheard(phone, packet, now):
        words, calls = hear(phone, packet, now)
        return tuple(f"{word}, misheard" for word in words), calls

    monkeypatch.setattr(Phone, "hear", misheard)
    one, run = named("secret_chat"), tmp_path / "run"
    one.deliver(one.world, short(), run, rng=lesson("ear"), progress=lambda _: None)
    texts = {asset: [row.text for row in disk(run, asset, Plaintext)] for asset in PHONES}
    assert sorted(texts.values()) == [["one", "two, misheard"], ["one, misheard", "two"]]
