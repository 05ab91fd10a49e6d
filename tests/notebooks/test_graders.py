"""Both graders as a teacher types them, on each lesson: full points for answers, none for stubs.

They are not part of ``make test``'s installation, as Otter alone weighs 300 MB:
``.venv/bin/python -m pip install --group grading`` brings them, and then these tests run.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import packages_distributions
from pathlib import Path

import make
import nbformat
import pytest
from making.dialects import POINTS

from cryptokit.lab.course.catalogue import COURSE
from cryptokit.lab.course.exercise import exercises

if not {"otter", "nbgrader"} <= set(packages_distributions()):  # folders have these names too
    pytest.skip(
        "otter-grader is not installed: pip install --group grading", allow_module_level=True
    )
MADE = {place.as_posix(): text for place, text in make.made()}
BIN = Path(sys.executable).parent
pytestmark = pytest.mark.parametrize("lesson", COURSE, ids=lambda lesson: lesson.number)


def full(lesson):
    return float(sum(POINTS[one.kind] for one in exercises(lesson.number)))


def run(*args, folder):
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(
        [str(arg) for arg in args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PATH": path, "PYTHONWARNINGS": "ignore"},
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_nbgrader_grades_answers_and_stubs(tmp_path, lesson):
    unit, name = f"lesson{lesson.number}", f"{lesson.stem}.ipynb"
    source = tmp_path / "source" / unit / name
    source.parent.mkdir(parents=True)
    source.write_text(MADE[f"nbgrader/source/{unit}/{name}"], encoding="utf-8")
    (tmp_path / "nbgrader_config.py").write_text(make.for_nbgrader.CONFIG, encoding="utf-8")
    run(BIN / "nbgrader", "generate_assignment", unit, folder=tmp_path)
    released = tmp_path / "release" / unit / name
    for student, path in (("teacher", source), ("stubs", released)):
        handed = tmp_path / "submitted" / student / unit / name
        handed.parent.mkdir(parents=True)
        handed.write_bytes(path.read_bytes())
    run(BIN / "nbgrader", "autograde", unit, folder=tmp_path)
    run(BIN / "nbgrader", "export", "--to", "grades.csv", folder=tmp_path)
    rows = (tmp_path / "grades.csv").read_text("utf-8").splitlines()
    heads = rows[0].split(",")
    scores = {
        row.split(",")[heads.index("student_id")]: float(row.split(",")[heads.index("raw_score")])
        for row in rows[1:]
    }
    assert scores == {"teacher": full(lesson), "stubs": 0.0}
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as book:
        assert book.execute("SELECT count(*) FROM submitted_assignment").fetchone() == (2,)


def test_otter_grades_answers_and_stubs(tmp_path, lesson):
    name = f"{lesson.stem}.ipynb"
    master = tmp_path / name
    master.write_text(MADE[f"otter/{name}"], encoding="utf-8")
    run(BIN / "otter", "assign", master, "dist", folder=tmp_path)
    (archive,) = (tmp_path / "dist" / "autograder").glob("*.zip")
    student = tmp_path / "dist" / "student" / name
    text = "\n".join(cell.source for cell in nbformat.read(student, as_version=4).cells)
    assert "unseen" not in text
    assert "SOLUTION" not in text
    for kind, path in (("teacher", tmp_path / "dist" / "autograder" / name), ("stubs", student)):
        out = tmp_path / kind
        out.mkdir()
        run(BIN / "otter", "run", "-a", archive, "-o", out, path, folder=tmp_path)
        results = json.loads((out / "results.json").read_text("utf-8"))["tests"]
        got = sum(one.get("score", 0) for one in results if one.get("max_score"))
        assert got == (full(lesson) if kind == "teacher" else 0.0)
