"""What cells of a lesson gave, as a page has it: no live widget, sentences wrap and columns do not."""

import pytest
from making_site.outputs import LIVE, as_page


class Node(dict):
    """A node as docutils has them, as far as ``outputs`` asks."""

    def __init__(self, tagname, *children, text="", **attributes):
        super().__init__(attributes)
        self.tagname, self.children, self.text, self.parent = tagname, list(children), text, None
        for one in children:
            one.parent = self

    def findall(self, wanted):
        for one in self.children:
            if wanted(one):
                yield one
            yield from one.findall(wanted)

    def remove(self, one):
        self.children = [child for child in self.children if child is not one]

    def astext(self):
        return self.text


def bundle(*forms):
    inside = [Node("container", mime_type=one) for one in forms]
    return Node("container", *inside, nb_element="mime_bundle")


def test_an_output_that_only_a_running_notebook_could_show_is_taken_away():
    both, alone = bundle("text/plain", LIVE), bundle(LIVE)
    page = Node("document", Node("container", both, alone, bundle("text/html")))
    as_page(None, page)
    assert [len(one.children) for one in page.children[0].children] == [2, 1]
    assert page.children[0].children[1].children[0]["mime_type"] == "text/html"


@pytest.mark.parametrize(
    ("text", "wraps"),
    [
        ("Exercise 05.1 (modify): a long task.\n  - one\n{'people': 5}", True),
        ("00000000  17 3f    |.?|", False),
        ("ct\tone country", False),
        ("─────\nct", False),
    ],
)
def test_sentences_wrap_and_columns_do_not(text, wraps):
    output = Node("literal_block", text=text, classes=["output", "stream"])
    code = Node("literal_block", text="x = 1", classes=[])
    as_page(None, Node("document", output, code))
    assert ("prose" in output["classes"]) == wraps
    assert code["classes"] == []
