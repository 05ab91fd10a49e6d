"""What a visitor does with the explorer: mouse, keyboard, address, and a phone's first screen.

That the page answers as the engine does, in every state, is in ``test_explorer``.
"""

import runpy
from pathlib import Path

import pytest

from cryptokit.lab.explorer import subject
from cryptokit.lab.explorer.examples import EXAMPLES
from cryptokit.lab.explorer.states import LADDER
from cryptokit.lab.explorer.twin import framed, headline, where
from cryptokit.lab.widgets.board_phrases import sets_words
from cryptokit.world import FUTURE, METADATA, PAST, Level

using = runpy.run_path(str(Path(__file__).parent / "using.py"))
ADDRESS, choose, first_answer, switch, unfold = (
    using[name] for name in ("ADDRESS", "choose", "first_answer", "switch", "unfold")
)


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
        "no number of countries suffices" if made.k_eff is None else made.k_eff
    )
    assert page.get_by_role("status").last.inner_text() == f"{headline(one, made)}\n\n{where(made)}"
    assert not page.complaints


def test_a_power_beside_the_ladder_and_another_question_change_the_answer(open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L1&orders=NL")
    assert first_answer(page) == "✗ not readable"
    choose(page, "The question", "Messages sent later")
    unfold(page, "Other powers")
    choose(page, "Other powers", "help from now on")
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
            page.evaluate("document.activeElement.type || document.activeElement.tagName")
        )
        if reached[-1] == "checkbox":
            break
    # Examples, the system, why, what it is, the question, the ladder, three buttons.
    assert reached == [
        *["A"] * 3, "select-one", "button", "SUMMARY", *["radio"] * 2, *["button"] * 3, "checkbox"
    ]  # fmt: skip
    for _ in range(3):
        press("Tab")
    press("Space")
    assert switch(page, "NL").is_checked()
    for _ in range(7):
        press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('fieldset').firstChild.textContent") == (
        "Courts may take"
    )
    press("ArrowDown")
    made = framed(subject("cloud_chat"), PAST, ["NL"], Level.MEMORY)
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
    page.get_by_role("button", name="Smallest set that reads: AE, NL, SG and US").click()
    assert checked.count() == 4
    assert first_answer(page) == "✓ readable"


def test_the_smallest_sets_are_walked_through_by_their_numbers_and_all_are_listed(open_page):
    page = open_page(f"{ADDRESS}#on=cloud_chat&rung=L5&orders=NL+SG")
    step = page.locator(".buttons button").last
    assert step.inner_text() == "Smallest set that reads (1 of 4): NL"
    sets = ["NL", "SG", "US", "VG"]
    assert page.locator(".sets li").all_inner_texts() == sets
    for number, code in enumerate(sets, 1):
        step.click()
        assert page.locator(".tile.on .country b").all_inner_texts() == [code]
        following = sets[number % 4]
        assert step.inner_text() == f"Next smallest set ({number % 4 + 1} of 4): {following}"
    for fragment, said in (("on=channel", "No order is needed"),
                           ("on=secret_chat", "No set of countries reads")):  # fmt: skip
        page = open_page(f"{ADDRESS}#{fragment}")
        step = page.locator(".buttons button").last
        assert (step.inner_text(), step.get_attribute("aria-disabled")) == (said, "true")
        page.get_by_role("checkbox").first.check()
        step.dispatch_event("click")
        assert page.locator(".tile.on").count() == 1


def test_many_smallest_sets_are_all_there_some_of_them_folded(open_page):
    page = open_page(f"{ADDRESS}#on=independent&rung=L2")
    made = framed(subject("independent"), PAST, [], Level.SHARES)
    listed = page.locator(".sets li").all_text_contents()
    assert listed == list(sets_words(made.smallest))
    assert page.locator(".sets summary").inner_text() == f"{len(made.smallest) - 6} more"


def test_it_opens_on_a_cloud_chat_and_says_what_to_press_first(open_page):
    page = open_page(ADDRESS)
    assert page.locator("select").input_value() == "cloud_chat"
    assert page.locator("optgroup").first.get_attribute("label") == "messengers"
    links = page.get_by_role("navigation", name="Examples").get_by_role("link")
    assert links.count() == len(EXAMPLES)
    for at, one in enumerate(EXAMPLES):
        links.nth(at).click()
        page.wait_for_function("(link) => location.hash === link", arg=one.link)
        made = framed(subject(one.subject), PAST, one.orders, one.level)
        page.wait_for_function(
            "(said) => document.querySelector('.headline').textContent === said",
            arg=headline(subject(one.subject), made),
        )
        assert page.locator("select").input_value() == one.subject
    assert not page.complaints


def test_a_number_of_the_table_leads_to_its_rung_and_question_and_keeps_the_focus(open_page):
    page = open_page(ADDRESS)
    page.get_by_role("button", name="1: Messages sent later, L7 code, keys").click()
    assert page.evaluate("location.hash") == "#on=cloud_chat&rung=L7&ask=future"
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "1: Messages sent later, L7 code, keys"
    assert page.locator(".rungs [aria-current]").count() == 1
    dash = page.get_by_role("button", name="no number of countries suffices: Messages sent before")
    assert dash.first.inner_text() == "-"


