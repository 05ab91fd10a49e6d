"""Policies in words: what they mean, the way back, and where reading stops."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CryptokitError, Unknown, WireError
from cryptokit.sharing.policy import (
    Gate,
    all_of,
    any_of,
    at_least,
    from_words,
    spanning,
    to_words,
)
from cryptokit.sharing.policy.tokens import KEYWORDS
from cryptokit.sharing.policy.tree import DEEPEST, depth

some = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "strategies.py")))
CONTINENTS = {"CH": "Europe", "DE": "Europe", "SG": "Asia", "JP": "Asia", "BR": "Americas"}
words = st.sampled_from([*KEYWORDS, "(", ")", ",", '"', "2", "3", "CH", "SG", "continents", "x"])


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("CH", "CH"),
        ("(CH)", "CH"),
        ("CH and (IS or DE)", all_of("CH", any_of("IS", "DE"))),
        ("CH and IS or DE", any_of(all_of("CH", "IS"), "DE")),
        ("CH or IS and DE or SG", any_of("CH", all_of("IS", "DE"), "SG")),
        ("any 3 of CH, IS, DE, US, SG", at_least(3, "CH", "IS", "DE", "US", "SG")),
        ("any 2 of A, B and C", all_of(Gate(2, ("A", "B")), "C")),
        ("C or any 1 of A, B", any_of("C", any_of("A", "B"))),
        (
            "any 2 of A, (B or C), (any 2 of D, E, F)",
            Gate(2, ("A", any_of("B", "C"), at_least(2, "D", "E", "F"))),
        ),
        ("any 2 of CH, CH, IS", Gate(2, ("CH", "CH", "IS"))),
        ("all of CH, IS", all_of("CH", "IS")),
        ('"New Zealand"and"or"', all_of("New Zealand", "or")),
        ('any 1 of "a ""b"" c", 3', any_of('a "b" c', "3")),
        ("any 1 of CH", Gate(1, ("CH",))),
        ("  CH\n\tor IS ", any_of("CH", "IS")),
        ("Genève or Ísland", any_of("Genève", "Ísland")),
    ],
)
def test_words_mean_a_tree(text, policy):
    assert from_words(text) == policy


def test_keywords_are_small_so_and_in_capitals_can_be_a_country():
    assert from_words("AND and OR") == all_of("AND", "OR")
    with pytest.raises(WireError, match="word 2, 'AND'"):
        from_words("CH AND DE")


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("any 2 that span 2 continents", spanning(2, 2, CONTINENTS)),
        ("any 3 that span 2 continents", spanning(3, 2, CONTINENTS)),
        ("any 2 of CH, DE, SG that span 2 blocs", all_of(any_of("CH", "DE"), "SG")),
        ("all of CH, SG that span 2 continents", all_of("CH", "SG")),
        ("CH and any 2", all_of("CH", Gate(2, tuple(CONTINENTS)))),
        ("all", all_of(*CONTINENTS)),
        ("any 1 of CH, DE or all of SG, JP", any_of(any_of("CH", "DE"), all_of("SG", "JP"))),
    ],
)
def test_groups_say_who_there_is_and_where(text, policy):
    assert from_words(text, groups=CONTINENTS) == policy


def test_parties_alone_say_who_there_is():
    assert from_words("any 2", parties=("A", "B", "C")) == Gate(2, ("A", "B", "C"))


@settings(max_examples=40)
@given(some.policies(parties=st.text(min_size=1) | st.sampled_from([*KEYWORDS, "3", "a b", '"'])))
def test_the_words_of_a_tree_give_the_tree(policy):
    assert from_words(to_words(policy)) == policy


@settings(max_examples=40)
@given(some.policies(parties=st.sampled_from([*CONTINENTS])))
def test_the_words_of_a_tree_name_its_parties_only(policy):
    assert from_words(to_words(policy), parties=CONTINENTS) == policy


@settings(max_examples=40)
@given(st.lists(words, max_size=12).map(" ".join) | st.text(max_size=30))
def test_any_words_are_a_policy_or_refused(text):
    try:
        policy = from_words(text, groups=CONTINENTS)
    except CryptokitError:
        return
    assert from_words(to_words(policy)) == policy


@pytest.mark.parametrize(
    ("text", "offset", "says"),
    [
        ("", 0, "at the end: a party is due"),
        ("CH and", 6, "at the end"),
        ("CH IS", 3, 'word 2, \'IS\': "and", "or" or the end'),
        ("(CH or DE", 9, "'\\)' is due"),
        ("CH)", 2, "word 2"),
        ("any of CH", 4, "word 2, 'of': a number"),
        ("any 2000000000 of CH", 4, "word 2"),
        ("any ² of CH, DE", 4, "word 2"),
        ("any 3 of CH, DE", 0, "3 of 2 can not be"),
        ("any 0 of CH, DE", 0, "0 of 2 can not be"),
        ("any 2 of CH,, DE", 12, "word 6, ','"),
        ("any 1 of CH, any 1 of DE", 13, "word 6, 'any'"),
        ('Ísland or "CH', 11, "word 3, '\"': a quotation mark"),
        ('CH or ""', 6, "word 3"),
        ("any 2 that CH", 11, "'span' is due"),
        ("any 2 that span continents", 16, "a number"),
        ("any 2 that span 2", 17, "what they span is due"),
        ("any 5 that span 4 continents", 0, "there are 3 continents"),
        ("any 2 that span 3 continents", 0, "2 can span 1 to 2 continents"),
        ("any 2 of CH, CH that span 2 continents", 0, "different parties"),
        ("any 1 of (CH or DE), SG that span 1 continents", 0, "different parties"),
    ],
)
def test_reading_stops_at_the_word_that_is_wrong(text, offset, says):
    with pytest.raises(WireError, match=says) as caught:
        from_words(text, groups=CONTINENTS)
    assert (caught.value.offset, caught.value.field) == (offset, "policy")


@pytest.mark.parametrize("text", ["any 2", "all", "any 2 of A, B that span 2 continents"])
def test_what_was_not_passed_is_asked_for(text):
    with pytest.raises(WireError, match=r"passed|pass"):
        from_words(text)


def test_a_party_that_is_not_there_is_named():
    with pytest.raises(Unknown) as caught:
        from_words("CH and (SG or DEE)", groups=CONTINENTS)
    assert caught.value.name == "DEE"
    assert "'DE'" in str(caught.value)
    with pytest.raises(Unknown, match="'US'"):
        from_words("any 1 of US that span 1 bloc", parties=("US",), groups=CONTINENTS)


def test_parentheses_without_end_are_no_trouble():
    inside = "(" * (DEEPEST - 1) + "CH" + ")" * (DEEPEST - 1)
    assert from_words(inside) == "CH"
    with pytest.raises(WireError, match="deep"):
        from_words("(" * 5_000)
    nested = "A"
    for _ in range(DEEPEST - 1):
        nested = f"(any 1 of {nested})"
    assert from_words(f"{nested} or B").children[1] == "B"
    with pytest.raises(WireError, match=r"deep|above"):
        from_words(f"any 1 of (any 1 of {nested})")


def test_words_can_not_make_a_tree_that_is_too_deep():
    text = "A"
    for _ in range(DEEPEST // 2):
        text = f"({text} and B or C)"
    assert depth(from_words(text)) == DEEPEST
    with pytest.raises(WireError, match="gates above one another"):
        from_words(f"{text} and D")
