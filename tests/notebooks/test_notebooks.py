"""The lessons run from top to bottom, as a student would run them."""

from pathlib import Path

import jupytext
import nbclient
import nbformat
import pytest

LESSONS = Path(__file__).parent.parent.parent / "notebooks"
SOURCES = sorted(LESSONS.glob("*.py"))


def test_there_is_a_lesson():
    assert SOURCES


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_notebook_and_its_source_are_in_step(source):
    wanted = jupytext.read(source).cells
    found = nbformat.read(source.with_suffix(".ipynb"), 4).cells
    assert [(cell.cell_type, cell.source) for cell in found] == [
        (cell.cell_type, cell.source) for cell in wanted
    ]
    assert not any(cell.get("outputs") for cell in found)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the notebook client's own
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_lesson_runs_from_top_to_bottom(source, tmp_path):
    notebook = nbformat.read(source.with_suffix(".ipynb"), 4)
    client = nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": tmp_path}}
    )
    client.execute()
    images = [
        output.data["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "<img" in output.get("data", {}).get("text/html", "")
    ]
    assert images
    assert all("alt=" in html for html in images)
    assert not list(tmp_path.iterdir())
