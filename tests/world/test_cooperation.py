"""Which channel a request takes: a table of pairs and days, a second reading of the rule, laws."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Unknown
from cryptokit.knowledge import Rule
from cryptokit.world.cooperation import Route, channel
from cryptokit.world.jurisdictions import countries
from cryptokit.world.odds import Wait, time_to_read
from cryptokit.world.shipped import shipped
from cryptokit.world.tree import tree_of

DATA = shipped("jurisdictions.json")
EVE, DAY = date(2026, 8, 17), date(2026, 8, 18)
"""The last day before EU production orders, and their first."""

TABLE = [
    ("US", "US", EVE, Route.DOMESTIC, 0.02),
    ("US", "GB", date(2022, 10, 2), Route.TREATY, 0.25),
    ("US", "GB", date(2022, 10, 3), Route.CLOUD_ACT, 0.05),
    ("AU", "US", date(2024, 1, 30), Route.TREATY, 0.25),
    ("AU", "US", DAY, Route.CLOUD_ACT, 0.05),
    ("GB", "AU", DAY, Route.TREATY, 0.25),
    ("CA", "US", DAY, Route.TREATY, 0.25),
    ("DE", "NL", date(2017, 5, 21), Route.TREATY, 0.25),
    ("DE", "NL", date(2017, 5, 22), Route.EU_INVESTIGATION, 0.08),
    ("DE", "NL", EVE, Route.EU_INVESTIGATION, 0.08),
    ("DE", "NL", DAY, Route.EU_PRODUCTION, 0.05),
    ("IE", "FR", EVE, Route.COMITY, 0.5),
    ("IE", "FR", DAY, Route.EU_PRODUCTION, 0.05),
    ("IE", "US", DAY, Route.TREATY, 0.25),
    ("CH", "FR", DAY, Route.TREATY, 0.25),
    ("RU", "KZ", DAY, Route.CIS, 0.1),
    ("RU", "US", DAY, Route.TREATY, 0.97),
    ("RU", "DE", DAY, Route.COMITY, 0.97),
    ("NZ", "RU", DAY, Route.COMITY, 0.97),
    ("RU", "IN", DAY, Route.COMITY, 0.3),
    ("RU", "CH", DAY, Route.COMITY, 0.5),
    ("CN", "US", DAY, Route.TREATY, 0.8),
    ("CN", "DE", DAY, Route.COMITY, 0.5),
    ("US", "AE", DAY, Route.TREATY, 0.25),
    ("US", "VG", DAY, Route.TREATY, 0.25),
    ("US", "SG", DAY, Route.COMITY, 0.5),
    ("AU", "NZ", DAY, Route.COMITY, 0.5),
]

CODES = st.sampled_from(sorted(countries()))
DAYS = st.dates(date(2010, 1, 1), date(2030, 1, 1)) | st.sampled_from([EVE, DAY])


@pytest.mark.parametrize(("asker", "asked", "on", "route", "refused"), TABLE)
def test_a_request_takes_the_first_channel_that_is_open(asker, asked, on, route, refused):
    found = channel(asker, asked, on=on)
    assert (found.asker, found.asked, found.route) == (asker, asked, route)
    least, typical, most = DATA["channels"][route]["days"]
    assert found.wait == Wait(least, typical, most, refused)
    assert "+".join(one.id for one in found.sources) == DATA["channels"][route]["basis"]


def second_reading(a, b, on):
    """The sentence ``channel_choice`` of the file, and the members and days beside it."""
    facts = {one["iso2"]: one for one in DATA["jurisdictions"]}
    both = {a, b}

    def all_have(fact, value=True):  # noqa: FBT002  # the facts of the file are yes or no, or words
        return all(facts[one][fact]["value"] == value for one in both)

    eu = all_have("eu")
    listed = [set(pair) for pair in DATA["bilateral_mla"]["pairs"]]
    rule = [
        (a == b, "domestic_order"),
        (both == {"US", "AU"} and on >= date(2024, 1, 31), "cloud_act_agreement"),
        (both == {"US", "GB"} and on >= date(2022, 10, 3), "cloud_act_agreement"),
        (eu and on >= DAY, "eu_production_order"),
        (eu and on >= date(2017, 5, 22) and "IE" not in both, "eu_investigation_order"),
        (all_have("cis"), "cis_convention"),
        (all_have("budapest", "party") or both in listed, "mla_treaty"),
    ]
    return next((route for applies, route in rule if applies), "comity_no_treaty")


@pytest.mark.parametrize("on", [date(2017, 5, 21), date(2022, 10, 3), date(2024, 1, 31), EVE, DAY])
def test_every_pair_takes_the_channel_of_a_second_reading(on):
    for asker in countries():
        for asked in countries():
            assert channel(asker, asked, on=on).route == second_reading(asker, asked, on)


def test_the_order_of_choice_is_that_of_the_rule_in_the_data():
    said = DATA["channel_choice"]
    places = [said.index(route) for route in Route]
    assert places == sorted(places)
    assert said.endswith("else comity_no_treaty")
    assert set(DATA["channels"]) - set(Route) == {"police_to_police", "refused"}


def test_the_listed_pairs_of_the_cis_are_its_members():
    members = [one.code for one in countries().values() if one.in_cis]
    assert [sorted(members)] == [
        sorted(pair) for pair in DATA["channels"]["cis_convention"]["pairs"]
    ]


@given(asker=CODES, asked=CODES, on=DAYS)
def test_who_may_ask_may_be_asked_by_the_same_channel(asker, asked, on):
    there, back = channel(asker, asked, on=on), channel(asked, asker, on=on)
    assert (there.route, there.wait, there.sources) == (back.route, back.wait, back.sources)


@given(asker=CODES, asked=CODES, on=DAYS)
def test_an_order_at_home_is_for_one_country_alone(asker, asked, on):
    assert (channel(asker, asked, on=on).route is Route.DOMESTIC) == (asker == asked)


@given(asker=CODES, asked=CODES, on=DAYS, later=DAYS)
def test_as_agreements_come_no_request_takes_longer(asker, asked, on, later):
    first, then = sorted((on, later))
    before, after = channel(asker, asked, on=first).wait, channel(asker, asked, on=then).wait
    assert after.typical <= before.typical
    assert after.refused <= before.refused


@given(asker=CODES, asked=CODES, on=DAYS)
@settings(max_examples=40)
def test_every_wait_is_one_that_the_odds_take(asker, asked, on):
    tree = tree_of([Rule("past", 1, ("ct",))], "past", {asked: frozenset({"ct"})})
    wait = channel(asker, asked, on=on).wait
    found = time_to_read(tree, {asked: wait})
    assert found.ever.value == pytest.approx(1 - wait.refused)


@pytest.mark.parametrize("pair", [("USA", "NL"), ("NL", "USA"), ("NL", "EU"), ("", "NL")])
def test_a_country_that_is_not_in_the_data_is_named(pair):
    with pytest.raises(Unknown) as caught:
        channel(*pair, on=DAY)
    assert caught.value.name == next(one for one in pair if one != "NL")
    assert "one of AE, AU" in caught.value.hint
