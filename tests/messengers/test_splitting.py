"""From rules to keys and parts: what a plan makes, and which worlds it refuses."""

from itertools import combinations

import pytest
from hypothesis import given

from cryptokit.conversation import say
from cryptokit.errors import BadWorld
from cryptokit.evidence import image
from cryptokit.evidence.rows import Key, Part
from cryptokit.keys import DataKey
from cryptokit.messengers.deploy import deploy
from cryptokit.messengers.splitting import plan
from cryptokit.rng import lesson
from cryptokit.sharing import join
from cryptokit.testing import worlds
from cryptokit.world import Asset, load

CHAT = say(["Alice: hi"])


def rule(out, k, *of):
    return {"out": out, "k": k, "of": list(of)}


def world(*rules, **assets):
    return load(
        {
            "entities": {"op": {"inc": "NL"}},
            "assets": [
                {"id": name, "loc": "NL", "custodian": "op", **facts}
                for name, facts in assets.items()
            ],
            "rules": list(rules),
        }
    )


REFUSED = {
    "a circle of two": (
        [rule("past", 2, "ct", "a"), rule("a", 1, "b"), rule("b", 1, "a")], "circle",
    ),
    "a key made from itself": ([rule("past", 2, "ct", "a"), rule("a", 1, "a")], "circle"),
    "a circle beside the point": (
        [rule("past", 1, "ct"), rule("a", 1, "b"), rule("b", 1, "a")], "circle",
    ),
    "a choice of stores and keys": ([rule("past", 2, "ct", "a", "b")], "mixed in a choice"),
    "a key made from what was said": (
        [rule("past", 2, "ct", "a"), rule("a", 1, "past")], "from stored messages",
    ),
    "a key made from a store": (
        [rule("past", 2, "ct", "a"), rule("a", 2, "ct", "b")], "from stored messages",
    ),
    "a store that is also a key": (
        [rule("past", 2, "ct", "a"), rule("past", 2, "a", "b")], "both a store and a key",
    ),
    "a store in the clear that is also a key": (
        [rule("past", 2, "ct", "a"), rule("past", 1, "a")], "both a store and a key",
    ),
    "a store made by a rule": ([rule("past", 2, "ct", "a"), rule("ct", 1, "backup")], "no rule can make"),
    "a store in the clear made by a rule": (
        [rule("past", 1, "ct"), rule("ct", 2, "half", "other half")], "no rule can make",
    ),
    "a power as a key": ([rule("past", 2, "ct", "CODE")], "no key"),
    "a power as a part": ([rule("past", 2, "ct", "a"), rule("a", 2, "s1", "DIR")], "no key"),
    "more parts than a field has points": (
        [rule("past", 2, "ct", "a"), rule("a", 2, *(f"s{i}" for i in range(256)))], "256 parts",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "what"), REFUSED.values(), ids=REFUSED)
def test_rules_that_cannot_become_keys_are_refused(rules, what, tmp_path):
    odd = world(*rules, db={"holds": ["ct"]})
    with pytest.raises(BadWorld, match=what) as caught:
        plan(odd, rng=lesson("plan"))
    assert len(str(caught.value).splitlines()) == 1
    with pytest.raises(BadWorld):
        deploy(odd, CHAT, tmp_path / "run", rng=lesson("plan"))
    assert not (tmp_path / "run").exists(), "nothing is written before the plan stands"


@pytest.mark.parametrize("view", ["shares", "ram"])
@pytest.mark.parametrize("fact", ["ct", "past"])
def test_messages_anywhere_but_on_a_disk_are_refused(view, fact, tmp_path):
    odd = world(rule("past", 2, "ct", "kek"), db={view: [fact]})
    with pytest.raises(BadWorld, match="stored on disks") as caught:
        deploy(odd, CHAT, tmp_path / "run", rng=lesson("disk"))
    assert caught.value.where == "assets db"


