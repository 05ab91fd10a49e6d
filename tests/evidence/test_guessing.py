"""How many passwords fall: ten tries at a vault against as many as one likes at home."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen
from cryptokit.evidence import backup, guessing, vault
from cryptokit.evidence.guessing import (
    Fallen,
    fallen,
    guess_file,
    guess_online,
    lock_file,
    open_file,
)
from cryptokit.evidence.hardening import CHEAPEST
from cryptokit.evidence.vault import TRIES
from cryptokit.keys import DataKey
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import lesson

GUESSES = [Password.of(f"guess {i}") for i in range(20)]
KEY = DataKey.draw(lesson("guessing"))


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(0, 25), max_size=5))
def test_a_vault_loses_what_is_among_the_first_ten_and_a_file_all_that_is_on_the_list(places):
    passwords = [Password.of(f"guess {i}") for i in places]
    counted = fallen(passwords, GUESSES, cost=CHEAPEST, iterations=1, rng=lesson("fallen"))
    on_list = sum(i < len(GUESSES) for i in places)
    assert counted == Fallen(
        accounts=len(places),
        vault=sum(i < TRIES for i in places),
        vault_key_known=on_list,
        file=on_list,
    )


def registered(password):
    rng = lesson("registered")
    asked = backup.ask(password, rng=rng)
    secret, evaluated = vault.begin(asked.element, rng=rng)
    envelope, confirms = backup.wrap(asked, evaluated, KEY, name="", cost=CHEAPEST, rng=rng)
    return vault.register("", secret, confirms), envelope


@pytest.mark.parametrize("place", [0, TRIES - 1, TRIES, 19])
def test_a_thief_has_ten_tries_and_leaves_a_locked_vault_behind(place):
    kept, envelope = registered(GUESSES[place])
    after, found = guess_online(kept, envelope, GUESSES, rng=lesson("thief"))
    assert (found is GUESSES[place]) == (place < TRIES)
    assert after.tries == min(place + 1, TRIES)
    assert (after.key is None) == (place + 1 >= TRIES)


def test_a_thief_stops_when_the_vault_answers_no_more():
    (kept, envelope), left = registered(Password.of("not on the list")), iter(GUESSES)
    after, found = guess_online(kept, envelope, left, rng=lesson("stops"))
    assert (found, after.tries, after.key) == (None, TRIES, None)
    assert list(left) == GUESSES[TRIES + 1 :]


def test_a_short_list_leaves_tries_over():
    kept, envelope = registered(GUESSES[5])
    after, found = guess_online(kept, envelope, GUESSES[:3], rng=lesson("short"))
    assert (found, after.tries) == (None, 3)


def test_a_file_opens_with_its_password_alone_and_is_pbkdf2():
    file = lock_file(GUESSES[3], KEY, iterations=7, rng=lesson("file"))
    assert open_file(file, GUESSES[3]) == KEY
    with pytest.raises(CannotOpen):
        open_file(file, GUESSES[4])
    assert guess_file(file, GUESSES) is GUESSES[3]
    assert guess_file(file, GUESSES[4:]) is None
    derived = hashlib.pbkdf2_hmac("sha256", b"guess 3", file.salt, 7)
    assert guessing._derive(GUESSES[3], file.salt, 7).reveal() == derived
    assert KEY.reveal() not in file.locked


def test_two_files_of_one_password_have_nothing_in_common():
    rng = lesson("two")
    one, two = (lock_file(GUESSES[0], KEY, iterations=1, rng=rng) for _ in range(2))
    assert one.salt != two.salt
    assert one.locked != two.locked
