"""All that stands on the page of the explorer beside what Python's data and the twin say of it.

The page is led from state to state, so that what is not brought up to date shows. That its own
function answers as the engine does is in ``test_explorer``.
"""

import runpy
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from cryptokit.lab.explorer import explored, phrases, subject, subjects
from cryptokit.lab.explorer.data import words
from cryptokit.lab.explorer.states import CHOICES, LADDER, NAMES, place
from cryptokit.lab.explorer.telling import goals
from cryptokit.lab.explorer.twin import framed, headline, noticed, where
from cryptokit.lab.tables import added
from cryptokit.lab.widgets.board_phrases import k_eff_words, sets_words
from cryptokit.world import k_eff

using = runpy.run_path(str(Path(__file__).parent / "using.py"))
ADDRESS = using["ADDRESS"]
STATES = [
    ("cloud_chat", "future", "L1", "tap", ["NL"]),
    ("cloud_chat", "future", "L3", "tap", ["AE", "NL"]),
    ("cloud_chat", "past", "L2", "nothing", []),
    ("cloud_chat", "meta", "L1", "insider", ["SG"]),
    ("A6", "past", "L2", "nothing", ["DE"]),
    ("A6", "future", "L8", "all", ["DE", "NL"]),
    ("whatsapp_backup", "past", "L5", "nothing", ["IE", "US"]),
    ("register", "past", "L6", "network", ["RU"]),
    ("secret_chat", "future", "L7", "cooperation", ["VG"]),
    ("channel", "past", "L1", "nothing", []),
    ("channel", "past", "L4", "metadata", ["NL"]),
]
SEEN = """() => {
  const root = document.querySelector("#explorer");
  const all = (of, selector) => [...of.querySelectorAll(selector)];
  const text = (one) => one.textContent.trim();
  const texts = (of, selector) => all(of, selector).map(text);
  const rows = (table) => all(table, "tbody tr").map((row) => [...row.children].map((cell) =>
    cell.querySelector("li") ? texts(cell, "li") : text(cell)));
  return {
    disclaimer: texts(root, ".disclaimer"),
    examples: all(root, ".examples a").map((one) => [text(one), one.getAttribute("href")]),
    systems: all(root, "optgroup").map((one) => [one.label, texts(one, "option")]),
    chosen: root.querySelector("select").value,
    checked: texts(root, ".choice:has(:checked) span:not(.line)"),
    hint: texts(root, ".controls ul.hint li"),
    power: texts(root, ".beside p.hint"),
    powers: texts(root, ".beside summary"),
    about: texts(root, ".about"),
    place: texts(root, ".place"),
    headline: texts(root, ".headline"),
    boxes: all(root, ".boxes div").map((one) => [...one.children].map(text)),
    marks: texts(root, "p.hint").slice(0, 1),
    stripes: all(root, ".stripes li").map((one) => [one.className, text(one)]),
    tiles: all(root, ".tile").map((tile) => ({
      country: text(tile.querySelector(".country")),
      serves: text(tile.querySelector(".serves")),
      on: tile.classList.contains("on") && tile.querySelector("input").checked,
      marks: all(tile, ".marks li").map((one) => [one.className, text(one)]),
      there: all(tile, ".there li").map((one) =>
        [one.className.trim(), text(one.querySelector(".kind")), texts(one, ".part")]),
    })),
    reasons: all(root, ".why h2").map((one) => [text(one), texts(one.nextElementSibling, "li")]),
    sets: texts(root, ".sets li"),
    rungs: rows(root.querySelector("table.rungs")),
    names: all(root, ".rungs button").map((one) => one.getAttribute("aria-label")),
    here: all(root, ".rungs button").map((one) => one.getAttribute("aria-current") === "true"),
    legend: all(root, ".legend div").map((one) => [...one.children].map(text)),
    table: rows(root.querySelector("details table")),
    heads: texts(root.querySelector("details table"), "thead th"),
  };
}"""
"""Read the page: by what stands where, and not by the values that it was made of."""
WORDS = words()


@pytest.fixture(scope="module")
def led(browser):
    """The page, opened once; give a function that leads it to a state and reads it."""
    page = browser.new_page()
    page.goto(ADDRESS)

    def lead(fragment):
        page.evaluate("(to) => { location.hash = to; }", fragment)
        # The page hears of it in a task of its own, which a later task stands behind.
        page.evaluate("new Promise((done) => setTimeout(done, 50))")
        return page.evaluate(SEEN)

    yield lead
    page.close()


@cache
def told(name, beside):
    """What Python's data says of a subject, with nothing and with this beside the ladder."""
    wanted = tuple(place(level, one) for one in {"nothing", beside} for level in LADDER)
    return explored(subject(name), wanted=wanted)


@pytest.mark.parametrize("state", STATES, ids=lambda one: "-".join(map(str, one[:4])))
def test_all_that_stands_on_the_page_is_what_python_says(state, led):
    name, goal, number, beside, served = state
    seen = led(f"on={name}&rung={number}&ask={goal}&beside={beside}&orders={'+'.join(served)}")
    one, data, at = subject(name), told(name, beside), int(number[1]) - 1
    made = framed(one, goal, served, LADDER[at], beside)
    expected = {
        **of_every_system(name),
        **of_the_controls(one, data, goal, at, beside),
        **of_the_map(data, made),
        **of_the_answer(one, data, made, beside),
        **of_the_rungs(one, goal, at, beside),
    }
    assert {key: seen[key] for key in expected} == expected
    assert seen.keys() == expected.keys()


