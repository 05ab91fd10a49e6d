"""The files that came with messages: how many a messenger carried, and how many were opened.

What it carried is counted on the phones of the run, so that a messenger of words alone has none.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptokit.court import Report
from cryptokit.evidence import store
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Attached
from cryptokit.experiment.answers import Opened, Trial
from cryptokit.experiment.serving import Service
from cryptokit.world import PAST, USER, Piece, View, World


def opened(trial: Trial, service: Service, run: Path, report: Report) -> Opened | None:
    """Count the files of the messages that a trial asks for; None where there are none at all."""
    if not service.states.chat.files:
        return None
    asked, at = trial.goal == PAST, service.at
    times = list(carried(trial.messenger.world, run))
    here = sum((sent <= at) is asked for sent in times)
    found = sum((one.sent <= at) is asked for one in report.files.opened)
    return Opened(found, here) if times else None


def carried(world: World, run: Path) -> Iterator[int]:
    """Give the time of each file that the phones of a run have, in Unix seconds."""
    seen = set[bytes]()
    for asset in world.assets:
        if asset.custodian == USER:
            for row in store.read(path_of(run, Piece(asset.id, View.DISK)), Attached):
                if row.attachment not in seen:
                    seen.add(row.attachment)
                    yield row.sent
