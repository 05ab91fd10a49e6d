"""``cryptokit explain`` on powers, cases and countries: sources, dates and doubts are printed."""

import re
from pathlib import Path

import pytest

from cryptokit import demos, testing
from cryptokit.errors import Unknown
from cryptokit.lab.course.catalogue import COURSE as LESSONS
from cryptokit.lab.glossary import entries_by_name, explain
from cryptokit.lab.glossary_course import ALIASES, COURSE
from cryptokit.lab.glossary_orders import ORDERS
from cryptokit.lab.glossary_signal import SIGNAL
from cryptokit.world import NOTES, Level, Power
from cryptokit.world.jurisdictions import countries, warning
from cryptokit.world.notes import ALL
from cryptokit.world.precedents import Standing, precedents, showing

SOURCES = Path(__file__).parents[2] / "notebooks/lessons"
NUMBERS = {lesson.number for lesson in LESSONS}


@pytest.mark.parametrize("note", ALL, ids=lambda note: note.id)
def test_a_power_is_told_with_all_its_cases_their_dates_and_sources(note):
    told = explain(note.id.lower()).more
    assert f"{note.id}. Learned: {note.learned}." in told
    assert f"Stopped by: {note.stopped}." in told
    assert f"What a user can notice: {note.noticed or 'nothing shows by itself'}." in told
    for case in showing(note.id):
        heading = f"Precedent: {case.title}, {case.dates}. {case.told}"
        sources = f"Source: {'; '.join(case.sources)} ({case.standing.sentence})"
        assert f"{heading}\n{sources}" in told
    left_out = note.id not in {NOTES[power].id for power in Power}
    assert ("k_eff leaves it out" in told) == left_out


@pytest.mark.parametrize("power", Power)
def test_a_power_has_one_story_under_its_name_and_its_number(power):
    by_name, by_number = explain(power), explain(NOTES[power].id)
    assert by_number.sentence in (by_name.sentence + by_name.more)
    assert by_number.more in by_name.more


@pytest.mark.parametrize("power", Power)
def test_a_power_that_stands_on_no_rung_says_how_to_add_it(power):
    beside = power not in Level.ENDPOINT.powers
    assert (f"cryptokit who-can-read --power {power} adds it" in explain(power).more) == beside


@pytest.mark.parametrize("word", ORDERS)
def test_a_word_of_orders_is_told_with_its_source_and_opens_no_unknown_command(word):
    entry = explain(word.upper())
    assert entry.term == word
    assert entry.more.startswith(ORDERS[word].more)
    assert "See: " in ORDERS[word].more
    for term in re.findall(r"cryptokit explain (P\d+)", entry.more):
        assert explain(term)
    for name in re.findall(r"cryptokit demo (\w+)", entry.more):
        assert name in demos.NAMES


@pytest.mark.parametrize("word", SIGNAL)
def test_a_word_of_the_ratchet_is_told_with_a_source_and_names_demos_that_are_there(word):
    entry = explain(word.upper())
    assert entry == SIGNAL[word]
    assert "\n\nSee: " in entry.more
    assert re.search(r"\b20\d\d\b|libsignal", entry.more.rpartition("See: ")[2])
    assert set(re.findall(r"cryptokit demo (\w+)", entry.more)) <= set(demos.NAMES)
    for name in re.findall(r"cryptokit\.testing\.(\w+)", entry.more):
        assert hasattr(testing, name)


def test_the_words_that_are_mixed_up_tell_which_way_they_look():
    assert "past, not the future" in explain("forward secrecy").more
    assert "only listens" in explain("healing").more
    assert "show one ratchet key" in explain("Double Ratchet").more


@pytest.mark.parametrize("word", COURSE)
def test_a_word_of_the_course_is_told_with_a_source_and_leads_to_what_is_there(word):
    entry = explain(word.upper())
    assert entry.term == word
    assert entry.sentence == COURSE[word].sentence
    told, _, sources = COURSE[word].more.partition("\n\nSee: ")
    assert re.search(r"\b(1[89]|20)\d\d\b|Telegram, '", sources)
    assert set(re.findall(r"cryptokit demo (\w+)", told)) <= set(demos.NAMES)
    assert set(re.findall(r"cryptokit lesson (\d+)", told)) <= NUMBERS
    for quoted, plain in re.findall(r"cryptokit explain (?:'([^']+)'|(\w+))", told):
        assert explain(quoted or plain)


