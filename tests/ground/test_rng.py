"""Randomness as an argument: lessons repeat themselves, records count, broken sources are refused."""

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit import rng

sizes = st.lists(st.integers(0, 100), max_size=10)
seeds = st.binary(max_size=20)


@given(seeds, sizes)
def test_a_lesson_gives_the_same_bytes_every_time(seed, wanted):
    one, two = rng.lesson(seed), rng.lesson(seed)
    assert [one(n) for n in wanted] == [two(n) for n in wanted]


@given(seeds, seeds)
def test_lessons_with_different_seeds_differ(one, two):
    assert (rng.lesson(one)(32) == rng.lesson(two)(32)) == (one == two)


def test_a_lesson_does_not_repeat_itself_within_a_run():
    source = rng.lesson("monday")
    assert len({source(16) for _ in range(1000)}) == 1000


def test_a_seed_may_be_text_or_bytes():
    assert rng.lesson("monday")(8) == rng.lesson(b"monday")(8)


def test_two_draws_of_a_lesson_are_not_one_longer_draw():
    source = rng.lesson("monday")
    assert source(8) + source(8) != rng.lesson("monday")(16)


@given(st.integers(0, 1000))
def test_a_source_gives_as_many_bytes_as_were_asked_for(size):
    for source in (rng.system, rng.lesson("x"), rng.recorded(rng.system)):
        assert len(rng.draw(source, size)) == size


@given(sizes)
def test_a_record_lists_every_draw_and_changes_nothing(wanted):
    source = rng.recorded(rng.lesson("monday"))
    plain = rng.lesson("monday")
    assert [source(n) for n in wanted] == [plain(n) for n in wanted]
    assert source.drawn == wanted


def test_two_records_do_not_share_their_list():
    one, two = rng.recorded(rng.system), rng.recorded(rng.system)
    one(4)
    assert (one.drawn, two.drawn) == ([4], [])


@pytest.mark.parametrize("size", [16, 17, 256])
def test_nothing_but_zeros_is_refused_where_it_can_be_no_accident(size):
    with pytest.raises(ValueError, match="broken"):
        rng.draw(bytes, size)
    with pytest.raises(ValueError, match="broken"):
        rng.recorded(bytes)(size)
    almost = bytes(size - 1) + b"\1"
    assert rng.draw(lambda _: almost, size) == almost


@pytest.mark.parametrize("size", [0, 1, 15])
def test_a_few_zeros_are_luck(size):
    assert rng.draw(bytes, size) == bytes(size)


@pytest.mark.parametrize("off", [-1, 1])
def test_a_source_that_gives_another_number_of_bytes_is_refused(off):
    with pytest.raises(ValueError, match=f"gave {20 + off} bytes, not 20"):
        rng.draw(lambda n: b"x" * (n + off), 20)


def test_a_lesson_is_known_through_any_number_of_records():
    assert rng.is_lesson(rng.lesson("x"))
    assert rng.is_lesson(rng.recorded(rng.recorded(rng.lesson("x"))))
    assert not rng.is_lesson(rng.system)
    assert not rng.is_lesson(rng.recorded(rng.system))


def test_a_lesson_ends_where_its_block_ends_also_by_an_error():
    assert not rng.inside_lesson()
    with rng.lesson("x"):
        assert rng.inside_lesson()
    assert not rng.inside_lesson()
    with pytest.raises(ZeroDivisionError), rng.lesson("x"):
        1 / 0  # noqa: B018
    assert not rng.inside_lesson()


def test_one_lesson_can_be_entered_twice():
    source = rng.lesson("x")
    with source, source:
        assert rng.inside_lesson()
    assert not rng.inside_lesson()


def test_a_lesson_does_not_reach_into_another_thread():
    seen = []
    with rng.lesson("x"):
        thread = Thread(target=lambda: seen.append(rng.inside_lesson()))
        thread.start()
        thread.join()
    assert seen == [False]
