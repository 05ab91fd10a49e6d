"""Words: the list that is installed, forgiving reading, and errors that say where and not what."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import CryptokitError, WireError
from cryptokit.sharing.slip39 import words
from cryptokit.sharing.slip39.words import LONGEST, to_numbers, to_words, word_list

SHARED = Path(__file__).parents[4] / "shared" / "vectors" / "slip39-wordlist.txt"

numbers = st.lists(st.integers(0, 1023), max_size=40)
spaces = st.text(" \t\r\n\u00a0", min_size=1, max_size=3)


def test_four_letters_tell_every_word_from_all_others():
    listed = word_list()
    assert len({word[:4] for word in listed}) == len(listed) == 1024
    assert {len(word) for word in listed} == {4, 5, 6, 7, LONGEST}
    assert list(listed) == sorted(listed)


@pytest.mark.skipif(not SHARED.exists(), reason="slip39-wordlist.txt is not beside the checkout")
def test_the_installed_list_is_the_published_one():
    assert list(word_list()) == SHARED.read_text("ascii").split()


@given(numbers, st.data())
def test_case_and_spaces_do_not_matter(some, data):
    text = "".join(
        data.draw(spaces) + data.draw(st.sampled_from((word, word.upper(), word.title())))
        for word in to_words(some).split()
    )
    assert to_numbers(text) == tuple(some)


@given(numbers, st.integers(0, 1023), st.data())
def test_an_unknown_word_is_placed_and_its_neighbours_are_not_told(some, number, data):
    right = to_words([*some, number]).split()
    place = data.draw(st.integers(0, len(right) - 1))
    before = " ".join(right[:place])
    text = " ".join([*right[:place], "q1" * 4, *right[place + 1 :]])
    with pytest.raises(WireError) as caught:
        to_numbers(text)
    assert caught.value.field == f"word {place + 1}"
    assert caught.value.offset == len(before) + bool(before)
    assert caught.value.what.endswith(f"word {place + 1}: not in the list")


def test_the_nearest_word_is_suggested_and_what_was_written_is_not_repeated():
    with pytest.raises(WireError, match="the nearest is 'academic'") as caught:
        to_numbers("academik")
    assert "academik" not in str(caught.value)


def test_offsets_count_bytes():
    with pytest.raises(WireError) as caught:
        to_numbers("acid\u00a0\u00a0zzzz")
    assert caught.value.offset == len("acid\u00a0\u00a0".encode())


def test_a_word_as_long_as_a_book_is_refused_without_a_search(monkeypatch):
    monkeypatch.setattr(words, "get_close_matches", pytest.fail)
    with pytest.raises(WireError, match="word 1: not in the list"):
        to_numbers("academic" * 1000)


def absent(name):
    raise PackageNotFoundError(name)


def test_without_the_package_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(words, "distribution", absent)
    with pytest.raises(CryptokitError, match=r"not installed.*pip install shamir-mnemonic"):
        word_list.__wrapped__()


def test_another_list_is_refused(monkeypatch):
    monkeypatch.setattr(words, "DIGEST", "00" * 32)
    with pytest.raises(CryptokitError, match="not the one of SLIP-39"):
        word_list.__wrapped__()


def test_the_words_are_read_as_data_and_no_code_of_their_package_runs():
    program = (
        "import sys; from cryptokit.sharing.slip39.words import to_words; print(to_words([7]));"
        "print([name for name in sys.modules if name.startswith('shamir_mnemonic')])"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    ).stdout
    assert out.split("\n")[:2] == [word_list()[7], "[]"]
