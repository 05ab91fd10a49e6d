"""A seized phone of WhatsApp's case by case: by what each message opens, and bad input."""

import re
import runpy
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.court import examination, examine, examine_fresh
from cryptokit.evidence import store
from cryptokit.evidence.rows import Envelope
from cryptokit.evidence.store import Store
from cryptokit.signal import sender_keys
from cryptokit.signal.content import Content

HERE = Path(__file__).parent
phones = SimpleNamespace(**runpy.run_path(str(HERE / "phones.py")))


def how(found, number):
    """Give the steps to the key of a message, files and names of keys left out."""
    rows = store.read(found.table.sources[-1].path, Envelope)  # the relay's
    (key_id,) = {row.key_id for row in rows if row.number == number}
    steps = found.bench.keys[key_id].why
    return [re.sub(r"(\S+: )?key \w{8} ", "", step) for step in steps]


@pytest.fixture
def talk(tmp_path):
    """A relay and phones of A and B, with a companion of B's; A has begun with neither."""
    one = phones.Play(tmp_path / "case")
    one.sign_in(A, B, B2)
    return one


A, B, B2 = ("A", 1), ("B", 1), ("B", 2)
LINES = "further on a chain in the state of an app"
NEXT = "by the ratchet key of a phone, on the next chain of the other side"
FIRST = "by the prekeys of a phone, of a first message that waited"


def examination_of(talk, name):
    """Let the court read with one phone and the relay as it is now."""
    case = talk.case.parent / f"only-{name}"
    shutil.copytree(talk.case / name, case / name)
    (case / "relay").mkdir()
    with Store(case / "relay/disk.sqlite") as disk:
        disk.add_mixed(talk.envelopes)
    return [number for number, _, _ in examination(case).read]


def test_the_report_says_by_what_each_message_opened(talk):
    first = talk.say(A, [B], 0)
    talk.seize(B, "before")
    talk.hear(first)
    talk.hear(talk.say(B, [A], 1))
    talk.seize(A, "after")
    talk.hear(talk.say(A, [B], 2))
    talk.say(B, [A], 3)
    for number in range(4, 110):
        talk.say(A, [B], number)
    read, found = talk.examined()
    assert read == [0, *range(2, 110)]
    assert how(found, 0) == [FIRST]
    assert how(found, 3) == [NEXT]
    assert how(found, 2) == ["in the state of an app"]
    assert how(found, 109) == [LINES]
    report = examine(talk.case)
    assert report == next(examine_fresh([talk.case]))
    assert any(
        step.startswith("before/disk.sqlite: key ") and FIRST in step for step in report.steps
    )
    assert (report.past, report.locked, report.bad) == (109, 1, ())


def test_a_sender_key_that_waits_in_a_first_message_gives_the_group_after_it(talk):
    talk.seize(B)
    talk.hand_out(A, [B, B2], 1)
    for number in range(1, 5):
        talk.say_to_all(A, [B, B2], number)
    read, found = talk.examined()
    assert read == [1, 2, 3, 4]
    first, then = how(found, 4)
    assert first == FIRST
    assert re.fullmatch(r"by a sender key that came under key \w{8}", then)
    report = examine(talk.case)
    assert (report.past, report.locked, report.bad) == (4, 0, ())
    assert report == next(examine_fresh([talk.case]))


def test_a_sender_key_gives_nothing_from_before_it_and_the_relay_alone_gives_none(talk):
    talk.hand_out(A, [], 0)
    talk.say_to_all(A, [B], 1)
    handed = Content(distribution=sender_keys.hand_out(talk.phones[A].mine), group=bytes(16))
    talk.tell(A, [B], handed, 2)
    talk.say_to_all(A, [B], 2)
    talk.put("alone/relay", talk.envelopes)
    assert not examination(talk.case / "alone").read
    talk.seize(B, "seized/phone")
    talk.put("seized/relay", talk.envelopes)
    found = examination(talk.case / "seized")
    assert [number for number, _, _ in found.read] == [2]
    assert [number for number, _, _ in found.locked] == [1]


