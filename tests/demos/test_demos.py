"""Each demo runs, prints, and returns what it printed."""

from cryptokit.demos import (
    NAMES,
    cheater,
    cloud_chat,
    named,
    never_assembled,
    refresh_against_raids,
    secret_chat,
    split_formats,
    split_key,
)
from cryptokit.sharing.formats import FORMATS
from cryptokit.threshold.answers import Refused


def test_every_demo_prints_and_says_what_it_is_not(capsys):
    for name in NAMES:
        named(name).run()
        assert "not for protecting people" in capsys.readouterr().out


def test_the_cloud_has_three_answers_to_one_promise():
    answers = cloud_chat.run().answers
    k = [
        [one.trial.k_eff for one in answers if one.trial.messenger.name == name]
        for name in cloud_chat.SETUPS
    ]
    assert k == [[None, 4, 1, 1, 1, 1, 1, 1], [None, 4, 4, 4, 1, 1, 1, 1], [2, 2, 2, 1, 1, 1, 1, 1]]


def test_the_server_of_a_secret_chat_never_holds_the_key_or_a_message():
    transcript, _ = secret_chat.run()
    holdings = transcript.holdings()
    assert "the key" in holdings["Alice"]
    assert "the key" in holdings["Bob"]
    assert all("locked" in thing or thing in {"g_a", "g_b"} for thing in holdings["server"])


def test_a_split_key_keeps_its_promises():
    found = split_key.run()
    assert found.candidates == 256
    assert found.forger.startswith("share 3: ")
    assert found.too_few.startswith("2 shares, but 3 are needed")


def test_every_format_gives_the_key_back_and_some_are_taken_for_others():
    found = split_formats.run()
    writable = [name for name, one in FORMATS.items() if one.split]
    assert list(found.shares) == writable
    assert found.joined == dict.fromkeys(writable, True)
    assert len(found.mixture.shares) == 10
    assert all(seen.chosen for seen in found.mixture.shares)
    assert [(group.have, len(group.parts)) for group in found.mixture.sets] == [(2, 2)] * 5
    assert "--format" in found.ambiguous
    assert found.misread


def test_the_more_there_is_to_compare_with_the_sooner_a_cheat_is_named():
    rungs = cheater.run()
    assert [rung.secret for rung in rungs] == ["wrong"] * 2 + ["none"] * 4 + ["right", "none"]
    assert [rung.blamed for rung in rungs[:2]] == ["", ""]
    assert all("2" in rung.blamed and len(rung.blamed) > 1 for rung in rungs[2:5])  # all of them
    assert [rung.blamed for rung in rungs[5:]] == ["2"] * 3


def test_refresh_keeps_a_burglar_out_for_five_years():
    found = refresh_against_raids.run()
    assert found.opened_without == 3
    assert found.opened_with is None
    assert len(found.without) == len(found.with_refresh) == 60
    assert max(found.with_refresh) < refresh_against_raids.THRESHOLD <= found.without[2]
    assert not found.forced
    assert "epoch differs" in found.refusal
    assert "never 3 in 60 months" in found.figure.alt


def test_a_box_is_opened_by_three_and_the_key_is_held_by_nobody():
    found = never_assembled.run()
    assert found.opened.plaintext == b"meet me at nine"
    assert found.too_few.plaintext is None
    assert found.cheat.startswith("share 3: ")
    assert found.could == ()
    refusals = [one for one in found.opened.answers if isinstance(one, Refused)]
    assert [one.holder for one in refusals] == ["2", "4"]
    assert {one.context for one in refusals} == {never_assembled.CONTEXT}
