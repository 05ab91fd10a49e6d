"""Make the ledger of claims: what the texts claim, and what backs it.

A claim is marked behind its sentence, in a comment that no reader sees: ``claim:`` with the tests
that would fail if it were false, or ``source:`` with a document and its year. In the lessons each
refuted belief is a claim as well. Whether a test tests its claim is for readers to judge.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backing import elsewhere, tests_of
from marked import BREAK, FENCE, ITEM, MARK, plain

from cryptokit.lab.course.beliefs import belief

ROOT: Final = Path(__file__).parent.parent
LEDGER: Final = ROOT / "docs" / "claims.md"
MADE: Final = ROOT / "docs" / "made"
REFUTED_BY: Final = (
    "tests/notebooks/test_lessons.py::test_the_teachers_notebook_runs_and_each_answer_passes"
)
"""It runs every cell of every lesson, and a belief that a run does not refute raises."""
_YEAR: Final = re.compile(r"\b(19[4-9]\d|20[0-4]\d)\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a document, and what stands behind it: tests, or one source."""

    document: str
    sentence: str
    kind: str
    backing: tuple[str, ...]


def documents() -> list[Path]:
    """Give all texts that may claim something, but not the ledger itself nor made pages."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("notebooks/*.md")]
    lessons = ROOT.glob("notebooks/lessons/[0-9][0-9]_*.py")
    written = (path for path in found if path != LEDGER and MADE not in path.parents)
    return [*sorted(written), *sorted(lessons)]


def prose(path: Path) -> str:
    """Give the text of a document without its code; of a lesson, the cells of text."""
    text = path.read_text(encoding="utf-8")
    return FENCE.sub("", _cells(text) if path.suffix == ".py" else text)


def claims(document: str, text: str) -> list[Claim]:
    """Collect the marked claims of a text.

    >>> (found,) = claims("README.md", "Well. It opens. <!-- claim: tests/a.py::test_b -->")
    >>> found.sentence, found.kind, found.backing
    ('It opens.', 'claim', ('tests/a.py::test_b',))
    """
    return [
        Claim(document, _last(text[: found.start()]), found["kind"], _backing(found))
        for found in MARK.finditer(text)
    ]


def beliefs(document: str, text: str) -> list[Claim]:
    """Collect the beliefs that a lesson refutes, by the truth that it shows.

    >>> (found,) = beliefs("05.py", 'belief("https").refute(seen, "the server has the text")')
    >>> found.sentence
    'Not so: “HTTPS is end-to-end encryption”. TLS ends at the server, which reads what it carries.'
    """
    names = [_refuted(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [Claim(document, _untrue(name), "belief", (REFUTED_BY,)) for name in names if name]


def every_claim() -> list[Claim]:
    """Collect the claims of all documents."""
    found = list[Claim]()
    for path in documents():
        name = path.relative_to(ROOT).as_posix()
        found += claims(name, prose(path))
        if path.suffix == ".py":
            found += beliefs(name, path.read_text(encoding="utf-8"))
    return found


def troubles(found: Iterable[Claim]) -> list[str]:
    """Say of each claim what is wrong with what backs it; nothing, if all is well.

    >>> troubles([Claim("a.md", "So it is.", "source", ("a letter",))])
    ['a.md: So it is.: no year in: a letter']
    """
    return [
        f"{one.document}: {one.sentence}: {trouble}" for one in found for trouble in _troubles(one)
    ]


def ledger(found: list[Claim]) -> str:
    """Write the page of all claims."""
    kinds = Counter(one.kind for one in found)
    tests = {name for one in found if one.kind != "source" for name in one.backing}
    by_document: dict[str, list[Claim]] = {}
    for one in found:
        by_document.setdefault(one.document, []).append(one)
    head = _HEAD.format(all=len(found), documents=len(by_document), tests=len(tests), **kinds)
    sections = map(_section, by_document, by_document.values())
    return "\n".join((head, _contents(by_document), *sections))


_HEAD: Final = """\
# The claims ledger

