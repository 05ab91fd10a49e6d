"""Rows out of a store that may be damaged: all that can be reached, and where it is damaged.

What was seized like that is read by SQLite as long as it goes. A file that is not what was seized,
and all behind the first error, is read page by page without SQLite: see ``pages`` for what is lost.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from cryptokit.errors import BadExhibit, WireError
from cryptokit.evidence.damage import Damage, Flaw, reason
from cryptokit.evidence.pages import ANY, Bounds, Cell, Pages
from cryptokit.evidence.store import LONGEST_VALUE, SCHEMA, R, numbered

_TABLES: Final = 1
"""The page with the list of tables: every file begins with it."""
_COLUMNS: Final = 5


def salvage(path: Path, kind: type[R], damage: Damage, *, intact: bool) -> Iterator[R]:
    """Read the rows of one kind that can be read, in order, and note where the file is damaged.

    ``intact`` tells that the file is the one that was seized, byte by byte. Work and memory are
    bounded by its size.
    """
    last, why = None, None
    if intact:
        try:
            for last, row in numbered(path, kind):  # noqa: B007  # where it stopped counts
                yield row
        except BadExhibit as error:
            why = error.what.removeprefix(f"{path.name}: ")
        else:
            return
    before = len(damage.flaws)
    yield from _by_pages(path, kind, damage, last)
    if why is not None and len(damage.flaws) == before == 0:
        damage.add(Flaw(None, why))


def survey(path: Path, damage: Damage) -> None:
    """Look at the header and the list of tables alone; ``damage.closed`` if they are no store's."""
    with path.open("rb") as file:
        _roots(file, path, damage)


def _by_pages(path: Path, kind: type[R], damage: Damage, after: int | None) -> Iterator[R]:
    with path.open("rb") as file:
        found = _roots(file, path, damage)
        if found is None:
            return
        pages, roots = found
        seen = set[int]()
        for one in pages.rows(roots[kind.table]):
            if not isinstance(one, Cell):
                flaw, bounds = one
                where = f"{_rows(bounds)} of {kind.table}: {flaw.what}"
                damage.add(Flaw(flaw.offset, where))
            elif one.rowid not in seen:
                seen.add(one.rowid)
                row = None if after is not None and one.rowid <= after else _row(one, kind, damage)
                if row is not None:
                    yield row


def _row(cell: Cell, kind: type[R], damage: Damage) -> R | None:
    where, values = f"row {cell.rowid} of {kind.table}", cell.values
    if values is None:
        damage.add(Flaw(cell.offset, f"{where} is no such row: {cell.why}"), lost=1)
        return None
    if len(values) != len(kind.columns):
        damage.add(Flaw(cell.offset, f"{where} has {len(values)} values: of another table"))
        return None
    try:
        _check_lengths(values)
        return kind.parse(values)
    except WireError as error:
        what = f"{where} is no such row: {error.field}: {reason(error)}"
        damage.add(Flaw(cell.offset, what), lost=1)
        return None


def _check_lengths(values: tuple[object, ...]) -> None:
    for value in values:
        if isinstance(value, str | bytes) and len(value) > LONGEST_VALUE:
            raise WireError(f"{len(value)} bytes", offset=0, field="a value")


def _roots(file: BinaryIO, path: Path, damage: Damage) -> tuple[Pages, Mapping[str, int]] | None:
    """Find the root of each table; None, and the damage is closed, if they are not a store's."""
    try:
        pages = Pages(file, path.stat().st_size)
        roots = dict[str, int]()
        for name, root in _listed(pages, damage):
            roots.setdefault(name, root)
    except WireError as error:
        damage.close(Flaw(error.offset, f"{error.field}: {reason(error)}"))
        return None
    missing = sorted(SCHEMA.keys() - roots.keys())
    if missing:
        damage.close(Flaw(None, f"no table {missing[0]}"))
        return None
    for flaw in pages.flaws():
        damage.add(flaw)
    return pages, roots


def _listed(pages: Pages, damage: Damage) -> Iterator[tuple[str, int]]:
    """Give the tables that the file lists; WireError at the first that no store has."""
    for one in pages.rows(_TABLES):
        if not isinstance(one, Cell):
            damage.add(Flaw(one[0].offset, f"the list of tables: {one[0].what}"))
            continue
        match one.values:
            case ("table", str(name), str(), int(root), str(sql)) if SCHEMA.get(name) == sql:
                yield name, root
            case _:
                shown = str(one.values and one.values[1])[:40]
                what = f"not the tables of a store: {shown}"
                raise WireError(what, offset=one.offset, field="tables")


def _rows(bounds: Bounds) -> str:
    """Say which rows a page may hold.

    >>> _rows((18, 36)), _rows((37, ANY[1])), _rows(ANY)
    ('rows 18 to 36', 'rows from 37 on', 'all rows')
    """
    low, high = bounds
    if bounds == ANY:
        return "all rows"
    if low == ANY[0]:
        return f"rows up to {high}"
    return f"rows from {low} on" if high == ANY[1] else f"rows {low} to {high}"
