"""What make.py makes is what lies in the folders: nothing else, nothing older, and no outputs."""

import ast
import json
from pathlib import Path

import make
import nbformat
import pytest
from making import dialects, for_nbgrader, for_otter, index, views
from making.source import Cell, paths, read, with_ids

from cryptokit import DISCLAIMER
from cryptokit.lab.course.catalogue import COURSE

HOME = Path(make.__file__).parent
MADE = dict(make.made())
NOTEBOOKS = {place: text for place, text in MADE.items() if place.suffix == ".ipynb"}


@pytest.mark.parametrize("place", MADE, ids=str)
def test_a_made_file_is_the_one_that_is_there(place):
    assert (HOME / place).read_text("utf-8") == MADE[place], "make notebooks"


def test_no_notebook_is_there_that_has_no_source_any_more():
    assert make.stale(HOME, MADE) == []


def test_each_lesson_is_made_in_four_forms():
    for lesson in COURSE:
        name = f"{lesson.stem}.ipynb"
        forms = [place.parent.as_posix() for place in MADE if place.name == name]
        of_nbgrader = f"nbgrader/source/lesson{lesson.number}"
        assert sorted(forms) == ["instructor", of_nbgrader, "otter", "student"]


@pytest.mark.parametrize("place", NOTEBOOKS, ids=str)
def test_a_notebook_is_valid_and_keeps_no_outputs(place):
    notebook = nbformat.reads(NOTEBOOKS[place], as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("place", NOTEBOOKS, ids=str)
def test_a_notebook_says_what_it_is_not_before_anything_runs(place):
    cells = json.loads(NOTEBOOKS[place])["cells"]
    texts = [cell for cell in cells if cell["cell_type"] != "raw"]
    assert texts[0]["cell_type"] == "markdown"
    assert DISCLAIMER in "".join(texts[0]["source"])


def test_making_twice_gives_the_same_bytes():
    assert dict(make.made()) == MADE


def test_another_class_gets_other_notebooks_in_another_folder():
    """Only the opening differs, and what graders have not shown: numbers are drawn on opening."""
    theirs = dict(make.made("autumn 2026"))
    assert set(theirs) == set(MADE) - {Path("README.md")}
    for place, text in theirs.items():
        if "open_lesson(" in text:
            assert text != MADE[place]
            assert "class_seed='autumn 2026'" in text
    assert make.folder_of("autumn 2026") != make.HERE == make.folder_of("cryptokit")


@pytest.mark.parametrize(
    "seed", ['B"', "B'", "B\nC", "\\1 {x} \\", "Zoë 組 🙂", "../../up", '\'"""# '], ids=ascii
)
def test_any_text_is_the_seed_of_a_class(seed):
    """It comes out of the notebook as it went in, and its folder is inside of the one of classes."""
    source = read(paths()[0])
    for made in (views.student, views.teacher, for_nbgrader.made, for_otter.made):
        code = [
            ast.parse(one.source) for one in made(source, seed).cells if one.cell_type == "code"
        ]
        calls = [one for tree in code for one in ast.walk(tree) if isinstance(one, ast.Call)]
        given = {
            ast.literal_eval(word.value)
            for one in calls
            for word in one.keywords
            if word.arg == "class_seed"
        }
        assert seed in given
        assert given <= {seed, dialects.unseen(seed)}
    assert make.folder_of(seed).parent == make.folder_of("autumn").parent
    assert make.folder_of(seed).name not in {"", ".", ".."}


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_every_lesson_is_opened_in_a_way_that_a_class_can_change(path):
    assert "class_seed='B'" in "".join(cell.source for cell in views.student(read(path), "B").cells)


def test_a_new_cell_leaves_the_ids_of_the_others_alone():
    old = [Cell("markdown", "one"), Cell("code", "two"), Cell("code", "two"), Cell("code", "three")]
    new = [old[0], Cell("code", "between"), *old[1:]]
    before = [cell.id for cell in with_ids(old)]
    after = [cell.id for cell in with_ids(new)]
    assert len(set(before)) == 4
    assert [one for one in after if one in before] == before
    assert len(set(after)) == 5


def test_writing_removes_what_is_stale_and_nothing_else(tmp_path):
    files = {Path("student", "01_a.ipynb"): "{}\n", Path("otter", "01_a.ipynb"): "{}\n"}
    for name in ("student/00_gone.ipynb", "nbgrader/source/lesson00/00_gone.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    kept = tmp_path / "student" / "data.txt"
    kept.write_text("a file of somebody's own")
    lessons = tmp_path / "lessons" / "00_source.ipynb"
    lessons.parent.mkdir()
    lessons.write_text("{}")
    make.write(tmp_path, files)
    found = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {*files, Path("student/data.txt"), Path("lessons/00_source.ipynb")}
    assert not (tmp_path / "nbgrader/source/lesson00").exists()


def test_the_index_names_every_lesson_with_its_question_and_needs():
    page, notebook = index.readme(), index.notebook().cells[0].source
    for one in COURSE:
        for text, folder in ((page, "student/"), (notebook, "")):
            row = f"| {one.number} | [{one.title}]({folder}{one.stem}.ipynb) | {one.question} | {one.minutes} |"
            assert row in text
        for before in one.needs:
            assert f"L{before} --> L{one.number}" in page
    assert page.count("-->") - page.count("<!--") == sum(len(one.needs) for one in COURSE)
    assert DISCLAIMER in page
