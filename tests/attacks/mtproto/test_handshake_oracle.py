"""Manger's questions: about one a bit, fewer with what is known, and none that RSA_PAD answers."""

from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.attacks.mtproto import handshake_oracle
from cryptokit.attacks.mtproto.handshake_oracle import ATTACK, flawed_open, overhear
from cryptokit.attacks.mtproto.manger import Known, Oracle, OutOfQuestions, search
from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.mtproto.auth import rsa, rsa_old
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.rsa import PublicKey
from cryptokit.rng import lesson

NOTHING = Known(0, 0, 0)


def oracle(n, number, *, is_below=lambda block: block[0] == 0, budget=10**5):
    """The power is left out: with e = 1 the attacker's arithmetic is the same, and quick."""
    return Oracle(PublicKey(n, 1), is_below, number, budget)


@settings(max_examples=40)
@given(st.data(), st.integers(3, 40))
def test_any_number_with_a_zero_in_front_is_found(data, size):
    top = 1 << 8 * (size - 1)
    n = data.draw(st.integers(128 * top, 256 * top - 1)) | 1
    # A hash in front is not all ones; of numbers just below B the search takes far longer.
    number = data.draw(st.integers(top >> 12, top - (top >> 12)))
    assert search(oracle(n, number, budget=5000), NOTHING, 0) == number


def test_what_is_known_saves_questions_and_padding_is_not_asked_for():
    n = LAB_KEY.public.n >> 1560 | 1  # 61 bytes: 20 of a hash, 10 known, 25 unknown, 5 of padding
    rest, saved = 8 * 30, []
    for seed in range(12):
        body = b"\x77" + lesson(str(seed))(59)
        number = int.from_bytes(body, "big")
        known = Known(int.from_bytes(body[20:30], "big"), rest + 80, rest)
        without, with_it = oracle(n, number), oracle(n, number)
        assert search(without, NOTHING, 0) == number
        assert search(with_it, known, 40) == number >> 40
        saved.append(without.asked - with_it.asked)
    assert 110 < mean(saved) < 180  # 120 bits


@given(st.integers(0, 2**24), st.integers(0, 2**24), st.integers(0, 255))
def test_bounds_move_to_the_nearest_numbers_with_the_head(one, other, head):
    low, high = sorted((one, other))
    fits = [n for n in range(low, min(high, low + 2**17) + 1) if n >> 8 & 255 == head]
    first, last = Known(head, 16, 8).narrow(low, high)
    assert (first <= last) == bool(fits)
    if fits:
        assert first == fits[0]
        assert (last >> 8 & 255, last <= high) == (head, True)
        assert high - last < 2**16


def test_the_whole_block_of_a_real_key_takes_about_2655_questions():
    rng, counts = lesson("blocks"), []
    for _ in range(5):
        asked = oracle(LAB_KEY.public.n, int.from_bytes(b"\x55" + rng(254), "big"))
        search(asked, NOTHING, 0)
        counts.append(asked.asked)
    assert all(2100 < count < 3000 for count in counts)


@pytest.mark.parametrize("said", [True, False])
def test_an_oracle_that_always_says_the_same_is_given_up(said):
    asked = oracle(LAB_KEY.public.n, 1 << 2000, is_below=lambda _block: said)
    with pytest.raises(OutOfQuestions):
        search(asked, NOTHING, 0)
    assert asked.asked < 1000


def test_the_questions_end_with_the_budget():
    asked = oracle(LAB_KEY.public.n, 1 << 2000, budget=7)
    with pytest.raises(OutOfQuestions):
        search(asked, NOTHING, 0)
    assert asked.asked == 7


# The server


@pytest.fixture(scope="module")
def short_key():
    return rsa.draw_key(handshake_oracle.KEY_BITS, rng=lesson("short key"))


def test_the_flawed_server_opens_what_the_old_one_opens(short_key):
    box = rsa_old.seal(short_key.public, bytes(range(96)), rng=lesson("box"))
    assert flawed_open(short_key, box) == rsa_old.open_(short_key, box) == bytes(range(96))


def test_two_refusals_can_be_told_apart_and_of_the_real_server_they_cannot(short_key):
    zero, other = (short_key.public.power(number) for number in (5, short_key.public.n - 5))
    with pytest.raises(CannotOpen):
        flawed_open(short_key, zero)
    with pytest.raises(Untrusted, match="first byte"):
        flawed_open(short_key, other)
    for box in (zero, other):
        with pytest.raises(CannotOpen):
            rsa_old.open_(short_key, box)


def test_a_go_between_sees_all_of_the_text_but_the_secret(short_key):
    heard = overhear(ATTACK.flawed, short_key, lesson("heard"))
    data = rsa_old.open_(short_key, heard.box)
    assert data[:-32] == heard.head
    assert handshake_oracle._opens(bytes(20) + data, heard.answer)
    assert not handshake_oracle._opens(bytes(20) + data[:-1] + b"?", heard.answer)
    assert not handshake_oracle._opens(bytes(116), heard.answer)
