"""The demo of treaty collapse gives the numbers of the reference, and says what is invented."""

from contextlib import redirect_stdout
from io import StringIO

import pytest

from cryptokit.demos import treaty_collapse
from cryptokit.world import Level
from cryptokit.world.cooperation import Route


@pytest.fixture(scope="module")
def ran():
    with redirect_stdout(StringIO()) as out:
        found = treaty_collapse.run()
    return found, " ".join(out.getvalue().split())


def test_four_order_two_ask_and_one_asks_until_the_group_is_compelled(ran):
    counts = list(ran[0].counts.values())
    assert counts == [(4, 2, 1), (4, 2, 1), (4, 2, 1), (1, 1, 1)]


def test_the_united_states_have_the_odds_of_the_reference(ran):
    apart, together = (ran[0].campaigns[level][0] for level in (Level.ENTITY, Level.CONTROL))
    assert (apart.asker, together.asker) == ("US", "US")
    assert apart.chance == pytest.approx(0.28, abs=0.005)
    assert apart.made.typical_days == 365
    assert 365 < apart.half < 730
    assert together.chance == pytest.approx(0.98)
    assert together.made.typical_days == 14


def test_no_country_outside_the_group_is_faster_before_it_is_compelled(ran):
    campaigns = ran[0].campaigns
    for apart, together in zip(campaigns[Level.ENTITY], campaigns[Level.CONTROL], strict=True):
        assert apart.chance < together.chance
        assert apart.half > together.half


def test_the_day_of_the_production_order_is_shown(ran):
    assert [one.route for one in ran[0].before_and_after] == [
        Route.EU_INVESTIGATION,
        Route.EU_PRODUCTION,
    ]


def test_it_says_that_refusals_are_invented_and_what_the_data_is_not(ran):
    assert "The chances of refusal are invented for this exercise" in ran[1]
    assert "NOT LEGAL ADVICE" in ran[1]