@pytest.mark.parametrize(("other", "term"), ALIASES.items())
def test_another_name_leads_to_the_term_and_hides_none(other, term):
    assert explain(other) == explain(term)
    assert explain(other.title()) == explain(term)
    assert other.lower() not in {one.term.lower() for one in entries_by_name().values()}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_each_word_at_the_end_of_a_lesson_is_explained(lesson):
    text = (SOURCES / f"{lesson.stem}.py").read_text("utf-8").replace("\n# ", " ")
    (words,) = re.findall(r"\*\*Words:\*\*(.*?)\.\s*\*\*(?:Read on|Run)", text)
    terms = [one.removeprefix("cryptokit explain ") for one in re.findall(r"`([^`]+)`", words)]
    assert len(terms) >= 3
    for term in terms:
        assert explain(term.strip('"'))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_a_lesson_sends_nobody_to_a_word_that_is_not_explained(lesson):
    text = (SOURCES / f"{lesson.stem}.py").read_text("utf-8").replace("\n# ", " ")
    for quoted, plain in re.findall(r'cryptokit explain (?:"([^"]+)"|(\w+))', text):
        assert explain(quoted or plain)


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("keystreams", "keystream"),
        ("man-in-the-middle", "man in the middle"),
        ("Go-Betweens", "man in the middle"),
        ("  secret  chat ", "secret_chat"),
        ("AES", "AES"),
        ("us", "US"),
    ],
)
def test_a_term_is_found_as_it_stands_in_a_text(typed, term):
    assert explain(typed).term == term


def test_the_list_shows_the_word_and_not_the_power_of_its_name(run):
    _, out, _ = run("explain")
    listed = " ".join(out.split())
    assert f"tap {explain('tap').sentence}" in listed
    assert listed.count("Somebody listens on a line") == 1


def test_a_vault_is_a_machine_that_counts_and_a_format_of_shares():
    told = explain("vault")
    assert "so many guesses" in told.sentence
    assert "As a format of shares: A format of shares, of HashiCorp Vault" in told.more


def test_a_wrong_word_names_a_few_that_are_near():
    with pytest.raises(Unknown) as caught:
        explain("keystrem")
    assert "keystream" in caught.value.hint
    assert len(caught.value.known) <= 5


def test_a_power_without_a_case_says_so_and_up_to_when():
    assert "Precedent: none that is public" in explain("P2").more
    assert "2026-11" in explain("P2").more


def test_what_was_not_checked_says_so():
    assert "verify before quoting" in explain("P9").more
    assert "reported and contested" in explain("P14").more


def test_the_first_rung_and_leverage_share_a_short_name():
    both = explain("L1")
    assert both.term == "L1_at_rest"
    assert explain("leverage").more in both.more
    assert explain("leverage").more not in explain("L1_at_rest").more


def test_all_cases_are_listed_with_how_sure_they_are():
    told = explain("precedents").more
    for case in precedents():
        assert f"{case.dates}: {case.title} (" in told
    assert all(standing in told for standing in Standing)


@pytest.mark.parametrize("one", countries().values(), ids=lambda one: one.code)
def test_a_country_is_told_with_every_source_date_and_the_warning(one):
    entry = explain(one.code)
    assert entry == explain(one.name) == explain(one.code3.lower())
    assert entry.sentence == f"{one.name}."
    assert entry.more.endswith(warning())
    for fact in one.facts.values():
        assert f"({fact.as_of}; source: " in entry.more
        for source in fact.sources:
            checked = "checked" if source.checked else "not checked"
            assert f"Source: {source.id}: {source.name} ({checked})" in entry.more
    assert "True" not in entry.more
    assert "False" not in entry.more


def test_what_a_country_is_said_to_be_is_what_the_data_says():
    told = explain("IE").more
    assert "European Union: yes (2025; source: gk, not checked)." in told
    assert "Commonwealth of Independent States: no (2025; source: gk, not checked)." in told
    assert "signed ratification not verified" in told


def test_the_command_prints_a_power_and_a_country(run):
    for term, said in (("P3", "Sky ECC"), ("nl", "NOT LEGAL ADVICE"), ("estoppel", "")):
        status, out, err = run("explain", term)
        assert (status == 0) == bool(said)
        assert said in out
        assert bool(err) != bool(said)


def test_a_wrong_country_is_unknown():
    with pytest.raises(Unknown) as caught:
        explain("Nederland")
    assert "NL" in caught.value.hint
