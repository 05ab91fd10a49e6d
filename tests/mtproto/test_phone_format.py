"""The bytes of a phone's state, read by a second reader that was written from docs/formats.md."""

import struct
from dataclasses import asdict, replace

import pytest

from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import phone, phone_bytes, rekey
from cryptokit.mtproto.actions import Delete, NotifyLayer, write_action
from cryptokit.mtproto.decrypted import Layer, Text
from cryptokit.mtproto.secret import Author
from cryptokit.mtproto.timers import Timer
from cryptokit.rng import lesson

KEY = SecretChatKey.draw(lesson("other"))
EXPONENT = DhExponent.draw(lesson("exponent"))
STAGES = [
    rekey.Idle(),
    rekey.Asked(-5, EXPONENT),
    rekey.Agreed(6, KEY),
    rekey.Committed(KEY, 7),
    rekey.Answered(8, KEY),
    rekey.Overtaken(-(1 << 63), KEY),
]


class Reader:
    """What the document says, and nothing of the package."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        self.at += size
        assert self.at <= len(self.data)
        return self.data[self.at - size : self.at]

    def number(self, size=8):
        return int.from_bytes(self.take(size), "little", signed=size == 8)

    def time(self):
        return struct.unpack("<d", self.take(8))[0]

    def string(self):
        start, size = self.at, self.take(1)[0]
        if size == 254:
            size = self.number(3)
        body = self.take(size)
        assert set(self.take(-(self.at - start) % 4)) <= {0}
        return body

    def list(self, item):
        return [item() for _ in range(self.number(4))]

    def key(self):
        return self.number(4), self.take(256)

    def stage(self):
        number, key, id_ = self.number, self.key, self.number
        return [
            list,
            lambda: [id_(), key()],
            lambda: [id_(), key()],
            lambda: [key(), number()],
            lambda: [id_(), key()],
            lambda: [id_(), key()],
        ][self.at_kind()]()

    def at_kind(self):
        self.kind = self.number(4)
        return self.kind

    def kept(self):
        return self.number(), self.number(4), self.number(), self.string()

    def timer(self):
        first = self.number(), self.time(), self.number(4)
        return *first, self.time() if self.number(4) else None

    def phone(self):
        assert self.take(16) == b"cryptokit phone1"
        found = {
            "chat": [self.key(), self.number(4), *(self.number() for _ in range(3))],
            "group": (int.from_bytes(self.take(256), "big"), self.number(4)),
            "key_hash": self.take(36),
            "agreed": self.time(),
            "before": self.number(),
            "stage": self.stage(),
            "limits": (self.number(), self.time()),
            "layers": (self.number(4), self.number(4)),
            "early": self.list(self.string),
            "kept": self.list(self.kept),
            "due": self.list(self.string),
            "timers": self.list(self.timer),
            "ttl": self.number(4),
        }
        assert self.at == len(self.data)
        return found


def key(secret):
    return int(secret.from_lesson), secret.reveal()


def plain(value):
    return key(value) if isinstance(value, SecretChatKey | DhExponent) else value


@pytest.mark.parametrize("who", Author)
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: type(stage).__name__)
def test_the_document_is_enough_to_read_what_a_phone_holds(couple, stage, who):
    one = couple().phones[who]
    for words in ("hi", "x" * 500):
        one = phone.say(one, words, now=1.5, rng=lesson("say")).phone
    whole = replace(
        one,
        stage=stage,
        before=3,
        early=(Layer(2 + who, 9 - who, Text(1, "early"), bytes(15)),),
        due=(NotifyLayer(144), Delete((1, -2))),
        timers=(Timer(1, 5, mine=True, ends=None), Timer(-2, 6, mine=False, ends=7.25)),
        ttl=9,
    )
    read = (reader := Reader(phone_bytes.to_bytes(whole))).phone()
    chat = whole.chat
    assert read["chat"] == [key(chat.key), who, chat.received, chat.sent, chat.acknowledged]
    assert read["group"] == (whole.group.p, whole.group.g)
    assert (reader.kind, read["stage"]) == (
        STAGES.index(stage),
        [plain(getattr(stage, name)) for name in stage.__dataclass_fields__],
    )
    for name in ("limits", "layers"):
        assert read[name] == tuple(asdict(getattr(whole, name)).values())
    assert read["early"] == [layer.to_bytes() for layer in whole.early]
    assert read["kept"] == [
        (one.number, one.in_seq_no, one.random_id, one.packet) for one in whole.kept
    ]
    assert len(read["kept"]) >= 2
    assert read["due"] == [write_action(action) for action in whole.due]
    assert read["timers"] == [(t.random_id, t.seconds, t.mine, t.ends) for t in whole.timers]
    for name in ("key_hash", "agreed", "before", "ttl"):
        assert read[name] == getattr(whole, name)
