"""Examine in a fresh process: nothing of the messenger's memory can help, only the files."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptokit.court.report import Report


def examine_fresh(cases: Sequence[Path]) -> Iterator[Report]:
    """Examine case folders in one new Python process; each report comes as soon as it is there."""
    command = [sys.executable, "-m", "cryptokit.court", *map(str, cases)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:  # noqa: S603  # our own module
        for line in process.stdout or ():
            yield Report.of_json(json.loads(line))
    if process.returncode:
        raise RuntimeError(f"the examiner stopped with status {process.returncode}")
