"""What ``pip install -e .[lessons]`` brings is all that a lesson imports."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OWN = {"cryptokit"}
BROUGHT = {
    re.split(r"[^\w-]", one)[0].lower()
    for one in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["lessons"])
}
HOMES = packages_distributions()  # looks through all that is installed: once is enough
READ = sorted(
    path.relative_to(ROOT)
    for folder in ("notebooks/lessons", "cryptokit/lab/course", "cryptokit/lab/widgets")
    for path in (ROOT / folder).rglob("*.py")
)


def imported(path):
    """Names of the packages that a file imports, from anywhere in it."""
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("path", READ, ids=str)
def test_the_extra_of_the_lessons_brings_what_they_import(path):
    theirs = set(imported(path)) - OWN - set(sys.stdlib_module_names)
    missing = {
        name
        for name in theirs
        if not BROUGHT & {one.lower() for one in HOMES.get(name, [name])} and name != "IPython"
    }
    assert not missing  # IPython comes with JupyterLab's kernel
