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

import cryptokit.attacks.sharing as room
from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing import GALLERY, gallery, named, schemes
from cryptokit.errors import Unknown
from cryptokit.rng import lesson

ROWS = {
    "share at x = 0 accepted": {"share_at_zero", "share_at_order"},
    "repeated x": {"repeated_share"},
    "leading coefficient forced non-zero": {"nonzero_coefficient"},
    "coefficients also forced distinct": {"distinct_coefficients"},
    "one polynomial reused": {"one_polynomial_reused"},
    "predictable coefficients": {"predictable_coefficients"},
    "non-uniform reduction": {"biased_reduction"},
    "rejection bound off by one": {"rejection_off_by_one"},
    "integers instead of a field": {"integers_instead_of_field"},
    "a missing final reduction": {"missing_final_reduction"},
    "composite modulus": {"composite_modulus"},
    "no integrity": {"no_integrity"},
    "k not in the share": {"threshold_not_told"},
    "table lookups and branches on secrets": {"timing_of_tables"},
    "partial leak of k shares": {"partial_leak"},
    "wrong field": {"wrong_field", "format_drift"},
}
"""What may go wrong with sharing, and the attacks that show it."""
WITH_KEYS = {"dkg_bias", "rogue_key", "related_query"}
"""What may go wrong with a key that nobody holds."""

PACKAGES = [
    "vault",
    "pycryptodome",
    "shamir-mnemonic",
    "bip39-slip39",
    "pyshamir",
    "horcrux",
    "shamirs",
    "sslib",
    "secretsharing",
    "shamira",
    "pygfssss",
    "pysss",
    "shamir-ss",
    "pyquorum",
    "tno-mpc",
    "tno",
    "mpyc",
    "pvss",
    "triss",
    "zfec",
    "galois",
    "threshold-elgamal",
    "bip-frost-dkg",
    "charm-crypto",
    "tinysecretsharing",
    "threshold-crypto",
    "mp-spdz",
    "privy-io",
    "dsprenkels",
    "ssss",
    "libgfshare",
    "sunder",
    "bc-shamir",
    "sskr",
    "sharks",
    "blahaj",
    "zcashfoundation",
    "bytemare",
    "juicebox",
    "rustysecrets",
    "secrets.js",
    "codahale",
    "tss-lib",
    "exodus",
    "isa-l",
]
PUBLISHED = {
    "share_at_zero": {"tss-lib"},  # Trail of Bits, December 2021
    "share_at_order": {"tss-lib"},
    "repeated_share": {"tss-lib"},
    "nonzero_coefficient": {"sharks"},  # RUSTSEC-2024-0398
    "predictable_coefficients": {"exodus"},  # Ledger Donjon, 2019
    "threshold_not_told": {"vault"},  # its layout, in its own source
}
"""The software that a file may name, as its flaw was published by others."""
YEAR = re.compile(r"\b(19|20)\d\d\b")


@cache
def played(name, on):
    attack = named(name)
    return {"flawed": attack.on_flawed, "repaired": attack.on_repaired}[on](lesson("monday"))


def text_of(name):
    return Path(importlib.import_module(f"{room.__name__}.{name}").__file__).read_text("utf-8")


# The attacks


@pytest.mark.parametrize("name", GALLERY)
def test_the_flawed_scheme_falls(name):
    assert played(name, "flawed").won


@pytest.mark.parametrize("name", GALLERY)
def test_the_repaired_scheme_withstands_the_same_program(name):
    # The demo of the gallery plays all of this once more, with other luck.
    assert not played(name, "repaired").won


@pytest.mark.parametrize("name", GALLERY)
def test_both_schemes_serve_honest_people(name):
    attack = named(name)
    assert attack.honest(attack.flawed, lesson("honest"))
    assert attack.honest(attack.repaired, lesson("honest"))


@pytest.mark.parametrize("name", GALLERY)
def test_no_run_takes_more_tries_than_the_budget(name):
    for on in ("flawed", "repaired"):
        assert 0 < played(name, on).tries <= named(name).budget


