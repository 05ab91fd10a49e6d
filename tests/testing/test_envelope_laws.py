"""Each law of envelopes catches mistakes, and none refuses code that is right: a table of both."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.keys import AuthKey
from cryptokit.mtproto import cloud, envelope
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.testing import ENVELOPE_LAWS, bodies, check_envelope

theirs = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("envelopes.py"))))

TABLE = {
    "no tag": {
        "a_flipped_bit_is_refused",
        "a_cut_packet_is_refused",
        "an_extended_packet_is_refused",
        "pieces_of_two_packets_are_refused",
        "another_key_is_refused",
        "the_other_direction_is_refused",
    },
    "the nonce is not under the tag": {
        "a_flipped_bit_is_refused",
        "pieces_of_two_packets_are_refused",
    },
    "the tag covers the first 16 bytes only": {
        "a_flipped_bit_is_refused",
        "an_extended_packet_is_refused",
    },
    "only the first byte of the tag is compared": {
        "a_flipped_bit_is_refused",
        "pieces_of_two_packets_are_refused",
    },
    "a tag that is not there is not compared": {"a_cut_packet_is_refused"},
    "bytes after the tag are ignored": {"an_extended_packet_is_refused"},
    "the packet is looked for from the end": {"an_extended_packet_is_refused"},
    "each piece is sealed alone": {"pieces_of_two_packets_are_refused"},
    "one bit of the nonce is not used": {"a_flipped_bit_is_refused"},
    "half of the key is not used": {"another_key_is_refused"},
    "the tag is a hash without a key": {
        "another_key_is_refused",
        "the_other_direction_is_refused",
    },
    "one key for both directions": {"the_other_direction_is_refused"},
    "the nonce is always the same": {"two_seals_differ"},
    "the nonce is drawn and not used": {"two_seals_differ"},
    "zeros at the end are padding": {"what_is_sealed_is_opened"},
    "an empty message is refused": {"what_is_sealed_is_opened"},
}
"""Each mistake, and the laws that catch it at least."""


def holds(law, code):
    """Tell whether a law finds nothing to complain about."""
    try:
        ENVELOPE_LAWS[law](code)
    except AssertionError:
        return False
    except ValueError:  # the code itself refuses what it sealed
        return False
    return True


@pytest.fixture(scope="module")
def caught():
    """Give for each mistake the laws that catch it."""
    return {
        mistake: {law for law in ENVELOPE_LAWS if not holds(law, theirs.student(mistake))}
        for mistake in theirs.MISTAKES
    }


def test_code_without_a_mistake_keeps_every_law():
    code = theirs.student()
    assert [law for law in ENVELOPE_LAWS if not holds(law, code)] == []


def test_every_mistake_is_caught_by_its_laws_and_every_law_catches_one(caught):
    assert set(TABLE) == set(theirs.MISTAKES)
    missed = {mistake: TABLE[mistake] - laws for mistake, laws in caught.items()}
    assert {mistake: laws for mistake, laws in missed.items() if laws} == {}
    assert {law for laws in caught.values() for law in laws} == set(ENVELOPE_LAWS)


def test_every_law_is_the_only_one_to_catch_some_mistake(caught):
    assert {next(iter(laws)) for laws in caught.values() if len(laws) == 1} == set(ENVELOPE_LAWS)


def test_the_law_says_what_is_wrong_and_with_which_packet():
    code = theirs.student("the nonce is not under the tag")
    with pytest.raises(AssertionError, match="bit 0 of byte 0 may be flipped") as told:
        check_envelope(code.seal, code.open_)
    assert "message=b''" in "".join(told.value.__notes__)


def test_a_cloud_message_keeps_every_law():
    def seal(key, message, *, direction, rng):
        whole = CloudMessage(bytes(8), b"session!", 1 << 34, 1, message)
        return cloud.seal(AuthKey(key), whole, to=Direction(8 * direction), rng=rng)

    def open_(key, packet, *, direction):
        return cloud.open_(AuthKey(key), packet, to=Direction(8 * direction)).body

    check_envelope(seal, open_, key_size=256, of=bodies(), sizes=range(0, 64, 4))


def test_an_envelope_whose_hash_leaves_the_padding_out_does_not(monkeypatch):
    def seal(key, message, *, direction, rng):
        body = len(message).to_bytes(4, "little") + message
        return envelope.seal(AuthKey(key), body, x=8 * direction, rng=rng)

    def open_(key, packet, *, direction):
        return envelope.open_(AuthKey(key), packet, x=8 * direction, head=4)[4:]

    real = envelope.message_key
    check_envelope(seal, open_, key_size=256, of=bodies(), sizes=range(0, 32, 4))
    monkeypatch.setattr(
        envelope,
        "message_key",
        lambda key, text, *, x: real(key, text[: 4 + int.from_bytes(text[:4], "little")], x=x),
    )
    with pytest.raises(AssertionError, match="may be flipped"):
        check_envelope(seal, open_, key_size=256, of=bodies(), sizes=range(0, 32, 4))
