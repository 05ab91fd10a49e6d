"""Each law of an engine catches mistakes, and none refuses an engine that is right."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cryptokit import world as ck
from cryptokit.testing import (
    ENGINE_LAWS,
    Engine,
    _world_laws,
    check_engine,
    coalitions,
    powers,
    worlds,
)

theirs = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("engines.py"))))

SMALL = worlds(countries=("NL", "SG", "US"), entities=3, assets=3)
TABLE = {
    "control goes down only": "control_reaches_the_whole_group",
    "control goes up only": "control_reaches_the_whole_group",
    "control goes one step": "control_reaches_the_whole_group",
    "control binds by itself": "nobody_obeys_for_control_alone",
    "code needs nobody bound": "nobody_obeys_for_control_alone",
    "k is taken for n": "parts_of_strangers_take_k_countries_and_the_store_one",
    "one pass over the rules": "closing_what_is_closed_adds_nothing",
    "only the first rule for a fact": "the_order_of_orders_and_records_is_irrelevant",
    "a phone is opened by disk orders": "a_phone_is_opened_by_the_endpoint_power_alone",
    "a phone belongs to whoever signs": "a_phone_is_opened_by_the_endpoint_power_alone",
    "the endpoint power opens nothing": "a_phone_is_opened_by_the_endpoint_power_alone",
    "one country is above the law": "renaming_the_countries_changes_nothing",
    "only the first company is ordered": "control_reaches_the_whole_group",
    "more than two countries quarrel": "parts_of_strangers_take_k_countries_and_the_store_one",
    "the ladder replaces": "more_powers_or_countries_never_bring_less",
    "none counts as all": "the_number_is_that_of_a_smallest_coalition",
    "the number is one too small": "parts_of_strangers_take_k_countries_and_the_store_one",
    "a factor counts as known": "a_factor_of_the_user_never_lowers_the_number",
    "taps read disks": "each_view_has_its_power",
}
"""Each mistake, and a law that catches it."""
OWN = {
    "one_parent_for_two_owners_never_raises_the_number": "each company that has an owner counts",
    "one_more_holder_never_raises_the_number": "each part is wanted",
}
"""Laws about two numbers, each with a broken ``k_eff`` that it catches."""


@pytest.fixture(autouse=True)
def _any_counterexample(monkeypatch):
    """Look for counterexamples, and not for smaller ones, which takes most of the time."""
    monkeypatch.setattr(_world_laws, "PHASES", (Phase.generate,))


@pytest.fixture(name="long")
def _long(monkeypatch):
    """Try until a counterexample is found, so that no mistake slips through by bad luck."""
    monkeypatch.setattr(_world_laws, "EXAMPLES", 1000)


def broken(how):
    def k_eff(world, _goal, _some):
        if how == "each company that has an owner counts":
            return sum(one.parent is not None for one in world.entities)
        if how == "each part is wanted":
            return sum(len(rule.of) for rule in world.rules)
        raise ValueError(how)

    return k_eff


def real(*asked):
    return ck.closure(*asked).facts


def holds(law, *, k_eff, closure):
    """Tell whether a law finds nothing to complain about."""
    try:
        ENGINE_LAWS[law](Engine(k_eff, closure, SMALL))
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("law", ENGINE_LAWS)
def test_the_engine_of_this_package_keeps_every_law(law):
    assert holds(law, k_eff=ck.k_eff, closure=real)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), world=SMALL, some=powers())
def test_the_student_without_a_mistake_gives_the_answers_of_this_package(data, world, some):
    countries, student = data.draw(coalitions(world)), theirs.student()
    assert student["closure"](world, countries, some) == real(world, countries, some)
    goal = data.draw(st.sampled_from([ck.PAST, ck.FUTURE]))
    assert student["k_eff"](world, goal, some) == ck.k_eff(world, goal, some)


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize(("mistake", "law"), TABLE.items(), ids=TABLE)
def test_every_mistake_is_caught_by_its_law(mistake, law):
    assert not holds(law, **theirs.student(mistake))


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize(("law", "how"), OWN.items(), ids=OWN)
def test_a_number_that_goes_the_wrong_way_is_caught(law, how):
    assert not holds(law, k_eff=broken(how), closure=real)


def test_every_mistake_is_in_the_table_and_every_law_catches_something():
    assert set(TABLE) == set(theirs.MISTAKES)
    assert {*TABLE.values(), *OWN} == set(ENGINE_LAWS)


def test_the_law_says_what_is_wrong_in_words(monkeypatch):
    monkeypatch.setattr(_world_laws, "EXAMPLES", 5)
    with pytest.raises(AssertionError, match="control does not reach"):
        check_engine(
            k_eff=ck.k_eff,
            closure=theirs.student("control goes down only")["closure"],
            of=worlds(countries=("NL",), entities=1, assets=2),
        )