What README, documentation and lessons claim about security, law and history, and what stands
behind it. A claim with a *test* is checked by `make test`: the test would fail if the claim were
false of this code; tests are called by what they claim, and a link leads to the file. A test that
wants more than `make test` installs says behind its link what that is, and is skipped without. A
*source* is a document of somebody else with its year, or a dated trial by hand: nothing here runs
that could check it. A *belief* is refuted in its lesson by what a run gives, and the test executes
the lesson.

{all} claims in {documents} documents: {claim} by tests, {belief} refuted beliefs, {source} by
sources. {tests} different tests stand behind them.

What a test shows holds for this code and its model of the world, and for no real operator. Made by
`python docs/make_claims.py` out of marks in the texts; do not edit. Teaching code: not for
protecting people, not legal advice.
"""
_KINDS: Final = {"claim": "test", "source": "source", "belief": "belief"}


def _contents(by_document: Mapping[str, list[Claim]]) -> str:
    """List the documents, each with the number of its claims and a link to its table."""
    return "".join(
        f"- [{document}](#{_anchor(document)}): {len(found)}\n"
        for document, found in by_document.items()
    )


def _anchor(document: str) -> str:
    """Give the place of a section as Sphinx and code forges name it, by its heading.

    >>> _anchor("docs/how-to/own-world.md")
    'docshow-toown-worldmd'
    """
    return re.sub(r"[^\w-]", "", document.lower())


def _section(document: str, found: list[Claim]) -> str:
    rows = (f"| {_cell(one.sentence)} | {_KINDS[one.kind]} | {_linked(one)} |" for one in found)
    table = "\n".join(("| claim | kind | backed by |", "| --- | --- | --- |", *rows))
    return f"## {document}\n\n{table}\n"


def _linked(one: Claim) -> str:
    if one.kind == "source":
        return _cell(one.backing[0])
    parts = [name.partition("::") for name in one.backing]
    named = Counter(test for _, _, test in parts)
    return "; ".join(
        f"[{_as_words(test)}{f' ({Path(file).stem})' * (named[test] > 1)}](../{file})"
        f"{f' ({elsewhere(file)})' * bool(elsewhere(file))}"
        for file, _, test in parts
    )


def _as_words(test: str) -> str:
    """Write the name of a test, which is what it claims, as a sentence that can wrap."""
    return test.removeprefix("test_").replace("_", " ")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _backing(found: re.Match[str]) -> tuple[str, ...]:
    if found["kind"] == "source":
        return (found["backing"],)
    return tuple(part.strip() for part in found["backing"].split(";"))


def _last(before: str) -> str:
    """Give the last sentence of a text, back to a mark, a cell, an item or an empty line."""
    before = re.split(r"-->|\n\s*\n|\n#+ |(?<!\\)\|", before)[-1]
    return plain(BREAK.split(ITEM.split(before)[-1].strip())[-1])


def _cells(source: str) -> str:
    """Give the cells of text of a lesson's source, one below the other."""
    cells = re.split(r"^# %%(.*)$", source, flags=re.MULTILINE)
    texts = (cell for head, cell in zip(cells[1::2], cells[2::2], strict=True) if "[mark" in head)
    return "\n\n".join(re.sub(r"^# ?", "", cell, flags=re.MULTILINE) for cell in texts)


def _refuted(node: ast.Call) -> str:
    """Give the name of the belief that a call refutes, or nothing."""
    match node:
        case ast.Call(
            func=ast.Attribute(
                attr="refute",
                value=ast.Call(func=ast.Name(id="belief"), args=[ast.Constant(value=str(name))]),
            )
        ):
            return name
        case _:
            return ""


def _untrue(name: str) -> str:
    one = belief(name)
    return f"Not so: “{one.claim}”. {one.truth[0].upper()}{one.truth[1:]}."


def _troubles(one: Claim) -> Iterator[str]:
    if not one.sentence:
        yield "a mark with no sentence before it"
    if one.kind == "source":
        if not _YEAR.search(one.backing[0]):
            yield f"no year in: {one.backing[0]}"
        return
    for name in one.backing:
        file, _, test = name.partition("::")
        if test not in tests_of(file):
            yield f"no such test: {name}"


if __name__ == "__main__":
    LEDGER.write_text(ledger(every_claim()), encoding="utf-8")
