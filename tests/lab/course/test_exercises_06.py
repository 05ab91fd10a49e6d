"""Lesson 06: what is told of answers that are nearly right, and that right ones pass for any class."""

from datetime import date

import pytest

from cryptokit.lab.course import exercise
from cryptokit.lab.course.scenes.ties import all_in, six_ties, way, who_sits_where
from cryptokit.world import Level, Nexus, Order, Power, nexus

SEEDS = ("cryptokit", "autumn 2026", "B", "group 7", "another class")
ON = date(2026, 9, 1)


def told(name, answer, seed="cryptokit"):
    verdict = exercise(name, class_seed=seed).check(answer)
    assert not verdict
    return verdict.words


def three(seed="cryptokit"):
    world = exercise("06.1", class_seed=seed).given["world"]
    (person,), (_, branch, telco) = world.persons, world.entities
    return [
        Order(person.present, Power.PERSON, "engineer"),
        Order(branch.markets[0], Power.METADATA, "branch"),
        Order(telco.inc, Power.COOPERATION, "telco"),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_three_orders_by_three_ties_pass(seed):
    assert exercise("06.1", class_seed=seed).check(three(seed))
    assert exercise("06.1", class_seed=seed).check(tuple(three(seed)))


def test_there_is_more_than_one_order_by_a_tie():
    person, market, telco = three()
    insider = Order(person.by, Power.INSIDER, "engineer")
    carrier = Order(telco.by, Power.ENTITY, "telco")
    assert exercise("06.1").check([insider, market, carrier])


def test_an_order_by_another_tie_says_by_which():
    given, (person, market, telco) = exercise("06.1").given, three()
    place, branch = given["order"], given["world"].entities[1]
    assert "by person: yours binds by the place" in told("06.1", [place, market, telco])
    seat = Order(branch.inc, Power.METADATA, "branch")
    assert "by market: yours binds by the country where" in told("06.1", [person, seat, telco])
    line = Order(telco.by, Power.NETWORK, "sms")
    assert "by intermediary: yours binds by the place" in told("06.1", [person, market, line])


def test_a_country_or_a_power_or_a_name_that_has_no_tie_is_named():
    person, market, telco = three()
    abroad = Order(market.by, Power.PERSON, "engineer")
    assert f"{market.by} has no such tie to engineer" in told("06.1", [abroad, market, telco])
    strong = Order(market.by, Power.ENTITY, "branch")
    assert "is a market, and entity needs more than that" in told("06.1", [person, strong, telco])
    company = Order(person.by, Power.PERSON, "head")
    words = told("06.1", [company, market, telco])
    assert "person cannot be served on head, but on one of engineer" in words


def test_one_order_or_a_name_is_not_three_orders():
    assert "a list of three orders" in told("06.1", three()[0])
    assert "a list of three orders" in told("06.1", three()[:2])
    assert "The one by person is no order" in told("06.1", ["engineer", "branch", "telco"])


def top(name, companies):
    while companies[name][1]:
        name = companies[name][1]
    return name


def whole_group(keeper, companies):
    head = top(keeper, companies)
    return {seat for name, (seat, _) in companies.items() if top(name, companies) == head}


def upwards(keeper, companies):
    seats = []
    while keeper:
        seat, keeper = companies[keeper]
        seats.append(seat)
    return seats


def daughters_of_the_head(keeper, companies):
    head = top(keeper, companies)
    return {
        seat for name, (seat, owner) in companies.items() if name in {keeper, head} or owner == head
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_all_seats_of_the_group_pass(seed):
    assert exercise("06.2", class_seed=seed).check(whole_group)


TWO, APART = "{'a': ('US', None), 'b': ('IE', 'a')}", "{'a': ('US', None), 'b': ('IE', None)}"
GROUPS = {
    "only its own seat": (
        lambda keeper, companies: {companies[keeper][0]},
        f"With companies = {TWO}: what a keeps can be ordered from IE as well: b sits there",
    ),
    "only upwards": (upwards, f"With companies = {TWO}: what a keeps can be ordered from IE"),
    "only the head": (
        lambda keeper, companies: {companies[top(keeper, companies)][0]},
        "can be ordered from IE as well: b sits there, owned by a",
    ),
    "no granddaughters": (daughters_of_the_head, "as well: c sits there, owned by"),
    "everybody": (
        lambda _keeper, companies: {seat for seat, _ in companies.values()},
        f"With companies = {APART}: you name IE, where nobody sits who is of one group with a",
    ),
    "names": (
        lambda keeper, companies: {n for n in companies if top(n, companies) == keeper},
        "what a keeps can be ordered from US as well",
    ),
    "nothing": (lambda *_: None, "for a you gave None; a set of countries was asked for"),
}


@pytest.mark.parametrize(("seats", "words"), GROUPS.values(), ids=GROUPS)
def test_wrong_seats_are_told_with_the_smallest_group_that_shows_it(seats, words):
    assert words in told("06.2", seats)


def places(seed):
    world = exercise("06.3", class_seed=seed).given["world"]
    seat = {one.id: one.inc for one in world.entities}
    place = {one.id: one.loc for one in world.assets}
    text = {place["db"], seat["mail"], seat["group"]}
    return text, {place["kms"], seat["vault"], seat["holding"]}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_country_on_both_lists_or_one_of_each_passes(seed):
    text, key = places(seed)
    assert exercise("06.3", class_seed=seed).check(text & key or {max(text), max(key)})


def test_classes_differ_in_how_many_countries_it_takes():
    assert {bool(set.intersection(*places(seed))) for seed in map(str, range(9))} == {True, False}


def test_two_strangers_are_not_always_two_countries():
    shared = next(seed for seed in map(str, range(9)) if set.intersection(*places(seed)))
    text, key = (one - set.intersection(*places(shared)) for one in places(shared))
    some = {min(text), min(key)}
    assert "These 2 countries open it, but fewer can do it" in told("06.3", some, shared)


def test_what_is_missing_is_named_and_a_person_does_not_count():
    apart = next(seed for seed in map(str, range(9)) if not set.intersection(*places(seed)))
    text, key = places(apart)
    assert "Not found: kek." in told("06.3", {min(text)}, apart)
    assert "Not found: ct." in told("06.3", key, apart)
    (director,) = exercise("06.3", class_seed=apart).given["world"].persons
    assert "Not found: ct, kek." in told("06.3", {director.present}, apart)
    assert "mail is none of the countries" in told("06.3", {"mail"}, apart)


def test_each_of_six_countries_has_a_tie_of_its_own():
    orders = (
        Order("NL", Power.AT_REST, "db"),
        Order("IE", Power.ENTITY, "branch"),
        Order("US", Power.CONTROL, "head"),
        Order("AE", Power.PERSON, "engineer"),
        Order("IN", Power.METADATA, "branch"),
        Order("DE", Power.COOPERATION, "telco"),
    )
    assert [nexus(six_ties(), one) for one in orders] == list(Nexus)


def test_a_request_takes_the_channel_of_its_two_countries():
    treaty, order = (
        way("asked", all_in("NL"), Level.ENTITY, asker=one, on=ON).time for one in ("US", "DE")
    )
    assert treaty.by(179).value == 0
    assert order.by(30).value == pytest.approx(0.95)


def test_where_no_order_brings_it_there_is_no_way():
    split = six_ties()
    with pytest.raises(ValueError, match="US gets nothing at L1_at_rest"):
        way("asked", all_nothing(split), Level.AT_REST, asker="US", on=ON)


def all_nothing(world):
    return type(world)(world.name, world.entities, (), world.rules, world.persons)


def test_everybody_of_a_world_sits_somewhere():
    ties = six_ties()
    assert len(who_sits_where(ties).rows) == len(ties.entities) + len(ties.persons)
