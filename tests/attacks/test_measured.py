"""What each attack measures agrees with theory, and with a second way to compute it."""

import sys
from functools import partial, reduce
from itertools import product
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.attacks.sharing import (
    biased_reduction,
    composite_modulus,
    distinct_coefficients,
    dkg_bias,
    exchange,
    integers_instead_of_field,
    missing_final_reduction,
    nonzero_coefficient,
    one_polynomial_reused,
    predictable_coefficients,
    rejection_off_by_one,
    repeated_share,
    schemes,
    share_at_zero,
    timing_of_tables,
    wrong_field,
)
from cryptokit.attacks.sharing.elimination import eliminate
from cryptokit.primitives import gf256
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.group import combine
from cryptokit.rng import lesson
from cryptokit.threshold.dkg import joint
from cryptokit.threshold.dkg.complaints import Complaint

HARMONIC = sum(1 / i for i in range(1, 256))


def watched(seed, *, size=1, threshold=2, scheme=nonzero_coefficient.ATTACK.flawed):
    rng = lesson(f"measured {seed}")
    return nonzero_coefficient.watch(
        scheme, rng(size), threshold=threshold, rounds=6000, rng=rng
    ).rounds


# How long a secret lasts


def test_one_holder_of_two_needed_is_certain_of_a_byte_after_1560_sharings_in_the_mean():
    found = [watched(seed) for seed in range(20)]
    assert pytest.approx(1560.7, abs=0.1) == 255 * HARMONIC
    assert mean(found) == pytest.approx(1560, abs=300)  # four standard errors
    assert min(found) > 700


def test_two_holders_of_three_needed_are_certain_as_soon():
    assert mean(watched(seed, threshold=3) for seed in range(8)) == pytest.approx(1533, abs=460)


def test_a_key_of_32_bytes_lasts_2520_sharings_in_the_mean():
    assert mean(watched(seed, size=32) for seed in range(5)) == pytest.approx(2520, abs=500)


def test_uniform_coefficients_rule_out_the_right_byte_like_any_other():
    scheme = nonzero_coefficient.ATTACK.repaired
    rng = lesson("uniform")
    found = nonzero_coefficient.watch(scheme, b"s" * 64, threshold=2, rounds=3000, rng=rng)
    assert not any(byte == ord("s") for byte in found.guess)
    assert sum(not one for one in found.left) > 32


def test_coefficients_that_must_differ_give_a_number_away_in_half_the_time():
    def rounds(seed):
        rng = lesson(f"distinct {seed}")
        scheme = distinct_coefficients.ATTACK.flawed
        secret = schemes.draw_below(257, rng)
        return distinct_coefficients.watch(scheme, [secret], 3000, rng).rounds

    half = 256 * (HARMONIC + 1 / 256) / 2
    assert mean(map(rounds, range(20))) == pytest.approx(half, abs=160)


def test_the_real_split_falls_as_well_to_luck_without_zeros():
    source = lesson("no zeros")
    outcome = nonzero_coefficient.ATTACK.on_repaired(lambda size: source(size).replace(b"\0", b"7"))
    assert outcome.won


def test_the_real_split_falls_as_well_to_the_same_luck_for_all_bytes():
    source = lesson("all alike")
    outcome = one_polynomial_reused.ATTACK.on_repaired(lambda size: source(1) * size)
    assert outcome.won


@given(st.lists(st.lists(st.integers(0, 3), max_size=3), max_size=12))
def test_what_is_left_was_never_struck_out(rounds):
    found = eliminate(([one] for one in rounds), candidates=4, places=1)
    struck = set().union(*rounds[: found.rounds])
    assert found.left == (frozenset(range(4)) - struck,)


# Luck that is not uniform


@pytest.mark.parametrize(("rounds", "least"), [(2000, 7), (5000, 9)])
def test_a_byte_modulo_251_names_most_secrets(rounds, least):
    rng = lesson(f"heaps {rounds}")
    scheme = biased_reduction.ATTACK.flawed
    secrets = [schemes.draw_below(251, rng) for _ in range(10)]
    right = [biased_reduction.heaviest(scheme, s, rounds, rng) == s for s in secrets]
    assert sum(right) >= least


