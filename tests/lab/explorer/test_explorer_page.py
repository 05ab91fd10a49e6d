"""The page: made of its parts and nothing else, escaped, loading nothing, and in step."""

import json
import re
import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cryptokit.lab.explorer import bundle as bundling
from cryptokit.lab.explorer import data, explored, page, subject, subjects
from cryptokit.lab.explorer.bundle import bundle
from cryptokit.lab.explorer.data import words
from cryptokit.lab.explorer.page import content_of, inlined
from cryptokit.lab.explorer.scenery import scenery
from cryptokit.lab.explorer.states import NAMES, coalition, level_of, places
from cryptokit.lab.explorer.twin import framed
from cryptokit.rng import draw, lesson
from cryptokit.world import load

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "explorer.html"
SAMPLE = 60
"""States of each subject that are asked of the engine again; the browser tests ask them all."""


@pytest.fixture(scope="module")
def committed():
    return PAGE.read_text(encoding="utf-8")


def seen(found, goal, at, mask):
    row = found["rows"][found["goals"][goal]["tells"][at]]
    done, missing, _ = found["tells"][row[mask]]
    return tuple(found["lines"][i] for i in (*done, *missing))


def test_the_committed_page_is_made_of_its_own_data_and_todays_parts(committed):
    assert page(content_of(committed)) == committed


def test_the_committed_words_and_maps_are_todays(committed):
    content = content_of(committed)
    assert content["words"] == words()
    assert [one["id"] for one in content["subjects"]] == [one.id for one in subjects()]
    for kept, one in zip(content["subjects"], subjects(), strict=True):
        assert kept["countries"] == scenery(one)


@pytest.mark.parametrize("name", ["A1", "A2", "A3", "A7", "A8", "A9", "A10", "domestic"])
def test_the_committed_answers_of_small_worlds_are_todays(committed, name):
    kept = next(one for one in content_of(committed)["subjects"] if one["id"] == name)
    assert data([subject(name)])["subjects"] == [_plain(kept)]


def _plain(kept):
    """Lists of JSON as the tuples that they came from."""
    found = kept["answers"]
    found["rows"] = [tuple(row) for row in found["rows"]]
    for one in found["sets"]:
        one["masks"] = tuple(one["masks"])
    found["tells"] = [
        [tuple(done), tuple(missing), tuple(map(tuple, marks))]
        for done, missing, marks in found["tells"]
    ]
    return kept


def test_the_committed_answers_of_every_world_are_todays_in_a_sample(committed):
    rng = lesson("the explorer in step")
    for kept, one in zip(content_of(committed)["subjects"], subjects(), strict=True):
        countries = one.world.jurisdictions
        for goal in kept["answers"]["goals"]:
            for _ in range(SAMPLE // 20):
                number = int.from_bytes(draw(rng, 4), "big")
                at, mask = number % len(places()), (number >> 8) % (1 << len(countries))
                beside = NAMES[at // 8]
                made = framed(one, goal, coalition(countries, mask), level_of(at), beside)
                assert seen(kept["answers"], goal, at, mask) == made.sentences
                sets = kept["answers"]["sets"][kept["answers"]["goals"][goal]["sets"][at]]["masks"]
                assert any(part & mask == part for part in sets) == made.readable


def test_the_committed_page_is_small_enough_to_send(committed):
    assert len(committed.encode()) < 1_500_000


def test_the_maker_writes_that_very_file():
    assert runpy.run_path(str(DOCS / "explorer_page.py"))["PAGE"] == PAGE


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"src", "href", "srcset", "data"}]


def test_a_strangers_texts_stay_texts():
    hostile = "</script><script>alert(1)</script><!--\u2028"
    world = load({
        "name": "x",
        "about": hostile,
        "assets": [{"id": "db", "loc": "NL", "custodian": "user", "holds": ["past"]}],
    })  # fmt: skip
    made = page(data([subject(world)]))
    elements = Elements()
    elements.feed(made)
    assert elements.tags.count("script") == 2
    assert content_of(made)["subjects"][0]["about"].startswith("</script><script>alert(1)")
    assert not re.search("[<>&\u2028\u2029]", inlined({"all": f"<>&\u2028\u2029{hostile}"}))


def test_the_page_names_nothing_to_load_and_its_policy_forbids_it(committed):
    elements = Elements()
    elements.feed(committed)
    assert elements.links == ["index.html", "made/glossary.html"]
    assert not {"link", "img", "iframe", "object", "source"} & set(elements.tags)
    assert elements.tags.count("a") == len(elements.links)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', committed)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "url(" not in committed
    assert "@import" not in committed


def test_the_first_screen_says_what_it_is_and_what_it_is_not(committed):
    assert "<h1>Who can read this message?</h1>" in committed
    said = content_of(committed)["words"]["disclaimer"]
    assert "not for protecting people" in said
    assert "not legal advice" in said


def test_modules_that_name_a_thing_alike_are_not_joined(monkeypatch):
    monkeypatch.setattr(bundling, "static", lambda _name: "const same = 1;\n")
    with pytest.raises(ValueError, match="more than one module names same"):
        bundle.__wrapped__("page.js")


def test_a_module_is_not_joined_before_what_it_imports(monkeypatch):
    texts = {"answer.js": 'import { two } from "./view.js";\n'}
    monkeypatch.setattr(bundling, "static", lambda name: texts.get(name, ""))
    with pytest.raises(ValueError, match=r"answer.js imports view.js"):
        bundle.__wrapped__("page.js")


def test_nothing_is_read_as_html():
    script = bundle("page.js") + bundle("widget.js")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|fetch\(", script
    )
    assert explored(subject("A1"))["id"] == "A1"


PLAIN_TOO = {"accounts", "administrator", "agency", "backup", "engineer", "packets", "parent",
             "passing", "phone", "relay", "store", "unit", "vault", "wire"}  # fmt: skip
"""Short names that are words of the language as well."""
JARGON = re.compile(r"\b(past|future) (is|stays|makes|can)|\bmissing: |P\d to P\d|_plus_|\bL\d \+")


def test_no_sentence_for_a_passer_by_has_a_bare_code_or_a_goals_code_in_it(committed):
    content = content_of(committed)
    assert not JARGON.search(json.dumps(content["words"]))
    for found in content["subjects"]:
        said = [*found["answers"]["lines"], found["promise"]["says"]]
        said += [one["says"] for there in found["countries"] for one in there["machines"]]
        codes = "|".join(map(re.escape, sorted(set(found["short"]) - PLAIN_TOO)))
        bare = re.compile(rf"(?<![(\w'])({codes})(?![)\w])")
        for sentence in said:
            assert not JARGON.search(sentence)
            assert not bare.search(sentence), sentence
