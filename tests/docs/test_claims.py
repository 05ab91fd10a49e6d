"""The ledger of claims: nothing in it without a test that exists or a dated source, nothing missing.

Which sentences must be marked is decided by words. The rule is coarse on purpose: whoever writes
"nobody", "only" or "order" either says what stands behind it, or says here why nothing has to.
"""

import ast
import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest

from cryptokit.attacks import backdoors, mtproto, sharing, signal
from cryptokit.lab.course.beliefs import BELIEFS

ROOT = Path(__file__).parent.parent.parent
spec = importlib.util.spec_from_file_location("make_claims", ROOT / "docs" / "make_claims.py")
make_claims = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_claims)
Claim = make_claims.Claim
CLAIMS = make_claims.every_claim()

TRIGGERS = re.compile(
    r"\b(cannot|can't|prov(?:es?|en)|only|alone|always|never|nobody|nothing|none|no number|requires?|"
    r"required|must|k_eff|orders?|courts?|laws?|opens?|opened|reads?|readable|learns?|secrets?|"
    r"breaks?|broken|hides?|hidden|stops?|escrow|back ?doors?|anonym\w+|safe|secure)\b",
    re.IGNORECASE,
)
"""Words with which a text promises, denies or forbids something."""
WATCHED = [
    path
    for path in (
        ROOT / "README.md",
        *sorted(ROOT.glob("docs/bytes/*.md")),
        *sorted(ROOT.glob("docs/explanation/*.md")),
    )
    if path.exists()
]
POINTS = "says where something is, or how to do it"
SAYS_WHAT_IT_IS = "says what this project is, or is not"
UNKNOWN = "says that something is not known, so nothing could show it"
THOUGHT = "an opinion, or what follows from the marked sentence before it"
HEADING = "names what comes"
LEFT_OUT = "says what the model leaves out or takes for granted, so nothing runs that could show it"
ALLOWED = {
    "Put a real chat export into a domestic network": POINTS,
    "Where servers and key parts stand is an example": UNKNOWN,
    "What is read, and how sure that is": POINTS,
    "`cryptokit world FILE`: `k_eff` and the smallest sets": POINTS,
    "Which channel a request takes on a day": POINTS,
    "It is not a secure messenger": SAYS_WHAT_IT_IS,
    "The world model flattens law": SAYS_WHAT_IT_IS,
    "Who can read which part.": POINTS,
    "That's why an order on the server is worth serving.": THOUGHT,
    "The whole way of such a message, to the disk and into a court": POINTS,
    "Unfold a field to read what it is": POINTS,
    "Which state opens which message": POINTS,
    "The same words in a Telegram secret chat.": POINTS,
    "`cryptokit demo seizure` shows it": POINTS,
    "Courts help one another.": HEADING,
    "`k_eff` counts who must order.": HEADING,
    "Nobody outside can check that the parts exist": UNKNOWN,
    "It can't be tested, and a promise that nobody can test": THOUGHT,
    "The other claim of 2017 was": HEADING,
    "Two engines answer who can read a message.": HEADING,
    "Beside the ladder stand powers": HEADING,
    "The glossary has each with what it learns": POINTS,
    "Law.": HEADING,
    "Grounds, refusals, appeals": LEFT_OUT,
    "The engine says what an order would bring, never": LEFT_OUT,
    "Time, in `k_eff`.": HEADING,
    "A backup that is in no world": LEFT_OUT,
    "Rules never guess keys.": LEFT_OUT,
    "All companies do what they are made to do": LEFT_OUT,
    "Intelligence services that share without an order": LEFT_OUT,
    "If it claimed a key that isn't there": THOUGHT,
    "What neither can see is what both were never told": UNKNOWN,
    "Nobody outside knows that, so every place": UNKNOWN,
    "This page says which is which": POINTS,
}
"""How sentences begin that hold such a word and need no mark, and why."""


def claims_something(sentence):
    """Questions, and what announces a list or a block, claim nothing by themselves."""
    return TRIGGERS.search(sentence.text) and not sentence.text.rstrip("*_").endswith(("?", ":"))


def allowed(sentence):
    return any(sentence.text.startswith(start) for start in ALLOWED)