def test_a_sender_key_on_a_ratchet_that_turned_once_more_opens_too(talk):
    """By fixpoint: a turn gives a message, which gives a chain, which gives words."""
    talk.hear(talk.say(A, [B], 0))
    talk.seize(B)
    talk.hear(talk.say(B, [A], 1))
    talk.hand_out(A, [B], 2)
    talk.say_to_all(A, [B], 3)
    read, found = talk.examined()
    assert read == [1, 3]
    assert how(found, 3)[0] == NEXT


def test_an_archived_session_still_opens_what_comes_late(talk):
    """Both begin at once: each phone keeps two sessions, and only one of them is in use."""
    from_a, from_b = talk.say(A, [B], 0), talk.say(B, [A], 1)
    talk.hear(from_a)
    talk.hear(from_b)
    late = talk.say(A, [B], 2)
    talk.hear(talk.say(B, [A], 3))
    talk.hear(talk.say(A, [B], 4))
    (peer,) = talk.phones[B].sessions.peers.values()
    assert len(peer.archived) == 1
    talk.seize(B)
    read, _ = talk.examined()
    assert read == [2], "what came late, on the session that is not in use any more"
    assert late


def test_each_device_opens_its_own_copy(talk):
    talk.hear(talk.say(A, [B, B2], 0))
    talk.seize(B2)
    talk.say(A, [B, B2], 1)
    read, found = talk.examined()
    assert read == [1]
    assert found.locked == {(0, 0, "A")}


def test_two_phones_together_give_what_one_has_sent_and_the_other_has_not_heard(talk):
    talk.hear(talk.say(A, [B], 0))
    talk.hear(talk.say(B, [A], 1))
    for number in (2, 3):
        talk.say(A, [B], number)
    talk.seize(A, "a")
    talk.say(A, [B], 4)
    alone = examination_of(talk, "a")
    talk.seize(B, "b")
    assert alone == [4]
    assert talk.examined()[0] == [2, 3, 4]


def test_a_first_message_without_a_one_time_prekey_opens_after_it_was_read(tmp_path):
    one = phones.Play(tmp_path / "case", one_time=0)
    one.sign_in(A, B)
    one.hear(one.say(A, [B], 0))
    one.seize(B)
    assert one.examined()[0] == [0], "the signed prekey stays for a month"


def test_copies_of_a_packet_open_and_a_forged_one_beside_it_is_said_to_be_forged(talk):
    talk.hear(talk.say(A, [B], 0))
    talk.seize(B)
    talk.hear(talk.say(B, [A], 1))
    talk.say(A, [B], 2)
    genuine = talk.envelopes[-1]
    bent = replace(genuine, body=genuine.body[:-1] + bytes([genuine.body[-1] ^ 1]))
    talk.envelopes += [bent, genuine]
    talk.put("copy", [genuine])
    talk.put("relay", talk.envelopes)
    found = examination(talk.case)
    assert {number for number, _, _ in found.read} == {1, 2}
    assert [one for one in found.bench.bad if "forged or damaged" in one]


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 500), bit=st.integers(0, 7), step=st.sampled_from([0, 1, 2]))
def test_a_changed_packet_opens_as_it_was_or_not_at_all_and_hides_no_other(at, bit, step):
    with tempfile.TemporaryDirectory() as folder:
        one = phones.Play(Path(folder) / "case")
        one.sign_in(A, B)
        first = one.say(A, [B], 0)
        one.seize(B)
        one.hear(first)
        one.say(A, [B], 1)
        one.hand_out(A, [B], 2)
        one.say_to_all(A, [B], 3)
        body = bytearray(one.envelopes[step].body)
        body[at % len(body)] ^= 1 << bit
        one.envelopes[step] = replace(one.envelopes[step], body=bytes(body))
        one.put("relay", one.envelopes)
        read = {number: line.text for (number, _, _), line in examination(one.case).read.items()}
    said = {number: f"message {number}" for number in (0, 1, 3)}
    assert read.items() <= said.items()
    assert read.keys() >= said.keys() - ({step, 3} if step == 2 else {step})
