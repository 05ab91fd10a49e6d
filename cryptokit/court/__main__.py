"""The examiner as a process of its own: a list of folders in, a report a line out."""

import json
import sys
from pathlib import Path

from cryptokit.court.examiner import examine

for case in json.load(sys.stdin):
    sys.stdout.write(json.dumps(examine(Path(case)).as_json()) + "\n")
    sys.stdout.flush()
