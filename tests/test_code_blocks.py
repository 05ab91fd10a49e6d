"""Code in the documents: what no test runs is read as its reader would, and must hold together."""

import re
import shlex
import tomllib
from contextlib import suppress
from pathlib import Path

import click
import pytest

from cryptokit.cli import cli
from cryptokit.world import k_eff, load
from cryptokit.world.powers import Level

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("notebooks/*.md")]
    if ROOT / "docs" / "made" not in path.parents
)
every_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)
RUN = {"python", "{code-cell} python"}
"""Sybil runs these; the cells of the first hour run when the site is built, too."""
READ = {"sh", "bat", "console", "toml", "text", "mermaid", ""}
"""Nobody runs these."""
_FENCE = re.compile(r"^ *```(?P<tag>[^\n`]*)\n(?P<code>.*?)^ *```$", flags=re.MULTILINE | re.DOTALL)
_CONTINUED = re.compile(r"[\\^]\n\s*")


def blocks(path, *tags):
    """Give the code of a document between fences that say what it is."""
    found = _FENCE.finditer(path.read_text("utf-8"))
    return [one["code"] for one in found if not tags or one["tag"].strip() in tags]


def commands(path):
    """Give what a document tells people to type to cryptokit, as words."""
    typed = [re.sub(r"^(?!\$ ).*$", "", one, flags=re.MULTILINE) for one in blocks(path, "console")]
    for code in [*blocks(path, "sh", "bat"), *typed]:
        for line in _CONTINUED.sub(" ", code).splitlines():
            said = re.search(r"(?:^|[\s/\\|])cryptokit (?P<words>[^|>]*)", line.replace("\\", "/"))
            if said:
                yield shlex.split(said["words"], comments=True)
    prose = _FENCE.sub("", path.read_text("utf-8"))
    for said in re.findall(r"`cryptokit ([a-z][^`]+)(?<! v1)`", prose):  # v1: a label of a key
        yield shlex.split(said.replace("\n", " "))


def understood(words):
    """Let the command line read words, as far as it can without files. Raises click's errors."""
    command, context = cli, click.Context(cli, info_name="cryptokit")
    words = list(words)
    while words and isinstance(command, click.Group):
        name, command, words = command.resolve_command(context, words)
        context = click.Context(command, info_name=name, parent=context)
    if not isinstance(command, click.Group):
        only_named = (click.MissingParameter, click.BadOptionUsage)
        with suppress(*only_named):
            command.parse_args(context, words)


@every_document
def test_a_block_of_code_is_run_or_is_of_a_kind_that_nobody_runs(path):
    for found in _FENCE.finditer(path.read_text("utf-8")):
        tag = found["tag"].strip()
        directive = re.fullmatch(r"\{(toctree|include|literalinclude|download)\}.*", tag)
        assert tag in RUN | READ or directive, f"{tag}: {found['code'][:60]}"
        if tag not in RUN:
            assert ">>> " not in found["code"], found["code"][:60]


@every_document
def test_each_command_in_a_document_is_one_that_there_is(path, tmp_path, monkeypatch):
    monkeypatch.setattr(click.Path, "convert", lambda _self, value, *_: Path(value))
    for words in commands(path):
        understood(words)


def test_commands_are_found_and_a_wrong_one_is_noticed():
    assert len([one for path in DOCUMENTS for one in commands(path)]) > 40
    for words in (["who-can-reed"], ["world", "x", "--mve", "a=b"], ["shares", "splitt"]):
        with pytest.raises(click.UsageError):
            understood(words)


def test_the_world_that_a_page_tells_to_save_is_one():
    code, *_ = blocks(ROOT / "docs" / "how-to" / "own-world.md", "toml")
    assert k_eff(load(tomllib.loads(code)), "past", Level.SHARES.powers) == 3


@every_document
def test_toml_in_a_document_is_toml(path):
    for code in blocks(path, "toml"):
        tomllib.loads(code)


def anchors(path):
    """Give the anchors of a document's headings, as they are made of their words."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {one.replace(" ", "-") for one in plain}


@every_document
def test_a_link_to_a_place_in_a_document_finds_it(path):
    text = _FENCE.sub("", path.read_text("utf-8"))
    for file, anchor in re.findall(r"\]\(([^)\s#:]*\.md)?#([^)\s]+)\)", text):
        target = (path.parent / file).resolve() if file else path
        assert anchor in anchors(target), f"{target.name}#{anchor}"
