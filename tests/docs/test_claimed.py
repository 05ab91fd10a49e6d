"""What a sentence of the pages leans on and no other test shows: small facts of the code."""

import ast
import json
import re
from dataclasses import fields
from pathlib import Path

import nbformat
from making.dialects import POINTS

from cryptokit.lab.course.exercise import Kind
from cryptokit.messengers import named
from cryptokit.world import Level, Order, Power, smallest_sets

ROOT = Path(__file__).parents[2]


def test_one_person_in_a_country_without_a_machine_or_a_company_gives_a_group_of_companies():
    """docs/explanation/claim.md: "a founder at an airport is one person"."""
    world = named("cloud_chat_cold").world
    (ceo,) = (one for one in world.persons if one.id == "ceo")
    assert ceo.present not in {one.inc for one in world.entities}
    group = frozenset({Power.PERSON, Power.CONTROL})
    assert smallest_sets(world, "past", group) == ((ceo.present,),)
    assert smallest_sets(world, "past", group - {Power.PERSON}) == ()


def test_an_order_is_a_country_a_power_and_a_target_without_a_ground_or_a_date():
    """SECURITY.md and docs/explanation/model.md: what law becomes until a program can run it."""
    assert {one.name for one in fields(Order)} <= {"by", "power", "target", "served_in"}


def test_exercises_give_the_points_that_the_page_for_teachers_names():
    """docs/teach/running-it.md: of each kind."""
    assert {Kind.MODIFY: 1, Kind.ORDER: 2, Kind.MAKE: 3} == POINTS
    text = " ".join((ROOT / "docs" / "teach" / "running-it.md").read_text("utf-8").split())
    assert "*modify* gives one point, *court order* two, *make* three" in text


def test_counting_the_guesses_of_a_class_runs_no_cell_and_tells_no_name(run, tmp_path):
    """docs/teach/running-it.md: of notebooks that students hand in."""
    trace = tmp_path / "trace"
    cell = nbformat.v4.new_code_cell(f"open({str(trace)!r}, 'w').close()")
    handed_in = tmp_path / "class" / "somebody-s-name.ipynb"
    handed_in.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), handed_in)
    for options in ((), ("--json",)):
        status, out, err = run("lesson", "--guesses", handed_in.parent, *options)
        assert status == 0
        assert "somebody" not in out + err
    assert not trace.exists()
    exec(cell.source)  # noqa: S102  # the cell does leave a trace where it is run
    assert trace.exists()


def test_a_goal_that_no_rule_makes_has_no_number_until_a_rule_makes_it(run, tmp_path):
    """docs/how-to/own-world.md: its world has no rule for the future until the page adds one."""
    page = (ROOT / "docs" / "how-to" / "own-world.md").read_text("utf-8")
    world, rule = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "archive.toml"
    file.write_text(world, "utf-8")
    _, out, _ = run("world", file, "--json")
    goals = json.loads(out)["goals"]
    assert {rung["k_eff"] for rung in goals["future"].values()} == {None}
    assert {rung["k_eff"] for rung in goals["past"].values()} > {None, 2}
    signer, _, table = rule.partition("\n")
    file.write_text(f"{signer}\n{world}{table}", "utf-8")
    _, out, _ = run("world", file, "--json")
    assert json.loads(out)["goals"]["future"][Level.CODE]["k_eff"] == 1


def test_the_court_knows_no_messenger():
    """docs/how-to/own-messenger.md: "the court stays as it is"."""
    files = sorted((ROOT / "cryptokit" / "court").rglob("*.py"))
    assert len(files) > 5
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert "messengers" not in ast.unparse(node), file
