"""Two constants of a generator: who has the d reads on, and who replaces a constant has the d."""

import hashlib
import hmac
from statistics import mean

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.attacks.backdoors import p256, price
from cryptokit.attacks.backdoors.dual_ec import (
    GUESSES,
    LABEL,
    Logarithm,
    Trapdoor,
    next_state,
    predicted,
    trapdoor,
    verifiable,
)
from cryptokit.attacks.backdoors.generators import (
    REAL_DROPPED,
    dual_ec,
    hmac_drbg,
    hmac_start,
    shown,
)
from cryptokit.rng import lesson

FIELD = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
CURVE = ec.SECP256R1()


def number(door):
    return int.from_bytes(door.d.reveal(), "big")


scalars = st.integers(1, p256.ORDER - 1)


# Points


def test_the_order_is_that_of_the_base_point():
    assert p256.x_of(p256.base_times(p256.ORDER - 1)) == p256.x_of(p256.base_times(1))
    ec.derive_private_key(p256.ORDER - 1, CURVE)
    with pytest.raises(ValueError):
        ec.derive_private_key(p256.ORDER, CURVE)


@given(scalars, scalars)
def test_multiplying_commutes(a, b):
    assert p256.scalar_x(a, p256.base_times(b)) == p256.x_of(p256.base_times(a * b))


