"""The widgets on a screen: controls where ipywidgets is installed, and words everywhere else.

A control's callback calls the view's pure function and shows what it gives. What is shown is worked
out there; here are no facts. The frame is an output of its own below the controls: a page that
runs nothing, such as a notebook saved as HTML, has no controls, and has the frame.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from html import escape
from importlib import import_module
from typing import Any, Final, assert_never

from cryptokit.exposure import Form, Schedule
from cryptokit.knowledge import Fact
from cryptokit.lab.widgets import board, ratchet, share_odds
from cryptokit.lab.widgets.library import library, switches
from cryptokit.lab.widgets.view import Control, Kind, Shown, View
from cryptokit.messengers import Messenger
from cryptokit.rng import Rng, system
from cryptokit.world import PAST, Jurisdiction, Level, World

_LIBRARY: Final = "ipywidgets"
_WITHOUT: Final = "Controls to move are shown in a running notebook with ipywidgets."


@dataclass(frozen=True, slots=True)
class Controls:
    """Controls as ipywidgets: ``box`` has all of them, ``moved`` has each one by its name."""

    box: Any
    moved: Mapping[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Host:
    """A view as a notebook shows it, with controls; it prints as the words of its first frame."""

    view: View
    _first: Shown = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_first", self.view.show(self.view.first))

    def controls(self, show: Callable[[Shown], object]) -> Controls | None:
        """Make controls that show a frame when moved; None where ipywidgets is not installed."""
        found = library(_LIBRARY)
        return None if found is None else _controls(found, self.view, show)

    def _ipython_display_(self) -> None:
        notebook: Any = import_module("IPython.display")  # only a notebook calls this
        below = notebook.DisplayHandle()
        made = self.controls(lambda shown: below.update(_page(shown, shown.html()), raw=True))
        if made is not None:
            notebook.display(switches(made.box, self.view.title), raw=True)
        below.display(_page(self, self._repr_html_()), raw=True)

    def _repr_html_(self) -> str:
        return f"{self._first.html()}<p>{escape(self._note)}</p>"

    def __repr__(self) -> str:
        return f"{self._first!r}\n{self._note}"

    @property
    def _note(self) -> str:
        return f"{_WITHOUT} {self.view.usage}"


def ratchet_stepper(
    conversation: str | Schedule = "AAABBA",
    *,
    step: int = 0,
    thief: str = "passive",
    form: Form = Form.SHIPPED,
    rng: Rng = system,
) -> Host:
    """Step through a Double Ratchet: what turns, which keys each phone holds, what a theft opens.

    ``conversation`` says who writes, or is a schedule in which messages are late or lost; ``step``
    is 0 to twice the number of messages; ``thief`` is passive or active. Raises ValueError for
    others, and where B speaks first.

    >>> print(str(ratchet_stepper("AAAB", step=5)).splitlines()[0])
    Step 5 of 8: A sends message 2 under key A1#2.

    See: Perrin and Marlinspike, "The Double Ratchet Algorithm", 2016, sections 2.2 to 2.4.
    """
    return Host(ratchet.view(conversation, step=step, thief=thief, form=form, rng=rng))


def order_board(
    world_or_messenger: World | Messenger | str = "cloud_chat",
    *,
    countries: Collection[Jurisdiction] = (),
    level: str = Level.AT_REST,
    goal: Fact = PAST,
) -> Host:
    """Toggle countries and choose a rung: is it readable, by which steps, or what is missing.

    A messenger may be given by its name; ``level`` is a rung or its number, such as ``"L3"``.
    Raises Unknown for a messenger, country, rung or goal that there is not.

    >>> print(str(order_board("cloud_chat", countries=["NL"], level="L3")).splitlines()[0])
    Readable: past is reached by orders of NL at L3 + live memory.

    See: ``world.why``.
    """
    return Host(board.view(world_or_messenger, countries=countries, level=level, goal=goal))


def share_slider(*, threshold: int = 2, shares: int = 3, stolen: int = 10, lost: int = 10) -> Host:
    """Move threshold, number of shares and the chances of theft and loss, which are in percent.

    Raises ValueError for a number that the sliders do not have.

    >>> print(str(share_slider(threshold=2, shares=3, stolen=10, lost=5)).splitlines()[0])
    2 of 3 parts: read by thieves 2.8%, lost for good 0.725%.

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    return Host(share_odds.view(threshold=threshold, shares=shares, stolen=stolen, lost=lost))


def _page(words: Shown | Host, html: str) -> dict[str, str]:
    return {"text/plain": repr(words), "text/html": html}


def _controls(library: Any, view: View, show: Callable[[Shown], object]) -> Controls:
    moved = {control.name: _made(library, control) for control in view.controls}

    def update(_change: object) -> None:
        show(view.show({name: one.value for name, one in moved.items()}))

    for one in moved.values():
        one.observe(update, names="value")
    heading = library.HTML(value=f"<strong>{escape(view.title)}</strong>")
    return Controls(library.VBox([heading, *moved.values()]), moved)


def _made(library: Any, control: Control) -> Any:
    """Make a control that Tab reaches, and that arrow keys or the space bar move."""
    shared = {
        "description": control.description,
        "value": control.first,
        "style": {"description_width": "initial"},
    }
    match control.kind:
        case Kind.TOGGLE:
            return library.Checkbox(indent=False, **shared)
        case Kind.CHOICE:
            return library.Dropdown(options=control.choices, **shared)
        case Kind.SLIDER:
            return library.SelectionSlider(
                options=control.choices, continuous_update=False, **shared
            )
        case _:
            assert_never(control.kind)
