"""Figures, each with a text that says the same: for a screen reader, a pipe, or a quick look."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# matplotlib leaves some of its own types open.

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from cryptokit.conversation import Chat
from cryptokit.conversation.metadata import metadata, seen
from cryptokit.errors import CryptokitError
from cryptokit.experiment import Answer, Result
from cryptokit.lab.curves import Curve
from cryptokit.lab.curves import svg as curves_svg
from cryptokit.lab.curves import words as words_of_curves
from cryptokit.lab.heatmap import svg
from cryptokit.lab.moments import clock
from cryptokit.lab.months import Panel
from cryptokit.lab.months import svg as months_svg
from cryptokit.lab.months import words as words_of_months
from cryptokit.lab.pixels import svg as svg_of_pixels
from cryptokit.lab.pixels import words as words_of_pixels
from cryptokit.lab.rhythm import rows, words
from cryptokit.lab.tables import by_messenger, rung
from cryptokit.mtproto.picture import hex_rows, pixels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CLOSED, _FACES = "#dddddd", ("#d55e00", "#e69f00", "#f0e442", "#56b4e9", "#0072b2")
"""One country is alarming, more are less so. See: Okabe and Ito, "Color Universal Design"."""
_CELL_INCHES = 0.9
_HATCH = "///"


@dataclass(frozen=True, slots=True, repr=False)
class Figure:
    """A picture as SVG, and ``alt``, the same in words, which is also how it prints."""

    svg: str
    alt: str

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.svg.encode()).decode()
        return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(self.alt)}">'

    def __repr__(self) -> str:
        return self.alt


def ladder(result: Result) -> Figure:
    """Draw k_eff for each messenger (rows) and each rung of powers (columns).

    A hatched cell with a dash stays closed whatever number of countries serves orders. Raises
    CryptokitError if matplotlib is not installed.
    """
    rows = by_messenger(result)
    alt = "; ".join(_words(answers) for answers in rows.values())
    return Figure(_draw(list(rows.values())), f"k_eff by rung of powers. {alt}.")


def rhythm(chat: Chat) -> Figure:
    """Draw when each person writes: people (rows) by hours of the day (columns), from envelopes.

    Numbers stand in the cells, and names are text, so it needs neither colours nor matplotlib.

    >>> from cryptokit.conversation.spoken import say
    >>> rhythm(say(["Alice: hi", "Bob: hello"]))
    Messages by person and hour of the day (UTC). Alice, 1 message: 09h: 1; Bob, 1 message: 09h: 1.
    """
    shown, by = rows(metadata(seen(chat))), clock(chat.format)
    alt = words(shown, by)
    return Figure(svg(shown, f"Messages by person and hour of the day ({by})", alt), alt)


def raids(panels: Sequence[Panel], threshold: int) -> Figure:
    """Draw, month by month, how many shares that fit together a burglar holds.

    >>> raids([Panel("no refresh", (1, 2, 3))], 3)
    Shares that fit together in the burglar's hands. no refresh: up to 3, and 3 from month 3 on.
    """
    said = "; ".join(words_of_months(panel, threshold) for panel in panels)
    title = "Shares that fit together in the burglar's hands"
    alt = f"{title}. {said}."
    return Figure(months_svg(panels, f"{title}, by month", threshold, alt), alt)


def exposure(curves: Sequence[Curve]) -> Figure:
    """Draw how many messages a thief can read, by how many were sent before the seizure.

    >>> exposure([Curve("cloud chat", (9, 9, 9)), Curve("secret chat", (5, 5, 4))])
    Messages that can be read. cloud chat: 9 from 0 on; secret chat: 5 from 0 on, 4 from 2 on.
    """
    title = "Messages that can be read"
    alt = f"{title}. {'; '.join(map(words_of_curves, curves))}."
    below = "messages sent before the seizure"
    return Figure(curves_svg(curves, title, below, alt), alt)


def key_picture(hash36: bytes) -> Figure:
    """Draw the picture by which two people compare the key of a secret chat.

    ``hash36`` is what ``mtproto.picture.key_hash`` gives. Raises ValueError for another size.

    >>> print(key_picture(bytes(36)).alt[:72])
    Picture of a key. 0 white, 1 pale blue, 2 dark blue, 3 blue. Rows: 00000
    """
    drawn = pixels(hash36)
    alt = f"Picture of a key. {words_of_pixels(drawn, hex_rows(hash36))}."
    return Figure(svg_of_pixels(drawn, alt), alt)


def _words(answers: list[Answer]) -> str:
    """Say a row of the figure: runs of equal numbers together."""
    runs = list[tuple[str, list[Answer]]]()
    for answer in answers:
        number = "no number" if answer.trial.k_eff is None else str(answer.trial.k_eff)
        if runs and runs[-1][0] == number:
            runs[-1][1].append(answer)
        else:
            runs.append((number, [answer]))
    said = [f"{number} {_span(run)}" for number, run in runs]
    return f"{answers[0].trial.messenger.title}: {', '.join(said)}"


def _span(run: list[Answer]) -> str:
    first, last = run[0].trial.level.value[:2], run[-1].trial.level.value[:2]
    return f"at {first}" if first == last else f"from {first} to {last}"


def _draw(rows: list[list[Answer]]) -> str:
    try:
        from matplotlib import rc_context  # noqa: PLC0415  # a heavy extra
        from matplotlib.figure import Figure as Canvas  # noqa: PLC0415
    except ImportError:
        raise CryptokitError(
            "figures need matplotlib", "installing this project with [lessons]"
        ) from None
    width = len(rows[0]) if rows else 1
    canvas = Canvas(figsize=(2 + width * _CELL_INCHES * 1.3, 1.2 + len(rows) * _CELL_INCHES))
    axes = canvas.add_subplot()
    for y, answers in enumerate(rows):
        for x, answer in enumerate(answers):
            _cell(axes, x, y, answer.trial.k_eff)
    axes.set_xlim(0, width)
    axes.set_ylim(len(rows), 0)
    levels = [rung(answer.trial.level) for answer in rows[0]] if rows else []
    axes.set_xticks([x + 0.5 for x in range(width)], levels, rotation=30, ha="right")
    titles = [answers[0].trial.messenger.title for answers in rows]
    axes.set_yticks([y + 0.5 for y in range(len(rows))], titles)
    axes.set_title("k_eff: the fewest countries whose orders suffice", loc="left")
    axes.tick_params(length=0)
    out = io.StringIO()
    with rc_context({"svg.hashsalt": "cryptokit"}):  # the same picture on every run
        canvas.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None})
    return out.getvalue()


def _cell(axes: "Axes", x: int, y: int, k: int | None) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415  # a heavy extra

    face = _CLOSED if k is None else _FACES[min(max(k, 1), len(_FACES)) - 1]
    hatch = _HATCH if k is None else None
    box = Rectangle((x, y), 1, 1, facecolor=face, edgecolor="white", hatch=hatch, linewidth=2)
    axes.add_patch(box)
    label = axes.text(x + 0.5, y + 0.5, "-" if k is None else str(k), ha="center", va="center")
    label.set_fontsize(16)
    label.set_bbox({"facecolor": "white", "edgecolor": "none", "boxstyle": "circle,pad=0.2"})
