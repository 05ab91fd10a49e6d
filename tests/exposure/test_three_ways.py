"""Trying, reasoning and formula give the same messages, whatever happened and whoever is seized."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.exposure import (
    Adversary,
    CloudChat,
    Every,
    SecretChat,
    Seizure,
    StaticKey,
    Victim,
    compare,
    in_order,
)
from cryptokit.exposure.ops import DAY
from cryptokit.mtproto.rekey import Limits

plays = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "plays.py")))
VECTOR = json.loads(
    (Path(__file__).parents[1] / "vectors" / "seizure-experiment.json").read_text("utf-8")
)
COLUMNS = {
    "cloud_chat_phone_or_server": CloudChat(),
    "secret_chat_rekey_every_5_messages": SecretChat(Every(5)),
    "static_key_pgp_no_encrypt_to_self": StaticKey(),
}
PHONES = (Victim.A, Victim.B)
LAB = "AB" * 175


def ask(how, schedule, seizure, **more):
    found = compare(how, schedule, seizure, rng=plays.short_exponents(), **more)
    assert found.agree, found
    return found


def readable(how, schedule, seizure, **more):
    return sorted(ask(how, schedule, seizure, **more).readable)


# Known answers


@pytest.mark.parametrize("case", VECTOR["in_order"], ids=lambda case: case["senders"])
def test_every_published_case_comes_out_in_all_three_ways(case):
    schedule = in_order(case["senders"])
    seizure = Seizure(2 * case["seize_after_messages"], Victim(case["victim"]))
    for column, how in COLUMNS.items():
        found = ask(how, schedule, seizure)
        assert found.predicted is not None
        assert sorted(found.readable) == case["readable_passive"][column]


@pytest.mark.parametrize("victim", PHONES)
def test_of_350_messages_a_phone_seized_after_250_opens_201_to_300(victim):
    found = readable(SecretChat(Every(100)), in_order(LAB), Seizure(500, victim))
    assert [number + 1 for number in found] == list(range(201, 301))


def test_phones_that_decide_by_themselves_count_service_messages_too():
    found = readable(SecretChat(Limits()), in_order(LAB), Seizure(500, Victim.A))
    assert found == list(range(199, 299))


def test_a_server_that_is_seized_gives_all_of_a_cloud_and_nothing_of_a_secret_chat():
    schedule, seizure = in_order("ABBAB"), Seizure(4, Victim.SERVER)
    assert readable(CloudChat(), schedule, seizure) == [0, 1, 2, 3, 4]
    assert readable(CloudChat(DAY), schedule, seizure) == [0, 1, 2, 3, 4]
    assert readable(SecretChat(Every(2)), schedule, seizure) == []
    assert readable(StaticKey(to_self=True), schedule, seizure) == []


# Any schedule


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from([None, DAY]))
def test_the_cloud_is_read_alike_in_three_ways(data, lifetime):
    schedule = data.draw(plays.schedules(gaps=plays.HOURS))
    ask(CloudChat(lifetime), schedule, data.draw(plays.seizures(schedule)))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.booleans())
def test_mail_is_read_alike_in_three_ways(data, to_self):
    schedule = data.draw(plays.schedules(gaps=plays.HOURS))
    ask(StaticKey(to_self), schedule, data.draw(plays.seizures(schedule)))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 4))
def test_a_secret_chat_is_read_alike_in_three_ways(data, messages):
    schedule = data.draw(plays.schedules(gaps=plays.HOURS))
    seizure = data.draw(plays.seizures(schedule, adversaries=tuple(Adversary)))
    assert ask(SecretChat(Every(messages)), schedule, seizure).predicted is not None


@settings(max_examples=50, deadline=None)
@given(st.data(), st.integers(2, 5), st.sampled_from([2.0 * 3600, 7 * DAY]))
def test_phones_that_decide_by_themselves_are_read_alike_in_three_ways(data, messages, seconds):
    schedule = data.draw(plays.schedules(at_once=True, most=24, gaps=plays.HOURS))
    seizure = data.draw(plays.seizures(schedule, adversaries=tuple(Adversary)))
    found = ask(SecretChat(Limits(messages, seconds)), schedule, seizure)
    assert found.predicted is not None


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(2, 5))
def test_trying_and_reasoning_agree_while_keys_change_and_messages_are_late(data, messages):
    schedule = data.draw(plays.schedules(most=24))
    seizure = data.draw(plays.seizures(schedule, adversaries=tuple(Adversary)))
    ask(SecretChat(Limits(messages)), schedule, seizure)
