"""The schemas of what ``--json`` prints: they hold for real answers, and for nothing beside them."""

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import cryptokit
from cryptokit.cli import cli
from cryptokit.conversation.samples import sample
from cryptokit.lab.explorer.page import content_of

DOCS = Path(__file__).parents[2] / "docs"
SCHEMAS = {path.stem: path for path in (DOCS / "reference" / "schemas").glob("*.json")}
PACKAGE = Path(cryptokit.__file__).parent
EXPLORER = PACKAGE / "lab" / "explorer"
TOLD = frozenset({"type", "enum", "const", "$ref", "anyOf", "oneOf"})
"""What says of which kind a value is."""
SEVERAL, NAMED = (
    ("anyOf", "oneOf", "allOf", "prefixItems"),
    ("properties", "$defs", "patternProperties"),
)
ALONE = ("items", "additionalProperties", "not", "contains")
WRONG = (True, 0.5, {"more": None}, [{"more": None}])
"""Values that stand nowhere in an answer, but for the first, which stands for another of its type."""


def loaded(name):
    return json.loads(SCHEMAS[name].read_text("utf-8"))


def asked(*args):
    ran = CliRunner().invoke(cli, [*map(str, args), "--json"])
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


WORLD = """
name = "two places"
[entities.shop]
inc = "IE"
[[assets]]
id = "db"
loc = "DE"
custodian = "shop"
holds = ["ct"]
[[assets]]
id = "kms"
loc = "IE"
custodian = "shop"
shares = ["kek"]
[[rules]]
out = "past"
k = 2
of = ["ct", "kek"]
"""


def parts(schema, place="#"):
    """Give a schema and every schema in it, each with its place."""
    if not isinstance(schema, dict):
        return
    yield place, schema
    for key in NAMED:
        for name, one in schema.get(key, {}).items():
            yield from parts(one, f"{place}/{key}/{name}")
    for key in SEVERAL:
        for at, one in enumerate(schema.get(key, ())):
            yield from parts(one, f"{place}/{key}/{at}")
    for key in ALONE:
        yield from parts(schema.get(key), f"{place}/{key}")


def kinds(schema):
    told = schema.get("type", ())
    return {told} if isinstance(told, str) else set(told)


def loose(schema):
    """Give the places where a schema lets through what it does not name."""
    for place, one in parts(schema):
        if not one.keys() & TOLD:
            yield f"{place} is of any type"
        rest = one.get("additionalProperties", True)
        if ("object" in kinds(one) or "properties" in one) and rest in (True, {}):
            yield f"{place} takes any field"
        if "array" in kinds(one) and one.get("items", True) in (True, {}):
            yield f"{place} takes any item"
        if any(value in (True, {}) for value in one.get("properties", {}).values()):
            yield f"{place} has a field of any type"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_object_of_a_schema_is_closed_and_every_value_has_a_type(name):
    schema = loaded(name)
    Draft202012Validator.check_schema(schema)
    assert list(loose(schema)) == []
    assert len(list(parts(schema))) > 5


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "object"}, "takes any field"),
        ({"type": ["null", "object"], "additionalProperties": True}, "takes any field"),
        ({"type": "object", "additionalProperties": {}}, "takes any field"),
        ({"description": "something"}, "is of any type"),
        ({"type": "array"}, "takes any item"),
    ],
)
def test_a_loose_place_is_found_at_any_depth(schema, says):
    inside = {"type": "object", "properties": {"k_eff": schema}, "additionalProperties": False}
    for whole in (inside, {"$defs": {"one": inside}, "$ref": "#/$defs/one"}, {"oneOf": [inside]}):
        assert any(says in one for one in loose(whole))


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers")
    world, case = folder / "world.toml", folder / "case"
    world.write_text(WORLD)
    three = [part for who in "ABC" for part in ("--say", f"{who}: hi")]
    change = ("--move", "db=IE", "--why", "L1", "--asking", "2026-09-01", "--power", "tap")
    return {
        "who-can-read": [
            asked("who-can-read", "--say", "A: hi", "--level", "L1", "--level", "L8"),
            asked("who-can-read", *three, "--after", "1", "--power", "tap", "--level", "L7"),
            asked(
                "who-can-read", *three, "--level", "L2", "--messenger", "cloud_chat", "--keep", case
            ),
        ],
        "examine": [asked("examine", case)],
        "chat": [
            asked("chat", sample("whatsapp-en.txt")),
            asked("chat", sample("telegram-result.json")),
        ],
        "shares-inspect": [asked("shares", "inspect", DOCS / "ten-shares.txt")],
        "lesson": [asked("lesson")],
        "world": [asked("world", world), asked("world", world, *change)],
    }


