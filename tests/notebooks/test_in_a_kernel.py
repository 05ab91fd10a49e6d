"""Each notebook of a student runs from top to bottom in a kernel of its own: offline, no file left.

A kernel costs half a second; what cells do is tested without one in ``test_lessons``. The process
that runs a kernel is told not to open any connection but to itself.
"""

import re
from pathlib import Path

import make
import nbconvert
import nbformat
import pytest
from nbclient import NotebookClient

from cryptokit.lab.course.exercise import exercises
from cryptokit.lab.course.guesses import MIME, collect

STUDENTS = {
    place.name: text
    for place, text in make.made()
    if place.parts[0] == "student" and re.match(r"\d\d_", place.name)
}
OFFLINE = """
import socket, sys
_connect = socket.socket.connect
def _refuse(self, address):
    if self.family != getattr(socket, "AF_UNIX", None) and address[0] not in {"127.0.0.1", "::1"}:
        raise AssertionError(f"a lesson wants the network: {address}")
    return _connect(self, address)
socket.socket.connect = _refuse
"""


def run(text, folder):
    """Run a notebook in a kernel whose folder is empty; give it with its outputs."""
    notebook = nbformat.reads(text, as_version=4)
    first = nbformat.v4.new_code_cell(OFFLINE, id="offline")
    notebook.cells.insert(0, first)
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    return client.execute()


@pytest.fixture
def calm(monkeypatch):
    """Let the kernel find nothing of this test run in its environment."""
    for name in ("PYTEST_CURRENT_TEST", "PYTHONWARNINGS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.filterwarnings("default")  # of the client's event loop, which is not ours
@pytest.mark.parametrize("name", STUDENTS)
def test_a_students_notebook_runs_in_a_kernel(name, tmp_path, calm):
    ran = run(STUDENTS[name], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [], "a lesson leaves files"
    outputs = [output for cell in ran.cells for output in cell.get("outputs", ())]
    assert not [one for one in outputs if one.output_type == "error"]
    assert not [one.text for one in outputs if one.get("name") == "stderr"]
    said = "\n".join(str(one.get("data", {}).get("text/plain", "")) for one in outputs)
    for one in exercises(name[:2]):
        assert f"{one.id} not right yet" in said
    saved = tmp_path / name
    nbformat.write(ran, saved)
    for cell in ran.cells:
        shown = [one.get("data", {}).get("text/html", "") for one in cell.get("outputs", ())]
        ledgers = [one for one in shown if "Who holds what after step" in one]
        assert len(ledgers) == len(re.findall(r"^ledger\(", cell.source, re.MULTILINE))
    asked = [one["data"][MIME]["name"] for one in outputs if MIME in one.get("data", {})]
    assert [one.name for one in collect([saved])] == list(dict.fromkeys(asked))
    assert asked, "every lesson holds a guess against what came out"


def test_a_kernel_refuses_the_network(tmp_path, calm):
    """192.0.2.1 is an address for documents (RFC 5737): nobody is there."""
    cell = nbformat.v4.new_code_cell(
        "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 80), timeout=1)\n"
        "except AssertionError as error:\n    print(error)"
    )
    ran = run(nbformat.writes(nbformat.v4.new_notebook(cells=[cell])), tmp_path)
    assert "a lesson wants the network" in ran.cells[1].outputs[0].text


MOVED = """
import ipywidgets
from ipywidgets.widgets.widget import _instances  # all controls of this kernel, by their ids
for one in list(_instances.values()):
    if getattr(one, "description", "") == "Threshold k":
        one.value = 3
"""


@pytest.mark.filterwarnings("default")  # as above
def test_a_frame_follows_its_controls_and_stands_in_a_page_that_runs_nothing(tmp_path, calm):
    """The page is made as somebody makes it who saves the state of the controls as well."""
    cells = ["from cryptokit.lab.widgets import share_slider\nshare_slider()", MOVED]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    ran = run(nbformat.writes(made), tmp_path)
    controls, frame = ran.cells[1].outputs
    assert "application/vnd.jupyter.widget-view+json" in controls.data
    assert frame.data["text/plain"].startswith("3 of 3 parts: ")
    page, _ = nbconvert.HTMLExporter().from_notebook_node(ran)
    picture = re.search(r'src="([^"]+)"', frame.data["text/html"]).group(1)
    assert picture in page
    assert "<strong>3 of 3 parts: " in page
    assert not re.search(r"<p>[^<]*Controls to move", page), "that was said of the first frame"


def test_the_folder_of_the_students_is_complete():
    folder = Path(make.__file__).parent / "student"
    assert {path.name for path in folder.glob("*.ipynb")} == {*STUDENTS, "index.ipynb"}
