"""Stores: rows there and back, deleted keys gone from the file, forged files refused."""

import hashlib
import sqlite3
import struct
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings

from cryptokit.errors import BadExhibit
from cryptokit.evidence import store
from cryptokit.evidence.rows import KINDS, Ciphertext, Key, Plaintext
from cryptokit.evidence.store import Store, read
from cryptokit.keys import DataKey, DhExponent
from cryptokit.rng import lesson

SOME = [Plaintext(i, i, "Alice", f"message {i}") for i in range(1, 6)]


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "disk.sqlite"
    with Store(path) as disk:
        disk.add(Plaintext, SOME)
    return path


def everything(path):
    return {kind: list(read(path, kind)) for kind in KINDS}


def test_rows_of_every_kind_come_back_from_a_store(rows_by_kind, tmp_path_factory):
    for rows in rows_by_kind.values():

        @given(row=rows)
        @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
        def comes_back(row):
            path = tmp_path_factory.mktemp("store") / "disk.sqlite"
            with Store(path) as disk:
                disk.add_mixed([row])
            assert everything(path) == {kind: [row] if kind is type(row) else [] for kind in KINDS}

        comes_back()


def test_many_rows_come_back_in_their_order(any_rows, tmp_path_factory):
    @given(rows=any_rows)
    @settings(deadline=None, max_examples=50)
    def check(rows):
        path = tmp_path_factory.mktemp("store") / "disk.sqlite"
        with Store(path) as disk:
            disk.add_mixed(rows)
        for kind, found in everything(path).items():
            assert found == [row for row in rows if type(row) is kind]

    check()


def test_rows_may_come_from_a_generator(tmp_path):
    with Store(tmp_path / "a") as disk:
        disk.add(Plaintext, (row for row in SOME))
    assert list(read(tmp_path / "a", Plaintext)) == SOME


@pytest.mark.parametrize("number", [1 << 63, -(1 << 63) - 1])
def test_a_number_beyond_eight_bytes_leaves_nothing_behind(number, tmp_path):
    rows = [*SOME, Plaintext(1, number, "Alice", "")]
    with pytest.raises(OverflowError), Store(tmp_path / "a") as disk:
        disk.add(Plaintext, rows)
    with pytest.raises(BadExhibit):
        list(read(tmp_path / "a", Plaintext))


def test_an_error_takes_back_everything_that_was_written(tmp_path):
    secret = DataKey.draw(lesson("taken back"))

    def fail_half_way():
        with Store(tmp_path / "a") as disk:
            disk.add_mixed([Key.of(secret), *SOME])
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    assert secret.reveal() not in (tmp_path / "a").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_forgotten_key_is_gone_from_every_byte_of_the_folder(tmp_path):
    rng = lesson("forget")
    kept, gone = DataKey.draw(rng), [DhExponent.draw(rng), DataKey.draw(rng)]
    with Store(tmp_path / "disk.sqlite") as disk:
        disk.add_mixed([Key.of(kept)])
        for secret in gone:
            disk.add_mixed([Key.of(secret), *SOME])
        for secret in gone:
            disk.forget(secret)
    assert [path.name for path in tmp_path.iterdir()] == ["disk.sqlite"]
    content = (tmp_path / "disk.sqlite").read_bytes()
    assert kept.reveal() in content, "the search itself works"
    for secret in gone:
        assert secret.reveal() not in content
        assert secret.reveal()[:16] not in content
        assert secret.reveal()[-16:] not in content
    assert list(read(tmp_path / "disk.sqlite", Key)) == [Key.of(kept)]


def test_a_key_forgotten_after_it_reached_the_disk_is_gone_too(tmp_path):
    """A long transaction spills pages into the file before it ends; a file is opened once only."""
    secret = DhExponent.draw(lesson("spilt"))
    path = tmp_path / "disk.sqlite"
    with Store(path) as disk:
        disk.add_mixed([Key.of(secret)])
        disk.add(Plaintext, (Plaintext(i, 0, "Alice", "x" * 4000) for i in range(3000)))
        assert secret.reveal() in path.read_bytes(), "it was spilt, so this test tests something"
        disk.forget(secret)
    assert secret.reveal() not in path.read_bytes()
    assert [one.name for one in tmp_path.iterdir()] == ["disk.sqlite"]


def test_no_log_and_no_journal_lie_beside_a_store_while_it_is_written(tmp_path):
    with Store(tmp_path / "disk.sqlite") as disk:
        disk.add(Plaintext, SOME)
        assert [path.name for path in tmp_path.iterdir()] == ["disk.sqlite"]
    assert [path.name for path in tmp_path.iterdir()] == ["disk.sqlite"]


