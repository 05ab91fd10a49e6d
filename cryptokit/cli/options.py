"""Options that several commands have."""

from functools import partial
from pathlib import Path

import click

PATH = click.Path(path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
repeatable = partial(click.option, multiple=True)
