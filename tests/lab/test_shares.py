"""What is said of shares: each one, which fit together, and why others do not."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from cryptokit.lab.share_files import pieces
from cryptokit.lab.shares import inspection_json, report, sentences
from cryptokit.rng import lesson
from cryptokit.sharing.formats import Raw, inspect, split

TEN = Path(__file__).parents[2] / "docs" / "ten-shares.txt"


def raws(*lines):
    return [Raw(f"line {i}", line.encode()) for i, line in enumerate(lines, 1)]


def made(name, secret=b"sixteen bytes!!!", k=2, n=3, seed="lab"):
    rng = lesson(f"{seed} {name}")
    shares = split(secret, threshold=k, shares=n, format=name, rng=rng)
    return [one.line for one in shares]


def shown(inspection, width=200):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False).print(report(inspection))
    return out.getvalue()


@pytest.fixture(scope="module")
def ten():
    return inspect(pieces(TEN.read_bytes(), TEN.name))


@pytest.mark.parametrize(
    ("have", "verdict"),
    [(2, "1 too few"), (3, "enough"), (4, "enough, and 1 to spare"), (1, "2 too few")],
)
def test_a_set_says_whether_it_is_enough(have, verdict):
    (said,) = sentences(inspect(raws(*made("cryptokit", k=3, n=4)[:have])))
    places = ", ".join(f"line {i}" for i in range(1, have + 1))
    counted = f"{have} share{'s' * (have > 1)}"
    assert said == f"set 1, cryptokit ({places}): {counted}, 3 needed: {verdict}"


def test_a_format_without_a_threshold_says_that():
    (said,) = sentences(inspect(raws(*made("gfshare"))))
    assert said.endswith("3 shares; how many are needed they do not say")


def test_a_copy_is_counted_once():
    one, two, _ = made("cryptokit")
    (said,) = sentences(inspect(raws(one, two, one)))
    assert said == "set 1, cryptokit (line 1, line 2, line 3): 2 shares, 2 needed: enough"


def test_two_values_at_one_place_do_not_fit():
    *_, said = sentences(inspect(raws(".019:46b2", ".019:47b2")))
    assert said == "line 1 and line 2 do not fit: both claim .019, with different values"


def test_a_share_that_two_formats_fit_names_both_and_is_in_no_set():
    inspection = inspect(raws(*[line.replace(" ", "") for line in made("gf128")]))
    row = next(line for line in shown(inspection).splitlines() if line.startswith(" line 1"))
    assert "ssss or ssss-plain or gf128" in row
    assert list(sentences(inspection)) == ["in no set: line 1, line 2, line 3"]
    for one in inspection_json(inspection)["shares"]:
        assert one["chosen"] is None
        assert {reading["format"] for reading in one["readings"]} == {"ssss", "ssss-plain", "gf128"}
        assert "--format" in one["trouble"]


def test_many_sets_are_told_of_in_ten_pairs():
    lines = [f".{x:03}:{'ab' * x}" for x in range(1, 7)]
    said = list(sentences(inspect(raws(*lines))))
    assert said[6].startswith("sets 1 and 2 do not mix: the lengths differ")
    assert said[-1] == "and 5 more pairs; --json has all"
    assert len(inspection_json(inspect(raws(*lines)))["why_not"]) == 15


def test_ten_shares_of_mixed_origin_are_told_apart(ten):
    formats = [one.chosen and one.chosen.part.format for one in ten.shares]
    assert formats == [
        *["cryptokit"] * 3,
        *["vault"] * 2,
        *["gfshare"] * 2,
        None,
        "slip39",
        None,
    ]
    said = list(sentences(ten))
    assert said[0] == "set 1, cryptokit (line 2, line 3): 2 shares, 3 needed: 1 too few"
    assert said[1].startswith("set 2, vault (line 5, line 6): 2 shares; how many")
    assert said[-1] == "in no set: line 9, line 11"
    whys = " ".join(said)
    for why in (
        "the set id differs",
        "the formats differ",
        "the lengths differ",
        "0x11b and 0x11d",
    ):
        assert why in whys


def test_the_table_names_the_field_and_what_is_detected(ten):
    told = " ".join(shown(ten).split())
    for phrase in (
        "certain: labelled",
        "guessed: any bytes would do",
        "the value at x = 0 is the secret itself",
        "mistyped or damaged",
        "HashiCorp Vault; GF(2^8), polynomial 0x11b; detects nothing",
        "GF(2^8), polynomial 0x11d",
        ".042",
    ):
        assert phrase in told


def test_no_value_is_shown(ten):
    values = [one.chosen.part.value.reveal() for one in ten.shares if one.chosen]
    for told in (shown(ten), str(inspection_json(ten)), repr(ten)):
        for value in values:
            assert value.hex() not in told
            assert value.hex().upper() not in told
            assert repr(value)[2:-1] not in told


def test_a_name_of_a_file_does_not_steer_the_terminal():
    inspection = inspect([Raw("\x1b[31mred", b".019:46b2"), Raw("\x1b[2Jtwo", b"?")])
    assert "\x1b" not in shown(inspection)


def test_a_narrow_terminal_loses_nothing(ten):
    told = "".join(shown(ten, width=40).split())
    for one in ten.shares:
        assert one.where.replace(" ", "") in told
