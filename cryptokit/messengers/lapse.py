"""Delete what is older than the law makes a service keep, so that it is gone from the file.

A service may keep more, as a cloud does; this is for one that keeps what it must and no longer.
"""

import sqlite3
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from cryptokit.evidence import store
from cryptokit.evidence.rows import Ciphertext, Envelope, Event, Plaintext, Row
from cryptokit.messengers.duties import Demand, Duty, kept_since

KINDS: Final[Mapping[Demand, tuple[type[Row], ...]]] = {
    Demand.RECORDS: (Event,),
    Demand.CONTENT: (Ciphertext, Envelope, Plaintext),
}
"""Which rows a duty is about."""


def lapse(disks: Iterable[Path], under: Iterable[Duty], on: date) -> int:
    """Delete from some disks what need not be kept on a day any longer; give how many rows went.

    Only what a duty is about goes: before messages had to be kept, nothing is said about them. A
    file is changed whole or not at all. Raises BadExhibit for a file that is no store, and then
    nothing went from any.

    See: European Court of Human Rights, Podchasov v. Russia, 13 February 2024, on the periods.
    """
    limits = {
        kind.table: since
        for duty in under
        for kind in KINDS.get(duty.demand, ())
        if (since := kept_since(duty, on)) is not None
    }
    paths = tuple(disks)
    for path in paths:
        store.check(path)
    return sum(_delete(path, limits) for path in paths)


def _delete(path: Path, limits: Mapping[str, int]) -> int:
    with _changed(path) as base:
        return sum(
            base.execute(f'DELETE FROM "{table}" WHERE "sent" < ?', (since,)).rowcount  # noqa: S608  # our own names
            for table, since in limits.items()
        )


@contextmanager
def _changed(path: Path) -> Generator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as base:
        base.execute("PRAGMA secure_delete = ON")
        # A journal on disk would keep a copy of what goes, as in evidence.store.
        base.execute("PRAGMA journal_mode = MEMORY")
        base.execute("BEGIN IMMEDIATE")
        yield base
        base.execute("COMMIT")
