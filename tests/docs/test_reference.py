"""The reference pages that are generated: nothing that there is may be missing."""

import ast
import importlib
import inspect
import re
from functools import cache
from pathlib import Path

import click
import nbformat
import pytest
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
from making_site.typed import anchor

import cryptokit
import cryptokit.experiment.run
from cryptokit import errors
from cryptokit.cli import cli
from cryptokit.lab.course.catalogue import COURSE
from cryptokit.lab.glossary import entries_by_name, explain
from cryptokit.lab.tables import rung
from cryptokit.world import Level, Power, adds

DOCS = Path(__file__).parents[2] / "docs"
PACKAGE = Path(cryptokit.__file__).parent
PYTHONS = re.compile(
    r"bytes_or_buffer|new empty dictionary|Built-in (im)?mutable|str\(object=|Convert a string or number"
)
"""What Python says of its own types, and no page may say of ours."""


def bare(text):
    """Give the words of a text, whatever marks a page has around them."""
    text = re.sub(r"\[(`[^`]*`)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"```text|[\\`]", "", text).split())


@cache
def rooms():
    return dict(api.pages())


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
        assert bare(inspect.cleandoc(command.help)) in bare(section), whole
        rows = [row for row in section.splitlines() if row.startswith("| `-")]
        for one in command.params:
            if not getattr(one, "hidden", False) and isinstance(one, click.Option):
                (row,) = (row for row in rows if re.search(rf"{one.opts[0]}(?![\w-])", cell(row)))
                assert one.help
                assert bare(one.help) in bare(row), (whole, one.opts)


def cell(row):
    return row.split("` | ")[0]


def test_every_name_at_the_front_door_is_on_the_page_of_the_package():
    page = rooms()["index"]
    for name in cryptokit.__all__:
        assert f"`{name} <" in page or f"[{name}]({name}.md)" in page or name == "errors", name
    for name in api.names():
        (row,) = re.findall(rf"^\| \{{py:obj\}}`{name} <.*", page, flags=re.MULTILINE)
        assert bare(first(getattr(cryptokit, name))) in bare(row), name


def first(one):
    return inspect.getdoc(one).partition("\n\n")[0]


def test_every_room_of_the_house_has_a_page_and_its_sentence_in_the_table_of_rooms():
    made = rooms()
    there = {path.stem for path in PACKAGE.iterdir() if path.stem[0] != "_"}
    assert there - {"cli", "errors", "py"} <= set(made)
    for name in set(made) - {"index"}:
        sentence = first(importlib.import_module(f"cryptokit.{name}"))
        assert f"| {name} | {bare(sentence)} |" in bare(
            made["index"].replace(f"]({name}.md)", "").replace("| [", "| ")
        )


@pytest.mark.parametrize("room", api.FRONT)
def test_every_name_at_the_door_of_a_room_is_on_its_page_with_what_is_in_it(room):
    page = rooms()[room]
    found = dict(
        re.findall(
            r"^\.\. ((?:autoclass|autofunction|py:data):: \S+)\n(.*)$", page, flags=re.MULTILINE
        )
    )
    door = importlib.import_module(f"cryptokit.{room}")
    assert door.__all__
    for name in door.__all__:
        one, place = getattr(door, name), f"cryptokit.{room}.{name}"
        if inspect.isclass(one):
            assert found[f"autoclass:: {place}"] == "   :members:"
            assert first(one), place
        else:
            kind = "autofunction" if inspect.isroutine(one) else "py:data"
            assert f"{kind}:: {place}" in found


@pytest.mark.parametrize("room", api.GROUND)
def test_a_room_of_one_file_shows_all_that_is_public_in_it(room):
    assert f".. automodule:: cryptokit.{room}\n   :members:\n" in rooms()[room]
    module = importlib.import_module(f"cryptokit.{room}")
    for name, one in vars(module).items():
        if name[0] != "_" and getattr(one, "__module__", "") == module.__name__:
            assert inspect.getdoc(one), f"{room}.{name} would not be shown"


@pytest.mark.parametrize("room", [*api.FRONT, *api.DEEP])
def test_every_module_of_a_room_is_in_its_table_with_its_sentence(room):
    page = rooms()[room]
    rows = {bare(row) for row in re.findall(r"^\| `.*", page, flags=re.MULTILINE)}
    wanted = set()
    for path in (PACKAGE / room).rglob("*.py"):
        place = path.parent if path.stem == "__init__" else path.with_suffix("")
        name = ".".join(place.relative_to(PACKAGE.parent).parts)
        if "._" not in name and place != PACKAGE / room:
            sentence = ast.get_docstring(ast.parse(path.read_text("utf-8"))).partition("\n\n")[0]
            wanted.add(bare(f"| {name} | {sentence} |"))
    assert rows == wanted
    assert wanted or room not in api.DEEP


def test_every_entry_of_the_glossary_is_on_its_page_once():
    page = words.page()
    terms = {one.term for one in entries_by_name().values()}
    heads = re.findall(r"^### (.*)$", page, flags=re.MULTILINE)
    assert sorted(re.sub(r"\\(.)", r"\1", head) for head in heads) == sorted(terms)


def test_every_entry_of_the_glossary_has_its_sentence_and_its_text_below_its_term():
    page = words.page()
    whole = bare(page)
    for one in entries_by_name().values():
        _, _, section = page.partition(f"({anchor(one.term)})=\n### ")
        told, shown = bare(section.partition("\n(explain-")[0]), explain(one.term)
        assert shown.sentence
        assert f"**{bare(shown.sentence)}**" in told, one.term
        assert told.endswith(bare(shown.more)), one.term
        for part in (one.sentence, *one.more.split("\n\n")):  # L1 is a rung and a power
            assert bare(part.removeprefix("As a power of courts: ")) in whole, (one.term, part)


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
    for text in rooms().values():
        assert ".. autodata::" not in text, "that takes the words of the type of what is handed on"
        assert not PYTHONS.search(text)
    assert "   Every system that is here" in rooms()["messengers"]
    assert "   :value: 'past'" in rooms()["world"]


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


def test_the_explorer_stands_under_learn_once_and_headings_have_a_level():
    tree = '<p role="heading"><span>Learn</span></p><ul class="current">\n<li>One</li></ul><p><span>How to</span></p><ul></ul>'
    made = sidebar.leveled(sidebar.with_explorer(tree, "../explorer.html"))
    assert re.search(
        r'<ul class="current">\n<li class="toctree-l1"><a [^>]*href="../explorer.html"', made
    )
    assert made.count("explorer.html") == 1
    assert 'role="heading" aria-level="2"' in made


def test_each_notebook_for_the_browser_begins_with_what_a_browser_needs(tmp_path):
    folder = lite.contents(tmp_path / "notebooks")
    assert {path.stem for path in folder.iterdir()} == {one.stem for one in COURSE} | {"index"}
    for one in COURSE:
        cells = nbformat.read(folder / f"{one.stem}.ipynb", as_version=4).cells
        assert cells[0].source.startswith("# ")
        assert [cell.source for cell in cells[1:3]] == [lite.NOTE, lite.INSTALL]
        plain = nbformat.read(lite.STUDENT / f"{one.stem}.ipynb", as_version=4).cells
        assert [cell.source for cell in cells[3:]] == [cell.source for cell in plain[1:]]
