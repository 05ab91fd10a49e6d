"""Lesson 05: right answers pass in every class; the usual wrong ones are told what is wrong."""

import os
from dataclasses import replace
from functools import reduce

import pytest

import cryptokit as ck
from cryptokit.lab.course import exercise

SEEDS = ("cryptokit", "autumn 2026", "B", "C", "another class")
every_class = pytest.mark.parametrize("seed", SEEDS)


def words(name, answer):
    verdict = exercise(name).check(answer)
    assert not verdict
    return verdict.words


def split(given, **other):
    said = {"threshold": given["threshold"], "shares": given["shares"]} | other
    return ck.sharing.split(given["key"].reveal(), **said)


@every_class
def test_the_key_that_was_given_passes_in_any_class(seed):
    task = exercise("05.1", class_seed=seed)
    assert task.check(split(task.given))
    assert task.check(list(split(task.given)))


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"threshold": 2, "shares": 3}, r"There are 3 shares; \d people want one each"),
        ({"threshold": 2}, r"2 of your shares open it; it was to take \d"),
    ],
)
def test_a_plan_with_other_numbers_is_told_which(other, told):
    task = exercise("05.1")
    with pytest.raises(AssertionError, match=told):
        task.grade(split(task.given, **other))


def test_a_split_of_another_key_is_told():
    given = exercise("05.1").given
    other = ck.sharing.split(bytes(32), threshold=given["threshold"], shares=given["shares"])
    assert "another key than the given one" in words("05.1", other)
    assert "what ck.sharing.split gives" in words("05.1", given["key"])


def test_shares_that_are_not_one_for_each_person_are_told():
    given = exercise("05.1").given
    shares, others, needed = split(given), split(given), given["threshold"]
    copies = [*shares[:needed], *[shares[0]] * (given["shares"] - needed)]
    assert "Two people have the same share" in words("05.1", copies)
    mixed = [*shares[:needed], *others[needed:]]
    assert "of several splits" in words("05.1", mixed)
    wrong = replace(shares[-1], value=ck.keys.ShareValue(bytes(32)))
    assert "another key than the given one" in words("05.1", [*shares[:-1], wrong])


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def closed(parts, secret):
    """Add the part that makes the XOR come right."""
    return [*parts, reduce(xor, parts, secret)]


def drawn(secret, count, rng):
    return closed([rng(len(secret)) for _ in range(count - 1)], secret)


def drawn_at_once(secret, count, rng):
    size = len(secret)
    stream = rng(size * (count - 1))
    return tuple(closed([stream[at * size :][:size] for at in range(count - 1)], secret))


@every_class
def test_a_split_by_xor_passes_in_any_class(seed):
    assert exercise("05.2", class_seed=seed).check(drawn)


def test_a_split_may_draw_all_its_bytes_at_once():
    assert exercise("05.2").check(drawn_at_once)


def test_a_split_may_give_parts_that_can_be_changed():
    assert exercise("05.2").check(lambda *asked: tuple(map(bytearray, drawn(*asked))))


def cut(secret, count, rng):
    size = -(-len(secret) // count)
    return [secret[at * size :][:size] for at in range(count)]


def with_zeros(secret, count, rng):
    return closed([bytes(len(secret))] * (count - 1), secret)


def one_draw_for_all(secret, count, rng):
    return closed([rng(len(secret))] * (count - 1), secret)


def one_byte_repeated(secret, count, rng):
    return closed([rng(1) * len(secret) for _ in range(count - 1)], secret)


def two_pads_in_turn(secret, count, rng):
    pads = [rng(len(secret)) for _ in range(min(2, count - 1))]
    return closed([pads[at % 2] for at in range(count - 1)], secret)


def two_bytes_repeated(secret, count, rng):
    drawn = (rng(min(2, len(secret))) for _ in range(count - 1))
    return closed([(pad * len(secret))[: len(secret)] for pad in drawn], secret)


def numbers(secret, count, rng):
    return list(map(list, drawn(secret, count, rng)))


def never_even(secret, count, rng):
    parts = [rng(len(secret)) for _ in range(count - 1)]
    return closed([bytes(byte | 1 for byte in part) for part in parts], secret)


def all_random(secret, count, rng):
    return [rng(len(secret)) for _ in range(count)]


def secret_at_the_end(secret, count, rng):
    return [*(rng(len(secret)) for _ in range(count - 1)), secret]


def of_the_machine(secret, count, rng):
    return closed([os.urandom(len(secret)) for _ in range(count - 1)], secret)


def one_too_many(secret, count, rng):
    return drawn(secret, count + 1, rng)


def nothing(secret, count, rng):
    drawn(secret, count, rng)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (cut, "a part is longer or shorter than the secret"),
        (with_zeros, "Part 2 came out in one way"),
        (one_draw_for_all, "Parts 2 and 3 together came out in 16 ways"),
        (one_byte_repeated, "Take b'KL' in 2 parts. Part 2 came out in 16 ways"),
        (two_pads_in_turn, "Take b'K' in 4 parts. Parts 2, 3 and 4 together came out in 36 ways"),
        (two_bytes_repeated, "Take b'KLM' in 2 parts. Part 2 came out in 36 ways"),
        (numbers, "something else than bytes"),
        (never_even, "came out in 128 ways"),
        (all_random, "all your parts together give"),
        (secret_at_the_end, "all your parts together give"),
        (of_the_machine, "draw with rng(n) alone"),
        (one_too_many, "2 parts were asked for, and 3 came"),
        (nothing, "a list of parts was asked for, and None came"),
    ],
)
def test_a_split_that_leaks_or_does_not_join_is_told_where(answer, told):
    assert told in words("05.2", answer)


@every_class
def test_the_richest_two_countries_pass_in_any_class(seed):
    task = exercise("05.3", class_seed=seed)
    kept = task.given["kept"]
    assert task.check(set(sorted(kept, key=kept.get)[-2:]))


def test_orders_that_bring_too_little_or_too_much_are_told():
    kept = exercise("05.3").given["kept"]
    assert "get 3 of the 4 shares" in words("05.3", {max(kept, key=kept.get)})
    assert "fewer can do it" in words("05.3", set(kept))
    assert "Courts of no country get 0" in words("05.3", set())
    assert "none of the countries" in words("05.3", {"XX"})
