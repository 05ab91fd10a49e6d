"""What a diverted code opens, what a second password keeps, and what guards the password in turn."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.attacks.mtproto import cloud as clouds
from cryptokit.attacks.mtproto import seized_verifier
from cryptokit.attacks.mtproto.cloud import CLOUD_CHATS, COMMON, START, UNDER_SEAL, opened, settle
from cryptokit.attacks.mtproto.takeover import ATTACK, CHOSEN, Door, break_in
from cryptokit.demos import takeover as demo
from cryptokit.messengers.line import Line
from cryptokit.mtproto.login import signing_in
from cryptokit.mtproto.login.account import Account, Device, enrol
from cryptokit.mtproto.login.codes import Channel, Verdict
from cryptokit.mtproto.login.limits import Limit
from cryptokit.mtproto.login.password import Password, store
from cryptokit.rng import lesson

OPEN, LOCKED = ATTACK.flawed, ATTACK.repaired


def night(door, budget=ATTACK.budget, guesses=None):
    rng = lesson("night")
    cloud, owner = settle(door.password, rng)
    if guesses is not None:
        cloud.login = replace(cloud.login, guesses=Limit(guesses, 86_400))
    thief, loot = break_in(cloud, budget, rng)
    return cloud, owner, thief, loot


def test_the_code_opens_every_cloud_chat_and_no_secret_one():
    cloud, owner, thief, loot = night(OPEN)
    assert (loot.code, loot.guesses) == (Verdict.SIGNED_IN, 0)
    assert loot.cloud == CLOUD_CHATS
    assert (loot.packets, loot.secret) == (1, ())
    packets = cloud.fetch(thief, START + 9000).packets
    assert opened(packets, owner.chat_key) == (UNDER_SEAL,)


def test_with_a_password_nothing_opens_and_the_guesses_end():
    cloud, _, thief, loot = night(LOCKED)
    assert (loot.code, loot.last) == (Verdict.PASSWORD_NEEDED, Verdict.FLOOD)
    assert loot.guesses == signing_in.GUESSES.most
    assert (loot.cloud, loot.secret, loot.packets) == ((), (), 0)
    assert cloud.fetch(thief, START + 9000).texts == ()
    assert [device.name for device in cloud.login.account.devices] == ["the owner's phone"]


def test_it_is_the_limit_that_keeps_a_poor_password_and_not_one_of_the_first_words():
    poor = Door(Password.of(COMMON[1]))
    assert night(poor, guesses=1)[3].cloud == ()
    assert night(poor)[3].cloud == CLOUD_CHATS
    assert 1 < signing_in.GUESSES.most < CHOSEN


def test_the_owner_is_warned_before_the_thief_has_a_code():
    cloud, _ = settle(None, lesson("warned"))
    sent, delivery = cloud.ask_code(START + 60)
    assert delivery.channel is Channel.APP
    assert cloud.resend(sent, START + 60 + sent.next_after)[1].channel is Channel.SMS
    assert night(OPEN)[3].warned


def test_a_device_that_did_not_sign_in_fetches_nothing():
    cloud, _ = settle(None, lesson("stranger"))
    stranger = clouds.Hands("stranger", Line.open(START, lesson("line")))
    assert cloud.fetch(stranger, START) == clouds.Read((), ())


@settings(max_examples=10)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9).map(str)))
def test_what_is_fetched_is_what_lies_there(texts):
    rng = lesson("fetch")
    cloud, hands = clouds.Cloud(rng), clouds.Hands.with_new_key("phone", START, rng)
    cloud.login = replace(cloud.login, account=enrol(Account("+0000000001"), hands.device))
    cloud.texts, cloud.packets = tuple(texts), (b"one", b"", b"three")
    assert cloud.fetch(hands, START) == clouds.Read(tuple(texts), (b"one", b"", b"three"))
    assert hands.device == Device(hands.line.key.key_id(), "phone", 0)


def test_a_hundred_different_words_are_on_the_list():
    assert len(set(COMMON)) == len(COMMON) == 100


@pytest.mark.parametrize("place", [0, 9])
def test_any_word_of_the_list_is_found_in_a_verifier(place):
    quick = replace(clouds.OFFERED, iterations=1)
    stored = store(Password.of(COMMON[place]), quick)
    assert seized_verifier.guess(stored, COMMON[:10]) == (COMMON[place], place + 1)
    assert seized_verifier.guess(stored, COMMON[:place])[0] is None


def test_the_demo_tells_both_nights(capsys):
    without, with_password = demo.run()
    assert (without.loot.cloud, with_password.loot.cloud) == (CLOUD_CHATS, ())
    for one in (without, with_password):
        assert one.loot.secret == ()
        assert one.owner_secret == (UNDER_SEAL,)
        assert one.owner.texts == CLOUD_CHATS
        assert one.before == one.ended
    assert len(without.after.devices) == 2
    assert with_password.after == with_password.before
    out = capsys.readouterr().out
    assert "somebody's laptop" in out
    assert f"{signing_in.GUESSES.most} of {len(COMMON)} guesses were taken" in out
