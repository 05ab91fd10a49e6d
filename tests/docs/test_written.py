"""The settings of the site: a reference that somebody wrote leads somewhere, or the build says so."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from making_site.written import in_signature, is_only_a_type

DOCS = Path(__file__).parents[2] / "docs"
BUILD = """
import sys
from making_site import pages
from sphinx.cmd.build import main
pages.write = lambda folder: None  # the page below is all that is built
sys.exit(main(sys.argv[1:]))
"""
PAGE = """# One page

```{eval-rst}
.. py:function:: cryptokit.there(one: cryptokit.nowhere.Kind) -> collections.abc.Callable
```

"""


@pytest.fixture
def warned(tmp_path, monkeypatch):
    """Build a page with the settings of the site, and give the names that lead nowhere."""
    pytest.importorskip("sphinx")
    pytest.importorskip("myst_nb")
    pytest.importorskip("furo")
    monkeypatch.setenv("CRYPTOKIT_DOCS", "quick")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(DOCS), str(DOCS.parent)]))

    def warned_(text):
        (tmp_path / "index.md").write_text(PAGE + text, "utf-8")
        told = [
            "-q",
            "-W",
            "--keep-going",
            "-E",
            "-b",
            "dummy",
            "-c",
            DOCS,
            tmp_path,
            tmp_path / "out",
        ]
        ran = subprocess.run(
            [sys.executable, "-c", BUILD, *map(str, told)],
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.findall(r"reference target not found: (\S+)", ran.stderr)
        assert (ran.returncode != 0) == bool(found), ran.stderr
        return found

    return warned_


def test_a_written_reference_to_a_name_that_is_not_there_fails_the_build(warned):
    forms = ("obj", "class", "func", "mod", "data", "exc", "meth", "attr")
    text = "\n\n".join(f"{{py:{one}}}`cryptokit.nope_{one}`" for one in forms)
    assert sorted(warned(text)) == sorted(f"cryptokit.nope_{one}" for one in forms)


def test_a_type_in_a_signature_needs_no_page_and_what_is_there_is_found(warned):
    assert warned("{py:obj}`cryptokit.there` and {py:func}`there <cryptokit.there>`") == []


class Node:
    def __init__(self, tagname, parent=None):
        self.tagname, self.parent = tagname, parent


def test_only_what_lies_in_a_signature_is_let_go():
    page = Node("document")
    described = Node("desc", page)
    inside = Node("pending_xref", Node("desc_parameter", Node("desc_signature", described)))
    below = Node("pending_xref", Node("paragraph", Node("desc_content", described)))
    assert in_signature(inside)
    assert is_only_a_type(None, None, inside) is True
    assert not in_signature(below)
    assert is_only_a_type(None, None, below) is None, "None lets Sphinx warn"
