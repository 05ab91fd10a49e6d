"""The built site: its links lead somewhere, it loads nothing from elsewhere, and all of it is there.

``make docs`` builds it; where it is not built, these tests skip and say so.
"""

import json
import re
import zipfile
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import nbformat
import pytest
from making_site import lite

import cryptokit
from cryptokit.lab.course.catalogue import COURSE

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build" / "docs"
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"

pytestmark = pytest.mark.skipif(
    not (SITE / "index.html").exists(), reason="build/docs is not there: make docs builds it"
)


class Seen(HTMLParser):
    """What a page has: ids, links that people follow, and what a browser loads by itself."""

    LOADS = frozenset(
        {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}
        | {
            ("video", "src"),
            ("audio", "src"),
            ("object", "data"),
            ("embed", "src"),
            ("image", "href"),
        }
    )

    def __init__(self):
        super().__init__()
        self.ids, self.follows, self.loads, self.styles = set(), [], [], []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in {"id", "name"} and value:
                self.ids.add(value)
            elif (tag, name) == ("a", "href"):
                self.follows.append(value or "")
            elif (tag, name) in self.LOADS:
                self.loads.append(value or "")
            elif name == "style":
                self.styles.append(value or "")


@cache
def seen(path):
    found = Seen()
    found.feed(path.read_text("utf-8"))
    return found


def pages():
    return [path for path in SITE.rglob("*.html") if "lite" not in path.relative_to(SITE).parts]


def test_every_link_inside_the_site_leads_to_a_place_that_is_there():
    broken, followed = [], 0
    for page in pages():
        for link in (*seen(page).follows, *seen(page).loads):
            url = urlsplit(link)
            if url.scheme or url.netloc:
                continue
            target = (page.parent / unquote(url.path)).resolve() if url.path else page
            if target.is_dir():
                target /= "index.html"
            followed += 1
            if not target.exists():
                broken.append((str(page.relative_to(SITE)), link))
            elif url.fragment and target.suffix == ".html" and "lite" not in target.parts:
                there = unquote(url.fragment) in seen(target).ids
                broken += [] if there else [(str(page.relative_to(SITE)), link)]
    assert followed > 1000
    assert broken == []


def test_the_explorer_leads_to_the_site_around_it():
    links = seen(SITE / "explorer.html").follows
    assert links == ["index.html", "made/glossary.html"]
    assert all((SITE / link).exists() for link in links)


def test_every_link_into_the_course_in_the_browser_opens_a_notebook_that_is_there():
    opened = set()
    for page in pages():
        for link in seen(page).follows:
            url = urlsplit(link)
            into = (page.parent / unquote(url.path)).resolve().is_relative_to(SITE / "lite")
            if into and not url.scheme and not url.netloc:
                (name,) = parse_qs(url.query, strict_parsing=True)["path"]
                assert (SITE / "lite" / "files" / name).is_file(), (page, link)
                opened.add(name)
    assert opened == {f"{one.stem}.ipynb" for one in COURSE} | {"index.ipynb"}


def test_no_page_loads_anything_from_the_net():
    for page in pages():
        for link in seen(page).loads:
            assert not re.match(r"(https?:)?//", link), (page, link)
        for style in seen(page).styles:
            assert "url(http" not in style, page
    for sheet in (SITE / "_static").rglob("*.css"):
        text = sheet.read_text("utf-8")
        assert not re.search(
            r"@import\s+(url\()?[\"']?(https?:)?//|url\([\"']?(https?:)?//", text
        ), sheet


def test_every_lesson_was_run_and_nothing_in_it_failed():
    for one in COURSE:
        text = (SITE / "made" / "lessons" / f"{one.stem}.html").read_text("utf-8")
        assert "cell_output" in text
        assert "Traceback" not in text, one.stem


def test_no_page_prints_the_repr_of_a_widget_or_marks_a_quiz_that_nobody_answered():
    for page in pages():
        text = page.read_text("utf-8")
        assert not re.search(r"ToggleButtons\(|VBox\(|LiveExplorer\(|widget-state", text), page
        assert not re.search(r">0 of \d right", text), page


