"""The examiner as a process of its own: folders and a time in, a report a line out."""

import json
import sys
from pathlib import Path

from cryptokit.court.examiner import examine

asked = json.load(sys.stdin)
for case in asked["cases"]:
    sys.stdout.write(json.dumps(examine(Path(case), now=asked["now"]).as_json()) + "\n")
    sys.stdout.flush()
