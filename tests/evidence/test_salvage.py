"""Damaged stores: every row that is still there is read, none is made up, and the place is named."""

import hashlib
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.evidence import image
from cryptokit.evidence.damage import Damage, Flaw
from cryptokit.evidence.records import record, varint
from cryptokit.evidence.rows import KINDS, Event, Key, Plaintext, State
from cryptokit.evidence.salvage import salvage, survey
from cryptokit.evidence.store import SCHEMA, Store, read
from cryptokit.keys import DataKey
from cryptokit.rng import lesson

SOME = [Plaintext(i, i, "Alice", f"message {i} " + "x" * 200) for i in range(1, 101)]
ROWS = st.lists(
    st.builds(
        Plaintext,
        st.integers(-(1 << 63), (1 << 63) - 1),
        st.integers(-200, 200),
        st.text(max_size=5),
        st.text(max_size=20) | st.integers(0, 5000).map(lambda size: "y" * size),
    ),
    max_size=40,
)


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "disk.sqlite"
    with Store(path) as disk:
        disk.add(Plaintext, SOME)
    return path


def taken(path, kind=Plaintext, *, intact=False):
    damage = Damage()
    return list(salvage(path, kind, damage, intact=intact)), damage


def tree(path, table="plaintext"):
    """The root of a table, and the pages below it in order, as SQLite itself names them."""
    data = path.read_bytes()
    with closing(sqlite3.connect(path)) as base:
        (root,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()  # fmt: skip
    at = (root - 1) * 4096
    assert data[at] == 5
    count = int.from_bytes(data[at + 3 : at + 5], "big")
    cells = [int.from_bytes(data[at + 12 + 2 * i :][:2], "big") for i in range(count)]
    below = [int.from_bytes(data[at + cell :][:4], "big") for cell in cells]
    return root, [*below, int.from_bytes(data[at + 8 : at + 12], "big")]


def change(path, at, data):
    whole = bytearray(path.read_bytes())
    whole[at : at + len(data)] = data
    path.write_bytes(whole)


# Whole files: two readers that were written apart agree


@settings(deadline=None, max_examples=60)
@given(rows=ROWS, size=st.sampled_from([512, 1024, 4096, 65536]), gone=st.integers(2, 5))
def test_pages_give_what_sqlite_gives_for_all_sizes_of_pages_and_after_deletions(
    rows, size, gone, tmp_path_factory
):
    path = tmp_path_factory.mktemp("pages") / "disk.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute(f"PRAGMA page_size = {size}")
        base.execute("PRAGMA synchronous = OFF")
        base.execute("BEGIN")
        for statement in SCHEMA.values():
            base.execute(statement)
        base.executemany("INSERT INTO plaintext VALUES (?, ?, ?, ?)", [r.values() for r in rows])
        base.execute("DELETE FROM plaintext WHERE rowid % ? = 0", [gone])
        base.execute("UPDATE plaintext SET text = 'short' WHERE rowid % 7 = 1")
        base.execute("COMMIT")
    for kind in KINDS:
        found, damage = taken(path, kind)
        assert found == list(read(path, kind))
        assert damage == Damage()


def test_a_whole_store_is_read_alike_with_and_without_sqlite(good):
    for intact in (True, False):
        assert taken(good, intact=intact) == (SOME, Damage())


@given(number=st.integers(-(1 << 63), (1 << 63) - 1))
def test_a_number_of_variable_length_comes_back(number):
    """Written here after the format: seven bits a byte, and the ninth byte whole."""
    bits, data = number & ((1 << 64) - 1), b""
    if bits >> 56:
        data, bits = bytes([bits & 0xFF]), bits >> 8
        data = bytes(bits >> 7 * i & 0x7F | 0x80 for i in range(7, -1, -1)) + data
    else:
        data = bytes([bits & 0x7F])
        while bits := bits >> 7:
            data = bytes([bits & 0x7F | 0x80]) + data
    assert varint(data + b"more", 0) == (number, len(data))


@given(payload=st.binary(max_size=60))
def test_any_bytes_are_a_row_or_refused(payload):
    try:
        values = record(payload)
    except (WireError, IndexError):
        return
    assert all(value is None or type(value) in {int, float, str, bytes} for value in values)


# Damaged files


@pytest.mark.parametrize("intact", [True, False])
@pytest.mark.parametrize("which", [0, 2, -1])
def test_a_page_of_zeros_loses_its_own_rows_alone_and_has_its_offset(good, which, intact):
    pages = tree(good)[1]
    before = {row.number for row in SOME}
    change(good, (pages[which] - 1) * 4096, bytes(4096))
    found, damage = taken(good, intact=intact)
    lost = before - {row.number for row in found}
    assert 5 < len(lost) < 30
    assert lost == set(range(min(lost), max(lost) + 1)), "one page holds neighbours"
    (flaw,) = damage.flaws.values()
    assert flaw.offset == (pages[which] - 1) * 4096
    assert "a page of zeros" in flaw.what
    if which == 2:
        assert flaw.what.startswith(f"rows {min(lost)} to {max(lost)} of plaintext: ")
    assert (damage.lost, damage.closed) == (0, False), "nobody can count rows of a page of zeros"


def test_a_row_in_a_scheme_of_its_own_is_named_with_its_place_and_the_rest_is_read(good):
    at = good.read_bytes().index(b"message 50 ")
    change(good, at, b"\xff")
    found, damage = taken(good)
    assert found == [row for row in SOME if row.number != 50]
    (flaw,) = damage.flaws.values()
    assert 0 < at - flaw.offset < 30
    assert flaw.what == "row 50 of plaintext is no such row: a text that is not UTF-8"
    assert damage.lost == 1


def test_two_pages_of_one_table_that_changed_places_lose_nothing_and_are_named(good):
    pages = tree(good)[1]
    one, other = ((pages[i] - 1) * 4096 for i in (1, 3))
    data = good.read_bytes()
    change(good, one, data[other : other + 4096])
    change(good, other, data[one : one + 4096])
    found, damage = taken(good)
    assert sorted(found, key=lambda row: row.number) == SOME
    assert min(damage.flaws) == one
    assert "not in order" in damage.flaws[one].what


def test_a_page_copied_over_another_gives_no_row_twice(good):
    pages = tree(good)[1]
    data, at = good.read_bytes(), (pages[1] - 1) * 4096
    change(good, (pages[2] - 1) * 4096, data[at : at + 4096])
    found, damage = taken(good)
    assert len({row.number for row in found}) == len(found) < len(SOME)
    assert min(damage.flaws) == (pages[2] - 1) * 4096


def test_a_root_that_is_gone_takes_all_rows_with_it_and_no_other_table(good, tmp_path):
    path = tmp_path / "two"
    with Store(path) as disk:
        disk.add(Plaintext, SOME)
        disk.add(Event, [Event(1, "A", "B", "message", 2)])
    root, _ = tree(path)
    change(path, (root - 1) * 4096, bytes(4096))
    found, damage = taken(path)
    assert found == []
    assert damage.flaws[(root - 1) * 4096].what == "all rows of plaintext: a page of zeros"
    assert taken(path, Event) == ([Event(1, "A", "B", "message", 2)], Damage())


def test_fewer_cells_than_there_are_do_not_pass_in_silence(good):
    at = (tree(good)[1][1] - 1) * 4096
    change(good, at + 3, bytes([0, 3]))
    found, damage = taken(good)
    assert len(found) < len(SOME)
    assert "do not fill it" in damage.flaws[at].what


def test_a_store_cut_in_the_middle_of_a_page_gives_the_whole_rows_before_the_cut(good):
    last = max(tree(good)[1])
    cut = (last - 1) * 4096 + 3900
    good.write_bytes(good.read_bytes()[:cut])
    found, damage = taken(good)
    assert set(found) < set(SOME)
    assert len(found) > len(SOME) / 2
    assert str(damage).startswith(f"damaged from offset {cut:,} (the file ends here")


def test_bytes_behind_the_end_are_named(good):
    size = good.stat().st_size
    good.write_bytes(good.read_bytes() + b"more")
    found, damage = taken(good)
    assert found == SOME
    assert damage.flaws == {size: Flaw(size, "4 bytes behind the end")}


def test_a_list_of_tables_that_is_damaged_closes_the_file(good):
    change(good, good.read_bytes().index(b'CREATE TABLE "event"'), b"CREATE VIEWS")
    damage = Damage()
    survey(good, damage)
    assert damage.closed
    assert "not the tables of a store: event" in str(damage)
    assert taken(good)[0] == []


def test_pages_that_point_at_one_another_are_read_once_each(good):
    root, pages = tree(good)
    data = good.read_bytes()
    at = (root - 1) * 4096
    for place in range(12):
        pointer = at + int.from_bytes(data[at + 12 + 2 * place :][:2], "big")
        if place < len(pages) - 1:
            change(good, pointer, root.to_bytes(4, "big"))
    found, damage = taken(good)
    assert set(found) < set(SOME)
    assert any("cannot be there" in flaw.what for flaw in damage.flaws.values())


def test_cells_that_lie_over_one_another_are_not_read_again_and_again(tmp_path, monkeypatch):
    """A page of 64 KiB that names one row of 60 KiB thirty thousand times: gigabytes to read."""
    path = tmp_path / "bomb"
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA page_size = 65536")
        for statement in SCHEMA.values():
            base.execute(statement)
        base.execute("INSERT INTO plaintext VALUES (1, 1, 'A', ?)", ["x" * 1000])
        base.commit()
        (root,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'plaintext'").fetchone()  # fmt: skip
    at = (root - 1) * 65536
    cell = path.read_bytes()[at + 8 : at + 10]
    change(path, at + 3, (30_000).to_bytes(2, "big"))
    change(path, at + 8, cell * 30_000)
    read_rows = []
    monkeypatch.setattr(
        "cryptokit.evidence.pages.record", lambda data: read_rows.append(len(data)) or record(data)
    )
    found, damage = taken(path)
    assert [row.text for row in found] == ["x" * 1000]
    assert damage.flaws
    assert sum(read_rows[len(SCHEMA) :]) <= 4 * 65536, "the first are the list of tables"


def test_a_row_of_more_values_than_any_kind_has_is_refused():
    with pytest.raises(WireError, match="more values"):
        record(bytes([30]) + bytes([8]) * 29)


def test_a_long_value_that_many_rows_share_is_read_once(tmp_path):
    """Overflow pages that a hundred rows claim would be a bomb: kilobytes that read as gigabytes."""
    path = tmp_path / "bomb"
    with Store(path) as disk:
        disk.add(State, [State("x" * 20, bytes([i]) * 9000) for i in range(30)])
    data = bytearray(path.read_bytes())
    whole, links = len(taken(path, State)[0]), []
    for number in range(1, 30):
        at = next(i for i in range(0, len(data), 4096) if data[i] == 13 and bytes([number]) * 50 in data[i : i + 4096])  # fmt: skip
        at = data.index(bytes([number]) * 50, at)
        while data[at] == number:
            at += 1
        links.append(at)
    for at in links:
        data[at : at + 4] = data[links[0] : links[0] + 4]
    path.write_bytes(data)
    found, damage = taken(path, State)
    assert whole == 30
    assert len(found) == 2, "the first row, and the one that was left alone"
    assert any("it goes on in page" in flaw.what for flaw in damage.flaws.values())


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_whatever_is_changed_in_a_store_only_rows_of_it_come_out(data, tmp_path_factory):
    """Keys prove themselves, so that rows made up by damage would show."""
    path = tmp_path_factory.mktemp("any") / "disk.sqlite"
    rng = lesson("any damage")
    rows = [Key.of(DataKey.draw(rng)) for _ in range(120)]
    with Store(path) as disk:
        disk.add(Key, rows)
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        new = data.draw(st.binary(min_size=1, max_size=40))
        whole[at : at + len(new)] = new
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    found, damage = taken(path, Key)
    assert len(found) <= len(rows)
    genuine = [row for row in found if row.key_id == row.secret.key_id()]
    assert set(map(Key.values, genuine)) <= set(map(Key.values, rows))
    assert len(genuine) == len(rows) or damage.flaws or len(found) == len(rows)


# Images


IMAGE = [Key.of(DataKey(bytes([i]) * 32)) for i in range(5)]


def test_rows_of_an_image_before_a_cut_that_prove_themselves_are_read():
    data = image.encode(IMAGE)
    for size in range(12, len(data)):
        damage = Damage()
        found = image.salvage(data[:size], damage)
        assert found == tuple(IMAGE[: len(found)])
        assert len(found) == min(5, (size - 12) // ((len(data) - 20) // 5))
        (flaw,) = damage.flaws.values()
        assert flaw.latest
        assert flaw.offset <= size


def test_a_digest_that_does_not_match_cannot_say_where_and_what_nothing_proves_is_left_out():
    data = bytearray(image.encode([*IMAGE, Plaintext(1, 0, "Alice", "yes")]))
    data[data.index(b"yes")] ^= 1
    damage = Damage()
    assert image.salvage(bytes(data), damage) == tuple(IMAGE)
    assert damage.lost == 0, "nobody knows whether it was one"
    said = str(damage)
    assert said.startswith("damaged, and nothing tells from which offset (every row parses, and the digest")  # fmt: skip


def test_with_a_fresh_digest_the_offset_is_exact_and_all_rows_before_it_count():
    rows = [Plaintext(1, 0, "Alice", "hi"), *IMAGE]
    content = image.encode(rows)[:-8]
    at = len(image.encode(rows[:3])) - 8
    forged = content[:at] + b"\x0a" + content[at + 1 :]
    damage = Damage()
    found = image.salvage(forged + image.encode([])[-8:], damage)
    assert found == tuple(rows[1:3]), "the digest is wrong"
    assert damage.flaws[at].latest
    damage = Damage()
    found = image.salvage(forged + hashlib.sha256(forged).digest()[:8], damage)
    assert found == tuple(rows[:3])
    assert damage.flaws == {at: Flaw(at, "kind of row 4: no such kind of row")}


# The sentence


def test_the_first_place_is_the_one_that_is_said():
    damage = Damage()
    for flaw in (Flaw(None, "x"), Flaw(9, "nine"), Flaw(7, "seven", latest=True), Flaw(9, "again")):
        damage.add(flaw)
    assert str(damage) == (
        "damaged from offset 7 or before (seven; and at 2 other places); the rest was examined"
    )


def test_millions_of_flaws_take_no_room_and_the_first_one_is_kept():
    damage = Damage()
    for offset in range(10_000, 0, -1):
        damage.add(Flaw(offset, f"at {offset}"), lost=1)
    assert (damage.lost, len(damage.flaws)) == (10_000, 100)
    assert str(damage).startswith("damaged from offset 1 (at 1; and at ")
