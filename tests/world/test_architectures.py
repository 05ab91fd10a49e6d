"""The ten architectures that come along are those of the golden values, and nothing else."""

import json
from pathlib import Path

import pytest

from cryptokit.errors import Unknown
from cryptokit.world import Level, k_eff
from cryptokit.world.architectures import FILE, architecture, architectures
from cryptokit.world.shipped import shipped

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "data/compulsion_scenarios.json").read_text(encoding="utf-8")
)["architectures"]


def test_the_data_that_comes_along_is_that_of_the_golden_values_without_them():
    bare = {name: {k: v for k, v in one.items() if k != "golden"} for name, one in GOLDEN.items()}
    assert shipped(FILE)["architectures"] == bare


@pytest.mark.parametrize("name", GOLDEN)
def test_each_has_its_golden_k_eff_on_every_rung(name):
    for goal, rungs in GOLDEN[name]["golden"].items():
        for level, found in rungs.items():
            assert k_eff(architectures()[name], goal, Level(level).powers) == found["k_eff"]


def test_a_world_is_found_by_its_number_and_a_slip_names_the_nearest():
    assert architecture("A10") is architectures()["A10_e2ee_vault_backup"]
    assert architecture("A1_domestic_cloud").name == "A1_domestic_cloud"
    with pytest.raises(Unknown, match="A11"):
        architecture("A11")
