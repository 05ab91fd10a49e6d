"""The hunt finds the smallest case, tells it in the answer's terms, and finds nothing where all holds."""

import pytest
from hypothesis import strategies as st

from cryptokit.lab.course.hunting import hunt, of_own_code, shortened
from cryptokit.lab.course.verdict import Wrong


def noting(seen):
    def law(n):
        seen.append(n)

    return law


def breaking_above(limit):
    def law(n):
        if n > limit:
            raise Wrong(f"{n} is too much")

    return law


@pytest.mark.parametrize("limit", [0, 1, 9, 100, 255, 999])
def test_the_smallest_case_that_breaks_a_law_is_told(limit):
    with pytest.raises(Wrong) as caught:
        hunt(breaking_above(limit), n=st.integers(0))
    assert str(caught.value) == f"With n = {limit + 1}: {limit + 1} is too much."


@pytest.mark.parametrize("length", [1, 2, 5])
def test_bytes_are_made_short_and_zero(length):
    def law(text):
        if len(text) >= length:
            raise Wrong("too long")

    with pytest.raises(Wrong) as caught:
        hunt(law, text=st.binary())
    assert str(caught.value) == f"With text = {bytes(length)!r}: too long."


def test_a_law_that_holds_is_tried_many_times_and_passes():
    seen = []
    hunt(noting(seen), n=st.integers())
    assert len(seen) >= 100


def test_the_same_answer_meets_the_same_cases():
    def cases():
        seen = []
        hunt(noting(seen), n=st.integers())
        return seen

    assert cases() == cases()


def test_an_error_of_the_answer_is_told_with_its_own_line():
    def answer(n):
        return 1 // (n - 3)

    with pytest.raises(Wrong) as caught:
        hunt(answer, n=st.integers(0, 9))
    said = str(caught.value)
    assert (
        "With n = 3: your code raised ZeroDivisionError in the line `return 1 // (n - 3)`" in said
    )


def test_a_stub_goes_through_as_it_is():
    def stub(n):
        raise NotImplementedError("05.2: this part is yours to write, one line.")

    with pytest.raises(NotImplementedError, match="yours to write"):
        hunt(stub, n=st.integers())


def test_an_answer_that_changes_its_mind_is_told_so():
    calls = []

    def law(n):
        calls.append(n)
        if len(calls) == 3:
            raise Wrong("only now")

    with pytest.raises(Wrong, match="goes wrong once and right the next time"):
        hunt(law, n=st.integers())


def test_a_long_value_is_cut_in_the_middle_and_a_short_one_is_not():
    assert shortened("a" * 50) == repr("a" * 50)
    cut = shortened(bytes(1000))
    assert len(cut) < 130
    assert "..." in cut


def test_nothing_is_stored(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Wrong):
        hunt(breaking_above(3), n=st.integers())
    assert not list(tmp_path.iterdir())


def test_an_error_without_a_line_is_told_by_its_name():
    assert of_own_code(KeyError("x")) == "your code raised KeyError: 'x'."
