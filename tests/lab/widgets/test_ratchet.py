"""The ratchet stepper: keys, turns and thefts are those of a real run, and of a book's turn-taking."""

import re
import runpy
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.exposure import (
    Adversary,
    Deliver,
    Form,
    Party,
    Schedule,
    Seizure,
    Send,
    Victim,
    in_order,
)
from cryptokit.exposure.closed_form import closed_form
from cryptokit.exposure.closure import closure, texts
from cryptokit.exposure.ratchet_phones import restore
from cryptokit.lab.widgets import ratchet
from cryptokit.lab.widgets.ratchet import frame, words
from cryptokit.lab.widgets.ratchet_drawing import svg
from cryptokit.lab.widgets.ratchet_frame import Turn
from cryptokit.lab.widgets.ratchet_story import LIMIT, tell
from cryptokit.lab.widgets.view import Shown, range_of
from cryptokit.rng import lesson

drawn = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "drawn.py")))
FORMS = pytest.mark.parametrize("form", Form)
TALKS = pytest.mark.parametrize("talk", ["A", "AAABBA", "ABABBAAB", "AAAAAB"])
KEPT = 5
"""So many chains of the other side an app keeps."""


def late():
    """Let message 2 of A come late, and message 1 after five turns more, its chain forgotten."""
    ops = [Send(Party.A, 0), Deliver(0)]
    ops += [Send(Party.A, 1), Send(Party.A, 2), Send(Party.A, 3), Deliver(3), Deliver(2)]
    sent = 4
    for turn in range(10):
        ops += [Send(Party.A if turn % 2 else Party.B, sent), Deliver(sent)]
        sent += 1
    return Schedule((*ops, Deliver(1)))


class Book:
    """What the specification says of turns, by counting: no keys, and none of the package's code."""

    def __init__(self, form):
        self.form = form
        self.own = {"A": 1, "B": 0}
        self.sent = {"A": 0, "B": 0}
        self.chains = {"A": {"B0": 0} if form is Form.SHIPPED else {}, "B": {}}
        self.begun = {"A": True, "B": form is Form.PUBLISHED}
        self.can_send = {"A": True, "B": False}

    def send(self, who):
        label = f"{who}{self.own[who]}#{self.sent[who]}"
        self.sent[who] += 1
        return label

    def hear(self, who, label):
        """Hear a message in order; tell whether its ratchet key is new."""
        chain, number = label.split("#")
        fresh = chain not in self.chains[who]
        if fresh:
            held = {} if self.form is Form.PUBLISHED else self.chains[who]
            self.chains[who] = dict([*held.items(), (chain, 0)][-KEPT:])
            self.own[who] += 1
            self.sent[who] = 0
            self.begun[who] = self.can_send[who] = True
        self.chains[who][chain] = int(number) + 1
        return fresh

    def keys(self, who):
        own = f"{who}{self.own[who]}"
        found = {f"private ratchet key {own}"}
        if self.begun[who]:
            found.add(f"root key {own}")
        if self.can_send[who]:
            found.add(f"chain {own}@{self.sent[who]}")
        found |= {f"chain {name}@{number}" for name, number in self.chains[who].items()}
        return found | self.long_lived(who) if self.form is Form.SHIPPED else found

    def long_lived(self, who):
        found = {f"private identity key of {who}"}
        if who == "A":
            return found | {"private signed prekey of A", "private one-time prekey of A"}
        unused = not self.begun["B"]
        prekey = {"private one-time prekey of B"} if unused else set()
        return found | {"private ratchet key B0"} | prekey


@FORMS
@TALKS
def test_over_the_whole_range_the_keys_and_turns_are_those_of_the_book(form, talk):
    story, book = tell(talk, form, rng=lesson("book")), Book(form)
    labels, agreed = [], 0
    for step in range(2 * len(talk) + 1):
        made = frame(story, step, Adversary.PASSIVE)
        if step:
            number, hears = divmod(step - 1, 2)
            by = talk[number]
            who = "AB"[by == "A"] if hears else by
            fresh = False
            if hears:
                fresh = book.hear(who, labels[-1])
            else:
                labels.append(book.send(who))
            chain, place = labels[-1].split("#")
            event = made.event
            assert (event.by, event.sends, event.number) == (who, not hears, number)
            assert event.turns == (Turn(chain, int(place), int(place) + 1),)
            assert event.opened
            agreed += 2 * fresh
            own = f"{who}{book.own[who]}"
            assert [(one.public, one.made, one.drawn) for one in event.agreements] == (
                [(chain, chain, False), (chain, own, True)] if fresh else []
            )
        assert made.agreed == agreed
        for held in made.phones:
            assert set(held.keys) == book.keys(held.party), (step, held.party)
            assert len(set(held.keys)) == len(held.keys)
    assert story.labels == tuple(labels)


