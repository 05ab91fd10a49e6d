"""The reference pages that are generated, and the schemas: nothing that there is may be missing."""

import json
import re
from pathlib import Path

import click
import nbformat
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from making_site import api, commands, docstrings, lessons, lite, pages, words

import cryptokit
import cryptokit.experiment.run
from cryptokit import errors
from cryptokit.cli import cli
from cryptokit.conversation.samples import sample
from cryptokit.lab.course.catalogue import COURSE
from cryptokit.lab.glossary import entries_by_name

DOCS = Path(__file__).parents[2] / "docs"
SCHEMAS = DOCS / "reference" / "schemas"


def leaves(group, above="cryptokit"):
    for name, command in group.commands.items():
        yield f"{above} {name}", command
        if isinstance(command, click.Group):
            yield from leaves(command, f"{above} {name}")


def test_every_command_and_option_is_on_the_page():
    page = commands.page()
    for whole, command in leaves(cli):
        _, _, section = page.partition(f"`{whole}`\n")
        section = re.split(r"^##", section, flags=re.MULTILINE)[0]
        assert section, whole
        for one in command.params:
            if not getattr(one, "hidden", False) and isinstance(one, click.Option):
                assert one.opts[0] in section, (whole, one.opts)


def test_every_name_at_the_front_door_is_on_the_page_of_the_package():
    page = dict(api.pages())["index"]
    for name in cryptokit.__all__:
        assert f"`{name} <" in page or f"[{name}]({name}.md)" in page or name == "errors", name


def test_every_room_of_the_house_has_a_page():
    made = dict(api.pages())
    rooms = {path.stem for path in (DOCS.parent / "cryptokit").iterdir() if path.stem[0] != "_"}
    assert rooms - {"cli", "errors", "py"} <= set(made)


def test_every_entry_of_the_glossary_is_on_its_page_once():
    page = words.page()
    terms = {one.term for one in entries_by_name().values()}
    heads = re.findall(r"^### (.*)$", page, flags=re.MULTILINE)
    assert sorted(re.sub(r"\\(.)", r"\1", head) for head in heads) == sorted(terms)


def test_every_error_is_on_the_page_of_the_tree():
    page = pages.error_tree()
    for name, one in vars(errors).items():
        if isinstance(one, type) and issubclass(one, Exception) and name[0] != "_":
            assert f".. autoclass:: cryptokit.errors.{name}\n" in page
            assert re.search(rf"[─ ]{name} ", page), f"{name} is not drawn in the tree"


def test_a_docstring_keeps_its_list_its_example_and_its_code():
    text = "A ``b * c`` of k * n.\n\n1. one\n   goes on\n2. two\n\n>>> 1 * 2\n2"
    made = docstrings.rst(text)
    assert made == "A ``b * c`` of k \\* n.\n\n1. one\n   goes on\n2. two\n\n>>> 1 * 2\n2"


def test_each_lesson_has_a_page_that_leads_to_the_browser():
    made = dict(lessons.pages())
    for one in COURSE:
        assert f"lite/lab/index.html?path={one.stem}.ipynb" in made[f"{one.stem}.ipynb"]


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


@pytest.fixture
def outputs(tmp_path):
    world, case = tmp_path / "world.toml", tmp_path / "case"
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
    assert set(outputs) == {path.stem for path in SCHEMAS.glob("*.json")}
    for name, values in outputs.items():
        schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        for value in values:
            wrong = list(Draft202012Validator(schema).iter_errors(value))
            assert not wrong, (name, [(one.json_path, one.message[:200]) for one in wrong])


def test_a_field_that_no_schema_knows_is_found(outputs):
    for name, values in outputs.items():
        schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
        assert list(Draft202012Validator(schema).iter_errors(values[0] | {"more": 1})), name


def test_the_page_of_schemas_offers_each():
    page = (DOCS / "reference" / "json.md").read_text("utf-8")
    for path in SCHEMAS.glob("*.json"):
        assert f"<schemas/{path.name}>" in page


def test_each_notebook_for_the_browser_begins_with_what_a_browser_needs(tmp_path):
    folder = lite.contents(tmp_path / "notebooks")
    assert {path.stem for path in folder.iterdir()} == {one.stem for one in COURSE} | {"index"}
    for one in COURSE:
        cells = nbformat.read(folder / f"{one.stem}.ipynb", as_version=4).cells
        assert cells[0].source.startswith("# ")
        assert [cell.source for cell in cells[1:3]] == [lite.NOTE, lite.INSTALL]
        plain = nbformat.read(lite.STUDENT / f"{one.stem}.ipynb", as_version=4).cells
        assert [cell.source for cell in cells[3:]] == [cell.source for cell in plain[1:]]
