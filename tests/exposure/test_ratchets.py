"""Double Ratchet and sender keys: three ways agree, on published cases and on any schedule."""

import json
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.exposure import (
    Adversary,
    Deliver,
    DoubleRatchet,
    Form,
    Party,
    Schedule,
    Seizure,
    Send,
    SenderKeys,
    Victim,
    compare,
    in_order,
)
from cryptokit.exposure.closed_form import closed_form
from cryptokit.rng import lesson

plays = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "plays.py")))
VECTOR = json.loads(
    (Path(__file__).parents[1] / "vectors" / "seizure-experiment.json").read_text("utf-8")
)
PHONES = (Victim.A, Victim.B)
BOTH = tuple(map(DoubleRatchet, Form))
COLUMNS = {"double_ratchet": BOTH, "sender_keys_no_rotation": (SenderKeys(), SenderKeys(3))}


def ask(how, schedule, seizure):
    found = compare(how, schedule, seizure, rng=lesson("ratchets"))
    assert found.agree, found
    assert found.predicted is not None
    return found


def readable(how, schedule, seizure):
    return sorted(ask(how, schedule, seizure).readable)


# Known answers


@pytest.mark.parametrize("column", COLUMNS)
def test_every_published_case_in_order_comes_out_in_all_three_ways(column):
    for case in VECTOR["in_order"]:
        schedule = in_order(case["senders"])
        seizure = Seizure(2 * case["seize_after_messages"], Victim(case["victim"]))
        for how in COLUMNS[column]:
            assert readable(how, schedule, seizure) == case["readable_passive"][column]


@pytest.mark.parametrize("how", BOTH)
def test_every_published_case_with_late_messages_comes_out_in_all_three_ways(how):
    for case in VECTOR["double_ratchet_async"]:
        ops = (
            Send(Party(op[1]), op[2]) if op[0] == "send" else Deliver(op[1]) for op in case["ops"]
        )
        seizure = Seizure(case["seize_before_op"], Victim(case["victim"]))
        assert readable(how, Schedule(tuple(ops)), seizure) == case["readable_passive"]


# Any schedule


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(BOTH))
def test_a_double_ratchet_is_read_alike_in_three_ways(data, how):
    schedule = data.draw(plays.schedules(most=24, gaps=plays.HOURS, a_first=True))
    ask(how, schedule, data.draw(plays.seizures(schedule, adversaries=tuple(Adversary))))


@settings(max_examples=80, deadline=None)
@given(st.data(), st.lists(st.integers(0, 14), max_size=7, unique=True))
def test_sender_keys_are_read_alike_in_three_ways(data, leaves):
    schedule = data.draw(plays.schedules(gaps=plays.HOURS))
    how = SenderKeys(2 + len(leaves), tuple(sorted(leaves)))
    ask(how, schedule, data.draw(plays.seizures(schedule, adversaries=tuple(Adversary))))


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(BOTH), st.integers(4, 9), st.sampled_from(PHONES))
def test_late_messages_of_many_chains_are_read_alike_in_three_ways(data, how, turns, victim):
    """A and B take turns; the second message of each turn is late, by as many turns as it likes."""
    ops, late, number = [], [], 0
    for turn in range(turns):
        by = Party.B if turn % 2 else Party.A
        ops += [Send(by, number), Send(by, number + 1), Deliver(number)]
        late.append(number + 1)
        number += 2
        while late and data.draw(st.integers(0, 3)) == 0:
            ops.append(Deliver(late.pop(0)))
    schedule = Schedule((*ops, *map(Deliver, late)))
    seizure = data.draw(plays.seizures(schedule, victims=(victim,), adversaries=tuple(Adversary)))
    ask(how, schedule, seizure)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from((*BOTH, SenderKeys())))
def test_without_recordings_only_what_still_passes_opens(data, how):
    schedule = data.draw(plays.schedules(a_first=True))
    seizure = replace(data.draw(plays.seizures(schedule)), recorded=True, history=0.0)
    passing = {n for n in schedule.numbers if schedule.delivered.get(n, seizure.t) >= seizure.t}
    recorded = closed_form(how, schedule, seizure)
    assert ask(how, schedule, replace(seizure, recorded=False)).readable == recorded & passing


def test_a_formula_is_silent_where_a_store_may_overflow():
    seizure = Seizure(0, Victim.A)
    for how, most in ((BOTH[0], 2000), (BOTH[1], 1000), (SenderKeys(), 2000)):
        assert closed_form(how, in_order("A" * most), seizure) == set(range(most))
        assert closed_form(how, in_order("A" * (most + 1)), seizure) is None
