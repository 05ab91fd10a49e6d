"""The page: made of its parts and nothing else, escaped, loading nothing, and in step."""

import json
import re
import runpy
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

from cryptokit.lab.explorer import bundle as bundling
from cryptokit.lab.explorer import data, explored, page, subject, subjects
from cryptokit.lab.explorer.bundle import bundle
from cryptokit.lab.explorer.data import words
from cryptokit.lab.explorer.legend import of_facts
from cryptokit.lab.explorer.page import content_of, inlined
from cryptokit.lab.explorer.scenery import scenery
from cryptokit.lab.explorer.states import NAMES, coalition, level_of, places
from cryptokit.lab.explorer.telling import answers
from cryptokit.lab.explorer.twin import framed
from cryptokit.rng import draw, lesson
from cryptokit.world import load

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "explorer.html"
SAMPLE, PLACES = 60, 3
"""States of each subject, and places, that the engine is asked of again; the browser asks them all."""


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


def test_the_committed_names_and_promises_of_every_world_are_todays(committed):
    kept = content_of(committed)["subjects"]
    assert len(kept) == 28
    told = ("id", "group", "title", "about", "promise", "short")
    for found, one in zip(kept, subjects(), strict=True):
        made = explored(one, wanted=())
        assert {key: found[key] for key in told} == {key: made[key] for key in told}
        assert found.keys() == made.keys()


def said_of(found, goal, at, mask):
    """All that the data says of a state, and not by which numbers."""
    asked, lines = found["goals"][goal], found["lines"]
    done, missing, marks = found["tells"][found["rows"][asked["tells"][at]][mask]]
    sets = found["sets"][asked["sets"][at]]
    return {
        "done": [lines[i] for i in done],
        "missing": [lines[i] for i in missing],
        "marks": [[country, brought, lines[i]] for country, brought, i in marks],
        "sets": [list(sets["masks"]), sets["says"]],
        "noticed": lines[found["rows"][asked["noticed"][at]][mask]],
    }


def covering(found):
    """Choose places that together say every line of a subject."""
    tells, rows, said = found["tells"], found["rows"], {}
    for at in places():
        said[at] = {i for each in found["goals"].values() for i in rows[each["noticed"][at]]}
        for each in found["goals"].values():
            for done, missing, marks in (tells[i] for i in rows[each["tells"][at]]):
                said[at].update(done, missing, (one[2] for one in marks))
    left = set(range(len(found["lines"])))
    while left:
        at = max(said, key=lambda one: len(said[one] & left))
        left -= said[at]
        yield at


@pytest.mark.parametrize("one", tuple(subjects()), ids=lambda one: one.id)
def test_all_that_is_committed_of_a_place_is_todays_for_every_coalition(committed, one):
    kept = next(each for each in content_of(committed)["subjects"] if each["id"] == one.id)
    rng = lesson(f"the explorer in step: {one.id}")
    drawn = {int.from_bytes(draw(rng, 2), "big") % len(places()) for _ in range(PLACES)}
    wanted = sorted(drawn.union(covering(kept["answers"])))
    made = answers(one, wanted=wanted)
    for goal, at in product(made["goals"], wanted):
        for mask in range(1 << len(one.world.jurisdictions)):
            assert said_of(kept["answers"], goal, at, mask) == said_of(made, goal, at, mask)


@pytest.mark.parametrize("one", tuple(subjects()), ids=lambda one: one.id)
def test_every_number_that_is_committed_leads_somewhere_and_every_thing_is_used(committed, one):
    kept = next(each for each in content_of(committed)["subjects"] if each["id"] == one.id)
    found = kept["answers"]
    asked, rows, tells = found["goals"].values(), found["rows"], found["tells"]
    told = {i for each in asked for at in each["tells"] for i in rows[at]}
    shows = {i for each in asked for at in each["noticed"] for i in rows[at]}
    used = {at for each in asked for key in ("tells", "noticed") for at in each[key]}
    said = {i for done, missing, marks in tells for i in (*done, *missing, *(m[2] for m in marks))}
    assert {at for each in asked for at in each["sets"]} == set(range(len(found["sets"])))
    assert told == set(range(len(tells)))
    assert used == set(range(len(rows)))
    assert said | shows == set(range(len(found["lines"])))
    assert {len(row) for row in rows} == {1 << len(kept["countries"])}
    pools = (found["lines"], tells, found["sets"], rows)
    assert all(len({json.dumps(one) for one in pool}) == len(pool) for pool in pools)


def test_the_committed_legend_of_every_world_is_todays(committed):
    for found, one in zip(content_of(committed)["subjects"], subjects(), strict=True):
        said = [machine["says"] for there in found["countries"] for machine in there["machines"]]
        lines = [*said, *found["answers"]["lines"]]
        assert found["legend"] == of_facts(one, lines)


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
