"""What MTProto 1.0 lets a forger change, what counting the padding stops, and what 2.0 stops."""

from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.attacks.mtproto import last_block, padding_extension
from cryptokit.attacks.mtproto.envelopes import HEAD, Envelope, message, opened, opens_own
from cryptokit.errors import CannotOpen
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import envelope1
from cryptokit.rng import lesson

KEY = SecretChatKey(bytes(range(256)))
OLD, NEW = padding_extension.ATTACK.flawed, padding_extension.ATTACK.repaired
TEXTS = st.binary(max_size=60).map(lambda text: message(text[: len(text) // 4 * 4]))


@given(TEXTS, st.binary(min_size=160, max_size=160), st.integers(1, 10))
def test_any_blocks_behind_a_packet_of_1_0_are_taken_for_padding(plain, noise, blocks):
    packet = OLD.seal(KEY, plain, lesson("seal")) + noise[: 16 * blocks]
    assert OLD.open_(KEY, packet) == plain
    with pytest.raises(CannotOpen):
        envelope1.open_(KEY, packet, x=0, head=HEAD)


@given(TEXTS, st.binary(min_size=160, max_size=160), st.integers(1, 10))
def test_2_0_takes_none(plain, noise, blocks):
    packet = NEW.seal(KEY, plain, lesson("seal")) + noise[: 16 * blocks]
    assert opened(NEW, KEY, packet) is None


def test_a_block_in_front_is_taken_by_neither():
    for scheme in (OLD, NEW):
        packet = scheme.seal(KEY, message(b"text"), lesson("seal"))
        assert opened(scheme, KEY, packet[:24] + bytes(16) + packet[24:]) is None


def test_without_an_oracle_about_half_of_the_games_are_won():
    told = padding_extension.program(NEW, 200, lesson("half")).told
    assert 70 < int(told.split()[0]) < 130


def test_one_byte_survives_once_in_256_blocks():
    scheme = last_block.ATTACK.flawed
    tries = [last_block.program(scheme, 4096, lesson(f"tries {n}")).tries for n in range(40)]
    assert mean(tries) == pytest.approx(256, abs=160)  # four standard errors


def test_four_bytes_do_not_survive_as_easily():
    scheme = Envelope(last_block.ATTACK.flawed.seal, last_block.flawed_open, size=36)
    assert not last_block.program(scheme, 2000, lesson("four")).won


@given(st.binary(min_size=16, max_size=16))
def test_2_0_notices_a_change_where_only_padding_stands(block):
    scheme = last_block.ATTACK.repaired
    packet = scheme.seal(KEY, message(bytes(28)), lesson("seal"))
    assert (len(packet) - 24) - 32 >= 16  # the last block holds no byte of the message
    forged = packet[:-16] + block
    assert (opened(scheme, KEY, forged) is None) == (forged != packet)


def test_a_scheme_that_loses_a_byte_does_not_serve_honest_people():
    broken = Envelope(NEW.seal, lambda key, packet: NEW.open_(key, packet)[:-1], size=36)
    assert not opens_own(broken, lesson("broken"))
