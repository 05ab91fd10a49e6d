"""The ledger: what is shown is what the run said, in both forms, and every party has its place."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.conversation.spoken import say
from cryptokit.lab.carrying import carried, carriers, seen_on_lines
from cryptokit.lab.ledger import NEW, ledger
from cryptokit.lab.ledger_places import places
from cryptokit.lab.shown import Shown
from cryptokit.messengers import ALL, named
from cryptokit.messengers.deploy import phone_owners
from cryptokit.rng import lesson
from cryptokit.transcript import Event, Transcript
from cryptokit.world import USER

NASTY = st.text(st.sampled_from("ab<>&\"'נ"), min_size=1, max_size=4)
PARTIES = st.sampled_from(["Ann", "Ben", "server", "<b>"])
events = st.builds(
    lambda sender, receiver, what, size, things: Event(
        sender, receiver, what, size, tuple((receiver, thing) for thing in things)
    ),
    PARTIES,
    PARTIES,
    NASTY,
    st.integers(0, 9999),
    st.lists(NASTY, max_size=3),
)
runs = st.lists(events, max_size=8).map(lambda some: Transcript(tuple(some)))


def page(shown):
    return ET.fromstring(f"<div>{shown._repr_html_()}</div>")  # noqa: S314  # our own page


def said(cell):
    """The sentences of a cell of the page."""
    return [cell.text or "", *(line.tail or "" for line in cell.findall("br"))]


def rows(shown):
    """Give the rows of a page: the party, and the sentences of the last cell."""
    return {
        said(row.find("th"))[0]: said(row.findall("td")[-1]) for row in page(shown).iter("tr")
        if row.findall("td")
    }  # fmt: skip


def plain(thing):
    return thing.removeprefix(NEW)


def delivered(name, lines, folder):
    messenger, chat = named(name), say(lines)
    run = messenger.deliver(
        messenger.world, chat, folder / name, rng=lesson("ledger"), progress=lambda _: None
    )
    return messenger, chat, run


# What is held


@given(runs, st.data())
@settings(max_examples=40)
def test_each_party_holds_what_the_run_gave_it_and_nothing_else(run, data):
    step = data.draw(st.integers(0, len(run.events)))
    expected = {}
    for number, event in enumerate(run.events):
        for party in (event.sender, event.receiver):
            expected.setdefault(party, [])
        for party, thing in event.learned:
            if number < step and thing not in expected[party]:
                expected[party].append(thing)
    shown = rows(ledger(run).at(step))
    for party, things in expected.items():
        held = shown[party][0].split("; ")
        assert list(map(plain, held)) == (things or ["nothing yet"])


@given(runs)
@settings(max_examples=30)
def test_each_thing_is_marked_once_in_the_step_in_which_it_came(run):
    marked = []
    for now in ledger(run):
        event, shown = run.events[now.step - 1], rows(now)
        for party in run.holdings():
            new = [plain(thing) for thing in shown[party][0].split("; ") if thing.startswith(NEW)]
            assert {(party, thing) for thing in new} <= set(event.learned)
            marked += [(party, thing) for thing in new]
    held = {party: dict.fromkeys(things) for party, things in run.holdings().items()}
    assert sorted(marked) == sorted(
        (party, one) for party, things in held.items() for one in things
    )


@given(runs.filter(lambda run: run.events))
@settings(max_examples=30)
def test_a_line_says_what_happened(run):
    for number, now in enumerate(ledger(run), 1):
        event = run.events[number - 1]
        line = page(now).find("p").text
        assert line.startswith(f"step {number}: {event.sender}")
        assert event.what in line
        assert (f"{event.size:,} bytes" in line) == (event.sender != event.receiver)


def test_iterating_gives_the_steps_up_to_where_it_stands():
    run = Transcript(tuple(Event("Ann", "Ben", f"note {n}", 1) for n in range(5)))
    assert [now.step for now in ledger(run)] == [1, 2, 3, 4, 5]
    assert [now.step for now in ledger(run, upto=2)] == [1, 2]
    assert ledger(run, upto=2).at(5).step == 5
    assert list(ledger(run, upto=0)) == []
    assert "nothing has happened yet" in repr(ledger(run, upto=0))


@pytest.mark.parametrize("step", [-1, 3])
def test_a_step_that_the_run_does_not_have_is_refused(step):
    run = Transcript((Event("Ann", "Ben", "note", 1),) * 2)
    with pytest.raises(ValueError, match="steps 1 to 2"):
        ledger(run, upto=step)


# What carriers learn

people = st.sampled_from(["Ann", "Ben", "Cem"])


@given(st.lists(st.tuples(people, people, st.integers(1, 500)), max_size=9), st.data())
def test_who_carries_learns_who_wrote_to_whom_and_how_much(letters, data):
    letters = [one for one in letters if one[0] != one[1]]
    hops = []
    for n, (by, to, size) in enumerate(letters):
        hops += [Event(by, "relay", f"packet {n}", size), Event("relay", to, f"packet {n}", size)]
    upto = data.draw(st.integers(0, len(hops)))
    expected = {}
    for n, (by, to, size) in enumerate(letters):
        if 2 * n < upto:
            way = f"{by} -> {to if 2 * n + 1 < upto else '(not passed on yet)'}"
            times, total = expected.get(way, (0, 0))
            expected[way] = times + 1, total + size
    found = carried(hops, "relay", upto)
    assert {way: (one.times, one.size) for way, one in found.items()} == expected
    assert carriers(hops) == (("relay",) if letters else ())
    seen = seen_on_lines(hops[:upto])
    assert sum(one.size for one in seen.values()) == sum(hop.size for hop in hops[:upto])


def test_a_broadcast_among_equals_is_not_taken_for_carrying():
    names = "abc"
    hops = [Event(i, j, "to all", 9) for i in names for j in names if i != j]
    assert carriers(hops) == ()
    assert carriers([*hops, Event("a", "s", "x", 1), Event("s", "b", "x", 1)]) == ("s",)


def test_nobody_tells_whose_thing_it_was_if_two_gave_one_of_the_same_name():
    hops = [Event(name, "server", "a note", 1) for name in ("Ann", "Ben")]
    assert carriers([*hops, Event("server", "Cem", "a note", 1)]) == ()


def test_splitting_the_key_leaves_the_metadata_with_the_store(tmp_path):
    setup, _, run = delivered("independent", ["Ann: hi", "Ben: hello", "Ann: bye"], tmp_path)
    shown = rows(ledger(run, setup.world))
    assert not any("key of the chat" in thing for thing in shown["store"])
    assert shown["store, by carrying"] == [
        "+Ann -> Ben: 2 times, 61 bytes",
        "Ben -> Ann: 1 time, 33 bytes",
    ]


def test_many_ways_are_added_up_and_none_is_lost():
    hops = [Event(f"p{n}", "server", "note", n) for n in range(1, 10)]
    lines = rows(ledger(Transcript(tuple(hops))))["a tap on every line"]
    assert lines[-1] == "+3 more ways: 3 times, 24 bytes"
    assert len(lines) == 7


# Where the parties are

CHATS = (["Ann: hi", "Ben: yo", "Ann: bye"], ["Ben: hi", "Ann: yo", "Ben: bye"])


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_everybody_in_a_run_has_the_machine_that_the_messenger_gave_them(messenger, tmp_path):
    lines = CHATS[ALL.index(messenger) % 2]
    _, chat, run = delivered(messenger.name, lines, tmp_path)
    owners, found = phone_owners(messenger.world, chat), places(run.holdings(), messenger.world)
    phones = {
        party: place.asset
        for party, place in found.items()
        if place.asset and messenger.world.asset(place.asset).custodian == USER
    }
    assert phones == ({} if not run.events else {owner: phone for phone, owner in owners.items()})
    nowhere = {party for party, place in found.items() if place.asset is None}
    assert nowhere <= {"anybody"}
    for place in found.values():
        if place.asset:
            assert place.country == messenger.world.asset(place.asset).loc
    # Only one party stands at each machine, so no machine speaks under two names.
    machines = [place.asset for place in found.values() if place.asset]
    assert len(machines) == len(set(machines))


def test_a_third_person_of_a_group_has_no_phone_in_the_world(tmp_path):
    whatsapp, _, run = delivered("whatsapp", ["Ann: hi", "Ben: yo", "Cem: hey"], tmp_path)
    found = places(run.holdings(), whatsapp.world)
    assert (found["Cem"].company, found["Cem"].country) == ("-", "-")
    assert [found[name].country for name in ("Ann", "Ben", "server")] == ["DE", "FR", "US"]


def test_who_may_be_anywhere_takes_nobodys_phone():
    found = places(["anybody", "a stranger", "Ann"], named("secret_chat").world)
    assert [place.asset for place in found.values()] == [None, None, "phone_a"]


def test_servers_in_three_countries_may_have_one_parent(tmp_path):
    cloud, _, run = delivered("cloud_chat", CHATS[0], tmp_path)
    html = page(ledger(run, cloud.world))
    cells = {
        row.find("th").text: [cell.text for cell in row.findall("td")]
        for row in html.iter("tr")
        if row.findall("td")
    }
    assert [cells[name][1] for name in ("server", "p1", "p2", "p3")] == ["NL", "US", "SG", "AE"]
    assert all("parent (VG)" in cells[name][0] for name in ("server", "p1", "p2", "p3"))
    assert cells["p1"][2] == "set-up: part s1"


def test_without_a_world_there_is_no_company_and_no_country():
    run = Transcript((Event("Ann", "Ben", "note", 1),))
    assert ledger(run).table.heads == ("party", "holds")


def test_persons_and_entities_of_the_world_are_found_by_their_names():
    world = named("cloud_chat").world
    found = places(["ceo", "us", "carrier_de", "user", "public"], world)
    assert (found["ceo"].company, found["ceo"].country) == ("parent (VG)", "AE")
    assert (found["us"].asset, found["carrier_de"].country) == ("p1", "DE")
    assert found["user"].asset == "phone_a"  # a person may be called so


# Both forms

cells = st.one_of(NASTY, st.lists(NASTY, min_size=1, max_size=3).map(tuple))
tables = st.integers(1, 3).flatmap(
    lambda width: st.builds(
        Shown,
        NASTY,
        st.tuples(*[NASTY] * width),
        st.lists(st.tuples(*[cells] * width), max_size=3).map(tuple),
        st.lists(NASTY, max_size=2).map(tuple),
        st.lists(NASTY, max_size=2).map(tuple),
    )
)


@given(tables)
@settings(max_examples=40)
def test_text_and_page_have_the_same_cells_and_nothing_of_it_is_markup(shown):
    html = page(shown)
    assert html.find("table/caption").text == shown.caption
    heads = html.findall("table/thead/tr/th")
    assert [(one.get("scope"), one.text) for one in heads] == [("col", one) for one in shown.heads]
    body = html.findall("table/tbody/tr")
    assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in body)
    several = [[(one,) if isinstance(one, str) else one for one in row] for row in shown.rows]
    assert [[tuple(said(cell)) for cell in row] for row in body] == several
    assert {one.tag for one in html.iter()} <= {
        "div", "p", "table", "caption", "thead", "tbody", "tr", "th", "td", "br",
    }  # fmt: skip
    text = re.sub("[\u2068\u2069]", "", repr(shown))
    for word in (shown.caption, *shown.heads, *shown.above, *shown.below):
        assert word in text
    assert all(line in text for row in several for cell in row for line in cell)


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="row 2 has 1 cells, and there are 2 columns"):
        Shown("t", ("a", "b"), (("1", "2"), ("3",)))


def test_a_step_of_a_secret_chat_reads_as_it_happened(tmp_path):
    secret, _, run = delivered("secret_chat", CHATS[0], tmp_path)
    now = ledger(run, secret.world).at(11)
    assert page(now).find("p").text == "step 11: Ann -> server: packet 1, locked, 368 bytes"
    shown = rows(now)
    assert shown["server"][0].endswith("+packet 1, locked")
    assert "+" not in shown["Ann"][0] + shown["Ben"][0]
    assert "message 1" not in str(shown)
    assert "message 1" in rows(ledger(run, secret.world).at(12))["Ben"][0]
