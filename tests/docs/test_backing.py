"""What counts as a test behind a claim, and what of a text is read for claims."""

import ast
import doctest
from pathlib import Path

import backing
import make_claims
import marked
import pytest

ROOT = Path(__file__).parents[2]
CLAIMS = make_claims.every_claim()
FILES = sorted(
    {name.partition("::")[0] for one in CLAIMS if one.kind == "claim" for name in one.backing}
)


@pytest.mark.parametrize("module", [backing, make_claims, marked], ids=lambda one: one.__name__)
def test_the_examples_of_the_makers_of_the_ledger_are_so(module):
    done = doctest.testmod(module)
    assert done.attempted
    assert not done.failed


GOOD = "def test_it():\n    assert 1\n"


def indented(text):
    return "".join(f"    {line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    "source",
    [
        GOOD,
        f"class TestAll:\n{indented(GOOD)}",
        f"@given(x)\n@pytest.mark.skipif(os.name == 'nt', reason='no sh')\n{GOOD}",
        "def test_it():\n    '''It holds.'''\n    check()\n",
        "def test_it():\n    if not there:\n        pytest.skip('not there')\n    check()\n",
        f"pytestmark = pytest.mark.parametrize('x', [1])\n{GOOD}",
        f"pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason='no')]\n{GOOD}",
        f"if missing:\n    pytest.skip('no', allow_module_level=True)\n{GOOD}",
        f"posix = pytest.mark.skipif(WINDOWS, reason='no')\n@posix\n{GOOD}",
        f"@pytest.mark.xfail(WINDOWS, reason='no')\n{GOOD}",
        f"def test_it():\n    pass\n{GOOD}",
    ],
)
def test_a_test_that_is_collected_and_does_something_counts(source):
    assert backing.tests_in(source) == {"test_it"}


@pytest.mark.parametrize(
    "source",
    [
        f"def helper():\n{indented(GOOD)}    return test_it\n",
        f"def test_outer():\n    pass\n{indented(GOOD)}".replace("    pass\n", ""),
        f"if True:\n{indented(GOOD)}",
        f"class Helper:\n{indented(GOOD)}",
        f"class TestOuter:\n    class TestInner:\n{indented(indented(GOOD))}",
        "def test_it():\n    pass\n",
        "def test_it():\n    '''It holds.'''\n",
        "def test_it():\n    '''It holds.'''\n    pass\n    ...\n",
        "async def test_it():\n    assert 1\n",
        "def it():\n    assert 1\n",
        "test_it = lambda: check()\n",
        f"{GOOD}def test_it():\n    pass\n",
        f"@pytest.mark.skip\n{GOOD}",
        f"@pytest.mark.skip(reason='slow')\n{GOOD}",
        f"@pytest.mark.skipif(True, reason='slow')\n{GOOD}",
        f"@pytest.mark.skipif(condition=True, reason='slow')\n{GOOD}",
        f"@pytest.mark.xfail\n{GOOD}",
        f"@pytest.mark.xfail(reason='wrong')\n{GOOD}",
        f"never = pytest.mark.skip(reason='slow')\n@never\n{GOOD}",
        "def test_it():\n    pytest.skip('later')\n    check()\n",
        f"pytestmark = pytest.mark.skip\n{GOOD}",
        f"pytestmark = [pytest.mark.slow, pytest.mark.skip(reason='no')]\n{GOOD}",
        f"pytest.skip('no', allow_module_level=True)\n{GOOD}",
        f"@pytest.mark.skip\nclass TestAll:\n{indented(GOOD)}",
        f"class TestAll:\n    pytestmark = pytest.mark.skip\n{indented(GOOD)}",
        f"class TestAll:\n    @pytest.mark.skip\n{indented(GOOD)}",
    ],
)
def test_a_function_that_is_never_collected_does_nothing_or_is_always_skipped_does_not(source):
    assert "test_it" not in backing.tests_in(source)


def test_a_claim_that_rests_on_such_a_test_is_told(monkeypatch, tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_new.py").write_text(f"{GOOD}def test_empty():\n    pass\n")
    monkeypatch.setattr(backing, "ROOT", tmp_path)
    names = ("tests/test_new.py::test_it", "tests/test_new.py::test_empty")
    claim = make_claims.Claim("a.md", "So it is.", "claim", names)
    assert make_claims.troubles([claim]) == ["a.md: So it is.: no such test: " + names[1]]


def leaves_itself_out(tree):
    """Whether a file skips all of its tests under a condition, or where something is missing."""
    for node in tree.body:
        if isinstance(node, ast.If | ast.Assign | ast.Expr):
            called = {ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
            if called & {"pytest.skip", "pytest.importorskip"}:
                return True
            if ast.unparse(node).startswith("pytestmark") and "pytest.mark.skipif" in called:
                return True
    return False


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_may_skip_all_of_its_tests_is_told_with_what_it_wants(file):
    """Those of the browser skip in a fixture, by the conftest beside them."""
    path = ROOT / file
    beside = path.with_name("conftest.py")
    by_fixture = beside.exists() and "importorskip" in beside.read_text(encoding="utf-8")
    itself = leaves_itself_out(ast.parse(path.read_text(encoding="utf-8")))
    assert bool(backing.elsewhere(file)) == (itself or by_fixture)


def test_the_ledger_says_what_a_test_wants_beside_make_test():
    text = make_claims.LEDGER.read_text(encoding="utf-8")
    for name in ("otter", "nbgrader"):
        link = f"[{name} grades answers and stubs](../tests/notebooks/test_graders.py)"
        assert f"{link} (with the group grading)" in text
    assert "(../tests/test_quiet.py) (" not in text


def test_every_row_of_a_table_is_read_and_no_name_of_a_column():
    text = (
        "| what nobody | sees |\n| --- | ---: |\n| one cell | two *cells* |\n"
        "| it [holds](x.md) <!-- source: X, 1999 --> | never |\n\nProse | with a bar.\n\n"
        "```text\n| code | nobody |\n```\n\n- in a list:\n\n  | a |\n  |:-:|\n  | b |\n"
    )
    assert [(one.text, one.marked) for one in marked.rows(text)] == [
        ("one cell | two cells", False),
        ("it holds | never", True),
        ("b", False),
    ]


@pytest.mark.parametrize(
    ("above", "backed"),
    [
        ("What it is: <!-- claim: a::b -->", True),
        ("What it is: <!-- source: X, 1999 -->", True),
        ("What it is:", False),
        ("What it is. <!-- claim: a::b -->", False),
        ("What it is: <!-- claim: a::b --> and more", False),
        ("What it is: <!-- a comment -->", False),
    ],
)
def test_a_mark_behind_the_colon_that_announces_a_table_is_of_all_its_rows(above, backed):
    table = "| a |\n| --- |\n| b |\n| c |\n"
    text = f"{above}\n\n{table}\nThen.\n\n{table}"
    assert [one.marked for one in marked.rows(text)] == [backed, backed, False, False]


def test_code_in_a_list_is_no_prose():
    text = "1. Do it:\n\n   ```sh\n   nobody reads this. Never.\n   ```\n\n2. Then stop.\n"
    assert [one.text for one in marked.sentences(text)] == ["Do it:", "Then stop."]
