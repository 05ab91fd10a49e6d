"""The examiner: somebody who has seized files and nothing else, and tries to read.

Files are known by their content, never by their name or place, so they may be moved, swapped or
brought in from another case. A bad one is reported, and the rest examined.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from cryptokit.court.bench import Bench
from cryptokit.court.custody import brought
from cryptokit.court.files import Files, Search
from cryptokit.court.found import Place, name, place_of, unique
from cryptokit.court.intake import Intake, Source, intake
from cryptokit.court.metadata import Traffic, traffic
from cryptokit.court.reaching import reach
from cryptokit.court.report import Line, Report
from cryptokit.errors import CannotOpen
from cryptokit.evidence.damage import Damage
from cryptokit.evidence.rows import (
    Account,
    Attached,
    Ciphertext,
    Envelope,
    Event,
    Key,
    Locked,
    LockedFile,
    Part,
    Plaintext,
    State,
)
from cryptokit.evidence.salvage import salvage
from cryptokit.evidence.schemes import Opener, opener
from cryptokit.evidence.store import R

_SAMPLE_SIZE = 3
_KEYS_NAMED = 3
_LOCKED: Final[tuple[type[Locked], ...]] = (Ciphertext, Envelope)


@dataclass(slots=True)
class Examination:
    """One case while it is examined; ``read`` holds each message once, by its place.

    ``accounts`` holds each account once, however many files name it. ``least`` is the number of
    messages that some one file holds, rows included that are no rows any more and so have no place.
    ``states`` are those of apps, each with the file that it lies in.
    """

    table: Intake
    bench: Bench = field(default_factory=Bench)
    places: dict[int, Place] = field(default_factory=dict[int, Place])
    read: dict[Place, Line] = field(default_factory=dict[Place, Line])
    locked: set[Place] = field(default_factory=set[Place])
    least: int = 0
    metadata: Traffic = field(default_factory=Traffic)
    files: Files = field(default_factory=Files)
    states: list[tuple[State, str]] = field(default_factory=list[tuple[State, str]])
    accounts: set[Account] = field(default_factory=set[Account])
    steps: list[str] = field(default_factory=list[str])
    missing: list[str] = field(default_factory=list[str])


Messages = defaultdict[bytes, set[Place]]
"""Messages by the id of the key that locks them."""


def _none() -> Messages:
    return defaultdict(set)


@dataclass(frozen=True, slots=True)
class Tally:
    """Which messages of one file opened, stayed closed or were damaged, by key id.

    Places and no counts: on a line, a packet that was refused goes by a second time.
    """

    opened: Messages = field(default_factory=_none)
    closed: Messages = field(default_factory=_none)
    damaged: Messages = field(default_factory=_none)


def examine(case: Path, *, now: int | None = None) -> Report:
    """Examine every file below a folder together and report what could be read.

    ``now`` divides past from future, in Unix seconds; by default it is the time of the first
    seizure in the custody record, and without one everything is past.
    """
    found = examination(case)
    date = found.table.seized_at if now is None else now
    seized = {one.file: one.exhibit for one in found.table.sources if one.exhibit is not None}
    past = sum(date is None or line.sent <= date for line in found.read.values())
    sample = tuple(line for _, line in sorted(found.read.items())[:_SAMPLE_SIZE])
    return Report(
        past=past,
        future=len(found.read) - past,
        locked=max(len(found.read) + len(found.locked), found.least) - len(found.read),
        events=found.metadata.lines,
        accounts=len({(one.name, one.phone) for one in found.accounts}),
        recorded=found.table.recorded,
        orders=brought(seized, found.steps),
        steps=unique(found.steps),
        missing=tuple(found.missing),
        bad=unique(found.bench.bad),
        sample=sample,
        metadata=found.metadata,
        files=found.files,
    )


def examination(case: Path) -> Examination:
    """Do the work of ``examine`` and give everything that was found, all messages included."""
    table = intake(case)
    found = Examination(table)
    found.bench.bad += table.odd
    for source in table.sources:
        found.bench.add(_rows(source, Key, found), source.file)
        found.bench.add(_rows(source, Part, found), source.file)
        states = list(_rows(source, State, found))
        found.bench.add(states, source.file)
        found.states += [(state, source.file) for state in states]
        found.accounts.update(_rows(source, Account, found))
    logs = (_rows(source, Event, found) for source in table.sources)
    found.metadata = traffic(logs, found.accounts)
    found.bench.join_all()
    locked = (row for kind in _LOCKED for row in _again(kind, found))
    reach(found.bench, found.states, locked, _again(Plaintext, found))
    for source in sorted(table.sources, key=_is_ordered):
        _read_plain(source, found)
        for kind in _LOCKED:
            _open_locked(source, kind, found)
    found.files = _files(found)
    found.locked -= found.read.keys()
    found.bench.bad += [
        f"exhibit {one.number} ({one.file}) is {one.damage}"
        for one in sorted(table.sources, key=lambda one: one.number)
        if one.damage.flaws
    ]
    if found.locked or not found.read:
        found.missing += found.bench.waiting()
        if not found.locked and not found.missing:
            found.missing.append("no file that could be read holds a message")
            found.missing += found.bench.idle()
    else:
        found.missing.clear()
    return found


def _files(found: Examination) -> Files:
    """Look through the files of messages: first for what phones have of them."""
    search = Search(found.bench.bad)
    for source in found.table.sources:
        search.phone(source.file, _rows(source, Attached, found))
    for source in found.table.sources:
        search.server(source.file, _rows(source, LockedFile, found))
    return search.result()


def _is_ordered(source: Source) -> bool:
    """Tell whether an order brought a file: what anybody can look at comes first."""
    return source.exhibit is None or source.exhibit.order is not None


def _read_plain(source: Source, found: Examination) -> None:
    before, count, places = len(found.read), 0, set[Place]()
    lost = source.damage.lost
    for row in _rows(source, Plaintext, found):
        count += 1
        places.add(_keep(row, row.text, source, found))
    if len(found.read) > before:
        found.steps.append(f"{source.file}: {_messages(count)} in the clear")
    found.least = max(found.least, len(places) + source.damage.lost - lost)


def _open_locked(source: Source, kind: type[Locked], found: Examination) -> None:
    """Try every locked row of a file with the key it names; count what stays closed, by key."""
    openers = dict[tuple[str, bytes], Opener | None]()
    tally, places, lost = Tally(), set[Place](), source.damage.lost
    for row in _rows(source, kind, found):
        lock = (row.scheme, row.key_id)
        if lock not in openers:
            openers[lock] = _opener(found.bench, *lock)
        open_ = openers[lock]
        try:
            text = open_(row) if open_ else None
        except CannotOpen:
            tally.damaged[row.key_id].add(place_of(row))
        else:
            if text is not None:
                tally.opened[row.key_id].add(place_of(row))
                places.add(_keep(row, text, source, found))
                continue
            if open_ is not None:
                continue  # what an app tells another is no message
            tally.closed[row.key_id].add(place_of(row))
        found.locked.add(place_of(row))
        places.add(place_of(row))
    found.least = max(found.least, len(places) + source.damage.lost - lost)
    _tell(source, tally, found)


def _tell(source: Source, tally: Tally, found: Examination) -> None:
    """Say what was opened, what stayed closed and what is damaged in one file."""
    for key_id, opened in tally.opened.items():
        total = _messages(len(opened.union(tally.damaged.get(key_id, ()))))
        found.steps += [f"{source.file}: {total} locked under key {name(key_id)}"]
        found.steps += found.bench.keys[key_id].why
        found.steps += [f"key {name(key_id)} opens {len(opened)} of {total}"]
    lacking = dict[bytes, int]()
    for key_id, closed in tally.closed.items():
        if key_id in found.bench.keys:
            what = f"{_messages(len(closed))} in a scheme that key {name(key_id)} does not fit"
            found.bench.bad.append(f"{source.file}: {what}")
        else:
            lacking[key_id] = len(closed)
    found.missing += _lacking(lacking, source.file)
    for key_id, damaged in tally.damaged.items():
        what = f"{_messages(len(damaged))} locked under key {name(key_id)}: forged or damaged"
        found.bench.bad.append(f"{source.file}: {what}")


def _lacking(keys: Mapping[bytes, int], file: str) -> Iterator[str]:
    """Name the keys that are lacking for a file, or count them: a ratchet has one a message."""
    if len(keys) <= _KEYS_NAMED:
        for key_id, count in keys.items():
            yield f"key {name(key_id)}, which locks {_messages(count)} in {file}"
        return
    first = ", ".join(map(name, islice(keys, _KEYS_NAMED)))
    more = f"{first} and {len(keys) - _KEYS_NAMED} more"
    yield f"keys {more}, which lock {_messages(sum(keys.values()))} in {file}"


def _keep(row: Plaintext | Locked, text: str, source: Source, found: Examination) -> Place:
    place, line = place_of(row), Line(row.sent, row.sender, text)
    if found.places.setdefault(row.number, place) != place:
        what = f"message {row.number} has another sender or time than in another row"
        found.bench.bad.append(f"{source.file}: {what}")
    if found.read.setdefault(place, line) != line:
        what = f"message {row.number} has other words than in another file"
        found.bench.bad.append(f"{source.file}: {what}")
    return place


def _opener(bench: Bench, scheme: str, key_id: bytes) -> Opener | None:
    if key_id not in bench.keys:
        return None
    try:
        return opener(scheme, bench.keys[key_id].what)
    except CannotOpen:
        return None


def _rows(source: Source, kind: type[R], found: Examination) -> Iterator[R]:
    """Read the rows of one kind from a file; where it is damaged is noted with the file."""
    if source.rows is not None:
        yield from (row for row in source.rows if isinstance(row, kind))
    elif kind in source.kinds:
        try:
            yield from salvage(source.path, kind, source.damage, intact=source.intact)
        except OSError as error:
            found.bench.bad.append(f"{source.file}: cannot be read ({error.strerror})")


def _again(kind: type[R], found: Examination) -> Iterator[R]:
    """Read the rows of one kind from all files, beside the reading that notes what is damaged."""
    for source in found.table.sources:
        yield from _rows(replace(source, damage=Damage()), kind, found)


def _messages(count: int) -> str:
    return f"{count} message{'s' if count != 1 else ''}"
