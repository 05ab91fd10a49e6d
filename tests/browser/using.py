"""What a visitor does on the page of the explorer: choose, switch, unfold, and look at the answer."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "explorer.html"
ADDRESS = PAGE.as_uri()


def choose(page, group, label):
    page.get_by_role("group", name=group).get_by_role("radio", name=label).check()


def switch(page, code):
    return page.locator(".tile", has=page.locator(".country b", has_text=code)).get_by_role(
        "checkbox"
    )


def unfold(page, name):
    page.locator("summary", has_text=name).click()


def first_answer(page):
    return page.locator(".boxes dd").first.inner_text()
