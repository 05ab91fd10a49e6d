"""The ledger of claims: nothing in it without a test that exists or a dated source, nothing missing.

Which sentences and rows of tables must be marked is decided by words. The rule is coarse on purpose:
whoever writes "nobody", "only" or "order" either says what stands behind it, or says in
``docs/unmarked.py`` why nothing has to. Lessons are left out: they hold 280 such sentences without
a mark, most of which ask, guess or lead to the next cell. What a class believes wrongly is refuted
there by runs, and each refutation is a claim (see ``make_claims.beliefs``).
"""

import ast
import importlib.util
import re
from collections import Counter
from pathlib import Path

import marked
import pytest
from unmarked import ALLOWED, BY_REASON

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
    r"breaks?|broken|hides?|hidden|stops?|escrow|back ?doors?|anonym\w+|safe|secure|handed over|"
    r"hand over|compel\w*|police|seiz\w+|reaches|knows|sees)\b",
    re.IGNORECASE,
)
"""Words with which a text promises, denies or forbids something."""
WATCHED = [
    path
    for path in (
        ROOT / "README.md",
        ROOT / "SECURITY.md",
        *sorted(ROOT.glob("docs/bytes/*.md")),
        *sorted(ROOT.glob("docs/explanation/*.md")),
        *sorted(ROOT.glob("docs/how-to/*.md")),
        *(ROOT / "docs" / f"{name}.md" for name in ("index", "first-hour", "exports", "shares")),
        *(ROOT / "docs" / "teach" / f"{name}.md" for name in ("README", "running-it")),
    )
    if path.exists()
]


def said(path):
    """Give the sentences and the rows of a document."""
    text = path.read_text(encoding="utf-8")
    return [*marked.sentences(text), *marked.rows(text)]


def claims_something(sentence):
    """Questions, and what announces a list or a block, claim nothing by themselves."""
    return TRIGGERS.search(sentence.text) and not sentence.text.rstrip("*_").endswith(("?", ":"))


def allowed(sentence):
    return any(sentence.text.startswith(start) for start in ALLOWED)


@pytest.mark.parametrize("path", WATCHED, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_sentence_with_a_strong_word_is_marked_or_listed_with_a_reason(path):
    bare = [
        one.text
        for one in said(path)
        if claims_something(one) and not one.marked and not allowed(one)
    ]
    assert bare == [], "mark it <!-- claim: tests/...::test_... -->, or <!-- source: who, year -->"


def test_no_exception_outlives_its_sentence():
    texts = [
        one for path in WATCHED for one in said(path) if claims_something(one) and not one.marked
    ]
    idle = [start for start in ALLOWED if not any(one.text.startswith(start) for one in texts)]
    assert idle == []
    assert len(ALLOWED) == sum(map(len, BY_REASON.values())), "each is listed once"


def test_most_strong_sentences_of_the_readme_are_marked_and_few_are_excused():
    sentences = marked.sentences((ROOT / "README.md").read_text(encoding="utf-8"))
    strong = [one for one in sentences if claims_something(one)]
    backed = [one for one in strong if one.marked]
    assert len(strong) >= 30
    assert len(backed) >= 0.75 * len(strong)


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
    found = make_claims.claims("a.md", marked.FENCE.sub("", text))
    assert [(one.sentence, one.backing) for one in found] == [
        ("Another strong thing over two lines.", ("a::b", "c::d")),
        ("A third, half;", ("X, 1999",)),
        ("an item.", ("Y, 2001",)),
        ("Second.", ("Z, 2002",)),
        ("cell two", ("T, 2003",)),
    ]
    assert [(one.text, one.marked) for one in marked.sentences(text)] == [
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
        assert len(near) == len(marked.MARK.findall(text)), path


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


def test_the_ledger_begins_with_its_documents_and_tells_tests_of_one_name_apart_by_their_files():
    backing = ("tests/a/test_one.py::test_it_holds", "tests/b/test_two.py::test_it_holds")
    found = [
        Claim("docs/a_b.md", "So it is.", "claim", backing),
        Claim("docs/a_b.md", "And so.", "claim", backing[:1]),
        Claim("c.md", "It was.", "source", ("A letter, 2020",)),
        Claim("c.md", "Not so.", "belief", backing[1:]),
    ]
    text = make_claims.ledger(found)
    assert "\n- [docs/a_b.md](#docsa_bmd): 2\n- [c.md](#cmd): 2\n\n## docs/a_b.md\n" in text
    assert (
        "[it holds (test_one)](../tests/a/test_one.py); "
        "[it holds (test_two)](../tests/b/test_two.py) |"
    ) in text
    assert "| And so. | test | [it holds](../tests/a/test_one.py) |" in text


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
    with_marks = [
        path.name
        for path in notebooks
        if re.search(r"<!-- (claim|source):", path.read_text(encoding="utf-8"))
    ]
    assert with_marks == []
