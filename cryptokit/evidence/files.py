"""Where a deployed asset keeps its views: one folder an asset, one file a view."""

from pathlib import Path

from cryptokit.evidence import image, store
from cryptokit.world import Piece, View

FILE_NAMES = {
    View.DISK: "disk.sqlite",
    View.PART: "part.bin",
    View.MEMORY: "memory.bin",
    View.RECORDS: "records.sqlite",
    View.LINE: "line.sqlite",
    View.ROUTE: "route.sqlite",
    View.ARRIVALS: "arrivals.sqlite",
}


def path_of(run: Path, piece: Piece) -> Path:
    """Give the file of one view of one asset in a deployed run.

    >>> path_of(Path("run"), Piece("db", View.MEMORY)).as_posix()
    'run/db/memory.bin'
    """
    return run / piece.asset / FILE_NAMES[piece.view]


def kind_of(head: bytes) -> str | None:
    """Tell by its first bytes what a file is, whatever it is called: "store", "image" or None."""
    if head.startswith(store.MAGIC):
        return "store"
    return "image" if head.startswith(image.MAGIC) else None
