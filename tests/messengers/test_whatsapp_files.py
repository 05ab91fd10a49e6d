"""Files in WhatsApp's flow: locked at the server, whole on the phones, refused where they were changed."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.conversation import File, Kind, say
from cryptokit.court import examine
from cryptokit.evidence.rows import Attached, Envelope, Event, LockedFile, Plaintext
from cryptokit.evidence.store import read
from cryptokit.messengers import named, whatsapp
from cryptokit.messengers.deploy import open_disks
from cryptokit.messengers.standing import NOTHING, Standing, open_copies
from cryptokit.messengers.whatsapp_phone import FILE_REFUSED, Came, Phone
from cryptokit.messengers.whatsapp_server import FETCHED, UPLOADED, Server
from cryptokit.rng import lesson
from cryptokit.signal.media import MAC_SIZE, MediaKind, StoredFile, lock
from cryptokit.world import CHANGED, SWAPPED, Piece, View

ONE = named("whatsapp")
PICTURE, PLAN = b"a picture of a cat" * 9, b"the plan of the house" * 20
FILES = {"cat.jpg": PICTURE, "files/plan.pdf": PLAN}
NAMES = ["cat.jpg", "plan.pdf"]
PHONES = ("phone_a", "phone_b")
ALONE = Phone(("Ana", 1), 0, lesson("alone"))
LINE, ARRIVALS = Piece("relay", View.LINE), Piece("relay", View.ARRIVALS)


def with_files(chat, files=FILES, *, first=1):
    """Attach files to the messages of a chat from the second on."""
    messages = list(chat.messages)
    for at, name in enumerate(files, first):
        kind = Kind.PHOTO if name.endswith(".jpg") else Kind.FILE
        messages[at] = replace(messages[at], kind=kind, more=(("file", name),))
    there = tuple(File(name, content) for name, content in files.items())
    return replace(chat, messages=tuple(messages), files=there)


WORDS = say(["Ana: hi", "Ben: look", "Ana: and read", "Ben: thanks"])
PAIR = with_files(WORDS)
GROUP = with_files(say(["Ana: hi", "Ben: look", "Cleo: and read", "Ana: thanks"]))
EACH = pytest.mark.parametrize("chat", [PAIR, GROUP], ids=["pair", "group"])


def deliver(chat, run, standing=NOTHING, companions=()):
    with open_disks(ONE.world, run, standing) as disks, open_copies(run, standing) as copies:
        whatsapp.converse(
            disks, ONE.world, chat, copies, rng=lesson("f"), progress=lambda _: None,
            companions=companions,
        )  # fmt: skip
    return run


def rows(run, asset, kind, file="disk.sqlite"):
    return list(read(run / asset / file, kind))


def held(run, asset, file="disk.sqlite"):
    return [(one.number, one.name, one.content) for one in rows(run, asset, Attached, file)]


def said(run, asset):
    return [(one.number, one.sender, one.text) for one in rows(run, asset, Plaintext)]


def history(chat):
    return [(i, m.sender, m.shown) for i, m in enumerate(chat.messages, 1)]


def change(path, statement, *values):
    with closing(sqlite3.connect(path)) as base:
        base.execute(statement, values)
        base.commit()


@EACH
def test_phones_have_every_file_and_the_server_only_sizes_times_and_who_fetched(chat, tmp_path):
    run = deliver(chat, tmp_path / "run")
    for phone in PHONES:
        assert held(run, phone) == [(2, "cat.jpg", PICTURE), (3, "plan.pdf", PLAN)]
        assert said(run, phone) == history(chat)
    stored, events = rows(run, "relay", LockedFile), rows(run, "relay", Event)
    assert [(one.sent, one.sender) for one in stored] == [
        (m.sent, m.sender) for m in chat.messages[1:3]
    ]
    assert all(one.handle == sha256(one.body).digest() for one in stored)
    sizes = [len(one.body) for one in stored]
    assert [one.size for one in events if one.what == UPLOADED] == sizes
    others = len(chat.participants) - 1
    fetched = [(one.sender, one.size) for one in events if one.what == FETCHED]
    assert sorted(size for _, size in fetched) == sorted(sizes * others)
    assert not any(rows(run, "relay", Attached))
    for file in run.rglob("*.sqlite"):
        inside = file.read_bytes()
        assert (PICTURE in inside, PLAN in inside) == ((file.parent.name != "relay"),) * 2
        assert file.parent.name != "relay" or b"cat.jpg" not in inside


def test_words_alone_leave_nothing_of_files(tmp_path):
    """Also where a chat names files whose bytes are not there."""
    run = deliver(replace(PAIR, files=()), tmp_path / "run")
    assert not {one.what for one in rows(run, "relay", Event)} & {UPLOADED, FETCHED}
    assert not [one for asset in (*PHONES, "relay") for kind in (Attached, LockedFile)
                for one in rows(run, asset, kind)]  # fmt: skip
    for other in ("domestic", "cloud_chat", "secret_chat"):
        messenger = named(other)
        messenger.deliver(
            messenger.world, PAIR, tmp_path / other, rng=lesson("o"), progress=lambda _: None
        )
        for file in (tmp_path / other).rglob("disk.sqlite"):
            assert not [*read(file, Attached), *read(file, LockedFile)], "others carry words only"


@settings(max_examples=25)
@given(st.lists(st.binary(max_size=700), min_size=1, max_size=3), st.sampled_from(["jpg", "pdf"]))
def test_files_of_any_size_come_whole_and_lie_nowhere_at_the_server(
    tmp_path_factory, files, ending
):
    chat = with_files(WORDS, {f"{i}.{ending}": one for i, one in enumerate(files)})
    run = deliver(chat, tmp_path_factory.mktemp("any") / "run")
    disk = (run / "relay/disk.sqlite").read_bytes()
    for phone in PHONES:
        assert [content for _, _, content in held(run, phone)] == files
    assert not any(len(one) > 7 and one in disk for one in files)
    sizes = [len(one) // 16 * 16 + 16 + MAC_SIZE for one in files]
    assert [len(one.body) for one in rows(run, "relay", LockedFile)] == sizes


@given(st.binary(max_size=100), st.data())
def test_whatever_bit_of_a_file_is_changed_a_phone_keeps_the_words_and_refuses_it(content, data):
    attachment, stored = lock(content, MediaKind.IMAGE, rng=lesson("bits"))
    row, came = Plaintext(1, 60, "Ben", "look"), Came("look", attachment, "cat.jpg")
    assert list(ALONE.rows_of(row, came, stored))[1].content == content
    bent = bytearray(stored.data)
    bent[data.draw(st.integers(0, len(bent) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    words, noted, kept = ALONE.rows_of(row, came, StoredFile(bytes(bent)))
    assert (words, noted.what, kept.content) == (row, FILE_REFUSED, b"")


@settings(max_examples=10)
@given(st.data())
def test_a_file_changed_anywhere_is_refused_and_the_words_arrive(tmp_path_factory, data):
    fetch = Server.fetch

    def bent(server, phone, handle, row):
        stored = bytearray(fetch(server, phone, handle, row).data)
        stored[data.draw(st.integers(0, len(stored) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        return StoredFile(bytes(stored))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Server, "fetch", bent)
        run = deliver(PAIR, tmp_path_factory.mktemp("bent") / "run")
    refused(run)


def test_a_file_that_is_gone_or_another_one_is_refused(tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Server, "fetch", lambda *_: StoredFile(b""))
        refused(deliver(PAIR, tmp_path / "gone"))
        other = rows(deliver(PAIR, tmp_path / "other"), "relay", LockedFile)[0].body
        patch.setattr(Server, "fetch", lambda *_: StoredFile(other[::-1]))
        refused(deliver(PAIR, tmp_path / "swapped"))


def refused(run):
    """Check that receivers have the words and no file, and noted that; senders have their own."""
    for phone in PHONES:
        assert said(run, phone) == history(PAIR)
    assert held(run, "phone_b") == [(2, "cat.jpg", PICTURE), (3, "plan.pdf", b"")]
    assert held(run, "phone_a") == [(2, "cat.jpg", b""), (3, "plan.pdf", PLAN)]
    for phone, sender in (("phone_a", "Ben"), ("phone_b", "Ana")):
        noted = [one.sender for one in rows(run, phone, Event) if one.what == FILE_REFUSED]
        assert noted == [sender]


def test_a_companion_fetches_each_file_too(tmp_path):
    run = deliver(PAIR, tmp_path / "run", companions=[("Ben", 2)])
    who = [(one.sent, one.sender) for one in rows(run, "relay", Event) if one.what == FETCHED]
    bens, anas = (m.sent for m in PAIR.messages[1:3])
    assert sorted(who) == sorted([(bens, "Ana"), (bens, "Ben"), (anas, "Ben"), (anas, "Ben")])


@EACH
@pytest.mark.parametrize("piece", [CHANGED, SWAPPED], ids=["changed", "swapped"])
def test_who_reads_along_gets_the_files_too_and_nobody_misses_one(chat, piece, tmp_path):
    run = deliver(chat, tmp_path / "run", Standing({piece: chat.messages[1].sent}))
    assert held(run, piece.asset, "arrivals.sqlite") == [(3, "plan.pdf", PLAN)], "not those before"
    for phone in PHONES:
        assert held(run, phone) == [(2, "cat.jpg", PICTURE), (3, "plan.pdf", PLAN)]


def test_copies_of_what_comes_in_hold_the_locked_file_and_a_line_its_size(tmp_path):
    since = PAIR.messages[0].sent
    run = deliver(PAIR, tmp_path / "run", Standing({LINE: since, ARRIVALS: since}))
    stored = rows(run, "relay", LockedFile)
    assert rows(run, "relay", LockedFile, "arrivals.sqlite") == stored
    assert not rows(run, "relay", LockedFile, "line.sqlite")
    for file in ("line.sqlite", "arrivals.sqlite"):
        whats = [one.what for one in rows(run, "relay", Event, file)]
        assert (whats.count(UPLOADED), whats.count(FETCHED)) == (2, 2)


# The examiner


def seize(run, case, *assets):
    for asset in assets:
        (case / asset).mkdir(parents=True)
        (case / asset / "disk.sqlite").write_bytes((run / asset / "disk.sqlite").read_bytes())
    return case


@EACH
def test_a_seized_phone_gives_the_files_and_the_relay_nothing_but_sizes(chat, tmp_path):
    run = deliver(chat, tmp_path / "run")
    found = examine(seize(run, tmp_path / "phone", "phone_a")).files
    assert [(one.name, one.size) for one in found.opened] == [
        *zip(NAMES, map(len, (PICTURE, PLAN)), strict=True)
    ]
    assert [one.sha256 for one in found.opened] == [
        sha256(one).hexdigest() for one in (PICTURE, PLAN)
    ]
    assert (found.closed, found.missing) == (0, ())
    closed = examine(seize(run, tmp_path / "relay", "relay")).files
    size = sum(len(one.body) for one in rows(run, "relay", LockedFile))
    assert (closed.opened, closed.closed, closed.steps) == ((), 2, ())
    (said,) = closed.missing
    assert said == f"the keys of 2 files in relay/disk.sqlite, {size:,} bytes locked: it tells their sizes and times"  # fmt: skip
    both = examine(seize(run, tmp_path / "both", "relay", "phone_a", "phone_b")).files
    assert both.opened == found.opened


def test_a_phone_that_lost_its_copy_still_has_the_key_to_the_servers(tmp_path):
    run = deliver(PAIR, tmp_path / "run")
    change(run / "phone_a/disk.sqlite", "UPDATE attached SET content = x''")
    alone = examine(seize(run, tmp_path / "alone", "phone_a"))
    assert (alone.files.opened, alone.files.closed, alone.bad) == ((), 2, ())
    assert "a phone has the keys" in alone.files.missing[0]
    both = examine(seize(run, tmp_path / "both", "phone_a", "relay"))
    assert [one.name for one in both.files.opened] == NAMES
    assert both.files.steps == ("relay/disk.sqlite: 1 file locked; the key in phone_a/disk.sqlite opens it",) * 2  # fmt: skip
    for one in rows(run, "relay", LockedFile):
        bent = bytes([one.body[0] ^ 1]) + one.body[1:]
        change(tmp_path / "both/relay/disk.sqlite",
               "UPDATE locked_file SET body = ? WHERE handle = ?", bent, one.handle)  # fmt: skip
    bent = examine(tmp_path / "both")
    assert (bent.files.opened, bent.files.closed) == ((), 2)
    assert len([one for one in bent.bad if "forged or damaged" in one]) == 2


def test_a_file_that_somebody_changed_on_a_phone_is_odd_and_not_opened(tmp_path):
    run = deliver(PAIR, tmp_path / "run")
    change(run / "phone_a/disk.sqlite", "UPDATE attached SET content = x'00' WHERE number = 2")
    change(run / "phone_a/disk.sqlite", "UPDATE attached SET attachment = x'ff' WHERE number = 3")
    report = examine(seize(run, tmp_path / "case", "phone_a"))
    assert (report.files.opened, report.files.closed) == ((), 1)
    assert [one for one in report.bad if "has other bytes than its message says" in one]
    assert [one for one in report.bad if "an attachment of message 3 is none" in one]


def test_the_envelopes_of_messages_with_files_differ_in_nothing_else(tmp_path):
    run = deliver(PAIR, tmp_path / "run")
    assert [one.number for one in rows(run, "relay", Envelope)] == [1, 2, 3, 4]