@FORMS
@pytest.mark.parametrize(
    ("talk", "thief"),
    [("AAABBA", Adversary.PASSIVE), ("AAABBA", Adversary.ACTIVE), (late(), Adversary.PASSIVE)],
    ids=["passive", "active", "late"],
)
def test_over_the_whole_range_a_theft_opens_what_the_formula_and_the_rules_say(form, talk, thief):
    view = ratchet.view(talk, step=0, thief=thief, form=form)
    story = tell(talk, form, rng=lesson("thief"))
    schedule = in_order(talk) if isinstance(talk, str) else talk
    steps = [values["step"] for values in range_of(view) if values["thief"] is thief]
    assert steps == list(range(len(schedule.ops) + 1))
    for step in steps:
        made = frame(story, step, thief, rng=lesson("thief"))
        assert made.sent == {n for n, at in enumerate(schedule.sent) if at < step}
        for held in made.phones:
            seizure = Seizure(step, Victim(held.party), adversary=thief)
            assert held.opens == closed_form(story.how, schedule, seizure)
            if thief is Adversary.PASSIVE:
                assert held.opens == texts(closure(story.run, seizure))
            said = next(one for one in words(made) if f"steals {held.party}'s phone" in one)
            assert told(said) == (held.opens & made.sent, held.opens - made.sent)


def told(sentence):
    """Read the numbers of a sentence back: of messages sent so far, and still to come."""
    parts = re.fullmatch(r".*: of \d+ sent so far (.*); of \d+ still to come (.*)\.", sentence)
    return tuple(frozenset(map(int, re.findall(r"\d+", part))) for part in parts.groups())


@FORMS
def test_three_sends_in_a_row_turn_only_the_chain(form):
    story = tell("ABAAAB", form)
    begin = 4
    frames = [frame(story, begin + step, Adversary.PASSIVE) for step in range(1, 7)]
    sends = [one.event for one in frames if one.event.sends]
    assert [event.number for event in sends] == [2, 3, 4]
    assert [event.turns for event in sends] == [(Turn("A2", n, n + 1),) for n in range(3)]
    assert not any(event.agreements for event in sends)
    phones = [restore(story.run.held[begin + step][Victim.A].states) for step in range(7)]
    assert len({phone.own for phone in phones}) == 1
    roots = [[key for key in frame.phones[0].keys if key.startswith("root")] for frame in frames]
    assert roots == [["root key A2"]] * 6
    for one in frames:
        if one.event.sends:
            assert "No Diffie-Hellman step." in words(one)[1]


@FORMS
def test_an_answer_takes_two_steps_and_what_was_read_stays_closed(form):
    story = tell("AAABBA", form)
    before, after = (frame(story, step, Adversary.PASSIVE) for step in (7, 8))
    assert (before.agreed, after.agreed) == (2, 4)
    assert "private ratchet key A1" in before.phones[0].keys
    assert {"private ratchet key A1", "root key A1"} <= set(after.phones[0].gone)
    assert {"private ratchet key A2", "root key A2"} <= set(after.phones[0].new)
    assert all(not held.opens & {0, 1, 2} for held in after.phones)


@FORMS
def test_a_late_message_leaves_its_key_on_the_phone_until_it_comes(form):
    story = tell(late(), form)
    skipped = frame(story, 6, Adversary.PASSIVE)
    assert {"message key A1#1", "message key A1#2"} <= set(skipped.phones[1].new)
    assert {1, 2} <= skipped.phones[1].opens
    used = frame(story, 7, Adversary.PASSIVE)
    assert used.phones[1].gone == ("message key A1#2",)
    assert words(used)[1] == "On B's phone no chain turns. No Diffie-Hellman step."
    assert 2 not in used.phones[1].opens


