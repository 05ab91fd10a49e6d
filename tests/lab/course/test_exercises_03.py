"""What wrong answers to the exercises of lesson 03 are told, and that right ones pass."""

from hashlib import sha256

import pytest

import cryptokit as ck
from cryptokit.attacks.mtproto.cloud import COMMON, settle
from cryptokit.lab.course.exercise import exercise
from cryptokit.mtproto.envelope import derive
from cryptokit.mtproto.login.password import Password
from cryptokit.primitives import ige
from cryptokit.rng import lesson

SEEDS = ("cryptokit", "a", "b", "c", "d")
every_class = pytest.mark.parametrize("seed", SEEDS)


def told(name, answer, seed="cryptokit"):
    verdict = exercise(name, class_seed=seed).check(answer)
    assert not verdict
    return verdict.words


def account(password):
    return settle(password and Password.of(password), lesson("an account"))


def holds(given):
    return next(one for one in given["passwords"] if one not in COMMON[: given["tries"]])


@every_class
def test_the_password_that_holds_passes(seed):
    task = exercise("03.1", class_seed=seed)
    assert task.check(account(holds(task.given)))


def test_an_account_may_be_checked_twice():
    task, poor = exercise("03.1"), account(None)
    assert repr(task.check(poor)) == repr(task.check(poor))


def test_without_a_password_the_code_is_enough():
    assert "3 of 3 messages were read" in told("03.1", account(None))


def test_passwords_among_the_first_guesses_are_guessed():
    given = exercise("03.1").given
    for password in set(given["passwords"]) - {holds(given)}:
        guess = COMMON.index(password) + 1
        assert f"guess number {guess} was your password" in told("03.1", account(password))


def test_a_password_of_ones_own_is_none_of_the_given():
    assert "none of the given" in told("03.1", account("correct horse battery staple"))


def test_a_password_alone_is_no_account():
    assert "what settle gives" in told("03.1", exercise("03.1").given["passwords"][0])
    assert "as one pair" in told("03.1", account("spring2010")[0])


def opener(*, cut=slice(8, 24), part=slice(88, 120), x=0, error=ck.CannotOpen, shown=slice(None)):
    def open_packet(auth_key, packet):
        plaintext = ige.decrypt(*derive(auth_key, packet[8:24], x=x), packet[24:])
        if sha256(auth_key[part] + plaintext).digest()[cut] != packet[8:24]:
            raise error
        return plaintext[shown]

    return open_packet


@every_class
def test_an_opener_with_its_check_passes(seed):
    assert exercise("03.2", class_seed=seed).check(opener())


def unchecked(auth_key, packet):
    return ige.decrypt(*derive(auth_key, packet[8:24], x=0), packet[24:])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (unchecked, "that bit of msg_key was flipped on the way. You gave 80 bytes"),
        (opener(cut=slice(4, 20)), "came as it was sent, and you refused it"),
        (opener(part=slice(96, 128)), "Which 32 bytes of auth_key"),
        (opener(x=8), "came as it was sent, and you refused it"),
        (opener(error=ValueError), "your code raised ValueError"),
        (opener(shown=slice(32, None)), "a part of the plaintext; with its head of 32 bytes"),
        (lambda _key, _packet: None, "not the plaintext that was locked: None"),
    ],
    ids=["unchecked", "1.0", "wrong part", "wrong way", "wrong error", "no head", "nothing"],
)
def test_what_a_wrong_opener_is_told(answer, words):
    assert words in told("03.2", answer)


def test_an_opener_that_looks_at_the_first_block_only_is_caught():
    def hasty(auth_key, packet):
        plaintext = unchecked(auth_key, packet)
        if plaintext[28:32] != (32).to_bytes(4, "little"):
            raise ck.CannotOpen
        return plaintext

    assert "you refused it" in told("03.2", hasty)


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (lambda digest: digest[:2], "only byte 2 of its msg_key is wrong"),
        (lambda digest: digest[1:], "only byte 0 of its msg_key is wrong"),
        (sorted, "stand backwards"),
    ],
    ids=["the beginning", "the end", "any order"],
)
def test_an_opener_that_compares_a_part_of_msg_key_is_caught(of, words):
    def partly(auth_key, packet):
        plaintext = unchecked(auth_key, packet)
        if of(sha256(auth_key[88:120] + plaintext).digest()[8:24]) != of(packet[8:24]):
            raise ck.CannotOpen
        return plaintext

    assert words in told("03.2", partly)


def test_an_opener_that_takes_packets_of_the_server_is_caught():
    def either(auth_key, packet):
        for x in (0, 8):
            plaintext = ige.decrypt(*derive(auth_key, packet[8:24], x=x), packet[24:])
            part = auth_key[88 + x : 120 + x]
            if sha256(part + plaintext).digest()[8:24] == packet[8:24]:
                return plaintext
        raise ck.CannotOpen

    assert "played back to it" in told("03.2", either)


@every_class
def test_the_smallest_sets_of_countries_pass_and_one_more_does_not(seed):
    task = exercise("03.3", class_seed=seed)
    given = task.given
    sets = ck.world.smallest_sets(given["world"], "past", given["powers"])
    for some in sets:
        assert task.check(set(some))
        more = next(one for one in given["countries"] if one not in some)
        assert "fewer can do it" in told("03.3", {*some, more}, seed)


@every_class
def test_a_phone_company_alone_stops_at_the_password(seed):
    given = exercise("03.3", class_seed=seed).given
    carriers = {one.loc for one in given["world"].assets if one.route}
    words = told("03.3", carriers, seed)
    assert f"no messages, and 0 of the {given['needed']} parts" in words
    assert "stops at the second password" in words


@every_class
def test_the_messages_without_the_parts_stay_closed(seed):
    given = exercise("03.3", class_seed=seed).given
    home = next(one.loc for one in given["world"].assets if one.id == "db")
    assert "That brings the messages" in told("03.3", {home}, seed)


def test_a_name_that_is_no_country_of_this_world_is_told_so():
    assert "XX is none of the countries" in told("03.3", {"XX"})
    assert "a set of countries" in told("03.3", "XX")
