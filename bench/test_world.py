"""The engine on worlds of n countries: smallest coalition, all minimal ones, odds, campaigns.

What makes a world hard is not n but the companies that hold parts in many places, so both numbers
stand in each group. Peers solve the same worlds in the same run.
"""

import importlib
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from cryptokit.knowledge import Rule
from cryptokit.rng import draw, lesson
from cryptokit.world import Asset, Entity, Level, World, answers, k_eff, load_file
from cryptokit.world.brought import brought
from cryptokit.world.masks import close, masks
from cryptokit.world.odds import (
    Effort,
    Wait,
    chance,
    how_many,
    importance,
    minimal_cut_sets,
    sample_times,
    smallest_by_programme,
)
from cryptokit.world.tree import fault_tree

SCENARIOS = "tests/data/compulsion_scenarios.json"
POWERS = Level.SHARES.powers


def world(n, companies):
    """Regions of five with three parts of five each; over half of the regions make the key.

    Two countries hold the messages; each company keeps four more parts in its home country.
    """
    luck = lesson(f"a world of {n}")

    def some(count):
        picked = {}
        while len(picked) < count:
            picked[int.from_bytes(draw(luck, 8), "big") % n] = None
        return list(picked)

    held = {i: {f"s{i}"} for i in range(n)}
    for home in some(companies):
        held[home] |= {f"s{i}" for i in some(4)}
    stores = some(2)
    regions = [f"r{r}" for r in range(n // 5)]
    return World(
        f"{n} countries, {companies} companies",
        tuple(Entity(f"o{i}", f"J{i:03}") for i in range(n)),
        tuple(
            Asset(
                f"a{i}", f"J{i:03}", f"o{i}", ("ct",) if i in stores else (), tuple(sorted(held[i]))
            )
            for i in range(n)
        ),
        (
            *(Rule(r, 3, tuple(f"s{5 * i + j}" for j in range(5))) for i, r in enumerate(regions)),
            Rule("key", len(regions) // 2 + 1, tuple(regions)),
            Rule("past", 2, ("ct", "key")),
        ),
    )


WORLDS = {n: world(n, n // 10) for n in (10, 20, 40, 80, 200)}
TREES = {n: fault_tree(one, "past", POWERS) for n, one in WORLDS.items()}


def clauses(tree):
    """The world as clauses: what a solver of satisfiability is given. One number a name."""
    number = {name: i for i, name in enumerate(("", *tree.countries))}
    hard = []
    givers = {}
    for country, facts in tree.brings:
        for fact in facts:
            givers.setdefault(fact, []).append(number[country])
    for fact in {fact for rule in tree.rules for fact in (rule.out, *rule.of)}:
        number[fact] = len(number)
    for rule in tree.rules:
        # At least k of n: of every n - k + 1 inputs one is there.
        ways = combinations(rule.of, len(rule.of) - rule.k + 1)
        hard.extend([-number[rule.out], *(number[fact] for fact in some)] for some in ways)
    made = {rule.out for rule in tree.rules}
    asked = {fact for rule in tree.rules for fact in rule.of} - made
    hard += [[-number[fact], *givers.get(fact, [])] for fact in asked]
    return [*hard, [number["past"]]], [[-number[country]] for country in tree.countries]


def by_brute_force(world):
    bits = masks(fault_tree(world, "past", POWERS))
    for size in range(len(bits.brings) + 1):
        for some in combinations(bits.brings, size):
            known = bits.free
            for one in some:
                known |= one
            if close(bits, known) & bits.goal:
                return size
    return None


def by_rc2(world):
    examples = importlib.import_module("pysat.examples.rc2")
    formula = importlib.import_module("pysat.formula").WCNF()
    hard, soft = clauses(fault_tree(world, "past", POWERS))
    formula.extend(hard)
    formula.extend(soft, weights=[1] * len(soft))
    with examples.RC2(formula) as solver:
        solver.compute()
        return solver.cost


def by_cp_sat(world):
    cp_model = importlib.import_module("ortools.sat.python.cp_model")
    tree, model = fault_tree(world, "past", POWERS), cp_model.CpModel()
    names = {*tree.countries, "past", *(f for r in tree.rules for f in (r.out, *r.of))}
    there = {name: model.new_bool_var(name) for name in sorted(names)}
    for rule in tree.rules:
        model.add(sum(there[fact] for fact in rule.of) >= rule.k * there[rule.out])
    for fact in names - set(tree.countries) - {rule.out for rule in tree.rules}:
        model.add(sum(there[c] for c, facts in tree.brings if fact in facts) >= there[fact])
    model.add(there["past"] == 1)
    model.minimize(sum(there[country] for country in tree.countries))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.solve(model)
    return round(solver.objective_value)


def by_programme(world):
    return len(smallest_by_programme(fault_tree(world, "past", POWERS)))


def group(n):
    return f"world: k_eff, n = {n}, {n // 10} companies"


def solve(benchmark, n, way, module=None):
    if module:
        pytest.importorskip(module)
    benchmark.group = group(n)
    found = benchmark.pedantic(way, args=(WORLDS[n],), rounds=5, warmup_rounds=1)
    assert found == by_programme_or_search(n)


def by_programme_or_search(n):
    return by_programme(WORLDS[n]) if n == 200 else k_eff(WORLDS[n], "past", POWERS)


def search(world):
    return k_eff(world, "past", POWERS)


class TestSmallest20:
    def test_cryptokit(self, benchmark):
        solve(benchmark, 20, search)

    def test_brute_force(self, benchmark):
        solve(benchmark, 20, by_brute_force)

    def test_programme(self, benchmark):
        solve(benchmark, 20, by_programme, "scipy")

    def test_python_sat(self, benchmark):
        solve(benchmark, 20, by_rc2, "pysat")

    def test_cp_sat(self, benchmark):
        solve(benchmark, 20, by_cp_sat, "ortools")


class TestSmallest80:
    def test_cryptokit(self, benchmark):
        solve(benchmark, 80, search)

    def test_programme(self, benchmark):
        solve(benchmark, 80, by_programme, "scipy")

    def test_python_sat(self, benchmark):
        solve(benchmark, 80, by_rc2, "pysat")

    def test_cp_sat(self, benchmark):
        solve(benchmark, 80, by_cp_sat, "ortools")


class TestSmallest200:
    def test_programme(self, benchmark):
        solve(benchmark, 200, by_programme, "scipy")

    def test_cp_sat(self, benchmark):
        solve(benchmark, 200, by_cp_sat, "ortools")


def test_the_ten_architectures_on_all_rungs(benchmark):
    benchmark.group = "world: answers of the ten architectures (aim: 50 ms)"
    names = json.loads(Path(SCENARIOS).read_text(encoding="utf-8"))
    ten = [load_file(SCENARIOS, architecture=one) for one in names["architectures"]]
    assert len(benchmark(lambda: [answers(one) for one in ten])) == 10


@pytest.mark.parametrize("n", [20, 40, 80])
def test_number_of_minimal_coalitions(benchmark, n):
    """Aims: 15 ms, 0.1 s, 4 s with CUDD; the diagram and the family are made anew every time."""
    pytest.importorskip("dd")
    benchmark.group = f"world: minimal coalitions, n = {n}, {n // 10} companies"
    rounds = 1 if n == 80 else 10
    found = benchmark.pedantic(lambda: how_many(minimal_cut_sets(TREES[n])), rounds=rounds)
    benchmark.extra_info["number"] = found
    assert found > 100


@pytest.mark.parametrize("n", [10, 20, 40])
@pytest.mark.parametrize("ask", [chance, importance])
def test_exact_odds(benchmark, n, ask):
    """Aim: 20 ms for the odds at n = 40."""
    pytest.importorskip("dd")
    benchmark.group = f"world: exact odds, n = {n}, {n // 10} companies"
    chances = dict.fromkeys(TREES[n].countries, 0.6)
    benchmark.pedantic(ask, args=(TREES[n], chances), rounds=10)


def test_a_million_campaigns(benchmark):
    """Aim: 10 s on two cores."""
    benchmark.group = "world: a million campaigns, n = 80, two processes"
    chances = dict.fromkeys(TREES[80].countries, 0.6)
    effort = Effort(node_limit=0, samples=1_000_000)
    with ProcessPoolExecutor(2) as two:
        ask = {"effort": effort, "rng": lesson("a million"), "executor": two}
        found = benchmark.pedantic(
            chance, args=(TREES[80], chances), kwargs=ask, rounds=1, warmup_rounds=1
        )
    assert found.standard_error < 0.0006


def test_a_million_waits(benchmark):
    benchmark.group = "world: a million times to read, n = 20, two processes"
    waits = dict.fromkeys(TREES[20].countries, Wait(180, 300, 730, refused=0.25))
    with ProcessPoolExecutor(2) as two:
        ask = {"rng": lesson("a million"), "executor": two}
        benchmark.pedantic(
            sample_times, args=(TREES[20], waits, 1_000_000), kwargs=ask, rounds=1, warmup_rounds=1
        )


@pytest.mark.parametrize("n", [20, 80, 200])
def test_what_each_country_brings(benchmark, n):
    benchmark.group = f"world: what each country brings, n = {n}"
    fresh = replace(WORLDS[n], name="again")
    assert len(benchmark(brought, fresh, POWERS)) == n
