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

from cryptokit.attacks import backdoors, mtproto, signal
from cryptokit.errors import Unknown
from cryptokit.rng import lesson

PACKAGES = {
    mtproto: [
        "telethon",
        "telethon-secret-chat",
        "kurigram",
        "pyrogram",
        "madelineproto",
        "tgsnake",
        "gotd",
        "cryptg",
        "tgcrypto",
    ],
    signal: [
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
    ],
    backdoors: [
        "openssl",
        "libressl",
        "boringssl",
        "gnutls",
        "nss",
        "wolfssl",
        "mbedtls",
        "bouncycastle",
    ],
}
"""Libraries for the same protocol: none is named as flawed here."""
ROOMS = pytest.mark.parametrize("room", PACKAGES, ids=lambda room: room.__name__)
EACH = pytest.mark.parametrize(
    ("room", "name"),
    [pytest.param(room, name, id=name) for room in PACKAGES for name in room.GALLERY],
)
YEAR = re.compile(r"\b(19|20)\d\d\b")


@cache
def played(room, name, on, seed):
    attack = room.named(name)
    return {"flawed": attack.on_flawed, "repaired": attack.on_repaired}[on](lesson(seed))


def text_of(room, name):
    return Path(importlib.import_module(f"{room.__name__}.{name}").__file__).read_text("utf-8")


@EACH
def test_the_flawed_scheme_falls(room, name):
    assert played(room, name, "flawed", "monday").won


@EACH
def test_the_repaired_scheme_withstands_the_same_program(room, name):
    assert not played(room, name, "repaired", "monday").won


@EACH
def test_both_schemes_serve_honest_people(room, name):
    attack = room.named(name)
    assert attack.honest(attack.flawed, lesson("honest"))
    assert attack.honest(attack.repaired, lesson("honest"))


@EACH
def test_no_run_takes_more_tries_than_the_budget(room, name):
    for on in ("flawed", "repaired"):
        assert 0 < played(room, name, on, "monday").tries <= room.named(name).budget


@EACH
def test_the_same_luck_gives_the_same_outcome(room, name):
    attack = replace(room.named(name), budget=-(-room.named(name).budget // 50))
    for run in (attack.on_flawed, attack.on_repaired):
        assert run(lesson("again")) == run(lesson("again"))


@EACH
def test_what_was_seen_is_told(room, name):
    for on in ("flawed", "repaired"):
        assert played(room, name, on, "monday").told
    assert (
        played(room, name, "flawed", "monday").told != played(room, name, "repaired", "monday").told
    )


# The gallery


@ROOMS
def test_an_attack_is_called_like_its_file(room):
    assert [attack.name for attack in room.gallery()] == list(room.GALLERY)
    assert len(set(room.GALLERY)) == len(room.GALLERY)


@ROOMS
def test_an_unknown_attack_is_refused_with_its_neighbour(room):
    *_, last = room.GALLERY
    with pytest.raises(Unknown, match=last):
        room.named(last[:-1])


@ROOMS
def test_no_attack_is_left_out_of_the_gallery(room):
    files = Path(room.__file__).parent.glob("*.py")
    found = {path.stem for path in files if "ATTACK: Final" in path.read_text("utf-8")}
    assert found == set(room.GALLERY)


@ROOMS
def test_the_gallery_opens_at_once(room):
    code = f"import sys, json, {room.__name__}; print(json.dumps(sorted(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "nacl", "cryptography", "rich"} & set(json.loads(out.stdout))


@EACH
def test_a_source_with_its_year_is_in_the_record_and_in_the_file(room, name):
    module = importlib.import_module(f"{room.__name__}.{name}")
    assert YEAR.search(module.ATTACK.source)
    assert YEAR.search(module.__doc__)
    assert module.ATTACK.scale


@EACH
def test_one_line_is_marked_as_the_flaw(room, name):
    assert text_of(room, name).count("# the flaw") == 1


@EACH
def test_no_library_is_named(room, name):
    text = text_of(room, name).lower()
    found = [
        one for one in PACKAGES[room] if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text)
    ]
    assert found == []
