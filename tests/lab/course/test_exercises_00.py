"""Lesson 00: right answers of every class pass, and wrong ones are told what is wrong with them."""

from base64 import b64decode

import pytest

from cryptokit.lab.course import exercise
from cryptokit.lab.course.exercises.lesson_00 import tried_everywhere
from cryptokit.sharing.xor import xor

SEEDS = ("cryptokit", "another class", "autumn 2026", "B", "c")
every_class = pytest.mark.parametrize("seed", SEEDS)


def told(name, answer):
    verdict = exercise(name).check(answer)
    assert not verdict
    return verdict.words


@every_class
def test_words_come_out_from_below_two_encodings(seed):
    task = exercise("00.1", class_seed=seed)
    words = bytes.fromhex(b64decode(task.given["seen"]).decode()).decode()
    assert task.check(words)
    assert words == task.problem.answer
    assert not words.isascii(), "a wrong table must show"


def test_each_layer_that_is_left_is_named():
    seen = exercise("00.1").given["seen"]
    below = b64decode(seen)
    data = bytes.fromhex(below.decode())
    assert "Both layers are still on" in told("00.1", seen)
    assert "hexadecimal digits" in told("00.1", below)
    assert "hexadecimal digits" in told("00.1", below.decode())
    assert "one .decode() is missing" in told("00.1", data)
    assert "writes b'...' around them" in told("00.1", str(data))
    assert "the table is UTF-8" in told("00.1", data.decode("latin-1"))
    assert "and this is list" in told("00.1", [data])


def at_places(places):
    """Make an answer that tries the places that a rule gives."""
    return lambda mixed, crib: [
        xor([mixed[at : at + len(crib)], crib]) for at in places(mixed, crib)
    ]


@every_class
def test_a_crib_is_tried_at_every_place(seed):
    task = exercise("00.2", class_seed=seed)
    right = at_places(lambda mixed, crib: range(len(mixed) - len(crib) + 1))
    assert task.check(right)
    assert right(**task.given) == task.problem.answer
    readable = [
        piece for piece in task.problem.answer if piece.isascii() and piece.decode().isprintable()
    ]
    assert any(piece.replace(b" ", b"").isalpha() for piece in readable), "some piece is English"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (at_places(lambda mixed, crib: range(len(mixed) - len(crib))), "fits into 4: 4. Pieces in your list: 3"),
        (at_places(lambda mixed, crib: range(0, len(mixed) - len(crib) + 1, len(crib))), "Pieces in your list: 2"),
        (at_places(lambda mixed, _: range(len(mixed))), "strings of different lengths"),
        (at_places(lambda mixed, crib: [0] * (len(mixed) - len(crib) + 1)), "at place 3 your list has"),
        (lambda mixed, crib: xor([mixed[: len(crib)], crib]), "a list of bytes, and bytes came"),
        (lambda mixed, crib: [one.decode("latin-1") for one in tried_everywhere(mixed, crib)], "XOR makes b'"),
    ],
)  # fmt: skip
def test_the_smallest_crib_that_goes_wrong_is_told(answer, words):
    said = told("00.2", answer)
    assert words in said
    assert "With mixed = " in said


@every_class
def test_a_hash_is_worth_nothing_and_an_encoding_as_much_as_the_thing(seed):
    task = exercise("00.3", class_seed=seed)
    for holders in task.problem.answer:
        assert task.check(set(holders))
    size = len(task.problem.answer[0])
    assert 2 <= size <= 3
    believing = {
        who: {one.partition(",")[0].removeprefix("SHA-512 of ") for one in has}
        for who, has in task.given["holds"].items()
    }
    pairs = [{one, other} for one in believing for other in believing]
    taken_in = [
        some
        for some in pairs
        if set(task.given["needed"]) <= set().union(*(believing[who] for who in some))
    ]
    fooled = [some for some in taken_in if not task.check(some)]
    assert fooled, "who takes a hash for the thing answers wrongly"
    assert any("nobody turns a hash back" in task.check(some).words for some in fooled)


def test_what_is_missing_is_named():
    holds = exercise("00.3").given["holds"]
    assert "nothing it stays closed" in told("00.3", set())
    assert "fewer can do it" in told("00.3", set(holds))
    only_hashes = {who for who, has in holds.items() if all("SHA-512" in one for one in has)}
    assert only_hashes
    assert "nobody turns a hash back" in told("00.3", only_hashes)
    sealed = {who for who, has in holds.items() if "sealed note, in base64" in has}
    assert "Nobody of these has pad 2" in told("00.3", sealed)
    assert "none of the holders" in told("00.3", {"Ben"})
