"""The vault that counts: what opens, what locks for ever, what it learns, and its bytes."""

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.evidence import backup, vault
from cryptokit.evidence.hardening import CHEAPEST
from cryptokit.evidence.schemes import box_in, keys_in, part_in
from cryptokit.evidence.vault import TRIES, ConfirmKey, Vault
from cryptokit.keys import DataKey, SecretScalar
from cryptokit.mtproto.login.password import Password
from cryptokit.primitives.group import ORDER, encode_scalar
from cryptokit.rng import lesson
from cryptokit.threshold import oprf
from cryptokit.threshold.oprf import GROUP

RIGHT, WRONG = Password.of("correct horse"), Password.of("battery staple")
KEY = DataKey.draw(lesson("backup key"))


def registered(password=RIGHT, seed="register"):
    """Register a backup key: what the vault keeps, and the envelope."""
    rng = lesson(seed)
    asked = backup.ask(password, rng=rng)
    secret, evaluated = vault.begin(asked.element, rng=rng)
    envelope, confirms = backup.wrap(asked, evaluated, KEY, name="Alice", cost=CHEAPEST, rng=rng)
    return vault.register("Alice", secret, confirms), envelope


FRESH, ENVELOPE = registered()


def attempt(kept, password, rng):
    """Try a password: the vault after it, and what the phone got, None for a closed vault."""
    asked = backup.ask(password, rng=rng)
    kept, answer = vault.guess(kept, asked.element, rng=rng)
    if answer is None:
        return kept, None
    try:
        return kept, backup.open_with(asked, answer, ENVELOPE)
    except CannotOpen:
        return kept, "closed"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, TRIES - 1), st.binary(max_size=4))
def test_the_right_password_opens_after_any_number_of_wrong_ones_within_the_tries(wrong, seed):
    kept, rng = FRESH, lesson(seed)
    for _ in range(wrong):
        kept, found = attempt(kept, WRONG, rng)
        assert found == "closed"
    kept, found = attempt(kept, RIGHT, rng)
    assert found[0] == KEY
    if wrong < TRIES - 1:
        assert vault.confirm(kept, found[1]) == FRESH
    else:
        # The last answer was the last: it opened the envelope, and the phone registers anew.
        assert kept.key is None
        with pytest.raises(CannotOpen):
            vault.confirm(kept, found[1])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["wrong", "right", "silent"]), max_size=25))
def test_tries_count_from_the_last_success_that_was_heard_and_ten_lock_for_ever(doings):
    kept, rng, since, gone = FRESH, lesson("doings"), 0, False
    for doing in doings:
        kept, found = attempt(kept, WRONG if doing == "wrong" else RIGHT, rng)
        assert (found is None) == gone
        if gone:
            continue
        since += 1
        assert (found == "closed") == (doing == "wrong")
        gone = since == TRIES
        if doing == "right" and not gone:
            kept, since = vault.confirm(kept, found[1]), 0
        assert kept.tries == since
        assert (kept.key is None) == gone


def spent():
    kept = FRESH
    for _ in range(TRIES):
        kept, found = attempt(kept, WRONG, lesson("wrong"))
        assert found == "closed"
    return kept


def test_ten_wrong_tries_lock_for_ever_the_right_password_included():
    kept = spent()
    for _ in range(3):
        again, found = attempt(kept, RIGHT, lesson("late"))
        assert (again, found) == (kept, None)


def test_after_ten_tries_the_key_is_in_no_byte_of_the_vault_and_guessing_offline_ends_too():
    kept, secret = spent(), FRESH.key.reveal()
    assert secret in FRESH.to_bytes()
    assert secret not in kept.to_bytes()
    assert Vault.from_bytes(kept.to_bytes()) == kept
    assert backup.guess_offline(ENVELOPE, FRESH.key, [RIGHT]) == RIGHT


def test_answers_say_how_many_tries_are_left():
    kept, left = FRESH, []
    for _ in range(TRIES):
        kept, answer = vault.guess(kept, GROUP.base, rng=lesson("left"))
        left.append(answer.left)
    assert left == list(range(TRIES - 1, -1, -1))


@pytest.mark.parametrize("bad", [GROUP.identity, b"\xff" * 32, b""], ids=["identity", "ones", ""])
def test_a_bad_element_is_refused_by_name_and_is_no_try(bad):
    for ask in (lambda: vault.guess(FRESH, bad), lambda: vault.begin(bad)):
        with pytest.raises(Untrusted) as caught:
            ask()
        assert caught.value.field == "blinded element"
    assert FRESH.tries == 0


# Success is proved, once, and for one try


def test_only_the_phone_that_opened_can_set_the_counter_back_and_once():
    kept, (_, proof) = attempt(FRESH, RIGHT, lesson("one"))
    for forged in (bytes(32), b"", proof[:-1], bytes([proof[0] ^ 1]) + proof[1:]):
        with pytest.raises(CannotOpen):
            vault.confirm(kept, forged)
    back = vault.confirm(kept, proof)
    assert back == FRESH
    for late in (back, attempt(back, WRONG, lesson("two"))[0], FRESH):
        with pytest.raises(CannotOpen):
            vault.confirm(late, proof)


