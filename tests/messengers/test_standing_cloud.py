"""What each order brings while a cloud chat goes on: real packets, a real login, real copies."""

import base64
import hashlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cryptokit.conversation import Chat, Message, say
from cryptokit.court import examine, seize
from cryptokit.errors import CannotOpen
from cryptokit.evidence import cloud_packets
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Account, Envelope, Event, Key, Part, Plaintext, State
from cryptokit.evidence.store import read
from cryptokit.experiment.answers import Trial
from cryptokit.experiment.seen import seen
from cryptokit.experiment.serving import Service
from cryptokit.experiment.states import States
from cryptokit.messengers import cloud_worlds, leaking, named, takeover, telegram
from cryptokit.messengers.cloud_chat import CLOUD_CHAT
from cryptokit.messengers.line import LAST_SECOND, Line
from cryptokit.messengers.post import Post
from cryptokit.messengers.standing import NOTHING, Standing
from cryptokit.mtproto import salts
from cryptokit.mtproto.login.codes import NEXT_AFTER, LoginCode
from cryptokit.rng import lesson
from cryptokit.world import CHANGED, FUTURE, PAST, Level, Piece, Power, View, reach, smallest_sets

WORDS = (
    "rendezvous at the boathouse",
    "קח את המפתח הכחול",
    "bring 🧭🗝️ and the chart",
    "Страница сорок седьмая",
    "nobody else must know this",
)
CHAT = say([f"{'Bob' if i % 2 else 'Alice'}: {text}" for i, text in enumerate(WORDS)])
NOW = 3
"""So many messages were sent when the orders come; two come later."""
SINCE = CHAT.messages[NOW - 1].sent
LINE, ARRIVALS = Piece("db", View.LINE), Piece("db", View.ARRIVALS)
ROUTE_A, ROUTE_B = Piece("sms_a", View.ROUTE), Piece("sms_b", View.ROUTE)
GUARDED = replace(CLOUD_CHAT, name="guarded", world=cloud_worlds.WITH_PASSWORD)
SETUPS = {
    "serving": CLOUD_CHAT,
    "cold": named("cloud_chat_cold"),
    "apart": named("cloud_chat_key_apart"),
    "guarded": GUARDED,
}
PEOPLE = ("Alice", "Bob", "Carol")
GROUP = Chat(
    "The three",
    "said",
    tuple(Message(i, 1000 + i, PEOPLE[i % 3], f"note number {i}") for i in range(1, 7)),
    PEOPLE,
    group=True,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("standing")


@pytest.fixture(scope="module")
def counts(folder):
    """Serve orders after three messages, examine what was seized, count past and future."""

    def serve(setup, powers, *countries):
        states = States(SETUPS[setup], CHAT, folder / setup, b"standing" * 4)
        service = Service.of(states, NOW)
        trial = Trial(SETUPS[setup], FUTURE, Level.AT_REST, frozenset(powers), (), countries)
        served = service.serve(trial)
        report = examine(served.case, now=service.at)
        shutil.rmtree(served.case)
        return report.past, report.future

    return serve


@dataclass
class Run:
    folder: Path
    world: object

    def rows(self, piece, kind):
        return list(read(path_of(self.folder, piece), kind))

    def disk(self, asset, kind):
        return self.rows(Piece(asset, View.DISK), kind)

    def digests(self):
        files = sorted(self.folder.rglob("*.*"))
        return {
            file.relative_to(self.folder).as_posix(): hashlib.sha256(file.read_bytes()).digest()
            for file in files
        }


@pytest.fixture(scope="module")
def deliver(folder):
    known = {}

    def run(*pieces, since=SINCE, chat=CHAT, setup="serving"):
        key = (pieces, since, chat, setup)
        if key not in known:
            where, one = folder / f"run {len(known)}", SETUPS[setup]
            standing = Standing(dict.fromkeys(pieces, since)) if pieces else NOTHING
            one.deliver(
                one.world,
                chat,
                where,
                rng=lesson("standing"),
                progress=lambda _: None,
                standing=standing,
            )
            known[key] = Run(where, one.world)
        return known[key]

    return run


def opened(envelopes, keys):
    """Which messages these keys open, and what they say."""
    openers, found = {key.key_id(): cloud_packets.opener(key) for key in keys}, {}
    for row in envelopes:
        if row.key_id in openers:
            assert found.setdefault(row.number, openers[row.key_id](row)) is not None
    return found


def texts(chat, since):
    return {i: m.shown for i, m in enumerate(chat.messages, 1) if m.sent > since}


# Listening on the line


@pytest.mark.parametrize("setup", ["serving", "cold", "apart"])
def test_a_tap_alone_reads_nothing_and_with_the_servers_keys_all_that_comes_after_it(setup, counts):
    assert counts(setup, [Power.TAP], "NL") == (0, 0)
    assert counts(setup, [Power.AT_REST], "NL") == (0, 0)
    assert counts(setup, [Power.TAP, Power.AT_REST], "NL") == (0, 2)
    assert counts(setup, [Power.TAP, Power.AT_REST], "DE") == (0, 0), "the line is not there"


@pytest.mark.parametrize("chat", [CHAT, GROUP], ids=["pair", "group"])
@pytest.mark.parametrize("phone", ["phone_a", "phone_b", "db"])
def test_one_phones_key_opens_every_message_on_the_line_and_so_do_the_servers(phone, chat, deliver):
    since = chat.messages[1].sent
    done = deliver(LINE, since=since, chat=chat)
    keys = [row.secret for row in done.disk(phone, Key)]
    assert len(keys) == (1 if phone != "db" else len(chat.participants))
    assert opened(done.rows(LINE, Envelope), keys) == texts(chat, since)


def test_every_packet_that_was_kept_opens_with_some_key_and_names_it_in_the_clear(deliver):
    done = deliver(LINE)
    keys = {row.key_id: row.secret for row in done.disk("db", Key)}
    kept = done.rows(LINE, Envelope)
    assert len(kept) == 2 * 2, "up from the author, and down to the other phone"
    for row in kept:
        assert row.body[:8] == row.key_id
        assert cloud_packets.opener(keys[row.key_id])(row) == CHAT.messages[row.number - 1].text


def test_a_tap_learns_who_when_and_how_much_of_every_packet_without_any_key(deliver):
    done = deliver(LINE)
    events, sizes = done.rows(LINE, Event), {len(row.body) for row in done.rows(LINE, Envelope)}
    assert sizes <= {event.size for event in events}
    assert {event.sent for event in events} == {m.sent for m in CHAT.messages[NOW:]}
    pairs = {(event.sender, event.receiver) for event in events}
    both = {("Alice", "server"), ("server", "Alice"), ("Bob", "server"), ("server", "Bob")}
    assert pairs == both
    assert len(events) > len(done.rows(LINE, Envelope)), "answers go by as well"
    assert done.rows(LINE, Key) == done.rows(LINE, Plaintext) == done.rows(LINE, State) == []


def test_no_word_is_in_what_was_recorded_in_any_common_spelling(deliver):
    recorded = path_of(deliver(LINE, since=0).folder, LINE).read_bytes()
    for text in WORDS:
        data = text.encode()
        for shift in range(3):
            whole = data[shift : shift + (len(data) - shift) // 3 * 3]
            assert base64.b64encode(whole) not in recorded
        assert data not in recorded
        assert text.encode("utf-16-le") not in recorded
    assert len(recorded) > 20 * 200, "there are packets in it"


@pytest.mark.parametrize("pause", [1, 61, salts.LIFE + salts.GRACE + 1])
def test_messages_that_come_after_hours_or_travel_twice_are_recorded_as_well(pause, deliver):
    messages = tuple(
        Message(i, 1_700_000_000 + i * pause, PEOPLE[i % 2], f"after {i} pauses") for i in range(6)
    )
    done = deliver(LINE, since=0, chat=Chat("slow", "said", messages, PEOPLE[:2], group=False))
    for phone in ("phone_a", "phone_b"):
        keys = [row.secret for row in done.disk(phone, Key)]
        said = {i: m.text for i, m in enumerate(messages, 1)}
        assert opened(done.rows(LINE, Envelope), keys) == said


def test_who_only_listens_or_copies_changes_no_other_byte(deliver):
    clean, watched = deliver().digests(), deliver(LINE, ARRIVALS).digests()
    assert watched.keys() - clean.keys() == {"db/line.sqlite", "db/arrivals.sqlite"}
    assert {name: watched[name] for name in clean} == clean


# Help from now on


@pytest.mark.parametrize("setup", ["serving", "cold", "apart"])
def test_help_from_now_on_copies_what_arrives_and_nothing_from_before(setup, counts):
    country = "VG" if setup == "apart" else "NL"
    assert counts(setup, [Power.COOPERATION], country) == (0, 2)
    assert counts(setup, [Power.COOPERATION], "SG") == (0, 0)


def test_what_was_copied_is_what_the_server_read(deliver):
    rows = deliver(ARRIVALS).rows(ARRIVALS, Plaintext)
    assert [(row.number, row.sender, row.text) for row in rows] == [
        (4, "Bob", WORDS[3]),
        (5, "Alice", WORDS[4]),
    ]


# A changed program


def test_a_changed_program_gives_what_comes_next_to_whoever_reaches_its_signer(counts):
    assert counts("cold", [Power.ENTITY, Power.CODE], "VG") == (0, 2)
    assert counts("cold", [Power.ENTITY], "VG") == (0, 0)
    assert counts("cold", [Power.CODE], "VG") == (0, 0)


@pytest.mark.parametrize("chat", [CHAT, GROUP], ids=["pair", "group"])
def test_each_new_message_is_copied_once(chat, deliver):
    since = chat.messages[1].sent
    rows = deliver(CHANGED, since=since, chat=chat).rows(CHANGED, Plaintext)
    wanted = [Plaintext(i, m.sent, m.sender, m.shown) for i, m in enumerate(chat.messages, 1)]
    assert rows == wanted[2:]


def test_the_copies_cross_the_line_in_packets_of_their_own(deliver, monkeypatch):
    took, packets = [], []
    take, call = leaking.take, Line.call

    def counted(line, body, do, now):
        answer = call(line, body, do, now)
        packets.append((len(body), line.size))
        return answer

    monkeypatch.setattr(
        leaking, "take", lambda body, copies: took.append(body) or take(body, copies)
    )
    monkeypatch.setattr(Line, "call", counted)
    chat = replace(CHAT, name="over the line")
    assert len(deliver(CHANGED, chat=chat).rows(CHANGED, Plaintext)) == len(took) == 2
    calls = {len(body) for body in took}
    assert len([size for size, crossed in packets if size in calls and crossed > size]) >= 2


# A login code that goes to somebody else


def test_a_login_code_opens_the_past_and_again_what_came_later(counts):
    for country in ("DE", "FR"):
        for setup in ("serving", "apart"):
            assert counts(setup, [Power.NETWORK], country) == (3, 2)
        assert counts("cold", [Power.NETWORK], country) == (0, 0), "an archive serves nobody"
    assert counts("serving", [Power.NETWORK], "NL") == (0, 0)


def test_a_second_password_stops_it_in_both_engines(counts, deliver):
    assert counts("guarded", [Power.NETWORK], "DE", "FR") == (0, 0)
    assert smallest_sets(GUARDED.world, PAST, frozenset({Power.NETWORK})) == ()
    assert smallest_sets(CLOUD_CHAT.world, PAST, frozenset({Power.NETWORK})) == (("DE",), ("FR",))
    done = deliver(ROUTE_A, ROUTE_B, setup="guarded")
    assert done.rows(ROUTE_A, Plaintext) == done.rows(ROUTE_B, Plaintext) == []
    assert len(done.disk("db", Key)) == 2
    assert seen(done.world, done.folder) == frozenset()


@pytest.mark.parametrize("setup", ["serving", "apart"])
def test_a_stranger_signs_in_and_the_owner_can_see_it(setup, deliver):
    done = deliver(ROUTE_B, setup=setup)
    assert done.rows(ROUTE_B, Plaintext) == done.disk("phone_b", Plaintext)
    assert not path_of(done.folder, ROUTE_A).exists()
    phones = {row.key_id for one in ("phone_a", "phone_b") for row in done.disk(one, Key)}
    assert len({row.key_id for row in done.disk("db", Key)} - phones) == 1
    (note,) = done.disk("phone_b", Event)
    at = CHAT.messages[-1].sent + NEXT_AFTER
    assert (note.sent, note.receiver, note.what) == (at, "Bob", telegram.NEW_LOGIN)
    assert done.disk("phone_a", Event) == []


@pytest.mark.parametrize(
    "chat", [GROUP, replace(CHAT, participants=("Alice",))], ids=["group", "alone"]
)
def test_any_chat_is_shown_whole_whoever_wrote_it(chat, deliver):
    if len(chat.participants) == 1:
        alone = tuple(replace(message, sender="Alice") for message in chat.messages)
        chat = replace(chat, messages=alone)
    done = deliver(ROUTE_A, ROUTE_B, chat=chat)
    for route in (ROUTE_A, ROUTE_B):
        assert done.rows(route, Plaintext) == done.disk("phone_a", Plaintext)
    assert len(done.disk("phone_a", Plaintext)) == len(chat.messages)


@pytest.mark.parametrize("last", [LAST_SECOND, -5])
def test_a_login_works_at_the_ends_of_time(last, deliver):
    chat = replace(CHAT, messages=tuple(replace(one, sent=last) for one in CHAT.messages))
    done = deliver(ROUTE_A, ROUTE_B, chat=chat, since=1 << 62 if last > 0 else -10)
    assert len(done.rows(ROUTE_A, Plaintext)) == len(done.rows(ROUTE_B, Plaintext)) == 5


@pytest.mark.parametrize(("most", "size", "pages"), [(2, 1 << 20, 4), (100, 1, 6), (100, 60, 5)])
def test_a_history_comes_page_by_page(most, size, pages, monkeypatch):
    monkeypatch.setattr(takeover, "PAGE", most)
    monkeypatch.setattr(takeover, "PAGE_SIZE", size)
    server, post, called = telegram.Server(CHAT, rng=lesson("pages")), Post.of(CHAT), []
    call = Line.call
    monkeypatch.setattr(Line, "call", lambda *args: called.append(1) or call(*args))
    intruder = takeover.break_in(server, "Alice", SINCE)
    called.clear()
    past = [Plaintext(i, m.sent, m.sender, m.shown) for i, m in enumerate(CHAT.messages, 1)]
    assert list(takeover.read_history(server, intruder, post, past)) == past
    assert len(called) == pages, "the last one is empty"


def test_a_phone_that_is_not_signed_in_is_shown_nothing():
    server = telegram.Server(CHAT, rng=lesson("closed"))
    line = Line.open(SINCE, lesson("stranger"))
    stranger, past = takeover.Intruder("Alice", line, SINCE), [Plaintext(1, 1, "Bob", "hi")]
    assert list(takeover.read_history(server, stranger, Post.of(CHAT), past)) == []


def test_the_first_code_goes_to_the_app_and_a_stranger_waits_for_the_one_by_sms():
    server = telegram.Server(CHAT, rng=lesson("sms"))
    assert takeover.break_in(server, "Alice", SINCE).since == SINCE, "nobody was signed in yet"
    assert takeover.break_in(server, "Alice", SINCE).since == SINCE + NEXT_AFTER


def test_another_refusal_than_a_password_is_no_success_and_no_silence(monkeypatch):
    server = telegram.Server(CHAT, rng=lesson("odd"))
    monkeypatch.setattr(telegram, "LoginCode", lambda _: LoginCode(b"00000"))
    with pytest.raises(RuntimeError, match="does not sign in"):
        takeover.break_in(server, "Alice", SINCE)


# Somebody inside


def test_one_engineer_reads_a_cloud_that_serves_and_no_archive(counts):
    assert counts("serving", [Power.INSIDER], "AE") == (3, 2)
    assert counts("cold", [Power.INSIDER], "AE") == (0, 0)
    assert counts("apart", [Power.INSIDER], "AE") == (0, 0)
    assert counts("serving", [Power.INSIDER], "NL") == (0, 0), "nobody with access is there"


@pytest.mark.parametrize("setup", ["serving", "cold", "apart"])
def test_the_engineer_and_the_carriers_change_no_rung(setup):
    world = SETUPS[setup].world
    before = replace(
        world,
        persons=world.persons[:1],
        entities=tuple(one for one in world.entities if one.role != "carrier"),
        assets=tuple(one for one in world.assets if not one.route),
    )
    assert len(before.persons) < len(world.persons)
    assert before.jurisdictions == world.jurisdictions
    for goal in (PAST, FUTURE):
        for level in Level:
            assert smallest_sets(before, goal, level.powers) == smallest_sets(
                world, goal, level.powers
            )


# Metadata


@pytest.mark.parametrize(
    ("name", "country"),
    [("cloud_chat", "NL"), ("cloud_chat_cold", "NL"), ("channel", "IN"), ("domestic", "RU")],
)
def test_an_order_for_metadata_brings_who_and_when_and_no_key(name, country, tmp_path):
    one = named(name)
    run, case = tmp_path / "run", tmp_path / "case"
    one.deliver(one.world, CHAT, run, rng=lesson("meta"), progress=lambda _: None)
    reached = reach(one.world, [country], frozenset({Power.METADATA}))
    seize(run, reached, case, at=1 << 62)
    report, excerpt = examine(case), case / "db" / "records.sqlite"
    public = 5 if name == "channel" else 0
    assert (report.past, report.future, report.locked) == (public, 0, 0)
    assert (report.accounts, report.events) == (2, 5)
    names = {(row.name, row.phone, row.address) for row in read(excerpt, Account)}
    assert {name for name, _, _ in names} == {"Alice", "Bob"}
    assert all(phone.startswith("+") and address for _, phone, address in names)
    keys = [row.secret.reveal() for row in read(run / "db" / "disk.sqlite", Key)]
    assert len(keys) == (1 if name == "domestic" else 2)
    for kind in (Key, Part, State, Plaintext, Envelope):
        assert list(read(excerpt, kind)) == []
    for key in keys:
        assert not any(key[at : at + 16] in excerpt.read_bytes() for at in range(0, len(key), 16))


# What shows


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        ((), set()),
        ((LINE, ARRIVALS), set()),
        ((CHANGED,), {Power.CODE}),
        ((ROUTE_A,), {Power.NETWORK}),
        ((ROUTE_B,), {Power.NETWORK}),
        ((CHANGED, ROUTE_A, LINE), {Power.CODE, Power.NETWORK}),
    ],
    ids=["clean", "passive", "changed", "route a", "route b", "all"],
)
def test_what_shows_on_the_phones_is_the_powers_that_changed_something(pieces, shown, deliver):
    done = deliver(*pieces)
    assert seen(done.world, done.folder) == shown


def test_a_key_that_is_none_of_a_line_opens_no_packet(deliver):
    rows = deliver(LINE).rows(LINE, Envelope)
    wrong = cloud_packets.opener(Line.open(SINCE, lesson("another")).key)
    for row in rows:
        with pytest.raises(CannotOpen):
            wrong(row)
