"""``cryptokit lesson``: the list, a copy to work in, and the guesses of a class."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

from cryptokit.cli import lessons
from cryptokit.lab.course import pages, predict
from cryptokit.lab.course.catalogue import COURSE
from cryptokit.lab.course.guesses import MIME

ROOT = Path(__file__).parent.parent
NAME = "05_splitting_a_key.ipynb"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def opened(monkeypatch):
    """Note what is opened in the place of JupyterLab, which is said to be there."""
    calls = []

    def run(args, check):
        calls.append(args)
        return subprocess.CompletedProcess(args, 0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(pages, "has_jupyterlab", lambda: True)
    return calls


def test_the_course_is_listed(run):
    status, out, err = run("lesson")
    assert (status, err) == (0, "")
    flat = " ".join(out.split())
    for one in COURSE:
        assert one.number in flat
    assert "cryptokit lesson 05 copies one" in flat


def test_the_course_as_json(run):
    status, out, _ = run("lesson", "--json")
    assert status == 0
    found = json.loads(out)["lessons"]
    assert [one["number"] for one in found] == [one.number for one in COURSE]
    assert found[5] == {
        "number": "05",
        "slug": "splitting_a_key",
        "title": "Splitting a key",
        "question": "What do two of three shares tell about a key?",
        "minutes": 40,
        "level": "second step",
        "needs": ["00"],
        "gives": list(COURSE[5].gives),
        "notebook": NAME,
    }


@pytest.mark.parametrize("number", ["05", "5"])
def test_a_lesson_is_copied_and_opened(run, opened, own_folder, number):
    status, out, err = run("lesson", number)
    assert (status, err) == (0, "")
    assert f"{NAME}: copied." in out
    assert opened == [[sys.executable, "-m", "jupyterlab", Path(NAME)]]
    assert (own_folder / NAME).read_bytes() == (ROOT / "notebooks/student" / NAME).read_bytes()


def test_a_lesson_that_is_here_is_kept_and_opened(run, opened, own_folder):
    (own_folder / NAME).write_text("my answers")
    status, out, _ = run("lesson", "05")
    assert status == 0
    assert "is kept as it is" in out
    assert (own_folder / NAME).read_text() == "my answers"
    assert len(opened) == 1


def test_no_open_only_copies(run, opened, own_folder):
    status, _, _ = run("lesson", "05", "--no-open")
    assert status == 0
    assert not opened
    assert [path.name for path in own_folder.iterdir()] == [NAME]


def test_without_jupyterlab_a_sentence_says_how_to_get_it(run, monkeypatch):
    monkeypatch.setattr(pages, "has_jupyterlab", lambda: False)
    status, out, _ = run("lesson", "05")
    assert status == 0
    assert "pip install -e '.[lessons]'" in out


def test_a_jupyterlab_that_fails_ends_with_one_line(run, monkeypatch, opened):
    monkeypatch.setattr(subprocess, "run", lambda args, **_: subprocess.CompletedProcess(args, 3))
    status, _, err = run("lesson", "05")
    assert status == 2
    assert "JupyterLab ended with status 3" in err
    assert err.count("\n") == 1


def test_what_makes_no_sense_is_refused(refused, own_folder):
    assert "unknown lesson '12'" in refused("lesson", "12")
    assert "unknown lesson" in refused("lesson", "../05")
    assert "--json is about something else" in refused("lesson", "05", "--json")
    assert "--guesses is about something else" in refused("lesson", "05", "--guesses", ".")
    assert "--no-open is for a lesson" in refused("lesson", "--no-open")
    assert not list(own_folder.iterdir())


def handed_in(path, *outcomes):
    cell = nbformat.v4.new_code_cell("", id="one")
    cell.outputs = [
        nbformat.v4.new_output("display_data", data={MIME: one._repr_mimebundle_()[MIME]})
        for one in outcomes
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


@pytest.fixture
def class_(own_folder):
    """Three students; one has a copy that JupyterLab saved, which counts for nobody."""
    for student, mine in (("ann", 1), ("ben", 2), ("cem", 2), ("cem/.ipynb_checkpoints", 1)):
        outcome = predict("05.pairs", "How many [of] three?", [1, 2, 3], mine=mine).against(3)
        handed_in(own_folder / "class" / student / NAME, outcome)
    return own_folder / "class"


def test_the_guesses_of_a_class_are_counted(run, class_):
    status, out, _ = run("lesson", "--guesses", class_, "--json")
    assert status == 0
    assert json.loads(out) == {
        "notebooks": 3,
        "guesses": [
            {
                "name": "05.pairs",
                "question": "How many [of] three?",
                "counts": {"1": 1, "2": 2, "3": 0},
                "truth": "3",
            }
        ],
    }


def test_the_guesses_of_a_class_as_a_table(run, class_):
    status, out, _ = run("lesson", "--guesses", class_)
    assert status == 0
    rows = [line.split() for line in out.splitlines()]
    assert ["*", "3", "0"] in [row[-3:] for row in rows]
    assert ["2", "2"] in [row[-2:] for row in rows]
    assert "How many [of] three?" in out
    assert "3 notebooks. A star marks what came out." in out


def test_notebooks_that_nobody_ran_say_nothing(run, own_folder):
    handed_in(own_folder / "class" / NAME)
    status, out, _ = run("lesson", "--guesses", "class")
    assert status == 0
    assert "1 notebook, and no guess" in out


def test_a_folder_without_notebooks_is_refused(refused, own_folder):
    assert "no notebooks in" in refused("lesson", "--guesses", own_folder)
    assert "is no folder" in refused("lesson", "--guesses", own_folder / "none")
    (own_folder / "bad.ipynb").write_text("no notebook")
    assert "bad.ipynb: not a notebook" in refused("lesson", "--guesses", own_folder)


def test_listing_the_course_loads_no_notebook_tools_and_no_hypothesis():
    code = (
        "import sys; from cryptokit.cli import main\n"
        "try: main(['lesson', '--json'])\n"
        "finally: print(sorted({'hypothesis', 'numpy', 'IPython', 'jupyterlab', 'ipywidgets'} & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stderr == "[]\n"


def test_a_wheel_takes_the_notebooks_to_where_they_are_searched():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    taken = config["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    checkout, wheel = pages._PLACES
    assert {ROOT / source: ROOT / target for source, target in taken.items()} == {checkout: wheel}
    assert lessons.lesson.name == "lesson"