def test_looking_changes_no_byte_and_leaves_no_file(good):
    before, stat = hashlib.sha256(good.read_bytes()).digest(), good.stat()
    good.chmod(0o444)
    everything(good)
    next(read(good, Plaintext))
    assert hashlib.sha256(good.read_bytes()).digest() == before
    assert good.stat().st_mtime_ns == stat.st_mtime_ns
    assert [path.name for path in good.parent.iterdir()] == [good.name]


def test_a_store_is_read_although_somebody_else_holds_it_and_no_lock_file_is_made(good):
    with closing(sqlite3.connect(good)) as base:
        base.execute("PRAGMA journal_mode = WAL")
    before = good.read_bytes()
    assert list(read(good, Plaintext)) == SOME
    assert [path.name for path in good.parent.iterdir()] == [good.name]
    assert good.read_bytes() == before
    with closing(sqlite3.connect(good, isolation_level=None, timeout=0)) as base:
        base.execute("PRAGMA journal_mode = DELETE")
        base.execute("BEGIN EXCLUSIVE")
        assert list(read(good, Plaintext)) == SOME


def test_looking_for_a_file_that_is_not_there_makes_none(tmp_path):
    with pytest.raises(BadExhibit):
        list(read(tmp_path / "nothing", Plaintext))
    assert not list(tmp_path.iterdir())


def test_a_name_that_means_something_in_an_address_is_only_a_name(tmp_path):
    for name in ("a?mode=memory", "b#c", "d%20e", "f&immutable=0", "ж 🎈"):
        with Store(tmp_path / name) as disk:
            disk.add(Plaintext, SOME)
        assert list(read(tmp_path / name, Plaintext)) == SOME


def test_a_store_is_readable_with_any_sqlite_tool(good):
    with closing(sqlite3.connect(good)) as base:
        assert base.execute("SELECT text FROM plaintext WHERE number = 2").fetchone() == (
            "message 2",
        )
        assert base.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert good.read_bytes().startswith(store.MAGIC)


CREATE = 'CREATE TABLE "plaintext" ("number" INTEGER NOT NULL, "sent" INTEGER NOT NULL, "sender" TEXT NOT NULL, "text" TEXT NOT NULL)'
VERY_LONG = (
    "CREATE VIEW plaintext AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999) "
    "SELECT i AS number, i AS sent, 'Eve' AS sender, 'x' AS text FROM n"
)
FORGERIES = {
    "a view in place of a table": ["DROP TABLE plaintext", VERY_LONG],
    "a table more": ["CREATE TABLE more (x)"],
    "a table less": ["DROP TABLE event"],
    "an index": ["CREATE INDEX i ON plaintext (number)"],
    "a trigger": ["CREATE TRIGGER t AFTER INSERT ON plaintext BEGIN SELECT 1; END"],
    "columns that may be null": ["DROP TABLE plaintext", CREATE.replace(" NOT NULL", "")],
    "columns without a type": ["DROP TABLE plaintext", CREATE.replace(" TEXT", "").replace(" INTEGER", "")],
    "a column more": ["ALTER TABLE plaintext ADD COLUMN more TEXT"],
    "a table without rowid": [
        "DROP TABLE plaintext",
        CREATE.replace('"number" INTEGER NOT NULL', '"number" INTEGER PRIMARY KEY NOT NULL') + " WITHOUT ROWID",
    ],
    "a text where a number belongs": ["UPDATE plaintext SET number = 'one'"],
    "a number with a point": ["UPDATE plaintext SET sent = 1.5"],
    "bytes where a text belongs": ["UPDATE plaintext SET text = X'00FF'"],
    "a text that is not UTF-8": ["UPDATE plaintext SET text = CAST(X'61FF' AS TEXT)"],
    "a hidden null": [
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'plaintext'",
        "PRAGMA writable_schema = RESET",
        "UPDATE plaintext SET text = NULL",
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = '{CREATE}' WHERE name = 'plaintext'",  # noqa: S608
    ],
}  # fmt: skip