def test_the_accepted_bound_doubles_the_coefficient_zero():
    rng = lesson("bound")
    drawn = [rejection_off_by_one.flawed_split(0, 2, 1, rng)[0][1] for _ in range(9600)]
    assert drawn.count(0) == pytest.approx(600, abs=100)
    assert drawn.count(7) == pytest.approx(300, abs=70)


@pytest.mark.parametrize("second", [0, 1, 3599])
def test_any_second_of_the_hour_is_found(second, monkeypatch):
    monkeypatch.setattr(predictable_coefficients, "draw_below", lambda _limit, _rng: second)
    attack = predictable_coefficients.ATTACK
    outcome = attack.on_flawed(lesson("clock"))
    assert (outcome.won, outcome.tries) == (True, second + 1)


# Numbers that are not in a field


@pytest.mark.parametrize(("secret", "c1", "c2"), [(0, 0, 0), (16, 16, 16), (5, 11, 2), (8, 3, 15)])
def test_the_candidates_are_those_that_some_coefficients_explain(secret, c1, c2, monkeypatch):
    monkeypatch.setattr(integers_instead_of_field, "LIMIT", 17)
    at_2, at_4 = (secret + c1 * x + c2 * x * x for x in (2, 4))
    explained = {
        s
        for s, a, b in product(range(17), repeat=3)
        if (s + 2 * a + 4 * b, s + 4 * a + 16 * b) == (at_2, at_4)
    }
    assert set(integers_instead_of_field.candidates(at_2, at_4)) == explained
    assert secret in explained


def test_two_integer_shares_leave_less_than_an_eighth_of_the_secrets():
    rng = lesson("integers")
    left = []
    for _ in range(30):
        shares = dict(integers_instead_of_field.flawed_split(4242, 3, 5, rng))
        left.append(len(integers_instead_of_field.candidates(shares[2], shares[4])))
    assert 0 < min(left) < 400
    assert max(left) <= 5003 // 8 + 1


def test_the_size_of_a_share_tells_zero_from_the_largest_secret():
    prime, rng = missing_final_reduction.PRIME, lesson("sizes")
    split = missing_final_reduction.flawed_split
    assert all(split(0, 2, 1, rng)[0][1] < prime for _ in range(500))
    assert all(split(prime - 1, 2, 1, rng)[0][1] >= prime for _ in range(500))


def test_some_pairs_cannot_join_modulo_15():
    attack, rng = composite_modulus.ATTACK, lesson("fifteen")
    shares = attack.flawed.split(7, 2, 5, rng)
    assert attack.flawed.join([shares[0], shares[1]]) == 7
    with pytest.raises(ValueError, match="not invertible"):
        attack.flawed.join([shares[0], shares[3]])


def test_holders_3_and_5_know_everything_modulo_15():
    rng = lesson("remainders")
    for secret in range(15):
        shares = dict(composite_modulus.flawed_split(secret, 2, 5, rng))
        (both,) = [s for s in range(15) if s % 3 == shares[3] % 3 and s % 5 == shares[5] % 5]
        assert both == secret


# Bytes


def test_one_share_shows_all_differences_of_a_text():
    text = one_polynomial_reused.TEXT
    _, value = schemes.look(one_polynomial_reused.flawed_split(text, 3, 5, lesson("same"))[4])
    assert {a ^ b for a, b in zip(value, text, strict=True)} == {value[0] ^ text[0]}


@given(st.binary(min_size=1, max_size=20), st.integers(0, 2**32))
def test_over_the_wrong_field_half_of_the_bytes_are_right_and_others_differ_by_two(text, seed):
    shares = wrong_field.ATTACK.flawed.elsewhere(text, 2, 3, lesson(str(seed)))
    got = wrong_field.flawed_join(shares[:2])
    assert {a ^ b for a, b in zip(got, text, strict=True)} <= {0, 2}


def test_about_half_of_the_bytes_come_out_right_over_the_wrong_field():
    shares = wrong_field.ATTACK.flawed.elsewhere(bytes(4000), 2, 3, lesson("half"))
    assert wrong_field.flawed_join(shares[:2]).count(0) == pytest.approx(2000, abs=150)


