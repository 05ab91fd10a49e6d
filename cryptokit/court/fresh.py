"""Examine in a fresh process: nothing of the messenger's memory can help, only the files."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from cryptokit.court.examiner import examine
from cryptokit.court.report import Report


def examine_fresh(cases: Sequence[Path], *, now: int | None = None) -> Iterator[Report]:
    """Examine case folders in one new Python process; each report comes as soon as it is there.

    ``now`` divides past from future, in Unix seconds, as in ``examine``. Python in a browser has
    one process only: there the examiner works in it, and gets the same files and nothing else.
    """
    if sys.platform == "emscripten":
        yield from (examine(case, now=now) for case in cases)
        return
    # -P: no module is taken from the folder we stand in, which may be one with seized files.
    command = [sys.executable, "-P", "-m", "cryptokit.court"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as process:  # noqa: S603  # our own module
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the examiner has no pipes")
        with suppress(BrokenPipeError):  # its exit status says that it died
            process.stdin.write(json.dumps({"cases": [str(case) for case in cases], "now": now}))
            process.stdin.close()
        for line in process.stdout:
            yield Report.of_json(json.loads(line))
    if process.returncode:
        raise RuntimeError(f"the examiner stopped with status {process.returncode}")
