"""Each notebook for the browser runs as far as Python in a tab could: one process, no thread, no net.

Not here: Python for the browser itself, whose libraries come from the net.
"""

import ast
import hashlib
import socket
import subprocess
import sys
import threading
from types import SimpleNamespace

import nbformat
import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from making_site import lite

import cryptokit
from cryptokit.evidence import hardening
from cryptokit.experiment import who_can_read
from cryptokit.lab.course.catalogue import COURSE
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import Level


def run():
    chat = cryptokit.say(["Alice: hi", "Bob: hello"])
    systems = [named("cloud_chat"), named("secret_chat")]
    return who_can_read(
        chat, messengers=systems, levels=[Level.SHARES], rng=lesson("tab")
    ).as_json()


@pytest.fixture
def tab(monkeypatch):
    """Take away what Pyodide 314.0.6 has not, and what an OpenSSL of a browser may not have."""

    def refuse(*_, **__):
        raise OSError("emscripten does not support processes, threads and sockets")

    def missing(**_):
        raise UnsupportedAlgorithm("argon2id is not supported by this version of OpenSSL")

    async def install(asked):
        installed.extend(asked)

    installed = []
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(subprocess.Popen, "__init__", refuse)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "bind", refuse)
    monkeypatch.delattr("os.fork")
    for name in ("pbkdf2_hmac", "scrypt"):
        monkeypatch.delattr(hashlib, name)
    monkeypatch.setattr(hardening, "Argon2id", missing)
    monkeypatch.setitem(sys.modules, "piplite", SimpleNamespace(install=install))
    return installed


def test_the_examiner_of_a_tab_reads_what_one_in_a_process_of_its_own_does(request):
    elsewhere = run()
    request.getfixturevalue("tab")
    with pytest.raises(OSError, match="processes"):
        subprocess.Popen([sys.executable])
    assert run() == elsewhere


@pytest.mark.parametrize("stem", [one.stem for one in COURSE])
def test_a_notebook_runs_in_a_tab(stem, tab, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = lite.STUDENT / f"{stem}.ipynb"
    notebook = lite.in_browser(nbformat.read(path, as_version=4))
    space = {"__name__": "__main__"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            run_cell(cell.source, space)
    assert tab == ["cryptokit-lab[testing]", "ipywidgets"]
    assert not list(tmp_path.iterdir()), "a lesson leaves files"


def run_cell(text, space):
    """Run a cell, which may await, and show its last value as a notebook would."""
    tree = ast.parse(text)
    if isinstance(tree.body[-1], ast.Expr):
        tree.body[-1] = ast.Assign([ast.Name("_last", ast.Store())], tree.body[-1].value)
    ast.fix_missing_locations(tree)
    awaiting = eval(  # noqa: S307  # our own cells
        compile(tree, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), space
    )
    if awaiting is not None:
        with pytest.raises(StopIteration):
            awaiting.send(None)
    last = space.pop("_last", None)
    assert isinstance(repr(last), str)
    if hasattr(last, "_repr_html_"):
        last._repr_html_()
