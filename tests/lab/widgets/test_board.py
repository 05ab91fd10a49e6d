"""The order board: for every set of countries on every rung it says what brute force says."""

import runpy
from dataclasses import replace
from itertools import chain, product
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.errors import Unknown
from cryptokit.lab.explorer import subject
from cryptokit.lab.explorer.data import words as explorer_words
from cryptokit.lab.explorer.twin import framed
from cryptokit.lab.widgets import board, board_phrases
from cryptokit.lab.widgets.board import frame
from cryptokit.lab.widgets.board_drawing import svg
from cryptokit.lab.widgets.board_words import words
from cryptokit.lab.widgets.view import Shown, range_of
from cryptokit.messengers import ALL, DEFAULT, named
from cryptokit.world import FUTURE, PAST, Level, Power, explain, load

HERE = Path(__file__).parent
drawn = SimpleNamespace(**runpy.run_path(str(HERE / "drawn.py")))
second = SimpleNamespace(**runpy.run_path(str(HERE.parents[1] / "world" / "second_reach.py")))


@pytest.fixture(scope="module", autouse=True)
def _asked_once():
    """Who could bring what depends on the rung alone: over 128 sets of countries, ask once."""
    found, really = {}, explain._sources

    def sources(world, powers):
        if (id(world), powers) not in found:
            found[id(world), powers] = world, really(world, powers)  # kept, so the id stays its own
        return found[id(world), powers][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explain, "_sources", sources)
        yield


@pytest.fixture(scope="module")
def smallest():
    """Give, by brute force, the smallest sets of countries on each rung."""
    found = {}
    for messenger in DEFAULT:
        for level in Level:
            sets = second.minimal(messenger.world, level.powers)
            size = min(map(len, sets), default=None)
            found[messenger.name, level] = {one for one in sets if len(one) == size}
    return found


@pytest.mark.parametrize("messenger", DEFAULT, ids=lambda one: one.name)
def test_over_the_whole_range_the_answer_is_that_of_brute_force(messenger, smallest):
    world, walked = messenger.world, 0
    view = board.view(messenger, countries=(), level="L1", goal=PAST)
    for values in range_of(view):
        level = values["level"]
        served = [one for one in world.jurisdictions if values[f"country {one}"]]
        made = frame(messenger, PAST, served, level)
        known = second.facts(world, served, level.powers)
        assert made.readable == (PAST in second.follows(known, world.rules))
        assert set(map(frozenset, made.smallest)) == smallest[messenger.name, level]
        assert made.k_eff == min(map(len, smallest[messenger.name, level]), default=None)
        assert [one.country for one in made.tiles if one.serves] == served
        explained(made, known, world.rules)
        told(view.show(values) if walked % 23 == 0 else None, made)
        walked += 1
    assert walked == len(Level) * 2 ** len(world.jurisdictions)


def explained(made, known, rules):
    """Check that the steps of a yes lead there, and that a missing piece was all that was missing."""
    explanation = made.explanation
    taken = {fact for one in explanation.taken for fact in one.facts}
    assert taken <= known
    if made.readable:
        assert PAST in second.follows(taken, rules)
    for way in explanation.ways:
        lacks = {one.fact for one in way}
        assert not lacks & known
        assert PAST in second.follows(known | lacks, rules)
        for fact in lacks:
            assert PAST not in second.follows(known | (lacks - {fact}), rules)
    shown = {one.country: one for one in made.tiles}
    orders = [one.order.by for one in explanation.taken if one.order is not None]
    lacking = list(chain.from_iterable(explanation.ways[-1:]))
    able = [source.order.by for one in lacking for source in one.sources]
    for tile in made.tiles:
        assert len(tile.brings) == orders.count(tile.country)
        assert len(tile.lacks) == able.count(tile.country)
    for one in explanation.taken:
        if one.order is not None:
            assert any(one.piece.asset in said for said in shown[one.order.by].brings)
    for one in lacking:
        for source in one.sources:
            lacks = shown[source.order.by].lacks
            assert any(source.piece.asset in said and f"({one.fact})" in said for said in lacks)


