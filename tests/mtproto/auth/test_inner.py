"""What is encrypted in the middle of a run: the form, the hash, and the parts by name."""

from hashlib import sha1

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telethon import helpers
from telethon.crypto import AuthKey as TelethonKey

from cryptokit.errors import CannotOpen, WireError
from cryptokit.keys import AuthKey
from cryptokit.mtproto import objects
from cryptokit.mtproto.auth import inner
from cryptokit.mtproto.auth.nonces import NewNonce, Run, aux_hash, nonce_hash, temporary
from cryptokit.primitives import ige

halves = st.binary(min_size=16, max_size=16)
runs = st.builds(Run, halves, halves, st.binary(min_size=32, max_size=32).map(NewNonce))
RUN = Run(bytes(16), bytes(range(16)), NewNonce(bytes(range(32))))
OBJECTS = [objects.write("msgs_ack", msg_ids=range(n)) for n in range(5)] + [
    objects.write("ping", ping_id=7),
    objects.write("msgs_state_info", req_msg_id=1, info=b""),
]


@given(runs, st.sampled_from(OBJECTS))
def test_what_was_locked_opens_and_its_spans_tile(run, written):
    box = inner.lock(run, written)
    assert len(box) - 16 < len(written) + 20 <= len(box)
    assert objects.rewrite(inner.open_(run, box)) == written
    plaintext, tree = inner.explain(run, box)
    leaves = list(tree.leaves())
    assert [leaf.start for leaf in leaves] == [0, *(leaf.end for leaf in leaves[:-1])]
    assert tree.end == len(plaintext) == len(box)


@given(st.sampled_from(OBJECTS), st.data())
def test_any_changed_bit_is_found(written, data):
    box = bytearray(inner.lock(RUN, written))
    at = data.draw(st.integers(0, 8 * len(box) - 1))
    changed = bytearray(box)
    changed[at // 8] ^= 1 << at % 8
    plaintext = inner.decrypt(RUN, bytes(changed))
    padding = len(box) - 20 - len(written)
    if plaintext[: 20 + len(written)] == inner.decrypt(RUN, bytes(box))[: 20 + len(written)]:
        assert padding  # no hash covers the padding
        return
    with pytest.raises(CannotOpen):
        inner.open_(RUN, bytes(changed))


@given(runs, runs)
def test_a_box_of_another_run_does_not_open(run, other):
    if temporary(run) == temporary(other):
        return
    with pytest.raises(CannotOpen):
        inner.open_(other, inner.lock(run, OBJECTS[0]))


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 31, 32, 48])
def test_noise_of_any_size_does_not_open(size):
    with pytest.raises(CannotOpen):
        inner.open_(RUN, bytes(size))


@given(st.binary(min_size=1, max_size=60), st.integers(0, 15))
@example(b"object", 15)
def test_padding_of_up_to_15_bytes_is_told_from_the_object(written, padding):
    plaintext = sha1(written, usedforsecurity=False).digest() + written
    assert inner.object_end(plaintext + bytes(padding)) == len(plaintext)
    with pytest.raises(CannotOpen):
        inner.object_end(plaintext + bytes(16))


@pytest.mark.parametrize("extra", [16, 32, 320])
def test_padding_of_16_bytes_or_more_is_refused(extra):
    written = OBJECTS[0]
    box = inner._lock(RUN, written, bytes(-(20 + len(written)) % 16 + extra))
    with pytest.raises(CannotOpen):
        inner.open_(RUN, box)


def test_an_object_of_another_kind_or_with_bytes_behind_is_refused():
    box = inner.lock(RUN, objects.write("ping", ping_id=7))
    with pytest.raises(WireError, match="not pong"):
        inner.open_(RUN, box, "pong")
    box = inner.lock(RUN, objects.write("ping", ping_id=7) + bytes(4))
    with pytest.raises(WireError, match="too many"):
        inner.open_(RUN, box)


@given(runs)
def test_telethon_derives_the_same_key_and_iv(run):
    server_nonce = int.from_bytes(run.server_nonce, "little", signed=True)
    new_nonce = int.from_bytes(run.new_nonce.reveal(), "little", signed=True)
    theirs = helpers.generate_key_data_from_nonce(server_nonce, new_nonce)
    assert theirs == temporary(run)


@given(runs, st.binary(min_size=256, max_size=256).filter(lambda key: key[0]), st.integers(1, 3))
def test_telethon_hashes_the_verdict_alike(run, key, verdict):
    new_nonce = int.from_bytes(run.new_nonce.reveal(), "little", signed=True)
    theirs = TelethonKey(key).calc_new_nonce_hash(new_nonce, verdict)
    ours = nonce_hash(run, verdict, AuthKey(key))
    assert theirs.to_bytes(16, "little", signed=True) == ours
    assert len(aux_hash(AuthKey(key))) == 8


def test_the_iv_serves_in_both_directions_unchanged():
    one, two = inner.lock(RUN, OBJECTS[0]), inner.lock(RUN, OBJECTS[1])
    assert inner.open_(RUN, two) == objects.read_all(OBJECTS[1])
    assert inner.open_(RUN, one) == objects.read_all(OBJECTS[0])
    key, iv = temporary(RUN)
    assert ige.decrypt(key, iv, one) == inner.decrypt(RUN, one)
