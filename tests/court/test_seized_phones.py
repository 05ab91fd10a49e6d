"""A seized phone of WhatsApp's opens what exposure says, and by what the report says it."""

import runpy
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.conversation import say
from cryptokit.court import examination
from cryptokit.exposure import (
    Deliver,
    DoubleRatchet,
    Party,
    Schedule,
    Seizure,
    Send,
    SenderKeys,
    Victim,
    compare,
    in_order,
)  # fmt: skip
from cryptokit.messengers import named
from cryptokit.rng import lesson

HERE = Path(__file__).parent
plays = SimpleNamespace(**runpy.run_path(str(HERE.parent / "exposure/plays.py")))
phones = SimpleNamespace(**runpy.run_path(str(HERE / "phones.py")))
PHONES = (Victim.A, Victim.B)


def said_by_exposure(how, schedule, seizure):
    found = compare(how, schedule, seizure, rng=lesson("court"))
    assert found.agree, found
    return sorted(found.readable)


def court_reads(schedule, seizure, **more):
    with tempfile.TemporaryDirectory() as folder:
        return phones.play(Path(folder) / "case", schedule, seizure, **more)


# Laws


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(Victim))
def test_the_court_reads_what_exposure_says_of_two_phones_on_any_schedule(data, victim):
    schedule = data.draw(plays.schedules(most=24, a_first=True))
    seizure = Seizure(data.draw(st.integers(0, len(schedule.ops))), victim)
    expected = said_by_exposure(DoubleRatchet(), schedule, seizure)
    assert court_reads(schedule, seizure) == expected


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(5, 9), st.sampled_from(PHONES))
def test_the_court_reads_what_exposure_says_of_late_messages_of_many_chains(data, turns, victim):
    """A and B take turns; the second message of each turn is late, by as many as it likes."""
    ops, late = [], []
    for turn in range(turns):
        by = Party.B if turn % 2 else Party.A
        ops += [Send(by, 2 * turn), Send(by, 2 * turn + 1), Deliver(2 * turn)]
        late.append(2 * turn + 1)
        while late and data.draw(st.integers(0, 3)) == 0:
            ops.append(Deliver(late.pop(0)))
    schedule = Schedule((*ops, *map(Deliver, late)))
    seizure = Seizure(data.draw(st.integers(0, len(schedule.ops))), victim)
    expected = said_by_exposure(DoubleRatchet(), schedule, seizure)
    assert court_reads(schedule, seizure) == expected


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(Victim))
def test_the_court_reads_what_exposure_says_of_a_group_on_any_schedule(data, victim):
    schedule = data.draw(plays.schedules(most=16))
    seizure = Seizure(data.draw(st.integers(0, len(schedule.ops))), victim)
    expected = said_by_exposure(SenderKeys(), schedule, seizure)
    assert court_reads(schedule, seizure, group=True) == expected


# Known answers


@pytest.mark.parametrize(
    ("t", "victim", "readable"),
    [
        (0, "A", [0, 1]),  # its own first message, and the answer to it
        (0, "B", [0]),  # the first message, by the prekeys
        (1, "B", [0]),  # it waits
        (2, "B", [1, 2]),
        (4, "A", [2, 3]),
        (5, "B", [2]),
        (5, "A", [3]),
        (12, "A", []),
        (4, "server", []),
    ],
)
def test_of_six_messages_in_turns_a_phone_gives_two_and_heals(t, victim, readable):
    schedule, seizure = in_order("ABABAB"), Seizure(t, Victim(victim))
    assert court_reads(schedule, seizure) == readable
    assert said_by_exposure(DoubleRatchet(), schedule, seizure) == readable


@pytest.mark.parametrize(("victim", "last"), [("A", 262), ("B", 263)])
def test_a_burst_is_read_to_its_end_and_one_turn_more(victim, last):
    schedule, seizure = in_order("AB" + "A" * 260 + "BAB"), Seizure(10, Victim(victim))
    assert court_reads(schedule, seizure) == list(range(5, last + 1))
    assert said_by_exposure(DoubleRatchet(), schedule, seizure) == list(range(5, last + 1))


# A run of the messenger itself


@pytest.mark.parametrize("who", ["ABABBA", "AAABBB"])
def test_whatsapp_itself_leaves_what_exposure_says(who, tmp_path):
    """The same chat twice: the phone as it was in the middle, the relay as it is in the end."""
    whole = say([f"{by}: message {number}" for number, by in enumerate(who)])
    delivered(whole, tmp_path / "then")
    for t in range(1, len(who)):
        delivered(replace(whole, messages=whole.messages[:t]), tmp_path / f"{t}")
        for victim, asset in zip(PHONES, ("phone_a", "phone_b"), strict=True):
            case = tmp_path / f"case-{victim}-{t}"
            shutil.copytree(tmp_path / f"{t}" / asset, case / asset)
            shutil.copytree(tmp_path / "then/relay", case / "relay")
            read = {int(line.text.split()[1]) for line in examination(case).read.values()}
            seizure = Seizure(2 * t, victim, history=1e6)
            assert sorted(read) == said_by_exposure(DoubleRatchet(), in_order(who), seizure)


def delivered(chat, run):
    one = named("whatsapp")
    one.deliver(one.world, chat, run, rng=lesson("run"), progress=lambda _: None)
