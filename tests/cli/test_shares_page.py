"""docs/shares.md: what the page shows is what the program prints, and every format is on it."""

import doctest
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cryptokit.certainty import Certainty
from cryptokit.sharing import formats
from cryptokit.sharing.formats import FORMATS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "shares.md").read_text(encoding="utf-8")
EXAMPLES = [
    tuple(example.split("\n", 1))
    for block in re.findall(r"```console\n(.*?)```", PAGE, flags=re.DOTALL)
    for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
]


def test_the_examples_are_found():
    assert len(EXAMPLES) == PAGE.count("\n$ ") > 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no sh")
@pytest.mark.parametrize(("command", "wanted"), EXAMPLES, ids=map(str, range(len(EXAMPLES))))
def test_an_example_of_the_page_is_what_the_program_prints(command, wanted):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PATH": path, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        ["sh", "-c", command], cwd=DOCS, env=env, capture_output=True, encoding="utf-8", check=False
    )
    got = re.sub(r" +$", "", done.stdout, flags=re.MULTILINE).strip("\n") + "\n"
    assert not done.stderr
    if not doctest.OutputChecker().check_output(wanted, got, doctest.ELLIPSIS):
        assert got == wanted


def test_every_format_is_on_the_page():
    rows = re.findall(r"^\| `(.*)` \|(.*)\|$", PAGE, flags=re.MULTILINE)
    assert [name for name, _ in rows] == list(FORMATS)
    for name, row in rows:
        one = FORMATS[name]
        facts = [one.title, one.field, one.layout, one.detects, one.source]
        assert [cell.strip() for cell in row.split(" | ")] == facts


def test_every_degree_of_certainty_is_on_the_page():
    _, _, section = PAGE.partition("How sure a reading is:")
    words = re.findall(r"^\| (\w+) \|", section.partition("## Formats")[0], flags=re.MULTILINE)
    assert words == ["word", *Certainty]


def keys_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key != "kind":  # its names are data
                yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_the_page_names_every_key_of_an_inspection(done):
    told = json.loads(done("inspect", "--json", DOCS / "ten-shares.txt"))
    assert len(told["shares"]) == 10
    _, _, section = PAGE.partition("## `inspect --json`")
    listed = re.findall(r'"(\w+)"', section.partition("```\n")[0])
    assert set(keys_of(told)) == set(listed)


def test_two_lines_of_two_kinds_hold_one_secret_and_one_of_each_does_not_give_it():
    """The page on lines 5 to 8: the same secret, and nonsense out of one of each kind."""
    lines = (DOCS / "ten-shares.txt").read_bytes().splitlines()[4:8]
    secret = b"under the flowerpot"

    def joined(*lines, name):
        return formats.join([formats.Raw("", line) for line in lines], format=name)

    assert joined(*lines[:2], name="vault") == secret == joined(*lines[2:], name="gfshare")
    as_gfshare = b".%03d:%b" % (int(lines[0][-2:], 16), lines[0][:-2])
    as_vault = b"%b%02x" % (lines[2][5:], int(lines[2][1:4]))
    assert joined(lines[0], as_vault, name="vault") != secret
    assert joined(as_gfshare, lines[2], name="gfshare") != secret
