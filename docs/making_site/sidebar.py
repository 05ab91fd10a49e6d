"""The sidebar, beyond what the theme makes of it: the level of headings, and the explorer."""

import re
from html import escape
from typing import Final

EXPLORER: Final = "explorer.html"
_LEARN: Final = re.compile(r">Learn</span></p>\s*<ul[^>]*>\n?")


def leveled(tree: str) -> str:
    """Tell a screen reader how deep the headings are, which the theme leaves out."""
    return tree.replace('role="heading"', 'role="heading" aria-level="2"')


def with_explorer(tree: str, link: str) -> str:
    """Put the explorer first under Learn: it is one file of its own, so no tree of pages has it.

    >>> tree = "<p><span>Learn</span></p><ul><li>One</li></ul>"
    >>> with_explorer(tree, "../explorer.html").count("<li")
    2
    >>> with_explorer(tree, "") == tree
    True
    """
    item = (
        f'<li class="toctree-l1"><a class="reference external" href="{escape(link)}">'
        "The explorer</a></li>\n"
    )
    return _LEARN.sub(lambda found: f"{found[0]}{item}", tree) if link else tree