def test_a_country_has_one_name_and_tells_its_state_by_its_check(open_page):
    page = open_page(ADDRESS)
    box = page.get_by_role("checkbox", name="NL Netherlands", exact=True)
    assert not box.is_checked()
    box.check()
    assert page.get_by_role("checkbox", name="NL Netherlands", exact=True, checked=True).count()


def test_a_table_is_a_stop_for_the_keyboard_only_where_it_scrolls(open_page):
    for width, stops in ((1280, 0), (360, 1)):
        page = open_page(ADDRESS, width=width)
        assert page.locator(".scroll[tabindex]").count() == 0
        unfold(page, "The map as a table")
        page.wait_for_timeout(100)
        assert page.locator(".scroll[tabindex]").count() == stops


def test_what_the_tiles_call_no_number_is_said_in_words(open_page):
    page = open_page(f"{ADDRESS}#on=secret_chat&rung=L2")
    assert page.locator(".boxes dd").all_inner_texts() == [
        "✗ not readable", "no number of countries suffices", "nobody but the two phones"
    ]  # fmt: skip
    assert page.locator(".boxes dt").all_inner_texts() == [
        "the answer", "fewest countries whose orders suffice (k_eff)", "promised"
    ]  # fmt: skip


def test_stripes_and_choices_are_told_in_words(open_page):
    page = open_page(ADDRESS)
    assert page.locator(".stripes li").all_inner_texts() == [
        "a machine of a company", "a phone in its user's hands", "open to anybody"
    ]  # fmt: skip
    unfold(page, "Other powers")
    hints = set()
    for choice in ("nothing", "all of these", "somebody inside"):
        choose(page, "Other powers", choice)
        hints.add(page.locator(".beside .hint").inner_text())
        assert page.locator(".beside summary").inner_text().endswith(choice)
    assert len(hints - {""}) == 3
    lines = page.locator(".choice .line").all_inner_texts()
    assert len(lines) == len(set(lines)) == 8


def test_on_a_phone_the_first_screen_has_the_answer_and_the_countries_come_before_the_rest(
    open_page,
):
    page = open_page(ADDRESS, width=360, height=740)
    bottom = page.locator(".boxes").bounding_box()
    assert bottom["y"] + bottom["height"] < 740
    assert page.get_by_role("radio").first.bounding_box()["y"] < 740
    country = page.get_by_role("checkbox").first.bounding_box()["y"]
    assert country < 2 * 740
    assert country < page.locator("summary", has_text="Other powers").bounding_box()["y"]
    small = page.evaluate(
        "[...document.querySelectorAll('#explorer *')].filter((one) => one.innerText)"
        ".filter((one) => parseFloat(getComputedStyle(one).fontSize) < 11).length"
    )
    assert small == 0


WRONG = {
    "#on=zzz": "the system",
    "#on=__proto__&rung=L99&orders=XX": "the system; what courts may take; the countries",
    "#ask=constructor&on=A1": "the question",
    "#rung=L99&orders=NL+XX": "what courts may take; the countries",
    "#on=A1&beside=magic": "the other powers",
    "#%E0%A4%A": "a part that there is not",
    "#<b>x</b>": "a part that there is not",
}


def test_the_address_holds_the_situation_and_a_wrong_one_does_no_harm(open_page):
    page = open_page(f"{ADDRESS}#on=A3&rung=L5&ask=future&orders=NL+SG&beside=tap")
    state = page.evaluate("location.hash")
    switch(page, "NL").uncheck()
    assert page.evaluate("location.hash") == "#on=A3&rung=L5&ask=future&beside=tap&orders=SG"
    again = open_page(f"{ADDRESS}{state}")
    assert again.locator(".tile.on").count() == 2
    for wrong, parts in WRONG.items():
        bad = open_page(f"{ADDRESS}{wrong}")
        assert first_answer(bad) == "✗ not readable"
        assert not bad.complaints
        said = f"That address was not understood: {parts}. This is the start."
        assert bad.locator(".warning").inner_text() == said
        assert "#" not in bad.url
        assert bad.locator("select").input_value() == "cloud_chat"
        assert bad.evaluate("explorer.fromFragment(explorer.data, '', explorer.start).state") == {
            "subject": "cloud_chat", "goal": "past", "rung": 1, "beside": 0, "orders": 0
        }  # fmt: skip
        switch(bad, "NL").check()
        assert bad.locator(".warning").inner_text() == ""
    again.evaluate("location.hash = '#on=A1&rung=L1&orders=RU'")
    again.wait_for_function("document.querySelector('select').value === 'A1'")
    assert first_answer(again) == "✓ readable"


@pytest.mark.parametrize("name", ["A1", "A6", "cloud_chat", "register", "channel"])
def test_the_table_says_what_the_tiles_say(name, open_page):
    page = open_page(f"{ADDRESS}#on={name}&rung=L3")
    page.get_by_role("button", name="All countries").click()
    unfold(page, "The map as a table")
    rows = page.locator("details tbody tr")
    one = subject(name)
    assert rows.count() == len(one.world.jurisdictions)
    said = page.locator("details table").inner_text()
    for asset in one.world.assets:
        assert f"({asset.id}), " in said
    for person in one.world.persons:
        assert person.id in said
    for mark in page.evaluate(
        "explorer.answer(explorer.data,"
        " explorer.fromFragment(explorer.data, location.hash, explorer.start).state).marks"
    ):
        assert mark["says"] in rows.nth(mark["country"]).inner_text()
