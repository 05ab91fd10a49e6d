"""The explorer in a browser: for every state the page answers what the engine answers.

The page's own function is asked for all states. The controls are moved in ``test_explorer_controls``.
"""

import json
import re
from functools import lru_cache
from itertools import product
from pathlib import Path

import pytest

from cryptokit.lab.explorer import subject, subjects
from cryptokit.lab.explorer.bundle import bundle
from cryptokit.lab.explorer.names import PLAIN, facts_of
from cryptokit.lab.explorer.states import LADDER, NAMES, coalition, places, powers_of
from cryptokit.lab.explorer.telling import goals
from cryptokit.lab.explorer.twin import framed, headline, noticed, shown, where
from cryptokit.lab.explorer.widget import widget
from cryptokit.lab.widgets.board_phrases import capital, k_eff_words
from cryptokit.world import FUTURE, PAST, Level
from cryptokit.world.tree import fault_tree

PAGE = Path(__file__).parents[2] / "docs" / "explorer.html"
ADDRESS = PAGE.as_uri()
EVERY = """({id, goal}) => {
  const {answer, data} = explorer;
  const subject = data.subjects.find((one) => one.id === id);
  const found = [];
  for (let beside = 0; beside < 7; beside++)
    for (let rung = 0; rung < 8; rung++) {
      let bits = "", k;
      for (let orders = 0; orders < 1 << subject.countries.length; orders++) {
        const one = answer(data, {subject: id, goal, beside, rung, orders});
        k = one.k;
        bits += Number(one.readable);
        if (one.readable !== (one.missing.length === 0)) throw new Error("missing");
        if (one.readable === /no country has served|no orders would help|(is|are) not enough/.test(one.headline)) throw new Error("says");
      }
      found.push([k, bits]);
    }
  return found;
}"""
"""Ask the page's own function for all states of one subject."""
ASK = "(state) => explorer.answer(explorer.data, state)"


@pytest.fixture(scope="module")
def shared(browser):
    """The page, opened once for all that only ask it."""
    page = browser.new_page()
    page.goto(ADDRESS)
    yield page
    page.close()


@lru_cache(maxsize=512)
def readers(tree):
    """Which sets of countries reach a goal, all of them, by the fixed point of the rules."""
    countries = tree.countries
    sets = [coalition(countries, mask) for mask in range(1 << len(countries))]
    return [tree.reached_by(one) for one in sets], sets


@pytest.mark.parametrize("one", tuple(subjects()), ids=lambda one: one.id)
def test_the_page_answers_as_the_engine_does_for_every_rung_power_and_coalition(one, shared):
    equal = 0
    for goal in goals(one.world):
        told = shared.evaluate(EVERY, {"id": one.id, "goal": goal})
        for at, (k, bits) in zip(places(), told, strict=True):
            reads, sets = readers(fault_tree(one.world, goal, powers_of(at)))
            assert [bit == "1" for bit in bits] == reads
            assert k == min(
                (len(s) for s, yes in zip(sets, reads, strict=True) if yes), default=None
            )
            equal += len(reads)
    assert equal == len(goals(one.world)) * 56 << len(one.world.jurisdictions)


@pytest.mark.parametrize("name", ["A2", "A3", "A9", "domestic", "secret_chat", "cloud_chat"])
def test_the_page_says_the_words_of_the_engine(name, shared):
    one = subject(name)
    world = one.world
    full = (1 << len(world.jurisdictions)) - 1
    masks = {0, 1, full, full >> 1, full & 0b10101}
    for goal, rung, beside, mask in product(goals(world), (0, 2, 4, 7), (0, 1, 6), masks):
        agree(shared, one, goal, rung, beside, mask)


@pytest.mark.parametrize("one", tuple(subjects()), ids=lambda one: one.id)
def test_the_page_says_the_words_of_the_twin_on_every_subject_and_rung(one, shared):
    full = (1 << len(one.world.jurisdictions)) - 1
    for goal, rung, mask in product(goals(one.world), range(8), {0, 1, full}):
        agree(shared, one, goal, rung, 0, mask)


def agree(page, one, goal, rung, beside, mask):
    """Hold all that the page says of a state to what the twin says of it."""
    state = {"subject": one.id, "goal": goal, "rung": rung, "beside": beside, "orders": mask}
    told = page.evaluate(ASK, state)
    served = coalition(one.world.jurisdictions, mask)
    made = framed(one, goal, served, LADDER[rung], NAMES[beside])
    assert (*told["done"], *told["missing"]) == made.sentences
    assert told["k"] == made.k_eff
    assert told["headline"] == headline(one, made)
    assert told["says"] == k_eff_words(made.smallest)
    smallest = [coalition(one.world.jurisdictions, one_of) for one_of in told["smallest"]]
    assert smallest == list(made.smallest)
    assert told["noticed"] == noticed(one, goal, served, LADDER[rung], NAMES[beside])
    for sign in (True, False):
        marks = [[m["says"] for m in told["marks"] if m["country"] == i and m["brought"] is sign]
                 for i in range(len(made.tiles))]  # fmt: skip
        assert marks == [list(tile.brings if sign else tile.lacks) for tile in made.tiles]


