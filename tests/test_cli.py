"""What people type, and what they see: answers, and one line for what is wrong."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from cryptokit import demos
from cryptokit.conversation import say
from cryptokit.conversation.samples import sample
from cryptokit.lab.glossary import entries_by_name
from cryptokit.world import Level

EXPORTS = [
    "two-classmates.json",
    "telegram-result.json",
    "whatsapp-en.txt",
    "whatsapp-de.txt",
    "whatsapp-ru.txt",
]
SCENARIOS = Path(__file__).parent / "data/compulsion_scenarios.json"
COLD = ("--architecture", "A4_claimed_split_cold")
ANSWER_KEYS = {
    "messenger",
    "offered",
    "level",
    "beside",
    "goal",
    "promised",
    "k_eff",
    "smallest_sets",
    "orders",
    "readable",
    "of",
    "steps",
    "missing",
    "noticed",
    "accounts",
    "metadata",
    "files",
    "by_policy",
    "by_mathematics",
}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_bundled_export_gets_its_answers_as_json(run, name):
    status, out, _ = run("who-can-read", sample(name), "--json", "--level", "L2", "--level", "L8")
    assert status == 0
    result = json.loads(out)
    assert set(result) == {"chat", "answers"}
    assert set(result["chat"]) == {"format", "name", "messages", "participants"}
    for answer in result["answers"]:
        if not answer["offered"]:
            assert answer["reason"]
            continue
        assert set(answer) == ANSWER_KEYS
        assert answer["readable"] == (0 if answer["k_eff"] is None else answer["of"])
        assert answer["of"] == result["chat"]["messages"]
        assert bool(answer["steps"]) == bool(answer["readable"])
        assert bool(answer["missing"]) != bool(answer["readable"])


def test_the_main_table_of_the_bundled_chat(run):
    status, out, _ = run("who-can-read", "--json")
    result = json.loads(out)
    assert status == 0
    k = {}
    for answer in result["answers"]:
        k.setdefault(answer["messenger"], []).append(answer["k_eff"])
    assert [answer["level"] for answer in result["answers"]] == [level.value for level in Level] * 4
    assert k == {
        "domestic": [1] * 8,
        "cloud_chat": [None, 4, 1, 1, 1, 1, 1, 1],
        "secret_chat": [None] * 7 + [1],
        "whatsapp": [None] * 7 + [1],
    }
    closed = next(answer for answer in result["answers"] if answer["messenger"] == "secret_chat")
    assert closed["orders"] == ["AE", "DE", "FR", "NL", "VG"]  # nothing suffices: all of them


def test_a_group_is_no_secret_chat_and_the_row_says_so(run):
    _, out, _ = run(
        "who-can-read", sample("telegram-result.json"), "--json", "--messenger", "secret_chat"
    )
    (answer,) = json.loads(out)["answers"]
    assert answer == {"messenger": "secret_chat", "offered": False, "reason": answer["reason"]}
    assert "two people" in answer["reason"]


def test_saying_something_makes_a_chat(run):
    _, out, _ = run(
        "who-can-read", "--say", "Alice: hi", "--say", "Bob: hello", "--json", "--level", "L1"
    )
    assert json.loads(out)["chat"] == {
        "format": "said",
        "name": json.loads(out)["chat"]["name"],
        "messages": 2,
        "participants": 2,
    }


def test_the_table_tells_open_from_closed_without_colour(run):
    _, out, _ = run("who-can-read", "--say", "Alice: hi", "--messenger", "cloud_chat")
    assert "-  0/1" in out
    assert "4  1/1  AE NL SG US" in out
    assert "not for protecting people" in out


def test_plain_is_one_line_an_answer(run):
    _, out, _ = run("who-can-read", "--say", "Alice: hi", "--plain", "--level", "L2")
    assert out.splitlines() == [
        "domestic\tL2_plus_shares\t1\tRU\t1\t1",
        "cloud_chat\tL2_plus_shares\t4\tAE,NL,SG,US\t1\t1",
        "secret_chat\tL2_plus_shares\t-\tAE,DE,FR,NL,VG\t0\t1",
        "whatsapp\tL2_plus_shares\t-\tDE,FR,US\t0\t1",
    ]


def test_orders_serve_the_countries_that_were_named(run):
    _, out, _ = run(
        "who-can-read",
        "--say",
        "Alice: hi",
        "--json",
        "--orders",
        "sg, nl",
        "--level",
        "L2",
        "--messenger",
        "cloud_chat",
    )
    (answer,) = json.loads(out)["answers"]
    assert answer["orders"] == ["NL", "SG"]
    assert (answer["k_eff"], answer["readable"]) == (4, 0)
    assert any("US" in piece for piece in answer["missing"])


def kept(run, folder, *, level, messenger):
    """Keep a run with one message, and give its folder."""
    one = ("--say", "Alice: hi", "--level", level, "--messenger", messenger)
    run("who-can-read", *one, "--keep", folder / "case")
    return folder / "case"


def test_a_public_channel_needs_no_order_and_one_order_names_people(run):
    only = ("--say", "Alice: hi", "--say", "Bob: ho", "--messenger", "channel", "--level", "L1")
    _, out, _ = run("who-can-read", *only, "--json")
    (answer,) = json.loads(out)["answers"]
    assert (answer["k_eff"], answer["smallest_sets"], answer["orders"]) == (0, [[]], [])
    assert (answer["readable"], answer["of"], answer["accounts"]) == (2, 2, 0)
    _, out, _ = run("who-can-read", *only, "--plain")
    assert out == "channel\tL1_at_rest\t0\t\t2\t2\n"
    _, out, _ = run("who-can-read", *only, "--json", "--orders", "SG")
    (answer,) = json.loads(out)["answers"]
    assert (answer["k_eff"], answer["orders"], answer["accounts"]) == (0, ["SG"], 2)


def test_a_public_channel_kept_is_examined_again_and_the_accounts_are_counted(run, tmp_path):
    keep = kept(run, tmp_path, level="L8", messenger="channel")
    status, out, _ = run("examine", str(keep))
    assert status == 0
    assert "1. anybody can look: web/disk.sqlite" in out
    seized_ = ("--orders", "SG", "--level", "L1", "--messenger", "channel", "--say", "Alice: hi")
    run("who-can-read", "--keep", str(tmp_path / "served"), *seized_)
    _, out, _ = run("examine", str(tmp_path / "served"))
    assert "read besides: 2 accounts: names, numbers, last addresses" in out
    _, out, _ = run("examine", str(tmp_path / "served"), "--json")
    assert json.loads(out)["cases"][0]["accounts"] == 2


def test_a_world_that_anybody_can_read_says_that_no_order_is_needed(run, tmp_path):
    page = {
        "entities": {"op": {"inc": "VG"}},
        "assets": [{"id": "web", "loc": "NL", "custodian": "public", "holds": ["past"]}],
    }
    (tmp_path / "page.json").write_text(json.dumps(page), encoding="utf-8")
    _, out, _ = run("world", str(tmp_path / "page.json"), "--json")
    assert json.loads(out)["goals"]["past"]["L1_at_rest"] == {"k_eff": 0, "smallest_sets": [[]]}
    _, out, _ = run("world", str(tmp_path / "page.json"))
    assert re.search(r"L1 disks +0 +none needed", out)


THREE = ("who-can-read", "--say", "Alice: hi", "--say", "Bob: ho", "--say", "Alice: hu")


def test_orders_after_a_message_are_about_what_is_sent_later(run):
    only = (*THREE, "--after", "1", "--messenger", "secret_chat", "--level", "L7")
    status, out, _ = run(*only)
    assert status == 0
    told = " ".join(out.split())
    assert "come after message 1: the answers are about the 2 messages sent later." in told
    assert "Only messages sent after the orders count" in told
    assert "sent before the orders count" not in told
    assert "for messages sent later: 1 at L7" in told
    (answer,) = json.loads(run(*only, "--json")[1])["answers"]
    assert set(answer) == ANSWER_KEYS
    assert (answer["goal"], answer["k_eff"]) == ("future", 1)
    assert (answer["readable"], answer["of"]) == (2, 2)
    assert set(answer["by_mathematics"]) == {"future", "meta", "accounts"}
    (answer,) = json.loads(run(*THREE, *only[-4:], "--json")[1])["answers"]
    assert (answer["goal"], answer["k_eff"], answer["of"]) == ("past", None, 3)


def test_orders_before_the_first_message_are_about_all_of_them(run):
    told = run(*THREE, "--after", "0", "--messenger", "domestic", "--level", "L1")[1]
    flat = " ".join(told.split())
    assert "come before the first message: the answers are about the 3 messages sent lat" in flat
    assert "The examiner reads: “Alice: hi”" in flat


def test_what_was_sent_before_is_called_that_where_later_messages_are_asked_for(run):
    told = run(*THREE, "--after", "2", "--messenger", "domestic", "--level", "L1")[1]
    assert "The examiner reads, of what was sent before: “Alice: hi”" in " ".join(told.split())


def test_a_user_could_notice_a_changed_program_and_no_disk_that_was_copied(run, tmp_path):
    only = (*THREE, "--after", "1", "--messenger", "secret_chat", "--html", tmp_path / "page.html")
    silent, shown = "what a user could notice: nothing shows by itself", "not the published one"
    for level, signs in (("L1", set()), ("L7", {"person", "code", "directory"})):
        (answer,) = json.loads(run(*only, "--level", level, "--json")[1])["answers"]
        assert {one["power"] for one in answer["noticed"]} == signs
        for one in answer["noticed"]:
            assert set(one) == {"power", "target", "what"}
        page = (tmp_path / "page.html").read_text(encoding="utf-8")
        told = " ".join(run(*only, "--level", level)[1].split())
        for text in (told, page):
            assert (silent in text) == (not signs)
            assert (shown in text) == bool(signs)
            assert "come after message 1" in text


def test_a_tap_on_what_is_past_says_when_it_would_bring_something(run):
    only = ("who-can-read", "--say", "A: hi", "--say", "B: ho", "--messenger", "cloud_chat")
    assert "Try: --after 20" in run(*only, "--level", "L1", "--power", "tap", "--plain")[2]
    later = run(*only, "--level", "L1", "--power", "tap", "--after", "1", "--plain")
    assert later[2] == ""
    assert later[1].split()[-2:] == ["1", "1"]


@pytest.mark.parametrize("name", ["insider", "P14", "p14", "INSIDER"])
def test_a_power_goes_beside_every_rung_by_name_or_number(run, name):
    only = ("who-can-read", "--say", "Alice: hi", "--messenger", "domestic", "--level", "L1")
    status, out, _ = run(*only, "--power", name, "--power", "tap")
    assert status == 0
    assert "Beside each rung: a line (tap), somebody inside (insider)." in " ".join(out.split())
    assert "Beside each rung" not in run(*only)[1]


@pytest.mark.parametrize("command", [["who-can-read"], ["world", SCENARIOS, *COLD]])
@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--power", "entity"], "entity is on the ladder: every rung from L4 on has it"),
        (["--power", "P4"], "entity is on the ladder: every rung from L4 on has it"),
        (["--power", "at_rest"], "at_rest is on the ladder: every rung from L1 on has it"),
        (["--power", "p15"], "unknown power 'p15'. Try: one of cooperation, insider, metadata"),
        (["--power", "taps"], "unknown power 'taps'. Try: 'tap', or one of cooperation"),
        (["--power", ""], "unknown power ''. Try: one of cooperation"),
        (["--power", "tap", "--power", "L1"], "unknown power 'L1'"),
    ],
)
def test_a_power_that_cannot_go_beside_the_ladder_is_one_line(refused, command, args, says):
    assert says in refused(*command, *args)


@pytest.mark.parametrize("after", [3, 999, -1])
def test_orders_cannot_come_after_more_messages_than_there_are(refused, after):
    said = refused(*THREE, "--after", after)
    assert said.endswith(f"after {after} of 3 messages. Try: a number from 0 to 2\n")


def test_kept_files_are_examined_again_and_a_missing_part_is_named(run, tmp_path):
    keep = kept(run, tmp_path, level="L2", messenger="cloud_chat")
    _, out, _ = run("examine", keep, "--json")
    (case,) = json.loads(out)["cases"]
    assert (case["past"], case["locked"], case["missing"], case["bad"]) == (1, 0, [], [])
    part = keep / "cloud_chat" / "seized" / "L2_plus_shares" / "p2" / "part.bin"
    part.rename(tmp_path / "part.bin")
    _, out, _ = run("examine", keep)
    assert "0 of 1 messages read" in out
    assert "1 more part of split" in out
    assert "p2/part.bin: was seized, but is not in this folder any more" in out
    (tmp_path / "part.bin").rename(
        keep / "cloud_chat" / "seized" / "L2_plus_shares" / "somewhere else"
    )
    _, out, _ = run("examine", keep)
    assert "1 of 1 messages read" in out


def test_a_page_is_written_beside_the_answer_and_again_of_the_kept_files(run, tmp_path):
    first, second = tmp_path / "answer.html", tmp_path / "examined.htm"
    only = ("--say", "<b>Eve</b>: <script>x</script>", "--messenger", "domestic", "--level", "L1")
    _, out, err = run("who-can-read", *only, "--keep", tmp_path / "case", "--html", first, "--json")
    assert json.loads(out)["answers"][0]["metadata"]["ties"][0]["messages"] == 1
    assert f"Written to {first}" in err
    _, out, _ = run("examine", tmp_path / "case", "--html", second)
    assert "metadata alone: <b>Eve</b> to" in out
    for page in (first, second):
        text = page.read_text(encoding="utf-8")
        assert "&lt;b&gt;Eve&lt;/b&gt;: &lt;script&gt;x&lt;/script&gt;" in text
        assert "<script" not in text
        assert "not for protecting people" in text


def test_a_page_that_cannot_be_written_is_refused_before_the_work(refused, tmp_path):
    say = ("who-can-read", "--say", "Alice: hi")
    assert "a page is an HTML file" in refused(*say, "--html", tmp_path / "page.pdf")
    assert "no such folder" in refused(*say, "--html", tmp_path / "none" / "page.html")
    assert "a page is an HTML file" in refused("examine", tmp_path, "--html", tmp_path / "x.txt")


def test_a_kept_store_opens_with_any_sqlite_tool(run, tmp_path):
    keep = kept(run, tmp_path, level="L1", messenger="domestic")
    with closing(sqlite3.connect(keep / "domestic" / "servers" / "db" / "disk.sqlite")) as base:
        assert base.execute("SELECT number, sender, scheme FROM ciphertext").fetchall() == [
            (1, "Alice", "chacha20-poly1305")
        ]
        assert base.execute("SELECT sender, what FROM event").fetchall() == [("Alice", "message")]


def test_a_world_file_gets_its_numbers(run, tmp_path):
    world = {
        "name": "apart",
        "entities": {"op": {"inc": "VG"}},
        "assets": [
            {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]},
            {"id": "kms", "loc": "SG", "custodian": "op", "holds": ["kek"]},
        ],
        "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}],
    }
    file = tmp_path / "world.json"
    file.write_text(json.dumps(world))
    _, out, _ = run("world", file, "--json")
    answer = json.loads(out)
    assert answer["name"] == "apart"
    assert set(answer["goals"]) == {"past", "future"}
    assert answer["goals"]["past"]["L1_at_rest"] == {"k_eff": 2, "smallest_sets": [["NL", "SG"]]}
    assert answer["goals"]["future"]["L7_plus_code_change"] == {"k_eff": None, "smallest_sets": []}
    _, out, _ = run("world", file)
    assert "NL SG" in out


@pytest.mark.parametrize(
    "term",
    [
        *["BadShare", "ram", "L3", "L3_plus_live_memory", "k_eff", "Cannotopen", "Ambiguous"],
        *["share", "threshold", "shamir", "secret sharing", "Shamir's secret sharing"],
    ],
)
def test_a_term_is_explained_in_one_sentence_first(run, term):
    status, out, _ = run("explain", term)
    assert status == 0
    first = " ".join(out.partition("\n\n")[0].split())
    assert first.endswith(".")
    assert ": " in first


def test_a_word_that_is_a_power_too_is_explained_as_both(run):
    told = " ".join(run("explain", "share")[1].split())
    assert "One holder's part of a split secret" in told
    assert "CACM 22(11), 1979" in told
    assert "As a power of courts: Take the part of a split key" in told


def test_every_error_rung_and_power_is_explained_with_its_source():
    for name, entry in entries_by_name().items():
        assert entry.sentence.endswith("."), name
        if entry.term not in {
            "examiner",
            "rung",
            "goal",
            "custodian",
            "fact",
            "CryptokitError",
            "Unknown",
        }:
            assert "See: " in entry.more or "Source: " in entry.more, name


def test_demos_are_listed_and_run(run):
    _, out, _ = run("demo")
    files = Path(demos.__file__).parent.glob("[!_]*.py")
    there = [path for path in files if "\ndef run(" in path.read_text("utf-8")]
    listed = re.findall(r"cryptokit demo (\w+):", out)
    assert sorted(listed) == sorted(path.stem for path in there)
    status, out, _ = run("demo", "split_key")
    assert status == 0
    assert "All 256" in out


BAD = {
    "not JSON": b'{"name": oops',
    "cut": sample("two-classmates.json").read_bytes()[:3000],
    "UTF-16 without a mark": "9/3/24, 8:59 AM - Alice: hi".encode("utf-16-le"),
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "of an unknown kind": b'{"hello": "world"}',
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_cannot_be_read_is_one_line(refused, tmp_path, what):
    file = tmp_path / "export.json"
    file.write_bytes(BAD[what])
    assert "export.json" in refused("who-can-read", file)
    assert "export.json" in refused("chat", file)


@pytest.mark.parametrize(
    "args",
    [
        ["who-can-read", "no such file.json"],
        ["who-can-read", "."],
        ["who-can-read", "--messenger", "cloudchat"],
        ["who-can-read", "--level", "L9"],
        ["who-can-read", "--orders", "XX"],
        ["who-can-read", "--orders", ""],
        ["who-can-read", "--chat", "nobody"],
        ["who-can-read", "--say", "hi"],
        ["who-can-read", "--say", "Alice: hi", "--chat", "x"],
        ["who-can-read", "--say", "Alice: hi", "--names"],
        ["who-can-read", "--say", "Alice: hi", "--date-order", "dmy"],
        ["who-can-read", "--date-order", "dym"],
        ["who-can-read", "--date-order", "dmy"],
        ["chat", "no such file.json"],
        ["chat", "."],
        ["chat", "--chat", "nobody"],
        ["chat", "--date-order", ""],
        ["chat", "--messages", "--json"],
        ["chat", "My", "chat.txt"],
        ["who-can-read", "My", "chat.txt"],
        ["who-can-read", "--messages"],
        ["who-can-read", "--json", "--plain"],
        ["chat", "--spoilers"],
        ["chat", "--figure", "figure.png"],
        ["chat", "--figure", "no such folder/figure.svg"],
        ["examine", "no such folder"],
        ["world", "no such file.json"],
        ["world", "."],
        ["explain", "everything"],
        ["demo", "everything"],
    ],
)
def test_a_wrong_word_is_one_line_that_says_what_to_try(refused, args):
    refused(*args)


@pytest.mark.parametrize("command", ["chat", "who-can-read"])
def test_a_path_with_spaces_and_no_quotes_is_told_of_quotes(refused, command):
    said = refused(command, "My", "WhatsApp", "chat.txt")
    assert said.endswith('or quotes around a path with spaces: "My WhatsApp chat.txt"\n')


@pytest.mark.parametrize("command", ["chat", "who-can-read"])
def test_the_help_names_one_export(run, command):
    status, out, _ = run(command, "--help")
    assert status == 0
    assert f"cryptokit {command} [OPTIONS] [EXPORT]\n" in out


def test_who_asks_for_the_conversation_is_sent_to_the_command_that_prints_it(refused, run):
    said = refused("who-can-read", "--messages")
    assert said.endswith("Try: cryptokit chat --messages\n")
    assert "--messages" not in run("who-can-read", "--help")[1]


def test_two_ways_to_print_the_answers_are_one_too_many(refused):
    assert "one of the two" in refused("who-can-read", "--json", "--plain")


def test_a_folder_with_something_in_it_is_not_kept_into(refused, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    refused("who-can-read", "--say", "Alice: hi", "--keep", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_a_stranger_wrote_does_not_steer_the_terminal(run):
    _, out, _ = run(
        "who-can-read",
        "--say",
        "Alice: \x1b[31mred\x07",
        "--messenger",
        "domestic",
        "--level",
        "L1",
    )
    assert "\x1b" not in out
    assert "\x07" not in out


def test_the_module_and_the_command_are_the_same():
    out = subprocess.run(
        [sys.executable, "-m", "cryptokit", "--version"], capture_output=True, text=True, check=True
    )
    assert out.stdout.startswith("cryptokit, version ")


def test_nothing_is_drawn_on_a_pipe():
    out = subprocess.run(
        [sys.executable, "-m", "cryptokit", "who-can-read", "--say", "Alice: hi", "--level", "L1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stderr == ""


def test_the_longest_chat_of_an_account_is_taken_and_said(run, tmp_path):
    one = json.loads(sample("two-classmates.json").read_text("utf-8"))
    two = one | {"name": "Short", "messages": one["messages"][:3]}
    file = tmp_path / "result.json"
    file.write_text(json.dumps({"about": "", "chats": {"about": "", "list": [two, one]}}))
    quick = ("--names", "--json", "--level", "L1", "--messenger", "domestic")
    _, out, err = run("who-can-read", file, *quick)
    assert json.loads(out)["chat"]["name"] == one["name"]
    assert err == f"2 chats here; this is the longest, {one['name']!r}. --chat NAME: 'Short' (3)\n"
    _, out, err = run("who-can-read", file, "--chat", "Short", *quick)
    assert json.loads(out)["chat"]["name"] == "Short"
    assert not err


def test_a_fact_that_nobody_holds_is_noted(run, tmp_path):
    file = tmp_path / "world.toml"
    file.write_text('[[rules]]\nout = "past"\nk = 2\nof = ["ct", "kekk"]\n')
    _, _, err = run("world", file)
    assert "nobody holds kekk, and no rule makes it" in err


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM", "SIGINT"])
def test_an_interrupted_run_leaves_no_message_behind(tmp_path, name):
    export, temporary = tmp_path / "chat.txt", tmp_path / "temporary"
    lines = (f"03/09/2024, 08:59 - Alice: message {number}" for number in range(5000))
    export.write_text("\n".join(lines))
    temporary.mkdir()
    # Without coverage: an exception out of a signal handler in the middle of its bookkeeping would
    # leave its lock taken for ever.
    plain = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    with subprocess.Popen(
        [sys.executable, "-m", "cryptokit", "who-can-read", export],
        env=plain | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A job in the background ignores SIGINT, and hands that on to its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        while not list(temporary.glob("cryptokit-*/*/servers/*/disk.sqlite")):
            assert process.poll() is None
        process.send_signal(getattr(signal, name))
        try:
            process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode not in {0, 2, -signal.SIGKILL}
    assert not list(temporary.iterdir())


def test_a_terminal_that_lacks_a_character_shows_another(tmp_path):
    command = [
        sys.executable,
        "-m",
        "cryptokit",
        "who-can-read",
        "--say",
        "Alice: \N{GRINNING FACE}",
        "--level",
        "L1",
    ]
    out = subprocess.run(
        command, env=os.environ | {"PYTHONIOENCODING": "cp1252"}, capture_output=True, check=True
    )
    assert b"Alice: ?" in out.stdout
    assert not out.stderr


def test_no_file_name_steers_the_terminal_from_an_error(refused):
    assert "\x1b" not in refused("who-can-read", "\x1b[31mred.json")


def test_json_lists_every_set_of_the_smallest_size(run):
    _, out, _ = run(
        "who-can-read", "--say", "Alice: hi", "--json", "--level", "L5", "--messenger", "cloud_chat"
    )
    (answer,) = json.loads(out)["answers"]
    assert answer["smallest_sets"] == [["NL"], ["SG"], ["US"], ["VG"]]


def test_rungs_come_in_the_order_of_the_ladder(run):
    _, out, _ = run(
        "who-can-read",
        "--say",
        "Alice: hi",
        "--plain",
        "--level",
        "L3",
        "--level",
        "1",
        "--messenger",
        "domestic",
    )
    assert [line.split("\t")[1] for line in out.splitlines()] == [
        "L1_at_rest",
        "L3_plus_live_memory",
    ]


@pytest.mark.parametrize("after", [1, 2])
def test_orders_cannot_come_between_messages_of_one_second(refused, tmp_path, after):
    export = tmp_path / "chat.txt"
    lines = (f"03/09/2024, 08:59 - {name}: hi" for name in ("Ada", "Ben", "Ada"))
    export.write_text("\n".join(lines), encoding="utf-8")
    said = refused("who-can-read", export, "--date-order", "dmy", "--after", after)
    assert f"nothing is sent later than message {after}" in said
    assert said.endswith("Try: a number from 0 to 0\n")


def test_orders_come_a_day_after_the_last_message(run, tmp_path):
    keep = kept(run, tmp_path, level="L1", messenger="domestic")
    record = json.loads((keep / "domestic/seized/L1_at_rest/custody.json").read_text())
    last = say(["Alice: hi"]).messages[-1].sent
    assert {one["at"] for one in record["exhibits"]} == {last + 24 * 60 * 60}


def test_a_terminal_sees_how_far_it_is():
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cryptokit", "who-can-read", "--say", "Alice: hi"]
    env = os.environ | {"TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=env) as process:
        os.close(theirs)
        seen = b""
        with suppress(OSError):  # how Linux says that the other end was closed
            while part := os.read(ours, 4096):
                seen += part
        os.close(ours)
        assert b"Who can read" in process.stdout.read()
    assert process.returncode == 0
    assert b"Telegram cloud chat: sending" in seen
    assert b"Telegram cloud chat: examining" in seen


def test_of_two_chats_of_one_length_the_first_is_taken(run, tmp_path):
    one = json.loads(sample("two-classmates.json").read_text("utf-8"))
    file = tmp_path / "result.json"
    file.write_text(
        json.dumps({"chats": {"list": [one | {"name": "First"}, one | {"name": "Second"}]}})
    )
    quick = ("--names", "--json", "--level", "L1", "--messenger", "domestic")
    _, out, _ = run("who-can-read", file, *quick)
    assert json.loads(out)["chat"]["name"] == "First"
