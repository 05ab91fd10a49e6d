"""The coalition lattice: each box says what the closure says, and the words and table say it too."""

import math
import re
from dataclasses import replace
from itertools import chain, combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Unknown
from cryptokit.lab import figures
from cryptokit.lab.lattice import LIMIT, NOBODY, Mark, lattice, table, words
from cryptokit.messengers import named
from cryptokit.testing import levels, worlds
from cryptokit.world import FUTURE, PAST, Level, Power, closure, k_eff, load

SVG = "{http://www.w3.org/2000/svg}"
LETTER = 7
"""As wide as a letter of this size is on average, and more."""
SIX = ("AE", "CH", "DE", "NL", "SG", "US")
goals = st.sampled_from([PAST, PAST, FUTURE])


def parsed(figure):
    root = ET.fromstring(figure.svg)  # noqa: S314  # our own picture
    assert root.find(f"{SVG}desc").text == figure.alt
    return root


def boxes(figure):
    """Give each box drawn: its countries, its mark (class, title and word agree), and its place."""
    for group in parsed(figure).iter(f"{SVG}g"):
        *lines, word = (text.text for text in group.iter(f"{SVG}text"))
        name = " ".join(lines)
        assert group.find(f"{SVG}title").text == f"{name}: {word}"
        assert group.get("class") == word
        rect = group.find(f"{SVG}rect")
        place = [float(rect.get(key)) for key in ("x", "y", "width", "height")]
        yield (() if name == NOBODY else tuple(name.split())), word, place


def subsets(some):
    return chain.from_iterable(combinations(some, size) for size in range(len(some) + 1))


def split(countries, k):
    """Make a world whose key is split k of n over users' machines, one in each country."""
    parts = [f"s{i}" for i, _ in enumerate(countries)]
    assets = [
        {"id": part, "loc": place, "custodian": "user", "holds": [part]}
        for part, place in zip(parts, countries, strict=True)
    ]
    return load({"name": "split", "assets": assets, "rules": [{"out": PAST, "k": k, "of": parts}]})


@settings(max_examples=60)
@given(world=worlds(), level=levels(), goal=goals)
def test_every_coalition_is_marked_as_its_closure_says(world, level, goal):
    drawn = {countries: mark for countries, mark, _ in boxes(figure_of(world, goal, level))}
    shown = max(drawn, key=len)
    assert set(drawn) == set(subsets(shown))
    reads = {one: goal in closure(world, one, level.powers) for one in subsets(world.jurisdictions)}
    for one, does in reads.items():
        there = tuple(country for country in one if country in shown)
        assert (drawn[there] != Mark.CLOSED) == does
    for one, mark in drawn.items():
        minimal = reads[one] and not any(reads[less] for less in subsets(one) if less != one)
        assert (mark == Mark.MINIMAL) == minimal


@settings(max_examples=15)
@given(world=worlds(countries=SIX, assets=10), level=levels())
def test_six_countries_are_marked_as_their_closure_says_too(world, level):
    for one, mark in lattice(world, PAST, level.powers).marks:
        assert (mark is not Mark.CLOSED) == (PAST in closure(world, one, level.powers))


def figure_of(world, goal=PAST, level=Level.ENDPOINT):
    return figures.lattice(world, goal, level.powers)


@settings(max_examples=40)
@given(world=worlds(), level=levels())
def test_who_is_left_out_changes_no_coalition_and_is_named(world, level):
    made = lattice(world, PAST, level.powers)
    figure = figure_of(world, PAST, level)
    assert sorted((*made.countries, *made.left_out)) == list(world.jurisdictions)
    said = f"Left out, since they bring nothing here: {' '.join(made.left_out)}"
    texts = [text.text for text in parsed(figure).iter(f"{SVG}text")]
    for told in (" ".join(texts), figure.alt, str(table(made).title)):
        assert (said in told) == bool(made.left_out)
        assert bool(made.left_out) == ("Left out" in told)


def at(places, point):
    """Give what is drawn at a point; numbers are written with one place."""
    (found,) = (one for place, one in places.items() if math.dist(place, point) < 0.3)
    return found


@settings(max_examples=20)
@given(st.integers(1, LIMIT), st.integers(1, LIMIT))
def test_a_line_joins_two_sets_exactly_where_one_has_one_country_more(number, k):
    figure = figure_of(split(SIX[:number], min(k, number)))
    tops, bottoms = {}, {}
    for countries, _, (x, y, width, height) in boxes(figure):
        tops[x + width / 2, y] = bottoms[x + width / 2, y + height] = countries
    joined = set()
    for edge in parsed(figure).iter(f"{SVG}path"):
        numbers = [float(one) for one in re.findall(r"[\d.]+", edge.get("d"))]
        upper, lower = at(bottoms, numbers[:2]), at(tops, numbers[2:])
        assert set(lower) < set(upper)
        assert len(upper) == len(lower) + 1
        joined.add((upper, lower))
    assert len(joined) == number * 2**number // 2


