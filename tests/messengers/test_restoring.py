"""Backups behind a password: a right one, wrong ones, ten of them, and a vault that was cut open."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.conversation import say
from cryptokit.errors import BadWorld, CannotOpen
from cryptokit.evidence import backup, vault
from cryptokit.evidence.hardening import CHEAPEST
from cryptokit.evidence.rows import Ciphertext, Plaintext
from cryptokit.evidence.store import read
from cryptokit.keys import DataKey
from cryptokit.messengers import named
from cryptokit.messengers.backups import with_provider_backup, with_vault_backup
from cryptokit.messengers.restoring import restore, with_the_module_open
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import lesson
from cryptokit.world import PAST, Level, smallest_sets

RIGHT = Password.of("correct horse")
HISTORY = tuple(Plaintext(i, 60 * i, "Alice", f"word {i}") for i in range(1, 4))
KEY = DataKey.draw(lesson("backup key"))
STORED = backup.lock_history(HISTORY, KEY, rng=lesson("lock"))
ENVELOPE, KEPT = backup.register(RIGHT, KEY, name="Alice", cost=CHEAPEST, rng=lesson("register"))


def tried(kept, *passwords):
    """Try passwords one after the other; give the vault, and what each try brought."""
    brought = []
    for password in passwords:
        one = restore(kept, ENVELOPE, STORED, password, rng=lesson(f"try {password}"))
        kept = one.vault
        brought.append(one.history)
    return kept, brought


def wrong(count):
    return [Password.of(f"wrong {i}") for i in range(count)]


def test_the_right_password_brings_it_all_back_and_sets_the_counter_back():
    kept, brought = tried(KEPT, *wrong(vault.TRIES - 2), RIGHT)
    assert brought == [None] * (vault.TRIES - 2) + [HISTORY]
    assert (kept.tries, kept.key) == (0, KEPT.key)


def test_after_ten_wrong_passwords_the_right_one_opens_nothing_for_ever():
    kept, brought = tried(KEPT, *wrong(vault.TRIES), RIGHT, RIGHT)
    assert brought == [None] * (vault.TRIES + 2)
    assert kept.key is None
    assert KEPT.key.reveal() not in kept.to_bytes(), "deleted, not hidden"
    with pytest.raises(CannotOpen):
        with_the_module_open(kept, ENVELOPE, STORED, [RIGHT])


def test_the_tenth_try_may_be_the_right_one_and_is_the_last():
    kept, brought = tried(KEPT, *wrong(vault.TRIES - 1), RIGHT, RIGHT)
    assert brought[-2:] == [HISTORY, None]
    assert kept.key is None


@settings(max_examples=20, deadline=None)
@given(st.lists(st.booleans(), max_size=14))
def test_whatever_is_tried_in_whatever_order_ten_in_a_row_end_it(rights):
    guesses = [RIGHT if right else Password.of("no") for right in rights]
    kept, brought = tried(KEPT, *guesses)
    row, gone = 0, False
    for right, history in zip(rights, brought, strict=True):
        assert history == (HISTORY if right and not gone else None)
        if not gone:
            row += 1
            gone = row == vault.TRIES
            row = 0 if right and not gone else row
    assert (kept.key is None) == gone


def test_a_vault_cut_open_counts_nobody_and_still_needs_the_password_among_the_guesses():
    guesses = [*wrong(30), RIGHT]
    assert with_the_module_open(KEPT, ENVELOPE, STORED, guesses) == HISTORY
    with pytest.raises(CannotOpen):
        with_the_module_open(KEPT, ENVELOPE, STORED, wrong(30))


def test_another_person_s_vault_opens_nothing_even_with_the_right_password():
    _, other = backup.register(RIGHT, KEY, name="Alice", cost=CHEAPEST, rng=lesson("other"))
    assert restore(other, ENVELOPE, STORED, RIGHT, rng=lesson("r")).history is None


def test_a_changed_envelope_opens_nothing():
    for changed in (replace(ENVELOPE, name="Bob"), replace(ENVELOPE, salt=bytes(16))):
        assert restore(KEPT, changed, STORED, RIGHT, rng=lesson("r")).history is None


# Backups beside any messenger


@pytest.mark.parametrize("name", ["secret_chat", "cloud_chat", "independent"])
def test_any_messenger_can_have_a_backup_and_one_more_country_reads_it(name, tmp_path):
    one = with_provider_backup(named(name))
    assert one.refuses is named(name).refuses
    assert ("IE",) in smallest_sets(one.world, PAST, Level.AT_REST.powers)
    chat, run = say(["Ada: one", "Ben: two"]), tmp_path / "run"
    transcript = one.deliver(one.world, chat, run, rng=lesson("any"), progress=lambda _: None)
    stored = list(read(run / "backup" / "disk.sqlite", Ciphertext))
    assert [(row.number, row.sender) for row in stored] == [(1, "Ada"), (2, "Ben")]
    assert transcript.events[-1].receiver == "bk"
    assert {path.name for path in run.iterdir()} == {asset.id for asset in one.world.assets}


@pytest.mark.parametrize("name", ["secret_chat", "independent"])
def test_a_vault_changes_no_number_of_a_messenger(name):
    before, after = named(name).world, with_vault_backup(named(name)).world
    for level in Level:
        sets = smallest_sets(after, PAST, level.powers)
        assert sets == smallest_sets(before, PAST, level.powers), level


def test_a_world_gets_one_backup():
    for backed_up in (with_provider_backup, with_vault_backup):
        with pytest.raises(BadWorld, match="twice"):
            backed_up(named("end_to_end_backup"))
