"""What operators say they hand over: dated, sourced, and never taken for what is possible."""

import re

import pytest

from cryptokit.conversation import say
from cryptokit.experiment import who_can_read
from cryptokit.messengers import ALL
from cryptokit.messengers.policies import END_TO_END, IN_A_VAULT, NOBODY
from cryptokit.rng import lesson
from cryptokit.world import Level, k_eff

EVERY = pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)


def year(text):
    return int(re.search(r"\d{4}", text)[0])


@EVERY
def test_every_messenger_has_a_policy_that_is_dated_and_sourced_oldest_first(messenger):
    assert messenger.policy
    for one in messenger.policy:
        assert all((one.since, one.whom, one.what, one.source))
        assert re.search(r"\d{4}|section", one.source)
    years = [year(one.since) for one in messenger.policy]
    assert years == sorted(years)
    assert min(years) >= 2016


@EVERY
def test_no_policy_of_telegram_promises_words(messenger):
    if messenger.name in {"domestic", "register", "backdoored", "backdoored_split"}:
        assert any("messages" in one.what for one in messenger.policy)
    elif messenger.policy is NOBODY:
        assert all(one.what.startswith("no policy") for one in messenger.policy)
    elif messenger.name.startswith("end_to_end"):
        assert messenger.policy[:2] == END_TO_END
        words = [one.what for one in messenger.policy if "no words" not in one.what]
        assert bool(words) == (messenger.name == "end_to_end_backup"), "but for a backup's company"
        assert (IN_A_VAULT[0] in messenger.policy) == (messenger.name == "end_to_end_vault")
    elif messenger.name.startswith("whatsapp"):
        words = [one.what for one in messenger.policy if "no words" not in one.what]
        assert bool(words) == (messenger.name == "whatsapp_backup"), "but for a backup's company"
    else:
        assert {one.what for one in messenger.policy} <= {
            "IP address and phone number",
            "IP address and phone number, after a legal review",
            "nothing on their messages, of which it keeps no logs",
        }


@EVERY
def test_by_mathematics_is_what_the_engine_says_for_each_thing(messenger):
    result = who_can_read(
        say(["Alice: hi", "Bob: ho"]), messengers=[messenger], levels=[Level.AT_REST],
        rng=lesson("p"),
    )  # fmt: skip
    (answer,) = result.answers
    numbers = answer.trial.by_mathematics()
    assert set(numbers) == {"past", "meta", "accounts"}
    for goal, number in numbers.items():
        assert number == k_eff(messenger.world, goal, Level.AT_REST.powers)
    assert numbers["meta"] == 1, "metadata never needed several orders"
    values = answer.as_json()
    assert values["by_mathematics"] == numbers
    assert [one["since"] for one in values["by_policy"]] == [o.since for o in messenger.policy]
    assert values["metadata"]["messages"] == answer.metadata.messages