def of_every_system(name):
    listed = [(one.group, one.title) for one in subjects()]
    return {
        "disclaimer": [WORDS["disclaimer"]],
        "examples": [[f"{one['says']}: {one['more']}", one["link"]] for one in WORDS["examples"]],
        "systems": [
            [group, [title for _, title in some]] for group, some in groupby(listed, lambda x: x[0])
        ],
        "chosen": name,
        "marks": [WORDS["marks"]],
        "stripes": [[f"thing {kept}", says] for kept, says in WORDS["kept"].items()],
    }


def of_the_controls(one, data, goal, at, beside):
    power = WORDS["beside"][NAMES.index(beside)]
    (asked,) = (each["name"] for each in WORDS["goals"] if each["id"] == goal)
    promise, quoted = data["promise"], ""
    if promise["text"]:
        quoted = f" “{promise['text']}” ({promise['source']})"
    rung = WORDS["rungs"][at]
    return {
        "checked": [asked, rung["name"] + rung["line"], power["name"]],
        "hint": rung["says"],
        "power": [power["says"]],
        "powers": [f"Other powers, beside the rung: {power['name']}"],
        "about": [f"{data['about']}{promise['says']}{quoted}"],
        "legend": [*WORDS["legend"], *data["legend"]],
    }


def of_the_map(data, made):
    tiles, table = [], []
    for there, tile in zip(data["countries"], made.tiles, strict=True):
        name, serves = f"{there['code']} {there['name']}", WORDS["serves"][tile.serves]
        machines = [each["says"] for each in there["machines"]]
        marks = [["brought", f"✓ Brought: {one}"] for one in tile.brings]
        marks += [["missing", f"✗ Missing, and could come from here: {o}"] for o in tile.lacks]
        things = [("company", one, "thing") for one in there["companies"]]
        things += [("person", one, "thing") for one in there["people"]]
        things += [("machine", one["says"], f"thing {one['kept']}") for one in there["machines"]]
        tiles.append({
            "country": name,
            "serves": serves,
            "on": tile.serves,
            "marks": marks,
            "there": [[kept, f"{kind}:", says.split("; ")] for kind, says, kept in things],
        })  # fmt: skip
        cells = (there["companies"], there["people"], machines, tile.brings, tile.lacks)
        table.append([name, serves, *(list(cell) or "none" for cell in cells)])
    heads = ["country", "orders", "companies", "people", "machines", "✓ brought", "✗ missing"]
    return {"tiles": tiles, "table": table, "heads": heads}


def of_the_answer(one, data, made, beside):
    goal, served = made.explanation.goal, made.explanation.coalition
    steps = len(made.explanation.taken) + len(made.explanation.steps)
    done, missing = list(made.sentences[:steps]), list(made.sentences[steps:])
    others = [headline(one, framed(one, each, served, made.level, beside))
              for each in goals(one.world) if each != goal]  # fmt: skip
    few = WORDS["none"] if made.k_eff is None else str(made.k_eff)
    parts = [
        ["The steps" if made.readable else "How far the orders come",
         done or ["Nothing is brought that counts."]],
        ["What is still missing", missing],
        ["How many countries it takes",
         [*added(CHOICES[NAMES.index(beside)]), k_eff_words(made.smallest)]],
        ["What a user could notice of these orders", [noticed(one, goal, served, made.level, beside)]],
        ["The other questions, with the same orders", others],
    ]  # fmt: skip
    values = [WORDS["answers"][made.readable], few, data["promise"]["countries"]]
    return {
        "place": [where(made)],
        "headline": [headline(one, made)],
        "boxes": [list(pair) for pair in zip(WORDS["boxes"], values, strict=True)],
        "reasons": [part for part in parts if part[1]],
        "sets": list(sets_words(made.smallest)),
    }


def of_the_rungs(one, goal, at, beside):
    asked = [each for each in WORDS["goals"] if each["id"] in goals(one.world)]
    found = [[k_eff(one.world, each["id"], level.powers | CHOICES[NAMES.index(beside)])
              for level in LADDER] for each in asked]  # fmt: skip
    return {
        "rungs": [
            [each["name"], *("-" if k is None else str(k) for k in row)]
            for each, row in zip(asked, found, strict=True)
        ],
        "names": [
            f"{WORDS['none'] if k is None else k}: {each['name']}, {rung['name']}"
            for each, row in zip(asked, found, strict=True)
            for k, rung in zip(row, WORDS["rungs"], strict=True)
        ],
        "here": [each["id"] == goal and i == at for each in asked for i in range(len(LADDER))],
    }


def test_a_power_that_makes_it_readable_is_in_the_headline_and_one_that_does_not_is_not(led):
    needed = led("on=cloud_chat&ask=future&rung=L1&beside=tap&orders=NL")
    assert needed["headline"] == [
        "With an order of NL, and with tapped lines, all messages sent later can be read."
    ]
    idle = led("on=cloud_chat&ask=future&rung=L3&beside=tap&orders=NL")
    assert idle["headline"] == ["With an order of NL, all messages sent later can be read."]
    assert "with tapped lines: k_eff is 1." in idle["place"][0]
    closed = led("on=cloud_chat&ask=past&rung=L1&beside=tap&orders=NL")
    assert closed["headline"][0].startswith("An order of NL, even with tapped lines, is not enough")
    assert phrases.POWER not in str([needed, idle, closed])
