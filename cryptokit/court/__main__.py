"""The examiner as a process of its own: folders in, one report a line out, as JSON."""

import json
import sys
from pathlib import Path

from cryptokit.court.examiner import examine

for case in sys.argv[1:]:
    sys.stdout.write(json.dumps(examine(Path(case)).as_json()) + "\n")
    sys.stdout.flush()
