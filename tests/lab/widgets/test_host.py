"""The host: every control, moved over its whole range, changes what is shown; and words without it."""

import re
import runpy
import sys
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.lab import widgets
from cryptokit.lab.widgets import Host, order_board, ratchet_stepper, share_slider
from cryptokit.lab.widgets.library import library
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
    view, frames = made.view, []
    controls = made.controls(frames.append)
    assert set(controls.moved) == {control.name for control in view.controls}
    assert not frames
    values = dict(view.first)
    for control in view.controls:
        seen = set()
        for value in (*control.values[::-1], control.first):
            controls.moved[control.name].value = value
            values[control.name] = value
            assert frames[-1] == view.show(values)
            seen.add(frames[-1])
        # A country that brings nothing here serves orders all the same, and its tile says so.
        assert len(seen) == len(control.values)


def test_all_values_together_are_shown_and_in_any_order():
    made = order_board("domestic")
    frames = []
    controls = made.controls(frames.append)
    for values in reversed(list(range_of(made.view))):
        for name, value in values.items():
            controls.moved[name].value = value
        assert frames[-1] == made.view.show(values)


@EACH
def test_two_shown_at_once_do_not_disturb_each_other(name):
    made = HOSTS[name]()
    mine, theirs = [], []
    one, _ = made.controls(mine.append), made.controls(theirs.append)
    control = made.view.controls[0]
    one.moved[control.name].value = next(v for v in control.values if v != control.first)
    assert (theirs, repr(made)) == ([], repr(HOSTS[name]()))
    assert mine != [made.view.show(made.view.first)]


@EACH
def test_every_control_has_a_description_and_is_one_that_keys_can_move(name):
    controls = HOSTS[name]().controls(print)
    for control in HOSTS[name]().view.controls:
        moved = controls.moved[control.name]
        assert moved.description == control.description != ""
        assert type(moved).__name__ in {"Checkbox", "Dropdown", "SelectionSlider"}
        assert moved in controls.box.children


@pytest.fixture
def screen(monkeypatch):
    """Give the outputs of a notebook, in order; an update takes the place of what it updates."""
    outputs = []

    class Handle:
        def display(self, bundle, *, raw):
            assert raw
            self.at = len(outputs)
            outputs.append(bundle)

        def update(self, bundle, *, raw):
            assert raw
            outputs[self.at] = bundle

    def display(bundle, *, raw):
        assert raw
        outputs.append(bundle)

    shown = SimpleNamespace(DisplayHandle=Handle, display=display)
    monkeypatch.setitem(sys.modules, "IPython.display", shown)
    return outputs


@EACH
def test_a_notebook_gets_the_controls_and_below_them_the_frame_they_are_set_to(name, screen):
    made, box = HOSTS[name](), []
    real = made.controls
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Host, "controls", lambda _, show: box.append(real(show)) or box[0])
        made._ipython_display_()
    live, frame = screen
    assert live["text/plain"] == made.view.title
    assert live[LIVE]["model_id"] == box[0].box.model_id
    assert frame == {"text/plain": repr(made), "text/html": made._repr_html_()}
    assert escape(made.view.usage) in frame["text/html"]
    control = made.view.controls[0]
    other = next(value for value in control.values if value != control.first)
    box[0].moved[control.name].value = other
    now = made.view.show({**made.view.first, control.name: other})
    assert screen == [live, {"text/plain": repr(now), "text/html": now.html()}]


@EACH
def test_without_the_library_it_prints_its_first_frame_and_how_to_ask_for_others(
    name, without, screen
):
    made = HOSTS[name]()
    assert made.controls(print) is None
    made._ipython_display_()
    assert screen == [{"text/plain": repr(made), "text/html": made._repr_html_()}]
    first, usage = made.view.show(made.view.first), made.view.usage
    assert str(made) == (
        f"{first!r}\nControls to move are shown in a running notebook with ipywidgets. {usage}"
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

    monkeypatch.setitem(library.__globals__, "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="traitlets"):
        share_slider().controls(print)


@pytest.mark.parametrize("kind", Kind)
def test_a_view_of_ones_own_is_shown_alike(kind):
    choices = (("<off>", False), ("on", True))
    control = Control("light", "Light & more", kind, choices, first=False)
    view = View(
        "a lamp", (control,), lambda values: Shown(f"<{values['light']}>", (), "<svg/>"), ""
    )
    frames = []
    controls = Host(view).controls(frames.append)
    controls.moved["light"].value = True
    assert drawn.page(frames[-1].html())[0] == ["<True> The sentences below say the same."]


def test_a_control_stands_on_one_of_its_values():
    with pytest.raises(ValueError, match="Light: 'dim' is none of off, on"):
        toggle("light", "Light", first="dim")
