"""The explorer in a notebook: the page's own bundle as an anywidget, and words everywhere else.

Only the rungs are worked out, and the powers beside them that are asked for, so that it is quick.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from importlib import import_module
from typing import Any, Final

from cryptokit.errors import Unknown
from cryptokit.knowledge import Fact
from cryptokit.lab.explorer.bundle import bundle, static
from cryptokit.lab.explorer.data import FORMAT, explored, words
from cryptokit.lab.explorer.states import LADDER, NOTHING, mask_of, place
from cryptokit.lab.explorer.subjects import Subject, subject
from cryptokit.lab.explorer.twin import shown
from cryptokit.lab.widgets.library import library, switches
from cryptokit.lab.widgets.view import Shown
from cryptokit.messengers import Messenger
from cryptokit.world import PAST, Jurisdiction, Level, World

_LIBRARY: Final = "anywidget"
_WORDS: Final = "The map as it begins, in words"
_WITHOUT: Final = (
    "Switches to turn are shown in a notebook with anywidget, and in docs/explorer.html without "
    "anything installed."
)


@dataclass(frozen=True, slots=True, repr=False)
class Explorer:
    """An explorer of one subject as a notebook shows it; it prints as the words of its state."""

    content: dict[str, Any]
    state: dict[str, Any]
    still: Shown = field(repr=False)

    def live(self) -> Any | None:
        """Make the anywidget; None where anywidget is not installed.

        Its ``state`` follows the switches, and they follow it.
        """
        found = library(_LIBRARY)
        if found is None:
            return None
        trait = import_module("traitlets").Dict
        parts = {
            "_esm": bundle("widget.js"),
            "_css": static("style.css"),
            "__module__": __name__,
            "data": trait().tag(sync=True),
            "state": trait().tag(sync=True),
        }
        return type("LiveExplorer", (found.AnyWidget,), parts)(data=self.content, state=self.state)

    def _ipython_display_(self) -> None:
        display: Any = import_module("IPython.display").display  # only a notebook calls this
        made = self.live()
        if made is not None:
            display(switches(made, _WORDS), raw=True)
        folded = made is not None
        display({"text/plain": repr(self), "text/html": self._page(folded=folded)}, raw=True)

    def _repr_html_(self) -> str:
        return self._page(folded=False)

    def _page(self, *, folded: bool) -> str:
        """Give this state in words, below the switches folded away."""
        still = self.still.html()
        if folded:
            return f"<details><summary>{_WORDS}</summary>{still}</details>"
        return f"{still}<p>{escape(_WITHOUT)}</p>"

    def __repr__(self) -> str:
        return f"{self.still!r}\n{_WITHOUT}"


def widget(
    about: World | Messenger | str = "cloud_chat",
    *,
    countries: Collection[Jurisdiction] = (),
    level: str = Level.AT_REST,
    goal: Fact = PAST,
    beside: Sequence[str] = (),
) -> Explorer:
    """Explore a world, a messenger or an architecture: who serves orders, and what that reads.

    ``level`` is a rung or its number; ``beside`` are choices that can be put beside the ladder
    ("tap", ..., "all"). Raises Unknown for what there is not.

    >>> print(str(widget("A3", countries=["NL"], level="L3")).splitlines()[0])
    With an order of NL, all messages sent before it can be read.

    See: ``world.why``.
    """
    one = subject(about)
    for country in sorted(set(countries).difference(one.world.jurisdictions)):
        raise Unknown("country", country, known=one.world.jurisdictions)
    rung = Level.named(level)
    still = shown(one, goal, countries, rung)
    wanted = tuple(place(each, name) for name in (NOTHING, *beside) for each in LADDER)
    told = json.loads(_told(one, wanted))
    content = {"format": FORMAT, "words": words(), "subjects": [told]}
    return Explorer(content, _state(one, goal, countries, rung), still)


@lru_cache(maxsize=16)
def _told(one: Subject, wanted: tuple[int, ...]) -> str:
    """Work out a subject once for a cell that is run again, as a text that nobody can change."""
    return json.dumps(explored(one, wanted=wanted))


def _state(
    one: Subject, goal: Fact, countries: Collection[Jurisdiction], level: Level
) -> dict[str, Any]:
    return {
        "subject": one.id,
        "goal": goal,
        "rung": LADDER.index(level),
        "beside": 0,
        "orders": mask_of(one.world.jurisdictions, tuple(set(countries))),
    }