def test_shares_of_the_other_field_are_joined_over_it_when_they_say_so():
    shares = wrong_field.ATTACK.repaired.elsewhere(exchange.TEXT, 2, 3, lesson("said"))
    assert schemes.join_cryptokit(shares[1:]) == exchange.TEXT


def test_the_power_that_inverts_gives_zero_for_zero():
    assert repeated_share.power_254(0) == 0
    assert all(repeated_share.power_254(a) == gf256.invert(a) for a in range(1, 256))


def test_a_share_at_zero_has_all_the_weight():
    assert gf256.lagrange_weights((0, 2, 3)) == (1, 0, 0)
    assert len(share_at_zero.CHOSEN) == 16


# Keys that nobody holds


@pytest.mark.parametrize(("cheats", "odds"), [(0, 0.5), (1, 0.75), (2, 0.9375), (3, 0.996)])
def test_dealers_who_drop_out_steer_a_bit_of_the_key(cheats, odds):
    rng, runs = lesson(f"cheats {cheats}"), 300
    even = dkg_bias.even_keys(dkg_bias.flawed_protocol, cheats=cheats, runs=runs, rng=rng)
    assert pytest.approx(1 - 2.0 ** -(2**cheats), abs=0.001) == odds
    assert even / runs == pytest.approx(odds, abs=0.09)


def test_joint_dealing_is_steered_the_same_way():
    made = next(made for made in map(jointly_made, range(99)) if not dkg_bias.is_even(whole(made)))
    said = [broadcast for _, broadcast in made]
    parties, sent = zip(*(joint.round2(dealer, said) for dealer, _ in made), strict=True)
    silent = dkg_bias.steer({one.sender: one.commitments.public_key for one in said}, cheats=3)
    complaints = [Complaint(1, i) for i in sorted(silent)]
    _, public = joint.finish(parties[0], [s for shares in sent for s in shares], complaints)
    assert silent
    assert dkg_bias.is_even(public.key)


def jointly_made(seed):
    rng = lesson(f"joint {seed}")
    return [joint.round1(i, holders=7, threshold=4, rng=rng) for i in range(1, 8)]


def whole(made):
    return combine([1] * 7, [said.commitments.public_key for _, said in made], EDWARDS25519)


def test_a_dealer_who_goes_silent_late_does_not_change_the_key_of_gjkr():
    def late(cheats):
        asked = []

        def choose(seen):
            asked.append(seen)
            return frozenset(cheats) if len(asked) == 2 else frozenset()

        key = dkg_bias.ATTACK.repaired(choose, lesson("late"))
        assert [sorted(seen) for seen in asked] == [[1, 2, 3, 4, 5, 6, 7]] * 2
        return key

    assert late([]) == late([6]) == late([5, 6, 7])


# Steps


def test_a_chain_of_doublings_takes_the_same_steps_for_all_bytes():
    count = timing_of_tables.steps
    taken = {count(partial(gf256.multiply, a, b)) for a in (0, 1, 247) for b in range(256)}
    assert len(taken) == 1


def test_shift_and_add_takes_more_steps_for_longer_bytes():
    count, multiply = timing_of_tables.steps, timing_of_tables.flawed_multiply
    taken = [count(partial(multiply, 247, b)) for b in (0, 1, 15, 255)]
    assert taken == sorted(set(taken))


@given(st.integers(0, 255), st.integers(0, 255))
def test_both_multiplications_give_the_same_product(a, b):
    assert timing_of_tables.flawed_multiply(a, b) == gf256.multiply(a, b)


def test_counting_steps_leaves_no_trace():
    before = sys.gettrace()
    timing_of_tables.steps(lambda: None)
    with pytest.raises(ZeroDivisionError):
        timing_of_tables.steps(lambda: 1 // 0)
    assert sys.gettrace() is before


def test_an_integer_share_is_the_polynomial():
    value = integers_instead_of_field.flawed_split(5, 3, 4, lambda size: bytes([1] * size))
    c = 257 >> 3  # thirteen bits of 0x0101
    assert value == tuple(
        (x, reduce(lambda total, term: total + term, (5, c * x, c * x * x))) for x in (1, 2, 3, 4)
    )
