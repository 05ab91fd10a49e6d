"""A phone or a server is seized after message 250 of 350: what opens depends on the system."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count, groupby
from typing import Final

from rich.table import Table

from cryptokit.demos.show import show
from cryptokit.exposure import (
    Adversary,
    CloudChat,
    DoubleRatchet,
    Exposure,
    Schedule,
    SecretChat,
    Seizure,
    SenderKeys,
    StaticKey,
    Victim,
    compare,
    in_order,
)
from cryptokit.exposure.closed_form import closed_form
from cryptokit.exposure.cloud_chat import LIFETIME
from cryptokit.exposure.runs import System
from cryptokit.lab.curves import Curve
from cryptokit.lab.figures import Figure, exposure
from cryptokit.rng import lesson

MESSAGES: Final = 350
AFTER: Final = 250
EVERY: Final = 600.0
"""Seconds from one message to the next: the chat goes on for two and a half days."""

PHONE = Seizure(2 * AFTER, Victim.A)
OFFLINE = replace(PHONE, online=False)
SERVER = replace(PHONE, victim=Victim.SERVER)
ROWS: Final[tuple[tuple[str, System, Seizure], ...]] = (
    ("cloud chat", CloudChat(), PHONE),
    ("cloud chat, offline thief", CloudChat(), OFFLINE),
    ("temporary keys", CloudChat(LIFETIME), PHONE),
    ("temporary keys, offline thief", CloudChat(LIFETIME), OFFLINE),
    ("secret chat", SecretChat(), PHONE),
    ("Double Ratchet", DoubleRatchet(), PHONE),
    ("sender keys", SenderKeys(), PHONE),
    ("mail under a static key", StaticKey(), PHONE),
)
COLUMNS: Final = ("phone, listening", "phone, carrying", "server, listening", "server, carrying")
BESIDES: Final = {
    "cloud chat": "writes as the victim, with the stolen key, until the session is ended",
    "secret chat": "alters every message, and no picture of a key shows it",
    "Double Ratchet": "alters every message, and begins new sessions as the victim, even later",
    "sender keys": "signs as the victim, until the victim makes a new chain",
    "mail under a static key": "nothing that others cannot do: nobody signs here",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A system, and what can be read in each of the four cases."""

    title: str
    cells: Mapping[str, Exposure]


@dataclass(frozen=True, slots=True)
class Seizures:
    """The table, and the picture of how much a phone gives by the time of its seizure."""

    rows: tuple[Row, ...]
    figure: Figure


def run() -> Seizures:
    """Seize a phone and a server in each system, and read what can be read."""
    schedule = in_order("AB" * (MESSAGES // 2), every=EVERY)
    rows = tuple(_row(*row, schedule) for row in ROWS)
    found = Seizures(rows, exposure([_curve(*row, schedule) for row in ROWS]))
    show(
        f"A and B write {MESSAGES} messages in turn, one every ten minutes. After message {AFTER} "
        "A's phone is seized, or the server. All packets were recorded; messages that were read "
        "are deleted. Each cell was tried with the stolen keys, derived, and taken from a formula.",
        _table(rows),
        "Why, for a listening thief with the phone:",
        _reasons(rows),
        "What a thief who carries the messages can do besides reading:",
        "\n".join(f"  {title}: {what}." for title, what in BESIDES.items()),
        str(found.figure),
        "A secret chat heals when the next key is agreed on, and a Double Ratchet with the next "
        "answer, but only from a thief who listens. Sender keys heal when a member leaves. "
        "Temporary keys close old recordings, and not the history that the server keeps.",
    )
    return found


def _row(title: str, how: System, phone: Seizure, schedule: Schedule) -> Row:
    rng = lesson(f"demo seizure {how.title}")
    run = how.play(schedule, rng=rng)
    seizures = (phone, replace(phone, victim=Victim.SERVER))
    cases = [replace(one, adversary=kind) for one in seizures for kind in Adversary]
    found = (compare(how, schedule, one, run=run, rng=rng) for one in cases)
    return Row(title, dict(zip(COLUMNS, found, strict=True)))


def _curve(title: str, how: System, phone: Seizure, schedule: Schedule) -> Curve:
    counts = tuple(
        len(closed_form(how, schedule, replace(phone, t=2 * sent)) or ())
        for sent in range(MESSAGES + 1)
    )
    return Curve(title, counts)


def _table(rows: tuple[Row, ...]) -> Table:
    table = Table(title=f"Readable of {MESSAGES} messages", title_justify="left")
    table.add_column("system")
    for heading in COLUMNS:
        table.add_column(heading.replace(", ", "\n"))
    for row in rows:
        table.add_row(row.title, *(said(cell.readable) for cell in row.cells.values()))
    return table


def _reasons(rows: tuple[Row, ...]) -> str:
    lines = list[str]()
    for row in rows:
        reasons = row.cells[COLUMNS[0]].reasons.items()
        lines.append(f"  {row.title}: {', '.join(f'{n} {why}' for why, n in reasons)}")
    return "\n".join(lines)


def said(readable: frozenset[int]) -> str:
    """Say which messages, counted from 1: how many, and from where to where.

    >>> said(frozenset({0, 1, 2, 6})), said(frozenset({0, 2, 4, 6})), said(frozenset())
    ('4: 1-3, 7', '4, scattered', 'none')
    """
    if not readable:
        return "none"
    numbers, steps = sorted(number + 1 for number in readable), count()
    runs = [list(run) for _, run in groupby(numbers, key=lambda number: number - next(steps))]
    if len(runs) > 3:
        return f"{len(numbers)}, scattered"
    spans = (f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"{len(numbers)}: {', '.join(spans)}"


if __name__ == "__main__":
    run()