@pytest.mark.parametrize("name", GALLERY)
def test_the_same_luck_gives_the_same_outcome(name):
    attack = replace(named(name), budget=-(-named(name).budget // 10))
    for run in (attack.on_flawed, attack.on_repaired):
        assert run(lesson("again")) == run(lesson("again"))


@pytest.mark.parametrize("name", GALLERY)
def test_what_was_seen_is_told(name):
    for on in ("flawed", "repaired"):
        assert played(name, on).told
    assert played(name, "flawed").told != played(name, "repaired").told


def test_both_runs_get_one_program_and_one_budget():
    seen = []

    def program(scheme, budget, _rng):
        seen.append((scheme, budget))
        return Outcome(won=False, tries=1, told="")

    words = dict.fromkeys(["name", "title", "mistake", "repair", "source", "scale"], "")
    attack = Attack(
        **words, budget=7, program=program, honest=lambda *_: True, flawed="F", repaired="R"
    )
    attack.on_flawed(lesson("one"))
    attack.on_repaired(lesson("one"))
    assert seen == [("F", 7), ("R", 7)]


# A repair that refuses everybody, or a scheme that gives a wrong secret, is not honest


def test_a_scheme_that_loses_a_byte_does_not_serve_honest_people():
    broken = replace(schemes.CRYPTOKIT, join=lambda shares: schemes.join_cryptokit(shares)[:-1])
    assert not schemes.joins_bytes(broken, lesson("broken"))


def test_a_scheme_that_is_wrong_about_one_does_not_serve_honest_people():
    right = schemes.numbers_modulo(31)
    broken = replace(right, join=lambda shares: right.join(shares) ^ 1)
    assert not schemes.joins_numbers(broken, lesson("broken"))


@pytest.mark.parametrize("scheme", [schemes.BARE, schemes.CRYPTOKIT], ids=["bare", "cryptokit"])
def test_what_is_forged_is_what_is_read(scheme):
    share, *_ = scheme.split(b"secret", 2, 3, lesson("forge"))
    assert scheme.look(scheme.forge(share, 77, b"forged")) == (77, b"forged")
    assert scheme.forge(share, *scheme.look(share)) == share


def test_drawing_below_a_limit_reaches_each_number_about_as_often():
    rng = lesson("below")
    drawn = [schemes.draw_below(5, rng) for _ in range(5000)]
    assert set(drawn) == set(range(5))
    assert all(900 < drawn.count(one) < 1100 for one in range(5))


# The gallery


def test_every_known_mistake_has_its_attack():
    assert set().union(*ROWS.values(), WITH_KEYS) == set(GALLERY)
    assert len(set(GALLERY)) == len(GALLERY)


def test_an_attack_is_called_like_its_file():
    assert [attack.name for attack in gallery()] == list(GALLERY)


def test_an_unknown_attack_is_refused_with_its_neighbour():
    with pytest.raises(Unknown, match="share_at_zero"):
        named("share_at_zer")


def test_no_attack_is_left_out_of_the_gallery():
    files = {path.stem for path in Path(room.__file__).parent.glob("*.py")}
    attacks = {name for name in files if "ATTACK: Final" in Path(room.__file__).with_name(f"{name}.py").read_text("utf-8")}  # fmt: skip
    assert attacks == set(GALLERY)


def test_the_gallery_opens_at_once():
    code = "import sys, json, cryptokit.attacks.sharing; print(json.dumps(sorted(sys.modules)))"
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
def test_no_software_is_named_whose_flaw_is_not_published(name):
    text = text_of(name).lower()
    found = {one for one in PACKAGES if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text)}
    assert found <= PUBLISHED.get(name, set())


def test_software_is_named_where_others_published_the_flaw():
    for name, software in PUBLISHED.items():
        assert all(one in text_of(name).lower() for one in software)
        assert named(name).seen_in
    assert not named("missing_final_reduction").seen_in
