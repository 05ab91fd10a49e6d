"""Each law of ratchets catches mistakes, and none refuses code that is right: a table of both."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings

from cryptokit.signal import chains, messages, ratchet, shipped, state_bytes
from cryptokit.signal.chains import ChainKey, RootKey
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.messages import SignalMessage
from cryptokit.testing import (
    RATCHET_LAWS,
    RatchetCode,
    Sent,
    check_ratchet,
    deliveries,
)

theirs = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("ratchets.py"))))

TABLE = {
    "each message has a new DH key": {"three_in_a_row_turn_only_the_chain"},
    "the new pair comes from the root": {"an_answer_heals"},
    "the pair changes once": {"three_in_a_row_turn_only_the_chain", "an_answer_heals"},
    "the chain does not turn": {"a_used_key_is_gone", "three_in_a_row_turn_only_the_chain"},
    "a chain is kept from its start": {"a_copy_is_refused", "a_used_key_is_gone"},
    "the sent seeds are kept": {"a_used_key_is_gone"},
    "missing messages are not kept": {
        "every_message_opens_once_on_any_network",
        "a_late_message_opens",
    },
    "the rest of a chain is forgotten at a turn": {"a_late_message_opens"},
    "the key of a late message stays": {"a_copy_is_refused", "a_used_key_is_gone"},
    "late messages are found by number alone": {"a_late_message_opens"},
    "no tag": {"a_changed_message_is_refused", "a_message_for_others_is_refused"},
    "the header is not under the tag": {"a_changed_message_is_refused"},
    "what follows the message is ignored": {"a_changed_message_is_refused"},
    "a turn is taken before the tag is checked": {"a_refused_message_changes_nothing"},
    "a late key is taken out before the tag is checked": {"a_refused_message_changes_nothing"},
    "keys come from a constant": {"a_message_for_others_is_refused", "an_answer_heals"},
    "all missing messages are kept": {"what_is_kept_is_bounded"},
    "what is kept is bounded in each chain alone": {"what_is_kept_is_bounded"},
}
"""Each mistake, and the laws that are held against it, all of which catch it."""


def keys(state):
    return state_bytes.secrets_in(state_bytes.to_bytes(state))


def published():
    """Our ratchet as specified, with small limits."""

    def start(*, rng):
        root, bob = RootKey.draw(rng), KeyPair.draw(rng)
        return ratchet.begin(root, bob.public, rng=rng), ratchet.answer(root, bob)

    def encrypt(state, text, *, rng):
        state, message = ratchet.encrypt(state, text)
        return state, message.to_bytes()

    def decrypt(state, packet, *, rng):
        return ratchet.decrypt(state, ratchet.Message.from_bytes(packet), rng=rng)

    return RatchetCode(start, encrypt, decrypt, keys, lambda packet: packet[:32], 40 + 4)


def as_shipped():
    """Our ratchet as the apps run it, in their messages."""

    def start(*, rng):
        first, bob = (RootKey.draw(rng), ChainKey.draw(rng)), KeyPair.draw(rng)
        return shipped.begin(*first, bob.public, rng=rng), shipped.answer(*first, bob)

    def encrypt(state, text, *, rng):
        state, header, seed = shipped.send(state)
        own = chains.message_keys(seed)
        return state, messages.seal(own, b"", header, chains.encrypt(own, text)).to_bytes()

    def decrypt(state, packet, *, rng):
        message = SignalMessage.from_bytes(packet)
        state, seed = shipped.receive(state, message.header, rng=rng)
        own = chains.message_keys(seed)
        messages.check(message, own, b"")
        return state, chains.decrypt(own, message.ciphertext)

    def key(packet):
        return SignalMessage.from_bytes(packet).header.ratchet_key.raw

    return RatchetCode(start, encrypt, decrypt, keys, key, 5 * (20 + 1) + 3)


@pytest.fixture
def small(monkeypatch):
    """Make the limits of our own ratchets small, so that they are reached soon."""
    monkeypatch.setattr(ratchet, "MAX_SKIP", 20)
    monkeypatch.setattr(ratchet, "KEPT_LIMIT", 40)
    monkeypatch.setattr(shipped, "MAX_MESSAGE_KEYS", 20)
    return monkeypatch


CODES = {"published": published, "shipped": as_shipped, "student": theirs.student}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("law", RATCHET_LAWS)
@pytest.mark.parametrize("code", CODES)
def test_code_without_a_mistake_keeps_every_law(code, law):
    RATCHET_LAWS[law](CODES[code]())


@pytest.mark.parametrize("mistake", theirs.MISTAKES)
def test_every_mistake_is_caught_by_its_laws(mistake):
    for law in TABLE[mistake]:
        with pytest.raises(AssertionError):
            RATCHET_LAWS[law](theirs.student(mistake))


def test_every_law_catches_some_mistake():
    assert set(TABLE) == set(theirs.MISTAKES)
    assert set().union(*TABLE.values()) == set(RATCHET_LAWS)


def test_the_law_says_what_is_wrong():
    wrong = theirs.student("each message has a new DH key")
    with pytest.raises(AssertionError, match="messages in a row show several ratchet keys"):
        RATCHET_LAWS["three_in_a_row_turn_only_the_chain"](wrong)
    code = theirs.student("the header is not under the tag")
    law = RATCHET_LAWS["a_changed_message_is_refused"]
    with pytest.raises(AssertionError, match="bit 0 of byte 33 may be flipped, at a turn") as told:
        law(code)
    assert "turns=[]" in "".join(told.value.__notes__)


def test_all_laws_are_tried_one_after_the_other():
    code = theirs.student("a late key is taken out before the tag is checked")
    with pytest.raises(AssertionError, match="a forged message changes keys"):
        check_ratchet(
            code.start,
            code.encrypt,
            code.decrypt,
            keys=code.keys,
            ratchet_key=code.ratchet_key,
            most_keys=code.most_keys,
        )


@pytest.mark.parametrize(
    ("room", "name", "wrong", "law"),
    [
        (ratchet, "KEPT_LIMIT", 1 << 20, "what_is_kept_is_bounded"),
        (ratchet, "without", lambda skipped, *_: skipped, "a_copy_is_refused"),
        (ratchet, "find", lambda *_: None, "a_late_message_opens"),
        (ratchet, "open_", lambda *asked: asked[1], "a_changed_message_is_refused"),
        (shipped, "MAX_MESSAGE_KEYS", 1 << 20, "what_is_kept_is_bounded"),
        (
            shipped,
            "_take_late",
            lambda chain, counter: (chain, chain.kept.find(counter)),
            "a_used_key_is_gone",
        ),
        (messages, "check", lambda *_: None, "a_changed_message_is_refused"),
    ],
)
def test_our_own_ratchets_broken_in_one_place_are_caught(small, room, name, wrong, law):
    small.setattr(room, name, wrong)
    with pytest.raises(AssertionError):
        RATCHET_LAWS[law](published() if room is ratchet else as_shipped())


# What a network does


def test_what_comes_was_sent_before_to_the_other_and_every_kind_of_trouble_happens():
    seen = set()
    settings(max_examples=100)(given(deliveries())(lambda one: seen.update(troubles(one))))()
    assert seen == {"a copy", "overtaken", "lost", "both ways", "in order", "nothing"}


def troubles(delivery):
    """Check a delivery, and tell what kinds of trouble are in it."""
    sent, came = {}, []
    for one in delivery:
        if isinstance(one, Sent):
            assert one.number == len(sent)
            assert one.by == 0 or any(sent[number] == 0 for number in came)
            sent[one.number] = one.by
        else:
            assert sent[one.number] == 1 - one.to
            assert one.again == (one.number in came)
            came += [one.number]
            yield "a copy" if one.again else "in order"
            if one.number < max(n for n in came if sent[n] == sent[one.number]):
                yield "overtaken"
    if set(sent) - set(came):
        yield "lost"
    if len({sent[number] for number in came}) > 1:
        yield "both ways"
    if not delivery:
        yield "nothing"


@given(deliveries(most=3))
def test_no_more_is_sent_or_copied_than_was_asked_for(delivery):
    fresh = [one for one in delivery if isinstance(one, Sent) or one.again]
    assert len(fresh) <= 3