@pytest.mark.parametrize("one", tuple(subjects()), ids=lambda one: one.id)
def test_what_stands_on_the_page_is_what_the_twin_says(one, shared):
    """All that it says in a state, as text in the document and not only as values."""
    full = one.world.jurisdictions
    for goal, level, served in [(PAST, Level.MEMORY, full[:1]), (FUTURE, Level.CODE, full)]:
        link = f"on={one.id}&rung={level.value[:2]}&ask={goal}&orders={'+'.join(served)}"
        shared.evaluate("(link) => { location.hash = link; }", link)
        shared.wait_for_function(
            "(id) => document.querySelector('select').value === id"
            " && location.hash.includes(explorer.data.words.goals"
            ".find((one) => one.name === document.querySelector('.controls :checked + span')"
            ".textContent).id)",
            arg=one.id,
        )
        made = shown(one, goal, served, level)
        text = shared.locator("#explorer").text_content()
        announced = f"{made.headline}\n\n{where(framed(one, goal, served, level))}"
        assert shared.get_by_role("status").last.inner_text() == announced
        for sentence in made.sentences:
            said = sentence.removeprefix("What a user could notice of these orders: ").removesuffix(
                ":"
            )
            assert said in text


@pytest.mark.parametrize("one", tuple(subjects()), ids=lambda one: one.id)
def test_every_word_of_the_legend_is_on_the_page_and_every_short_name_is_known(one, shared):
    (found,) = (x for x in shared.evaluate("explorer.data.subjects") if x["id"] == one.id)
    scenery = json.dumps([found["countries"], found["answers"]["lines"]]).casefold()
    told = [word for word, _ in found["legend"]]
    said = [capital(PLAIN.fact(fact)) for fact in facts_of(one.world)]
    assert told == [word for word in said if word.casefold() in scenery]
    for word, means in found["legend"]:
        assert word.casefold() in scenery
        assert means
    for short in re.findall(r"\(([a-z]\w*)\)", scenery):
        assert short in {name.casefold() for name in found["short"]} or short == "k_eff"
    shown_there = shared.locator("#explorer").evaluate(
        "(root) => [...root.children].map((one) => one.textContent).join(' ')"
    )
    for word, means in shared.evaluate("explorer.data.words.legend"):
        assert word.split(" (")[0].casefold() in shown_there.casefold()
        assert means in shown_there


WINDOWS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_nothing_serious_is_found_by_axe(width, scheme, open_page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    serious = []
    for state in ("#on=cloud_chat&rung=L3&orders=NL", "#on=A6&rung=L2&orders=DE", "#on=channel"):
        page = open_page(f"{ADDRESS}{state}", width=width, scheme=scheme)
        for summary in page.locator("summary").all():
            if not summary.evaluate("(one) => one.parentElement.open"):
                summary.click()
        found = axe.Axe().run(page).response
        serious += [o["id"] for o in found["violations"] if o["impact"] in {"serious", "critical"}]
        assert {"color-contrast", "label", "list"} <= {one["id"] for one in found["passes"]}
    assert serious == []


@pytest.mark.parametrize("name", ["A3", "register", "whatsapp_vault"])
def test_on_a_phone_nothing_runs_off_the_side(name, open_page):
    page = open_page(f"{ADDRESS}#on={name}&rung=L3&orders=NL", width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_page_asks_the_network_for_nothing(open_page):
    page = open_page(ADDRESS)
    page.get_by_label("System").select_option("register")
    page.get_by_role("button", name="All countries").click()
    assert page.asked == [ADDRESS]
    assert not page.complaints
    page.evaluate("fetch('https://example.org/').catch(() => 0)")
    assert any("Content Security Policy" in one for one in page.complaints)


def test_who_wants_no_motion_gets_none(open_page):
    ask = "getComputedStyle(document.querySelector('.boxes div')).transitionDuration"
    assert open_page(ADDRESS, motion="reduce").evaluate(ask) == "0s"
    assert open_page(ADDRESS).evaluate(ask) != "0s"


IN_A_NOTEBOOK = """async ([source, values]) => {
  const {default: {render}} = await import("data:text/javascript," + encodeURIComponent(source));
  const heard = [];
  const model = {get: (name) => values[name], set: (name, value) => { values[name] = value; },
    save_changes: () => heard.push(values.state), on: () => 0, off: () => 0};
  render({model, el: document.body});
  document.querySelectorAll(".tile input")[1].click();
  return [heard, document.querySelector(".headline").textContent];
}"""


def test_the_same_bundle_serves_a_notebook_and_tells_python_its_state(browser):
    made, page = widget("A3", level="L3"), browser.new_page()
    values = {"data": made.content, "state": made.state}
    heard, said = page.evaluate(IN_A_NOTEBOOK, [bundle("widget.js"), values])
    page.close()
    assert heard == [{**made.state, "orders": 2}]
    assert said == "With an order of NL, all messages sent before it can be read."
