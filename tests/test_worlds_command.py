"""``cryptokit world`` with changes and reasons: what people type, and what they see."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.lab import answers
from cryptokit.testing import worlds
from cryptokit.world import PAST, Level, Power, k_eff, load_file, smallest_sets
from cryptokit.world.requests import BY_LAW, k_requesting, smallest_requesters
from cryptokit.world.tree import fault_tree

SCENARIOS = Path(__file__).parent / "data/compulsion_scenarios.json"
COLD = ("--architecture", "A4_claimed_split_cold")
APART = ("--split", "nl", "--split", "us", "--split", "sg")
MERGED = ("--merge", "parent,nl", "--merge", "nl,us", "--merge", "nl,sg")


@pytest.fixture
def numbers(run):
    """Run with ``--json`` and give k_eff on L5 before and after."""

    def numbers_(*args, goal="past", level="L5_plus_group_control"):
        status, out, _ = run("world", SCENARIOS, *args, "--json")
        assert status == 0
        answer = json.loads(out)
        return [answer[when]["goals"][goal][level]["k_eff"] for when in ("before", "after")]

    return numbers_


def flat(text):
    return " ".join(text.split())


def test_each_change_has_an_option_and_moves_the_number(numbers):
    assert numbers(*COLD, *APART) == [1, 4]
    assert numbers(*COLD, *APART, *MERGED) == [1, 1]
    assert numbers(*COLD, *APART, "--treaty", "US,SG") == [1, 3]
    assert numbers(*COLD, *APART, "--memory", "db=kek") == [1, 1]
    assert numbers(*COLD, "--move", "p1=NL", level="L2_plus_shares") == [4, 3]


def test_changes_are_made_in_the_order_they_are_typed(run, numbers, refused):
    assert numbers(*COLD, "--split", "nl", "--merge", "parent,nl", "--split", "us") == [1, 2]
    said = refused("world", SCENARIOS, *COLD, "--merge", "parent,nl", "--split", "nl")
    assert "parent and nl are of one group already" in said
    back = ("--move", "db=DE", "--split", "nl", "--move", "db=NL", "--merge", "parent,nl")
    status, out, err = run("world", SCENARIOS, *COLD, *back)
    assert status == 0
    assert "move db=DE, then split nl, then move db=NL, then merge parent,nl" in flat(out)
    assert "Nothing changes" in out
    assert "DE occurred nowhere in this world before move db=DE" in err
    _, out, _ = run("world", SCENARIOS, *COLD, "--move", "db=NL", "--move", "db=DE", "--json")
    assert json.loads(out)["changes"] == ["move db=NL", "move db=DE"]
    assert ["AE", "DE", "SG", "US"] in json.loads(out)["after"]["goals"]["past"]["L2_plus_shares"][
        "smallest_sets"
    ]


def test_the_rungs_that_changed_are_marked_and_the_steps_named(run):
    _, out, _ = run("world", SCENARIOS, *COLD, "--memory", "db=kek")
    marked = [line.split()[1] for line in out.splitlines() if line.startswith(" *  ")]
    assert marked == ["L3", "L4"]
    assert "* past, L3, L4: - US takes the key part of p1: s1" in flat(out)
    assert "- s1, s2 and s3 make kek + NL takes the memory of db: kek" in flat(out)


def test_before_and_after_as_json_name_the_steps_that_changed(run):
    _, out, _ = run("world", SCENARIOS, *COLD, "--memory", "db=kek", "--json")
    answer = json.loads(out)
    assert set(answer) == {"changes", "before", "after", "changed"}
    _, alone, _ = run("world", SCENARIOS, *COLD, "--json")
    assert answer["before"] == json.loads(alone)
    for one in answer["changed"]:
        assert set(one) == {"goal", "level", "gone", "come"}
        before, after = (answer[w]["goals"][one["goal"]][one["level"]] for w in ("before", "after"))
        assert before != after
    first = answer["changed"][0]
    assert (first["goal"], first["level"]) == ("past", "L3_plus_live_memory")
    assert first["come"] == ["NL takes the memory of db: kek"]
    assert "s1, s2 and s3 make kek" in first["gone"]
    unchanged = {
        (goal, level)
        for goal, rungs in answer["before"]["goals"].items()
        for level in rungs
        if (goal, level) not in {(one["goal"], one["level"]) for one in answer["changed"]}
    }
    for goal, level in unchanged:
        assert answer["before"]["goals"][goal][level] == answer["after"]["goals"][goal][level]


def test_a_treaty_partner_is_named_in_the_step(run):
    _, out, _ = run("world", SCENARIOS, *COLD, "--treaty", "US,SG", "--why", "L2")
    assert "SG takes the key part of p2" in flat(out)
    _, out, _ = run("world", SCENARIOS, *COLD, "--treaty", "RU,SG", "--treaty", "RU,US", "--json")
    changed = json.loads(out)["changed"]
    assert "RU asks SG, which takes the key part of p2: s2" in changed[0]["come"]


def test_an_answer_is_explained_in_numbered_steps_and_a_no_by_what_is_missing(run):
    _, out, _ = run("world", SCENARIOS, *COLD, "--why", "L2")
    assert "1. NL takes the disk of db: ct" in out
    assert "6. ct and kek make past" in out
    _, out, _ = run("world", SCENARIOS, *COLD, "--why", "l1")
    assert "L1 disks: past is not reached by orders of AE NL SG US VG" in flat(out)
    assert "missing: s1: US takes the key part of p1, from L2 on" in flat(out)
    _, out, _ = run("world", SCENARIOS, "--architecture", "A6_threshold_plus_user", "--why", "L8")
    assert "nobody holds it in this world" in flat(out)


def test_where_fewer_facts_lie_further_away_both_ways_are_told(run):
    serving = ("--architecture", "A3_claimed_split_serving", "--why", "L1")
    told = flat(run("world", SCENARIOS, *serving)[1])
    assert "fewest: 1 fact missing: kek: NL takes the memory of db, from L3 on" in told
    assert "or, nearest: 3 facts missing: s1: US takes the key part of p1, from L2 on" in told
    values = json.loads(run("world", SCENARIOS, *serving, "--json")[1])["why"]
    assert values["level"] == "L1_at_rest"
    past = values["goals"]["past"]
    assert [[one["fact"] for one in way] for way in past["missing"]] == [
        ["kek"],
        ["s1", "s2", "s3"],
    ]
    assert (past["reached"], past["steps"]) == (False, ["NL takes the disk of db: ct"])


def test_reasons_before_and_after_a_change_stand_side_by_side(run):
    args = (*COLD, "--memory", "db=kek", "--why", "L3")
    told = run("world", SCENARIOS, *args)[1]
    assert told.index("before\n") < told.index("after\n")
    values = json.loads(run("world", SCENARIOS, *args, "--json")[1])
    steps = [values[when]["why"]["goals"]["past"]["steps"] for when in ("before", "after")]
    assert [len(one) for one in steps] == [6, 3]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--move", "db"], "Try: --move db=DE"),
        (["--move", "=DE"], "Try: --move db=DE"),
        (["--move", "db="], "Try: --move db=DE"),
        (["--move", "dbb=DE"], "unknown asset 'dbb'. Try: 'db'"),
        (["--merge", "nl"], "Try: --merge nl,us"),
        (["--merge", "nl,uss"], "unknown entity 'uss'. Try: 'us'"),
        (["--merge", "nl,us"], "of one group already, that of parent"),
        (["--split", "parent"], "split what it owns: nl, us, sg"),
        (["--split", "n"], "unknown entity 'n'. Try: 'nl'"),
        (["--treaty", "US"], "Try: --treaty US,SG"),
        (["--treaty", "us,sg"], "unknown country 'us'. Try: 'US'"),
        (["--treaty", "US,US"], "US needs none with itself"),
        (["--memory", "db"], "Try: --memory db=kek"),
        (["--memory", "db=kekk"], "unknown fact 'kekk'. Try: 'kek'"),
        (["--why", "L9"], "unknown level 'L9'"),
        (["--asking", "tomorrow"], "'tomorrow' is no day on which somebody could ask. Try: --ask"),
        (["--asking", "2026-13-01"], "'2026-13-01' is no day"),
        (["--figure", "lattice.png"], "a figure is an SVG file. Try: a name that ends in .svg"),
        (["--figure", "lattice.svg"], "draws one rung of the ladder. Try: --level L5 with it"),
        (["--figure", "no/such/x.svg", "--level", "L2"], "Try: "),
        (["--figure", "x.svg", "--level", "L9"], "unknown level 'L9'"),
        (["--level", "L2"], "--level is for --figure; all rungs are printed"),
    ],
)
def test_a_change_that_cannot_be_made_is_one_line_that_says_what_to_try(refused, args, says):
    assert says in refused("world", SCENARIOS, *COLD, *args)


@settings(max_examples=20)
@given(world=worlds(), beside=st.sets(st.sampled_from([*Power][9:])))
def test_powers_beside_the_ladder_go_to_every_rung(world, beside):
    found = answers.values(world, frozenset(beside))
    assert found.get("beside", []) == sorted(beside, key=[*Power].index)
    for goal, rungs in found["goals"].items():
        for level in Level:
            sets = smallest_sets(world, goal, level.powers | beside)
            assert rungs[level]["smallest_sets"] == [list(one) for one in sets]
            assert rungs[level]["k_eff"] == k_eff(world, goal, level.powers | beside)


TAPPED = {
    "name": "tapped",
    "entities": {"op": {"inc": "VG"}},
    "persons": [{"id": "sam", "present": "IN", "entity": "op", "access": ["db"]}],
    "assets": [
        {"id": "db", "loc": "NL", "custodian": "op", "ram": ["past"], "line": ["plain"]},
    ],
    "rules": [{"out": "future", "k": 1, "of": ["plain"]}],
}


@pytest.fixture
def tapped(tmp_path):
    """Give the path of a world that powers beside the ladder reach."""
    file = tmp_path / "tapped.json"
    file.write_text(json.dumps(TAPPED), encoding="utf-8")
    return file


def test_powers_beside_the_ladder_count_for_both_goals_and_for_changes_and_reasons(run, tapped):
    beside = ("--power", "insider", "--power", "P10")
    _, out, _ = run("world", tapped, "--json", *beside)
    answer = json.loads(out)
    assert answer["beside"] == ["tap", "insider"]
    rungs = [answer["goals"][goal]["L1_at_rest"] for goal in ("past", "future")]
    assert [one["smallest_sets"] for one in rungs] == [[["IN"]], [["NL"]]]
    _, out, _ = run("world", tapped, "--json")
    assert set(json.loads(out)) == {"name", "goals"}
    assert json.loads(out)["goals"]["past"]["L1_at_rest"]["k_eff"] is None
    told = flat(run("world", tapped, *beside, "--why", "L1")[1])
    assert "Beside each rung: a line (tap), somebody inside (insider)." in told
    assert "1. sam, in IN, takes the memory of db without any order: past" in told
    assert "1. NL listens on the line of db: plain 2. plain makes future" in told
    told = flat(run("world", tapped, *beside, "--move", "db=DE")[1])
    assert "Beside each rung: a line (tap), somebody inside (insider)." in told
    assert "* L1 disks 1 IN 1 IN 1 NL 1 DE" in told
    assert "- NL listens on the line of db: plain + DE listens on the line of db: plain" in told
    changed = json.loads(run("world", tapped, *beside, "--move", "db=DE", "--json")[1])["changed"]
    first = next(one for one in changed if one["goal"] == "future")
    assert first["level"] == "L1_at_rest"
    assert first["come"] == ["DE listens on the line of db: plain"]


def test_who_must_ask_stands_beside_who_must_order_on_every_rung(run):
    _, out, _ = run("world", SCENARIOS, *COLD, "--asking", "--json")
    answer = json.loads(out)
    assert answer["asking"] == answers.ON.isoformat()
    world = load_file(SCENARIOS, architecture=COLD[1])
    for level in Level:
        tree = fault_tree(world, PAST, level.powers)
        found = answer["goals"]["past"][level]
        assert found["k_eff"] == k_eff(world, PAST, level.powers)
        for name, routes in (("by_law", {"routes": BY_LAW}), ("any_route", {})):
            wanted = smallest_requesters(tree, on=answers.ON, **routes)
            assert found["asking"][name] == {
                "k_requesting": k_requesting(tree, on=answers.ON, **routes),
                "smallest_sets": [list(one) for one in wanted],
            }
    split = answer["goals"]["past"]["L2_plus_shares"]
    asking = [split["asking"][name]["k_requesting"] for name in ("by_law", "any_route")]
    assert (split["k_eff"], asking) == (4, [2, 1])


def test_who_must_ask_is_printed_with_the_day_and_the_warning_before_and_after(run):
    told = flat(run("world", SCENARIOS, *COLD, "--asking", "2026-08-01")[1])
    assert "Requests of 2026-08-01" in told
    assert "L2 + key parts 4 2 SG 1 AE 4 2 SG 1 AE" in told
    assert "NOT LEGAL ADVICE" in told
    told = run("world", SCENARIOS, *COLD, "--asking", "--move", "db=DE")[1]
    assert told.count("Requests of 2026-09-01") == 2
    assert told.index("before\n") < told.index("after\n")
    assert "Requests of" not in run("world", SCENARIOS, *COLD)[1]


def test_the_day_can_change_who_must_ask(run, tmp_path):
    """The European production order starts on its day; the count follows what the data says."""
    world = {"assets": [{"id": "db", "loc": "NL", "custodian": "user", "line": ["future"]}]}
    (tmp_path / "w.json").write_text(json.dumps(world), encoding="utf-8")
    only = ("world", tmp_path / "w.json", "--power", "tap", "--json", "--asking")
    rungs = [
        json.loads(run(*only, day)[1])["goals"]["future"] for day in ("2000-01-01", "2026-09-01")
    ]
    early, late = (one["L1_at_rest"]["asking"]["by_law"]["smallest_sets"] for one in rungs)
    assert {tuple(one) for one in early} < {tuple(one) for one in late}


def test_a_country_that_is_not_in_the_data_cannot_be_asked_and_nothing_is_written(
    refused, tmp_path
):
    stranger = {"assets": [{"id": "db", "loc": "XX", "custodian": "user", "holds": ["past"]}]}
    (tmp_path / "world.json").write_text(json.dumps(stranger), encoding="utf-8")
    drawn = ("--figure", tmp_path / "x.svg", "--level", "L1")
    for out in ((), ("--json",), drawn):
        said = refused("world", tmp_path / "world.json", "--asking", *out)
        assert "nothing is known of who helps XX" in said
        assert "Try: countries of the data: AE AU" in said
    assert not (tmp_path / "x.svg").exists()
    said = refused("world", SCENARIOS, *COLD, "--move", "db=XX", "--asking")
    assert "nothing is known of who helps XX" in said


def test_the_lattice_of_a_rung_is_drawn_after_the_changes(run, tmp_path):
    file = tmp_path / "lattice.svg"
    status, out, err = run(
        *("world", SCENARIOS, *COLD, "--move", "db=DE", "--figure", file, "--level", "L2")
    )
    assert status == 0
    assert f"Drawn in {file}" in err
    assert "L2 + key parts" in out
    root = ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314  # our own picture
    alt = root.find("{http://www.w3.org/2000/svg}desc").text
    assert "1 set, 1 reads, minimal: AE DE SG US" in alt


def test_more_countries_than_a_lattice_has_room_for_are_refused(refused, tmp_path):
    assets = [
        {"id": f"a{i}", "loc": f"C{i}", "custodian": "user", "shares": [f"s{i}"]} for i in range(7)
    ]
    rule = {"out": "past", "k": 3, "of": [f"s{i}" for i in range(7)]}
    (tmp_path / "wide.json").write_text(json.dumps({"assets": assets, "rules": [rule]}))
    drawn = ("--figure", tmp_path / "x.svg", "--level")
    assert "at most 6 countries" in refused("world", tmp_path / "wide.json", *drawn, "L8")
    assert not (tmp_path / "x.svg").exists()


def test_what_a_stranger_called_a_fact_does_not_steer_the_terminal(run, refused):
    _, out, err = run("world", SCENARIOS, *COLD, "--treaty", "NL,R\u202eU")
    assert "\u202e" not in out + err
    assert "\x1b" not in refused("world", SCENARIOS, *COLD, "--move", "db=\x1b[31m")
