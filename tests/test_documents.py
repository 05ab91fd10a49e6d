"""README, pictures and the house rules: what they say is so."""

import importlib.util
import re
import tomllib
from dataclasses import fields
from html import unescape
from pathlib import Path

import pytest
from sybil.document import Document
from sybil.parsers.markdown import PythonCodeBlockParser

from cryptokit.cli import cli
from cryptokit.conversation import Account, read_chat, say
from cryptokit.conversation.samples import sample
from cryptokit.conversation.signal.store import Key, SignalStore, Store
from cryptokit.court import Report
from cryptokit.evidence.rows import KINDS
from cryptokit.evidence.schemes import OPENERS
from cryptokit.experiment import who_can_read
from cryptokit.lab import chat_json
from cryptokit.world import Level, k_eff, load

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("notebooks/*.py")]
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_installs_the_package_of_somebody_else(path):
    assert not re.search(
        r"pip install (-\S+ )*cryptokit(?!-lab)\b", path.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_inside_the_project_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http", "#")):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", ROOT / "SECURITY.md", *ROOT.glob("notebooks/*.py")],
    ids=lambda path: path.name,
)
def test_the_first_screen_says_what_this_is_not(path):
    first_screen = "\n".join(path.read_text(encoding="utf-8").splitlines()[:25]).lower()
    assert "teaching code" in first_screen
    assert "not legal advice" in first_screen


def words(svg):
    return [
        unescape(one).replace("\xa0", " ").strip()
        for one in re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    ]


def test_the_picture_in_the_readme_is_what_the_program_prints():
    spec = importlib.util.spec_from_file_location("picture", ROOT / "docs" / "picture.py")
    picture = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(picture)
    assert words(picture.PICTURE.read_text(encoding="utf-8")) == words(picture.draw())


def test_the_picture_loads_nothing_from_the_net():
    svg = (ROOT / "docs" / "who-can-read.svg").read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"')]+", svg.partition("<style>")[2]) == []


def options(command):
    """Give the options of a command, and of the commands in it if it is a group."""
    inner = getattr(command, "commands", {}).values()
    own = {name for parameter in command.params for name in parameter.opts}
    return own.union(*map(options, inner))


def test_the_readme_names_the_options_that_there_are():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command, option in re.findall(r"cryptokit ([a-z-]+)[^\n`]*? (--[a-z-]+)", text):
        assert option in options(cli.commands[command])
    table = re.findall(r"^\| `(--[a-z-]+)", text, flags=re.MULTILINE)
    assert table
    for option in table:
        assert option in options(cli.commands["who-can-read"])


def test_only_the_top_floors_print():
    for path in ROOT.glob("cryptokit/**/*.py"):
        room = path.relative_to(ROOT / "cryptokit").parts[0]
        if room not in {"demos", "cli", "lab"}:
            assert not re.search(
                r"(?<![\w.`])print\(",
                re.sub(r">>>.*|\.\.\. .*", "", path.read_text(encoding="utf-8")),
            ), path


def test_the_examples_of_the_documents_are_collected():
    """An example that a parser passes over would rot unseen."""
    examples = list(Document.parse(str(ROOT / "README.md"), PythonCodeBlockParser()))
    prompts = re.findall(
        r"^>>> ", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert len(examples) == len(prompts) > 0


def test_the_formats_page_names_every_column_and_scheme():
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"| `{kind.table}` | {', '.join(kind.columns)} |" in page
    for scheme in OPENERS:
        assert f"| `{scheme}` |" in page


def test_the_world_on_the_formats_page_loads():
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    world = load(tomllib.loads(example))
    assert (
        k_eff(world, "past", Level.AT_REST.powers),
        k_eff(world, "past", Level.ENTITY.powers),
    ) == (2, 1)


def test_the_formats_page_names_every_field_of_a_report_and_of_an_answer():
    page = " ".join((ROOT / "docs" / "formats.md").read_text(encoding="utf-8").split())
    report = ", ".join(f'"{field.name}"' for field in fields(Report))
    assert f'{{"cases": [{{"folder", {report}}}]}}' in page
    result = who_can_read(say(["Alice: hi"]), levels=[Level.AT_REST])
    for name in result.as_json()["answers"][0]:
        assert f'"{name}"' in page


def test_every_pitfall_is_held_by_a_test_that_exists():
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+)`", page)
    tests = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py"))
    assert len(named) > 20
    assert [name for name in named if f"def {name}(" not in tests] == []


def keys_of(value):
    """Walk the names in a JSON value, but not those that are data: kinds, actions, weekdays."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in {"kinds", "actions", "weekdays", "busiest", "silence"}:
                yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_the_formats_page_names_every_key_of_a_chat():
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    _, _, section = page.partition("## `chat --json`")
    section = section.partition("\n## ")[0]
    chat = read_chat(sample("whatsapp-en.txt"))
    store = SignalStore("db.sqlite", Store.DATABASE, 4096, 1, 8.0, Key.ELSEWHERE)
    account = Account((chat,))
    values = (
        chat_json.chat_json(chat, real=True),
        chat_json.account_json(account, real=True) | {"chats": []},
        chat_json.store_json(store),
    )
    for value in values:
        for key in keys_of(value):
            assert f'"{key}"' in section or f"`{key}`" in section, key
