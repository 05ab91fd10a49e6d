"""The built site in Chromium: from files, without the net, on a screen and on a phone."""

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SITE = Path(__file__).parents[2] / "build" / "docs"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the PATH"),
    pytest.mark.skipif(
        not (SITE / "index.html").exists(), reason="build/docs is not there: make docs builds it"
    ),
]
PAGES = (
    "index",
    "first-hour",
    "explanation/claim",
    "made/glossary",
    "made/api/sharing",
    "made/lessons/index",
)
SIZES = {"desktop": (1280, 900), "phone": (360, 740)}


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as started:
        yield started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )


def opened(browser, page, size, scheme="light"):
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, offline=True
    )
    tab = context.new_page()
    asked, said = [], []
    tab.on("request", lambda one: asked.append(one.url))
    tab.on("pageerror", lambda one: said.append(str(one)))
    tab.goto((SITE / f"{page}.html").as_uri())
    return tab, asked, said


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("size", SIZES)
def test_a_page_opens_from_a_file_and_asks_for_files_only(browser, page, size):
    tab, asked, said = opened(browser, page, size)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert said == []
    assert tab.locator("h1").count() == 1
    wide = tab.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{wide} pixels stick out to the right"
    tab.context.close()


@pytest.mark.parametrize(
    ("size", "scheme"), [("desktop", "light"), ("desktop", "dark"), ("phone", "light")]
)
@pytest.mark.parametrize("page", ["index", "first-hour", "explanation/claim"])
def test_nothing_serious_stands_in_the_way_of_a_reader(browser, page, size, scheme):
    tab, _, _ = opened(browser, page, size, scheme)
    found = axe.Axe().run(tab).response["violations"]
    serious = [
        (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []
    tab.context.close()


@pytest.fixture
def served():
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_course_in_the_browser_opens_and_only_its_python_comes_from_the_net(browser, served):
    context = browser.new_context()
    asked = []
    context.on("request", lambda one: asked.append(one.url))
    context.route(lambda url: not url.startswith(served), lambda route: route.abort())
    tab = context.new_page()
    tab.goto(f"{served}/lite/lab/index.html?path=01_who_can_read_this.ipynb")
    tab.get_by_text("In the browser.").first.wait_for(state="attached", timeout=90_000)
    elsewhere = {url for url in asked if not url.startswith((served, "data:", "blob:"))}
    assert all("/pyodide/" in url for url in elsewhere), elsewhere
    context.close()
