"""README, pictures and the house rules: what they say is so."""

import importlib.util
import re
import tomllib
from dataclasses import fields
from html import unescape
from pathlib import Path

import pytest
from making_site import pages
from sybil.document import Document
from sybil.parsers.myst import PythonCodeBlockParser

from cryptokit.attacks import backdoors, mtproto, sharing, signal
from cryptokit.cli import cli
from cryptokit.conversation import Account, read_chat, say
from cryptokit.conversation.samples import default, sample
from cryptokit.conversation.signal.store import Key, SignalStore, Store
from cryptokit.court import Report
from cryptokit.evidence.rows import KINDS
from cryptokit.evidence.schemes import OPENERS
from cryptokit.experiment import who_can_read
from cryptokit.lab import answers, chat_json
from cryptokit.lab.course.catalogue import COURSE
from cryptokit.messengers import named
from cryptokit.world import Level, Power, facts, k_eff, load, smallest_sets

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("notebooks/*.md")]
    if ROOT / "docs" / "made" not in path.parents  # generated with the site, and checked there
)
MADE = {ROOT / "docs" / "made" / place for place, _ in pages.made()}
"""Pages that are there once the site is built."""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_installs_the_package_of_somebody_else(path):
    assert not re.search(
        r"pip install (-\S+ )*cryptokit(?!-lab)\b", path.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http", "#")):
            file = (path.parent / target.partition("#")[0]).resolve()
            assert file.exists() or file in MADE, target


def test_a_day_and_a_term_take_as_long_as_their_lessons():
    page = (ROOT / "docs" / "teach" / "README.md").read_text("utf-8")
    minutes = {one.number: one.minutes for one in COURSE}
    _, _, after = page.partition("## One day")
    day, _, term = after.partition("## One term")
    lessons = re.findall(r"\b(\d\d)\b", re.sub(r"\(read \d\d before\)", "", day))
    assert f"\n{sum(minutes[one] for one in lessons)} minutes of lessons" in day
    assert f"one lesson each, {sum(minutes.values())} minutes in all" in term


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", ROOT / "SECURITY.md", *ROOT.glob("notebooks/*.md")],
    ids=lambda path: str(path.relative_to(ROOT)),
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


def test_what_the_readme_says_of_past_and_future_is_what_the_program_answers():
    """README: "Past and future are two questions", with orders in the middle of the chat.

    A changed program opens what is sent later of a secret chat, nothing of the past, and shows.
    """
    chat = read_chat(default(), names=True)
    secret, rung = [named("secret_chat")], [Level.CODE]
    (past,) = who_can_read(chat, messengers=secret, levels=rung).answers
    (later,) = who_can_read(chat, messengers=secret, levels=rung, after=20).answers
    assert (past.trial.k_eff, past.readable) == (None, 0)
    assert (later.trial.k_eff, later.readable, later.of) == (1, 20, 20)
    (program,) = (sign for sign in later.noticed if sign.power is Power.CODE)
    assert "the digest of the program is not the published one" in program.what
    assert past.noticed == (), "what has nothing to do with the past is not said of it"


def test_what_the_readme_says_of_asking_is_what_the_program_answers():
    """README: "four must order, two must ask by law, and one is enough by favour"."""
    found = answers.values(named("cloud_chat_cold").world, asking=answers.ON)
    rung = found["goals"]["past"][Level.SHARES]
    asking = [rung["asking"][name]["k_requesting"] for name in ("by_law", "any_route")]
    assert (rung["k_eff"], *asking) == (4, 2, 1)


def test_what_the_explanations_say_of_the_cloud_is_what_the_engine_answers():
    """docs/explanation/claim.md: four countries with parts, one with memory or the owner."""
    serving, cold = named("cloud_chat").world, named("cloud_chat_cold").world
    numbers = {rung: k_eff(serving, "past", rung.powers) for rung in Level}
    assert numbers[Level.AT_REST] is None
    assert (numbers[Level.SHARES], numbers[Level.MEMORY]) == (4, 1)
    assert k_eff(cold, "past", Level.ENTITY.powers) == 4
    assert k_eff(cold, "past", Level.CONTROL.powers) == 1
    for world in (serving, cold):
        assert {k_eff(world, "meta", rung.powers) for rung in Level} == {1}, "on every rung"


def test_what_the_explanations_say_of_independent_operators_is_what_the_engine_answers():
    """docs/explanation/claim.md: four, on every rung short of the program and the phone."""
    world = named("independent").world
    rungs = list(Level)[1:6]
    assert rungs[-1] is Level.PERSON
    assert {k_eff(world, "past", rung.powers) for rung in rungs} == {4}


def test_the_readme_counts_the_attacks_that_there_are():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"(\d+) published attacks, each run", text)
    assert int(told) == sum(len(room.GALLERY) for room in (backdoors, mtproto, sharing, signal))


NO_EXAMPLES = {ROOT / "docs" / "teach" / "making-lessons.md"}
"""Shows a line of a source with its mark, which is for the generator and not for Python."""


def test_every_example_of_the_documents_is_run():
    """A page with an example that is in no list of pages to test would rot unseen."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tested = [ROOT / one for one in settings["tool"]["pytest"]["testpaths"]]
    for path in set(DOCUMENTS) - NO_EXAMPLES:
        if list(Document.parse(str(path), PythonCodeBlockParser())):
            assert any(path == one or one in path.parents for one in tested), path


def test_the_readme_names_every_power_beside_the_ladder():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"^\| `--power tap` .*$", text, flags=re.MULTILINE)
    named_ = set(re.findall(r"`([a-z]+)`", row))
    assert named_ == set(Power) - Level.ENDPOINT.powers


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


def worlds_of_the_formats_page():
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    return [load(tomllib.loads(one)) for one in re.findall(r"```toml\n(.*?)```", page, re.DOTALL)]


def test_the_world_on_the_formats_page_loads():
    world, _ = worlds_of_the_formats_page()
    assert (
        k_eff(world, "past", Level.AT_REST.powers),
        k_eff(world, "past", Level.ENTITY.powers),
    ) == (2, 1)


BESIDE = [
    # power, past, future, who reads which on the first rung; the page says so in words
    (None, (), ()),
    (Power.INSIDER, (("AE",),), (("AE",),)),
    (Power.NETWORK, (("RU",),), (("RU",),)),
    (Power.COOPERATION, (), (("VG",),)),
    (Power.TAP, (), ()),
]


@pytest.mark.parametrize(("power", "past", "future"), BESIDE)
def test_the_powers_beside_the_ladder_do_what_the_formats_page_says(power, past, future):
    _, world = worlds_of_the_formats_page()
    powers = Level.AT_REST.powers | ({power} - {None})
    assert smallest_sets(world, "past", powers) == past
    assert smallest_sets(world, "future", powers) == future


def test_records_are_owed_in_a_market_and_nothing_else_is_as_the_formats_page_says():
    _, world = worlds_of_the_formats_page()
    assert facts(world, ["IN"], frozenset({Power.METADATA})) == {"meta"}
    assert facts(world, ["IN"], frozenset(Power) - {Power.METADATA}) == set()


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
