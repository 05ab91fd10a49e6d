"""The server between two phones: what it answers, whom it tells, and what it notes."""

from collections import defaultdict

import pytest
from telethon.extensions import BinaryReader

from cryptokit.conversation import Chat, Message
from cryptokit.evidence import store
from cryptokit.evidence.rows import Envelope, Event
from cryptokit.evidence.store import read
from cryptokit.messengers import named, relay
from cryptokit.messengers.line import Line
from cryptokit.messengers.secret_phone import Phone
from cryptokit.messengers.standing import Standing
from cryptokit.mtproto import dh, invitation, objects
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import lesson
from cryptokit.world import SWAPPED

ALICE, BOB, CHAT, DATE = 1, 2, -77, 1_700_000_000
PEER = TlObject("inputEncryptedChat", {"chat_id": CHAT, "access_hash": 0})


def carried(kind, **fields):
    body = objects.write(kind, **fields)
    rng = lesson("relay")
    return relay.carry(body, by=ALICE, to=BOB, date=DATE, qts=3, rng=rng)


def told(news):
    update = objects.read_all(news, "updateShort")
    assert update.number("date") == DATE
    return update.inner("update")


@pytest.mark.parametrize(("asked", "given"), [(-1, 0), (0, 0), (1, 1), (256, 256), (257, 0)])
def test_the_group_comes_with_as_much_luck_as_was_asked_for_within_reason(asked, given):
    one = carried("messages.getDhConfig", version=0, random_length=asked)
    config = objects.read_all(one.answer, "messages.dhConfig")
    assert int.from_bytes(config.data("p"), "big") == dh.DH_PRIME
    assert len(config.data("random")) == given
    assert one.news == one.packet == b""


def test_an_invitation_waits_here_and_is_told_there_with_the_same_people():
    user = TlObject("inputUser", {"user_id": BOB, "access_hash": 0})
    one = carried("messages.requestEncryption", user_id=user, random_id=CHAT, g_a=b"g_a")
    asked = told(one.news).inner("chat")
    assert (asked.kind, asked.data("g_a")) == ("encryptedChatRequested", b"g_a")
    for chat in (objects.read_all(one.answer, "encryptedChatWaiting"), asked):
        assert people(chat) == (CHAT, ALICE, BOB)


def test_whoever_accepts_is_the_guest_and_the_key_s_fingerprint_goes_to_the_other():
    one = carried("messages.acceptEncryption", peer=PEER, g_b=b"g_b", key_fingerprint=-9)
    for chat in (objects.read_all(one.answer, "encryptedChat"), told(one.news).inner("chat")):
        assert people(chat) == (CHAT, BOB, ALICE)
        assert chat.data("g_a_or_b") == b"g_b"
        assert chat.number("key_fingerprint") == -9


def people(chat):
    return tuple(chat.number(name) for name in ("id", "admin_id", "participant_id"))


def test_a_call_that_is_none_of_a_secret_chat_is_refused_and_goes_nowhere():
    one = carried("help.getConfig")
    refusal = objects.read_all(one.answer, "rpc_error")
    assert refusal.number("error_code") == 400
    assert one.news == one.packet == b""


@pytest.mark.parametrize(("kind", "what"), relay._SENDS.items())
def test_a_packet_goes_on_as_it_came(kind, what):
    one = carried(kind, peer=PEER, random_id=5, data=b"packet")
    message = told(one.news).inner("message")
    assert (one.packet, one.what, message.data("bytes")) == (b"packet", what, b"packet")
    assert told(one.news).number("qts") == 3
    assert (message.number("chat_id"), message.number("random_id")) == (CHAT, 5)


def test_packets_are_counted_for_each_phone_and_dated_when_they_were_sent(tmp_path, monkeypatch):
    counts, push = defaultdict(list), Line.push

    def pushed(line, body, now):
        update = objects.read_all(body, "updateShort").inner("update")
        if update.kind == "updateNewEncryptedMessage":
            counts[line.key.key_id()].append(update.number("qts"))
        return push(line, body, now)

    monkeypatch.setattr(Line, "push", pushed)
    times = (9, 3, 5, 100, 99)
    messages = tuple(Message(i, sent, "AB"[i % 2], "hi") for i, sent in enumerate(times, 1))
    chat, one = Chat("odd", "said", messages, ("A", "B"), group=False), named("secret_chat")
    one.deliver(one.world, chat, tmp_path / "run", rng=lesson("qts"), progress=lambda _: None)
    assert sorted(counts.values()) == [[1, 2, 3], [1, 2, 3, 4]]
    disk = tmp_path / "run" / "relay" / "disk.sqlite"
    assert [row.sent for row in read(disk, Envelope)] == list(times)
    noted = [row.sent for row in read(disk, Event) if row.what == "message"]
    assert noted == list(times)


def test_a_chat_is_said_to_be_over_as_telegram_says_it_and_only_that_chat_is(tmp_path, monkeypatch):
    told, push = [], Line.push

    def pushed(line, body, now):
        told.append(body)
        return push(line, body, now)

    monkeypatch.setattr(Line, "push", pushed)
    one, people = named("secret_chat"), ("A", "B")
    chat = Chat("x", "said", (Message(1, DATE, "A", "hi"),), people, group=False)
    standing = Standing({SWAPPED: DATE - 1})
    one.deliver(
        one.world, chat, tmp_path / "run", rng=lesson("over"), progress=lambda _: None,
        standing=standing,
    )  # fmt: skip
    over = [body for body in told if b"\x45\x7c\x1c\x1e" in body]
    assert len(over) == 2
    for body in over:
        update = BinaryReader(body).tgread_object()
        assert bytes(update) == body
        assert type(update.update.chat).__name__ == "EncryptedChatDiscarded"
    assert len({objects.read_all(b).inner("update").inner("chat").number("id") for b in over}) == 1


def test_of_another_chat_s_end_a_phone_takes_no_notice(tmp_path):
    with store.Store(tmp_path / "disk.sqlite") as base:
        rng = lesson("end")
        alice = Phone("Alice", ALICE, base, Line.open(0, rng), rng)
        g_a = objects.read_all(alice.invite(dh.TELEGRAM, BOB)).data("g_a")
        _, answer = invitation.accept(dh.TELEGRAM, g_a, rng=rng)
        number = int.from_bytes(answer.key_fingerprint, "little", signed=True)
        done = {"g_a_or_b": answer.g_b, "key_fingerprint": number}
        alice.confirm(TlObject("encryptedChat", done), 0)
        alice.end(TlObject("encryptedChatDiscarded", {"id": alice.chat_id + 1}))
        assert alice.say("hi", 0)
        alice.end(TlObject("encryptedChatDiscarded", {"id": alice.chat_id}))
        with pytest.raises(RuntimeError, match="not begun"):
            alice.say("hi", 0)
