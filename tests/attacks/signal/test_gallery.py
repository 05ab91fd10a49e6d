"""Each attack breaks its flawed scheme, fails on the repaired one, and says where it was published."""

import importlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import cryptokit.attacks.signal as room
from cryptokit.attacks.signal import GALLERY, gallery, named
from cryptokit.errors import Unknown
from cryptokit.rng import lesson

PACKAGES = [
    "libsignal",
    "axolotl",
    "python-axolotl",
    "doubleratchet",
    "omemo",
    "libolm",
    "vodozemac",
    "signal-cli",
    "baileys",
    "whatsmeow",
    "yowsup",
    "akd",
]
"""Libraries for the same protocol: none is named as flawed here."""
YEAR = re.compile(r"\b(19|20)\d\d\b")


@cache
def played(name, on, seed):
    attack = named(name)
    return {"flawed": attack.on_flawed, "repaired": attack.on_repaired}[on](lesson(seed))


def text_of(name):
    return Path(importlib.import_module(f"{room.__name__}.{name}").__file__).read_text("utf-8")


@pytest.mark.parametrize("name", GALLERY)
def test_the_flawed_scheme_falls(name):
    assert played(name, "flawed", "monday").won


@pytest.mark.parametrize("name", GALLERY)
def test_the_repaired_scheme_stands_the_same_program(name):
    assert not played(name, "repaired", "monday").won


@pytest.mark.parametrize("name", GALLERY)
def test_both_schemes_serve_honest_people(name):
    attack = named(name)
    assert attack.honest(attack.flawed, lesson("honest"))
    assert attack.honest(attack.repaired, lesson("honest"))


@pytest.mark.parametrize("name", GALLERY)
def test_no_run_takes_more_tries_than_the_budget(name):
    for on in ("flawed", "repaired"):
        assert 0 < played(name, on, "monday").tries <= named(name).budget


@pytest.mark.parametrize("name", GALLERY)
def test_the_same_luck_gives_the_same_outcome(name):
    attack = replace(named(name), budget=-(-named(name).budget // 50))
    for run in (attack.on_flawed, attack.on_repaired):
        assert run(lesson("again")) == run(lesson("again"))


@pytest.mark.parametrize("name", GALLERY)
def test_what_was_seen_is_told(name):
    for on in ("flawed", "repaired"):
        assert played(name, on, "monday").told
    assert played(name, "flawed", "monday").told != played(name, "repaired", "monday").told


# The gallery


def test_an_attack_is_called_like_its_file():
    assert [attack.name for attack in gallery()] == list(GALLERY)
    assert len(set(GALLERY)) == len(GALLERY)


def test_an_unknown_attack_is_refused_with_its_neighbour():
    with pytest.raises(Unknown, match="receipts"):
        named("receipt")


def test_no_attack_is_left_out_of_the_gallery():
    files = Path(room.__file__).parent.glob("*.py")
    assert {path.stem for path in files if "ATTACK: Final" in path.read_text("utf-8")} == set(
        GALLERY
    )


def test_the_gallery_opens_at_once():
    code = "import sys, json, cryptokit.attacks.signal; print(json.dumps(sorted(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "nacl", "cryptography", "rich"} & set(json.loads(out.stdout))


@pytest.mark.parametrize("name", GALLERY)
def test_a_source_with_its_year_is_in_the_record_and_in_the_file(name):
    module = importlib.import_module(f"{room.__name__}.{name}")
    assert YEAR.search(module.ATTACK.source)
    assert YEAR.search(module.__doc__)
    assert module.ATTACK.scale


@pytest.mark.parametrize("name", GALLERY)
def test_one_line_is_marked_as_the_flaw(name):
    assert text_of(name).count("# the flaw") == 1


@pytest.mark.parametrize("name", GALLERY)
def test_no_library_is_named(name):
    text = text_of(name).lower()
    found = [one for one in PACKAGES if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text)]
    assert found == []
