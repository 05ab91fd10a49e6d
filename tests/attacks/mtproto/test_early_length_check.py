"""A block moved to where the length stands tells a byte, if somebody looks at it before hashing."""

import pytest

from cryptokit.attacks.mtproto.early_length_check import (
    KNOWN,
    LENGTH_LIMIT,
    TARGETS,
    Line,
    _last,
    _time,
    flawed_receive,
    implied,
    moved,
    receive,
)
from cryptokit.errors import CannotOpen
from cryptokit.mtproto import envelope
from cryptokit.primitives import ige
from cryptokit.rng import lesson
from cryptokit.sharing.xor import xor


@pytest.fixture(scope="module")
def line():
    return Line.with_secrets(lesson("line"))


def plaintext(line, packet):
    key = line.server.key.reveal()
    return ige.decrypt(*envelope.derive(key, packet[8:24], x=8), packet[24:])


def first(line):
    return line.server.salt + line.server.session_id


def block(data, number):
    return data[16 * (number - 1) : 16 * number]


@pytest.mark.parametrize("at", TARGETS)
def test_a_moved_block_decrypts_to_plaintext_and_two_known_blocks(line, at):
    packet = line.again(lesson("moved"))
    sealed = packet[24:]
    found = block(plaintext(line, moved(packet, at, KNOWN, first(line))), 2)
    secret = block(plaintext(line, packet), at)
    assert found == xor([secret, block(sealed, at - 1), block(sealed, 1)])


def test_a_small_length_comes_once_in_256_and_then_the_byte_is_right(line):
    rng, hits = lesson("hits"), 0
    for _ in range(6000):
        packet = line.again(rng)
        found = plaintext(line, moved(packet, TARGETS[0], KNOWN, first(line)))
        if int.from_bytes(found[28:32], "little") <= LENGTH_LIMIT:
            hits += 1
            assert implied(packet, TARGETS[0]) == _last(line, TARGETS[0])
    assert hits == pytest.approx(6000 / 256, abs=20)  # four standard deviations


def test_the_flawed_receiver_takes_two_times_and_the_real_one_takes_one(line):
    rng = lesson("times")
    packets = [line.again(rng) for _ in range(30)]
    forged = [moved(packet, TARGETS[0], KNOWN, first(line)) for packet in packets]
    garbled = [packet[:-16] + rng(16) for packet in packets]
    for each in (flawed_receive, receive):
        _time(each, line, packets[0])
    times = {
        each: (
            {_time(each, line, one) for one in forged},
            {_time(each, line, one) for one in garbled},
        )
        for each in (flawed_receive, receive)
    }
    assert times[flawed_receive][0] - times[flawed_receive][1]
    assert len(times[receive][0] | times[receive][1]) == 1


def test_neither_receiver_takes_a_forgery(line):
    forged = moved(line.again(lesson("forged")), TARGETS[0], KNOWN, first(line))
    for each in (flawed_receive, receive):
        with pytest.raises(CannotOpen):
            each(line.server.key, forged)


def test_two_in_the_place_of_the_length_is_where_the_head_has_it(line):
    head = plaintext(line, line.again(lesson("head")))[:32]
    assert int.from_bytes(head[28:32], "little") == len(line.body)
