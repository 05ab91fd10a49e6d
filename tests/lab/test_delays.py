"""Time to read: the curve is the odds of the engine, and words, table and labels say the same."""

import re
from datetime import date
from itertools import chain, combinations, pairwise
from math import prod
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.lab import figures
from cryptokit.lab.delay_curves import LIMIT
from cryptokit.lab.delays import SHARES, Way, found, odds, plateau, steps, table, words
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.testing import levels, worlds
from cryptokit.world import PAST, Level, closure
from cryptokit.world.odds import Method, TimeToRead, Wait, chance, sample_times, time_to_read
from cryptokit.world.requests import chances, requests, waits
from cryptokit.world.tree import fault_tree

SVG = "{http://www.w3.org/2000/svg}"
TALL, LABEL = 260, 38
LONGEST = 499
"""Up to here every day has a column of pixels to itself."""


@st.composite
def times(draw, samples=(0, 0, 50, 2_000)):
    """Make distributions, exact or counted, with something left for never."""
    days = sorted(draw(st.sets(st.integers(0, LONGEST), max_size=12)))
    weights = [draw(st.integers(1, 9)) for _ in days]
    never, of = draw(st.integers(0, 9)), draw(st.sampled_from(samples))
    total = sum(weights) + never or 1
    if not of:
        return TimeToRead(tuple((d, w / total) for d, w in zip(days, weights, strict=True)))
    counts = [max(1, of * weight // total) for weight in weights]
    steps_ = tuple((day, count / of) for day, count in zip(days, counts, strict=True))
    return TimeToRead(steps_, of, Method.SAMPLE)


ways = st.lists(times(), min_size=1, max_size=LIMIT).map(
    lambda some: [Way(f"way {i}", one) for i, one in enumerate(some)]
)


def parsed(figure):
    root = ET.fromstring(figure.svg)  # noqa: S314  # our own picture
    assert root.find(f"{SVG}desc").text == figure.alt
    return root


def paths(figure, kind):
    for path in parsed(figure).iter(f"{SVG}path"):
        if path.get("class") == kind:
            numbers = [float(one) for one in re.findall(r"[\d.]+", path.get("d"))]
            yield list(zip(numbers[::2], numbers[1::2], strict=True))


def axes(figure):
    """Read the scales off the numbers beside the axes: pixels a day, and the odds at the top."""
    texts = list(parsed(figure).iter(f"{SVG}text"))
    left = [(float(t.text), float(t.get("y"))) for t in texts if t.get("text-anchor") == "end"]
    below = [
        (int(t.text.replace(",", "")), float(t.get("x")))
        for t in texts
        if t.get("text-anchor") == "middle" and t.text[0].isdecimal()
    ]
    (first, x), (last, end) = below[0], below[-1]
    assert first == left[0][0] == 0
    assert left[0][1] - left[-1][1] == TALL
    return x, (end - x) / last, left[0][1] - 4, left[-1][0]


def reader(figure):
    """Give a function that reads the odds on a day off a curve, and how far off that may be."""
    x, a_day, bottom, top = axes(figure)
    curves = list(paths(figure, "curve"))

    def read(number, day):
        at = [y for place, y in curves[number] if place <= x + day * a_day + 0.11]
        return (bottom - at[-1]) * top / TALL, 0.06 * top / TALL

    return read


@given(ways)
def test_each_curve_has_the_odds_of_each_day(some):
    figure = figures.delays(some)
    for corners in paths(figure, "curve"):
        assert all(x == to_x or y == to_y for (x, y), (to_x, to_y) in pairwise(corners)), "steps"
    read = reader(figure)
    for number, way in enumerate(some):
        for day in {0, 3, 250, LONGEST, *(day + i for day, _ in way.time.days for i in (-1, 0))}:
            if day >= 0:
                drawn, off = read(number, day)
                assert abs(drawn - way.time.by(day).value) <= off


@given(ways)
def test_the_highest_curve_fills_two_fifths_of_the_panel_or_more(some):
    highest = max(way.time.ever.value for way in some)
    _, _, _, top = axes(figures.delays(some))
    assert highest <= top + 1e-9
    assert highest >= 0.4 * top - 1e-9 or not highest


wait = st.builds(
    lambda days, refused: Wait(*sorted(days), refused=refused),
    st.tuples(*[st.integers(0, 90)] * 3),
    st.sampled_from([0, 0.25, 0.5, 1]),
)


@settings(max_examples=25)
@given(world=worlds(), level=levels(), data=st.data())
def test_the_curve_adds_up_the_chances_of_all_coalitions_that_read(world, level, data):
    pytest.importorskip("dd")
    tree = fault_tree(world, PAST, level.powers)
    asked = {one: data.draw(wait) for one in tree.countries}
    figure = figures.delays([Way("all orders", time_to_read(tree, asked))])
    every = chain.from_iterable(
        combinations(tree.countries, size) for size in range(len(tree.countries) + 1)
    )
    read = reader(figure)
    reads = [set(one) for one in every if PAST in closure(world, one, level.powers)]
    for day in (0, 20, 45, 90):
        came = {one: asked[one].by(day) for one in asked}
        wanted = sum(
            prod(came[one] if one in some else 1 - came[one] for one in came) for some in reads
        )
        drawn, off = read(0, day)
        assert abs(drawn - wanted) <= off


@given(times())
def test_the_steps_are_what_by_says(time):
    told = dict(steps(Way("one", time)))
    assert told.keys() == {0, *(day for day, _ in time.days)}
    for day, estimate in told.items():
        assert estimate.value == pytest.approx(time.by(day).value, abs=1e-12)
        assert estimate.standard_error == pytest.approx(time.by(day).standard_error, abs=1e-12)


@given(ways)
def test_a_band_of_one_standard_error_is_around_what_was_sampled_and_nothing_else(some):
    figure = figures.delays(some)
    counted = [number for number, way in enumerate(some) if way.time.samples]
    bands = list(paths(figure, "band"))
    assert len(bands) == len(counted)
    _, _, bottom, top = axes(figure)
    for number, band in zip(counted, bands, strict=True):
        ever = some[number].time.ever
        half = len(band) // 2
        for at, sign in ((band[half - 1], 1), (band[half], -1)):
            wanted = min(max(ever.value + sign * ever.standard_error, 0), top)
            assert abs((bottom - at[1]) * top / TALL - wanted) <= 0.06 * top / TALL
    assert figure.alt.count("(the band)") == len(counted)


@given(times(samples=(50, 2_000)))
def test_no_day_is_further_off_than_is_said(time):
    said = float(re.fullmatch(r"\S+ samples, standard error up to (\S+)", found(Way("", time)))[1])
    largest = max(time.by(day).standard_error for day in {0, *(day for day, _ in time.days)})
    assert largest - 1e-9 <= said < largest + 1e-4 + 1e-9


@given(times())
def test_words_and_table_tell_the_first_day_by_which_the_odds_are_so_high(time):
    way = Way("one", time)
    told = re.findall(r"(\d+)% (never|by day \d+)", words(way))
    shown = [next(iter(column.cells)) for column in table([way]).columns]
    assert [int(share) for share, _ in told] == [round(share * 100) for share in SHARES]
    for (share, said), cell in zip(told, shown[1:4], strict=True):
        high = int(share) / 100 - 1e-9
        if said == "never":
            assert cell == "-"
            assert time.ever.value < high
        else:
            day = int(said.removeprefix("by day "))
            assert cell == str(day)
            assert time.by(day).value >= high
            assert day == 0 or time.by(day - 1).value < high
    half = time.quantile(time.ever.value / 2)
    assert shown[4] == ("-" if half is None else str(half))
    assert shown[5] == odds(1 - time.ever.value)
    assert (shown[6] == "exact") == (not time.samples)


@given(ways)
def test_every_plateau_is_labelled_in_a_place_of_its_own(some):
    figure = figures.delays(some)
    root = parsed(figure)
    titles = {way.title for way in some}
    found_ = [text for text in root.iter(f"{SVG}text") if text.text in titles]
    assert [text.text for text in found_] == [way.title for way in some]
    heights = sorted(float(text.get("y")) for text in found_)
    assert all(low - high >= LABEL - 0.11 for high, low in pairwise(heights))
    assert 0 < heights[0] <= heights[-1] + 15 < float(root.get("height"))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    for way in some:
        assert texts[texts.index(way.title) + 1] == plateau(way)
    ends = [curve[-1] for curve in paths(figure, "curve")]
    assert ends == [flat[0] for flat in paths_of_plateaus(figure)]


def paths_of_plateaus(figure):
    for path in parsed(figure).iter(f"{SVG}path"):
        if path.get("class") == "plateau":
            yield [tuple(map(float, re.match(r"M(\S+) (\S+)", path.get("d")).groups()))]


@given(st.floats(0, 1))
def test_odds_in_words_are_as_near_as_they_say(value):
    said = odds(value)
    if said.startswith("under"):
        assert 0 < value < 0.01
    elif said.startswith("over"):
        assert 0.99 < value < 1
    else:
        assert abs(float(said) - value) <= 0.005 + 1e-9
        assert said not in {"0.00", "1.00"}


def test_curves_differ_by_their_dashes_without_any_colour():
    figure = figures.delays([Way(str(i), TimeToRead(((9, 0.5),))) for i in range(LIMIT)])
    dashes = [
        path.get("stroke-dasharray")
        for path in parsed(figure).iter(f"{SVG}path")
        if path.get("class") == "curve"
    ]
    assert len(set(dashes)) == len(dashes) == LIMIT


@pytest.mark.parametrize("number", [0, LIMIT + 1])
def test_so_many_ways_cannot_be_told_apart(number):
    with pytest.raises(ValueError, match=f"from 1 to {LIMIT} ways .* not {number}"):
        figures.delays([Way(str(i), TimeToRead(())) for i in range(number)])


def test_what_never_comes_is_a_flat_line_and_said():
    figure = figures.delays([Way("in vain", TimeToRead(()))])
    (curve,) = paths(figure, "curve")
    assert len({y for _, y in curve}) == 1
    assert "odds of 10% never, 50% never, 90% never; ever 0, never 1; exact" in figure.alt


def test_a_hundred_years_of_days_are_one_corner_a_column_and_end_right():
    long = TimeToRead(tuple((day, 0.8 / 36_525) for day in range(1, 36_526)))
    figure = figures.delays([Way("slowly", long)])
    (curve,) = paths(figure, "curve")
    assert len(curve) < 1_100
    drawn, off = reader(figure)(0, 36_525)
    assert abs(drawn - 0.8) <= off


def test_names_of_strangers_are_shown_and_not_obeyed():
    figure = figures.delays([Way("<b>\x1b[1m", TimeToRead(()))])
    parsed(figure)
    assert "<b>" in figure.alt
    assert "\x1b" not in figure.svg + figure.alt


def test_one_order_on_the_group_and_requests_to_four_countries_are_told_side_by_side():
    pytest.importorskip("dd")
    world, some, wanted = named("cloud_chat_cold").world, [], []
    for asker, level in (("US", Level.ENTITY), ("VG", Level.CONTROL)):
        tree = fault_tree(world, PAST, level.powers)
        made = requests(tree, [asker], on=date(2026, 9, 1))
        some.append(Way(f"{asker} asks", time_to_read(tree, waits(tree, made))))
        wanted.append(chance(tree, chances(tree, made)).value)
    assert [way.time.ever.value for way in some] == pytest.approx(wanted)
    figure = figures.delays(some)
    for way, value in zip(some, wanted, strict=True):
        assert f"ever {odds(value)}, never {odds(1 - value)}" in figure.alt
        assert f"{way.title}: odds of " in figure.alt
    drawn = [reader(figure)(number, 60)[0] for number in range(2)]
    assert drawn[0] < 0.01
    assert drawn[1] > 0.9


def test_without_the_extra_the_same_way_is_told_with_its_error():
    tree = fault_tree(named("cloud_chat_cold").world, PAST, Level.CONTROL.powers)
    made = requests(tree, ["VG"], on=date(2026, 9, 1))
    time = sample_times(tree, waits(tree, made), 1_000, rng=lesson("delays"))
    alt = figures.delays([Way("by lot", time)]).alt
    assert re.search(r"1,000 samples, standard error up to 0\.0\d+ \(the band\)", alt)
