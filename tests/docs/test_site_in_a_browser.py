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


LESSON = "made/lessons/05_splitting_a_key"


def test_on_a_screen_no_sentence_of_a_lesson_runs_off_the_right_edge(browser):
    tab, _, _ = opened(browser, LESSON, "desktop")
    wide = tab.eval_on_selector_all(
        ".output.prose pre",
        "all => [all.length, all.filter((one) => one.scrollWidth > one.clientWidth).length]",
    )
    assert wide[0] > 20
    assert wide[1] == 0
    tab.context.close()


@pytest.mark.parametrize(
    ("page", "column"), [("teach/README", "with answers"), ("claims", "backed by")]
)
def test_on_a_phone_a_table_that_goes_on_says_so_and_names_its_columns(browser, page, column):
    tab, _, _ = opened(browser, page, "phone")
    told = tab.locator(".scroll-hint", has_text=column).first
    assert told.is_visible()
    table = tab.query_selector(".table-wrapper.goes-on")
    assert table.get_attribute("tabindex") == "0"
    table.evaluate("(one) => { one.scrollLeft = one.scrollWidth; }")
    tab.wait_for_function("(one) => !one.classList.contains('goes-on')", arg=table)
    tab.context.close()


def test_on_a_phone_a_figure_shrinks_to_the_screen_or_says_that_it_goes_on(browser):
    tab, _, _ = opened(browser, LESSON, "phone")
    tab.wait_for_function(
        "[...document.querySelectorAll('.cell_output img')].every((one) => one.complete)"
    )
    tab.wait_for_timeout(200)
    widths = tab.eval_on_selector_all(
        ".cell_output img", "all => all.map((one) => [one.clientWidth, one.naturalWidth])"
    )
    assert widths
    for shown, drawn in widths:
        assert 0.55 * drawn <= shown <= drawn
    tab.context.close()


def test_in_a_message_of_a_lesson_hex_and_signs_are_of_one_font_and_stand_below_each_other(browser):
    tab, _, _ = opened(browser, LESSON, "desktop")
    fonts, lefts = tab.evaluate(
        """() => {  // 49 is where the signs begin: 16 bytes of hex, and a space
          const rows = [...document.querySelectorAll(".cell_output .ck-row")];
          rows.forEach((row) => { for (let up = row; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true; });
          const font = (one) => { const style = getComputedStyle(one); return `${style.fontFamily} ${style.fontSize}`; };
          const fonts = new Set(rows.flatMap((row) => [...row.children].map(font)));
          const lefts = new Set(rows.flatMap((row) => {
            const signs = row.lastChild.firstChild, range = document.createRange();
            const at = 49 - row.querySelector("code").textContent.length;
            if (!signs || signs.data.length <= at) return [];
            range.setStart(signs, at);
            range.setEnd(signs, at + 1);
            return [Math.round(range.getBoundingClientRect().left - row.getBoundingClientRect().left)];
          }));
          return [[...fonts], [...lefts]];
        }"""
    )
    assert len(fonts) == 1, fonts
    assert len(lefts) == 1, lefts
    tab.context.close()


def test_from_a_file_a_lesson_leads_to_the_page_that_says_what_a_browser_needs(browser):
    tab, _, _ = opened(browser, LESSON, "desktop")
    link = tab.get_by_role("link", name="in the browser")
    assert link.evaluate("(one) => one.href").endswith("/docs/how-to/in-the-browser.html")
    link.click()
    assert "Run the course in a browser" in tab.locator("h1").inner_text()
    tab.context.close()


def test_from_a_server_a_lesson_leads_to_its_notebook(browser, served):
    tab = browser.new_page()
    tab.goto(f"{served}/{LESSON}.html")
    link = tab.get_by_role("link", name="in the browser")
    assert "/lite/lab/index.html?path=05_" in link.evaluate("(one) => one.href")
    tab.close()


def test_the_sidebar_leads_to_the_explorer_from_a_file(browser):
    tab, _, said = opened(browser, LESSON, "desktop")
    tab.locator(".sidebar-tree").get_by_role("link", name="The explorer").click()
    assert tab.url.endswith("/explorer.html")
    assert said == []
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
