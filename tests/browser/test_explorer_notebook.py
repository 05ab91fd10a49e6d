"""The explorer as a notebook has it: Python's state and the page's follow each other, both ways.

The page that opens from a file, and its address, are in the other files.
"""

import pytest

from cryptokit.lab.explorer.bundle import bundle
from cryptokit.lab.explorer.widget import widget

SHOW = """async ([source, all]) => {
  const {default: {render}} = await import("data:text/javascript," + encodeURIComponent(source));
  globalThis.shown = all.map((values) => {
    const heard = new Set(), saved = [], el = document.createElement("div");
    document.body.append(el);
    const model = {get: (name) => values[name], set: (name, value) => { values[name] = value; },
      save_changes: () => saved.push(values.state),
      on: (event, told) => { if (event === "change:state") heard.add(told); },
      off: (event, told) => { if (event === "change:state") heard.delete(told); }};
    const end = render({model, el});
    const tell = (state) => { values.state = state; for (const told of heard) told(); };
    return {saved, el, tell, end, heard};
  });
}"""
"""Make a widget for each set of values, with a model that keeps who listens."""
HEADLINE = "shown[0].el.querySelector('.headline').textContent"
CHECKED = (
    """(at) => [...shown[at].el.querySelectorAll(".controls :checked")].map((one) => one.value)"""
)


@pytest.fixture
def show(browser):
    pages = []

    def show_(*made):
        page = browser.new_page()
        pages.append(page)
        values = [{"data": one.content, "state": one.state} for one in made]
        page.evaluate(SHOW, [bundle("widget.js"), values])
        return page

    yield show_
    for page in pages:
        page.close()


def test_the_page_follows_a_state_that_python_sets_until_it_is_gone(show):
    made = widget("A3", level="L3")
    page = show(made)
    assert "no country has served an order" in page.evaluate(HEADLINE)
    page.evaluate("(state) => shown[0].tell(state)", {**made.state, "orders": 0b10})
    said = "With an order of NL, all messages sent before it can be read."
    assert page.evaluate(HEADLINE) == said
    assert page.evaluate("shown[0].el.querySelectorAll('.tile.on').length") == 1
    page.evaluate("(state) => shown[0].tell(state)", {**made.state, "rung": 0, "goal": "future"})
    assert page.evaluate(CHECKED, 0) == ["future", "0"]
    assert page.evaluate("shown[0].saved") == []
    page.evaluate("shown[0].end()")
    assert page.evaluate("shown[0].heard.size") == 0


def test_two_on_a_page_do_not_share_their_switches(show):
    page = show(widget("A3", level="L3"), widget("A3", level="L1"))
    names = page.evaluate("[...document.querySelectorAll('input[type=radio]')].map((o) => o.name)")
    assert len(set(names)) == 6
    page.evaluate("shown[0].el.querySelectorAll('.controls [type=radio]')[1].click()")
    assert page.evaluate(CHECKED, 0) == ["future", "2"]
    assert page.evaluate(CHECKED, 1) == ["past", "0"]


def test_only_the_powers_that_were_asked_for_can_be_chosen(show):
    page = show(widget("A3", level="L3", beside=["tap"]))
    names = page.evaluate(
        "[...shown[0].el.querySelectorAll('.beside .choice')].map((o) => o.textContent)"
    )
    assert names == ["nothing", "a line"]
    page.evaluate("shown[0].el.querySelectorAll('.beside input')[1].click()")
    assert page.evaluate("shown[0].saved.map((one) => one.beside)") == [1]
    assert page.evaluate("shown[0].el.querySelector('select')") is None
