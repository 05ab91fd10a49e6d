"""Guesses: noted by a call or a button, held against what came out, counted for a class."""

import json
import sys
from collections import Counter
from types import SimpleNamespace

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import BadExport
from cryptokit.lab.course import collect, guesses, predict
from cryptokit.lab.course.guesses import MIME

LIVE = "application/vnd.jupyter.widget-view+json"
options = st.lists(st.text(min_size=1, max_size=4), min_size=2, max_size=4, unique=True)


def notebook(*bundles):
    outputs = [nbformat.v4.new_output("display_data", data={MIME: one}) for one in bundles]
    cell = nbformat.v4.new_code_cell("", id="one")
    cell.outputs = outputs
    return nbformat.v4.new_notebook(cells=[cell])


def handed_in(folder, name, *outcomes):
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook(*(one._repr_mimebundle_()[MIME] for one in outcomes)), path)
    return path


@given(options, st.data())
def test_a_guess_is_right_exactly_if_it_came_out(offered, data):
    mine = data.draw(st.none() | st.sampled_from(offered))
    truth = data.draw(st.sampled_from(offered))
    outcome = predict("00.a", "Which?", offered, mine=mine).against(truth, "So it is.")
    assert outcome.right == (mine == truth)
    assert truth in repr(outcome)
    assert repr(outcome).endswith("So it is.")


def test_numbers_and_truths_are_compared_as_they_are_written():
    guess = predict("00.a", "How many?", [1, 2, 256], mine=256)
    assert guess.against(256).right
    assert guess.against("256").right
    assert not guess.against(2).right


@pytest.mark.parametrize("mine", ["3", 0, "yes", 1.0])
def test_a_guess_that_is_no_option_is_refused_with_the_options(mine):
    with pytest.raises(ValueError, match="none of the options: 1, 2"):
        predict("00.a", "How many?", [1, 2], mine=mine)


def test_a_truth_that_is_no_option_is_the_lessons_fault_and_is_refused():
    with pytest.raises(ValueError, match="none of the options: 1, 2"):
        predict("00.a", "How many?", [1, 2], mine=1).against(3)


def test_who_made_no_guess_is_told_so_and_sees_what_came_out():
    guess = predict("00.b", "How many?", [1, 2])
    assert "Write your guess in the place of None, such as mine=" in repr(guess)
    assert repr(guess.against(2)) == "You made no guess. It came out: 2."


def test_a_button_notes_a_guess_and_the_call_counts_more(monkeypatch):
    pytest.importorskip("ipywidgets", reason="ipywidgets is not installed")
    guess = predict("00.pressed", "How many?", [1, 2])
    buttons = guess._buttons()
    assert tuple(buttons.options) == ("1", "2")
    assert buttons.value is None
    buttons.value = "2"
    assert guess.against(2).right
    assert predict("00.pressed", "How many?", [1, 2]).made == "2", "the cell may be run again"
    assert predict("00.pressed", "How many?", [1, 2], mine=1).made == "1"
    assert predict("00.another", "How many?", [1, 2]).made is None


@pytest.fixture
def screen(monkeypatch):
    """Give what is shown in a notebook, in order."""
    pytest.importorskip("ipywidgets", reason="ipywidgets is not installed")
    outputs = []

    def display(shown, *, raw=False):
        outputs.append(shown)

    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    return outputs


@pytest.fixture
def made(monkeypatch):
    """Give the buttons that were made, in order."""
    found, real = [], guesses.Guess._buttons

    def buttons(guess):
        found.append(real(guess))
        return found[-1]

    monkeypatch.setattr(guesses.Guess, "_buttons", buttons)
    return found


