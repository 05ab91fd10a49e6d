"""Lesson 02: right answers of every class pass, and wrong ones are told what is wrong with them."""

import hmac

import pytest

from cryptokit.errors import CannotOpen
from cryptokit.lab.course import exercise
from cryptokit.lab.course.scenes.packets import tag
from cryptokit.sharing.xor import xor

SEEDS = ("cryptokit", "another class", "autumn 2026", "B", "c")
every_class = pytest.mark.parametrize("seed", SEEDS)


def told(name, answer):
    verdict = exercise(name).check(answer)
    assert not verdict
    return verdict.words


@every_class
def test_an_order_is_rewritten_without_its_key(seed):
    task = exercise("02.1", class_seed=seed)
    given = task.given
    assert task.check(xor([given["sealed"], given["words"], given["wanted"]]))
    assert "key" not in given


def test_what_the_bank_would_read_is_told():
    sealed, words, wanted = (exercise("02.1").given[one] for one in ("sealed", "words", "wanted"))
    right = xor([sealed, words, wanted])
    assert "The bank reads what Ann wrote" in told("02.1", sealed)
    assert "noise" in told("02.1", wanted)
    assert "The bank reads b'\\x00" in told("02.1", xor([sealed, wanted]))
    half = right[:8] + sealed[8:]
    assert f"The bank reads {wanted[:8] + words[8:]!r}" in told("02.1", half)
    assert "has 3 bytes, and this order has 18" in told("02.1", b"abc")
    assert "this is str" in told("02.1", right.hex())


def opening(good):
    """Make an answer that opens where ``good`` says so."""

    def open_packet(key, packet):
        box, its_tag = packet[:-32], packet[-32:]
        if not good(key, box, its_tag, packet):
            raise CannotOpen
        return box

    return open_packet


@every_class
def test_a_check_of_the_whole_tag_passes(seed):
    task = exercise("02.2", class_seed=seed)
    right = opening(lambda key, box, its, _: hmac.compare_digest(its, tag(key, box)))
    assert task.check(right)
    assert right(**task.given) == task.problem.answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (opening(lambda *_: True), "bit = 0: this bit was flipped, and your code let it through"),
        (opening(lambda key, box, its, _: tag(key, box)[:4] == its[:4]), "bit = 32: this bit was flipped"),
        (opening(lambda key, box, its, _: tag(key, box).startswith(its)), "cut to 0 of 32 bytes"),
        (opening(lambda key, box, its, _: all(a == b for a, b in zip(its, tag(key, box), strict=False))), "cut to 0"),
        (opening(lambda key, _, its, packet: tag(key, packet) == its), "The tag is over the box"),
        (opening(lambda key, box, its, _: tag(key, box).hex() == its), "your code refused it"),
        (lambda key, packet: packet[:-32] if tag(key, packet[:-32]) == packet[-32:] else None, "your code gave None"),
        (lambda _, packet: packet, "the box in it was wanted"),
    ],
)  # fmt: skip
def test_a_check_with_a_hole_is_told_the_packet_that_goes_through(answer, words):
    said = told("02.2", answer)
    assert words in said
    assert "With box = " in said


@pytest.mark.parametrize("of", [sum, sorted])
def test_a_tag_whose_bytes_stand_in_another_order_is_none(of):
    same_bytes = opening(lambda key, box, its, _: of(its) == of(tag(key, box)))
    assert "stood the other way round, and your code let it through" in told("02.2", same_bytes)


def test_an_error_that_is_returned_is_not_raised():
    def polite(key, packet):
        return packet[:-32] if tag(key, packet[:-32]) == packet[-32:] else CannotOpen

    assert "An error has to be raised" in told("02.2", polite)


def test_another_error_than_the_agreed_one_is_named():
    def asserting(key, packet):
        assert tag(key, packet[:-32]) == packet[-32:]
        return packet[:-32]

    assert "AssertionError came; the bank waits for CannotOpen" in told("02.2", asserting)


@every_class
def test_who_is_to_stand_between_must_fool_both(seed):
    task = exercise("02.3", class_seed=seed)
    given = task.given
    assert all(task.check(set(some)) for some in task.problem.answer)
    where, asked = given["where"], (given["ann_asks"], given["ben_asks"])
    lying = [
        [sum(where[name] == country for name in three) for three in asked]
        for country in set(where.values())
    ]
    for country, counts in zip(set(where.values()), lying, strict=True):
        assert bool(task.check({country})) is (min(counts) >= 2), "one country is enough, or not"


def test_who_is_not_fooled_yet_is_named():
    countries = set(exercise("02.3").given["where"].values())
    assert "With nothing it stays closed" in told("02.3", set())
    assert "These 4 countries open it, but fewer can do it" in told("02.3", countries)
    alone = [told("02.3", {country}) for country in sorted(countries)]
    assert any(said.startswith("Ann asks ") for said in alone)
    assert any(said.startswith("Ben asks ") and "1 of these would lie" in said for said in alone)
    assert "none of the countries" in told("02.3", {"XX"})
