"""The data on countries: every fact has sources that exist and a date, and is read when asked for."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cryptokit.errors import Unknown
from cryptokit.world.jurisdictions import countries, country, sources, warning
from cryptokit.world.shipped import shipped

DATA = shipped("jurisdictions.json")
REFERENCE = Path(__file__).parents[3] / "shared/data/jurisdictions.json"
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def walk(value, where=""):
    """Give every object in the file with its place."""
    if isinstance(value, dict):
        yield where, value
        for key, inner in value.items():
            yield from walk(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from walk(inner, f"{where}[{i}]")


FACTS = [(where, one) for where, one in walk(DATA) if "value" in one and "between" not in one]


def test_every_fact_has_a_source_that_exists_and_a_date():
    assert len(FACTS) > 20 * 5
    for where, fact in FACTS:
        assert set(fact) == {"value", "source", "as_of"}, where
        assert fact["source"], where
        assert set(fact["source"]) <= set(DATA["sources"]), where
        assert DATE.fullmatch(fact["as_of"]), where


def test_every_source_says_whether_it_was_checked_and_as_of_when():
    for one in sources().values():
        assert one.name
        assert isinstance(one.checked, bool)
        assert DATE.fullmatch(one.as_of) if one.id != "assume" else one.as_of is None
    assert {one.id for one in sources().values() if not one.checked} == {"gk", "assume"}


def test_every_figure_of_a_channel_names_its_basis():
    assert len(DATA["channels"]) == 9
    for name, terms in DATA["channels"].items():
        assert set(terms["basis"].split("+")) <= set(sources()), name
    for part in (DATA["bilateral_mla"], DATA["refusal_probability"]):
        assert set(part["source"]) <= set(sources())


def test_every_country_has_the_same_five_facts_and_codes_of_its_own():
    five = {"eyes", "eu", "budapest", "un_cybercrime_2025", "cis"}
    for code, one in countries().items():
        assert code == one.code
        assert re.fullmatch("[A-Z]{2}", one.code)
        assert re.fullmatch("[A-Z]{3}", one.code3)
        assert five <= set(one.facts)
    assert len(countries()) == len({one.code3 for one in countries().values()}) == 20


def test_a_fact_counts_as_checked_only_if_all_its_sources_were():
    assert country("NL").facts["telegram"].checked
    assert not country("NL").facts["eu"].checked
    assert [one.id for one in country("RU").facts["budapest"].sources] == ["joi", "gk"]
    assert not country("RU").facts["budapest"].checked


def test_a_signature_or_an_invitation_makes_nobody_a_party():
    outside = {"IE", "NZ", "SG", "AE", "VG", "RU", "KZ", "IN", "CN"}
    assert {one.code for one in countries().values() if not one.in_budapest} == outside


@pytest.mark.parametrize(
    ("wrong", "near"), [("USA", "'US', or one of AE"), ("NX", "one of AE"), ("nl", "'NL', or")]
)
def test_a_code_that_is_not_there_is_named_with_the_nearest(wrong, near):
    with pytest.raises(Unknown) as caught:
        country(wrong)
    assert caught.value.name == wrong
    assert near in caught.value.hint


def test_the_warning_says_what_the_data_is_not():
    assert "NOT LEGAL ADVICE" in warning()
    assert "invented for the exercise" in warning()


def test_the_data_is_the_reference_and_the_days_that_agreements_began():
    if not REFERENCE.exists():
        pytest.skip("jurisdictions.json is not beside this checkout")
    ours = json.loads(json.dumps(DATA))
    began = [terms.pop("since") for terms in ours["channels"].values() if "since" in terms]
    assert len(began) == 3
    assert ours == json.loads(REFERENCE.read_text(encoding="utf-8"))


WATCHED = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import cryptokit, cryptokit.world, cryptokit.world.cooperation, cryptokit.world.precedents
data = lambda: sorted({path[-18:] for path in opened if path.endswith(".json")})
print(data())
cryptokit.world.cooperation.countries(); cryptokit.world.precedents.precedents()
print(data())
"""


def test_importing_reads_no_data_and_asking_does():
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], capture_output=True, text=True, check=True
    )
    before, after = done.stdout.splitlines()
    assert before == "[]"
    assert "jurisdictions.json" in after
    assert "precedents.json" in after
