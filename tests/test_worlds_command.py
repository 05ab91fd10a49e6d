"""``cryptokit world`` with changes and reasons: what people type, and what they see."""

import json
from pathlib import Path

import pytest

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
    ],
)
def test_a_change_that_cannot_be_made_is_one_line_that_says_what_to_try(refused, args, says):
    assert says in refused("world", SCENARIOS, *COLD, *args)


def test_what_a_stranger_called_a_fact_does_not_steer_the_terminal(run, refused):
    _, out, err = run("world", SCENARIOS, *COLD, "--treaty", "NL,R\u202eU")
    assert "\u202e" not in out + err
    assert "\x1b" not in refused("world", SCENARIOS, *COLD, "--move", "db=\x1b[31m")
