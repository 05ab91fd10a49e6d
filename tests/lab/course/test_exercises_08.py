"""Lesson 08: wrong turns, crowded answers and orders for half a backup are told what is wrong."""

import hashlib
import hmac
from itertools import combinations

import pytest

from cryptokit.exposure import DoubleRatchet, Seizure, Victim, compare, in_order
from cryptokit.lab.course.exercise import exercise
from cryptokit.lab.course.exercises.lesson_08 import opened_later, world_of
from cryptokit.rng import lesson
from cryptokit.signal.chains import ChainKey, MessageSeed
from cryptokit.signal.chains import turn as package_turn
from cryptokit.world import PAST, Level, smallest_sets

SEEDS = ("cryptokit", "autumn", "B", "C", "D")
every_class = pytest.mark.parametrize("seed", SEEDS)


def mac(key, message):
    return hmac.digest(key, message, "sha256")


def right_turn(chain):
    return mac(chain, b"\x02"), mac(chain, b"\x01")


def even(given):
    asked, answered = given["A writes"], given["B answers"]
    return "B".join(["A" * (asked // (answered + 1))] * (answered + 1))


@every_class
def test_right_answers_pass(seed):
    assert exercise("08.1", class_seed=seed).check(right_turn)
    talk = exercise("08.2", class_seed=seed)
    assert talk.check(even(talk.given))
    copies = exercise("08.3", class_seed=seed)
    for one in smallest_sets(copies.given["world"], PAST, Level.AT_REST.powers):
        assert copies.check(set(one))


@every_class
def test_what_belongs_to_the_given_chain_is_what_the_package_makes(seed):
    problem = exercise("08.1", class_seed=seed).problem
    following, key = problem.answer
    assert package_turn(ChainKey(problem.given["chain"])) == (ChainKey(following), MessageSeed(key))


WRONG_TURNS = {
    "the other way round": lambda chain: right_turn(chain)[::-1],
    "the signs '1' and '2'": lambda chain: (mac(chain, b"2"), mac(chain, b"1")),
    "is the key of your HMAC": lambda chain: (mac(b"\x02", chain), mac(b"\x01", chain)),
    "a plain hash": lambda chain: tuple(
        hashlib.sha256(chain + one).digest() for one in (b"\x02", b"\x01")
    ),
    "has turned already": lambda chain: (
        mac(chain, b"\x02"),
        mac(mac(chain, b"\x02"), b"\x01"),
    ),
    "did not turn": lambda chain: (chain, mac(chain, b"\x01")),
    "it gives no pair": lambda chain: mac(chain, b"\x02"),
    "not 32 bytes": lambda chain: (mac(chain, b"\x02")[:16], mac(chain, b"\x01")),
    "str and not bytes": lambda chain: tuple(one.hex() for one in right_turn(chain)),
    "both values are the same": lambda chain: (mac(chain, b"\x01"),) * 2,
    "message key begins with": lambda chain: (mac(chain, b"\x02"), mac(chain, b"\x00")),
    "next chain key begins with": lambda chain: (mac(chain, b"\x03"), mac(chain, b"\x01")),
}


@pytest.mark.parametrize("words", WRONG_TURNS)
def test_a_wrong_turn_is_told_apart(words):
    verdict = exercise("08.1").check(WRONG_TURNS[words])
    assert not verdict
    assert words in verdict.words


def test_bytes_that_can_be_changed_are_bytes_as_well():
    assert exercise("08.1").check(lambda chain: tuple(map(bytearray, right_turn(chain))))


@every_class
def test_answers_that_all_come_at_one_end_are_told_with_the_theft_that_shows_it(seed):
    task = exercise("08.2", class_seed=seed)
    asked, answered, _ = task.given.values()
    for talk in ("A" * asked + "B" * answered, "AB" * answered + "A" * (asked - answered)):
        verdict = task.check(talk)
        assert not verdict
        assert (
            f"B's phone opens {len(opened_later(talk)[1])} of those still to come" in verdict.words
        )


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        ("BAAA", "A writes first"),
        ("AAAXB", "of the letters A and B"),
        (["A", "B"], "of the letters A and B"),
        ("AB", "A writes"),
    ],
)
def test_a_talk_that_is_none_is_told_why(talk, words):
    verdict = exercise("08.2").check(talk)
    assert not verdict
    assert words in verdict.words


@pytest.mark.parametrize("talk", ["AAABBA", "ABABAB", "AABAABAA"])
def test_the_worst_theft_is_the_worst_of_real_ones(talk):
    schedule, worst = in_order(talk), opened_later(talk)
    for t in range(len(schedule.ops) + 1):
        read = compare(DoubleRatchet(), schedule, Seizure(t, Victim.B), rng=lesson(talk)).readable
        later = tuple(sorted(number for number in read if schedule.sent[number] >= t))
        assert len(later) <= len(worst[1])
        if t == worst[0]:
            assert later == worst[1]


@every_class
def test_half_a_backup_is_told_what_it_lacks(seed):
    task = exercise("08.3", class_seed=seed)
    stored, kept = task.given["stored"], task.given["kept"]
    told = {country: task.check({country}).words for country in stored}
    assert "keys are on the phones alone" in told["US"]
    for who, some in kept.items():
        if some.get("key") not in {None, some["backup"]}:
            assert (
                f"There is {who}'s backup, but its key lies in {some['key']}"
                in told[some["backup"]]
            )
        if "vault" in some:
            assert "gives the key to nobody" in told[some["vault"]]
    assert "fewer can do it" in task.check(set(stored)).words
    assert "With nothing it stays closed." in task.check(set()).words


@every_class
def test_the_answer_is_what_is_written_down_where(seed):
    """Count by the words that students see, not by the world that the judge asks."""
    given = exercise("08.3", class_seed=seed).given

    def opens(countries):
        there = {thing for one in countries for thing in given["stored"][one]}
        return any(
            {f"{who}'s backup, locked", f"the key of {who}'s backup"} <= there
            for who in given["kept"]
        )

    sizes = (
        [set(some) for some in combinations(given["stored"], size) if opens(some)]
        for size in range(1, len(given["stored"]) + 1)
    )
    fewest = next(found for found in sizes if found)
    engine = smallest_sets(given["world"], PAST, Level.AT_REST.powers)
    assert sorted(map(sorted, fewest)) == sorted(map(sorted, engine))


def test_some_class_needs_one_order_and_some_class_two():
    sizes = {len(exercise("08.3", class_seed=str(seed)).problem.answer[0]) for seed in range(12)}
    assert sizes == {1, 2}


def test_a_vault_opens_to_nobody():
    world = world_of({"Nora": {"backup": "IE", "vault": "NL"}})
    assert smallest_sets(world, PAST, Level.AT_REST.powers) == ()
    assert [one.holds for one in world.assets if one.id.startswith("vault")] == [()]
