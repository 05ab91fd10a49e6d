"""Which tests there are to stand behind a claim: those that pytest collects and runs.

A function inside another is never collected, one without a statement checks nothing, and one that
is always skipped neither. Whether a test tests its claim is for readers to judge.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
ELSEWHERE: Final = {
    "tests/notebooks/test_graders.py": "with the group grading",
    "tests/browser/": "with `make site-test`",
    "tests/docs/test_site": "with `make docs`, then `make site-test`",
}
"""Tests that `make test` may skip, by how the names of their files begin, and what they want."""


def elsewhere(file: str) -> str:
    """Say what the tests of a file want beside `make test`; nothing, if it runs them.

    >>> elsewhere("tests/notebooks/test_graders.py"), elsewhere("tests/test_quiet.py")
    ('with the group grading', '')
    """
    return next((words for start, words in ELSEWHERE.items() if file.startswith(start)), "")


@cache
def tests_of(file: str) -> frozenset[str]:
    """Give the names of the tests in a file of `tests`, or none if there is no such file."""
    path = ROOT / file
    if not (file.startswith("tests/") and path.is_file()):
        return frozenset()
    return tests_in(path.read_text(encoding="utf-8"))


def tests_in(source: str) -> frozenset[str]:
    r"""Give the names of the tests of a module and of its classes that do something.

    >>> sorted(tests_in("def test_a():\n    assert 1\n\ndef test_b():\n    pass"))
    ['test_a']
    """
    module = ast.parse(source)
    names = _assigned(module.body)
    if _left_out(module.body, names):
        return frozenset()
    found = dict[str, bool]()  # of two with one name, Python keeps the last
    for node in module.body:
        match node:
            case ast.FunctionDef():
                found[node.name] = _does_something(node, names)
            case ast.ClassDef() if node.name.startswith("Test") and not _skipped(node, names):
                found |= _methods(node, names)
            case _:
                pass
    return frozenset(name for name, good in found.items() if good and name.startswith("test_"))


def _methods(node: ast.ClassDef, names: Mapping[str, ast.expr]) -> dict[str, bool]:
    if _left_out(node.body, _assigned(node.body)):
        return {}
    methods = (one for one in node.body if isinstance(one, ast.FunctionDef))
    return {one.name: _does_something(one, names) for one in methods}


def _does_something(node: ast.FunctionDef, names: Mapping[str, ast.expr]) -> bool:
    """Whether a test is run, and has a statement that is more than `pass` or a constant."""
    if _skipped(node, names) or any(_is_call_of_skip(one) for one in node.body):
        return False
    return any(not isinstance(one, ast.Pass) and not _is_constant(one) for one in node.body)


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _skipped(node: ast.FunctionDef | ast.ClassDef, names: Mapping[str, ast.expr]) -> bool:
    return any(_skips(one, names) for one in node.decorator_list)


def _left_out(body: list[ast.stmt], names: Mapping[str, ast.expr]) -> bool:
    """Whether a module or class skips all of itself, whatever there is."""
    marks = names.get("pytestmark")
    each = marks.elts if isinstance(marks, ast.List | ast.Tuple) else [marks] if marks else []
    return any(_skips(one, names) for one in each) or any(_is_call_of_skip(one) for one in body)


def _skips(mark: ast.expr, names: Mapping[str, ast.expr]) -> bool:
    """Whether a mark leaves a test out, or its failure, without a condition."""
    if isinstance(mark, ast.Name) and mark.id in names:
        return _skips(names[mark.id], {})
    arguments = [*mark.args, *_conditions(mark)] if isinstance(mark, ast.Call) else []
    match ast.unparse(mark.func if isinstance(mark, ast.Call) else mark).rpartition(".")[2]:
        case "skip":
            return True
        case "xfail":
            return not arguments
        case "skipif":
            return any(isinstance(one, ast.Constant) and bool(one.value) for one in arguments[:1])
        case _:
            return False


def _conditions(mark: ast.Call) -> Iterator[ast.expr]:
    return (one.value for one in mark.keywords if one.arg == "condition")


def _is_call_of_skip(node: ast.stmt) -> bool:
    """Whether a statement, not one below a condition, ends a test or a module by a skip."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    return ast.unparse(node.value.func) in {"pytest.skip", "skip"}


def _assigned(body: list[ast.stmt]) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
