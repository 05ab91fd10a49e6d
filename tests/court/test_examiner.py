"""The examiner and bad evidence: cut, swapped, forged, moved, mixed. One bad file spoils no other."""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryptokit.court import cases, custody, examination, examine, examine_fresh
from cryptokit.court.report import Report
from cryptokit.errors import BadExhibit
from cryptokit.evidence import at_rest, image
from cryptokit.evidence.rows import Ciphertext, Key, Part, Plaintext
from cryptokit.evidence.store import Store, read
from cryptokit.keys import AuthKey, DataKey, SecretChatKey, ShareValue
from cryptokit.rng import lesson
from cryptokit.sharing import split
from cryptokit.world import Level

NOTHING = "no file that could be read holds a message"


def shown(chat):
    return sorted((m.sent, m.sender, m.shown) for m in chat.messages)


def words(case):
    return sorted((line.sent, line.sender, line.text) for line in examination(case).read.values())


def change(path, statement, *values):
    with closing(sqlite3.connect(path)) as base:
        base.execute(statement, values)
        base.commit()


def part_of(path):
    (row,) = image.decode(path.read_bytes())
    return row.share


def one_part(path, share):
    path.write_bytes(image.encode([Part(share)]))


def forged(share):
    """The same part with a value that somebody made up, and a checksum that fits."""
    return replace(share, value=ShareValue(lesson(f"forged {share.x}")(len(share.value))))


def about(report, file):
    """What is said of one file: it begins with its name, or has it behind its number."""
    damaged = f" ({file}) is damaged "
    return [one for one in report.bad if one.startswith(f"{file}: ") or damaged in one]


# What is honest


def test_an_untouched_case_is_read_whole_with_the_steps_and_nothing_bad(seized, chat):
    case = seized("cloud_chat_cold")
    report = examine(case)
    assert words(case) == shown(chat)
    assert (report.past, report.future, report.locked) == (6, 0, 0)
    assert report.missing == report.bad == ()
    assert report.events == 6
    assert any("parts 1, 2 and 3 of split" in step for step in report.steps)
    assert report.steps[-1].endswith("opens 6 of 6 messages")
    assert len(report.orders) == 4
    assert [line.text for line in report.sample] == [m.shown for m in chat.messages[:3]]


def test_a_missing_part_is_said_to_be_missing_and_nothing_is_read(seized):
    case = seized("cloud_chat_cold", countries=["NL", "US", "SG"])
    report = examine(case)
    assert (report.past, report.locked) == (0, 6)
    assert any(
        "1 more part of split" in one and "2 found, 3 needed" in one for one in report.missing
    )
    assert any("which locks 6 messages in db/disk.sqlite" in one for one in report.missing)
    assert report.steps == ()
    assert report.sample == ()


def test_an_empty_folder_gives_nothing_and_says_so(tmp_path):
    report = examine(tmp_path)
    assert report == Report(
        0, 0, 0, 0, 0, recorded=False, orders=(), steps=(), missing=(NOTHING,), bad=()
    )


def test_messages_after_the_order_are_counted_apart(seized, chat):
    case = seized("domestic")
    middle = chat.messages[3].sent
    report = examine(case, now=middle)
    assert (report.past, report.future) == (4, 2)
    (case / "custody.json").unlink()
    assert (examine(case).past, examine(case).future) == (6, 0)


def test_a_fresh_process_reports_the_same(seized):
    folders = [seized("domestic"), seized("cloud_chat_cold"), seized("cloud_chat", Level.MEMORY),
               seized("secret_chat"), seized("secret_chat", Level.ENDPOINT),
               seized("channel"), seized("channel", countries=[], seed="page")]  # fmt: skip
    one_part(folders[1] / "p2" / "part.bin", forged(part_of(folders[1] / "p2" / "part.bin")))
    assert list(examine_fresh(folders)) == [examine(case) for case in folders]
    assert list(examine_fresh([])) == []


