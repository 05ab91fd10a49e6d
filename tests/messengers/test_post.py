"""What a phone and a server store is what came over the line, whatever was meant to be sent."""

from dataclasses import dataclass, field, replace

import pytest

from cryptokit.conversation import say
from cryptokit.evidence.rows import Plaintext
from cryptokit.messengers.post import Post
from cryptokit.mtproto import objects
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng, lesson

PAIR = say(["Alice: hi", "Bob: hello"])
GROUP = say(["Alice: hi", "Bob: hello", "Carol: good day"])
ROW = Plaintext(5, 1_700_000_000, "Alice", "as it was sent")


@dataclass
class Bent:
    """A line on which one field of what goes by becomes another value."""

    bent: dict[str, object]
    rng: Rng = field(default_factory=lambda: lesson("bent"))
    seen: list[TlObject] = field(default_factory=list)

    def call(self, body, do, _now):
        return do(self._bend(body))

    def push(self, body, _now):
        return self._bend(body)

    def _bend(self, body):
        self.seen.append(objects.read_all(body))
        fields = {**self.seen[-1].fields, **self.bent}
        return objects.write(self.seen[-1].kind, **fields)


@pytest.mark.parametrize("chat", [PAIR, GROUP], ids=["pair", "group"])
def test_a_phone_has_every_field_of_a_message_from_the_update(chat):
    author = "from_id" if chat.group else "user_id"
    for bent, wanted in (
        ({}, ROW),
        ({"id": 7}, replace(ROW, number=7)),
        ({"date": 9}, replace(ROW, sent=9)),
        ({author: 2}, replace(ROW, sender="Bob")),
        ({"message": b"bent"}, replace(ROW, text="bent")),
    ):
        assert Post.of(chat).tell(Bent(bent), ROW, ROW.sent) == wanted


def test_a_server_has_the_words_from_the_call():
    assert Post.of(PAIR).send(Bent({}), ROW, ROW.sent) == ROW
    bent = Bent({"message": b"bent"})
    assert Post.of(PAIR).send(bent, ROW, ROW.sent) == replace(ROW, text="bent")


@pytest.mark.parametrize(
    ("chat", "sender", "kind", "number"),
    [
        (PAIR, "Alice", "inputPeerUser", ("user_id", 2)),
        (PAIR, "Bob", "inputPeerUser", ("user_id", 1)),
        (GROUP, "Bob", "inputPeerChat", ("chat_id", 1)),
        (replace(PAIR, participants=("Alice",)), "Alice", "inputPeerSelf", None),
    ],
)
def test_a_call_names_for_whom_the_message_is(chat, sender, kind, number):
    line = Bent({})
    Post.of(chat).send(line, replace(ROW, sender=sender), ROW.sent)
    (call,) = line.seen
    peer = call.inner("peer")
    assert peer.kind == kind
    if number:
        assert peer.number(number[0]) == number[1]


def test_no_two_messages_have_the_same_random_id():
    line = Bent({})
    for _ in range(3):
        Post.of(PAIR).send(line, ROW, ROW.sent)
    assert len({call.number("random_id") for call in line.seen}) == 3


def test_in_a_history_of_two_each_device_finds_the_other_one_and_who_wrote_it():
    two, three = Post.of(PAIR), Post.of(GROUP)
    alone = Post.of(replace(PAIR, participants=("Alice",)))
    for post, owner, name, number in (
        (two, "Alice", "user_id", 2),  # to Bob
        (two, "Bob", "user_id", 1),  # from Alice
        (alone, "Alice", "user_id", 1),
        (three, "Alice", "from_id", 1),
        (three, "Carol", "from_id", 1),
    ):
        update = post.stored(ROW, owner)
        came = objects.read_all(objects.rewrite(update))
        assert came.number(name) == number
        assert ("out" in came.fields) == (owner == "Alice")
        assert post.read(came, owner) == ROW
