"""The package opens at once: nothing heavy is loaded before somebody asks for it."""

import json
import subprocess
import sys

import cryptokit

HEAVY = {
    "numpy",
    "dd",
    "matplotlib",
    "rich",
    "scipy",
    "IPython",
    "ipywidgets",
    "click",
    "hypothesis",
    "cryptography",
    "nacl",
    "sqlite3",
    "asyncio",
    "importlib.metadata",
}


def loaded_by(statement):
    code = f"import sys, json; before = set(sys.modules); {statement}; print(json.dumps(sorted(set(sys.modules) - before)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(out.stdout))


def test_importing_the_package_loads_nothing_heavy():
    loaded = loaded_by("import cryptokit")
    assert "cryptokit" in loaded
    assert not loaded & HEAVY


def test_reading_a_chat_needs_neither_numpy_nor_rich():
    loaded = loaded_by("import cryptokit; cryptokit.say(['Alice: hi'])")
    assert not loaded & (HEAVY - {"sqlite3", "cryptography"})


def test_every_public_name_is_there():
    assert len(set(cryptokit.__all__)) == len(cryptokit.__all__)
    for name in cryptokit.__all__:
        assert getattr(cryptokit, name) is not None
    assert set(cryptokit.__all__) <= set(dir(cryptokit))


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(cryptokit, "who_can_fly")
