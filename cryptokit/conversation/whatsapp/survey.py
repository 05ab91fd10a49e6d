"""The first walk through a WhatsApp export: how it is to be read, and how sure that is.

The second walk, which reads it, is next door.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.conversation.date_order import DateOrder
from cryptokit.conversation.files.source import Source
from cryptokit.conversation.findings import Finding
from cryptokit.conversation.whatsapp.dates import agreed, order_in
from cryptokit.conversation.whatsapp.language import language_of
from cryptokit.conversation.whatsapp.styles import HEAD, Style, styles_in
from cryptokit.conversation.whatsapp.words import Words
from cryptokit.errors import BadExport

_RARE: Final = 10
EXPORT_AS_TEXT: Final = "in WhatsApp choose Export chat, and give the .txt file"


@dataclass(frozen=True, slots=True)
class Survey:
    """How a file is to be read, and what says so."""

    style: Style
    order: DateOrder
    words: Words
    findings: tuple[Finding, ...]


def survey(source: Source, order: DateOrder | None = None) -> Survey:
    r"""Walk through a file and infer its form, its language and the order of its dates.

    Raises BadExport if no line begins with a date, or if dates contradict a given order.

    >>> from cryptokit.conversation.files.source import a_text
    >>> found = survey(a_text("3.9.24, 08:59 - Ann: hi\n13.9.24, 08:59 - Ann: <Media omitted>"))
    >>> print(*found.findings, sep="\n")
    form: D.D.YY, h:m - (certain: all 2 dated lines are written so)
    clock: 24 hours, no time zone (likely: no half of the day is written)
    language: English (certain: 1 time it is the app's own, first “<Media omitted>”)
    date order: day first (certain: 13 in 13.9.24 in line 2 is no month)
    """
    head = _head(source)
    styles = styles_in(head)
    if not styles:
        what = "no line begins with a date as WhatsApp writes it"
        raise BadExport(what, source=source.name, where="line 1", hint=EXPORT_AS_TEXT)
    style = _chosen(styles)
    parts = style.pattern.split("\n" + head.replace("\r\n", "\n").removesuffix("\n"))
    words, language = language_of(parts[4::4])
    clock = parts[2 if style.time_first else 3]
    chosen = order_in(source, style, clock) if order is None else agreed(source, style, order)
    form = _form(
        style, styles[style], styles.total(), among=" at the start" if len(head) == HEAD else ""
    )
    return Survey(
        style, chosen.order, words, (form, _clock(style, clock), language, chosen.finding)
    )


def _chosen(styles: Counter[Style]) -> Style:
    """Choose the form of the first dated line, unless it is rare: a pasted chat may be longer."""
    first, times = next(iter(styles.items()))
    style, most = styles.most_common(1)[0]
    return first if times > 1 and times * _RARE >= most else style


def _head(source: Source) -> str:
    head = ""
    for piece in source.pieces():
        head += piece
        if len(head) >= HEAD:
            break
    return head[:HEAD]


def _form(style: Style, times: int, of: int, *, among: str) -> Finding:
    if times == of:
        why = f"all {of:,} dated lines{among} are written so" if of > 1 else "the one dated line is"
        return Finding("form", str(style), Certainty.CERTAIN, why)
    why = f"{times:,} of {of:,} dated lines{among} are written so; the others are text"
    return Finding("form", str(style), Certainty.LIKELY, why)


def _clock(style: Style, time: str) -> Finding:
    if style.halves:
        why = f"“{time}” says which half of the day it is"
        return Finding("clock", "12 hours, no time zone", Certainty.CERTAIN, why)
    why = "no half of the day is written"
    return Finding("clock", "24 hours, no time zone", Certainty.LIKELY, why)