def test_what_commands_print_as_json_is_what_their_schemas_say(outputs):
    assert set(outputs) == set(SCHEMAS)
    for name, values in outputs.items():
        for value in values:
            wrong = list(Draft202012Validator(loaded(name)).iter_errors(value))
            assert not wrong, (name, [(one.json_path, one.message[:200]) for one in wrong])


def places(value, at=()):
    """Give the place of a value and of every value in it."""
    yield at
    inside = enumerate(value) if isinstance(value, list) else ()
    inside = value.items() if isinstance(value, dict) else inside
    for key, one in inside:
        yield from places(one, (*at, key))


def there(value, at):
    for key in at:
        value = value[key]
    return value


def put(value, at, new):
    """Give a copy of a value with something else at a place."""
    if not at:
        return new
    made = copy.deepcopy(value)
    there(made, at[:-1])[at[-1]] = new
    return made


def of_another_type(value):
    """Give values that can stand in no place where this one does."""
    match value:
        case bool():
            return WRONG[1:]
        case int():
            return (*WRONG, "seven")
        case str():
            return (*WRONG, 7)
        case _:
            return WRONG


def shapes(value):
    """Give one place of each shape: items of a list are alike, and so are answers."""
    alike = {tuple("" if isinstance(key, int) else key for key in at): at for at in places(value)}
    return list(alike.values())


def accepted(schema, value, at):
    """Give what a schema lets stand at a place of an answer, and should not."""
    one = there(value, at)
    news = [
        *of_another_type(one),
        *([one | {"more": {"more": None}}] if isinstance(one, dict) else []),
    ]
    return [(at, new) for new in news if schema.is_valid(put(value, at, new))]


def test_a_field_that_no_schema_knows_is_found(outputs):
    for name, values in outputs.items():
        schema = Draft202012Validator(loaded(name))
        assert all(list(schema.iter_errors(one | {"more": 1})) for one in values), name


@settings(max_examples=200)
@given(data=st.data())
def test_one_field_more_or_a_value_of_another_type_is_refused_at_any_depth(outputs, data):
    name = data.draw(st.sampled_from(sorted(outputs)))
    value = data.draw(st.sampled_from(outputs[name]))
    at = data.draw(st.sampled_from(shapes(value)))
    assert accepted(Draft202012Validator(loaded(name)), value, at) == []


def test_the_page_of_schemas_offers_each():
    page = (DOCS / "reference" / "json.md").read_text("utf-8")
    for path in SCHEMAS.values():
        assert f"<schemas/{path.name}>" in page


def test_the_data_in_the_page_of_the_explorer_has_the_form_of_its_schema():
    schema = json.loads((EXPLORER / "schema.json").read_text("utf-8"))
    content = content_of((DOCS / "explorer.html").read_text("utf-8"))
    assert content["format"] == schema["properties"]["format"]["const"]
    wrong = [one.json_path for one in Draft202012Validator(schema).iter_errors(content)]
    assert wrong == []


def test_the_page_of_formats_says_where_each_schema_in_the_package_lies():
    page = (DOCS / "formats.md").read_text("utf-8")
    found = [path.relative_to(DOCS.parent).as_posix() for path in PACKAGE.rglob("schema*.json")]
    assert "cryptokit/lab/explorer/schema.json" in found
    assert [one for one in found if f"`{one}`" not in page] == []
    section = page.partition("## The explorer's data\n")[2].partition("\n## ")[0]
    assert "do not depend on it across versions" in " ".join(section.split())
