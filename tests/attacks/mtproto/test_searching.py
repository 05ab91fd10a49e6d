"""How long a search for equal pictures takes: 2^(n/2) when both values are seen, 2^n in turn."""

from hashlib import sha256
from itertools import islice
from statistics import mean

import pytest

from cryptokit.attacks.mtproto import equal_pictures, short_picture
from cryptokit.attacks.mtproto.searching import (
    Courier,
    GoBetween,
    agrees,
    glance,
    in_turn,
    look_alike,
)
from cryptokit.attacks.mtproto.short_exponents import BYTES, ShortExponents, short
from cryptokit.errors import Untrusted
from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh
from cryptokit.rng import lesson


@pytest.fixture(scope="module")
def seen():
    names = ("alice", "bob")
    return {one: dh.public(dh.TELEGRAM, DhExponent.draw(lesson(one))) for one in names}


def between(seed, bits, budget=10**6):
    return GoBetween(bits, budget, lesson(f"between {seed}"))


# The luck


def test_exponents_are_short_and_all_else_is_as_long_as_it_was():
    rng = short(lesson("short"))
    assert rng(256)[: 256 - BYTES] == bytes(256 - BYTES)
    assert rng(256)[-BYTES:] != rng(256)[-BYTES:]
    assert [len(rng(size)) for size in (1, 32, 255, 257)] == [1, 32, 255, 257]
    assert short(rng) is rng
    assert isinstance(rng, ShortExponents)
    assert DhExponent.draw(rng).from_lesson


# The search


def test_each_step_is_the_key_of_its_exponent(seen):
    for exponent, look in islice(between("walk", 32)._walk(seen["alice"]), 3):
        key = dh.agree(SecretChatKey, dh.TELEGRAM, exponent, seen["alice"], field="g_a")
        assert glance(key, 32) == look


def test_exponents_go_round_at_the_order_of_the_group(seen):
    start = (dh.DH_PRIME - 2).to_bytes(256, "big")
    middle = GoBetween(8, 9, lambda _size: start)
    (before, _), (after, look) = islice(middle._walk(seen["alice"]), 2)
    assert (before.reveal(), after.reveal()) == (start, bytes(256))
    assert look == glance(SecretChatKey((1).to_bytes(256, "big")), 8)


def test_one_key_in_256_looks_like_a_picture_of_8_bits(seen):
    looks = [look for _, look in islice(between("looks", 8)._walk(seen["bob"]), 20_000)]
    assert looks.count(77) == pytest.approx(78, abs=36)  # four standard deviations
    assert len(set(looks)) == 256


def test_two_walks_meet_after_454_steps_in_the_mean_for_16_bits(seen):
    steps = []
    for seed in range(10):
        middle = between(seed, 16)
        middle._birthday(seen["alice"], seen["bob"])
        steps.append(middle.steps)
    assert mean(steps) == pytest.approx(2 * 0.886 * 256, rel=0.6)  # four standard errors


def test_a_second_preimage_for_10_bits_takes_1024_steps_in_the_mean(seen):
    walk = between("preimages", 10)._walk(seen["alice"])
    steps = [1 + next(n for n, (_, look) in enumerate(walk) if look == goal) for goal in range(30)]
    assert mean(steps) == pytest.approx(1024, rel=0.75)  # four standard errors


def test_what_was_found_looks_alike_from_both_sides(seen):
    middle = between("found", 16)
    for side in ("bob", "alice"):
        middle.value_for(side, seen)
    looks = {glance(middle.key_with(side, seen[side]), 16) for side in seen}
    assert len(looks) == 1


def test_a_value_is_the_same_whenever_it_is_asked(seen):
    middle = between("twice", 8)
    first = middle.value_for("bob", {})
    assert middle.value_for("bob", seen) == first
    assert middle.promise(b"") == sha256(first).digest()


def test_a_search_ends_with_its_budget(seen):
    for search in (
        lambda one: one._birthday(seen["alice"], seen["bob"]),
        lambda one: one._second_preimage(seen["alice"], -1),
    ):
        middle = between("budget", 32, budget=21)
        search(middle)
        assert 20 <= middle.steps <= 21


# The order of the messages


@pytest.mark.parametrize(
    "meeting", [in_turn, equal_pictures.flawed_crossing, short_picture.committed]
)
def test_the_go_between_has_both_keys_in_any_order(meeting):
    keys = []

    class Curious(GoBetween):
        def value_for(self, side, seen):
            value = super().value_for(side, seen)
            if len(seen) == 2 and len(self.mine) == 2:
                keys.append({one: self.key_with(one, seen[one]) for one in seen})
            return value

    alice, bob = meeting(Curious(8, 0, lesson("curious")), lesson("people"))
    assert keys[-1] == {"alice": alice, "bob": bob}
    assert alice != bob


def test_in_turn_one_key_is_fixed_before_the_search():
    outcomes = [look_alike(in_turn, 2000, lesson(f"turn {seed}"), bits=6) for seed in range(3)]
    assert all(one.won and one.tries < 2000 for one in outcomes)


def test_more_bits_than_the_budget_pays_for_stay_different():
    assert not look_alike(equal_pictures.flawed_crossing, 500, lesson("32"), bits=32).won


def test_after_a_commitment_nothing_is_left_but_luck():
    outcomes = [
        look_alike(short_picture.committed, 2000, lesson(f"luck {seed}"), bits=1)
        for seed in range(4)
    ]
    assert {one.tries for one in outcomes} == {1}
    assert {one.won for one in outcomes} == {True, False}


def test_a_value_that_was_not_promised_is_refused():
    class Fickle(Courier):
        def promise(self, alices):
            return sha256(alices).digest()

    with pytest.raises(Untrusted, match="g_a"):
        short_picture.committed(Fickle(), lesson("fickle"))


def test_one_key_on_both_sides_is_no_success_though_the_pictures_are_equal():
    key = SecretChatKey(bytes(range(256)))
    assert not look_alike(lambda _carrier, _rng: (key, key), 1, lesson("one"), bits=8).won


def test_two_keys_are_no_agreement():
    one, other = (SecretChatKey.draw(lesson(name)) for name in ("one", "other"))
    assert agrees(lambda _carrier, _rng: (one, one), lesson("agrees"))
    assert not agrees(lambda _carrier, _rng: (one, other), lesson("agrees"))
