"""When two hashes of one message meet, all but the padding is equal; a fresh number changes that."""

from statistics import mean

import pytest

from cryptokit.attacks.mtproto.re_encryption import cut, flawed_again, in_container, watch
from cryptokit.keys import AuthKey
from cryptokit.mtproto import session
from cryptokit.rng import lesson


def test_two_of_2_to_16_hashes_meet_after_about_320_packets():
    packets = [watch(flawed_again, 5000, lesson(f"meet {n}"), same=True).packets for n in range(20)]
    assert mean(packets) == pytest.approx(321, abs=150)  # four standard errors


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("again", "same", "equal"),
    [
        (flawed_again, True, 6),
        (flawed_again, False, 1),
        (in_container, True, 1),
        (in_container, False, 1),
    ],
)
def test_the_blocks_in_front_of_the_padding_tell_the_same_message(again, same, equal, seed):
    seen = watch(again, 500, lesson(f"blocks {seed}"), same=same, bits=8)
    assert seen.packets < 500
    assert seen.equal == equal
    assert seen.says_again == (equal > 1)


def test_with_all_of_its_bits_the_packet_is_the_packages_own():
    device = session.client(AuthKey(bytes(range(256))), salt=bytes(8), rng=lesson("device"))
    _, packet = session.send(device, b"body", now=1_700_000_000, rng=lesson("packet"))
    assert cut(device.key, packet, 128) == (int.from_bytes(packet[8:24], "big"), packet[24:])


def test_whole_hashes_do_not_meet():
    assert watch(flawed_again, 300, lesson("whole"), same=True, bits=128).equal == 0
