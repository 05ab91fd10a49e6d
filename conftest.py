"""Run the code blocks of the documents, and give every property test the same calm settings."""

import os

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser

pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser()], patterns=["*.md"]).pytest()

# No deadline: on a busy machine it would judge the machine. Speed is measured in bench/.
settings.register_profile("house", deadline=None, print_blob=True)
# The same examples on every run, so that a red build is the change's own fault; hunting is done
# on every other machine.
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")
