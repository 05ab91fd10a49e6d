"""What the explorer says to whoever does not see it: roles, names and states, as they are told.

What rules an automatic checker knows is in ``test_explorer``: it is silent where all is taken away.
"""

import runpy
from pathlib import Path

import pytest

using = runpy.run_path(str(Path(__file__).parent / "using.py"))
ADDRESS, choose, unfold = (using[name] for name in ("ADDRESS", "choose", "unfold"))
LIVE = """\
- status:
  - paragraph: With an order of NL, and with tapped lines, all messages sent later can be read.
  - paragraph: "Telegram cloud chat, up to L1 disks, with tapped lines: k_eff is 1."\
"""
TILE = """\
- listitem:
  - checkbox "NL Netherlands" [checked]
  - text: NL Netherlands
  - list:
    - listitem: "Brought: The locked text (ct)"
  - list:\
"""
MISSING = """\
- list:
  - listitem: "Missing, and could come from here: Key part 1 (s1)"\
"""


def snapshot(part):
    return part.aria_snapshot()


def test_the_answer_is_a_live_region_that_is_told_whole(open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&ask=future&rung=L1&beside=tap&orders=NL")
    live = page.locator(".answer").get_by_role("status")
    assert snapshot(live) == LIVE
    told = [live.get_attribute(one) for one in ("aria-live", "aria-atomic")]
    assert told == ["polite", "true"]
    assert page.locator(".warning").get_attribute("role") == "status"


def test_each_move_changes_what_is_announced(open_page):
    """Where only the number changes, or only the power, the text of the live region does."""
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L1")
    live, said = page.locator(".answer").get_by_role("status"), []
    said.append(live.inner_text())
    for rung in ("L2 key parts", "L3 live memory", "L4 the company"):
        choose(page, "Courts may take", rung)
        said.append(live.inner_text())
    unfold(page, "Other powers")
    for power in ("a line", "help from now on", "somebody inside", "all of these"):
        choose(page, "Other powers", power)
        said.append(live.inner_text())
    assert len(set(said)) == len(said)


def test_a_country_tells_its_name_its_state_and_its_marks(open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L2&orders=NL")
    there = page.locator(".tile", has_text="NL Netherlands")
    assert snapshot(there).startswith(TILE)
    assert "✓" not in snapshot(there)
    assert "serves" not in snapshot(there)
    lacks = page.locator(".tile", has_text="US United States")
    assert snapshot(lacks.locator(".marks")) == MISSING
    assert 'checkbox "US United States"\n' in snapshot(lacks)
    assert page.get_by_role("group", name="Which countries serve orders?").count() == 1
    for group in ("The question", "Courts may take"):
        assert page.get_by_role("group", name=group, exact=True).get_by_role("radio").count() > 1
    ladder = page.get_by_role("group", name="Courts may take")
    checked = ladder.get_by_role("radio", checked=True)
    assert checked.count() == 1


def test_a_button_that_can_do_nothing_says_so_and_one_that_can_does_not(open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L3&orders=NL")
    choose(page, "Courts may take", "L1 disks")
    closed = '- button "No set of countries reads" [disabled]'
    assert snapshot(page.locator(".buttons")).endswith(closed)
    choose(page, "Courts may take", "L2 key parts")
    assert snapshot(page.locator(".buttons")).endswith(
        """- 'button "Smallest set that reads: AE, NL, SG and US"'"""
    )


def test_the_tables_have_heads_and_the_number_of_this_state_is_current(open_page):
    page = open_page(f"{ADDRESS}#on=A1&rung=L3&ask=future")
    rungs = page.get_by_role("table").first
    assert rungs.get_by_role("columnheader").all_inner_texts() == [
        "question", *(f"L{i}" for i in range(1, 9))
    ]  # fmt: skip
    assert rungs.get_by_role("rowheader").all_inner_texts() == [
        "Messages sent before the orders", "Messages sent later"
    ]  # fmt: skip
    current = rungs.locator("[aria-current=true]")
    assert current.get_attribute("aria-label") == "1: Messages sent later, L3 live memory"
    choose(page, "Courts may take", "L1 disks")
    assert current.get_attribute("aria-label") == "1: Messages sent later, L1 disks"
    unfold(page, "The map as a table")
    table = page.get_by_role("table", name="the map as a table")
    assert table.get_by_role("columnheader").count() == 7
    assert table.get_by_role("rowheader").all_inner_texts() == ["RU Russia"]
    assert table.locator("tbody th[scope=row]").count() == 1


@pytest.mark.parametrize("name", ["Examples", "Site"])
def test_its_links_lie_in_named_groups(name, open_page):
    assert open_page(ADDRESS).get_by_role("navigation", name=name).get_by_role("link").count() > 1


def test_a_table_that_scrolls_is_a_named_region_and_a_hint_says_so(open_page):
    page = open_page(ADDRESS, width=360)
    hints = page.get_by_text("Scroll sideways for the rest")
    rungs, hint = hints.all()
    assert rungs.is_visible()
    assert not hint.is_visible()
    unfold(page, "The map as a table")
    page.get_by_role("region", name="The map as a table").wait_for()
    assert hint.is_visible()
    wide = open_page(ADDRESS)
    unfold(wide, "The map as a table")
    wide.wait_for_timeout(100)
    assert wide.get_by_role("region").count() == 0
    for one in wide.get_by_text("Scroll sideways for the rest").all():
        assert not one.is_visible()


OUTLINE = """() => {
  const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
  return [document.activeElement.localName, outlineStyle, outlineWidth];
}"""


def test_what_the_keyboard_stands_on_has_an_outline(open_page):
    page = open_page(ADDRESS)
    seen = {}
    for _ in range(16):
        page.keyboard.press("Tab")
        name, style, width = page.evaluate(OUTLINE)
        seen.setdefault(name, (style, width))
    for name in ("select", "summary", "button"):
        assert seen[name] == ("solid", "3px")