def test_a_notebook_shows_buttons_below_a_question_that_nobody_answered_in_the_call(screen, made):
    asked = predict("00.shown", "How many?", [1, 2])
    asked._ipython_display_()
    words, buttons = screen
    assert words == {"text/plain": repr(asked)}
    assert set(buttons) == {LIVE}, "where nothing can be pressed, no repr stands for the buttons"
    assert buttons[LIVE]["model_id"] == made[0].model_id
    made[0].value = "1"
    asked._ipython_display_()
    assert made[-1].value == "1", "a cell that is run again shows what was pressed"
    assert screen[-1][LIVE]["model_id"] == made[-1].model_id
    predict("00.shown", "How many?", [1, 2], mine=2)._ipython_display_()
    assert screen[4:] == [{"text/plain": "How many?\n  - 1\n  - 2\nYour guess: 2"}]


def test_without_buttons_the_question_is_shown_alone(screen, monkeypatch):
    monkeypatch.setattr(guesses, "find_spec", lambda _: None)
    predict("00.alone", "How many?", [1, 2])._ipython_display_()
    assert len(screen) == 1


@given(st.lists(st.sampled_from([None, "1", "2"]), max_size=6))
def test_a_class_is_counted_guess_by_guess(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("class")
    paths = [
        handed_in(folder, f"n{at}", predict("00.c", "How many?", [1, 2], mine=mine).against(2))
        for at, mine in enumerate(made)
    ]
    tallies = collect(paths)
    if not made:
        assert tallies == ()
        return
    (tally,) = tallies
    counts = Counter(one for one in made if one is not None)
    assert tally.counts == {"1": counts["1"], "2": counts["2"]}
    assert (tally.name, tally.question, tally.truth) == ("00.c", "How many?", "2")


def test_a_notebook_counts_once_with_what_it_says_last(tmp_path):
    first = predict("00.d", "How many?", [1, 2], mine=1).against(2)
    then = predict("00.d", "How many?", [1, 2], mine=2).against(2)
    (tally,) = collect([handed_in(tmp_path, "twice", first, then)])
    assert tally.counts == {"1": 0, "2": 1}


GOOD = {"name": "00.e", "question": "?", "options": ["1", "2"], "mine": "1", "truth": "2"}


@pytest.mark.parametrize(
    "bundle",
    [
        [],
        "a guess",
        {},
        GOOD | {"mine": "three"},
        GOOD | {"truth": "three"},
        GOOD | {"mine": ["1"]},
        GOOD | {"options": "12"},
        GOOD | {"name": None},
        {name: value for name, value in GOOD.items() if name != "truth"},
    ],
    ids=repr,
)
def test_what_somebody_wrote_by_hand_is_passed_over(tmp_path, bundle):
    path = tmp_path / "by hand.ipynb"
    nbformat.write(notebook(bundle, GOOD | {"name": "00.f"}), path)
    assert [one.name for one in collect([path])] == ["00.f"]


def test_a_notebook_that_was_not_run_has_no_guesses(tmp_path):
    assert collect([handed_in(tmp_path, "not run")]) == ()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"cells": 3}', '{"cells": [1]}', '{"cells": [{"outputs": [1]}]}',
     '{"cells": [{"outputs": [{"data": []}]}]}', "[" * 100_000],
    ids=lambda text: text[:40] or "empty",
)  # fmt: skip
def test_a_file_that_is_no_notebook_is_named(tmp_path, text):
    path = tmp_path / "n.ipynb"
    path.write_text(text)
    with pytest.raises(BadExport, match="not a notebook") as caught:
        collect([path])
    assert caught.value.source == str(path)


def test_bytes_that_are_no_text_are_no_notebook(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadExport, match="not a notebook"):
        collect([path])


def test_an_outcome_in_a_notebook_says_the_same_in_words_and_as_data():
    outcome = predict("00.g", "How many?", [1, 2], mine=1).against(2, "Two.")
    bundle = outcome._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == repr(outcome) == "You guessed 1. It came out: 2. Two."
    assert json.loads(json.dumps(bundle[MIME])) == {
        "name": "00.g", "question": "How many?", "options": ["1", "2"], "mine": "1", "truth": "2"
    }  # fmt: skip
