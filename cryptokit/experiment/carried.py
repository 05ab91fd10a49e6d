"""The files that came with messages: how many a messenger carried, and how many were opened.

What it carried is counted on the phones of the run, so that a messenger of words alone has none.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from cryptokit.court import Report
from cryptokit.evidence import store
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Attached
from cryptokit.experiment.answers import Opened, Trial
from cryptokit.world import PAST, USER, Piece, View, World


def opened(trial: Trial, at: int, times: Collection[int], report: Report) -> Opened | None:
    """Count the files of the messages that a trial asks for; None where none were carried at all.

    ``times`` are those of all files carried, and orders come ``at`` a time, in Unix seconds.
    """
    if not times:
        return None
    asked = trial.goal == PAST
    here = sum((sent <= at) is asked for sent in times)
    found = sum((one.sent <= at) is asked for one in report.files.opened)
    return Opened(found, here)


def carried(world: World, run: Path) -> Iterator[int]:
    """Give the time of each file that the phones of a run have, in Unix seconds."""
    seen = set[bytes]()
    for asset in world.assets:
        if asset.custodian == USER:
            for row in store.read(path_of(run, Piece(asset.id, View.DISK)), Attached):
                if row.attachment not in seen:
                    seen.add(row.attachment)
                    yield row.sent