@given(st.integers(0, FIELD - 1))
def test_an_x_is_lifted_exactly_if_it_is_that_of_a_point(x):
    square = (x**3 - 3 * x + B) % FIELD
    point = p256.lift(x.to_bytes(32, "big"))
    assert (point is not None) == (pow(square, (FIELD - 1) // 2, FIELD) in {0, 1})
    if point is not None:
        assert point.public_numbers().x == x
        assert pow(point.public_numbers().y, 2, FIELD) == square


def test_what_is_no_coordinate_is_not_lifted():
    assert p256.lift(FIELD.to_bytes(32, "big")) is None
    assert p256.lift(b"\xff" * 32) is None


def test_a_scalar_is_never_zero_and_below_the_order():
    assert p256.draw_scalar(lambda size: bytes(size - 1) + b"\1") == 2
    assert p256.draw_scalar(lambda size: (p256.ORDER - 1).to_bytes(size, "big")) == 1
    assert all(0 < p256.draw_scalar(lesson(str(i))) < p256.ORDER for i in range(50))


def test_a_label_makes_the_first_point_among_its_hashes():
    xs = [hashlib.sha256(LABEL + i.to_bytes(4, "big")).digest() for i in range(20)]
    (first, *_) = [x for x in xs if p256.lift(x) is not None]
    assert p256.x_of(p256.from_label(LABEL)) == first
    assert p256.x_of(p256.from_label(b"other words")) != first


# Generators


@pytest.mark.parametrize("dropped", [1, REAL_DROPPED])
def test_a_block_is_the_end_of_an_x_and_the_state_moves_by_p(dropped):
    q = p256.base_times(99)
    state, block = dual_ec(q, dropped).step((12345).to_bytes(32, "big"))
    assert state == p256.x_of(p256.base_times(12345))
    assert block == p256.scalar_x(int.from_bytes(state, "big"), q)[dropped:]
    assert len(block) == 32 - dropped


def test_the_standard_drops_two_bytes_of_thirty_two():
    (block,) = dual_ec(p256.base_times(5), REAL_DROPPED).blocks(bytes(31) + b"s", 1)
    assert len(block) == 30


@pytest.mark.parametrize("message", [b"sample", b"test", b"a third"])
def test_hmac_drbg_is_the_one_that_deterministic_signatures_draw_from(message):
    """RFC 6979, section 3.2: the nonce k comes out of HMAC_DRBG, and r is the x of k G."""
    secret = 1 + int.from_bytes(hashlib.sha256(b"a key to sign with").digest(), "big") % 2**250
    signer = ec.derive_private_key(secret, CURVE)
    signed = signer.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big") % p256.ORDER
    seed = secret.to_bytes(32, "big") + digest.to_bytes(32, "big")
    generator = hmac_drbg(p256.base_times(1), 32)
    (k,) = generator.blocks(seed, 1)
    r = p256.x_of(p256.base_times(int.from_bytes(k, "big")))
    assert decode_dss_signature(signed)[0] == int.from_bytes(r, "big") % p256.ORDER


def test_hmac_drbg_changes_its_key_after_each_block():
    """NIST SP 800-90A revision 1, section 10.1.2, written out for an empty additional input."""
    key, value = bytes(32), b"\1" * 32
    for separator in (b"\0", b"\1"):
        key = hmac.digest(key, value + separator + b"seed" * 8, "sha256")
        value = hmac.digest(key, value, "sha256")
    blocks = []
    for _ in range(3):
        value = hmac.digest(key, value, "sha256")
        blocks.append(value)
        key = hmac.digest(key, value + b"\0", "sha256")
        value = hmac.digest(key, value, "sha256")
    assert hmac_drbg(p256.base_times(1), 32).blocks(b"seed" * 8, 3) == tuple(blocks)


def test_hmac_drbg_moves_on_and_reads_no_constant():
    one, two = hmac_drbg(p256.base_times(1)), hmac_drbg(p256.base_times(2))
    assert one.blocks(b"s" * 32, 5) == two.blocks(b"s" * 32, 5)
    assert len(set(one.blocks(b"s" * 32, 5))) == 5
    assert hmac_start(b"s" * 32) != hmac_start(b"t" * 32)


def test_two_constants_of_dual_ec_show_other_blocks():
    one, two = dual_ec(p256.base_times(5)), dual_ec(p256.base_times(7))
    assert one.blocks(bytes(31) + b"s", 1) != two.blocks(bytes(31) + b"s", 1)


# The door


def test_p_is_d_times_q_and_d_is_not_shown():
    door = trapdoor(lesson("door"))
    assert p256.scalar_x(number(door), door.q) == p256.x_of(p256.base_times(1))
    assert str(number(door)) not in repr(door)
    assert door.d.reveal().hex() not in repr(door)
    assert door.d.from_lesson


@given(st.binary(min_size=32, max_size=32).filter(any))
def test_d_turns_what_a_state_shows_into_the_next_state(seed):
    door = trapdoor(lesson("door"))
    device = dual_ec(door.q, 0)
    state, block = device.step(seed)
    after, _ = device.step(state)
    assert p256.scalar_x(number(door), p256.lift(block)) == after


@pytest.mark.parametrize("seed", range(4))
def test_all_that_follows_is_known(seed):
    door = trapdoor(lesson(f"door {seed}"))
    device = dual_ec(door.q)
    blocks = device.blocks(lesson(f"seed {seed}")(32), 6)
    state, tries = next_state(door.d, door.q, blocks[:2], range(GUESSES))
    assert tries <= GUESSES
    for later in blocks[2:]:
        state, block = device.step(state)
        assert block == later


def test_the_real_size_falls_as_well():
    """Two bytes dropped: a stretch of the 65,536 guesses, with the right one in it."""
    door = trapdoor(lesson("real"))
    device = dual_ec(door.q, REAL_DROPPED)
    state, first = device.step(lesson("seed")(32))
    whole = shown(state, door.q, 0)
    state, second = device.step(state)
    right = int.from_bytes(whole[:REAL_DROPPED], "big")
    assert whole[REAL_DROPPED:] == first
    stretch = range(max(0, right - 50), min(1 << 16, right + 50))
    found, tries = next_state(door.d, door.q, (first, second), stretch)
    assert (found, tries) == (state, right - stretch.start + 1)


def test_another_d_opens_nothing():
    mine, other = trapdoor(lesson("mine")), trapdoor(lesson("other"))
    seed = lesson("seed")(32)
    assert predicted(mine.d, dual_ec(mine.q), seed, GUESSES)[0]
    assert predicted(other.d, dual_ec(mine.q), seed, GUESSES) == (False, GUESSES)


def test_a_point_from_public_words_is_opened_by_no_d_that_was_proposed():
    mine = trapdoor(lesson("mine"))
    device = verifiable(mine.q)
    assert p256.x_of(device.constant) == p256.x_of(p256.from_label(LABEL)) != p256.x_of(mine.q)
    assert not predicted(mine.d, device, lesson("seed")(32), GUESSES)[0]


def test_whoever_has_the_logarithm_of_the_public_point_would_open_it_too():
    d = 1234567
    q = p256.base_times(pow(d, -1, p256.ORDER))
    known = Trapdoor(Logarithm(d.to_bytes(32, "big")), q)
    assert predicted(known.d, dual_ec(known.q), lesson("seed")(32), GUESSES)[0]


def test_fewer_guesses_than_it_takes_find_nothing():
    door, seed = trapdoor(lesson("few")), lesson("seed")(32)
    won, tries = predicted(door.d, dual_ec(door.q), seed, GUESSES)
    assert won
    assert predicted(door.d, dual_ec(door.q), seed, tries) == (True, tries)
    assert predicted(door.d, dual_ec(door.q), seed, tries - 1) == (False, tries - 1)


def test_half_of_the_guesses_are_enough_in_the_mean():
    def tries(seed):
        door = trapdoor(lesson(f"mean {seed}"))
        return predicted(door.d, dual_ec(door.q), lesson(f"seed {seed}")(32), GUESSES)[1]

    taken = mean(tries(seed) for seed in range(12))
    assert taken == pytest.approx(price("dual_ec").expected, abs=64)  # three standard errors


def test_one_constant_hands_the_door_on():
    maker, newcomer = trapdoor(lesson("maker")), trapdoor(lesson("newcomer"))
    seed = lesson("seed")(32)
    opens = [
        [predicted(door.d, dual_ec(q), seed, GUESSES)[0] for door in (maker, newcomer)]
        for q in (maker.q, newcomer.q)
    ]
    assert opens == [[True, False], [False, True]]