def test_an_app_forgets_a_chain_and_says_so():
    story = tell(late(), Form.SHIPPED)
    made = frame(story, len(story.schedule.ops), Adversary.PASSIVE)
    assert not made.event.opened
    assert words(made)[0].endswith("B gets message 1, and has forgotten its chain.")
    book = tell(late(), Form.PUBLISHED)
    assert frame(book, len(book.schedule.ops), Adversary.PASSIVE).event.opened


@pytest.mark.parametrize(
    ("talk", "form"),
    [("AAABBA", Form.SHIPPED), ("AAABBA", Form.PUBLISHED), (late(), Form.SHIPPED)],
    ids=["shipped", "published", "late"],
)
def test_over_the_whole_range_picture_and_words_say_the_same(talk, form):
    story = tell(talk, form, rng=lesson("drawn"))
    for step in range(len(story.phones)):
        made = frame(story, step, Adversary.PASSIVE)
        headline, *sentences = words(made)
        one = Shown(headline, tuple(sentences), svg(made, headline))
        said = drawn.texts(one)
        for party, held in zip(Party, made.phones, strict=True):
            at = said.index(f"theft of {party}'s phone") + 1
            opens = {
                n for n, mark in enumerate(said[at : at + len(made.messages)]) if mark == "opens"
            }
            assert opens == held.opens
            at = said.index(f"{party}'s phone holds") + 1
            listed = said[at : at + len(held.keys) + len(held.gone)]
            marked = [f"+ new: {key}" if key in held.new else key for key in held.keys]
            assert listed == [*marked, *(f"− gone: {key}" for key in held.gone)]
            sentence = next(s for s in one.sentences if s.startswith(f"{party}'s phone holds"))
            assert all(key in sentence for key in held.keys)
        assert drawn.page(one.html())[1] == list(one.sentences)


@FORMS
def test_what_is_new_and_gone_adds_up_from_step_to_step(form):
    story = tell("AAABBA", form)
    frames = [frame(story, step, Adversary.PASSIVE) for step in range(13)]
    for before, after in pairwise(frames):
        for was, now in zip(before.phones, after.phones, strict=True):
            assert set(now.keys) == set(was.keys) - set(now.gone) | set(now.new)
            assert not set(now.new) & set(was.keys)
            assert set(now.gone) <= set(was.keys)


def test_luck_changes_no_frame():
    one, other = (tell("AAABBA", Form.SHIPPED, rng=lesson(seed)) for seed in ("one", "other"))
    for step in range(0, 13, 3):
        assert frame(one, step, Adversary.ACTIVE) == frame(other, step, Adversary.ACTIVE)


def test_the_controls_show_these_frames():
    view = ratchet.view("AAB", step=0, thief="passive", form=Form.SHIPPED, rng=lesson("view"))
    story = tell("AAB", Form.SHIPPED, rng=lesson("view"))
    walked = list(range_of(view))
    assert len(walked) == 7 * 2
    for values in walked:
        made, shown = frame(story, values["step"], values["thief"]), view.show(values)
        assert (shown.headline, *shown.sentences) == words(made)
        assert shown.svg == svg(made, shown.headline)


def test_no_key_is_shown():
    story = tell("AAABBA", Form.SHIPPED)
    said = "".join(str(words(frame(story, step, Adversary.PASSIVE))) for step in range(13))
    assert not re.search(r"[0-9a-f]{8}", said)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"conversation": "AXB"}, "who writes is said by A and B"),
        ({"conversation": ""}, "1 to 24 messages"),
        ({"conversation": "A" * (LIMIT + 1)}, "1 to 24 messages"),
        ({"conversation": "BA"}, "A writes first"),
        ({"step": 13}, "is none of"),
        ({"thief": "kind"}, "not a valid Adversary"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(wrong, why):
    given = {"conversation": "AAABBA", "step": 0, "thief": "passive", "form": Form.SHIPPED} | wrong
    with pytest.raises(ValueError, match=why):
        ratchet.view(**given)
    with pytest.raises(ValueError, match="from 0 to 2"):
        frame(tell("A", Form.SHIPPED), 3, Adversary.PASSIVE)
