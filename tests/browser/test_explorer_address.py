"""A situation as a link, and what a change of the system leaves of it.

What a wrong address does is in ``test_explorer_controls``.
"""

import runpy
from pathlib import Path

import pytest

using = runpy.run_path(str(Path(__file__).parent / "using.py"))
ADDRESS, switch = using["ADDRESS"], using["switch"]


@pytest.mark.parametrize("between", ["+", ",", "%20", "%2C", "%2B", ",+"])
def test_countries_of_a_link_may_be_parted_in_any_usual_way(between, open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L2&orders=NL{between}SG")
    assert page.locator(".tile.on .country b").all_inner_texts() == ["NL", "SG"]
    assert page.locator(".warning").inner_text() == ""


def test_another_system_keeps_question_and_rung_and_begins_without_orders(open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L3&beside=tap&orders=AE+NL")
    page.get_by_label("System").select_option("A3")
    assert page.evaluate("location.hash") == "#on=A3&rung=L3"
    assert page.locator(".tile.on").count() == 0
    assert page.get_by_role("checkbox", checked=True).count() == 0
    assert "no country has served an order yet" in page.locator(".headline").inner_text()
    switch(page, "NL").check()
    assert page.evaluate("location.hash") == "#on=A3&rung=L3&orders=NL"


def test_every_state_that_is_written_is_read_back(open_page):
    page = open_page(ADDRESS)
    wrong = page.evaluate("""() => {
      const {data, fromFragment, start, toFragment} = explorer;
      const wrong = [];
      for (const {id, countries, answers} of data.subjects)
        for (const goal of Object.keys(answers.goals))
          for (let place = 0; place < 56; place++) {
            const orders = (place * 37 + 11) % (1 << countries.length);
            const state = {subject: id, goal, rung: place % 8, beside: place >> 3, orders};
            const read = fromFragment(data, toFragment(data, state), start);
            if (read.wrong.length || JSON.stringify(read.state) !== JSON.stringify(state))
              wrong.push([state, read]);
          }
      return wrong;
    }""")
    assert wrong == []


@pytest.mark.parametrize(("to", "kept"), [("whatsapp", "&ask=meta"), ("A3", "")])
def test_a_question_is_kept_where_the_other_system_has_it(to, kept, open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L7&ask=meta&orders=NL")
    page.get_by_label("System").select_option(to)
    assert page.evaluate("location.hash") == f"#on={to}&rung=L7{kept}"


def test_a_button_beside_the_answer_leads_to_why(open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L3&orders=NL", width=360)
    why = page.locator(".why")
    assert why.bounding_box()["y"] > page.viewport_size["height"]
    page.get_by_role("button", name="Why?").press("Enter")
    assert why.evaluate("one => one === document.activeElement")
    top = why.bounding_box()["y"]
    below = page.locator(".answer").bounding_box()
    assert 0 <= top - (below["y"] + below["height"]) < page.viewport_size["height"] / 3
