"""Two exchanges by the rules: every check passes, and only the pictures differ."""

from dataclasses import replace

import pytest

from cryptokit.attacks.mtproto.between import (
    WORDS,
    agree,
    pass_on,
    read,
    sit_between,
    talks,
    write,
)
from cryptokit.attacks.mtproto.server_in_the_middle import (
    careful_people,
    honest,
    hurried_people,
    program,
)
from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.mtproto import picture
from cryptokit.rng import lesson


@pytest.fixture(scope="module")
def chats():
    return sit_between(lesson("chats"))


def test_each_side_shares_its_key_with_the_go_between_alone(chats):
    assert chats.alice.key == chats.with_alice.key
    assert chats.bob.key == chats.with_bob.key
    assert chats.alice.key.key_id() != chats.bob.key.key_id()


def test_the_pictures_differ_in_most_of_their_pixels(chats):
    one, other = (picture.pixels(picture.key_hash(chat.key)) for chat in (chats.alice, chats.bob))
    pairs = [pair for rows in zip(one, other, strict=True) for pair in zip(*rows, strict=True)]
    assert sum(a != b for a, b in pairs) > 72  # 108 of 144 are expected


def test_people_who_compare_find_out(chats):
    with pytest.raises(Untrusted, match="picture"):
        careful_people(chats.alice, chats.bob)


def test_people_with_nobody_between_see_one_picture():
    assert careful_people(*agree(lesson("alone"))) is None


def test_what_is_passed_on_is_what_was_said(chats):
    _, packet = write(chats.alice, WORDS, lesson("said"))
    after, words, onward = pass_on(chats, packet, lesson("onward"))
    assert words == read(chats.bob, onward)[1] == WORDS
    assert (after.with_alice.received, after.with_bob.sent) == (1, 1)


def test_a_packet_passed_on_as_it_is_does_not_open(chats):
    _, packet = write(chats.alice, WORDS, lesson("said"))
    with pytest.raises(CannotOpen):
        read(chats.bob, packet)


@pytest.mark.parametrize("words", [("nothing", WORDS), (WORDS, "nothing")])
def test_it_counts_only_if_the_server_reads_and_the_friend_notices_nothing(monkeypatch, words):
    def clumsy(chats, _packet, rng):
        after, onward = write(chats.with_bob, words[1], rng)
        return replace(chats, with_bob=after), words[0], onward

    monkeypatch.setattr("cryptokit.attacks.mtproto.server_in_the_middle.pass_on", clumsy)
    assert not program(hurried_people, 1, lesson("clumsy")).won


def test_people_who_never_talk_are_not_served():
    def refuse(_alice, _bob):
        raise Untrusted("no", field="picture")

    assert not honest(refuse, lesson("never"))


def test_two_who_share_no_key_do_not_talk_and_a_deaf_friend_is_noticed(monkeypatch):
    alice, bob = agree(lesson("two"))
    assert talks(alice, bob, lesson("both ways"))
    with pytest.raises(CannotOpen):
        talks(alice, sit_between(lesson("others")).bob, lesson("strangers"))
    monkeypatch.setattr("cryptokit.attacks.mtproto.between.read", lambda chat, _packet: (chat, ""))
    assert not talks(alice, bob, lesson("deaf"))
