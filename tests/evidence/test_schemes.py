"""What opens with what: only words that a person typed come out, and everything else stays closed."""

import pytest

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.evidence import cloud_packets
from cryptokit.evidence.rows import Envelope, Key, State
from cryptokit.evidence.schemes import OPENERS, PHONE, SECRET_CHAT, keys_in, opener
from cryptokit.keys import AuthKey, DataKey, SecretChatKey
from cryptokit.mtproto import (
    cloud,
    containers,
    dh,
    envelope,
    gzipped,
    objects,
    phone,
    phone_bytes,
    secret,
    service,
)
from cryptokit.mtproto.actions import NotifyLayer
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.decrypted import Service, Text
from cryptokit.mtproto.objects import TlObject
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.rng import lesson

KEY = SecretChatKey.draw(lesson("schemes"))


def row(packet):
    return Envelope(1, 0, "Alice", "Bob", SECRET_CHAT, KEY.key_id(), packet)


def test_a_text_opens():
    _, packet = secret.seal(SecretChat(KEY, Author.CREATOR), Text(1, "hi"))
    assert opener(SECRET_CHAT, KEY)(row(packet)) == "hi"


def test_a_packet_that_nobody_typed_gives_no_words():
    _, packet = secret.seal(SecretChat(KEY, Author.CREATOR), Service(1, NotifyLayer(144)))
    with pytest.raises(CannotOpen):
        opener(SECRET_CHAT, KEY)(row(packet))


def test_a_packet_that_opens_and_does_not_parse_gives_no_words():
    packet = envelope.seal(KEY, (4).to_bytes(4, "little") + b"junk", x=0)
    with pytest.raises(CannotOpen):
        opener(SECRET_CHAT, KEY)(row(packet))


def test_a_phone_that_waits_for_an_answer_gives_its_keys_and_its_exponent():
    chat = SecretChat(KEY, Author.CREATOR)
    one = phone.renew(phone.begin(chat, now=0), now=0, rng=lesson("asks")).phone
    found = keys_in(State(PHONE, phone_bytes.to_bytes(one)))
    assert found == (Key.of(KEY), Key.of(one.exponent))


def test_a_forged_group_costs_nobody_time_and_hides_no_key(monkeypatch):
    whole = phone_bytes.to_bytes(phone.begin(SecretChat(KEY, Author.CREATOR), now=0))
    forged = whole.replace(dh.DH_PRIME.to_bytes(dh.SIZE, "big"), b"\xff" * dh.SIZE)
    assert forged != whole
    monkeypatch.setattr(dh, "is_safe_prime", lambda _: pytest.fail("a prime was tested"))
    assert keys_in(State(PHONE, forged)) == keys_in(State(PHONE, whole)) == (Key.of(KEY),)
    with pytest.raises(Untrusted):
        phone_bytes.from_bytes(forged)


def test_a_state_that_was_cut_anywhere_or_is_longer_is_refused():
    whole = phone_bytes.to_bytes(phone.begin(SecretChat(KEY, Author.CREATOR), now=0))
    for wrong in (*(whole[:size] for size in range(len(whole))), whole + b"\0"):
        with pytest.raises(WireError):
            keys_in(State(PHONE, wrong))


LINE = AuthKey(bytes(range(256)))
UP, DOWN = Direction.TO_SERVER, Direction.TO_CLIENT
CALL = objects.write(
    "messages.sendMessage", peer=TlObject("inputPeerSelf", {}), message=b"hi", random_id=1
)


def update(number, text=b"hi"):
    fields = {"id": number, "user_id": 1, "pts": 1, "pts_count": 1, "date": 1}
    return objects.write("updateShortMessage", message=text, **fields)


def opens(body, to, number=1, key=LINE):
    message = CloudMessage(bytes(8), b"session1", message_id=8 << 32, seq_no=1, body=body)
    packet = cloud.seal(LINE, message, to=to, rng=lesson("line"))
    line = Envelope(number, 0, "Alice", "server", cloud_packets.SCHEME, LINE.key_id(), packet)
    return opener(cloud_packets.SCHEME, key)(line)


@pytest.mark.parametrize(
    ("body", "to"),
    [
        (CALL, UP),
        (update(1), DOWN),
        (gzipped.pack(CALL), UP),
        (gzipped.pack(update(1)), DOWN),
        (containers.pack([Piece(4, 1, service.ack([1])), Piece(8, 3, CALL)]), UP),
        (containers.pack([Piece(4, 1, update(7, b"old")), Piece(8, 3, update(1))]), DOWN),
        (containers.pack([Piece(4, 1, update(1)), Piece(8, 3, update(7, b"old"))]), DOWN),
        (containers.pack([Piece(4, 1, gzipped.pack(update(1))), Piece(8, 0, b"")]), DOWN),
    ],
)
def test_a_lines_key_opens_a_packet_either_way_and_finds_the_words(body, to):
    assert opens(body, to) == "hi"


@pytest.mark.parametrize(
    ("body", "to"),
    [
        (service.ack([1]), UP),
        (objects.write("help.getConfig"), UP),
        (CALL, DOWN),
        (update(1), UP),
        (update(2), DOWN),
        (b"", UP),
        (CALL[:-4], UP),
        (CALL + bytes(4), UP),
        (update(1, b"\xff"), DOWN),
        (gzipped.pack(CALL)[:-8] + bytes(8), UP),
        (containers.pack([Piece(4, 1, CALL)])[:-4], UP),
    ],
)
def test_what_holds_no_words_on_its_way_gives_none(body, to):
    with pytest.raises(CannotOpen):
        opens(body, to)


def test_a_packet_of_another_line_or_with_a_changed_byte_stays_closed():
    with pytest.raises(CannotOpen):
        opens(CALL, UP, key=AuthKey(bytes(256)))
    message = CloudMessage(bytes(8), b"session1", message_id=8 << 32, seq_no=1, body=CALL)
    packet = cloud.seal(LINE, message, to=UP, rng=lesson("line"))
    open_ = opener(cloud_packets.SCHEME, LINE)
    for at in range(len(packet)):
        bent = packet[:at] + bytes([packet[at] ^ 1]) + packet[at + 1 :]
        for cut in (bent, packet[:at]):
            with pytest.raises(CannotOpen):
                open_(Envelope(1, 0, "Alice", "server", cloud_packets.SCHEME, LINE.key_id(), cut))


@pytest.mark.parametrize("scheme", [*OPENERS, "rot13"])
def test_a_key_of_another_kind_opens_nothing(scheme):
    wrong = KEY if scheme != SECRET_CHAT else DataKey.draw(lesson("other"))
    with pytest.raises(CannotOpen):
        opener(scheme, wrong)
