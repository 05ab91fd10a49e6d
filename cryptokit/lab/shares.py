"""What ``cryptokit shares inspect`` says of shares: a table, then sentences. No value is in it."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cryptokit.errors import Ambiguous
from cryptokit.lab.printing import counted, printable
from cryptokit.sharing.formats import FORMATS, Clash, Inspection, Part, Reading, Seen, Together

_COLUMNS: Final = ("where", "read as", "how sure, and why", "x", "bytes", "needed")
_FEW: Final = 10
"""Pairs that are told of; with many sets of mixed origin nearly every pair does not mix."""
_UNTOLD: Final = "-"


def report(inspection: Inspection) -> RenderableType:
    """Tell of each share what it is, which fit together, and why the others do not."""
    return Group(
        _shares(inspection.shares),
        *_formats(inspection.shares),
        *map(Text, map(printable, sentences(inspection))),
    )


def sentences(inspection: Inspection) -> Iterator[str]:
    """Say which shares fit together and whether they are enough, and then why others do not.

    >>> from cryptokit.sharing.formats import Raw, inspect
    >>> lines = (b".019:ac7b", b".036:582e", b".044:51")
    >>> for said in sentences(inspect([Raw(f"line {i}", b) for i, b in enumerate(lines, 1)])):
    ...     print(said)
    set 1, gfshare (line 1, line 2): 2 shares; how many are needed they do not say
    set 2, gfshare (line 3): 1 share; how many are needed they do not say
    sets 1 and 2 do not mix: the lengths differ: 2 and 1 bytes
    """
    for number, group in enumerate(inspection.sets, 1):
        places = ", ".join(part.where for part in group.parts)
        yield f"set {number}, {group.parts[0].format} ({places}): {_enough(group)}"
    numbers = {
        part.where: number
        for number, group in enumerate(inspection.sets, 1)
        for part in group.parts
    }
    for clash in inspection.why_not[:_FEW]:
        yield f"{_pair(clash, numbers)}: {'; '.join(clash.why)}"
    if len(inspection.why_not) > _FEW:
        yield f"and {counted(len(inspection.why_not) - _FEW, 'more pair')}; --json has all"
    unread = [one.where for one in inspection.shares if one.chosen is None]
    if unread:
        yield f"in no set: {', '.join(unread)}"


def inspection_json(inspection: Inspection) -> dict[str, Any]:
    """Give all that is told of some shares as JSON values; the value of a share is not among them.

    ``shares`` have a ``where``, the ``readings`` that fit, what the set ``chose``, and the
    ``trouble`` if it chose none. ``sets`` list the ``shares`` that fit together by where they came
    from; ``need`` is null where the format does not say. ``why_not`` are pairs that do not mix.
    """
    return {
        "shares": [_seen_json(one) for one in inspection.shares],
        "sets": [
            {
                "format": group.parts[0].format,
                "shares": [part.where for part in group.parts],
                "have": group.have,
                "need": group.need,
            }
            for group in inspection.sets
        ],
        "why_not": [
            {"first": one.first, "second": one.second, "why": list(one.why)}
            for one in inspection.why_not
        ],
    }


def _seen_json(seen: Seen) -> dict[str, Any]:
    return {
        "where": seen.where,
        "readings": [_reading_json(one) for one in seen.readings],
        "chosen": _reading_json(seen.chosen) if seen.chosen else None,
        "trouble": str(seen.trouble) if seen.trouble else None,
    }


def _reading_json(reading: Reading) -> dict[str, Any]:
    part = reading.part
    return {
        "format": part.format,
        "certainty": reading.certainty,
        "why": reading.why,
        "field": part.field,
        "x": part.x,
        "label": part.label,
        "bytes": len(part.value),
        "threshold": part.threshold,
        "kind": dict(part.kind),
        "detects": FORMATS[part.format].detects,
    }


def _shares(shares: Iterable[Seen]) -> RenderableType:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in _COLUMNS:
        right = column in {"bytes", "needed"}
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    for one in shares:
        table.add_row(*map(printable, (one.where, *_cells(one))))
    return table


def _cells(seen: Seen) -> tuple[str, ...]:
    if seen.chosen is None:
        return _names(seen), _trouble(seen), *[_UNTOLD] * 3
    part = seen.chosen.part
    sure = f"{seen.chosen.certainty}: {seen.chosen.why}"
    return part.format, sure, _place(part), str(len(part.value)), _needed(part.threshold)


def _names(seen: Seen) -> str:
    fits = seen.trouble.fits if isinstance(seen.trouble, Ambiguous) else ()
    return " or ".join(fits) or "?"


def _trouble(seen: Seen) -> str:
    what = seen.trouble.what if seen.trouble else ""
    # The row says where already.
    return what.removeprefix(f"share {seen.where}: ").replace(f"in {seen.where}, ", "in ")


def _place(part: Part) -> str:
    return part.label.removeprefix("x = ") or str(part.x)


def _needed(threshold: int | None) -> str:
    return _UNTOLD if threshold is None else str(threshold)


def _formats(shares: Iterable[Seen]) -> Iterator[RenderableType]:
    """Tell what the formats are in which shares were read, one line each."""
    names = dict.fromkeys(one.chosen.part.format for one in shares if one.chosen)
    table = Table.grid(padding=(0, 2))
    for name in names:
        known = FORMATS[name]
        table.add_row(name, f"{known.title}; {known.field}; detects {known.detects}")
    if names:
        yield from (table, "")


def _enough(group: Together) -> str:
    have = counted(group.have, "share")
    if group.need is None:
        return f"{have}; how many are needed they do not say"
    return f"{have}, {group.need} needed: {_verdict(group.have, group.need)}"


def _verdict(have: int, need: int) -> str:
    if have >= need:
        return "enough" if have == need else f"enough, and {have - need} to spare"
    return f"{need - have} too few"


def _pair(clash: Clash, numbers: dict[str, int]) -> str:
    first, second = numbers.get(clash.first), numbers.get(clash.second)
    if first is None or second is None or first == second:
        return f"{clash.first} and {clash.second} do not fit"
    return f"sets {first} and {second} do not mix"
