"""Serve orders and copy what they reach into a case folder. Nothing is opened here."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from cryptokit.court import custody
from cryptokit.court.custody import Exhibit
from cryptokit.evidence.files import FILE_NAMES, path_of
from cryptokit.world import Order, Piece


def seize(
    run: Path,
    reached: Mapping[Piece, Order | None],
    case: Path,
    *,
    at: int,
) -> tuple[Exhibit, ...]:
    """Copy every file that was reached into ``<case>/<asset>/<view file>``.

    ``run`` is a deployed world, ``reached`` what ``world.reach`` gave for the orders served, ``at``
    the time of seizure in Unix seconds. What is open to anybody is copied like the rest, and its
    order is None. The custody record is written last.
    """
    case.mkdir(parents=True)
    exhibits = tuple(
        _take(path_of(run, piece), piece, order, case, at)
        for piece, order in reached.items()
        if path_of(run, piece).exists()
    )
    custody.write(case, exhibits)
    return exhibits


def _take(source: Path, piece: Piece, order: Order | None, case: Path, at: int) -> Exhibit:
    copy = case / piece.asset / FILE_NAMES[piece.view]
    copy.parent.mkdir(exist_ok=True)
    shutil.copyfile(source, copy)
    file = copy.relative_to(case).as_posix()
    return Exhibit(file, piece, order, at, copy.stat().st_size, custody.digest(copy))
