"""The host: every control, moved over its whole range, changes what is shown; and words without it."""

import re
import runpy
import sys
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.lab import widgets
from cryptokit.lab.widgets import Host, host, order_board, ratchet_stepper, share_slider
from cryptokit.lab.widgets.view import Control, Kind, Shown, View, range_of, toggle
from cryptokit.rng import lesson

drawn = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "drawn.py")))
HOSTS = {
    "ratchet_stepper": lambda: ratchet_stepper("AAAB", rng=lesson("host")),
    "order_board": lambda: order_board("whatsapp"),
    "share_slider": share_slider,
}
EACH = pytest.mark.parametrize("name", HOSTS)
LIVE = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def without(monkeypatch):
    """As if ipywidgets were not installed."""
    monkeypatch.setitem(sys.modules, "ipywidgets", None)


@EACH
def test_each_control_moved_over_its_range_shows_what_the_function_says(name):
    made = HOSTS[name]()
    view, controls = made.view, made.controls()
    assert set(controls.moved) == {control.name for control in view.controls}
    assert controls.output.value == view.show(view.first).html()
    values = dict(view.first)
    for control in view.controls:
        seen = set()
        for value in (*control.values[::-1], control.first):
            controls.moved[control.name].value = value
            values[control.name] = value
            assert controls.output.value == view.show(values).html()
            seen.add(controls.output.value)
        # A country that brings nothing here serves orders all the same, and its tile says so.
        assert len(seen) == len(control.values)


def test_all_values_together_are_shown_and_in_any_order():
    made = order_board("domestic")
    controls = made.controls()
    for values in reversed(list(range_of(made.view))):
        for name, value in values.items():
            controls.moved[name].value = value
        assert controls.output.value == made.view.show(values).html()


@EACH
def test_two_shown_at_once_do_not_disturb_each_other(name):
    made = HOSTS[name]()
    one, other = made.controls(), made.controls()
    before = other.output.value
    control = made.view.controls[0]
    one.moved[control.name].value = next(v for v in control.values if v != control.first)
    assert (other.output.value, repr(made)) == (before, repr(HOSTS[name]()))
    assert one.output.value != before


@EACH
def test_every_control_has_a_description_and_is_one_that_keys_can_move(name):
    controls = HOSTS[name]().controls()
    for control in HOSTS[name]().view.controls:
        moved = controls.moved[control.name]
        assert moved.description == control.description != ""
        assert type(moved).__name__ in {"Checkbox", "Dropdown", "SelectionSlider"}
        assert moved in controls.box.children
    assert controls.box.children[-1] is controls.output


@EACH
def test_a_notebook_gets_the_controls_and_a_still_page_the_first_frame(name):
    made = HOSTS[name]()
    bundle = made._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {LIVE, "text/plain", "text/html"}
    assert bundle["text/plain"] == repr(made)
    first = made.view.show(made.view.first)
    assert first.html() in bundle["text/html"]
    assert escape(made.view.usage) in bundle["text/html"]


@EACH
def test_without_the_library_it_prints_its_first_frame_and_how_to_ask_for_others(name, without):
    made = HOSTS[name]()
    assert made.controls() is None
    assert set(made._repr_mimebundle_()) == {"text/plain", "text/html"}
    first, usage = made.view.show(made.view.first), made.view.usage
    assert str(made) == (
        f"{first!r}\nControls to move are shown in a notebook with ipywidgets. {usage}"
    )
    assert all(sentence in str(made) for sentence in (first.headline, *first.sentences))
    assert name in usage


@EACH
def test_the_call_that_it_tells_of_works_and_shows_something_else(name):
    made = HOSTS[name]()
    call = re.search(rf"{name}\(.*?\)(?=\.)", made.view.usage).group()
    other = eval(call, vars(widgets) | {"__builtins__": {}})  # noqa: S307  # our own sentence
    assert isinstance(other, Host)
    assert other.view.title == made.view.title
    assert str(other) != str(made)


def test_a_library_that_is_there_and_broken_is_not_passed_over(monkeypatch):
    def broken(name):
        raise ModuleNotFoundError("no traitlets", name="traitlets")

    monkeypatch.setattr(host, "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="traitlets"):
        share_slider().controls()


@pytest.mark.parametrize("kind", Kind)
def test_a_view_of_ones_own_is_shown_alike(kind):
    choices = (("<off>", False), ("on", True))
    control = Control("light", "Light & more", kind, choices, first=False)
    view = View(
        "a lamp", (control,), lambda values: Shown(f"<{values['light']}>", (), "<svg/>"), ""
    )
    controls = Host(view).controls()
    controls.moved["light"].value = True
    assert drawn.page(controls.output.value)[0] == ["<True> The sentences below say the same."]


def test_a_control_stands_on_one_of_its_values():
    with pytest.raises(ValueError, match="Light: 'dim' is none of off, on"):
        toggle("light", "Light", first="dim")
