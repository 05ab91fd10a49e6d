"""The explorer in a notebook: words without anywidget, the page's own bundle with it."""

import importlib
import json
import sys

import pytest

from cryptokit.errors import Unknown
from cryptokit.lab.explorer.bundle import bundle
from cryptokit.lab.explorer.widget import widget
from cryptokit.lab.widgets.library import library
from cryptokit.messengers import named
from cryptokit.world import load


def test_without_anywidget_it_prints_in_words(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    made = widget("A3", countries=["NL", "US"], level="L2")
    assert made.live() is None
    assert str(made).startswith("Orders of NL and US are not enough: the messages sent before them")
    assert "Key part 2 (s2): SG could take the key part on key server 2 (p2)." in repr(made)
    assert "docs/explorer.html" in made._repr_html_()
    assert "<details>" not in made._repr_html_()


def test_an_anywidget_that_is_broken_says_so(monkeypatch):
    def broken(_name):
        raise ModuleNotFoundError(name="psygnal")

    monkeypatch.setitem(library.__globals__, "import_module", broken)
    with pytest.raises(ModuleNotFoundError):
        widget("A1").live()


def test_with_anywidget_it_is_the_bundle_of_the_page():
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    made = widget(named("domestic"), countries=["RU"], level="L3", goal="future")
    live = made.live()
    assert live.state == {
        "subject": "domestic",
        "goal": "future",
        "rung": 2,
        "beside": 0,
        "orders": 1,
    }
    assert live.data["subjects"][0]["id"] == "domestic"
    assert live._esm == bundle("widget.js")


def test_a_cell_that_is_run_again_is_not_worked_out_again_and_gets_values_of_its_own(monkeypatch):
    first = widget("A2", level="L2", countries=["NL"])
    kept = json.dumps(first.content)
    first.content["subjects"][0]["answers"]["lines"].clear()

    def again(*_given, **_more):
        raise AssertionError("it was worked out again")

    monkeypatch.setitem(widget.__globals__, "explored", again)
    assert json.dumps(widget("A2", level="L8").content) == kept
    with pytest.raises(AssertionError, match="again"):
        widget("A2", beside=["tap"])


def test_a_notebook_gets_the_switches_and_below_them_the_words(monkeypatch):
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    display = importlib.import_module("IPython.display")
    outputs = []

    def note(shown, *, raw):
        assert raw
        outputs.append(shown)

    monkeypatch.setattr(display, "display", note)
    made = widget("A3", countries=["NL", "US"], level="L2")
    made._ipython_display_()
    live, still = outputs
    assert "application/vnd.jupyter.widget-view+json" in live
    assert "text/html" not in live
    assert still["text/html"].startswith("<details>")
    assert "missing" in still["text/html"]
    assert still["text/plain"] == repr(made)


def test_what_there_is_not_is_refused():
    for wrong in (
        {"about": "nobody"},
        {"about": "A1", "countries": ["NL"]},
        {"about": "A1", "level": "L9"},
        {"about": "A1", "goal": "sometime"},
        {"about": "A1", "beside": ["tapp"]},
    ):
        with pytest.raises(Unknown):
            widget(**wrong)


def test_a_world_of_ones_own_promises_nothing():
    world = load({
        "name": "mine",
        "assets": [{"id": "db", "loc": "NL", "custodian": "public", "holds": ["past"]}],
    })  # fmt: skip
    made = widget(world)
    assert "Promised: nothing" in str(made)
    assert str(made).startswith(
        "Anybody can read the messages sent before the orders: no order is needed."
    )
