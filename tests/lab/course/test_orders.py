"""The smallest sets that open something, against a search written the other way round."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.lab.course.orders import judge_smallest, names, smallest
from cryptokit.lab.course.verdict import Wrong

NAMES = "ABCDE"
families = st.lists(st.frozensets(st.sampled_from(NAMES)), max_size=5)


def opens_with(doors):
    """A set opens it if it has all names of one door."""
    return lambda some: any(door <= some for door in doors)


@given(families)
def test_the_smallest_sets_are_the_smallest_doors(doors):
    least = min(map(len, doors), default=None)
    wanted = {door for door in doors if len(door) == least}
    assert set(smallest(NAMES, opens_with(doors))) == wanted


@given(families, st.frozensets(st.sampled_from(NAMES)))
def test_an_answer_passes_exactly_if_it_is_one_of_them(doors, answer):
    best = smallest(NAMES, opens_with(doors))
    right = answer in best if best else not answer
    if right:
        judge_smallest(answer, NAMES, opens_with(doors), of="countries")
    else:
        with pytest.raises(Wrong, match=r"\.$"):
            judge_smallest(answer, NAMES, opens_with(doors), of="countries")


@pytest.mark.parametrize("answer", ["NL", 3, None, {"NL": 1}, {"XX"}, [3]])
def test_what_is_no_set_of_known_names_is_told_so(answer):
    with pytest.raises(Wrong, match=r"set of countries|none of the countries"):
        names(answer, ["NL", "US"], of="countries")


def test_too_many_too_few_and_none_are_three_sentences():
    two = opens_with([frozenset("AB")])
    with pytest.raises(Wrong, match="With A it stays closed"):
        judge_smallest({"A"}, NAMES, two, of="countries")
    with pytest.raises(Wrong, match="These 3 countries open it, but fewer"):
        judge_smallest({"A", "B", "C"}, NAMES, two, of="countries")
    with pytest.raises(Wrong, match="as with all countries together"):
        judge_smallest({"A"}, NAMES, opens_with([]), of="countries")
    judge_smallest(set(), NAMES, opens_with([]), of="countries")


@given(families, st.frozensets(st.sampled_from(NAMES)))
def test_what_a_set_lacks_is_said_exactly_where_it_stays_closed_and_another_would_not(
    doors, answer
):
    asked = []

    def lacking(chosen):
        asked.append(chosen)
        return "That is not enough."

    opens = opens_with(doors)
    closed = bool(doors) and not opens(answer)
    with (
        pytest.raises(Wrong, match=r"closed\. That is not enough\.$") if closed else suppress(Wrong)
    ):
        judge_smallest(answer, NAMES, opens, of="countries", lacking=lacking)
    assert asked == [answer] * closed


def test_where_nothing_is_known_to_lack_the_sentence_ends():
    for lacking in (None, lambda _: ""):
        with pytest.raises(Wrong) as caught:
            judge_smallest({"A"}, NAMES, opens_with([frozenset("B")]), of="names", lacking=lacking)
        assert str(caught.value) == "With A it stays closed."


def test_one_name_is_unknown_and_two_are():
    with pytest.raises(Wrong, match=r"^XX is none of the countries: NL, US\.$"):
        names({"XX", "NL"}, ["NL", "US"], of="countries")
    with pytest.raises(Wrong, match=r"^XX, YY are none of the countries: NL, US\.$"):
        names(("XX", "YY"), ["NL", "US"], of="countries")
