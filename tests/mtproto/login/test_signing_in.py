"""The way in: a code alone, a code and a password, and what neither opens."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.mtproto.login import signing_in, srp
from cryptokit.mtproto.login.account import FRESH, Account, Device, enrol, terminate
from cryptokit.mtproto.login.codes import NEXT_AFTER, Channel, LoginCode, Verdict
from cryptokit.mtproto.login.limits import DAY
from cryptokit.mtproto.login.password import Algorithm, Password, renew
from cryptokit.mtproto.login.signing_in import Login
from cryptokit.rng import lesson

PHONE = "+0000000001"
QUICK = Algorithm(b"server salt one", b"server salt two", iterations=2)
RIGHT, WRONG = Password.of("right"), Password.of("wrong")


def swift(seed):
    source = lesson(seed)
    return lambda size: source(16).rjust(size, b"\0") if size == 256 else source(size)


STORED = renew(RIGHT, QUICK, rng=swift("stored"))


def refused(field, call):
    with pytest.raises(Untrusted) as caught:
        call()
    assert caught.value.field == field


@pytest.fixture
def owned(phone):
    """Give an account whose owner is signed in on a phone."""
    return Login(enrol(Account(PHONE), phone))


@pytest.fixture
def protected(owned, phone):
    return signing_in.set_password(owned, phone.key_id, STORED, offered=QUICK)


def with_code(login, device, now=0.0):
    """Ask for a code and hand it in, as somebody who sees every message to the number."""
    login, sent, delivery = signing_in.ask_code(login, now=now, rng=lesson("code"))
    return signing_in.sign_in(login, device, sent.code_hash, delivery.code, now=now)


def with_password(login, device, password, now=0.0):
    login, challenge = signing_in.ask_password(login, device.key_id, rng=swift("b"))
    proof = srp.prove(challenge, password, rng=swift("a"))
    return signing_in.check_password(login, device, proof, now=now)


# Codes


def test_the_first_code_comes_by_sms_and_the_next_to_the_devices(phone):
    login = Login(Account(PHONE))
    login, sent, delivery = signing_in.ask_code(login, now=0)
    assert (sent.channel, delivery.phone) == (Channel.SMS, PHONE)
    login, verdict = signing_in.sign_in(login, phone, sent.code_hash, delivery.code, now=7)
    assert (verdict, login.account.devices) == (Verdict.SIGNED_IN, (replace(phone, since=7),))
    assert signing_in.ask_code(login, now=9)[1].channel is Channel.APP


def test_a_code_alone_signs_in_where_there_is_no_password(owned, thief):
    login, verdict = with_code(owned, thief)
    assert verdict is Verdict.SIGNED_IN
    assert login.account.holds(thief.key_id)


def test_a_used_code_is_used_up(owned, thief):
    login, sent, delivery = signing_in.ask_code(owned, now=0)
    login, _ = signing_in.sign_in(login, thief, sent.code_hash, delivery.code, now=1)
    again = Device(b"another1", "another", 0)
    refused(
        "phone_code_hash",
        lambda: signing_in.sign_in(login, again, sent.code_hash, delivery.code, now=1),
    )


def test_a_device_signs_in_once(owned, phone):
    refused("auth_key_id", lambda: with_code(owned, phone))


def test_so_many_codes_a_day(owned):
    login = owned
    for n in range(signing_in.CODES.most):
        login, *_ = signing_in.ask_code(login, now=n)
    refused("phone_number", lambda: signing_in.ask_code(login, now=DAY - 1))
    refused(
        "phone_number",
        lambda: signing_in.resend(login, login.pending.code_hash, now=NEXT_AFTER + 5),
    )
    signing_in.ask_code(login, now=DAY)


def test_a_code_that_is_sent_again_counts_too(owned):
    login, *_ = signing_in.ask_code(owned, now=0)
    for n in range(1, signing_in.CODES.most):
        login, *_ = signing_in.resend(login, login.pending.code_hash, now=n * NEXT_AFTER)
    refused("phone_number", lambda: signing_in.ask_code(login, now=DAY - 1))


def test_whoever_guesses_codes_all_day_has_fifteen_tries(owned, thief):
    login, tries = owned, 0
    for start in range(signing_in.CODES.most):
        login, sent, delivery = signing_in.ask_code(login, now=start)
        verdict = Verdict.WRONG
        while verdict is Verdict.WRONG:
            tries += 1
            guess = LoginCode.of((int(delivery.code.reveal()) + tries) % 10**5)
            login, verdict = signing_in.sign_in(login, thief, sent.code_hash, guess, now=start)
        assert verdict is Verdict.FLOOD
    refused("phone_number", lambda: signing_in.ask_code(login, now=60))
    assert tries == 15


# The second step


def test_with_a_password_the_code_is_half_the_way(protected, thief):
    login, verdict = with_code(protected, thief)
    assert verdict is Verdict.PASSWORD_NEEDED
    assert not login.account.holds(thief.key_id)


def test_code_and_password_sign_in(protected, thief):
    login, verdict = with_password(with_code(protected, thief)[0], thief, RIGHT, now=11)
    assert verdict is Verdict.SIGNED_IN
    assert login.account.devices[-1] == replace(thief, since=11)
    assert (login.passed, login.waiting) == (None, None)


def test_the_password_alone_does_not(protected, thief):
    refused("auth_key_id", lambda: signing_in.ask_password(protected, thief.key_id))
    proof = srp.Proof(0, bytes(256), bytes(32))
    refused("auth_key_id", lambda: signing_in.check_password(protected, thief, proof, now=0))


def test_guesses_end_after_five_and_start_again_the_next_day(protected, thief):
    login, _ = with_code(protected, thief)
    for n in range(signing_in.GUESSES.most):
        login, verdict = with_password(login, thief, WRONG, now=n)
        assert verdict is Verdict.WRONG
    login, verdict = with_password(login, thief, RIGHT, now=DAY - 1)
    assert verdict is Verdict.FLOOD
    assert not login.account.holds(thief.key_id)
    assert with_password(login, thief, RIGHT, now=DAY)[1] is Verdict.SIGNED_IN


def test_a_new_code_gives_no_new_guesses(protected, thief):
    login = replace(protected, guesses=replace(protected.guesses, times=(0, 0, 0, 0, 0)))
    login, _ = with_code(login, thief, now=9)
    assert with_password(login, thief, RIGHT, now=9)[1] is Verdict.FLOOD


def test_a_challenge_takes_one_answer(protected, thief):
    login, _ = with_code(protected, thief)
    login, challenge = signing_in.ask_password(login, thief.key_id, rng=swift("b"))
    wrong, right = (srp.prove(challenge, one, rng=swift("a")) for one in (WRONG, RIGHT))
    login, _ = signing_in.check_password(login, thief, wrong, now=0)
    refused("srp_id", lambda: signing_in.check_password(login, thief, right, now=0))


def test_a_challenge_of_another_device_takes_no_answer(protected, thief, phone):
    login, _ = with_code(protected, thief)
    login, challenge = signing_in.ask_password(login, phone.key_id, rng=swift("b"))
    proof = srp.prove(challenge, RIGHT, rng=swift("a"))
    refused("srp_id", lambda: signing_in.check_password(login, thief, proof, now=0))


def test_a_value_out_of_range_changes_nothing(protected, thief):
    login, _ = with_code(protected, thief)
    login, challenge = signing_in.ask_password(login, thief.key_id, rng=swift("b"))
    forged = srp.Proof(challenge.srp_id, bytes(256), bytes(32))
    refused("A", lambda: signing_in.check_password(login, thief, forged, now=0))
    proof = srp.prove(challenge, RIGHT, rng=swift("a"))
    assert signing_in.check_password(login, thief, proof, now=0)[1] is Verdict.SIGNED_IN


# Setting a password


def changed(login, device, old, now=0.0):
    """Change the password from a device, with ``old`` typed as the old one."""
    stored = renew(Password.of("new"), QUICK, rng=swift("new"))
    login, challenge = signing_in.ask_password(login, device.key_id, rng=swift("b"))
    proof = srp.prove(challenge, old, rng=swift("a"))
    return signing_in.change_password(login, device.key_id, stored, proof, offered=QUICK, now=now)


def test_whoever_changes_a_password_proves_the_old_one(protected, phone, thief):
    login, verdict = changed(protected, phone, WRONG)
    assert (verdict, login.account.password) == (Verdict.WRONG, STORED)
    login, verdict = changed(login, phone, RIGHT)
    assert verdict is Verdict.CHANGED
    login, _ = with_code(login, thief)
    assert with_password(login, thief, RIGHT)[1] is Verdict.WRONG
    assert with_password(login, thief, Password.of("new"))[1] is Verdict.SIGNED_IN


def test_changing_is_no_way_to_guess_more_often(protected, phone):
    login = protected
    for _ in range(signing_in.GUESSES.most):
        login, _ = changed(login, phone, WRONG)
    assert changed(login, phone, RIGHT)[1] is Verdict.FLOOD


def test_a_password_that_is_there_is_not_set_over(protected, phone):
    refused(
        "current_password",
        lambda: signing_in.set_password(protected, phone.key_id, STORED, offered=QUICK),
    )


def test_a_device_that_is_not_signed_in_sets_no_password(owned, thief):
    refused(
        "auth_key_id",
        lambda: signing_in.set_password(owned, thief.key_id, STORED, offered=QUICK),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"salt1": QUICK.salt1},
        {"salt1": STORED.algorithm.salt1[1:]},
        {"salt1": b"X" + STORED.algorithm.salt1[1:]},
        {"salt2": b"mine"},
        {"iterations": 1},
    ],
    ids=["nothing added", "cut", "another first half", "another second salt", "fewer iterations"],
)
def test_salts_that_were_not_offered_are_refused(owned, phone, change):
    stored = replace(STORED, algorithm=replace(STORED.algorithm, **change))
    refused("new_algo", lambda: signing_in.set_password(owned, phone.key_id, stored, offered=QUICK))


# Devices


def test_a_new_device_cannot_sign_the_owner_out_for_a_day(owned, phone, thief):
    login, _ = with_code(owned, thief, now=1000)
    account = login.account
    refused("fresh", lambda: terminate(account, thief.key_id, phone.key_id, now=999 + FRESH))
    assert not terminate(account, thief.key_id, phone.key_id, now=1000 + FRESH).holds(phone.key_id)
    after = terminate(account, phone.key_id, thief.key_id, now=FRESH)
    assert (after.holds(phone.key_id), after.holds(thief.key_id)) == (True, False)


def test_a_device_may_sign_itself_out_at_once(owned, thief):
    login, _ = with_code(owned, thief, now=1000)
    assert not terminate(login.account, thief.key_id, thief.key_id, now=1000).holds(thief.key_id)


def test_strangers_sign_nobody_out(owned, phone, thief):
    refused("auth_key_id", lambda: terminate(owned.account, thief.key_id, phone.key_id, now=DAY))
    refused("hash", lambda: terminate(owned.account, phone.key_id, thief.key_id, now=DAY))


# Whatever the order


DEEDS = ("code", "resend", "hand in", "wrong code", "challenge", "right", "wrong", "wait")


@settings(max_examples=25)
@given(deeds=st.lists(st.sampled_from(DEEDS), max_size=12), knows=st.booleans())
@example(deeds=["code", "hand in", "challenge", "right"], knows=True)
@example(deeds=["code", "hand in", "challenge", "right"], knows=False)
@example(
    deeds=["code", "wait", "resend", "hand in", "challenge", "wrong", "challenge", "right"],
    knows=True,
)
def test_nobody_is_in_who_did_not_prove_all_that_is_asked(deeds, knows):
    """Play any order of steps: the thief sees every code, and may know the password or not."""
    phone, thief = Device(b"phonekey", "phone", 0), Device(b"thiefkey", "thief", 0)
    login = signing_in.set_password(
        Login(enrol(Account(PHONE), phone)), phone.key_id, STORED, offered=QUICK
    )
    now, sent, code, challenge = 0.0, None, None, None
    rng = swift("any order")
    for deed in deeds:
        before, guess = login, RIGHT if deed == "right" and knows else WRONG
        try:
            if deed == "code":
                login, sent, delivery = signing_in.ask_code(login, now=now, rng=rng)
                code = delivery.code
            elif deed == "resend" and sent:
                login, sent, delivery = signing_in.resend(login, sent.code_hash, now=now, rng=rng)
                code = delivery.code
            elif deed in {"hand in", "wrong code"} and sent:
                typed = (
                    code if deed == "hand in" else LoginCode.of(1 if code == LoginCode.of(0) else 0)
                )
                login, _ = signing_in.sign_in(login, thief, sent.code_hash, typed, now=now)
            elif deed == "challenge":
                login, challenge = signing_in.ask_password(login, thief.key_id, rng=rng)
            elif deed in {"right", "wrong"} and challenge:
                proof = srp.prove(challenge, guess, rng=rng)
                login, _ = signing_in.check_password(login, thief, proof, now=now)
            elif deed == "wait":
                now += NEXT_AFTER
        except Untrusted:
            assert login is before
        assert login.account.holds(phone.key_id)
        if login.account.holds(thief.key_id):
            assert knows
            assert "hand in" in deeds
            break
