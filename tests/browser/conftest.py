"""A headless Chromium, from Debian or from Playwright; without either the tests skip, and say so."""

import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu"]


@pytest.fixture(scope="module")
def browser():
    """A browser that is started once for a file of tests: two drivers cannot run at a time."""
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    with sync.sync_playwright() as driver:
        try:
            made = driver.chromium.launch(executable_path=found, args=QUIET)
        except sync.Error as error:
            pytest.skip(f"no Chromium could be started: {str(error).splitlines()[0]}")
        yield made
        made.close()


@pytest.fixture
def open_page(browser):
    """Open an address in a window of its own; give the page, its requests and its complaints."""
    contexts = []

    def open_(address, *, width=1280, height=900, scheme="light", motion="no-preference"):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion=motion
        )
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda one: page.asked.append(one.url))
        page.on("console", lambda one: page.complaints.append(one.text))
        page.on("pageerror", lambda one: page.complaints.append(str(one)))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
