"""Reading a world: what is refused, where, and with which hint; and that nothing else comes out."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import BadWorld, Unknown
from cryptokit.world import load, load_file

SCENARIOS = Path(__file__).parents[1] / "data/compulsion_scenarios.json"

GOOD = {
    "name": "good",
    "about": "one of everything",
    "entities": {"parent": {"inc": "VG"}, "op": {"inc": "NL", "parent": "parent"}},
    "persons": [{"id": "ceo", "present": "AE", "entity": "parent"}],
    "assets": [
        {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"], "ram": ["kek"]},
        {"id": "kms", "loc": "SG", "custodian": "op", "shares": ["kek"]},
        {"id": "phone", "loc": "DE", "custodian": "user", "holds": ["past"]},
    ],
    "code_signer": "op",
    "directory": "parent",
    "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}],
}

TOML = """
name = "good"
about = "one of everything"
code_signer = "op"
directory = "parent"
[entities]
parent = { inc = "VG" }
op = { inc = "NL", parent = "parent" }
[[persons]]
id = "ceo"
present = "AE"
entity = "parent"
[[assets]]
id = "db"
loc = "NL"
custodian = "op"
holds = ["ct"]
ram = ["kek"]
[[assets]]
id = "kms"
loc = "SG"
custodian = "op"
shares = ["kek"]
[[assets]]
id = "phone"
loc = "DE"
custodian = "user"
holds = ["past"]
[[rules]]
out = "past"
k = 2
of = ["ct", "kek"]
"""


def changed(path, value):
    """The good world with one thing changed; the path names keys and places."""
    world = deepcopy(GOOD)
    inner = world
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return world


def without(path):
    world = deepcopy(GOOD)
    inner = world
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return world


def circle(*ids):
    return {one: {"inc": "NL", "parent": ids[i - 1]} for i, one in enumerate(ids)}


DB = GOOD["assets"][0]
CEO = GOOD["persons"][0]
REFUSED = {
    "an unknown custodian": (changed(["assets", 0, "custodian"], "opp"), "assets db.custodian", "op"),
    "an unknown parent": (changed(["entities", "op", "parent"], "p"), "entities.op.parent", "parent"),
    "an unknown entity of a person": (changed(["persons", 0, "entity"], "x"), "persons ceo.entity", "op"),
    "a person of the user": (changed(["persons", 0, "entity"], "user"), "persons ceo.entity", "op"),
    "access to nothing there": (changed(["persons", 0, "access"], ["x"]), "persons ceo.access", "one of db, kms"),
    "access to a user's phone": (changed(["persons", 0, "access"], ["phone"]), "persons ceo.access", "one of db, kms"),
    "a machine called CODE": (changed(["assets", 0, "id"], "CODE"), "assets", "another id"),
    "a machine called DIR": (changed(["assets", 0, "id"], "DIR"), "assets", "another id"),
    "an unknown code signer": (changed(["code_signer"], "x"), "code_signer", "op"),
    "the user as code signer": (changed(["code_signer"], "user"), "code_signer", "op"),
    "an unknown directory": (changed(["directory"], "x"), "directory", "op"),
    "its own parent": (changed(["entities"], circle("op")), "entities.op.parent", "drop"),
    "a circle of two": (changed(["entities"], circle("op", "b")), "entities.op.parent", "drop"),
    "a circle of four": (changed(["entities"], circle("op", "b", "c", "d")), "entities.op.parent", "drop"),
    "a way into a circle": (
        changed(["entities"], {"in": {"inc": "NL", "parent": "a"}, **circle("a", "b")}),
        "entities.a.parent",
        "drop",
    ),
    "a rule that names nothing": (changed(["rules", 0, "of"], []), "rules[0].of", "list the facts"),
    "a rule without of": (without(["rules", 0, "of"]), "rules[0].of", "list the facts"),
    "a rule without out": (without(["rules", 0, "out"]), "rules[0].out", "out"),
    "k of zero": (changed(["rules", 0, "k"], 0), "rules[0]", "k from 1 to 2"),
    "k below zero": (changed(["rules", 0, "k"], -1), "rules[0]", "k from 1 to 2"),
    "k above n": (changed(["rules", 0, "k"], 3), "rules[0]", "k from 1 to 2"),
    "k that is a truth": (changed(["rules", 0, "k"], value=True), "rules[0].k", "1 to 2"),
    "k with a point": (changed(["rules", 0, "k"], 2.0), "rules[0].k", "1 to 2"),
    "no k": (without(["rules", 0, "k"]), "rules[0].k", "1 to 2"),
    "a fact twice in a rule": (changed(["rules", 0, "of"], ["ct", "ct"]), "rules[0]", "k from"),
    "no place": (without(["assets", 0, "loc"]), "assets[0].loc", '"loc"'),
    "no id": (without(["assets", 0, "id"]), "assets[0].id", '"id"'),
    "no custodian": (without(["assets", 0, "custodian"]), "assets[0].custodian", '"custodian"'),
    "no seat": (without(["entities", "op", "inc"]), "entities.op.inc", '"inc"'),
    "no presence": (without(["persons", 0, "present"]), "persons[0].present", '"present"'),
    "a number as place": (changed(["assets", 0, "loc"], 31), "assets[0].loc", '"..."'),
    "a number as fact": (changed(["assets", 0, "holds"], ["ct", 5]), "assets[0].holds[1]", '"..."'),
    "one text for a list": (changed(["assets", 0, "ram"], "kek"), "assets[0].ram", '["..."]'),
    "assets by name": (changed(["assets"], {"db": DB}), "assets", "[...]"),
    "entities in a list": (changed(["entities"], ["op"]), "entities", "{...}"),
    "a bare name for an entity": (changed(["entities", "op"], "NL"), "entities.op", "{...}"),
    "a bare name for an asset": (changed(["assets", 1], "db"), "assets[1]", "{...}"),
    "a number as name": (changed(["name"], 1), "name", '"..."'),
    "a list as signer": (changed(["code_signer"], ["op"]), "code_signer", '"..."'),
    "a misspelt field of an asset": (changed(["assets", 0, "hold"], ["x"]), "assets[0]", "'holds'"),
    "a misspelt field of an entity": (changed(["entities", "op", "parnet"], "x"), "entities.op", "'parent'"),
    "a misspelt field of a person": (changed(["persons", 0, "presnt"], "x"), "persons[0]", "'present'"),
    "a misspelt field of a rule": (changed(["rules", 0, "off"], []), "rules[0]", "'of'"),
    "a misspelt field of the world": (changed(["asets"], []), "world", "'assets'"),
    "the user as an entity": (changed(["entities", "user"], {"inc": "NL"}), "entities.user", "another id"),
    "anybody as an entity": (changed(["entities", "public"], {"inc": "NL"}), "entities.public", "another id"),
    "anybody as code signer": (changed(["code_signer"], "public"), "code_signer", "op"),
    "a person of anybody": (changed(["persons", 0, "entity"], "public"), "persons ceo.entity", "op"),
    "an asset twice": (changed(["assets"], [DB, DB]), "assets", "one id"),
    "a person twice": (changed(["persons"], [CEO, CEO]), "persons", "one id"),
    "an entity with a line break": (changed(["entities", "a\nb"], {}), "entities", "letters"),
    "a place that steers a terminal": (changed(["assets", 0, "loc"], "\x1b[2J"), "assets[0].loc", "letters"),
    "half a character": (changed(["assets", 0, "id"], "\ud800"), "assets[0].id", "letters"),
    "an empty name": (changed(["assets", 0, "id"], ""), "assets[0].id", "letters"),
    "an empty fact": (changed(["rules", 0, "of"], [""]), "rules[0].of[0]", "letters"),
}  # fmt: skip


def test_the_good_world_is_accepted_so_that_each_refusal_has_one_reason():
    world = load(GOOD)
    assert world.jurisdictions == ("AE", "DE", "NL", "SG", "VG")
    assert world.asset("kms").shares == ("kek",)
    assert (world.code_signer, world.directory, world.name) == ("op", "parent", "good")


def test_an_asset_may_be_kept_by_a_company_by_a_user_or_by_anybody():
    for keeper in ("op", "user", "public"):
        assert load(changed(["assets", 0, "custodian"], keeper)).asset("db").custodian == keeper


@pytest.mark.parametrize(("world", "where", "hint"), REFUSED.values(), ids=REFUSED)
def test_a_world_that_contradicts_itself_is_refused_at_the_place(world, where, hint):
    with pytest.raises(BadWorld) as caught:
        load(world)
    assert caught.value.where == where
    assert hint in caught.value.hint
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert message.startswith(f"{where}: ")
    assert ". Try: " in message


def test_a_hint_lists_no_names_where_there_are_none():
    with pytest.raises(BadWorld, match=r"'x' is nobody\. Try: leaving it out: there is none"):
        load({"code_signer": "x"})


def test_a_long_chain_of_owners_is_a_world_and_closed_to_a_circle_it_is_none():
    ids = [f"e{i}" for i in range(3000)]
    owned = circle(*ids)
    chain = {**owned, "e0": {"inc": "NL"}}
    assert len(load({"entities": chain}).entities) == len(ids)
    with pytest.raises(BadWorld, match="is its own ancestor"):
        load({"entities": owned})


def test_the_circle_is_spelt_out():
    with pytest.raises(BadWorld, match="a -> c -> b -> a"):
        load({"entities": circle("a", "b", "c")})


def test_an_empty_world_is_a_world_and_what_is_absent_is_nobody():
    world = load({})
    assert (world.entities, world.assets, world.rules, world.persons) == ((), (), (), ())
    assert world.code_signer is None
    assert world.directory is None
    assert world.jurisdictions == ()


def test_expected_answers_beside_a_world_are_passed_over():
    assert load({**GOOD, "golden": {"anything": 1}}) == load(GOOD)


def file(folder, text, name="world.json"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_toml_and_json_give_the_same_world(tmp_path):
    in_json = load_file(file(tmp_path, json.dumps(GOOD)))
    assert in_json == load_file(file(tmp_path, TOML, "world.toml")) == load(GOOD)


def test_a_byte_order_mark_does_no_harm(tmp_path):
    assert load_file(file(tmp_path, b"\xef\xbb\xbf" + json.dumps(GOOD).encode())) == load(GOOD)


def test_a_world_without_a_name_is_called_like_its_file(tmp_path):
    assert load_file(file(tmp_path, "{}", "island.json")).name == "island"


def outcome(load_it, value):
    """Load it; give the message of the refusal, or nothing. Any other error comes through."""
    try:
        load_it(value)
    except (BadWorld, Unknown) as error:
        return str(error)
    return ""


def refused(path):
    with pytest.raises(BadWorld) as caught:
        load_file(path)
    assert len(str(caught.value).splitlines()) == 1
    assert ". Try: " in str(caught.value)
    return caught.value


def test_broken_json_is_refused_with_line_and_column(tmp_path):
    error = refused(file(tmp_path, '{\n "name": "x",\n "rules": ]\n}'))
    assert error.where == "world.json, line 3, column 11"


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "one", "name": "two"}',
        '{"entities": {"name": {"inc": "NL"}, "name": {"inc": "US"}}}',
        '{"assets": [{"name": 1, "id": "db", "loc": "NL", "name": 1}]}',
    ],
)
def test_json_that_names_a_field_twice_is_refused_and_not_half_read(text, tmp_path):
    error = refused(file(tmp_path, text))
    assert error.what == "world.json: the field 'name' twice"


def test_broken_toml_is_refused_with_line_and_column(tmp_path):
    error = refused(file(tmp_path, 'name = "x"\nrules = ]\n', "world.toml"))
    assert error.where == "world.toml"
    assert "line 2, column 9" in error.what


def test_bytes_that_are_not_utf8_are_refused_at_the_byte(tmp_path):
    error = refused(file(tmp_path, b'{"name": "\xff"}'))
    assert error.where == "world.json"
    assert "byte 10" in error.what


@pytest.mark.parametrize("text", ["[]", '"x"', "null", "7"])
def test_a_file_that_holds_no_object_is_refused(text, tmp_path):
    assert refused(file(tmp_path, text)).where == "world.json"


def test_a_folder_and_a_missing_file_are_refused_by_their_path(tmp_path):
    assert refused(tmp_path).where == str(tmp_path)
    assert refused(tmp_path / "nothing.json").where == str(tmp_path / "nothing.json")


def test_a_file_nested_too_deeply_is_refused(tmp_path):
    assert refused(file(tmp_path, '{"a":' * 100_000)).where == "world.json"


def test_a_file_with_several_architectures_asks_for_one_of_them():
    with pytest.raises(Unknown) as caught:
        load_file(SCENARIOS)
    assert "A4_claimed_split_cold" in caught.value.known
    with pytest.raises(Unknown) as caught:
        load_file(SCENARIOS, architecture="A4_claimed_split_cald")
    assert caught.value.hint.startswith("'A4_claimed_split_cold'")
    assert load_file(SCENARIOS, architecture="A1_domestic_cloud").name == "A1_domestic_cloud"


def test_a_file_with_one_architecture_needs_no_name(tmp_path):
    path = file(tmp_path, json.dumps({"architectures": {"only": GOOD}}))
    assert load_file(path) == load(GOOD)


def test_architectures_with_names_that_break_the_line_are_refused(tmp_path):
    assert refused(file(tmp_path, '{"architectures": {"a\\nb": {}}}')).where == "architectures"


def test_architectures_that_are_no_object_are_refused(tmp_path):
    assert refused(file(tmp_path, '{"architectures": []}')).where == "architectures"


TEXTS = st.text(max_size=4) | st.sampled_from(["op", "user", "NL", "past", "ct", "a\nb", "\ud800"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
KNOWN_FIELDS = ["name", "about", "entities", "persons", "assets", "code_signer", "directory",
                "rules", "id", "inc", "parent", "present", "entity", "loc", "custodian", "holds",
                "shares", "ram", "out", "k", "of"]  # fmt: skip
SHAPED = st.recursive(
    ANYTHING,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KNOWN_FIELDS), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(
    value=st.dictionaries(st.sampled_from(KNOWN_FIELDS), SHAPED) | st.dictionaries(TEXTS, SHAPED)
)
def test_whatever_stands_in_a_world_it_loads_or_is_refused_in_one_line(value):
    assert len(outcome(load, value).splitlines()) <= 1


@st.composite
def mutated(draw):
    """The good world with one value, at any depth, replaced by anything."""
    world = deepcopy(GOOD)
    inner = world
    while True:
        key = draw(st.sampled_from(range(len(inner)) if isinstance(inner, list) else sorted(inner)))
        if not isinstance(inner[key], dict | list) or not draw(st.booleans()):
            inner[key] = draw(ANYTHING)
            return world
        inner = inner[key]


@given(world=mutated())
def test_a_good_world_with_anything_put_in_loads_or_is_refused(world):
    assert len(outcome(load, world).splitlines()) <= 1


@given(value=ANYTHING, name=st.sampled_from(["w.json", "w.toml"]), noise=st.binary(max_size=20))
def test_whatever_a_file_holds_it_loads_or_is_refused(value, name, noise, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    for content in (noise, json.dumps(value).encode(), json.dumps(value).encode()[:-1] + noise):
        assert len(outcome(load_file, file(folder, content, name)).splitlines()) <= 1


@pytest.mark.parametrize("field", ["line", "arrives"])
def test_what_begins_with_an_order_brings_no_past(field):
    asset = {"id": "db", "loc": "NL", "custodian": "user", field: ["past"]}
    with pytest.raises(BadWorld, match="what went by before an order is gone"):
        load({"assets": [asset]})