@settings(max_examples=30)
@given(
    st.lists(st.text("ABCD", min_size=1, max_size=40), min_size=1, max_size=LIMIT, unique=True),
    st.data(),
)
def test_boxes_stay_apart_and_inside_whatever_countries_are_called(countries, data):
    k = data.draw(st.integers(1, len(countries)))
    figure = figure_of(split(countries, k))
    root = parsed(figure)
    width, height = float(root.get("width")), float(root.get("height"))
    places = []
    for group in root.iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        places.append([float(rect.get(key)) for key in ("x", "y", "width", "height")])
        for text in group.iter(f"{SVG}text"):
            assert len(text.text) * LETTER < places[-1][2]
            assert places[-1][1] < float(text.get("y")) < places[-1][1] + places[-1][3]
    for x, y, wide, high in places:
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + high <= height
    for one, other in combinations(places, 2):
        beside = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
        assert beside or one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1]


def test_marks_differ_by_shape_and_word_without_any_colour():
    figure = figure_of(split(SIX[:3], 2))
    shapes = {}
    for group in parsed(figure).iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        shape = tuple(rect.get(key) for key in ("rx", "stroke-dasharray", "stroke-width"))
        shapes.setdefault(group.get("class"), set()).add(shape)
    assert set(shapes) == set(Mark)
    assert len(set.union(*shapes.values())) == len(Mark), "one shape a mark, and no shape twice"


@settings(max_examples=40)
@given(world=worlds(), level=levels(), goal=goals)
def test_words_and_table_count_each_size_and_name_the_minimal_sets(world, level, goal):
    made = lattice(world, goal, level.powers)
    said, shown = words(made), table(made)
    cells = zip(*(column.cells for column in shown.columns), strict=True)
    for size, (at, sets, that_read, reads, closed) in enumerate(cells):
        row = {" ".join(one) or NOBODY: mark for one, mark in made.row(size)}
        open_ = {name for name, mark in row.items() if mark is not Mark.CLOSED}
        minimal = [name for name, mark in row.items() if mark is Mark.MINIMAL]
        assert (at, sets, that_read) == (str(size), str(len(row)), str(len(open_)))
        assert {one.rstrip("*") for one in reads.split(" | ")} - {"-"} == open_
        assert [one[:-1] for one in reads.split(" | ") if one.endswith("*")] == minimal
        assert set(closed.split(" | ")) - {"-"} == row.keys() - open_
        (told,) = re.findall(rf"Size {size}: (.*?)\. ", said)
        assert told.startswith(f"{len(row)} set")
        assert f", {len(open_)} read" in told
        assert told.partition(", minimal: ")[2] == ", ".join(minimal)
    assert shown.row_count == len(made.countries) + 1
    none = all(mark is Mark.CLOSED for _, mark in made.marks)
    assert ("No set reads" in said) == none


@pytest.mark.parametrize("level", [one for one in Level if one is not Level.ENDPOINT])
def test_the_lowest_minimal_set_has_k_eff_countries(level):
    world = named("cloud_chat_cold").world
    minimal = [
        one for one, mark in lattice(world, PAST, level.powers).marks if mark is Mark.MINIMAL
    ]
    assert min(map(len, minimal), default=None) == k_eff(world, PAST, level.powers)


def test_an_open_page_reads_without_anybody_and_all_countries_are_left_out():
    figure = figure_of(named("channel").world, PAST, Level.AT_REST)
    assert [(one, mark) for one, mark, _ in boxes(figure)] == [((), Mark.MINIMAL)]
    assert f"Size 0: 1 set, 1 reads, minimal: {NOBODY}" in figure.alt


def test_six_countries_are_drawn_and_seven_refused_with_the_limit():
    assert len(list(boxes(figure_of(split(SIX, 3))))) == 1 << LIMIT
    with pytest.raises(ValueError, match=f"at most {LIMIT} countries, and here 7 .*: AE CH .* VG"):
        figure_of(split((*SIX, "VG"), 3))


def test_a_goal_that_the_world_never_mentions_is_unknown():
    with pytest.raises(Unknown):
        figure_of(split(SIX, 3), "pasta")


def test_rungs_are_named_and_other_powers_listed():
    world = split(SIX[:2], 2)
    assert "courts may take: L3 + live memory" in figure_of(world, PAST, Level.MEMORY).alt
    two = figures.lattice(world, PAST, frozenset({Power.RAM, Power.AT_REST}))
    assert "courts may take: at_rest, ram." in two.alt
    assert "courts may take: -." in figures.lattice(world, PAST, frozenset()).alt


def test_names_of_strangers_are_shown_and_not_obeyed():
    figure = figure_of(replace(split(["<b>", "NL"], 2), name="a\x1b[1m&"))
    parsed(figure)
    assert "<b>" in figure.alt
    assert "<b>" not in figure.svg
    assert "\x1b" not in figure.svg + figure.alt
