"""The ten reference architectures and the numbers that were computed for them by other means."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.world import Level, Power, adds, k_eff, load, load_file, smallest_sets

FILE = Path(__file__).parents[1] / "data/compulsion_scenarios.json"
DATA = json.loads(FILE.read_text(encoding="utf-8"))
second = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "second_reach.py")))

CELLS = [
    (name, goal, level, cell)
    for name, architecture in DATA["architectures"].items()
    for goal, row in architecture["golden"].items()
    for level, cell in row.items()
]


def test_there_are_ten_architectures_with_two_goals_on_seven_rungs():
    assert len(DATA["architectures"]) == 10
    assert len(CELLS) == 10 * 2 * 7


@pytest.mark.parametrize(("name", "goal", "level", "cell"), CELLS)
def test_k_eff_and_all_smallest_sets_are_the_golden_ones(name, goal, level, cell):
    world, powers = load_file(FILE, architecture=name), Level(level).powers
    assert k_eff(world, goal, powers) == cell["k_eff"]
    found = smallest_sets(world, goal, powers)
    assert sorted(map(list, found)) == sorted(cell["smallest_sets"])
    assert list(found) == sorted(found)


@pytest.mark.parametrize(("name", "goal", "level", "cell"), CELLS)
def test_the_second_reach_gives_the_golden_numbers_as_well(name, goal, level, cell):
    world = load(DATA["architectures"][name])
    powers = {power.value for power in Level(level).powers}
    sets = second.minimal(world, powers, goal)
    fewest = min(map(len, sets), default=None)
    assert fewest == cell["k_eff"]
    assert sorted(sorted(s) for s in sets if len(s) == fewest) == sorted(cell["smallest_sets"])


def test_the_rungs_below_the_phone_are_those_of_the_data():
    rungs = [(rung["level"], set(rung["powers"])) for rung in DATA["ladder"]]
    assert [(level.value, set(level.powers)) for level in Level][:-1] == rungs
    ladder = list(Power)[: list(Power).index(Power.ENDPOINT) + 1]
    assert Level.ENDPOINT.powers == frozenset(ladder)


def test_every_rung_has_the_powers_of_the_one_below_and_at_least_one_more():
    below = frozenset()
    for level in Level:
        assert below < level.powers
        assert adds(level) == level.powers - below
        below = level.powers


def test_the_endpoint_power_alone_opens_an_end_to_end_chat():
    world = load(DATA["architectures"]["A7_e2ee_unverified"])
    assert k_eff(world, "past", Level.CODE.powers) is None
    assert smallest_sets(world, "past", Level.ENDPOINT.powers) == (("DE",),)
