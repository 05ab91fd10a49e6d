"""All dates of a WhatsApp export, and with them the order in which they are written."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from cryptokit.certainty import Certainty
from cryptokit.conversation.date_order import DateOrder
from cryptokit.conversation.files.source import Source
from cryptokit.conversation.findings import Finding
from cryptokit.conversation.whatsapp.clock import midnight, numbers
from cryptokit.conversation.whatsapp.order import (
    ANSWERS,
    QUESTION,
    Dated,
    Order,
    by_direction,
    by_file_names,
    by_habit,
    by_value,
    years_lead,
)
from cryptokit.conversation.whatsapp.styles import Style
from cryptokit.errors import BadExport


class _Dates(NamedTuple):
    """The dates of a file, and those whose first or second number is no month."""

    all: dict[str, None]
    first: list[Dated]
    second: list[Dated]


def order_in(source: Source, style: Style, time: str) -> Order:
    r"""Infer the order from all dates of a file; ``time`` is how one time is written.

    >>> from cryptokit.conversation.files.source import a_text
    >>> from cryptokit.conversation.whatsapp.styles import style_of
    >>> text = "3/4/24, 08:59 - Ann: hi\n3/13/24, 08:59 - Ann: hi"
    >>> print(order_in(a_text(text), style_of(text), "08:59").finding)
    date order: month first (certain: 13 in 3/13/24 in line 2 is no month)
    """
    dates = _dates(source, style)
    if style.year_first:
        return by_habit(style, dates.all, time)
    if "YYYY" not in style.form and years_lead(dates.all):
        why = "read otherwise, fewer of the dates exist"
        return Order(DateOrder.YMD, Finding(QUESTION, "year first", Certainty.LIKELY, why))
    return (
        by_value(dates.first, dates.second)
        or by_file_names(_sent_files(source, style))
        or (None if style.dotted else by_direction(_changes(source, style)))
        or by_habit(style, dates.all, time)
    )


def agreed(source: Source, style: Style, order: DateOrder) -> Order:
    """Take a given order. Raises BadExport for a date that exists in another order only.

    >>> from cryptokit.conversation.files.source import a_text
    >>> from cryptokit.conversation.whatsapp.styles import style_of
    >>> text = "3/13/24, 08:59 - Ann: hi"
    >>> agreed(a_text(text), style_of(text), DateOrder.MDY).finding.why
    'asked for; it fits all 1 different dates of the file'
    """
    dates = _dates(source, style).all
    for date in dates:
        others = [other for other in DateOrder if midnight(date, other) is not None]
        if others and order not in others:
            rows = (dated for dated, _ in _sent_files(source, style) if dated.date == date)
            what, where = f"{date} is no date, read {ANSWERS[order]}", f"line {next(rows).line}"
            hint = f"reading it {ANSWERS[others[0]]}"
            raise BadExport(what, source=source.name, where=where, hint=hint)
    why = f"asked for; it fits all {len(dates)} different dates of the file"
    return Order(order, Finding(QUESTION, ANSWERS[order], Certainty.GIVEN, why))


def _dates(source: Source, style: Style) -> _Dates:
    found = _Dates({}, [], [])
    lines = 0
    for piece in source.pieces():
        text = "\n" + piece
        for date in dict.fromkeys(style.dates.findall(text)):
            if date not in found.all:
                found.all[date] = None
                one, two = (number > 12 for number in numbers(date)[:2])
                if one is not two:
                    telling = found.first if one else found.second
                    telling.append(Dated(date, lines + _line(text, date, style)))
        lines += piece.count("\n")
    return found


def _line(text: str, date: str, style: Style) -> int:
    """Count the lines of a piece up to the first entry with a date."""
    at = text.index(date)
    while (match := style.dates.match(text, start := text.rindex("\n", 0, at))) is None or (
        match[1] != date
    ):
        at = text.index(date, at + 1)
    return text.count("\n", 0, start) + 1


def _changes(source: Source, style: Style) -> list[str]:
    """List the dates in the order of the file, each as often as it changes."""
    dates = (date for piece in source.pieces() for date in style.dates.findall("\n" + piece))
    return [date for date, _ in groupby(dates)]


def _sent_files(source: Source, style: Style) -> Iterator[tuple[Dated, str]]:
    """Walk the first lines of all entries, each with its date."""
    lines = 0
    for piece in source.pieces():
        for number, line in enumerate(piece.split("\n"), start=lines + 1):
            if match := style.dates.match("\n" + line):
                yield Dated(match[1], number), line
        lines += piece.count("\n")