def test_no_page_says_of_our_constants_what_python_says_of_its_types():
    told = re.compile(r"bytes_or_buffer|new empty dictionary|Built-in (im)?mutable sequence")
    for page in pages():
        assert not told.search(page.read_text("utf-8")), page


def test_what_somebody_types_keeps_its_hyphens_and_quotes():
    page = (SITE / "made" / "glossary.html").read_text("utf-8")
    text = unescape(re.sub(r"<[^>]+>", "", page))
    assert "who-can-read --power tap" in text
    assert "explain 'coalition lattice'" in text
    assert "‘" not in text
    assert not re.search(r" [–—][a-z]", text)


def test_every_page_of_the_tree_leads_to_the_explorer():
    for name in ("index", "made/lessons/05_splitting_a_key"):
        links = seen(SITE / f"{name}.html").follows
        assert any(one.endswith("explorer.html") for one in links), name


def test_the_picture_on_the_first_page_is_told_in_words_with_spaces_and_stands_alone():
    text = (SITE / "index.html").read_text("utf-8")
    (alt,) = re.findall(r'<img alt="(A table [^"]*)"', text)
    assert "one country reads all 40 messages" in alt
    assert "can be copied" in alt
    assert 'href="who-can-read.svg"' in text


def test_twelve_lessons_and_twelve_pages_for_teachers_have_titles_that_differ():
    titles = [
        re.search(r"<title>(.*?) - ", (SITE / place / f"{one.stem}.html").read_text("utf-8"))[1]
        for one in COURSE
        for place in ("made/lessons", "teach")
    ]
    assert len(set(titles)) == 2 * len(COURSE)


def test_the_first_hour_shows_what_its_cells_gave():
    text = (SITE / "first-hour.html").read_text("utf-8")
    assert "L3_plus_live_memory  k_eff 1, readable: 3 of 3" in text
    assert "<svg" in text


def test_the_wheel_of_this_project_lies_where_the_browser_looks_for_it():
    index = json.loads((SITE / "lite" / "pypi" / "all.json").read_text("utf-8"))
    settings = json.loads((SITE / "lite" / "jupyter-lite.json").read_text("utf-8"))
    kernel = settings["jupyter-config-data"]["litePluginSettings"][KERNEL]
    looked = [(SITE / "lite" / urlsplit(one).path).resolve() for one in kernel["pipliteUrls"]]
    assert all(one.is_file() for one in looked), looked
    assert looked[0] == SITE / "lite" / "pypi" / "all.json"
    (release,) = index["cryptokit-lab"]["releases"].values()
    name = release[0]["filename"]
    assert (looked[0].parent / release[0]["url"]).resolve() == SITE / "lite" / "pypi" / name
    with zipfile.ZipFile(SITE / "lite" / "pypi" / name) as wheel:
        names = wheel.namelist()
        (meta,) = [one for one in names if one.endswith(".dist-info/METADATA")]
        told = wheel.read(meta).decode()
    assert f"Version: {cryptokit.__version__}" in told
    assert name.endswith("-py3-none-any.whl"), "a browser takes wheels without compiled parts"
    for module in (ROOT / "cryptokit").rglob("*.py"):
        assert str(module.relative_to(ROOT).as_posix()) in names
    for one in COURSE:
        assert f"cryptokit/lab/course/student/{one.stem}.ipynb" in names


def test_each_notebook_lies_where_the_browser_looks_for_it(tmp_path):
    listed = json.loads((SITE / "lite" / "api" / "contents" / "all.json").read_text("utf-8"))
    names = {one["name"] for one in listed["content"]}
    files = SITE / "lite" / "files"
    made = {path.name: path for path in lite.contents(tmp_path).iterdir()}
    assert {f"{one.stem}.ipynb" for one in COURSE} | {"index.ipynb"} == set(made)
    assert set(made) == names == {path.name for path in files.iterdir()}
    for name, path in made.items():
        built, wanted = (nbformat.read(one, as_version=4) for one in (files / name, path))
        assert built.cells == wanted.cells, name
        assert built.metadata.kernelspec == wanted.metadata.kernelspec, name
        assert built.metadata.kernelspec.name == "python"
    for one in COURSE:
        notebook = nbformat.read(files / f"{one.stem}.ipynb", as_version=4)
        assert "piplite.install" in notebook.cells[2].source
