"""Make ``docs/explorer.html`` again: the page on which anybody can turn the orders on."""

from pathlib import Path

from cryptokit.lab.explorer import data, page, subjects

PAGE = Path(__file__).parent / "explorer.html"

if __name__ == "__main__":
    PAGE.write_text(page(data(subjects())), encoding="utf-8")
