"""The explorer in a browser: for every state the page answers what the engine answers.

The page's own function is asked for all states; the controls are moved for a sample, with the mouse
and with the keyboard alone.
"""

from functools import lru_cache
from itertools import product
from pathlib import Path

import pytest

from cryptokit.lab.explorer import subject, subjects
from cryptokit.lab.explorer.bundle import bundle
from cryptokit.lab.explorer.states import LADDER, NAMES, coalition, places, powers_of
from cryptokit.lab.explorer.telling import goals
from cryptokit.lab.explorer.twin import framed
from cryptokit.lab.explorer.widget import widget
from cryptokit.world import FUTURE, METADATA, PAST, Level
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
        if (!one.headline.startsWith(one.readable ? "Readable" : "Not readable")) throw new Error("says");
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
        state = {"subject": name, "goal": goal, "rung": rung, "beside": beside, "orders": mask}
        told = shared.evaluate(ASK, state)
        served = coalition(world.jurisdictions, mask)
        made = framed(one, goal, served, LADDER[rung], NAMES[beside])
        assert (*told["done"], *told["missing"]) == made.sentences
        assert told["k"] == made.k_eff
        brings = [[m["says"] for m in told["marks"] if m["country"] == i and m["brought"]]
                  for i in range(len(made.tiles))]  # fmt: skip
        assert brings == [list(tile.brings) for tile in made.tiles]


def choose(page, group, label):
    page.get_by_role("group", name=group).get_by_role("radio", name=label, exact=True).check()


def switch(page, code):
    return page.locator(".tile", has=page.locator(".country b", has_text=code)).get_by_role(
        "checkbox"
    )


def first_answer(page):
    return page.locator(".boxes dd").first.inner_text()


@pytest.mark.parametrize(
    ("name", "level", "served"),
    [("A1", 0, ["RU"]), ("A3", 1, ["NL", "SG"]), ("A4", 4, ["VG"]), ("whatsapp_backup", 0, ["IE"])],
)
def test_the_controls_lead_to_the_answer_of_the_engine(name, level, served, open_page):
    one, page = subject(name), open_page(ADDRESS)
    page.get_by_label("System").select_option(name)
    choose(page, "Courts may take", page.evaluate(f"explorer.data.words.rungs[{level}].name"))
    for country in served:
        switch(page, country).check()
    made = framed(one, PAST, served, LADDER[level])
    assert first_answer(page) == ("✓ readable" if made.readable else "✗ not readable")
    shown = page.locator(".why li").all_inner_texts()
    assert [line for line in shown if line in made.sentences] == list(made.sentences)
    assert page.locator(".boxes dd").all_inner_texts()[1] == str(
        "no number" if made.k_eff is None else made.k_eff
    )
    assert (
        page.get_by_role("status")
        .inner_text()
        .startswith("Readable" if made.readable else "Not readable")
    )
    assert not page.complaints


def test_a_power_beside_the_ladder_and_another_question_change_the_answer(open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L1&orders=NL")
    assert first_answer(page) == "✗ not readable"
    choose(page, "The question", "What is sent after the orders")
    choose(page, "Beside the ladder", "help from now on")
    made = framed(subject("cloud_chat"), FUTURE, ["NL"], Level.AT_REST, "cooperation")
    assert made.readable
    assert first_answer(page) == "✓ readable"
    choose(page, "The question", "Who wrote to whom, and when")
    assert framed(subject("cloud_chat"), METADATA, ["NL"], Level.AT_REST, "cooperation").readable
    assert first_answer(page) == "✓ readable"


def test_with_the_keyboard_alone(open_page):
    page = open_page(ADDRESS)
    press = page.keyboard.press
    reached = []
    for _ in range(20):
        press("Tab")
        reached.append(
            page.evaluate("document.activeElement.type ?? document.activeElement.tagName")
        )
        if reached[-1] == "checkbox":
            break
    # The system, the question, the ladder, the powers beside it, three buttons, the first country.
    assert reached == ["select-one", *["radio"] * 3, *["button"] * 3, "checkbox"]
    press("Tab")
    press("Space")
    assert switch(page, "NL").is_checked()
    for _ in range(5):
        press("Shift+Tab")
    press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('fieldset').firstChild.textContent") == (
        "Courts may take"
    )
    press("ArrowDown")
    made = framed(subject("A3"), PAST, ["NL"], Level.MEMORY)
    assert made.readable
    assert first_answer(page) == "✓ readable"
    outline = page.evaluate(
        "getComputedStyle(document.activeElement.closest('label')).outlineStyle + ' '"
        " + getComputedStyle(document.activeElement.closest('label')).outlineWidth"
    )
    assert outline == "solid 3px"


def test_the_buttons_set_all_switches(open_page):
    page = open_page(f"{ADDRESS}#on=A4&rung=L2")
    checked = page.locator(".tile input:checked")
    page.get_by_role("button", name="All countries").click()
    assert checked.count() == 5
    page.get_by_role("button", name="No orders").click()
    assert checked.count() == 0
    page.get_by_role("button", name="A smallest set that reads").click()
    assert checked.count() == 4
    assert first_answer(page) == "✓ readable"


def test_the_address_holds_the_situation_and_a_wrong_one_does_no_harm(open_page):
    page = open_page(f"{ADDRESS}#on=A3&rung=L5&ask=future&orders=NL+SG&beside=tap")
    state = page.evaluate("location.hash")
    switch(page, "NL").uncheck()
    assert page.evaluate("location.hash") == "#on=A3&rung=L5&ask=future&beside=tap&orders=SG"
    again = open_page(f"{ADDRESS}{state}")
    assert again.locator(".tile.on").count() == 2
    for wrong in ("#on=__proto__&rung=L99&orders=XX", "#ask=constructor&on=A1", "#%E0%A4%A"):
        bad = open_page(f"{ADDRESS}{wrong}")
        assert first_answer(bad) == "✗ not readable"
        assert not bad.complaints
    again.evaluate("location.hash = '#on=A1&rung=L1&orders=RU'")
    again.wait_for_function("document.querySelector('select').value === 'A1'")
    assert first_answer(again) == "✓ readable"


@pytest.mark.parametrize("name", ["A1", "A6", "cloud_chat", "register", "channel"])
def test_the_table_says_what_the_tiles_say(name, open_page):
    page = open_page(f"{ADDRESS}#on={name}&rung=L3")
    page.get_by_role("button", name="All countries").click()
    page.locator("summary").click()
    rows = page.locator("details tbody tr")
    one = subject(name)
    assert rows.count() == len(one.world.jurisdictions)
    said = page.locator("details table").inner_text()
    for asset in one.world.assets:
        assert f"{asset.id}, " in said
    for person in one.world.persons:
        assert person.id in said
    for mark in page.evaluate(
        "explorer.answer(explorer.data, explorer.fromFragment(explorer.data, location.hash)).marks"
    ):
        assert mark["says"] in rows.nth(mark["country"]).inner_text()


WINDOWS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_nothing_serious_is_found_by_axe(width, scheme, open_page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    serious = []
    for state in ("#on=cloud_chat&rung=L3&orders=NL", "#on=A6&rung=L2&orders=DE", "#on=channel"):
        page = open_page(f"{ADDRESS}{state}", width=width, scheme=scheme)
        page.locator("summary").click()
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
    heard, headline = page.evaluate(IN_A_NOTEBOOK, [bundle("widget.js"), values])
    page.close()
    assert heard == [{**made.state, "orders": 2}]
    assert headline == "Readable: past is reached by orders of NL at L3 + live memory."