@pytest.mark.parametrize("path", WATCHED, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_sentence_with_a_strong_word_is_marked_or_listed_with_a_reason(path):
    sentences = make_claims.sentences(path.read_text(encoding="utf-8"))
    bare = [
        one.text
        for one in sentences
        if claims_something(one) and not one.marked and not allowed(one)
    ]
    assert bare == [], "mark it <!-- claim: tests/...::test_... -->, or <!-- source: who, year -->"


def test_no_exception_outlives_its_sentence():
    texts = [
        one
        for path in WATCHED
        for one in make_claims.sentences(path.read_text(encoding="utf-8"))
        if claims_something(one) and not one.marked
    ]
    idle = [start for start in ALLOWED if not any(one.text.startswith(start) for one in texts)]
    assert idle == []


def test_most_strong_sentences_of_the_readme_are_marked_and_few_are_excused():
    sentences = make_claims.sentences((ROOT / "README.md").read_text(encoding="utf-8"))
    strong = [one for one in sentences if claims_something(one)]
    marked = [one for one in strong if one.marked]
    assert len(strong) >= 30
    assert len(marked) >= 0.75 * len(strong)


def test_every_claim_has_a_test_that_exists_or_a_source_with_a_year():
    assert make_claims.troubles(CLAIMS) == []


def test_the_ledger_is_in_step():
    found = make_claims.LEDGER.read_text(encoding="utf-8")
    assert found == make_claims.ledger(CLAIMS), "run: python docs/make_claims.py"


@pytest.mark.parametrize(
    ("backing", "trouble"),
    [
        ("tests/docs/test_claims.py::test_that_nobody_wrote", "no such test"),
        ("tests/docs/test_gone.py::test_the_ledger_is_in_step", "no such test"),
        ("tests/docs/test_claims.py", "no such test"),
        ("tests/docs/test_claims.py::claims_something", "no such test"),
        ("docs/make_claims.py::ledger", "no such test"),
        ("", "no such test"),
    ],
)
def test_a_claim_whose_test_is_gone_is_told(backing, trouble):
    (told,) = make_claims.troubles([Claim("a.md", "So it is.", "claim", (backing,))])
    assert told.startswith(f"a.md: So it is.: {trouble}")


@pytest.mark.parametrize("source", ["a letter", "RFC 9591", "page 1812", "in 21"])
def test_a_source_without_a_year_is_told(source):
    assert make_claims.troubles([Claim("a.md", "So it is.", "source", (source,))])
    assert not make_claims.troubles([Claim("a.md", "So it is.", "source", (f"{source}, 2024",))])


def test_each_mark_is_read_with_its_sentence_and_nothing_else():
    text = (
        "# Head\n\nOne thing. Another *strong* [thing](x.md)\nover two lines. <!-- claim: a::b; c::d -->"
        "\nA third, half; <!-- source: X, 1999 --> rest.\n\n- an item. <!-- source: Y, 2001 -->\n"
        "- First. Second. <!-- source: Z, 2002 -->\n\n| cell one | cell two <!-- source: T, 2003 --> |\n"
        "\n```text\nno. <!-- claim: in::code -->\n```\n"
    )
    found = make_claims.claims("a.md", make_claims._FENCE.sub("", text))
    assert [(one.sentence, one.backing) for one in found] == [
        ("Another strong thing over two lines.", ("a::b", "c::d")),
        ("A third, half;", ("X, 1999",)),
        ("an item.", ("Y, 2001",)),
        ("Second.", ("Z, 2002",)),
        ("cell two", ("T, 2003",)),
    ]
    assert [(one.text, one.marked) for one in make_claims.sentences(text)] == [
        ("One thing.", False),
        ("Another strong thing over two lines.", True),
        ("A third, half;", True),
        ("rest.", False),
        ("an item.", True),
        ("First.", False),
        ("Second.", True),
    ]


def test_a_comment_that_is_nearly_a_mark_is_found_out():
    """A slip in a mark would leave its claim without anything behind it, unseen."""
    for path in make_claims.documents():
        text = make_claims.prose(path)
        near = re.findall(r"<!--\s*(?:claims?|sources?|tests?)\b.*?-->", text, re.IGNORECASE)
        assert len(near) == len(make_claims.MARK.findall(text)), path


def test_no_mark_begins_a_line_where_markdown_would_break_the_paragraph():
    for path in make_claims.documents():
        for line in make_claims.prose(path).splitlines():
            assert not re.match(r"\s*<!-- (claim|source):", line), (path, line)


def test_each_belief_that_a_lesson_refutes_is_a_claim_whose_test_runs_the_lesson():
    found = [one for one in CLAIMS if one.kind == "belief"]
    assert len(found) == len(BELIEFS)
    assert {one.backing for one in found} == {(make_claims.REFUTED_BY,)}
    for one in BELIEFS:
        (claim,) = (claim for claim in found if f"“{one.claim}”" in claim.sentence)
        assert f"/{one.lesson}_" in claim.document
    file, _, test = make_claims.REFUTED_BY.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    (runs,) = (one for one in ast.walk(tree) if getattr(one, "name", "") == test)
    assert {node.id for node in ast.walk(runs) if isinstance(node, ast.Name)} >= {"run", "views"}


def test_a_refutation_that_nobody_calls_is_no_claim():
    assert make_claims.beliefs("a.py", 'belief("https").claim') == []
    assert make_claims.beliefs("a.py", '# belief("https").refute(True, "...")') == []


def test_the_ledger_counts_what_it_lists():
    text = make_claims.LEDGER.read_text(encoding="utf-8")
    rows = re.findall(r"^\| .* \| (test|source|belief) \| .* \|$", text, re.MULTILINE)
    assert Counter(rows) == {
        "test": sum(one.kind == "claim" for one in CLAIMS),
        "source": sum(one.kind == "source" for one in CLAIMS),
        "belief": len(BELIEFS),
    }
    assert f"{len(CLAIMS)} claims in {len({one.document for one in CLAIMS})} documents" in text


def test_the_readme_counts_the_attacks_that_there_are():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`protocol_failures` ({len(mtproto.GALLERY)} published attacks" in text
    assert f"`cryptokit demo signal_failures` ({len(signal.GALLERY)} attacks" in text
    every = (sharing, mtproto, signal, backdoors)
    assert f"{sum(len(one.GALLERY) for one in every)} published attacks, each run" in text
    assert len(backdoors.GALLERY) == 6
    assert "`cryptokit demo backdoor_failures`: six" in text


def test_no_notebook_carries_a_mark():
    """Marks are for who writes lessons; students and graders get the text alone."""
    notebooks = sorted(ROOT.glob("notebooks/**/*.ipynb"))
    assert len(notebooks) >= 48
    marked = [
        path.name
        for path in notebooks
        if re.search(r"<!-- (claim|source):", path.read_text(encoding="utf-8"))
    ]
    assert marked == []
