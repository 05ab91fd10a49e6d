"""The demos of Signal's protocol show what was found."""

import pytest

from cryptokit.attacks.signal import named
from cryptokit.demos import ghost, signal_failures


def test_the_gallery_shows_who_lost_and_who_held(capsys, monkeypatch):
    some = tuple(named(name) for name in ("unlogged_key", "ghost_device", "salamander"))
    monkeypatch.setattr(signal_failures, "gallery", lambda: some)
    played = signal_failures.run()
    assert [one.attack for one in played] == list(some)
    assert all(one.flawed.won and not one.repaired.won for one in played)
    out = " ".join(capsys.readouterr().out.split())
    assert out.count("lost after") == out.count("held after") == 3
    assert "3 of 3 flawed schemes fell. 3 of the repaired stood" in out


@pytest.fixture(scope="module")
def cases():
    return ghost.run()


def test_a_ghost_reads_unless_the_phone_must_sign(cases):
    assert [case.reads for case in cases] == [True, False, True, True, True]
    assert [bool(case.refused) for case in cases] == [False, True, False, False, False]
    assert cases[1].refused.startswith("list_signature")


def test_the_number_of_the_account_shows_no_ghost_and_that_of_devices_shows_devices(cases):
    assert [case.account for case in cases] == [False] * 5
    assert [case.devices for case in cases] == [True, False, True, None, False]


def test_the_log_shows_new_keys_of_bob_and_nothing_else(cases):
    assert [case.logged for case in cases] == [1, 1, 1, 0, 0]


def test_the_table_says_what_was_found(capsys):
    cases = ghost.run()
    out = capsys.readouterr().out
    rows = [line for line in out.splitlines() if line.startswith("│") and "the same" in line]
    assert len(rows) == len(cases)
    assert sum("changed" in row for row in rows) == 2
    assert "list_signatu" in out
    assert "not for protecting people" in out
