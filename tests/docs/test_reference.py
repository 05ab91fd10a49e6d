"""The reference pages that are generated, and the schemas: nothing that there is may be missing."""

import importlib
import inspect
import json
import re
from pathlib import Path

import click
import nbformat
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from making_site import (
    api,
    commands,
    constants,
    docstrings,
    lessons,
    lite,
    pages,
    sidebar,
    words,
)
from making_site.outputs import LIVE, as_page
from making_site.typed import anchor

import cryptokit
import cryptokit.experiment.run
from cryptokit import errors
from cryptokit.cli import cli
from cryptokit.conversation.samples import sample
from cryptokit.lab.course.catalogue import COURSE
from cryptokit.lab.glossary import entries_by_name
from cryptokit.lab.tables import rung
from cryptokit.world import Level, Power, adds

DOCS = Path(__file__).parents[2] / "docs"
SCHEMAS = DOCS / "reference" / "schemas"
PYTHONS = re.compile(
    r"bytes_or_buffer|new empty dictionary|Built-in (im)?mutable|str\(object=|Convert a string or number"
)
"""What Python says of its own types, and no page may say of ours."""


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


def test_the_glossary_leads_to_each_letter_and_group_and_its_commands_to_what_they_print():
    page = words.page()
    jumps, _, entries = page.partition("## Words")
    places = set(re.findall(r"^\((explain-[a-z0-9-]+)\)=$", page, flags=re.MULTILINE))
    followed = set(re.findall(r"\(#(explain-[^)]+)\)", page))
    assert followed <= places
    assert {one for one in followed if one in jumps} >= {
        anchor(head) for head in [*words.groups()][1:]
    }
    letters = {one.term[0].upper() for one in words.groups()["Words"]}
    assert set(re.findall(r"\[(\w)\]\(#", jumps)) == letters
    assert "[`cryptokit explain treaty`](#explain-treaty)" in entries
    assert "[`cryptokit lesson 05`](/made/lessons/05_splitting_a_key.ipynb)" in entries
    bare = re.sub(r"```.*?```|`[^`]*`", "", page, flags=re.DOTALL)
    assert not re.findall(r"cryptokit [a-z-]+.*|(?<!\|) --[a-z]+", bare), "a command is code"


def test_an_option_in_the_help_of_a_command_is_code():
    bare = re.sub(r"```.*?```|`[^`]*`", "", commands.page(), flags=re.DOTALL)
    assert re.findall(r"--[a-z]+", bare) == []


def constants_at_doors():
    for room in api.FRONT:
        module = importlib.import_module(f"cryptokit.{room}")
        for name in api._public(module):
            one = getattr(module, name)
            if not inspect.isclass(one) and not inspect.isroutine(one):
                yield module.__name__, name


def test_each_constant_at_a_door_has_words_of_its_own_below_its_assignment():
    found = list(constants_at_doors())
    assert ("cryptokit.world", "PAST") in found
    assert ("cryptokit.messengers", "ALL") in found
    silent = [place for place in found if not constants.defined(*place).words]
    assert silent == [], 'write """what it is""" below the assignment'


def test_no_generated_page_has_the_words_of_pythons_own_types():
    for _, text in api.pages():
        assert ".. autodata::" not in text, "that takes the words of the type of what is handed on"
        assert not PYTHONS.search(text)
    assert "   Every system that is here" in dict(api.pages())["messengers"]
    assert "   :value: 'past'" in dict(api.pages())["world"]


def test_a_constant_is_followed_through_doors_and_a_name_of_nobody_is_told(monkeypatch):
    sources = {
        "a": "try:\n    from b import inner as outer\nexcept ImportError:\n    raise",
        "b": "one, inner = 1, 2\n'Both.'\nbare: int = 3\nlast = 4",
    }
    trees = {name: constants.flat(source) for name, source in sources.items()}
    monkeypatch.setattr(constants, "_tree", trees.__getitem__)
    assert constants.defined("a", "outer") == constants.Constant("b", "inner", "Both.")
    assert constants.defined("b", "bare").words == constants.defined("b", "last").words == ""
    with pytest.raises(LookupError, match="b does not define nobody"):
        constants.defined("b", "nobody")


def test_the_pages_for_teachers_are_titled_in_one_way():
    for one in COURSE:
        text = (DOCS / "teach" / f"{one.stem}.md").read_text("utf-8")
        assert text.startswith(f"# {one.number} for teachers: {one.title}\n")


def test_the_table_of_rungs_spells_each_in_its_three_ways_with_its_powers():
    text = (DOCS / "explanation" / "model.md").read_text("utf-8")
    numbers = {power: f"P{at}" for at, power in enumerate(Power, 1)}
    for level in Level:
        added = ", ".join(sorted(numbers[power] for power in adds(level)))
        row = f"| {level.value[:2]} | {rung(level)} | `{level.value}` | {added} |"
        assert row in text


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
        page = made[f"{one.stem}.ipynb"]
        assert f"lite/lab/index.html?path={one.stem}.ipynb" in page
        assert "needs the net, and a web server" in page
        assert "(/how-to/in-the-browser.md)" in page


class Node(dict):
    """A node as docutils has them, as far as ``outputs`` asks."""

    def __init__(self, tagname, *children, text="", **attributes):
        super().__init__(attributes)
        self.tagname, self.children, self.text, self.parent = tagname, list(children), text, None
        for one in children:
            one.parent = self

    def findall(self, wanted):
        for one in self.children:
            if wanted(one):
                yield one
            yield from one.findall(wanted)

    def remove(self, one):
        self.children = [child for child in self.children if child is not one]

    def astext(self):
        return self.text


def bundle(*forms):
    inside = [Node("container", mime_type=one) for one in forms]
    return Node("container", *inside, nb_element="mime_bundle")


def test_an_output_that_only_a_running_notebook_could_show_is_taken_away():
    both, alone = bundle("text/plain", LIVE), bundle(LIVE)
    page = Node("document", Node("container", both, alone, bundle("text/html")))
    as_page(None, page)
    assert [len(one.children) for one in page.children[0].children] == [2, 1]
    assert page.children[0].children[1].children[0]["mime_type"] == "text/html"


@pytest.mark.parametrize(
    ("text", "wraps"),
    [
        ("Exercise 05.1 (modify): a long task.\n  - one\n{'people': 5}", True),
        ("00000000  17 3f    |.?|", False),
        ("ct\tone country", False),
        ("─────\nct", False),
    ],
)
def test_sentences_wrap_and_columns_do_not(text, wraps):
    output = Node("literal_block", text=text, classes=["output", "stream"])
    code = Node("literal_block", text="x = 1", classes=[])
    as_page(None, Node("document", output, code))
    assert ("prose" in output["classes"]) == wraps
    assert code["classes"] == []


def test_the_explorer_stands_under_learn_once_and_headings_have_a_level():
    tree = '<p role="heading"><span>Learn</span></p><ul class="current">\n<li>One</li></ul><p><span>How to</span></p><ul></ul>'
    made = sidebar.leveled(sidebar.with_explorer(tree, "../explorer.html"))
    assert re.search(
        r'<ul class="current">\n<li class="toctree-l1"><a [^>]*href="../explorer.html"', made
    )
    assert made.count("explorer.html") == 1
    assert 'role="heading" aria-level="2"' in made


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