def told(shown, made):
    """Check the words of a frame, and those of its picture where it is drawn."""
    headline, *sentences = words(made)
    assert headline.startswith("Readable" if made.readable else "Not readable")
    k = "no number of countries suffices" if made.k_eff is None else made.k_eff
    assert any(f"(k_eff is {k})" in said or f"{k}, so" in said.casefold() for said in sentences)
    assert sum(said.startswith("missing: ") for said in sentences) == sum(
        map(len, made.explanation.ways)
    )
    if shown is None:
        return
    assert (shown.headline, list(shown.sentences)) == (headline, sentences)
    texts = drawn.texts(shown)
    answer, number, promised = texts[-5], texts[-3], texts[-1]
    assert answer == ("✓ readable" if made.readable else "✗ not readable")
    assert number == str(k)
    assert promised == board_phrases.promised(made.promise)
    assert texts.count("✓ serves orders") == len(made.explanation.coalition)
    assert sum(text.startswith("▶ ") for text in texts) == 1
    assert drawn.page(shown.html())[1] == sentences


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_later_messages_are_answered_by_brute_force_too(messenger):
    world = messenger.world
    for level in Level:
        for served in ((), world.jurisdictions[:1], world.jurisdictions):
            made = frame(messenger, FUTURE, served, level)
            assert made.readable == second.derives(world, served, level.powers, FUTURE)
            assert "Here future means messages sent later." in words(made)


def test_the_promise_stands_beside_k_eff():
    cloud = words(frame(named("cloud_chat"), PAST, ["NL"], Level.MEMORY))
    assert cloud[-2:] == (
        "An order of one country is enough (k_eff is 1). Only this one will do: NL.",
        "Promised: several countries, which comes to 4 here.",
    )
    secret = words(frame(named("secret_chat"), PAST, ["NL"], Level.CODE))
    assert secret[-2:] == (
        "No number of countries suffices, so there is no k_eff.",
        "Promised: nobody but the two phones, so no order to a company should suffice.",
    )


def test_what_lies_open_needs_no_order():
    made = frame(named("channel"), PAST, (), Level.AT_REST)
    assert (made.readable, made.k_eff) == (True, 0)
    assert words(made)[0] == "Readable: past is open to anybody without any order."
    assert "Anybody can look" in words(made)[-2]


HOSTILE = "<b>NL"


def test_a_world_of_ones_own_is_asked_as_well_and_its_names_stay_text():
    assets = [{"id": "d<i>b", "loc": HOSTILE, "custodian": "user", "holds": ["past"]}]
    world = load({"name": "<script>", "assets": assets})
    view = board.view(world, countries=[HOSTILE], level="L8", goal=PAST)
    shown = view.show(view.first)
    assert shown.headline.startswith("Readable: past is reached by orders of <b>NL")
    assert "nothing, as this is no messenger's world" in shown.sentences[-1]
    assert any("d<i>b: disk" in text for text in drawn.texts(shown))
    _, items, tags = drawn.page(shown.html())
    assert items == list(shown.sentences)
    assert not {"b", "i", "script"} & set(tags)


@pytest.mark.parametrize(
    "wrong",
    [{"about": "nobody"}, {"countries": ["XX"]}, {"level": "L9"}, {"goal": "moon"}],
)
def test_what_is_not_there_is_named(wrong):
    given = {"about": "cloud_chat", "countries": (), "level": "L1", "goal": PAST} | wrong
    with pytest.raises(Unknown):
        first(**given)


def first(**given):
    view = board.view(**given)
    return view.show(view.first)


def test_the_picture_says_the_goal_and_the_powers_in_words_that_fit_into_it():
    every = frozenset(board_phrases.BESIDE)
    for messenger in ALL:
        for goal, beside in product((PAST, FUTURE), (frozenset(), frozenset({Power.TAP}), every)):
            made = replace(frame(messenger, goal, (), Level.AT_REST), beside=beside)
            shown = Shown(words(made)[0], words(made)[1:], svg(made, words(made)[0]))
            title, *rest = drawn.texts(shown)
            said = board_phrases.capital(board_phrases.GOALS[goal])
            assert title == f"Order board: {made.title}. {said}"
            assert [one in rest for one in ("✓ tapped lines", "✓ all other powers")] == [
                len(beside) == 1, len(beside) > 1
            ]  # fmt: skip
            assert board_phrases.K_EFF in rest
            assert board_phrases.number(made.k_eff) in rest


def test_the_board_and_the_explorer_say_the_same_words_of_the_same_things():
    page = explorer_words()
    for messenger in DEFAULT:
        made = framed(subject(messenger), FUTURE, messenger.world.jurisdictions[:1],
                      Level.AT_REST, "tap")  # fmt: skip
        texts = drawn.texts(Shown("x", (), svg(made, "x")))
        assert texts[-6::2] == page["boxes"]
        assert texts[-5] == page["answers"][made.readable]
        assert "✓ tapped lines" in texts
        assert made.k_eff is not None or texts[-3] == page["none"]
    made = framed(subject("cloud_chat"), FUTURE, ["NL"], Level.AT_REST, "tap")
    assert words(made)[0] == (
        "Readable: future is reached by orders of NL at L1 disks, with tapped lines."
    )
