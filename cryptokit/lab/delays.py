"""Time to read, way by way: by which day the odds are how high, and how likely it never comes.

Records, words and a table; the drawing is in ``delay_curves``, and the odds in ``world.odds``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.table import Table

from cryptokit.lab.printing import printable
from cryptokit.world.odds import Estimate, TimeToRead
from cryptokit.world.odds.chances import sampled

SHARES: Final = (0.1, 0.5, 0.9)
"""The quantiles that are told."""
_EXACT: Final = 9
"""Places after which two odds are one: a sum of a thousand chances is off by less."""
_LEAST: Final = 0.01
"""Odds below are told as such: two places would make them nothing."""
_PLACES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Way:
    """A title, and how long it takes this way: what ``world.odds.time_to_read`` gives."""

    title: str
    time: TimeToRead


def words(way: Way) -> str:
    """Say a way: by which day its odds are how high, how likely never, and how that was found.

    >>> words(Way("four requests", TimeToRead(((10, 0.25), (30, 0.5)))))
    'four requests: odds of 10% by day 10, 50% by day 30, 90% never; ever 0.75, never 0.25; exact'
    """
    days = zip(SHARES, quantiles(way), strict=True)
    told = (f"{share:.0%} {'never' if day is None else f'by day {day}'}" for share, day in days)
    band = " (the band)" if way.time.samples else ""
    said = f"odds of {', '.join(told)}; {plateau(way)}; {found(way)}{band}"
    return f"{printable(way.title)}: {said}"


def table(ways: Sequence[Way]) -> Table:
    """Show for each way the days, the odds of never, and how they were found.

    >>> table([Way("four requests", TimeToRead(((10, 0.25), (30, 0.5))))]).row_count
    1
    """
    shown = Table(box=SIMPLE_HEAD, pad_edge=False, title="Time to read", title_justify="left")
    shown.add_column("way")
    headings = (*(f"odds of {share:.0%} by day" for share in SHARES), "half of successes by day")
    for heading in (*headings, "never"):
        shown.add_column(heading, justify="right")
    shown.add_column("found")
    for way in ways:
        days = (*quantiles(way), way.time.quantile(way.time.ever.value / 2))
        cells = ("-" if day is None else str(day) for day in days)
        shown.add_row(printable(way.title), *cells, odds(never(way).value), found(way))
    return shown


def quantiles(way: Way) -> tuple[int | None, ...]:
    """Give the first day by which the odds are so high, for each of ``SHARES``; None for never."""
    return tuple(way.time.quantile(share) for share in SHARES)


def never(way: Way) -> Estimate:
    """Give the odds that the goal is never reached, since too many refuse."""
    ever = way.time.ever
    return Estimate(1 - ever.value, ever.standard_error, ever.method, ever.note)


def plateau(way: Way) -> str:
    """Say where a curve ends.

    >>> plateau(Way("with a treaty", TimeToRead(((10, 0.998),))))
    'ever over 0.99, never under 0.01'
    """
    return f"ever {odds(way.time.ever.value)}, never {odds(never(way).value)}"


def found(way: Way) -> str:
    """Say how the odds were found; of a sample, the largest standard error on any day.

    >>> from cryptokit.world.odds import Method
    >>> found(Way("by lot", TimeToRead(((10, 0.5),), 10_000, Method.SAMPLE)))
    '10,000 samples, standard error up to 0.005'
    """
    if not way.time.samples:
        return "exact"
    error = max(one.standard_error for _, one in steps(way))
    up = ceil(round(error * _PLACES, _EXACT)) / _PLACES
    return f"{way.time.samples:,} samples, standard error up to {up:g}"


def odds(value: float) -> str:
    """Write odds with two places, and small ones so that they stay apart from none.

    >>> odds(0.375), odds(0.001), odds(0.999), odds(0), odds(1)
    ('0.38', 'under 0.01', 'over 0.99', '0', '1')
    """
    clean = round(value, _EXACT)
    if clean in {0, 1}:
        return f"{clean:.0f}"
    if clean < _LEAST:
        return f"under {_LEAST}"
    return f"{clean:.2f}" if clean <= 1 - _LEAST else f"over {1 - _LEAST}"


def steps(way: Way) -> Iterator[tuple[int, Estimate]]:
    """Give the odds on day 0, and on each day on which they rise: ``time.by`` in one walk."""
    time, total = way.time, 0.0
    for day, chance in ((0, 0.0), *time.days):
        total += chance
        if not time.samples:
            yield day, Estimate(min(total, 1.0), method=time.method)
        else:
            yield day, sampled(round(total * time.samples), time.samples, time.note)
