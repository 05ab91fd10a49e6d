"""Run the code blocks of the documents, and give every property test the same calm settings."""

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser()], patterns=["*.md"]).pytest()

# No deadline: on a busy machine it would judge the machine. Speed is measured in bench/.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")
