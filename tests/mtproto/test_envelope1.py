"""MTProto 1.0: known packets, the flaw it has, and who may use it at all."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cryptokit
from cryptokit.errors import CannotOpen
from cryptokit.keys import AuthKey
from cryptokit.mtproto import envelope1
from cryptokit.primitives import ige

B = bytes.fromhex
KEY = AuthKey(bytes(range(256)))
SHARED = Path(__file__).parents[3] / "shared" / "vectors" / "mtproto-message.json"
messages_of = st.integers(0, 20).flatmap(lambda n: st.binary(min_size=4 * n, max_size=4 * n))
xs = st.sampled_from((0, 8))


def with_length(body):
    return len(body).to_bytes(4, "little") + body


@given(messages_of, xs)
@example(bytes(13), 0)  # needs 15 bytes of padding, the most there are
def test_what_is_sealed_opens_again(body, x):
    packet = envelope1.seal(KEY, with_length(body), x=x)
    assert (len(packet) - 24) % 16 == 0
    assert envelope1.open_(KEY, packet, x=x, head=4) == with_length(body)


@given(messages_of, xs, st.data())
def test_a_flipped_bit_is_refused_unless_it_garbles_padding_alone(body, x, data):
    packet = bytearray(envelope1.seal(KEY, with_length(body), x=x))
    padding = -len(with_length(body)) % 16
    last_block = len(packet) - (16 if padding else 0)
    bit = data.draw(st.integers(0, 8 * last_block - 1))
    packet[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        envelope1.open_(KEY, bytes(packet), x=x, head=4)


@given(messages_of, xs)
def test_equal_messages_show_under_equal_keys(body, x):
    one, two = (envelope1.seal(KEY, with_length(body), x=x)[:24] for _ in range(2))
    assert one == two


@given(messages_of, st.integers(1, 5), st.data())
def test_only_the_flawed_reader_takes_blocks_added_behind(body, blocks, data):
    packet = envelope1.seal(KEY, with_length(body), x=0)
    longer = packet + data.draw(st.binary(min_size=16 * blocks, max_size=16 * blocks))
    assert envelope1.open_unbounded(KEY, longer, x=0, head=4) == with_length(body)
    with pytest.raises(CannotOpen):
        envelope1.open_(KEY, longer, x=0, head=4)


@given(st.binary(max_size=100), messages_of)
def test_noise_and_other_keys_are_refused(noise, body):
    packet = envelope1.seal(KEY, with_length(body), x=0)
    other = AuthKey(bytes(255) + b"\x01")
    for key, wrong in [
        (KEY, noise),
        (KEY, KEY.key_id() + noise),
        (other, packet),
        (other, other.key_id() + packet[8:]),
        (KEY, packet[:-1]),
        (KEY, packet[:24]),
    ]:
        with pytest.raises(CannotOpen):
            envelope1.open_(key, wrong, x=0, head=4)


@pytest.mark.parametrize("length", [-4, -1, 13, 1000, 2**31 - 1])
def test_an_impossible_length_is_refused(length):
    message = length.to_bytes(4, "little", signed=True) + b"ping ping pi"
    packet = envelope1.seal(KEY, message, x=0)
    for reader in (envelope1.open_, envelope1.open_unbounded):
        with pytest.raises(CannotOpen):
            reader(KEY, packet, x=0, head=4)


@pytest.mark.parametrize("length", [-4, -1, 13, 1000])
def test_an_impossible_length_is_refused_though_the_hash_covers_what_it_says(length):
    plaintext = length.to_bytes(4, "little", signed=True) + b"ping ping pi"
    msg_key = envelope1.message_key(plaintext[: 4 + length])
    aes_key, iv = envelope1.derive(KEY.reveal(), msg_key, x=0)
    packet = KEY.key_id() + msg_key + ige.encrypt(aes_key, iv, plaintext)
    for reader in (envelope1.open_, envelope1.open_unbounded):
        with pytest.raises(CannotOpen):
            reader(KEY, packet, x=0, head=4)


@pytest.mark.parametrize("n", range(2))
def test_known_packets_are_rebuilt_to_the_byte_and_opened(n, messages, queue):
    v = [v for v in messages["accept"] if v["version"] == 1][n]
    key = AuthKey(B(messages["auth_key"]))
    message = B(v["plaintext"])[: 32 + len(B(v["body"]))]
    packet = envelope1.seal(key, message, x=v["x"], rng=queue(B(v["padding"])))
    assert packet.hex() == v["packet"]
    assert envelope1.open_(key, packet, x=v["x"], head=32) == message
    assert envelope1.message_key(message).hex() == v["msg_key"]
    aes_key, iv = envelope1.derive(B(messages["auth_key"]), B(v["msg_key"]), x=v["x"])
    assert (aes_key.hex(), iv.hex()) == (v["aes_key"], v["aes_iv"])


def test_the_known_extension_opens_where_padding_is_not_bounded(messages):
    v = messages["v1_malleability"][0]
    key = AuthKey(B(messages["auth_key"]))
    known = next(v for v in messages["accept"] if v["name"] == "v1-s2c-pong")
    message = envelope1.open_unbounded(key, B(v["packet"]), x=8, head=32)
    assert message[32:].hex() == known["body"]
    with pytest.raises(CannotOpen):
        envelope1.open_(key, B(v["packet"]), x=8, head=32)


def test_a_known_key_derivation(messages):
    v = messages["kdf"]["kdf1_x8"]
    aes_key, iv = envelope1.derive(B(v["auth_key"]), B(v["msg_key"]), x=8)
    assert (aes_key.hex(), iv.hex()) == (v["aes_key"], v["aes_iv"])


def test_the_known_key_derivation_of_another_project():
    if not SHARED.exists():
        pytest.skip(f"{SHARED.name} is not beside the checkout")
    v = json.loads(SHARED.read_text("utf-8"))["kdf"]["kdf1"]
    aes_key, iv = envelope1.derive(B(v["auth_key"]), B(v["msg_key"]), x=0)
    assert (aes_key.hex(), iv.hex()) == (v["aes_key"], v["aes_iv"])


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)


def test_nobody_but_binding_and_the_attacks_uses_it():
    root = Path(cryptokit.__file__).parent
    users = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if any("envelope1" in name for name in imports(path))
    }
    assert "mtproto/binding.py" in users
    assert {one for one in users if not one.startswith("attacks/")} == {"mtproto/binding.py"}


def test_wrong_arguments_are_told_in_a_sentence():
    with pytest.raises(TypeError, match="bytes, not str"):
        envelope1.seal(KEY, "text", x=0)
    with pytest.raises(TypeError, match="bytes, not str"):
        envelope1.open_(KEY, "text", x=0, head=4)
