"""Take posts down from what is public and from the operator's server. Nothing is decrypted for it.

What a phone, a reader or another server has copied is out of reach here; so is everything that the
operator cannot read, since it cannot tell which of its rows was meant.
"""

import sqlite3
from collections.abc import Collection, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from cryptokit.errors import BadExhibit, CryptokitError, Unknown
from cryptokit.evidence import store
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Event, Plaintext
from cryptokit.world import Level, Order, Piece, View, World, reach

DB: Final = "db"
"""The operator's server."""
WEB: Final = "web"
"""The public page."""
_TAKEN_DOWN: Final = "taken down"


def take_down(
    run: Path, numbers: Collection[int], order: Order, *, world: World, now: int
) -> tuple[Plaintext, ...]:
    """Remove posts of a channel from the page and the server, and log who asked; give what went.

    ``run`` is a deployed channel, ``numbers`` count its posts from 1, ``now`` is in Unix seconds.
    No key is asked for, and none is there. All posts go, or none: CryptokitError for an order that
    does not bind who runs the server, Unknown for a post that is not on the page, BadExhibit if
    there is no page or no server.

    See: NDR and WDR, 7 September 2022: of 392 posts that German police named, 370 were gone.
    """
    _require_bound(world, order)
    web, db = (path_of(run, Piece(asset, View.DISK)) for asset in (WEB, DB))
    wanted = _wanted(web, numbers)
    events = [
        Event(now, order.by, f"post {one.number}", _TAKEN_DOWN, len(one.text.encode()))
        for one in wanted
    ]
    store.check(db)
    with _both(db, web) as base:
        rows = [(one.number,) for one in wanted]
        for disk in ("main", WEB):
            base.executemany(f'DELETE FROM {disk}."{Plaintext.table}" WHERE "number" = ?', rows)  # noqa: S608  # our own names
        marks = ", ".join("?" * len(Event.columns))
        logged = [event.values() for event in events]
        base.executemany(f'INSERT INTO main."{Event.table}" VALUES ({marks})', logged)  # noqa: S608  # our own names
    return wanted


def _require_bound(world: World, order: Order) -> None:
    """Refuse an order that does not reach the server on any rung."""
    known = order.by in world.jurisdictions
    for powers in (level.powers for level in Level if known):
        if reach(world, [order.by], powers).get(Piece(DB, View.DISK)) == order:
            return
    what = f"{order.by} cannot bind the operator by {order.power} on {order.target}"
    raise CryptokitError(what, f"an order of {world.asset(DB).loc}, where the server stands")


def _wanted(web: Path, numbers: Collection[int]) -> tuple[Plaintext, ...]:
    """Find the posts on the page."""
    if not numbers:
        raise ValueError("no post was named: numbers of posts count from 1")
    if not web.exists():
        what = "no public page: whoever cannot read a message cannot tell which one is meant"
        raise BadExhibit(what, exhibit=web.parent.name, hint="a run of the messenger channel")
    there = {row.number: row for row in store.read(web, Plaintext)}
    for number in numbers:
        if number not in there:
            raise Unknown("post", str(number), known=map(str, there))
    return tuple(there[number] for number in sorted(set(numbers)))


@contextmanager
def _both(db: Path, web: Path) -> Generator[sqlite3.Connection]:
    """Open two stores for one change: either both have it at the end, or neither."""
    main, page = (f"{path.absolute().as_uri()}?mode=rw" for path in (db, web))
    with closing(sqlite3.connect(main, uri=True, isolation_level=None)) as base:
        base.execute(f"ATTACH ? AS {WEB}", (page,))
        for disk in ("main", WEB):
            base.execute(f"PRAGMA {disk}.secure_delete = ON")
            # A journal on disk would keep a copy of the words, as in evidence.store.
            base.execute(f"PRAGMA {disk}.journal_mode = MEMORY")
        base.execute("BEGIN IMMEDIATE")
        try:
            yield base
        except BaseException:
            base.execute("ROLLBACK")
            raise
        base.execute("COMMIT")
