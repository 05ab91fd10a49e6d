"""The SQLite file that a server or a phone owns: rows in, rows out, deleted keys gone from it.

One table for each kind of row, with its columns. Readable with any ``sqlite3`` tool.
"""

import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from cryptokit.errors import BadExhibit, WireError
from cryptokit.evidence.rows import KINDS, Row, State, Value
from cryptokit.keys import Secret

R = TypeVar("R", bound=Row)

MAGIC = b"SQLite format 3\x00"
"""How every SQLite file begins. See: sqlite.org/fileformat.html, section 1.2."""

_SQL_TYPES: dict[type[Value], str] = {int: "INTEGER", str: "TEXT", bytes: "BLOB"}
_ROUNDS, _STEPS_A_ROUND, _BYTES_A_ROUND = 1000, 10_000, 1000
"""How long reading may take: 10 steps of SQLite's machine a byte, and 10 million besides."""
LONGEST_VALUE = 1 << 26
"""A row with a longer value is not one of ours: 64 MiB."""


def _create(kind: type[Row]) -> str:
    columns = (f'"{name}" {_SQL_TYPES[of]} NOT NULL' for name, of in kind.columns.items())
    return f'CREATE TABLE "{kind.table}" ({", ".join(columns)})'


SCHEMA: Final = {kind.table: _create(kind) for kind in KINDS}
"""The statement that makes each table of a store, by the table's name."""
_LISTED: Final = {("table", name, name, sql) for name, sql in SCHEMA.items()}
_FIRST: Final = {kind: f'SELECT 1 FROM "{kind.table}" LIMIT 1' for kind in KINDS}  # noqa: S608  # our own names


class Store:
    """A SQLite file that is being written; ``with`` commits at the end, or takes everything back.

    ``secure_delete`` overwrites what is deleted, and there is no write-ahead log that would keep a
    copy.
    """

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA secure_delete = ON")
        self._base.execute("PRAGMA journal_mode = MEMORY")
        self._base.execute("BEGIN")
        for statement in SCHEMA.values():
            self._base.execute(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with closing(self._base):
            self._base.execute("ROLLBACK" if error else "COMMIT")

    def add(self, kind: type[R], rows: Iterable[R]) -> None:
        """Write rows of one kind, in order; they may come from a generator."""
        marks = ", ".join("?" * len(kind.columns))
        insert = f'INSERT INTO "{kind.table}" VALUES ({marks})'  # noqa: S608  # our own names
        self._base.executemany(insert, (row.values() for row in rows))

    def add_mixed(self, rows: Iterable[Row]) -> None:
        """Write a few rows of any kind."""
        for row in rows:
            self.add(type(row), [row])

    def replace(self, state: State) -> None:
        """Write a state in place of those of its scheme; their bytes are overwritten."""
        self._base.execute('DELETE FROM "state" WHERE scheme = ?', (state.scheme,))
        self.add(State, [state])

    def forget(self, secret: Secret) -> None:
        """Delete a key; its bytes are overwritten in the file."""
        self._base.execute('DELETE FROM "key" WHERE key_id = ?', (secret.key_id(),))


def check(path: Path) -> None:
    """Look whether a file is a store at all. Raises BadExhibit."""
    with _opened(path):
        pass


def kinds(path: Path) -> frozenset[type[Row]]:
    """Tell which kinds of rows a store has any of. Raises BadExhibit."""
    with _opened(path) as base:
        try:
            return frozenset(kind for kind in KINDS if base.execute(_FIRST[kind]).fetchone())
        except sqlite3.Error as error:
            raise BadExhibit(f"not a whole store ({error})", exhibit=path.name) from None


def read(path: Path, kind: type[R]) -> Iterator[R]:
    """Read all rows of one kind, in order; BadExhibit if the file is not a store, or was forged."""
    return (row for _, row in numbered(path, kind))


def numbered(path: Path, kind: type[R]) -> Iterator[tuple[int, R]]:
    """Read all rows of one kind like ``read``, each with its row id."""
    names, count = ", ".join(f'"{column}"' for column in kind.columns), 0
    query = f'SELECT rowid, {names} FROM "{kind.table}" ORDER BY rowid'  # noqa: S608  # our names
    with _opened(path) as base:
        try:
            for rowid, values in _rising(base.execute(query)):
                count += 1
                yield rowid, kind.parse(values)
        except (sqlite3.Error, WireError, UnicodeDecodeError) as error:
            why = error.what if isinstance(error, WireError) else error
            what = f"not a whole store: stopped at row {max(count, 1)} of {kind.table} ({why})"
            raise BadExhibit(what, exhibit=path.name) from None


@contextmanager
def _opened(path: Path) -> Generator[sqlite3.Connection]:
    """Open a store that a stranger may have made, without changing a byte of it."""
    # immutable: looking at evidence must not make a lock file either.
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    # Pages that name one another in a circle would keep SQLite busy for ever, but an honest file
    # costs a number of steps that follows from its size.
    try:
        rounds = iter(range(_ROUNDS + path.stat().st_size // _BYTES_A_ROUND))
        base = sqlite3.connect(address, uri=True)
    except (OSError, sqlite3.Error) as error:
        raise BadExhibit(f"not a store ({error})", exhibit=path.name) from None
    with closing(base):
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        base.set_authorizer(_only_reading)
        base.set_progress_handler(lambda: next(rounds, None) is None, _STEPS_A_ROUND)
        try:
            _check_schema(base)
        except (sqlite3.Error, WireError, UnicodeDecodeError) as error:
            why = error.what if isinstance(error, WireError) else error
            raise BadExhibit(f"not a store ({why})", exhibit=path.name) from None
        yield base


def _only_reading(action: int, *_: object) -> int:
    """Refuse all but reading tables: no function, no other file, no recursion, no pragma."""
    allowed = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
    return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY


def _rising(
    rows: Iterable[tuple[int, *tuple[object, ...]]],
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Split off the row ids, which rise: in forged pages that name one another they never end."""
    last = -(1 << 63) - 1
    for rowid, *values in rows:
        if rowid <= last:
            raise WireError("rows that come again", offset=0, field="rowid")
        last = rowid
        yield rowid, tuple(values)


def _check_schema(base: sqlite3.Connection) -> None:
    """Refuse a forged file, which could hide an endless query behind a table's name."""
    found = set(base.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    if found != _LISTED:
        odd = sorted(str(row[1:]) for row in found ^ _LISTED)
        raise WireError(f"not the tables of a store: {odd[0][:60]}", offset=0, field="schema")
