"""The hunt finds the smallest case, tells it in the answer's terms, and finds nothing where all holds."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.configuration import storage_directory

from cryptokit.lab.course.hunting import hunt, of_own_code, shortened, told
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


plain = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.binary(max_size=3)
hashed = st.recursive(plain, lambda inner: st.frozensets(inner) | st.tuples(inner), max_leaves=8)
anything = st.recursive(
    plain | hashed | st.sets(hashed, max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(hashed, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(anything)
def test_what_is_written_reads_back_as_the_value(value):
    assert told({"it": value}).startswith("it = ")
    text = shortened(value)
    if "..." not in text:
        again = eval(text)  # noqa: S307  # our own text of a value
        assert again == value
        assert type(again) is type(value)


@pytest.mark.parametrize("salt", ["1", "2", "3"])
def test_sets_are_written_alike_in_every_run(salt):
    case = "{'found': {'s3', 'ct', 'kek', 'meta'}, 'deep': [({'b', 'a'}, frozenset('xyz'))]}"
    ran = subprocess.run(
        [sys.executable, "-c", f"from {told.__module__} import told; print(told({case}))"],
        env=os.environ | {"PYTHONHASHSEED": salt},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == (
        "found = {'ct', 'kek', 'meta', 's3'}, deep = [({'a', 'b'}, frozenset({'x', 'y', 'z'}))]\n"
    )


def test_nothing_is_stored(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Wrong):
        hunt(breaking_above(3), n=st.integers())
    assert not list(tmp_path.iterdir())


def test_where_two_things_go_wrong_one_is_told():
    def law(n):
        if n > 90:
            raise Wrong("too much")
        if n > 50:
            return 1 // 0
        return 0

    with pytest.raises(
        Wrong, match=r"^With n = \d+: (too much|your code raised ZeroDivisionError)"
    ):
        hunt(law, n=st.integers(0, 100))


def test_cases_that_are_drawn_rarely_are_no_fault_of_the_answer():
    seen = []
    hunt(noting(seen), n=st.integers(0, 10**6).filter(lambda n: n % 40 == 0))
    assert seen
    assert all(n % 40 == 0 for n in seen)


@pytest.mark.parametrize("end", [".", "!", "?"])
def test_a_sentence_that_has_an_end_gets_no_other(end):
    def law(n):
        raise Wrong(f"is that all{end}")

    with pytest.raises(Wrong) as caught:
        hunt(law, n=st.integers())
    assert str(caught.value) == f"With n = 0: is that all{end}"


def test_the_folder_of_hypothesis_is_where_it_was():
    before = storage_directory("examples").path
    hunt(noting([]), n=st.integers())
    assert storage_directory("examples").path == before


def test_a_line_of_somebody_elses_code_is_never_told_as_the_answers():
    space = {}
    exec("def answer(n):\n    return 1 // 0", space)  # noqa: S102  # a cell without its text
    with pytest.raises(Wrong) as caught:
        hunt(space["answer"], n=st.integers())
    assert "in the line" not in str(caught.value)


def test_an_error_without_a_line_is_told_by_its_name():
    assert of_own_code(KeyError("x")) == "your code raised KeyError: 'x'."
