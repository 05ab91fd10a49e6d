"""Serve orders and copy what they reach into a case folder. Nothing is opened here."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cryptokit.court import custody
from cryptokit.court.custody import Exhibit
from cryptokit.evidence import store
from cryptokit.evidence.files import FILE_NAMES, path_of
from cryptokit.evidence.rows import Account, Event
from cryptokit.world import Jurisdiction, Order, Piece, View, World, served_in


def seize(
    run: Path,
    reached: Mapping[Piece, Order | None],
    case: Path,
    *,
    at: int,
    world: World | None = None,
) -> tuple[Exhibit, ...]:
    """Copy every file that was reached into ``<case>/<asset>/<view file>``.

    Of a disk whose keeper owes metadata only, an excerpt is made: what is no content, and no key.
    ``run`` is a deployed world, ``reached`` what ``world.reach`` gave for the orders served, ``at``
    the time of seizure in Unix seconds. What is open to anybody is copied like the rest, and its
    order is None. With a ``world``, the custody record names the treaty partner that served an
    order on request. The record is written last.
    """
    case.mkdir(parents=True)
    exhibits = tuple(
        replace(_take(run, piece, order, case, at), served_in=_abroad(world, order))
        for piece, order in reached.items()
        if there(run, piece)
    )
    custody.write(case, exhibits)
    return exhibits


def there(run: Path, piece: Piece) -> bool:
    """Tell whether a seizure would bring a file of this piece."""
    if piece.view is View.RECORDS:
        disk = path_of(run, Piece(piece.asset, View.DISK))
        return disk.exists() and any(any(store.read(disk, kind)) for kind in (Event, Account))
    return path_of(run, piece).exists()


def _take(run: Path, piece: Piece, order: Order | None, case: Path, at: int) -> Exhibit:
    copy = case / piece.asset / FILE_NAMES[piece.view]
    copy.parent.mkdir(exist_ok=True)
    if piece.view is View.RECORDS:
        _excerpt(path_of(run, Piece(piece.asset, View.DISK)), copy)
    else:
        shutil.copyfile(path_of(run, piece), copy)
    file = copy.relative_to(case).as_posix()
    return Exhibit(file, piece, order, at, copy.stat().st_size, custody.digest(copy))


def _abroad(world: World | None, order: Order | None) -> Jurisdiction | None:
    place = None if world is None or order is None else served_in(world, order)
    return None if order is None or place == order.by else place


def _excerpt(disk: Path, copy: Path) -> None:
    with store.Store(copy) as records:
        records.add(Event, store.read(disk, Event))
        records.add(Account, store.read(disk, Account))
