"""Each demo runs, prints, and returns what it printed."""

from cryptokit.demos import NAMES, cloud_chat, named, secret_chat, split_key


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
