"""Exhibits that are cut, changed, swapped, forged or hostile: an entry each, and no wrong count."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryptokit.conversation import say
from cryptokit.court import custody, examination, examine, seize
from cryptokit.evidence import image, store
from cryptokit.evidence.rows import Ciphertext, Event, Plaintext
from cryptokit.evidence.store import SCHEMA, Store
from cryptokit.messengers import named
from cryptokit.messengers.deploy import deploy
from cryptokit.rng import lesson
from cryptokit.world import Level, load, reach

PAGE = 4096
FILES = ("db/disk.sqlite", "db/memory.bin", "p1/part.bin", "p2/part.bin", "p3/part.bin")


def whole_words(chat):
    return {(m.sent, m.sender, m.shown) for m in chat.messages}


def words(found):
    return {(line.sent, line.sender, line.text) for line in found.read.values()}


def entries(report, file):
    damaged = f" ({file}) is damaged "
    return [one for one in report.bad if one.startswith(f"{file}: ") or damaged in one]


def record_again(case):
    """Make the custody record say that the files were seized as they lie there now."""
    path = case / "custody.json"
    record = json.loads(path.read_text())
    for entry in record["exhibits"]:
        data = (case / entry["file"]).read_bytes()
        entry |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    path.write_text(json.dumps(record))


def page_of(path, table):
    """The root of a table, as the offset of its page."""
    with closing(sqlite3.connect(path)) as base:
        (root,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()  # fmt: skip
    return (root - 1) * PAGE


@st.composite
def harms(draw, size):
    """One way to spoil a file of some bytes: a function from its bytes to others."""
    at = draw(st.integers(0, size - 1))
    span = draw(st.integers(1, 600))
    one, other = (draw(st.integers(0, max(0, size // PAGE - 1))) * PAGE for _ in range(2))
    junk = draw(st.binary(min_size=1, max_size=60))

    def swapped(data):
        pages = bytearray(data)
        pages[one : one + PAGE], pages[other : other + PAGE] = (
            data[other : other + PAGE], data[one : one + PAGE],
        )  # fmt: skip
        return bytes(pages)

    ways = {
        "cut": lambda data: data[:at],
        "flipped": lambda data: data[:at] + bytes([data[at] ^ 1 << span % 8]) + data[at + 1 :],
        "zeros": lambda data: data[:at] + bytes(len(data[at : at + span])) + data[at + span :],
        "junk": lambda data: (data[:at] + junk + data[at + len(junk) :])[: len(data)],
        "swapped": swapped,
        "a page of zeros": lambda data: data[:one] + bytes(len(data[one : one + PAGE])) + data[one + PAGE :],
        "copied": lambda data: data[:one] + data[other : other + PAGE] + data[one + PAGE :],
        "longer": lambda data: data + junk,
        "without a middle": lambda data: data[:at] + data[at + span :],
    }  # fmt: skip
    return ways[draw(st.sampled_from(sorted(ways)))]


@pytest.fixture(scope="module")
def base(runs, tmp_path_factory):
    """A case that is read whole: the store, the key in memory, and the parts of the split."""
    case = tmp_path_factory.mktemp("whole") / "case"
    world = named("cloud_chat").world
    at = 2_000_000_000
    seize(runs("cloud_chat"), reach(world, world.jurisdictions, Level.MEMORY.powers), case, at=at)
    return case


def spoiled(base, folder, harm_of):
    case = folder / "case"
    shutil.copytree(base, case)
    for file, harm in harm_of.items():
        path = case / file
        path.write_bytes(harm(path.read_bytes()))
    return case


@pytest.mark.parametrize("recorded", ["recorded", "seized so", "no record"])
def test_no_harm_to_files_makes_up_a_message_or_goes_without_an_entry(
    recorded, base, chat, tmp_path_factory
):
    """The law of this room, for a whole record, for one that fits the spoiled file, for none."""

    @settings(max_examples=70, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def law(data):
        names = data.draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=2, unique=True))
        sizes = {file: (base / file).stat().st_size for file in names}
        harm_of = {file: data.draw(harms(size)) for file, size in sizes.items()}
        case = spoiled(base, tmp_path_factory.mktemp("harm"), harm_of)
        changed = [f for f in names if (case / f).read_bytes() != (base / f).read_bytes()]
        if recorded == "seized so":
            record_again(case)
        elif recorded == "no record":
            (case / "custody.json").unlink()
        found, report = examination(case), examine(case)
        assert words(found) <= whole_words(chat)
        assert report.past + report.future == len(found.read)
        assert len(found.read) + report.locked <= len(chat.messages)
        assert report.events <= len(chat.messages)
        if recorded == "recorded":
            for file in changed:
                assert entries(report, file), file
        if not changed:
            assert report.bad == ()
        shutil.rmtree(case)

    law()


def test_a_page_of_the_middle_that_is_damaged_is_named_and_all_others_are_read(tmp_path):
    path = tmp_path / "log"
    sent = [Event(i, "A", "B", "message", i) for i in range(1000)]
    with Store(path) as disk:
        disk.add(Event, sent)
    data = bytearray(path.read_bytes())
    at = data.index(b"\x0d", page_of(path, "event") + 5 * PAGE)
    at -= at % PAGE
    assert data[at] == 13
    data[at : at + PAGE] = bytes(PAGE)
    path.write_bytes(data)
    report = examine(tmp_path)
    assert 800 < report.events < 1000
    (said,) = report.bad
    assert said.startswith(f"exhibit 1 (log) is damaged from offset {at:,} (rows ")
    assert said.endswith(" of event: a page of zeros); the rest was examined")


def test_an_exhibit_is_numbered_by_its_place_in_the_record_wherever_it_lies(seized):
    case = seized("cloud_chat")
    files = [one.file for one in custody.read(case)]
    path = case / "p2" / "part.bin"
    number = files.index("p2/part.bin") + 1
    path.write_bytes(path.read_bytes()[:-1])
    said = examine(case).bad[-1]
    assert said.startswith(f"exhibit {number} (p2/part.bin) is damaged from offset ")
    numbers = {one.file: one.number for one in examination(case).table.sources}
    assert numbers == {file: number for number, file in enumerate(files, 1)}
    (case / "db" / "disk.sqlite").rename(case / "aaa")
    shutil.copyfile(case / "p1" / "part.bin", case / "more")
    numbers = {one.file: one.number for one in examination(case).table.sources}
    assert numbers["aaa"] == files.index("db/disk.sqlite") + 1
    assert numbers["more"] == len(files) + 1
    assert len(set(numbers.values())) == len(numbers)
    (case / "p1" / "part.bin").write_bytes((case / "p3" / "part.bin").read_bytes())
    (case / "p3" / "part.bin").write_bytes(b"CKIMAGE")
    numbers = {one.file: one.number for one in examination(case).table.sources}
    assert numbers["p1/part.bin"] == files.index("p3/part.bin") + 1
    assert numbers["p3/part.bin"] > len(files), "what it was lies elsewhere now"
    assert len(set(numbers.values())) == len(numbers)


def test_without_a_record_files_are_numbered_in_their_order(seized):
    case = seized("cloud_chat")
    (case / "custody.json").unlink()
    sources = examination(case).table.sources
    assert [one.number for one in sources] == list(range(1, len(sources) + 1))
    assert [one.file for one in sources] == sorted(one.file for one in sources)


def test_two_entries_of_a_record_for_one_file_give_every_file_one_number(seized, chat):
    case = seized("domestic")
    record = json.loads((case / "custody.json").read_text())
    record["exhibits"] *= 3
    (case / "custody.json").write_text(json.dumps(record))
    found = examination(case)
    assert words(found) == whole_words(chat)
    assert [one.number for one in found.table.sources] == [1]


def test_a_file_whose_first_bytes_are_gone_is_damaged_from_there(seized):
    case = seized("domestic")
    path = case / "db" / "disk.sqlite"
    path.write_bytes(b"SQLite" + bytes(10) + path.read_bytes()[16:])
    said = examine(case).bad[-1]
    assert said == (
        "exhibit 1 (db/disk.sqlite) is damaged from offset 6 "
        "(it begins like neither a store nor an image); nothing in it could be read"
    )


def test_a_message_that_is_damaged_in_one_file_and_read_in_another_counts_once(seized, chat):
    case = seized("secret_chat", Level.ENDPOINT)
    path = case / "phone_a" / "disk.sqlite"
    with closing(sqlite3.connect(path)) as one:
        one.execute("UPDATE plaintext SET number = 'x' WHERE number < 4")
        one.commit()
    report = examine(case)
    assert (report.past, report.locked) == (len(chat.messages), 0)
    assert any("row 1 of plaintext is no such row: plaintext.number" in bad for bad in report.bad)


def test_what_was_seized_damaged_is_read_as_far_as_it_goes_and_named_too(tmp_path):
    """The record fits the file, so SQLite reads it first; behind its error pages go on."""
    case = tmp_path / "case"
    (case / "x").mkdir(parents=True)
    path = case / "x" / "disk.sqlite"
    sent = [Plaintext(i, i, "Alice", f"message {i} " + "z" * 300) for i in range(1, 200)]
    with Store(path) as disk:
        disk.add(Plaintext, sent)
    data = bytearray(path.read_bytes())
    at = data.index(b"message 90 ")
    at -= at % PAGE
    data[at : at + PAGE] = bytes(PAGE)
    path.write_bytes(data)
    order = {"asset": "x", "view": "disk", "by": "NL", "power": "at_rest", "served_on": "x"}
    entry = {"file": "x/disk.sqlite", "at": 9999, "size": 0, "sha256": "", **order}
    (case / "custody.json").write_text(json.dumps({"format": 1, "exhibits": [entry]}))
    record_again(case)
    found, report = examination(case), examine(case)
    lost = {row.number for row in sent} - {place[0] for place in found.read}
    assert 90 in lost
    assert 5 < len(lost) < 20
    (said,) = report.bad
    assert said.startswith(
        f"exhibit 1 (x/disk.sqlite) is damaged from offset {at:,} "
        f"(rows {min(lost)} to {max(lost)} of plaintext: a page of zeros)"
    )


# Swapped, foreign, forged


def test_an_exhibit_of_another_deployment_in_place_of_one_is_named_and_never_counted(
    seized, runs, chat
):
    case = seized("cloud_chat")
    for file in ("db/disk.sqlite", "p1/part.bin"):
        shutil.copyfile(runs("cloud_chat", "elsewhere") / file, case / file)
        report = examine(case)
        assert any("changed since it was seized" in one for one in entries(report, file))
        assert words(examination(case)) <= whole_words(chat)
    assert (report.past, report.locked) == (0, 6), "its key is elsewhere"


def test_two_stores_that_were_swapped_are_both_named(seized, chat):
    case = seized("cloud_chat")
    one, other = case / "db" / "disk.sqlite", case / "p1" / "disk.sqlite"
    one.rename(case / "x")
    other.rename(one)
    (case / "x").rename(other)
    report = examine(case)
    assert words(examination(case)) == whole_words(chat)
    assert any("holds what was seized as" in bad for bad in entries(report, "p1/disk.sqlite"))


@pytest.mark.parametrize("field", ["sha256", "file", "at", "size", "asset", "by"])
def test_a_record_that_somebody_forged_never_changes_what_is_read(field, seized, chat):
    case = seized("domestic")
    record = json.loads((case / "custody.json").read_text())
    record["exhibits"][0][field] = 7 if field in {"at", "size"} else "forged"
    (case / "custody.json").write_text(json.dumps(record))
    found, report = examination(case), examine(case)
    assert words(found) == whole_words(chat)
    assert report.past + report.future == len(chat.messages)
    if field in {"sha256", "file"}:
        assert entries(report, "db/disk.sqlite")


# Who served the order


ABROAD = {
    "entities": {"op": {"inc": "NL"}, "group": {"inc": "NL", "parent": "op"}},
    "assets": [{"id": "db", "loc": "NL", "custodian": "op", "holds": ["past"]}],
    "treaties": [["NL", "US"]],
}


def test_an_order_that_a_partner_serves_is_a_request_to_that_partner(tmp_path):
    world = load(ABROAD)
    deploy(world, say(["Ada: hi"]), tmp_path / "run", rng=lesson("abroad"))
    for member, said in (("US", "US asks NL for disks (db)"), ("NL", "NL orders disks (db)")):
        reached = reach(world, [member], Level.AT_REST.powers)
        case = tmp_path / member
        seize(tmp_path / "run", reached, case, at=0, world=world)
        assert examine(case).orders == (f"{said}: db/disk.sqlite",)


def test_a_record_may_say_who_served_an_order_and_the_report_says_it(seized):
    case = seized("domestic")
    path = case / "custody.json"
    (one,) = custody.read(case)
    custody.write(case, [replace(one, served_in="KZ")])
    assert custody.read(case) == (replace(one, served_in="KZ"),)
    assert examine(case).orders == ("RU asks KZ for disks (db): db/disk.sqlite",)
    custody.write(case, [one])
    assert "served_in" not in path.read_text()
    record = json.loads(path.read_text())
    record["exhibits"][0]["served_in"] = 7
    path.write_text(json.dumps(record))
    assert any("custody record is broken" in bad for bad in examine(case).bad)


# Hostile SQLite


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i, i, 'E', 'x' FROM n"
HOSTILE = {
    "an endless view in place of a table": [
        "DROP TABLE plaintext",
        f"CREATE VIEW plaintext(number, sent, sender, text) AS {ENDLESS}",
    ],
    "a trigger": [
        "CREATE TRIGGER t AFTER INSERT ON plaintext BEGIN INSERT INTO event VALUES (1, 'a', 'b', 'c', 1); END"
    ],
    "a virtual table": ["CREATE VIRTUAL TABLE evil USING fts5(x)"],
    "a virtual table in place of one": [
        "DROP TABLE plaintext",
        "CREATE VIRTUAL TABLE plaintext USING fts5(number, sent, sender, text)",
    ],
    "a computed column": [
        "DROP TABLE plaintext",
        "CREATE TABLE plaintext (number, sent, sender, text AS (hex(zeroblob(9))))",
    ],
    "a default that loads a program": [
        "CREATE TABLE more (x DEFAULT (1), y CHECK (x < 5))",
        "INSERT INTO more DEFAULT VALUES",
    ],
    "names that look like other files": [
        """CREATE TABLE "x'; ATTACH DATABASE '/tmp/evil' AS evil; --" (x)"""
    ],
    "a view behind the right words": [
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master VALUES ('view', 'plaintext', 'plaintext', 0, 'CREATE VIEW plaintext AS SELECT 1')",
    ],
    "a trigger named like a table": [
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master VALUES ('trigger', 'plaintext', 'plaintext', 0, 'CREATE TRIGGER plaintext AFTER INSERT ON plaintext BEGIN SELECT 1; END')",
    ],
    "an index on a function": ["CREATE INDEX i ON plaintext (abs(number))"],
}  # fmt: skip


@pytest.fixture
def watched(monkeypatch):
    """Log all that SQLite is asked to do, and which files it opens."""
    actions, opened = set(), []
    connect = sqlite3.connect

    def spying(address, **options):
        opened.append(address)
        return connect(address, factory=Spied, **options)

    class Spied(sqlite3.Connection):
        def set_authorizer(self, own):
            def both(action, *rest):
                actions.add(action)
                return own(action, *rest)

            super().set_authorizer(both)

        def enable_load_extension(self, _):
            raise AssertionError("an extension")

    monkeypatch.setattr(store.sqlite3, "connect", spying)
    return actions, opened


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("statements", HOSTILE.values(), ids=HOSTILE)
def test_opening_a_hostile_store_runs_nothing_in_it(statements, recorded, seized, chat, watched):
    case = seized("cloud_chat", Level.MEMORY)
    path = case / "p1" / "disk.sqlite"
    with closing(sqlite3.Connection(path, isolation_level=None)) as base:
        for statement in statements:
            base.execute(statement)
    if recorded:
        record_again(case)
    before = {file: file.read_bytes() for file in case.rglob("*.*")}
    actions, opened = watched
    actions.clear()
    opened.clear()  # a case that is made here was written with SQLite as well
    found, report = examination(case), examine(case)
    assert words(found) == whole_words(chat)
    assert report.past == len(chat.messages)
    (said,) = [one for one in report.bad if " (p1/disk.sqlite) is damaged from offset " in one]
    assert "not the tables of a store" in said
    assert {file: file.read_bytes() for file in case.rglob("*.*")} == before
    reading = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
    assert reading <= actions, "the watch works: some store was read by SQLite"
    assert actions <= reading
    assert all(str(case) in address and "mode=ro&immutable=1" in address for address in opened)


def test_even_a_schema_that_passed_could_call_no_function_and_open_no_file(tmp_path):
    path = tmp_path / "disk.sqlite"
    with Store(path):
        pass
    for statement in ("SELECT hex('a')", "ATTACH 'x' AS y", "PRAGMA user_version", ENDLESS,
                      "CREATE TEMP TABLE t (x)", "DELETE FROM plaintext"):  # fmt: skip
        with store._opened(path) as base, pytest.raises(sqlite3.DatabaseError, match=r"not auth|prohibited"):  # fmt: skip
            base.execute(statement)


def test_a_table_that_claims_to_be_terabytes_is_given_up_at_once(tmp_path):
    path = tmp_path / "bomb"
    with Store(path) as disk:
        disk.add(Ciphertext, [Ciphertext(1, 1, "A", "s", bytes(8), bytes(6000))])
    data = bytearray(path.read_bytes())
    data[28:32] = (1 << 31).to_bytes(4, "big")
    at = page_of(path, "ciphertext")
    cell = at + int.from_bytes(data[at + 8 : at + 10], "big")
    data[cell : cell + 9] = b"\xbf" + b"\xff" * 8
    path.write_bytes(data)
    report = examine(tmp_path)
    assert report.past == 0
    assert report.bad[0].startswith(f"exhibit 1 (bomb) is damaged from offset {at:,} (")


def test_a_file_of_holes_that_claims_to_be_huge_is_examined_by_what_its_pages_name(tmp_path):
    path = tmp_path / "sparse"
    with Store(path) as disk:
        disk.add(Plaintext, [Plaintext(1, 1, "A", "hi")])
    with path.open("r+b") as file:
        file.truncate(1 << 28)
    report = examine(tmp_path)
    assert report.past == 1
    (said,) = report.bad
    assert "bytes behind the end" in said


def test_all_tables_of_a_store_are_those_that_both_readers_know():
    assert set(SCHEMA) == {
        "ciphertext", "envelope", "plaintext", "key", "part", "event", "state", "account",
        "locked_file", "attached",
    }  # fmt: skip


def test_a_forged_image_with_a_right_digest_is_named_by_its_offset(seized, chat):
    case = seized("cloud_chat", Level.MEMORY)
    content = image.encode([Plaintext(1, 0, "Eve", "I did it")])[:-8] + b"\x63"
    content = content[:8] + b"\x02\0\0\0" + content[12:]
    (case / "evil.bin").write_bytes(content + hashlib.sha256(content).digest()[:8])
    said = examine(case).bad[-1]
    assert said.endswith(
        f"(evil.bin) is damaged from offset {len(content) - 1} "
        "(kind of row 2: no such kind of row); the rest was examined"
    )