def test_a_fresh_process_that_dies_is_an_error_and_not_an_empty_answer(tmp_path, monkeypatch):
    monkeypatch.setattr("cryptokit.court.fresh.sys.executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="status 1"):
        list(examine_fresh([tmp_path]))


def test_a_report_comes_back_from_its_plain_values(seized):
    report = examine(seized("cloud_chat_cold"))
    assert Report.of_json(json.loads(json.dumps(report.as_json()))) == report


@pytest.mark.parametrize("name", ["domestic", "cloud_chat", "cloud_chat_cold", "secret_chat"])
def test_no_byte_of_a_key_or_of_a_part_is_in_the_report(name, seized):
    case = seized(name, Level.ENDPOINT)
    secrets = [
        row.secret if isinstance(row, Key) else row.share.value
        for file in case.rglob("*.*")
        for row in _key_rows(file)
    ]
    assert secrets
    text = json.dumps(examine(case).as_json())
    for secret in secrets:
        data = secret.reveal()
        for piece in (data[:6], data[-6:], data[40:46], data[100:106]):
            assert not piece or piece.hex() not in text.lower()


def _key_rows(file):
    if file.suffix == ".sqlite":
        return [*read(file, Key), *read(file, Part)]
    return image.decode(file.read_bytes()) if file.suffix == ".bin" else []


def test_examining_changes_no_byte_and_leaves_no_file(seized):
    def digests(case):
        return {file: hashlib.sha256(file.read_bytes()).digest() for file in case.rglob("*.*")}

    case = seized("cloud_chat", Level.ENDPOINT)
    before = digests(case)
    examine(case)
    assert digests(case) == before


# Where files lie, and in which order


def test_files_are_read_wherever_they_lie_and_whatever_they_are_called(seized, chat):
    case = seized("cloud_chat_cold")
    (case / "box" / "deeper").mkdir(parents=True)
    (case / "db" / "disk.sqlite").rename(case / "holiday.jpg")
    (case / "p1" / "part.bin").rename(case / "box" / "deeper" / "notes.txt")
    (case / "p2" / "part.bin").rename(case / "box" / "custody.json")
    (case / "p3" / "part.bin").rename(case / "no name")
    assert words(case) == shown(chat)
    report = examine(case)
    assert set(report.bad) == {
        "holiday.jpg: holds what was seized as db/disk.sqlite",
        "box/deeper/notes.txt: holds what was seized as p1/part.bin",
        "box/custody.json: holds what was seized as p2/part.bin",
        "no name: holds what was seized as p3/part.bin",
    }
    assert len(report.orders) == 4, "who seized a file is known wherever it lies"


def test_a_file_over_which_another_was_copied_is_reported(seized):
    case = seized("cloud_chat_cold")
    shutil.copyfile(case / "p2" / "part.bin", case / "p1" / "part.bin")
    assert set(examine(case).bad) == {
        "p1/part.bin: a copy of p2/part.bin",
        "p1/part.bin: was seized, but is not in this folder any more",
    }


def test_swapped_files_are_reported_with_what_they_were_seized_as(seized):
    case = seized("cloud_chat_cold")
    one, other = case / "p1" / "part.bin", case / "p2" / "part.bin"
    one.rename(case / "x")
    other.rename(one)
    (case / "x").rename(other)
    report = examine(case)
    assert set(report.bad) == {
        "p1/part.bin: holds what was seized as p2/part.bin",
        "p2/part.bin: holds what was seized as p1/part.bin",
    }


def test_one_of_several_equal_files_that_is_gone_is_missed(seized):
    case = seized("cloud_chat_cold")
    disks = [case / name / "disk.sqlite" for name in ("p1", "p2", "p3")]
    assert len({disk.read_bytes() for disk in disks}) == 1
    disks[0].unlink()
    assert examine(case).bad == ("p1/disk.sqlite: was seized, but is not in this folder any more",)


def test_a_row_with_the_number_of_another_is_reported(seized):
    case = seized("domestic")
    with closing(sqlite3.connect(case / "db" / "disk.sqlite")) as base, base:
        base.execute("INSERT INTO plaintext VALUES (1, 1, 'Eve', 'I did it')")
    assert any("message 1 has another sender or time" in one for one in examine(case).bad)


def test_a_damaged_row_is_counted_and_the_others_are_read(seized, chat):
    case = seized("domestic")
    with closing(sqlite3.connect(case / "db" / "disk.sqlite")) as base, base:
        base.execute("UPDATE ciphertext SET number = 'abc' WHERE number = 2")
    report = examine(case)
    assert (report.past, report.locked) == (len(chat.messages) - 1, 1)
    assert any("row 2 of ciphertext is no such row" in one for one in report.bad)


def test_the_order_that_brought_a_changed_file_is_still_named(seized):
    case = seized("domestic")
    with closing(sqlite3.connect(case / "db" / "disk.sqlite")) as base, base:
        base.execute("DELETE FROM ciphertext WHERE number = 2")
    assert examine(case).orders == ("RU orders disks (db): db/disk.sqlite",)


def test_without_any_record_the_servers_of_a_kept_run_are_no_exhibits(tmp_path):
    for place in ("cloud_chat/servers/db", "cloud_chat/seized/L1_at_rest/db"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "disk.sqlite").touch()
    assert cases(tmp_path) == [tmp_path / "cloud_chat" / "seized" / "L1_at_rest"]


def test_a_file_swapped_with_another_is_read_as_what_it_is(seized, chat):
    case = seized("cloud_chat_cold")
    one, other = case / "db" / "disk.sqlite", case / "p1" / "part.bin"
    one.rename(case / "x")
    other.rename(one)
    (case / "x").rename(other)
    assert words(case) == shown(chat)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(names=st.permutations([f"{i}" for i in range(7)]))
def test_the_order_of_the_files_does_not_matter(names, runs, tmp_path_factory):
    run = runs("cloud_chat_cold")
    files = [run / "db" / "disk.sqlite", *(run / p / "part.bin" for p in ("p1", "p2", "p3"))]
    case = tmp_path_factory.mktemp("order")
    for file, name in zip(files, names, strict=False):
        shutil.copyfile(file, case / name)
    # And a forged part, and copies of things: these too may come first or last.
    one_part(case / names[4], forged(part_of(files[2])))
    shutil.copyfile(files[0], case / names[5])
    shutil.copyfile(files[3], case / names[6])
    report = examine(case)
    assert (report.past, report.locked, report.missing) == (6, 0, ())
    assert [one.partition(": ")[0] for one in report.bad] == [names[4]]


# Bad files


def test_one_cut_file_is_reported_and_the_rest_examined(seized):
    case = seized("cloud_chat_cold")
    path = case / "p2" / "part.bin"
    path.write_bytes(path.read_bytes()[:-13])
    report = examine(case)
    assert (report.past, report.locked, report.events) == (0, 6, 6)
    assert len(about(report, "p2/part.bin")) == 2, "it is another file, and it does not parse"
    assert any("2 found, 3 needed" in one for one in report.missing)


def test_a_cut_database_is_reported_and_the_parts_are_still_joined(seized):
    case = seized("cloud_chat_cold")
    path = case / "db" / "disk.sqlite"
    path.write_bytes(path.read_bytes()[:5000])
    report = examine(case)
    assert report.past == 0
    assert about(report, "db/disk.sqlite")
    assert examination(case).bench.keys, "the parts gave the key all the same"


def test_a_picture_and_an_empty_file_are_not_examined_and_said_so(seized, chat):
    case = seized("domestic")
    (case / "cat.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    (case / "nothing").touch()
    report = examine(case)
    assert words(case) == shown(chat)
    for file in ("cat.png", "nothing"):
        assert any("neither a store nor an image" in one for one in about(report, file))
        assert any("not in the custody record" in one for one in about(report, file))


def test_a_file_that_only_begins_like_a_store_is_reported(seized, chat):
    case = seized("domestic")
    (case / "odd.sqlite").write_bytes(b"SQLite format 3\0" + bytes(200))
    (case / "odd.bin").write_bytes(b"CKIMAGE\x01" + bytes(3))
    report = examine(case)
    assert words(case) == shown(chat)
    assert any("damaged from offset 16 (page size: " in one for one in about(report, "odd.sqlite"))
    assert len(about(report, "odd.bin")) == 2


def test_a_link_out_of_the_folder_is_left_alone(seized, runs, tmp_path):
    case = tmp_path / "case"
    case.mkdir()
    (case / "db.sqlite").symlink_to(runs("domestic") / "db" / "disk.sqlite")
    (case / "folder").symlink_to(runs("domestic"))
    (case / "dangling").symlink_to(tmp_path / "nowhere")
    assert examine(case).missing == (NOTHING,)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_the_folder_does_not_make_the_examiner_wait(seized, chat):
    case = seized("domestic")
    os.mkfifo(case / "pipe")
    assert words(case) == shown(chat)
    (case / "custody.json").unlink()
    os.mkfifo(case / "custody.json")
    assert any("no plain file" in one for one in examine(case).bad)


def test_a_forged_store_is_reported_and_the_others_are_read(seized, chat):
    case = seized("domestic")
    path = case / "phone.sqlite"
    with Store(path):
        pass
    change(path, "DROP TABLE plaintext")
    change(
        path,
        "CREATE VIEW plaintext AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999) "
        "SELECT i AS number, i AS sent, 'Eve' AS sender, 'x' AS text FROM n",
    )
    assert words(case) == shown(chat)
    assert any("not the tables of a store" in one for one in about(examine(case), "phone.sqlite"))


# Forged keys and rows


def test_a_key_that_is_not_the_one_it_is_called_is_not_used(seized):
    case = seized("cloud_chat", Level.AT_REST)
    (locked, *_) = read(case / "db" / "disk.sqlite", Ciphertext)
    (case / "forged.bin").write_bytes(image.encode([Key(locked.key_id, DataKey(bytes(32)))]))
    report = examine(case)
    assert (report.past, report.locked) == (0, 6)
    assert any("is not the key it is called" in one for one in about(report, "forged.bin"))


def test_a_forged_key_does_not_push_out_the_genuine_one(seized, chat):
    case = seized("cloud_chat", Level.MEMORY)
    (locked, *_) = read(case / "db" / "disk.sqlite", Ciphertext)
    for name in ("a.bin", "z.bin"):
        (case / name).write_bytes(image.encode([Key(locked.key_id, DataKey(bytes(32)))]))
    assert words(case) == shown(chat)


def test_an_altered_row_stays_closed_and_the_others_are_read(seized, chat):
    case = seized("domestic")
    path = case / "db" / "disk.sqlite"
    change(path, "UPDATE ciphertext SET body = zeroblob(40) WHERE number = 2")
    change(path, "UPDATE ciphertext SET sender = 'Eve' WHERE number = 4")
    change(path, "UPDATE ciphertext SET sent = sent + 1 WHERE number = 5")
    report = examine(case)
    assert words(case) == sorted(
        (m.sent, m.sender, m.shown) for i, m in enumerate(chat.messages, 1) if i in {1, 3, 6}
    )
    assert (report.past, report.locked) == (3, 3)
    assert any(
        "3 messages locked under key" in one and "forged or damaged" in one for one in report.bad
    )
    assert any("changed since it was seized" in one for one in about(report, "db/disk.sqlite"))
    assert any(step.endswith("opens 3 of 6 messages") for step in report.steps)


def test_rows_in_a_scheme_that_does_not_fit_their_key_stay_closed_and_no_key_is_missed(seized):
    case = seized("domestic")
    change(case / "db" / "disk.sqlite", "UPDATE ciphertext SET scheme = 'rot13' WHERE number = 1")
    report = examine(case)
    assert (report.past, report.locked) == (5, 1)
    assert any("scheme" in one for one in about(report, "db/disk.sqlite"))
    assert not any("which locks" in one for one in report.missing), "the key is there"


def test_two_files_that_put_other_words_into_one_message_are_both_named_by_one(seized, chat):
    case = seized("domestic", Level.ENDPOINT)
    change(case / "phone_b" / "disk.sqlite", "UPDATE plaintext SET text = 'never' WHERE number = 1")
    report = examine(case)
    assert report.past == len(chat.messages)
    assert any("message 1 has other words" in one for one in report.bad)


# Parts


def store_and_parts(folder, threshold, shares):
    """A case by hand: one locked message, and its key split."""
    rng = lesson("by hand")
    key = DataKey.draw(rng)
    with Store(folder / "db.sqlite") as disk:
        disk.add(Ciphertext, [at_rest.locker(key, rng=rng)(Plaintext(1, 0, "Alice", "hi"))])
    parts = split(image.encode([Key.of(key)]), threshold=threshold, shares=shares, rng=rng)
    for part in parts:
        one_part(folder / f"{part.x}.bin", part)
    return parts


def test_with_a_spare_part_a_forged_one_is_named_and_the_message_read(tmp_path):
    parts = store_and_parts(tmp_path, 3, 5)
    one_part(tmp_path / "2.bin", forged(parts[1]))
    report = examine(tmp_path)
    assert report.past == 1
    (bad,) = report.bad
    assert bad.startswith("2.bin: ")
    assert "part 2" in bad
    assert any("join and give key" in step for step in report.steps)
    assert not any("2.bin" in step for step in report.steps)


def test_two_forged_parts_of_five_are_both_named(tmp_path):
    parts = store_and_parts(tmp_path, 3, 5)
    for part in (parts[0], parts[3]):
        one_part(tmp_path / f"{part.x}.bin", forged(part))
    report = examine(tmp_path)
    assert report.past == 1
    assert {one.partition(": ")[0] for one in report.bad} == {"1.bin", "4.bin"}


def test_forgers_who_know_the_field_can_put_the_blame_on_others_so_it_is_said_with_care(tmp_path):
    """Parts 1, 4 and 5, two of them shifted alike: at 0 the shifts cancel, for 1 + 4 + 5 = 0."""
    parts = store_and_parts(tmp_path, 3, 5)
    for part in (parts[0], parts[3]):
        value = ShareValue(bytes(255 - byte for byte in part.value.reveal()))
        one_part(tmp_path / f"{part.x}.bin", replace(part, value=value))
    report = examine(tmp_path)
    assert report.past == 1
    assert len(report.bad) == 2
    assert all("forged, or they were" in one for one in report.bad)


def test_with_no_part_to_spare_a_forged_one_is_noticed_and_nobody_named(tmp_path):
    parts = store_and_parts(tmp_path, 3, 3)
    one_part(tmp_path / "2.bin", forged(parts[1]))
    report = examine(tmp_path)
    assert (report.past, report.locked) == (0, 1)
    (bad,) = report.bad
    assert bad.startswith("split ")
    assert "one of them was forged" in bad


@pytest.mark.parametrize("name", ["0.bin", "9.bin"])
def test_a_forged_twin_of_a_part_is_told_from_the_genuine_one(name, tmp_path):
    parts = store_and_parts(tmp_path, 3, 3)
    one_part(tmp_path / name, forged(parts[1]))
    report = examine(tmp_path)
    assert report.past == 1
    assert [one.partition(": ")[0] for one in report.bad] == [name]


def test_a_part_that_claims_another_threshold_spoils_nothing(tmp_path):
    parts = store_and_parts(tmp_path, 3, 3)
    one_part(tmp_path / "0.bin", replace(parts[1], threshold=1))
    report = examine(tmp_path)
    assert report.past == 1
    assert len(report.bad) == 1


def test_the_same_part_twice_counts_once(tmp_path):
    store_and_parts(tmp_path, 3, 5)
    for name in ("3.bin", "4.bin", "5.bin"):
        shutil.copyfile(tmp_path / "1.bin", tmp_path / name)
    report = examine(tmp_path)
    assert report.past == 0
    assert any("1 more part" in one and "2 found, 3 needed" in one for one in report.missing)
    assert report.bad == ()


def test_many_forged_parts_do_not_keep_the_examiner_busy_for_ever(tmp_path):
    parts = store_and_parts(tmp_path, 20, 40)
    for part in parts:
        one_part(tmp_path / f"{part.x}.bin", forged(part) if part.x % 2 else part)
    report = examine(tmp_path)
    assert report.past == 0
    assert any("forged" in one for one in report.bad)


def test_a_part_of_another_run_does_not_help_and_it_is_said(seized, runs):
    case = seized("cloud_chat_cold", countries=["NL", "US", "SG"])
    foreign = runs("cloud_chat_cold", "another") / "p3" / "part.bin"
    shutil.copyfile(foreign, case / "p3.bin")
    report = examine(case)
    assert (report.past, report.locked) == (0, 6)
    assert any("2 found, 3 needed" in one for one in report.missing)
    assert any("1 found, 3 needed" in one for one in report.missing)
    assert any("not in the custody record" in one for one in about(report, "p3.bin"))


def test_a_store_of_another_chat_is_counted_for_itself(seized, tmp_path):
    case = seized("domestic")
    key, rng = DataKey(bytes(32)), lesson("other chat")
    with Store(case / "other.sqlite") as disk:
        lock = at_rest.locker(key, rng=rng)
        disk.add(Ciphertext, [lock(Plaintext(i, 5, "Carol", "unread")) for i in range(1, 4)])
    report = examine(case)
    assert (report.past, report.locked) == (6, 3)
    assert any("which locks 3 messages in other.sqlite" in one for one in report.missing)


# A secret chat whose phone was wiped


def test_the_key_of_a_wiped_phone_opens_the_packets_of_the_relay(seized, chat):
    case = seized("secret_chat", Level.ENDPOINT)
    shutil.rmtree(case / "phone_b")
    change(case / "phone_a" / "disk.sqlite", "DELETE FROM plaintext")
    report = examine(case)
    assert words(case) == shown(chat)
    assert (report.past, report.locked) == (6, 0)
    assert any(
        step.startswith("phone_a/disk.sqlite: key") and step.endswith("in the state of an app")
        for step in report.steps
    )
    assert any(step.startswith("relay/disk.sqlite: 6 messages locked") for step in report.steps)
    change(case / "phone_a" / "disk.sqlite", "DELETE FROM state")
    report = examine(case)
    assert (report.past, report.locked) == (0, 6)


def test_a_message_that_is_closed_in_one_file_and_read_in_another_counts_as_read(seized, chat):
    case = seized("secret_chat", Level.ENDPOINT)
    for phone in ("phone_a", "phone_b"):
        change(case / phone / "disk.sqlite", "DELETE FROM state")
    report = examine(case)
    assert words(case) == shown(chat)
    assert (report.past, report.locked, report.missing) == (6, 0, ())


def test_an_authorization_key_opens_no_packet_of_a_secret_chat(seized):
    case = seized("secret_chat", Level.AT_REST)
    (case / "keys.bin").write_bytes(
        image.encode([Key.of(AuthKey(bytes(256))), Key.of(SecretChatKey(bytes(256)))])
    )
    assert (examine(case).past, examine(case).locked) == (0, 6)


# The custody record


def test_the_record_says_for_every_file_who_took_it_and_its_digest(seized):
    case = seized("cloud_chat_cold")
    exhibits = custody.read(case)
    files = {file.relative_to(case).as_posix() for file in case.rglob("*") if file.is_file()}
    assert {one.file for one in exhibits} == files - {"custody.json"}
    for one in exhibits:
        content = (case / one.file).read_bytes()
        assert one.size == len(content)
        assert one.sha256 == hashlib.sha256(content).hexdigest()
        assert one.order.power in Level.SHARES.powers


def test_what_is_open_to_anybody_is_recorded_without_an_order(seized):
    case = seized("channel", countries=[])
    (entry,) = json.loads((case / "custody.json").read_text(encoding="utf-8"))["exhibits"]
    assert entry["file"] == "web/disk.sqlite"
    assert entry["by"] is entry["power"] is entry["served_on"] is None
    (exhibit,) = custody.read(case)
    assert exhibit.order is None
    report = examine(case)
    assert report.orders == ("anybody can look: web/disk.sqlite",)
    assert (report.past, report.accounts, report.bad) == (6, 0, ())


def test_an_order_that_is_served_on_a_public_page_is_recorded(seized):
    case = seized("channel", Level.AT_REST, ["NL"])
    (exhibit,) = custody.read(case)
    assert (exhibit.file, exhibit.order.by, exhibit.order.power) == (
        "web/disk.sqlite", "NL", "at_rest",
    )  # fmt: skip
    assert examine(case).orders == ("NL orders disks (web): web/disk.sqlite",)


@pytest.mark.parametrize("left", ["by", "power", "served_on"])
def test_a_record_of_half_an_order_is_broken(left, seized, chat):
    case = seized("channel", countries=[])
    path = case / "custody.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    value = {"by": "NL", "power": "at_rest", "served_on": "web"}[left]
    record["exhibits"][0][left] = value
    path.write_text(json.dumps(record), encoding="utf-8")
    assert any("custody record is broken" in one for one in examine(case).bad)
    assert examine(case).past == len(chat.messages)


@pytest.mark.parametrize("odd", ["", 3, ["NL"], {"by": "NL"}, True])
@pytest.mark.parametrize("field", ["by", "power", "served_on"])
def test_an_order_by_what_is_no_name_makes_a_record_broken(field, odd, seized, chat):
    case = seized("domestic", countries=["RU"])
    path = case / "custody.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["exhibits"][0][field] = odd
    path.write_text(json.dumps(record), encoding="utf-8")
    report = examine(case)
    assert any("custody record is broken" in one for one in report.bad)
    assert (report.past, report.orders) == (len(chat.messages), ())


def test_an_account_that_two_files_name_counts_once(seized):
    case = seized("channel", countries=["SG"])
    shutil.copyfile(case / "db" / "disk.sqlite", case / "copy")
    found = examination(case)
    assert sorted(one.name for one in found.accounts) == ["Alice", "Bob"]
    assert examine(case).accounts == 2
    change(case / "copy", "UPDATE account SET address = '192.0.2.77' WHERE name = 'Bob'")
    assert examine(case).accounts == 2, "an account was somewhere else, and is still one"
    change(case / "copy", "UPDATE account SET phone = '+77' WHERE name = 'Bob'")
    assert examine(case).accounts == 3, "another number is another account"


def test_a_changed_file_is_reported_and_still_examined(seized, chat):
    case = seized("domestic")
    change(case / "db" / "disk.sqlite", "DELETE FROM event")
    report = examine(case)
    assert words(case) == shown(chat)
    assert about(report, "db/disk.sqlite") == [
        "db/disk.sqlite: changed since it was seized (its digest is another one)"
    ]


def test_a_file_that_was_taken_out_is_reported(seized):
    case = seized("cloud_chat_cold")
    (case / "p2" / "part.bin").unlink()
    report = examine(case)
    assert about(report, "p2/part.bin") == [
        "p2/part.bin: was seized, but is not in this folder any more"
    ]
    assert (report.past, report.locked) == (0, 6)


BROKEN = {
    "no JSON": "{",
    "a list": "[]",
    "a number": "7",
    "no exhibits": "{}",
    "exhibits that are none": '{"exhibits": 7}',
    "a bare name": '{"exhibits": ["db"]}',
    "a missing field": '{"exhibits": [{"file": "x"}]}',
    "too deep": '{"exhibits":' + "[" * 100_000,
    "not UTF-8": b'\xff{"exhibits": []}',
}


def record(**changes):
    good = {"file": "x", "asset": "db", "view": "disk", "by": "NL", "power": "at_rest",
            "served_on": "db", "at": 0, "size": 1, "sha256": "00"}  # fmt: skip
    return json.dumps({"format": 1, "exhibits": [good | changes]})


for what, field in {
    "an endless time": {"at": float("inf")},
    "no time at all": {"at": float("nan")},
    "a list as time": {"at": []},
    "an unknown view": {"view": "cloud"},
    "an unknown power": {"power": "magic"},
}.items():
    BROKEN[what] = record(**field)


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_record_is_reported_and_the_files_examined(text, seized, chat):
    case = seized("domestic")
    (case / "custody.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    report = examine(case)
    assert words(case) == shown(chat)
    assert [one.startswith("custody.json: the custody record is broken") for one in report.bad] == [
        True
    ]


@pytest.mark.parametrize(
    "file", ["x" * 5000, "/etc/passwd", "../" * 9 + "etc/passwd", "a\0b", "\ud800", ""]
)
def test_a_record_of_a_file_with_an_odd_name_breaks_nothing(file, seized, chat):
    case = seized("domestic")
    (case / "custody.json").write_text(record(file=file))
    report = examine(case)
    assert words(case) == shown(chat)
    assert f"{file}: was seized, but is not in this folder any more" in report.bad


def test_a_record_that_is_a_link_or_a_folder_is_not_followed(seized, chat, tmp_path):
    case = seized("domestic")
    (case / "custody.json").rename(tmp_path / "elsewhere.json")
    (case / "custody.json").symlink_to(tmp_path / "elsewhere.json")
    assert any("no plain file" in one for one in examine(case).bad)
    (case / "custody.json").unlink()
    (case / "custody.json").mkdir()
    assert any("no plain file" in one for one in examine(case).bad)
    assert words(case) == shown(chat)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_a_record_holds_it_is_read_or_reported(data, tmp_path_factory):
    case = tmp_path_factory.mktemp("record")
    fields = json.loads(record())["exhibits"][0]
    name = data.draw(st.sampled_from(sorted(fields)))
    (case / "custody.json").write_text(record(**{name: data.draw(ANYTHING)}))
    assert examine(case).past == 0


def test_case_folders_are_found_by_their_records(seized, tmp_path):
    one, other = seized("domestic"), seized("cloud_chat_cold")
    assert cases(tmp_path) == sorted([one, other])
    assert cases(one) == [one]
    (one / "custody.json").unlink()
    assert cases(one) == [one]
    with pytest.raises(BadExhibit):
        cases(tmp_path / "nothing")


def test_orders_are_named_for_the_files_that_the_steps_use(seized):
    report = examine(seized("cloud_chat", Level.MEMORY, ["NL"]))
    assert report.orders == (
        "NL orders disks (db): db/disk.sqlite",
        "NL orders live memory (db): db/memory.bin",
    )


def test_one_forged_part_among_sixty_does_not_blind_the_examiner(tmp_path):
    parts = store_and_parts(tmp_path, 3, 60)
    one_part(tmp_path / "1.bin", forged(parts[0]))
    report = examine(tmp_path)
    assert report.past == 1
    assert [one.partition(": ")[0] for one in report.bad] == ["1.bin"]


def test_a_program_among_the_seized_files_is_not_run(seized, monkeypatch, tmp_path):
    case = seized("domestic")
    flag = tmp_path / "ran"
    (case / "json.py").write_text(f"open({str(flag)!r}, 'w')")
    monkeypatch.chdir(case)
    (report,) = examine_fresh([case])
    assert report.past
    assert not flag.exists()


def test_an_image_too_large_to_be_one_is_not_read(seized, chat):
    case = seized("domestic")
    with (case / "huge.bin").open("wb") as file:
        file.write(b"CKIMAGE\x01")
        file.truncate((1 << 28) + 1)
    report = examine(case)
    assert report.past == len(chat.messages)
    assert "huge.bin: too large for an image" in report.bad


def test_a_damaged_file_is_reported_once(seized):
    case = seized("domestic")
    (case / "noise").write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 20)
    assert len(about(examine(case), "noise")) == 2  # not in the record, and no store


def test_a_custody_record_of_another_version_is_reported(seized):
    case = seized("domestic")
    record = json.loads((case / "custody.json").read_text())
    (case / "custody.json").write_text(json.dumps(record | {"format": 99}))
    assert any("another version" in one for one in examine(case).bad)


def test_the_sample_is_the_first_three_messages_in_their_order(seized, chat):
    case = seized("domestic")
    with closing(sqlite3.connect(case / "db" / "disk.sqlite")) as base, base:
        rows = base.execute("SELECT * FROM ciphertext ORDER BY number DESC").fetchall()
        base.execute("DELETE FROM ciphertext")
        base.executemany("INSERT INTO ciphertext VALUES (?, ?, ?, ?, ?, ?)", rows)
    assert [line.text for line in examine(case).sample] == [m.shown for m in chat.messages[:3]]
