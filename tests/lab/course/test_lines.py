"""What lessons 00 and 02 play on a line: a server between, packets with numbers, a middle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, Replayed, TooFarAhead
from cryptokit.keys import DataKey
from cryptokit.lab.course.scenes.by_server import by_server
from cryptokit.lab.course.scenes.in_the_middle import carry, session
from cryptokit.lab.course.scenes.packets import Inbox, find_change, lock, receive, turned, unlock
from cryptokit.rng import lesson
from cryptokit.signal.curve import KeyPair

KEY = DataKey.draw(lesson("lines"))
words = st.binary(min_size=1, max_size=50)


@given(words)
def test_a_server_reads_what_two_lines_carry_and_not_what_is_boxed_for_ben(said):
    assert by_server(said, rng=lesson("a")).readers == ("the server", "Ben")
    assert by_server(said, end_to_end=True, rng=lesson("a")).readers == ("Ben",)


def test_the_transcript_says_what_the_server_got_open():
    plain, boxed = by_server(b"hi").transcript, by_server(b"hi", end_to_end=True).transcript
    assert plain.holdings()["server"] == ("the note",)
    assert boxed.holdings()["server"] == ("a box for Ben",)
    assert boxed.holdings()["Ben"] == ("the note",)
    assert [event.size for event in plain.events] == [50, 50]
    assert [event.size for event in boxed.events] == [98, 98]


@given(words, st.integers(0, 1 << 63))
def test_a_packet_gives_its_words_back(said, number):
    assert unlock(KEY, lock(KEY, number, said)) == said


@given(words, st.integers(0, 10_000))
def test_no_turned_bit_gets_through(said, bit):
    with pytest.raises(CannotOpen):
        unlock(KEY, turned(lock(KEY, 1, said), bit))


@given(words, st.integers(0, 200))
def test_no_cut_packet_opens(said, left):
    packet = lock(KEY, 1, said)
    with pytest.raises(CannotOpen):
        unlock(KEY, packet[: min(left, len(packet) - 1)])


def test_another_number_in_front_does_not_help():
    packet = lock(KEY, 1, b"pay")
    with pytest.raises(CannotOpen):
        unlock(KEY, (2).to_bytes(8, "big") + packet[8:])


def test_each_number_is_taken_once_and_in_order():
    inbox, _ = receive(Inbox(KEY), lock(KEY, 1, b"a"))
    with pytest.raises(Replayed):
        receive(inbox, lock(KEY, 1, b"a"))
    with pytest.raises(TooFarAhead):
        receive(inbox, lock(KEY, 3, b"c"))
    assert receive(inbox, lock(KEY, 2, b"b")) == (Inbox(KEY, 3), b"b")


def test_a_forged_number_is_no_replay():
    """Otherwise who carries packets could make the receiver give up a line."""
    with pytest.raises(CannotOpen):
        receive(Inbox(KEY), bytes(40))


def test_the_hunt_finds_a_hole_and_none_where_none_is():
    assert find_change(lambda said: said, lambda packet: packet).startswith("With words = b'\\x00'")
    assert find_change(lambda said: lock(KEY, 1, said), lambda packet: unlock(KEY, packet)) is None


def test_two_who_were_given_the_middle_s_key_do_not_share_one():
    ann, mallory, ben = (KeyPair.draw(lesson(who)) for who in ("Ann", "Mallory", "Ben"))
    assert carry(b"hi", ann, mallory, ben) == (b"hi", b"hi")
    assert session(ann, mallory.public) != session(ben, mallory.public)
    packet = lock(session(ann, mallory.public), 1, b"hi")
    with pytest.raises(CannotOpen):
        unlock(session(ben, mallory.public), packet)
