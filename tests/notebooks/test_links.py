"""Each link in the lessons and around them leads somewhere in the project; the rest is optional."""

import ast
import re
from pathlib import Path

import make
import nbformat
import pytest

from cryptokit.lab.course.catalogue import COURSE

HOME = Path(make.__file__).parent
TEACH = HOME.parent / "docs" / "teach"
PAGES = [HOME / "README.md", *sorted(TEACH.glob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_INSTALL = re.compile(r"pip install (-\S+ )*[\"']?cryptokit(?!-lab)\b")
_NET = {"urllib", "requests", "http", "httpx", "aiohttp", "ftplib", "telethon", "webbrowser"}
_NET_WORDS = re.compile(r"https?://|%pip|!pip|!wget|!curl|create_connection|__import__")


def texts():
    """Give the texts of all pages and notebooks with their places."""
    for path in PAGES:
        yield path, path.read_text("utf-8")
    for place, text in make.made():
        if place.suffix == ".ipynb":
            cells = nbformat.reads(text, as_version=4).cells
            said = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
            yield HOME / place, said


TEXTS = dict(texts())
every_text = pytest.mark.parametrize(
    "path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}"
)


def heads(text):
    """Give what the headings of a page are called in links."""
    for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")


@every_text
def test_a_link_leads_to_a_file_of_the_project(path):
    for target in _LINK.findall(TEXTS[path]):
        if target.startswith("http"):
            continue
        name, _, part = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        assert there.is_file() or there.is_dir(), target
        assert there.is_relative_to(HOME.parent), target
        if part:
            assert part in set(heads(there.read_text("utf-8"))), target


@every_text
def test_nothing_installs_the_package_of_somebody_else(path):
    assert not _INSTALL.search(TEXTS[path])


def test_the_search_for_somebody_elses_package_finds_it():
    assert _INSTALL.search("pip install cryptokit")
    assert _INSTALL.search('pip install -q "cryptokit[lessons]"')
    assert not _INSTALL.search("pip install 'cryptokit-lab[lessons]'")


def of_the_net(text):
    """Give what a cell imports or says that goes to the network."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from _NET & {one.name.partition(".")[0] for one in names}
            case ast.ImportFrom(module=str(module), level=0):
                yield from _NET & {module.partition(".")[0]}
    yield from _NET_WORDS.findall(text)


@pytest.mark.parametrize("folder", ["student", "instructor"])
def test_no_cell_of_code_names_the_net(folder):
    for place, text in make.made():
        if place.parts[0] == folder:
            for cell in nbformat.reads(text, as_version=4).cells:
                if cell.cell_type == "code":
                    assert not list(of_the_net(cell.source)), (place, cell.source)


def test_the_search_for_the_net_finds_it():
    assert list(of_the_net("from urllib.request import urlopen")) == ["urllib"]
    assert list(of_the_net("import json, requests")) == ["requests"]
    assert list(of_the_net("read('https://example.org')")) == ["https://"]
    assert not list(of_the_net("from cryptokit.world.requests import BY_LAW"))


def test_the_teachers_index_links_a_page_for_each_lesson():
    page = (TEACH / "README.md").read_text("utf-8")
    links = _LINK.findall(page)
    assert [one for one in links if re.match(r"\d\d_", one)] == [f"{one.stem}.md" for one in COURSE]


def test_the_index_links_a_notebook_for_each_lesson():
    links = _LINK.findall((HOME / "README.md").read_text("utf-8"))
    assert [one for one in links if one.startswith("student/")] == [
        f"student/{one.stem}.ipynb" for one in COURSE
    ]
