"""AES-IGE: its loop form, its algebra, and other people's answers."""

import json
from hashlib import sha256
from pathlib import Path

import cryptg
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.primitives import ige

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "mtproto-ige.json").read_text("utf-8")
)
SHARED = Path(__file__).parents[3] / "shared" / "vectors" / "mtproto-ige.json"
B = bytes.fromhex

keys = st.sampled_from((16, 32)).flatmap(lambda n: st.binary(min_size=n, max_size=n))
ivs = st.binary(min_size=32, max_size=32)
blocks = st.integers(0, 80).flatmap(lambda n: st.binary(min_size=16 * n, max_size=16 * n))


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def loop(key, iv, data, *, decrypting=False):
    """The definition, block by block."""
    cipher = Cipher(AES(key), ECB())  # noqa: S305  # the loop is the mode
    step = (cipher.decryptor() if decrypting else cipher.encryptor()).update
    before, behind = (iv[16:], iv[:16]) if decrypting else (iv[:16], iv[16:])
    out = b""
    for at in range(0, len(data), 16):
        block = data[at : at + 16]
        before, behind = xor(step(xor(block, before)), behind), block
        out += before
    return out


@given(keys, ivs, blocks)
@example(bytes(32), bytes(32), b"")
@example(bytes(32), bytes(32), bytes(ige.NUMPY_FROM - 16))
@example(bytes(32), bytes(32), bytes(ige.NUMPY_FROM))
def test_the_form_through_cbc_equals_the_loop_both_ways(key, iv, data):
    assert ige.encrypt(key, iv, data) == loop(key, iv, data)
    assert ige.decrypt(key, iv, data) == loop(key, iv, data, decrypting=True)


@given(keys, ivs, blocks)
def test_decrypt_undoes_encrypt(key, iv, data):
    assert ige.decrypt(key, iv, ige.encrypt(key, iv, data)) == data


@given(st.binary(min_size=32, max_size=32), ivs, blocks)
def test_cryptg_agrees(key, iv, data):
    assert ige.encrypt(key, iv, data) == cryptg.encrypt_ige(data, key, iv)
    assert ige.decrypt(key, iv, data) == cryptg.decrypt_ige(data, key, iv)


@pytest.mark.parametrize(
    "size", [ige.CHUNK + n for n in (-16, 0, 16, 32, ige.CHUNK, 3 * 16 + 2 * ige.CHUNK)]
)
def test_cryptg_agrees_where_chunks_meet(size):
    key, iv, data = sha256(b"key").digest(), sha256(b"iv").digest(), sha256(b"text").digest() * 4096
    sealed = ige.encrypt(key, iv, data[:size])
    assert sealed == cryptg.encrypt_ige(data[:size], key, iv)
    assert ige.decrypt(key, iv, sealed) == data[:size]


@given(keys, ivs, blocks.filter(bool), blocks)
def test_a_text_may_be_encrypted_in_segments(key, iv, first, second):
    start = ige.encrypt(key, iv, first)
    rest = ige.encrypt(key, start[-16:] + first[-16:], second)
    assert start + rest == ige.encrypt(key, iv, first + second)


@given(keys, ivs, blocks.filter(bool), st.data())
def test_a_flipped_byte_garbles_its_block_and_leaves_those_before_it_intact(key, iv, data, draw):
    sealed = bytearray(ige.encrypt(key, iv, data))
    at = draw.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= draw.draw(st.integers(1, 255))
    opened = ige.decrypt(key, iv, bytes(sealed))
    block = at // 16 * 16
    assert opened[:block] == data[:block]
    assert opened[block : block + 16] != data[block : block + 16]


@pytest.mark.parametrize("v", VECTORS["vectors"], ids=lambda v: v["name"])
def test_known_answers(v):
    key, iv, plain, sealed = (B(v[k]) for k in ("key", "iv", "plaintext", "ciphertext"))
    assert ige.encrypt(key, iv, plain) == sealed
    assert ige.decrypt(key, iv, sealed) == plain


@pytest.mark.skipif(not SHARED.exists(), reason="mtproto-ige.json is not beside the checkout")
def test_published_answers():
    published = [
        v
        for v in json.loads(SHARED.read_text("utf-8"))["vectors"]
        if v["origin"].startswith("published")
    ]
    assert len(published) == 3
    for v in published:
        test_known_answers(v)


@pytest.mark.parametrize("v", VECTORS["large"], ids=lambda v: v["name"])
def test_known_answers_of_long_texts(v):
    unit, size = B(v["plaintext_unit"]), v["plaintext_length"]
    plain = (unit * (size // len(unit) + 1))[:size]
    sealed = ige.encrypt(B(v["key"]), B(v["iv"]), plain)
    assert sha256(sealed).hexdigest() == v["ciphertext_sha256"]
    assert sealed[:32].hex() == v["ciphertext_first32"]
    assert sealed[-32:].hex() == v["ciphertext_last32"]
    assert ige.decrypt(B(v["key"]), B(v["iv"]), sealed) == plain


@pytest.mark.parametrize("case", VECTORS["error_propagation"]["cases"])
def test_known_error_propagation(case):
    v = VECTORS["error_propagation"]
    sealed = bytearray(B(v["ciphertext"]))
    sealed[case["flipped_ciphertext_byte"]] ^= int(case["mask"], 16)
    opened = ige.decrypt(B(v["key"]), B(v["iv"]), bytes(sealed))
    assert opened.hex() == case["plaintext_after"]
    plain = B(v["plaintext"])
    intact = [i for i in range(8) if opened[16 * i : 16 * i + 16] == plain[16 * i : 16 * i + 16]]
    assert intact == case["intact_blocks"]


def test_known_segment_chaining():
    v = VECTORS["segment_chaining"]
    plain, cut, next_iv = B(v["plaintext"]), v["cut"], B(v["iv_second_segment"])
    first = ige.encrypt(B(v["key"]), B(v["iv"]), plain[:cut])
    assert first[-16:] + plain[cut - 16 : cut] == next_iv
    assert (first + ige.encrypt(B(v["key"]), next_iv, plain[cut:])).hex() == v["ciphertext"]


@pytest.mark.parametrize("job", [ige.encrypt, ige.decrypt])
def test_wrong_arguments_are_told_in_a_sentence(job):
    with pytest.raises(ValueError, match="whole 16-byte blocks"):
        job(bytes(32), bytes(32), b"fifteen bytes..")
    with pytest.raises(ValueError, match="iv of IGE has 32 bytes, not 16"):
        job(bytes(32), bytes(16), bytes(16))
    with pytest.raises(TypeError, match="bytes, not str"):
        job(bytes(32), bytes(32), "sixteen letters!")