def test_a_proof_under_another_backup_key_sets_nothing_back():
    kept, answer = vault.guess(FRESH, GROUP.base, rng=lesson("other"))
    other = backup.confirm_key(DataKey.draw(lesson("another")))
    with pytest.raises(CannotOpen):
        vault.confirm(kept, vault.prove(other, answer.challenge))
    assert vault.confirm(kept, vault.prove(FRESH.confirm, answer.challenge)).tries == 0


# What the vault learns


def test_what_the_vault_keeps_is_the_same_whatever_the_password():
    assert registered(RIGHT)[0].to_bytes() == registered(WRONG)[0].to_bytes()
    assert registered(RIGHT)[1] != registered(WRONG)[1]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, ORDER - 1), st.integers(1, ORDER - 1), st.integers(1, ORDER - 1))
def test_every_transcript_of_the_vault_fits_every_password_with_one_blind(e, one, two):
    """The test knows logarithms of what passwords hash to; nobody does, and yet they exist."""
    logarithms = {RIGHT.reveal(): one, WRONG.reveal(): two}
    points = patch.object(
        oprf, "hash_to_group", lambda text, _: GROUP.times_base(logarithms[text.reveal()])
    )
    seen = []
    with points:
        for password in (RIGHT, WRONG):
            scalar = e * pow(logarithms[password.reveal()], -1, ORDER) % ORDER
            asked = oprf.blind_with(SecretScalar.of(scalar), password)
            seen.append((asked.element, *vault.guess(FRESH, asked.element, rng=lesson("vault"))))
    assert seen[0] == seen[1]
    assert seen[0][0] == GROUP.times_base(e)


def test_two_tries_of_one_password_look_as_unlike_as_those_of_two():
    rng = lesson("tries")
    elements = [backup.ask(one, rng=rng).element for one in (RIGHT, RIGHT, WRONG)]
    assert len(set(elements)) == 3


def test_nothing_that_is_shown_holds_a_key():
    kept, answer = vault.guess(FRESH, GROUP.base, rng=lesson("shown"))
    for shown in (repr(kept), str(kept), repr(answer), repr(kept.to_state())):
        for secret in (kept.key.reveal(), kept.confirm.reveal(), KEY.reveal()):
            assert secret.hex() not in shown
            assert repr(secret)[2:-1] not in shown


# Bytes

KEYS = st.binary(min_size=32, max_size=32).map(ConfirmKey)
OPEN = st.builds(
    Vault,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    KEYS,
    st.integers(1, ORDER - 1).map(SecretScalar.of),
    st.integers(1, TRIES - 1),
    st.none() | st.binary(min_size=16, max_size=16).filter(any),
)
STATES = OPEN | OPEN.map(lambda kept: replace(kept, key=None, tries=TRIES, challenge=None))


@given(STATES)
def test_a_state_comes_back_from_its_bytes(kept):
    assert Vault.from_bytes(kept.to_bytes()) == kept


def test_the_bytes_lie_where_the_page_says():
    kept, _ = vault.guess(FRESH, GROUP.base, rng=lesson("page"))
    page = (Path(__file__).parents[2] / "docs/formats.md").read_text("utf-8")
    assert f"`{vault.SCHEME}`" in page
    data = kept.to_bytes()
    assert data[:11] == b"CKvt\x01\x05Alice"
    assert data[11:12] == b"\x01"
    assert data[12:44] == kept.confirm.reveal()
    assert data[44:76] == kept.key.reveal()
    assert data[76:] == kept.challenge
    assert spent().to_bytes()[44:] == bytes(48)
    assert kept.to_state().scheme == vault.SCHEME


def test_a_state_that_was_cut_anywhere_or_is_longer_is_refused():
    whole = FRESH.to_bytes()
    for wrong in (*(whole[:size] for size in range(len(whole))), whole + b"\0"):
        with pytest.raises(WireError):
            Vault.from_bytes(wrong)


def written(tries, key, challenge=bytes(16), name=b"Alice", size=5):
    head = b"CKvt\x01" + bytes([size]) + name + bytes([tries])
    return head + bytes(32) + encode_scalar(key) + challenge


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (written(TRIES, 5), "tries"),  # spent, and the key still there
        (written(3, 0), "tries"),  # tries left, and no key
        (written(TRIES + 1, 0), "tries"),
        (written(0, 5, b"\1" * 16), "tries"),  # a challenge, and nobody tried
        (written(TRIES, 0, b"\1" * 16), "tries"),
        (written(1, ORDER), "OPRF key"),
        (written(1, 5, name=b"\xff" * 5), "name"),
        (b"CKvt\x02" + FRESH.to_bytes()[5:], "version"),
        (b"CKbk" + FRESH.to_bytes()[4:], "magic"),
    ],
)
def test_states_that_no_vault_writes_are_refused_with_the_field(data, field):
    with pytest.raises(WireError) as caught:
        Vault.from_bytes(data)
    assert caught.value.field == field


def test_states_that_cannot_be_are_not_made():
    for change in ({"tries": TRIES}, {"key": None}, {"tries": -1}, {"challenge": b"\1" * 16}):
        with pytest.raises(ValueError, match=r"key is there|challenge waits"):
            replace(FRESH, **change)
    with pytest.raises(ValueError, match="up to 255 bytes"):
        replace(FRESH, name="é" * 128)


def test_to_the_examiner_a_vault_is_neither_a_key_nor_a_part_nor_a_box():
    state = FRESH.to_state()
    assert keys_in(state) == ()
    assert part_in(state) is box_in(state) is None
