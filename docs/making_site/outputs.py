"""What cells gave, for a page: sentences wrap, columns do not, and no widget is live.

Not here: what an output says, which is the package's own text.
"""

import re
from typing import Any, Final

LIVE: Final = "application/vnd.jupyter.widget-view+json"
STATE: Final = "application/vnd.jupyter.widget-state+json"
_COLUMNS: Final = re.compile(r"\S(?: {2,}|\t)\S|[─│┌└├┼╭╰━┃█]")


def is_prose(text: str) -> bool:
    r"""Say whether a text may wrap: nothing in it stands below something else.

    >>> is_prose("Exercise 05.1: Split the key.\n  - for five people\n{'k': 3}")
    True
    >>> is_prose("00000000  01 02  |..|"), is_prose("ct    one country")
    (False, False)
    """
    return not _COLUMNS.search(text)


def as_page(_app: object, document: Any) -> None:
    """Make a page of what its cells gave, once Sphinx has read it."""
    without_live_views(document)
    with_prose(document)


def without_live_views(document: Any) -> None:
    """Take away what only a running notebook could show; its words are an output of their own."""
    for bundle in list(document.findall(_is_bundle)):
        if {one.get("mime_type") for one in bundle.children} == {LIVE}:
            bundle.parent.remove(bundle)


def with_prose(document: Any) -> None:
    """Give each output that may wrap the class ``prose``, for the style sheet."""
    for block in document.findall(_is_output):
        if is_prose(block.astext()):
            block["classes"].append("prose")


def _is_bundle(node: Any) -> bool:
    return node.tagname == "container" and node.get("nb_element") == "mime_bundle"


def _is_output(node: Any) -> bool:
    return node.tagname == "literal_block" and "output" in node["classes"]
