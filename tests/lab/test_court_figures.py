"""Contact graph, timeline, map of custody, ladder: what is drawn is said, and the other way round."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.conversation import say
from cryptokit.court import traffic
from cryptokit.court.timeline import Happening, Writ
from cryptokit.evidence.rows import Event
from cryptokit.experiment import who_can_read
from cryptokit.experiment.over_time import over_time
from cryptokit.lab import figures
from cryptokit.lab.contacts import SHOWN, hours, sentences
from cryptokit.lab.moments import span, when
from cryptokit.messengers import ALL, named
from cryptokit.rng import lesson
from cryptokit.testing import worlds
from cryptokit.world import Order, Power, View, load

SVG = "{http://www.w3.org/2000/svg}"
CHAT = say(["Alice: 1", "Bob: 2", "Alice: 3", "Bob: 4"])
TIMES = [message.sent for message in CHAT.messages]


def parsed(figure):
    root = ET.fromstring(figure.svg)  # noqa: S314  # our own picture
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}desc").text == figure.alt
    return root


def texts(figure):
    return [one.text for one in parsed(figure).iter(f"{SVG}text")]


def message(sender, receiver, sent=0, size=1):
    return Event(sent, sender, receiver, "message", size)


def test_each_tie_is_an_arrow_with_its_counts_and_a_sentence():
    log = [message("Ann", "Bob", 3600, 5)] * 2 + [message("Bob", "Ann", 7200, 9)]
    told = traffic([log])
    figure = figures.contact_graph(told)
    assert {"Ann", "Bob", "2 (10 B)", "1 (9 B)"} <= set(texts(figure))
    assert len(list(parsed(figure).iter(f"{SVG}polygon"))) == 2
    assert len(list(parsed(figure).iter(f"{SVG}circle"))) == 2
    assert list(sentences(told)) == [
        "Ann to Bob: 2 messages, 10 bytes, 1970-01-01 01:00",
        "Bob to Ann: 1 message, 9 bytes, 1970-01-01 02:00",
        "busiest hour: 01h, with 2 messages",
    ]


def test_a_group_is_a_square_and_a_note_to_oneself_a_loop():
    figure = figures.contact_graph(traffic([[message("Ann", "Team"), message("Ann", "Ann")]]))
    root = parsed(figure)
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert len([one for one in root.iter(f"{SVG}rect") if one.get("fill") == "#e69f00"]) == 1
    assert len(list(root.iter(f"{SVG}polygon"))) == 1, "a loop has no head"
    assert "1 person, 1 other name" in figure.alt


@settings(max_examples=30)
@given(
    pairs=st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4), st.integers()), max_size=30)
)
def test_any_log_makes_a_whole_picture(pairs):
    told = traffic([[message(a, b, sent) for a, b, sent in pairs]])
    for figure in (figures.contact_graph(told), figures.hours(told)):
        parsed(figure)
    assert sum(row.total for row in hours(told)) == len(pairs)


def test_of_many_people_those_who_wrote_most_are_shown_and_the_others_counted():
    log = [message(f"P{n}", "Hub") for n in range(40) for _ in range(n + 1)]
    figure = figures.contact_graph(traffic([log]))
    assert any("29 more names" in text for text in texts(figure))
    assert {"Hub", "P39"} <= set(texts(figure))
    assert "P0" not in texts(figure)
    assert f"{40 - SHOWN} more ties" in figure.alt


def test_nothing_in_any_log_is_said():
    assert "No message in any log" in figures.contact_graph(traffic([])).alt


def test_times_that_no_calendar_has_are_numbers():
    assert when(1 << 62) == "second 4611686018427387904"
    assert span(0, 1 << 62) == "1970-01-01 00:00 to second 4611686018427387904"


@pytest.fixture(scope="module")
def campaign():
    writs = [
        Writ(Order("NL", Power.RAM, "db"), TIMES[0], gag=TIMES[3]),
        Writ(Order("NL", Power.AT_REST, "db"), TIMES[1], delay=30),
        Writ(Order("US", Power.SHARE, "p1"), TIMES[1], refused="<no> treaty"),
    ]
    return over_time(CHAT, named("cloud_chat"), writs, rng=lesson("figures"))


def test_a_timeline_draws_a_mark_for_every_entry_and_says_it(campaign):
    figure = figures.timeline(campaign)
    root = parsed(figure)
    kinds = [entry.what for entry in campaign.entries]
    assert len(list(root.iter(f"{SVG}circle"))) == kinds.count(Happening.SERVED) == 3
    assert len(list(root.iter(f"{SVG}polygon"))) == kinds.count(Happening.NOTICED) == 3
    taken = [one for one in root.iter(f"{SVG}rect") if one.get("fill") == "#d55e00"]
    assert len(taken) == kinds.count(Happening.SEIZED) == 2
    strokes = [one for one in root.iter(f"{SVG}path") if "v18" in one.get("d")]
    assert len(strokes) == len(CHAT.messages)
    assert {"2 of 2 read", "0 of 1 read"} <= set(texts(figure))
    for entry in campaign.entries:
        assert f"{when(entry.at)}: {entry.what}: {entry.text}" in figure.alt
    assert "by then 2 of 2 messages can be read" in figure.alt


def test_a_timeline_without_orders_is_a_picture():
    empty = over_time(CHAT, named("cloud_chat"), [])
    parsed(figures.timeline(empty))
    assert figures.timeline(empty).alt.endswith("no order.")


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_a_map_names_every_machine_its_country_its_keeper_and_all_it_holds(messenger):
    figure = figures.custody(messenger.world)
    drawn = " ".join(texts(figure))
    for asset in messenger.world.assets:
        for words in (drawn, figure.alt):
            assert asset.id in words
            assert asset.loc in words
            for view in View:
                for fact in asset.facts(view):
                    assert fact in words
    countries = {asset.loc for asset in messenger.world.assets}
    assert len([one for one in parsed(figure).iter(f"{SVG}rect") if one.get("rx")]) == len(
        countries
    )


def test_a_map_says_what_goes_over_a_line_on_its_way_and_as_it_arrives_and_who_can_open_it():
    world = load({
        "entities": {"op": {"inc": "VG"}},
        "persons": [
            {"id": "sam", "present": "IN", "entity": "op", "access": ["db"]},
            {"id": "ceo", "present": "AE", "entity": "op"},
        ],
        "assets": [{"id": "db", "loc": "NL", "custodian": "op", "line": ["packets"],
                    "route": ["login"], "arrives": ["text", "size"]}],
    })  # fmt: skip
    figure = figures.custody(world)
    line = (
        "db, kept by op (VG), open to sam in IN: on its line packets; on its way login; "
        "as it arrives text, size"
    )
    assert line in " ".join(texts(figure))
    assert line in figure.alt
    assert "ceo" not in figure.alt


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_a_map_can_be_read_where_it_is_shown_700_pixels_wide(messenger):
    drawn = parsed(figures.custody(messenger.world))
    width = float(drawn.get("width"))
    sizes = [float(one.get("font-size")) for one in drawn.iter(f"{SVG}text")]
    assert width <= 700
    assert min(sizes) >= 15
    assert min(sizes) * 544 / width > 11  # on a phone the site shows it 34 rem wide, and scrolls


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_a_map_names_the_seat_of_each_keeper_and_the_seat_of_its_owner(messenger):
    world = messenger.world
    seats = {one.id: one.inc for one in world.entities}
    alt = figures.custody(world).alt
    for asset in world.assets:
        if asset.custodian in seats:
            top = world.head(asset.custodian)
            owned = "" if top == asset.custodian else f", of {top} ({seats[top]})"
            assert f"{asset.id}, kept by {asset.custodian} ({seats[asset.custodian]}){owned}" in alt


@settings(max_examples=20)
@given(world=worlds())
def test_any_world_has_a_map(world):
    parsed(figures.custody(world))


def test_the_ladder_draws_every_number_and_hatches_where_there_is_none():
    result = who_can_read(say(["Alice: hi"]), messengers=[named("cloud_chat")], rng=lesson("l"))
    figure = figures.ladder(result)
    cells = [text for text in texts(figure) if text in {"-", *"0123456789"}]
    wanted = [one.trial.k_eff for one in result.answers]
    assert cells == ["-" if k is None else str(k) for k in wanted]
    assert figure.svg.count('fill="url(#no-number)"') == wanted.count(None)
    assert re.search("no number at L1, 4 at L2, 1 from L3 to L8", figure.alt)
