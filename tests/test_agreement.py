"""Three answers to one question: the examiner's, the engine's, and one worked out by hand."""

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, event, find, given, settings
from hypothesis import strategies as st

from cryptokit.conversation import say
from cryptokit.court import examination, seize
from cryptokit.evidence.files import path_of
from cryptokit.messengers import ALL
from cryptokit.messengers.deploy import deploy
from cryptokit.rng import lesson
from cryptokit.testing import chats, worlds
from cryptokit.world import PAST, Level, Piece, View, closure, reach

second = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "world/second_reach.py")))

CHAT = say(["Alice: 1", "Bob: שלום", "Alice: 🙂 at nine?", "Bob: 4", "Bob: ok"])
AT = 1 << 62


def expected_texts(chat):
    return [(i, m.sent, m.sender, m.shown) for i, m in enumerate(chat.messages, 1)]


def as_shown(messenger, chat):
    """The chat as a messenger stores it: in a public channel, the channel signs what is posted."""
    if messenger.name != "channel":
        return chat
    signed = (replace(message, sender=chat.name) for message in chat.messages)
    return replace(chat, messages=tuple(signed))


def texts_read(case):
    read = examination(case).read
    return sorted(
        (number, line.sent, line.sender, line.text) for (number, *_), line in read.items()
    )


class Examiner:
    """Seizes each distinct set of files once, and remembers what was read in it."""

    def __init__(self, run, cases):
        self.run, self.cases, self.known = run, cases, {}

    def reads(self, reached):
        files = frozenset(piece for piece in reached if path_of(self.run, piece).exists())
        if files not in self.known:
            case = self.cases / str(len(self.known))
            seize(self.run, reached, case, at=AT)
            self.known[files] = texts_read(case)
        return self.known[files]


def check(world, chat, run, cases):
    """Compare all three for every coalition and every rung; give how many were compared."""
    examiner, whole = Examiner(run, cases), expected_texts(chat)
    compared = {True: 0, False: 0}
    for countries in second.coalitions(world):
        for level in Level:
            powers = {power.value for power in level.powers}
            by_hand = second.derives(world, countries, powers)
            engine = PAST in closure(world, countries, level.powers)
            # The reach that both of ours share must be the one worked out by hand.
            brought = second.pieces(world, countries, powers)
            reached = reach(world, countries, level.powers)
            assert {(piece.asset, piece.view.value) for piece in reached} == brought
            read = examiner.reads(reached)
            where = f"{world.name}, {countries}, {level}"
            assert engine == by_hand, where
            assert read == (whole if by_hand else []), where
            compared[by_hand] += 1
    return compared


@pytest.mark.parametrize("messenger", ALL, ids=lambda messenger: messenger.name)
def test_the_examiner_reads_exactly_what_both_engines_derive(messenger, tmp_path):
    world = messenger.world
    messenger.deliver(
        world, CHAT, tmp_path / "run", rng=lesson(messenger.name), progress=lambda _: None
    )
    shown = as_shown(messenger, CHAT)
    compared = check(world, shown, tmp_path / "run", tmp_path / "cases")
    assert sum(compared.values()) == 2 ** len(world.jurisdictions) * len(Level)
    if messenger.name == "channel":
        assert compared[False] == 0, "nobody, the empty coalition, reads what is public"
    else:
        assert min(compared.values()) > 0, "only one of the two answers was ever tried"


def test_random_worlds_open_to_the_examiner_exactly_when_both_engines_say_so(
    tmp_path_factory,
):
    total = {True: 0, False: 0}

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(world=worlds(), chat=chats(most=3), seed=st.binary(max_size=4))
    def all_three_agree(world, chat, seed):
        folder = tmp_path_factory.mktemp("world")
        deploy(world, chat, folder / "run", rng=lesson(seed))
        compared = check(world, chat, folder / "run", folder / "cases")
        assert sum(compared.values()) == 2 ** len(world.jurisdictions) * len(Level)
        event("some coalition reads" if compared[True] else "nobody ever reads")
        if PAST in closure(world, [], Level.AT_REST.powers):
            event("anybody reads")
        for answer, count in compared.items():
            total[answer] += count

    all_three_agree()
    assert min(total.values()) > 100, f"one of the two answers was hardly tried: {total}"


def test_a_random_world_that_anybody_can_read_opens_without_any_order(tmp_path):
    world = find(worlds(), lambda one: PAST in closure(one, [], Level.AT_REST.powers))
    deploy(world, CHAT, tmp_path / "run", rng=lesson("open"))
    assert check(world, CHAT, tmp_path / "run", tmp_path / "cases")[False] == 0


def test_the_examiner_needs_every_file_that_it_was_given_credit_for(tmp_path):
    """The oracle above can fail: without the file that mattered, nothing is read any more."""
    world = ALL[1].world
    deploy(world, CHAT, tmp_path / "run", rng=lesson("credit"))
    reached = reach(world, ["NL"], Level.MEMORY.powers)
    assert Examiner(tmp_path / "run", tmp_path / "a").reads(reached) == expected_texts(CHAT)
    del reached[Piece("db", View.MEMORY)]
    assert Examiner(tmp_path / "run", tmp_path / "b").reads(reached) == []
