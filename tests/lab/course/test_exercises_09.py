"""Lesson 09: doors with the wrong owner, numbers said wrong, and parts counted twice are told so."""

import pytest

from cryptokit.attacks.backdoors.dual_ec import trapdoor
from cryptokit.attacks.backdoors.generators import dual_ec, hmac_drbg
from cryptokit.lab.course.exercise import exercise
from cryptokit.lab.course.exercises.lesson_09 import opens, sign_update, takes, toy_shown
from cryptokit.rng import lesson
from cryptokit.signal.curve import KeyPair
from cryptokit.world import PAST, Level, load, smallest_sets

SEEDS = ("cryptokit", "autumn", "B", "C", "D")
every_class = pytest.mark.parametrize("seed", SEEDS)


def say_next(shown, d, h, p):
    return pow(h, pow(shown, d, p), p)


@every_class
def test_right_answers_pass(seed):
    orders = exercise("09.1", class_seed=seed)
    assert orders.problem.answer
    assert all(orders.check(one) for one in orders.problem.answer)
    swap = exercise("09.2", class_seed=seed)
    assert swap.check(dual_ec(swap.given["mine"].q))
    assert exercise("09.3", class_seed=seed).check(say_next)


@every_class
def test_the_answer_to_the_orders_is_that_of_the_engine(seed):
    """The same escrow as a world: each thing at a company of its own, in its own country."""
    kept = exercise("09.1", class_seed=seed).given["kept"]
    things = [(f"{at} {thing}", at, thing) for at, some in kept.items() for thing in some]
    world = load(
        {
            "name": "an escrow that is shared",
            "entities": {f"of {name}": {"inc": at} for name, at, _ in things},
            "assets": [
                {"id": name, "loc": at, "custodian": f"of {name}", "holds": [thing]}
                for name, at, thing in things
            ],
            "rules": [
                {"out": "key", "k": 2, "of": ["part 1", "part 2", "part 3"]},
                {"out": "past", "k": 2, "of": ["packets", "key"]},
            ],
        }
    )
    engine = smallest_sets(world, PAST, Level.AT_REST.powers)
    answer = exercise("09.1", class_seed=seed).problem.answer
    assert sorted(map(sorted, answer)) == sorted(map(sorted, engine))


@every_class
def test_orders_that_do_not_suffice_are_told_what_is_missing(seed):
    task = exercise("09.1", class_seed=seed)
    kept = task.given["kept"]
    relay = next(one for one, things in kept.items() if "packets" in things)
    firsts = {one for one, things in kept.items() if things == ["part 1"]}
    assert "Who has the packets?" in task.check(set(kept) - {relay}).words
    assert "With nothing it stays closed" in task.check(set()).words
    assert "fewer can do it" in task.check(set(kept)).words
    if kept[relay] == ["packets"]:
        assert "there twice, and counts once" in task.check({relay, *firsts}).words
        assert "0 of 2 needed" in task.check({relay}).words


def test_some_class_has_a_shorter_way_and_some_class_has_none():
    sizes = {len(exercise("09.1", class_seed=str(n)).problem.answer[0]) for n in range(12)}
    assert sizes == {2, 3}


def test_a_part_counts_once_however_often_it_was_copied():
    enough = opens({"NL": ["packets"], "SE": ["part 1"], "NO": ["part 1"], "JP": ["part 3"]})
    assert not enough(frozenset({"NL", "SE", "NO"}))
    assert not enough(frozenset({"SE", "JP"}))
    assert enough(frozenset({"NL", "NO", "JP"}))


WRONG_DEVICES = {
    "the maker's constant still": lambda given: dual_ec(given["maker"].q),
    "you haven't got the d": lambda _: dual_ec(trapdoor(lesson("another")).q),
    "doesn't use its constant": lambda given: hmac_drbg(given["mine"].q),
    "not yet a device": lambda given: given["mine"].q,
    "give it to dual_ec": lambda given: given["mine"],
    "what dual_ec(...) gives": lambda _: dual_ec,
}


@pytest.mark.parametrize("words", WRONG_DEVICES)
def test_a_device_that_my_d_does_not_open_is_told_why(words):
    task = exercise("09.2")
    verdict = task.check(WRONG_DEVICES[words](task.given))
    assert not verdict
    assert words in verdict.words


WRONG_NUMBERS = {
    "that is the next state": lambda shown, d, _h, p: pow(shown, d, p),
    "you took what was shown for the state": lambda shown, _d, h, p: pow(h, shown, p),
    "that is g, the other constant": lambda _s, d, h, p: pow(h, d, p),
    "raises h, and not what was shown": lambda shown, d, _h, p: pow(shown, pow(shown, d, p), p),
    "modulo p": lambda shown, d, h, p: h ** pow(shown, d, p),
    "was shown next": lambda shown, d, _h, p: shown * d % p,
    "the number itself is wanted": lambda *told: str(say_next(*told)),
    "you say None": lambda *_: None,
}


@pytest.mark.parametrize("words", WRONG_NUMBERS)
def test_a_number_said_wrong_is_told_apart(words):
    verdict = exercise("09.3").check(WRONG_NUMBERS[words])
    assert not verdict
    assert words in verdict.words
    assert len(verdict.words) < 350


@every_class
def test_the_toy_shows_what_the_class_was_given(seed):
    problem = exercise("09.3", class_seed=seed).problem
    given = dict(problem.given)
    assert say_next(given["shown"], given["d"], given["h"], given["p"]) == problem.answer


def test_a_toy_goes_on_from_g_and_shows_h():
    p, h, d, state = 1_019, 5, 7, 11
    g = pow(h, d, p)
    second = pow(g, state, p)
    third = pow(g, second, p)
    assert toy_shown(h, d, p, state, 3) == [pow(h, s, p) for s in (state, second, third)]


def test_a_signature_names_a_phone_or_holds_for_all():
    signer, other = (KeyPair.draw(lesson(one)) for one in ("signer", "other"))
    plain = sign_update(signer, b"code", rng=lesson("plain"))
    bound = sign_update(signer, b"code", 7, rng=lesson("bound"))
    assert [takes(n, plain, signer.public) for n in (7, 8)] == [True, True]
    assert [takes(n, bound, signer.public) for n in (7, 8)] == [True, False]
    assert not takes(7, plain, other.public)


@pytest.mark.parametrize("only", [None, 8])
def test_a_name_that_was_not_signed_is_refused(only):
    signer = KeyPair.draw(lesson("signer"))
    bound = sign_update(signer, b"code", 7, rng=lesson("bound"))
    changed = type(bound)(bound.body, only, bound.signature)
    assert not takes(8, changed, signer.public)
