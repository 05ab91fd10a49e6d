"""The audit of secrets: where in the package ``reveal()`` is called, counted. A new place shows here."""

import ast
from collections import Counter
from pathlib import Path

import cryptokit

REVEALERS = {
    "cryptokit.sharing.agreement": 1,  # to interpolate
    "cryptokit.sharing.sealed": 4,  # to split, lock, open, and commit to the key of a box
    "cryptokit.sharing.share": 1,  # to write the share down
}
ROOMS = (
    *("errors", "keys", "rng", "wire", "knowledge", "transcript"),
    *("primitives", "sharing"),
)
"""The rooms that are counted so far."""


def reveal_calls(package):
    """Count the places that call or hand on ``.reveal``, module by module."""
    found = Counter()
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        found[name] = sum(isinstance(n, ast.Attribute) and n.attr == "reveal" for n in nodes)
    return +found


def test_the_search_finds_calls_and_not_words(tmp_path):
    (tmp_path / "room.py").write_text('"""key.reveal()"""\nx = key.reveal()\nmap(Key.reveal, x)\n')
    assert reveal_calls(tmp_path) == {f"{tmp_path.name}.room": 2}


def test_secrets_are_revealed_where_we_know_of_it():
    found = reveal_calls(Path(cryptokit.__file__).parent)
    counted = {name: n for name, n in found.items() if name.split(".")[1] in ROOMS}
    assert counted == REVEALERS