@pytest.mark.parametrize("statements", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_store_is_refused(statements, good):
    with closing(sqlite3.connect(good)) as base:
        for statement in statements:
            base.execute(statement)
        base.commit()
    with pytest.raises(BadExhibit) as caught:
        list(read(good, Plaintext))
    assert caught.value.exhibit == good.name


def test_a_value_longer_than_the_limit_is_refused_before_it_is_loaded(good):
    with closing(sqlite3.connect(good)) as base:
        base.execute(
            "INSERT INTO ciphertext VALUES (1, 0, 'A', 's', X'00', zeroblob(?))", [(1 << 26) + 1]
        )
        base.commit()
    with pytest.raises(BadExhibit):
        list(read(good, Ciphertext))
    assert list(read(good, Plaintext)) == SOME


def test_a_store_cut_anywhere_is_refused(tmp_path, good):
    content = good.read_bytes()
    for size in {*range(0, len(content), 97), *range(0, len(content), 4096), 15, 16, 99, 100}:
        short = tmp_path / "short"
        short.write_bytes(content[:size])
        refusals = 0
        for kind in KINDS:
            try:
                rows = list(read(short, kind))
            except BadExhibit:
                refusals += 1
            else:
                assert rows == (SOME if kind is Plaintext else []), "what is left is read whole"
        # Pages end in zeros, and zeros are what a missing end reads as: then nothing was lost.
        assert refusals > 0 or not any(content[size:]), f"cut at {size}, and nobody noticed"


def test_what_is_no_store_is_refused(tmp_path):
    for content in (
        b"",
        b"x",
        b"\x89PNG\r\n\x1a\n" + bytes(5000),
        store.MAGIC,
        store.MAGIC + bytes(9000),
    ):
        path = tmp_path / "file"
        path.write_bytes(content)
        with pytest.raises(BadExhibit):
            list(read(path, Plaintext))
    with pytest.raises(BadExhibit):
        list(read(tmp_path, Plaintext))


def outcome(path, kind):
    """Read all rows of a kind; none if the file is refused. Any other error comes through."""
    try:
        return list(read(path, kind))
    except BadExhibit:
        return []


def test_a_flipped_byte_gives_rows_or_a_refusal_and_no_other_error(tmp_path, good):
    content = good.read_bytes()
    page = int.from_bytes(content[16:18], "big")
    # The header and the schema byte by byte, the rest of the file in steps.
    places = {*range(100, page, 13), *range(100), *range(page, len(content), 211)}
    for at in sorted({*places, *range(len(content) - 20, len(content))}):
        for flip in (0x01, 0xFF):
            changed = bytearray(content)
            changed[at] ^= flip
            path = tmp_path / "changed"
            path.write_bytes(changed)
            assert len(outcome(path, Plaintext)) <= len(SOME)


def test_a_page_that_is_read_again_and_again_is_refused(tmp_path):
    """A few pages that point at one another many times would be read for years."""
    path = tmp_path / "bomb"
    with Store(path) as disk:
        disk.add(Plaintext, (Plaintext(i, 0, "Alice", "x" * 100) for i in range(200)))
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    with closing(sqlite3.connect(path)) as base:
        (root,) = base.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'plaintext'"
        ).fetchone()
    page = (root - 1) * size
    assert data[page] == 5, "the root is an interior page of a table"
    cells = int.from_bytes(data[page + 3 : page + 5], "big")
    places = [int.from_bytes(data[page + 12 + 2 * i :][:2], "big") for i in range(cells)]
    first = bytes(data[page + places[0] :][:4])
    for place in places:
        data[page + place : page + place + 4] = first
    path.write_bytes(data)
    with pytest.raises(BadExhibit):
        list(read(path, Plaintext))


def interior(child, right, header=0):
    """One page of a table's tree with forty pointers to the same child. See: sqlite.org/fileformat.html, 1.6."""
    page, cells = bytearray(512), []
    for number in range(1, 41):
        at = 512 - 5 * number
        page[at : at + 5] = struct.pack(">IB", child, number)
        cells.append(at)
    page[header : header + 12] = struct.pack(">BHHHBI", 5, 0, len(cells), min(cells), 0, right)
    page[header + 12 : header + 12 + 2 * len(cells)] = struct.pack(f">{len(cells)}H", *cells)
    return page


def test_a_tree_of_pages_that_never_ends_is_given_up(tmp_path):
    """Twelve pages, each naming the next forty times over: 40^12 leaves in some kilobytes."""
    file = tmp_path / "disk.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as base:
        base.execute("PRAGMA page_size = 512")
        base.execute("CREATE TABLE t (a UNIQUE)")
    data = bytearray(file.read_bytes())
    pages = len(data) // 512
    leaf = bytes(data[100:512])  # the page that lists the tables, as a page of its own
    first = bytearray(512)
    shift = 100
    first[: len(leaf)] = leaf
    count = int.from_bytes(first[3:5])
    cells = [int.from_bytes(first[8 + 2 * i : 10 + 2 * i]) for i in range(count)]
    first = bytearray(512)
    first[:8] = leaf[:8]
    for i, at in enumerate(cells):
        first[8 + 2 * i : 10 + 2 * i] = at.to_bytes(2)
    first[min(cells) :] = data[min(cells) : 512]
    tree = [interior(pages + 2 + depth, pages + 2 + depth) for depth in range(1, 12)]
    root = interior(pages + 2, pages + 2, header=shift)
    root[:100] = data[:100]
    root[28:32] = (pages + 1 + len(tree) + 1).to_bytes(4)
    data[:512] = root
    file.write_bytes(data + b"".join((*tree, first, first)))
    with pytest.raises(BadExhibit, match="not a store"):
        list(read(file, Plaintext))