@pytest.mark.parametrize("name", ["..", ".", "a/b", "/etc/x", "a\\b", "C:x", "../run2/x", ""])
def test_an_asset_cannot_choose_where_files_are_written(name, tmp_path):
    """Built by hand, since reading a file refuses some of these names already."""
    good = world(rule("past", 1, "ct"))
    odd = type(good)("odd", good.entities, (Asset(name, "NL", "op", holds=("ct",)),), good.rules)
    with pytest.raises(BadWorld, match="no name for a folder"):
        deploy(odd, CHAT, tmp_path / "run", rng=lesson("escape"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_three_of_five_parts_give_the_key_of_the_store_and_two_do_not():
    parts = ("s1", "s2", "s3", "s4", "s5")
    made = plan(world(rule("past", 2, "ct", "kek"), rule("kek", 3, *parts)), rng=lesson("3 of 5"))
    assert set(made.rows) == {"kek", *parts}
    (whole,) = made.rows["kek"]
    assert whole == Key.of(made.locks["ct"])
    shares = [made.rows[part][0].share for part in parts]
    for chosen in combinations(shares, 3):
        assert image.decode(join(chosen)) == (whole,)
    assert len({share.set_id for share in shares}) == 1
    assert {share.threshold for share in shares} == {3}


def test_a_key_of_two_facts_is_split_between_them_so_that_neither_has_it():
    made = plan(world(rule("past", 3, "ct", "kek", "user")), rng=lesson("factor"))
    (one,), (other,) = made.rows["kek"], made.rows["user"]
    assert isinstance(one, Part)
    assert isinstance(other, Part)
    assert image.decode(join([one.share, other.share])) == (Key.of(made.locks["ct"]),)
    for part in (one, other):
        assert made.locks["ct"].reveal() not in part.share.to_bytes()


def test_a_part_that_is_split_again_comes_back_level_by_level():
    made = plan(
        world(rule("past", 2, "ct", "kek"), rule("kek", 2, "a", "b"), rule("a", 2, "a1", "a2")),
        rng=lesson("nested"),
    )
    inner = image.decode(join([made.rows["a1"][0].share, made.rows["a2"][0].share]))
    assert inner == made.rows["a"]
    assert image.decode(join([inner[0].share, made.rows["b"][0].share])) == made.rows["kek"]


def test_one_store_under_two_rules_has_one_key_and_two_ways_to_it():
    made = plan(world(rule("past", 2, "ct", "k1"), rule("past", 2, "ct", "k2")), rng=lesson("two"))
    assert made.rows["k1"] == made.rows["k2"] == (Key.of(made.locks["ct"]),)


@pytest.mark.parametrize("clear_first", [True, False])
def test_a_store_that_one_rule_leaves_in_the_clear_is_not_locked_by_another(clear_first):
    rules = [rule("past", 1, "ct"), rule("past", 2, "ct", "kek")]
    made = plan(world(*(rules if clear_first else reversed(rules))), rng=lesson("clear"))
    assert made.locks["ct"] is None


@pytest.mark.parametrize("view", ["line", "arrives"])
def test_what_goes_by_is_no_store_and_a_route_can_only_show_all(view, tmp_path):
    odd = world(rule("past", 2, "ct", "kek"), db={view: ["ct"]})
    with pytest.raises(BadWorld, match="stored on disks"):
        deploy(odd, CHAT, tmp_path / "run", rng=lesson("line"))
    taken_over = world(rule("past", 2, "ct", "kek"), db={"route": ["past"]})
    deploy(taken_over, CHAT, tmp_path / "over", rng=lesson("line"))


@given(world=worlds())
def test_every_random_world_has_a_plan_in_which_only_stores_lock(world):
    made = plan(world, rng=lesson("any"))
    assert made.locks["past"] is None
    assert set(made.locks) <= {"past", "ct1", "ct2"}
    for key in made.locks.values():
        assert key is None or isinstance(key, DataKey)
    for rows in made.rows.values():
        assert rows
        assert all(isinstance(row, Key | Part) for row in rows)


def test_a_world_without_messages_or_rules_is_deployed_as_empty_machines(tmp_path):
    deploy(world(db={}), CHAT, tmp_path / "run", rng=lesson("empty"))
    assert [path.name for path in (tmp_path / "run" / "db").iterdir()] == ["disk.sqlite"]
