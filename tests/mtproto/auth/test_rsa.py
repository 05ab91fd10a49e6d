"""The server's key: names, the two paddings, and what opens to nothing."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa as pyca
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen
from cryptokit.mtproto.auth import rsa, rsa_old
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.rng import lesson, recorded

texts = st.binary(max_size=rsa.DATA_LIMIT)
PADDINGS = pytest.mark.parametrize("padding", [rsa, rsa_old])


@settings(max_examples=8)
@given(texts)
def test_what_was_sealed_opens(data):
    box = rsa.seal(LAB_KEY.public, data)
    assert len(box) == 256
    opened = rsa.open_(LAB_KEY, box)
    assert (opened[: len(data)], len(opened)) == (data, 192)
    assert rsa_old.open_(LAB_KEY, rsa_old.seal(LAB_KEY.public, data)) == data


@PADDINGS
@settings(max_examples=8)
@given(bit=st.integers(0, 2047))
def test_a_block_with_one_bit_changed_does_not_open(padding, bit):
    box = int.from_bytes(padding.seal(LAB_KEY.public, b"data", rng=lesson("box")), "big")
    with pytest.raises(CannotOpen):
        padding.open_(LAB_KEY, (box ^ 1 << bit).to_bytes(256, "big"))


@PADDINGS
def test_a_block_of_another_size_or_above_the_modulus_does_not_open(padding):
    box = padding.seal(LAB_KEY.public, b"data")
    twin = (int.from_bytes(box, "big") + LAB_KEY.public.n).to_bytes(257, "big")
    for bad in (b"", box[1:], box + b"\0", b"\0" + box, twin, b"\xff" * 256):
        with pytest.raises(CannotOpen):
            padding.open_(LAB_KEY, bad)


@PADDINGS
def test_a_number_has_one_block_so_the_one_above_the_modulus_does_not_open(padding):
    boxes = (padding.seal(LAB_KEY.public, b"data", rng=lesson(f"{n}")) for n in range(100))
    twins = (int.from_bytes(box, "big") + LAB_KEY.public.n for box in boxes)
    twin = next(number for number in twins if number < 1 << 2048)
    with pytest.raises(CannotOpen):
        padding.open_(LAB_KEY, twin.to_bytes(256, "big"))


def test_the_old_padding_without_its_zero_does_not_open():
    padded = LAB_KEY.power(rsa_old.seal(LAB_KEY.public, b"data"))
    assert rsa_old.open_(LAB_KEY, LAB_KEY.public.power(padded)) == b"data"
    with pytest.raises(CannotOpen):
        rsa_old.open_(LAB_KEY, LAB_KEY.public.power(padded | 1 << 2040))


def test_drawn_keys_have_all_their_bits():
    for seed in range(20):
        assert rsa.draw_key(128, rng=lesson(f"{seed}")).public.n.bit_length() == 128


def test_two_blocks_of_the_same_data_differ():
    assert rsa.seal(LAB_KEY.public, b"data") != rsa.seal(LAB_KEY.public, b"data")


def test_blocks_above_the_modulus_get_another_one_time_key():
    drawn = []
    for seed in range(60):
        rng = recorded(lesson(f"{seed}"))
        rsa.seal(LAB_KEY.public, b"data", rng=rng)
        assert rng.drawn == [188, *[32] * (len(rng.drawn) - 1)]
        drawn.append(len(rng.drawn) - 1)
    # The lab's modulus is 0.81 * 2^2048, so about one block in five is too large.
    assert 62 < sum(drawn) < 90


def test_luck_that_repeats_itself_is_found_out():
    drawn = (lambda n, b=byte: bytes([b]) * n for byte in range(1, 256))
    too_large = next(rng for rng in drawn if block_of(rng) >= LAB_KEY.public.n)
    with pytest.raises(ValueError, match="repeats itself"):
        rsa.seal(LAB_KEY.public, b"data", rng=too_large)


def block_of(rng):
    return int.from_bytes(rsa._pad(b"data" + rng(188), rng(32)), "big")


def test_the_old_padding_has_a_zero_in_front_and_the_new_one_no_structure():
    fronts = {padding: set() for padding in (rsa, rsa_old)}
    for padding, seen in fronts.items():
        for _ in range(6):
            seen.add(LAB_KEY.power(padding.seal(LAB_KEY.public, b"data")) >> 2040)
    assert fronts[rsa_old] == {0}
    assert len(fronts[rsa]) > 1


def test_pyca_makes_keys_that_work_here_and_takes_ours(other_key):
    key = other_key
    assert rsa.open_(key, rsa.seal(key.public, b"data"))[:4] == b"data"
    assert rsa_old.open_(key, rsa_old.seal(key.public, b"data")) == b"data"
    ours = rsa.draw_key(1024, rng=lesson("ours"))
    n, e, d = ours.public.n, ours.public.e, ours.exponent.reveal_number()
    p, q = pyca.rsa_recover_prime_factors(n, e, d)
    numbers = pyca.RSAPrivateNumbers(
        p,
        q,
        d,
        pyca.rsa_crt_dmp1(d, p),
        pyca.rsa_crt_dmq1(d, q),
        pyca.rsa_crt_iqmp(p, q),
        pyca.RSAPublicNumbers(e, n),
    )
    assert numbers.private_key().key_size == n.bit_length() == 1024


def test_a_short_key_takes_the_old_padding_alone():
    key = rsa.draw_key(512, rng=lesson("short"))
    assert rsa_old.open_(key, rsa_old.seal(key.public, b"short")) == b"short"
    with pytest.raises(ValueError, match="512"):
        rsa.seal(key.public, b"short")
    with pytest.raises(ValueError, match="512"):
        rsa.open_(key, bytes(64))
    with pytest.raises(ValueError, match="too many"):
        rsa_old.seal(key.public, bytes(44))


def test_wrong_arguments_are_said():
    with pytest.raises(ValueError, match="144 bytes"):
        rsa.seal(LAB_KEY.public, bytes(145))
    for bits in (0, 100, 1000):
        with pytest.raises(ValueError, match="multiple of 16"):
            rsa.draw_key(bits)


def test_keys_show_no_secret():
    shown = f"{LAB_KEY} {LAB_KEY!r} {rsa.draw_key(128, rng=lesson('shown'))!r}"
    d = LAB_KEY.exponent.reveal_number()
    assert str(d) not in shown
    assert f"{d:x}" not in shown
    assert "a769d327e050eff7" in shown
    assert "lesson" in shown
