"""The audit of secrets: where in the package ``reveal()`` is called, counted. A new place shows here."""

import ast
from collections import Counter
from pathlib import Path

import cryptokit

DOORS = {"reveal", "reveal_number"}
REVEALERS = {
    "cryptokit.demos.split_key": 2,  # to split a key, and to forge a share
    "cryptokit.evidence.at_rest": 2,  # to lock and open what a server stores
    "cryptokit.evidence.rows": 1,  # to write down what a phone or a server holds
    "cryptokit.keys": 1,  # to give a scalar as a number
    "cryptokit.mtproto.dh": 1,  # to compute a power
    "cryptokit.mtproto.envelope": 2,  # to derive what encrypts one packet
    "cryptokit.sharing.feldman": 2,  # to commit to a scalar and to check a share
    "cryptokit.sharing.formats.bytewise": 1,  # to interpolate
    "cryptokit.sharing.proofs": 2,  # to prove
    "cryptokit.sharing.scalar": 5,  # to check the range, split and interpolate
    "cryptokit.sharing.sealed": 5,  # to split, lock, open, and commit to the key of a box
    "cryptokit.sharing.shamir": 1,  # to hand out the secret that was joined
    "cryptokit.sharing.share": 2,  # to interpolate, and to write the share down
}


def reveal_calls(package):
    """Count the places that call or hand on ``.reveal`` or ``.reveal_number``, module by module."""
    found = Counter()
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        found[name] = sum(isinstance(n, ast.Attribute) and n.attr in DOORS for n in nodes)
    return +found


def test_the_search_finds_calls_and_not_words(tmp_path):
    (tmp_path / "room.py").write_text('"""key.reveal()"""\nx = key.reveal()\nmap(Key.reveal, x)\n')
    assert reveal_calls(tmp_path) == {f"{tmp_path.name}.room": 2}


def test_secrets_are_revealed_where_we_know_of_it():
    assert reveal_calls(Path(cryptokit.__file__).parent) == REVEALERS
