"""The course in a browser: what JupyterLite needs beside it, and a first cell for each notebook.

Not here: Python itself and the libraries, which the browser fetches from the net.
"""

import json
import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent.parent
STUDENT = ROOT / "notebooks" / "student"

NOTE = """\
**In the browser.** The next cell fetches Python's libraries from the net, which takes a minute the
first time; this project itself lies beside this page. What you type stays in this browser. A page
that is opened as a file cannot run this, and without a net nothing here starts: `make lab` runs the
course without one."""
INSTALL = """\
import piplite

await piplite.install(["cryptokit-lab[testing]", "ipywidgets"])"""


def contents(folder: Path) -> Path:
    """Write the notebooks of students, each with its first cell, into a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(STUDENT.glob("*.ipynb")):
        text = nbformat.writes(in_browser(nbformat.read(path, as_version=4)))
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


def in_browser(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Put what a browser needs behind the title of a notebook; the index has no code, and stays."""
    if any(cell.cell_type == "code" for cell in notebook.cells):
        install = nbformat.v4.new_code_cell(INSTALL, id="browser-install")
        notebook.cells[1:1] = [nbformat.v4.new_markdown_cell(NOTE, id="browser"), install]
    notebook.metadata["kernelspec"] = {
        "display_name": "Python",
        "language": "python",
        "name": "python",
    }
    return notebook


def wheel(folder: Path) -> Path:
    """Build the wheel of the project, which the browser takes from beside the page."""
    for old in folder.glob("*.whl"):
        old.unlink()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  # our own
    return next(folder.glob("*.whl"))


def build(scratch: Path, site: Path) -> None:
    """Build JupyterLite into a folder of the site.

    Not by the extension for Sphinx: its style sheet loads a font from the net on every page.
    """
    settings = {
        "LiteBuildConfig": {
            "contents": [str(contents(scratch / "lite-contents"))],
            "lite_dir": str(scratch),
            "output_dir": str(site),
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
        },
        "PipliteAddon": {"piplite_urls": [str(wheel(scratch / "wheel"))]},
    }
    path = scratch / "jupyter_lite_config.json"
    path.write_text(json.dumps(settings, indent=2), encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build", f"--config={path}"]
    ran = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    if ran.returncode:
        raise RuntimeError(f"JupyterLite was not built:\n{ran.stdout}\n{ran.stderr}")
