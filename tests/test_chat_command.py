"""What ``cryptokit chat`` says of a file: every number is one that can be counted in the chat."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from cryptokit.conversation import read_account, read_chat
from cryptokit.conversation.findings import Doubt
from cryptokit.conversation.metadata import metadata, seen
from cryptokit.conversation.samples import names, sample
from cryptokit.lab import figures
from cryptokit.lab.chats import report
from cryptokit.lab.printing import printable
from cryptokit.lab.terminal import show
from cryptokit.lab.wording import inferred, notice

MARKS = dict.fromkeys(map(ord, "\u2068\u2069"))
"""What keeps a right-to-left name in its place."""


@pytest.fixture
def wide(monkeypatch):
    """Give the terminal so many columns that nothing is wrapped."""
    monkeypatch.setenv("COLUMNS", "2000")


@pytest.fixture
def narrow(monkeypatch):
    """Give the terminal 40 columns."""
    monkeypatch.setenv("COLUMNS", "40")


def labelled(out):
    """Give the lines that have a label, by their labels."""
    pairs = (re.match(r"([a-z ]+?)  +(\S.*?) *$", line) for line in out.splitlines())
    lines = {}
    for pair in filter(None, pairs):
        lines.setdefault(pair[1], []).append(pair[2])
    return lines


def counts(said, by=" "):
    """Read "3: 2 text, 1 photo" as a number and its parts."""
    total, _, parts = said.partition(": ")
    split = (part.split(by, 1) for part in parts.split(", ") if part)
    return int(total), {name: int(number) for number, name in split}


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("name", names())
def test_what_was_read_is_counted_in_the_chat(run, name):
    chat = read_chat(sample(name), names=True)
    status, out, err = run("chat", sample(name), "--names")
    assert (status, err) == (0, "")
    said = labelled(out)
    assert out.splitlines()[0].translate(MARKS) == chat.name
    number, people = said["people"][0].translate(MARKS).split(": ")
    assert int(number) == len(chat.participants)
    assert people == ", ".join(chat.participants)
    assert counts(said["messages"][0]) == (
        len(chat.messages),
        Counter(str(message.kind) for message in chat.messages),
    )
    assert counts(said["notices"][0], by=" × ") == (
        len(chat.services),
        Counter(notice(service.action) for service in chat.services),
    )
    assert "_" not in said["notices"][0]
    times = [entry.sent for entry in (*chat.messages, *chat.services)]
    assert said["span"][0].startswith(f"{at(min(times))} to {at(max(times))} (")
    assert [int(number) for number in re.findall(r"\d+", said["of these"][0])[:3]] == [
        sum(message.edited for message in chat.messages),
        sum(message.kind == "deleted message" for message in chat.messages),
        sum(message.reply_to is not None for message in chat.messages),
    ]
    assert said.get("inferred", []) == [printable(inferred(finding)) for finding in chat.findings]
    if chat.doubts:
        assert said["doubtful"][0].startswith(f"{len(chat.doubts)} line")
    for doubt in chat.doubts[:10]:
        assert re.search(
            rf"lines? [\d, and]*\b{doubt.line}\b[\d, and]*: {re.escape(doubt.why)}", out
        )
    assert out.rstrip().endswith("Teaching code: not for protecting people, not legal advice.")


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("name", names())
def test_what_envelopes_show_is_counted_in_the_chat(run, name):
    chat = read_chat(sample(name), names=True)
    _, out, _ = run("chat", sample(name), "--names")
    envelopes = out.translate(MARKS).partition("metadata alone")[2]
    for person in chat.participants:
        theirs = [message for message in chat.messages if message.sender == person]
        if not theirs:
            assert person not in envelopes
            continue
        hours = [datetime.fromtimestamp(message.sent, UTC).hour for message in theirs]
        counts_ = r"(\d+) messages?, (\d+) bytes?, (\d+) at night"
        cells = rf"{re.escape(person)} +{counts_}, ([\d-]+ [\d:]+) to ([\d-]+ [\d:]+)"
        assert re.search(cells, envelopes).groups() == (
            str(len(theirs)),
            str(sum(len(message.shown.encode()) for message in theirs)),
            str(sum(hour < 6 for hour in hours)),
            at(min(message.sent for message in theirs)),
            at(max(message.sent for message in theirs)),
        )
        (strip, total) = re.search(rf"{re.escape(person)} +(\D{{24}}) +(\d+)\n", envelopes).groups()
        assert int(total) == len(theirs)
        assert {hour for hour, block in enumerate(strip) if block != "·"} == set(hours)
    said = labelled(envelopes)
    moments = [datetime.fromtimestamp(message.sent, UTC) for message in chat.messages]
    days = Counter(moment.date().isoformat() for moment in moments)
    assert dict(part.split(" ") for part in said["weekdays"][0].split(", ")) == {
        day: str(sum(moment.strftime("%a") == day for moment in moments))
        for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    }
    number, busiest, most = re.fullmatch(
        r"(\d+) with messages; the busiest: (\S+) with (\d+)", said["days"][0]
    ).groups()
    assert (int(number), int(most)) == (len(days), max(days.values()))
    assert days[busiest] == int(most)
    in_time = sorted(message.sent for message in chat.messages)
    begins, _ = max(pairwise(in_time), key=lambda gap: gap[1] - gap[0])
    assert said["silence"][0].endswith(f"from {at(begins)}")
    told = metadata(seen(chat)).answers
    first = f"{told[0].who} after {told[0].whom} ({told[0].times})"
    assert said["answers"][0].startswith(first)


@pytest.mark.parametrize("name", names())
def test_the_json_says_the_same(run, name):
    chat = read_chat(sample(name), names=True)
    status, out, err = run("chat", sample(name), "--names", "--json")
    told = json.loads(out)
    assert (status, err) == (0, "")
    assert (told["name"], told["format"], told["group"]) == (chat.name, chat.format, chat.group)
    assert told["participants"] == list(chat.participants)
    assert told["messages"] == sum(told["kinds"].values()) == len(chat.messages)
    assert told["services"] == sum(told["actions"].values()) == len(chat.services)
    assert told["unsupported"] == list(chat.unsupported)
    assert [one["line"] for one in told["doubts"]] == [doubt.line for doubt in chat.doubts]
    assert [one["answer"] for one in told["findings"]] == [one.answer for one in chat.findings]
    times = [entry.sent for entry in (*chat.messages, *chat.services)]
    assert told["lasted"] == max(times) - min(times)
    envelopes = told["metadata"]
    assert sum(person["messages"] for person in envelopes["people"]) == len(chat.messages)
    assert sum(envelopes["hours"]) == sum(envelopes["weekdays"].values()) == len(chat.messages)
    assert envelopes["answers"] == [
        {"who": one.who, "whom": one.whom, "times": one.times}
        for one in metadata(seen(chat)).answers
    ]
    for message in chat.messages:
        assert len(message.text) < 12 or json.dumps(message.text) not in out


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize(("reasons", "rest"), [(11, "1 more reason;"), (13, "3 more reasons;")])
def test_of_many_reasons_for_doubt_ten_are_told_and_the_rest_counted(capsys, reasons, rest):
    doubts = tuple(Doubt(line, line, f"reason {line % reasons}") for line in range(1, 40))
    show(report(replace(read_chat(sample("whatsapp-en.txt")), doubts=doubts), real=True))
    out = capsys.readouterr().out
    assert "39 lines can be read in two ways" in out
    assert len(re.findall(r" lines [\d, and]+: reason \d+", out)) == 10
    assert f"and {rest} --json has all" in out


def test_telegram_marks_of_the_sample_are_told(run):
    _, out, _ = run("chat", sample("telegram-result.json"), "--json", "--names")
    told = json.loads(out)
    assert told["edited"] == 1
    assert (told["replies"], told["replies_elsewhere"]) == (3, 1)
    assert told["absent"] == ["secret chats: Telegram never exports them"]


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("telegram-result.json", ["secret chats"]),
        ("whatsapp-de.txt", ["replies and reactions", "40,000 messages"]),
    ],
)
def test_what_an_export_never_holds_is_said(run, name, missing):
    _, out, _ = run("chat", sample(name))
    assert len(labelled(out)["not in it"]) == len(missing)
    for line, word in zip(labelled(out)["not in it"], missing, strict=True):
        assert word in line


def test_the_bundled_chat_keeps_its_invented_names(run):
    _, out, _ = run("chat")
    assert "Alma" in out
    assert "replaced" not in out
    _, out, _ = run("who-can-read", "--level", "L1", "--messenger", "domestic")
    assert "replaced" not in out


@pytest.mark.parametrize("command", ["chat", "who-can-read"])
def test_names_of_an_export_are_replaced_unless_they_are_wanted(run, command):
    less = () if command == "chat" else ("--level", "L1", "--messenger", "domestic")
    people = read_chat(sample("whatsapp-en.txt"), names=True).participants
    _, out, _ = run(command, sample("whatsapp-en.txt"), *less)
    assert "invented ones; --names keeps them" in " ".join(out.split())
    assert not [person for person in people if person in out]
    _, out, _ = run(command, sample("whatsapp-en.txt"), "--names", *less)
    assert "replaced" not in out
    assert [person for person in people if person in out]


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("name", names())
def test_the_bytes_are_those_of_the_real_messages_under_any_name(run, name):
    told = [run("chat", sample(name), *less, "--json")[1] for less in ([], ["--names"])]
    replaced, real = (json.loads(out)["metadata"]["people"] for out in told)
    assert [one["bytes"] for one in replaced] == [one["bytes"] for one in real]
    _, out, _ = run("chat", sample(name))
    on_screen = re.findall(r"messages?, (\d+) bytes?,", out)
    assert list(map(int, on_screen)) == [one["bytes"] for one in real]


def test_a_name_in_a_text_weighs_what_it_weighs(run, tmp_path):
    text = "Maximiliane Beispielhausen will come, says Maximiliane"
    entry = {"id": 1, "type": "message", "date_unixtime": "0", "text": text}
    sender = {"from": "Maximiliane Beispielhausen", "from_id": "user1"}
    _, out, _ = run("chat", exported(tmp_path, [entry | sender]), "--json")
    assert "Maximiliane" not in out
    assert [one["bytes"] for one in json.loads(out)["metadata"]["people"]] == [len(text)]


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("name", names())
def test_a_narrow_terminal_loses_no_name_and_no_number(run, name):
    chat = read_chat(sample(name), names=True)
    _, out, _ = run("chat", sample(name), "--names")
    assert max(map(len, out.splitlines())) <= 80  # marks of direction have no width
    assert "…" not in out
    totals = re.findall(r"(\d+)\n", out.partition("by hour of the day")[2].partition("weekdays")[0])
    assert Counter(map(int, totals)) - Counter([len(chat.messages)]) >= Counter(
        Counter(message.sender for message in chat.messages).values()
    )


@pytest.mark.usefixtures("wide")
def test_a_name_written_from_right_to_left_leaves_its_line_in_order(run):
    _, out, _ = run("chat", sample("telegram-result.json"), "--names")
    lines = [line for line in out.splitlines() if "نور مثال" in line]
    assert len(lines) >= 3
    assert all("\u2068نور مثال\u2069" in line for line in lines)
    assert not re.search(r"[\u2066\u2067\u202a-\u202e]", out)


def test_what_a_stranger_wrote_does_not_steer_the_terminal(run, tmp_path):
    entry = {
        "id": 1,
        "type": "message",
        "date_unixtime": "0",
        "from": "Ann\x1b[31m\u202e",
        "from_id": "user1",
        "text": "red\x07\x1b]8;;https://example.org\x1b\\ nb",
    }
    chat = {"name": "A\x1b[2J", "type": "private_group\x07", "id": 1, "messages": [entry]}
    file = tmp_path / "result.json"
    file.write_text(json.dumps(chat))
    for options in ([], ["--messages"], ["--figure", tmp_path / "figure.svg"]):
        _, out, err = run("chat", file, "--names", *options)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", out + err)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", (tmp_path / "figure.svg").read_text("utf-8"))


def exported(tmp_path, messages, **fields):
    file = tmp_path / "result.json"
    chat = {"name": "Empty", "type": "private_group", "id": 1, "messages": messages} | fields
    file.write_text(json.dumps(chat))
    return file


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [
            {"id": 1, "type": "service", "date_unixtime": "86400", "actor": "Ann",
             "actor_id": "user1", "action": "create_group", "text": ""},
            {"id": 2, "type": "unsupported"},
        ],
    ],
)  # fmt: skip
@pytest.mark.usefixtures("wide")
def test_a_chat_in_which_nobody_wrote_is_told_as_it_is(run, tmp_path, messages):
    file = exported(tmp_path, messages)
    status, out, _ = run("chat", file, "--names")
    assert status == 0
    said = labelled(out)
    assert said["messages"] == ["0"]
    assert "Nothing: nobody wrote a message." in out
    if messages:
        assert said["notices"] == ["1: 1 × group created"]
        assert said["unsupported"] == ["1, says the export: 2"]
        assert said["span"] == ["1970-01-02 00:00 to 1970-01-02 00:00 (0 s; UTC)"]
    else:
        assert said["span"] == ["nothing has a time"]
    _, out, _ = run("chat", file, "--json")
    told = json.loads(out)
    assert (told["messages"], told["metadata"]["busiest"]) == (0, None)
    assert (told["first"] is None) == (not messages)
    status, out, _ = run("chat", file, "--messages", "--figure", tmp_path / "figure.svg")
    assert status == 0
    assert ("entry 2: not supported" in out) == bool(messages)
    ET.parse(tmp_path / "figure.svg")  # noqa: S314  # we have drawn it ourselves


@pytest.mark.parametrize("name", names())
def test_the_conversation_is_printed_word_for_word(run, name):
    chat = read_chat(sample(name), names=True)
    _, out, _ = run("chat", sample(name), "--messages", "--spoilers", "--names")
    rest = out.translate(MARKS)
    for message in chat.messages:
        for run_ in message.runs or (message,):
            for line in filter(None, map(visible, run_.text.split("\n"))):
                _, found, rest = rest.partition(line)
                assert found, line
    for service in chat.services:
        assert visible(service.text.replace("\n", " ")) in visible(out)
    for day in {at(message.sent)[:10] for message in chat.messages}:
        assert day in out.splitlines()


def visible(text):
    """Give a text as a terminal shows it, without the marks of direction."""
    return (
        re.sub("[\u200e\u200f\u2068\u2069]", "", text)
        .replace("\t", " ")
        .replace("\u202f", " ")
        .replace("\xa0", " ")
        .strip()
    )


def test_a_spoiler_is_hidden_until_it_is_asked_for(run, tmp_path):
    text = ["it was ", {"type": "spoiler", "text": "the gardener"}, "!"]
    entry = {"id": 1, "type": "message", "date_unixtime": "0", "from": "Ann", "from_id": "user1"}
    file = exported(tmp_path, [entry | {"text": text}])
    _, out, _ = run("chat", file, "--messages", "--names")
    assert "Ann: it was ███ ████████!" in out
    _, out, _ = run("chat", file, "--messages", "--names", "--spoilers")
    assert "Ann: it was the gardener!" in out


def test_a_link_shows_where_it_leads_and_a_reply_whom_it_answers(run, tmp_path):
    link = {"type": "text_link", "text": "my bank", "href": "https://example.org/?a=\x1b[31m"}
    about = {"type": "message", "date_unixtime": "60", "from": "Ann", "from_id": "user1"}
    messages = [
        about | {"id": 1, "text": ["see ", link]},
        about | {"id": 2, "text": "yes", "reply_to_message_id": 1},
        about | {"id": 3, "text": "no", "reply_to_message_id": 99},
    ]
    _, out, _ = run("chat", exported(tmp_path, messages), "--messages", "--names")
    assert "see my bank <https://example.org/?a=\ufffd[31m>" in out
    assert "00:01 Ann: (to Ann, 1970-01-01 00:01) yes" in out
    assert "00:01 Ann: (to what is not here) no" in out


ACCOUNT = {
    "about": "what this is",
    "contacts": {
        "about": "what this is",
        "list": [
            {"user_id": 1, "first_name": "Ann", "last_name": "", "phone_number": "+00 000 000 00 01"},
            {"user_id": 0, "first_name": "Ben", "last_name": "", "phone_number": "+00 000 000 00 02"},
            {"date": "2025-01-01T00:00:00"},
        ],
    },
    "sessions": {
        "about": "what this is",
        "list": [
            {
                "last_active": "2025-01-20T15:42:10",
                "last_active_unixtime": "1737384130",
                "last_ip": "203.0.113.7",
                "last_country": "Estonia",
                "last_region": "Tallinn",
                "application_name": "Telegram Desktop",
                "device_model": "Desktop",
                "platform": "Linux",
            },
            {"last_active": "2025-01-20T15:42:10", "last_ip": "2001:db8:1::7", "browser": "Firefox"},
        ],
    },
}  # fmt: skip


@pytest.fixture
def account(tmp_path):
    """Write a whole account with three chats, and give its path."""
    one = json.loads(sample("two-classmates.json").read_text("utf-8"))
    chats = [
        one | {"name": f"Chat {n}", "id": n, "messages": one["messages"][:n]} for n in range(1, 9)
    ]
    file = tmp_path / "result.json"
    chats[2]["type"] = "private_group"
    file.write_text(json.dumps(ACCOUNT | {"chats": {"about": "what this is", "list": chats}}))
    return file


@pytest.mark.usefixtures("wide")
def test_a_whole_account_lists_its_chats_and_shows_what_an_operator_keeps(run, account):
    status, out, err = run("chat", account, "--names")
    assert (status, err) == (0, "")
    assert "8 chats in this export" in out
    rows = re.findall(r"Chat (\d) +([a-z ]+), (\d+) messages?, \d{4}", out)
    assert [(int(name), int(number)) for name, _, number in rows] == [
        (n, n) for n in range(8, 0, -1)
    ]
    assert [kind for name, kind, _ in rows if name == "3"] == ["private group"]
    assert re.search(
        r"Desktop Linux +Telegram Desktop, 203\.0\.113\.7, Estonia Tallinn, last active", out
    )
    assert "2001:db8:1::7" in out
    assert "2025-01-20 14:42" in out
    assert labelled(out)["contacts"] == ["3 saved, 2 with a phone number, 2 without an account"]


@pytest.mark.usefixtures("wide")
def test_addresses_and_names_are_invented_and_towns_left_out_unless_they_are_wanted(run, account):
    _, out, _ = run("chat", account)
    invented = re.findall(r"Desktop Linux +Telegram Desktop, (\S+), Estonia, last active", out)
    assert ip_address(invented[0]) in ip_network("192.0.2.0/24")
    for secret in ("203.0.113.7", "1::7", "Tallinn", "Ann", "+00 000 000 00 01 "):
        assert secret not in out
    assert "--names keeps them" in out


def test_an_account_as_json_says_the_same(run, account):
    _, out, _ = run("chat", account, "--json", "--names")
    told = json.loads(out)
    assert told["names"] == "real"
    assert [chat["messages"] for chat in told["chats"]] == [
        len(chat.messages) for chat in read_account(account, names=True).chats
    ]
    assert told["contacts"] == {"saved": 3, "with_number": 2, "without_account": 2}
    assert [one["ip"] for one in told["sessions"]] == ["203.0.113.7", "2001:db8:1::7"]
    assert told["sessions"][0]["last_active"] == "2025-01-20 14:42"
    assert told["sections"] == {"contacts": 3, "sessions": 2}
    _, out, _ = run("chat", account, "--json")
    assert json.loads(out)["names"] == "replaced"
    assert "113.7" not in out


@pytest.mark.usefixtures("wide")
def test_a_chat_that_one_has_left_is_marked(run, tmp_path):
    one = json.loads(sample("two-classmates.json").read_text("utf-8"))
    lists = {
        "chats": {"about": "what this is", "list": [one | {"name": "Here", "id": 1}]},
        "left_chats": {"about": "what this is", "list": [one | {"name": "Gone", "id": 2}]},
    }
    file = tmp_path / "result.json"
    file.write_text(json.dumps(lists))
    _, out, _ = run("chat", file, "--names")
    marked = dict(re.findall(r"(Here|Gone) +[a-z ]+(, left)?, \d+ messages", out))
    assert marked == {"Here": "", "Gone": ", left"}
    assert "What an operator keeps" not in out
    _, out, _ = run("chat", file, "--names", "--json")
    told = json.loads(out)
    assert {chat["name"]: chat["left"] for chat in told["chats"]} == {"Here": False, "Gone": True}
    assert told["sections"] == {}


def test_one_chat_of_an_account_is_chosen_by_its_real_name_or_the_shown_one(run, account):
    shown = [chat["name"] for chat in json.loads(run("chat", account, "--json")[1])["chats"]]
    for place, name in enumerate(shown, start=1):
        for asked in (name, f"Chat {place}"):
            _, out, err = run("chat", account, "--chat", asked, "--json")
            told = json.loads(out)
            assert (told["name"], told["messages"], err) == (name, place, "")


def test_the_hint_names_the_five_longest_of_the_other_chats(run, account):
    _, _, err = run("chat", account, "--messages", "--names")
    assert err == (
        "8 chats here; this is the longest, 'Chat 8'. --chat NAME: 'Chat 7' (7), 'Chat 6' (6), "
        "'Chat 5' (5), 'Chat 4' (4), 'Chat 3' (3) and 2 more\n"
    )


def test_an_account_without_chats_has_none_to_tell_of(refused, run, tmp_path):
    file = tmp_path / "result.json"
    file.write_text(json.dumps({"about": "", "chats": {"about": "", "list": []}}))
    assert "without chats" in refused("who-can-read", file)
    assert "without chats" in refused("chat", file, "--messages")
    out = run("chat", file)[1]
    assert out.startswith("There is no chat in this export\n")
    assert "What an operator keeps" not in out


def test_an_unknown_chat_is_refused_with_the_shown_names_only(refused, run, account):
    shown = [chat["name"] for chat in json.loads(run("chat", account, "--json")[1])["chats"]]
    said = refused("chat", account, "--chat", "nobody")
    assert all(name in said for name in shown)
    assert set(re.findall(r"Chat \d", said)) == {"Chat 3"}  # a group's name names nobody
    assert said.endswith("; the real name works too\n")
    assert "works too" not in refused("chat", account, "--chat", "nobody", "--names")


@pytest.mark.usefixtures("wide")
def test_the_list_of_chats_says_that_real_names_work_where_they_are_replaced(run, account):
    assert "--chat NAME tells more of one; the real name works too" in run("chat", account)[1]
    assert "works too" not in run("chat", account, "--names")[1]


@pytest.mark.parametrize("options", [[], ["--names"]])
def test_a_real_name_is_known_in_capitals_or_not(run, account, options):
    for asked in ("chat 3", "CHAT 3"):
        _, out, err = run("chat", account, "--chat", asked, "--json", *options)
        assert (json.loads(out)["messages"], err) == (3, "")


def test_a_date_order_overrides_what_was_inferred(run):
    _, out, _ = run("chat", sample("whatsapp-en.txt"), "--date-order", "mdy", "--json")
    assert json.loads(out)["first"].startswith("2024-09-03")


def test_the_figure_is_a_file_that_says_what_the_screen_says(run, tmp_path):
    file = tmp_path / "figure.svg"
    _, out, err = run("chat", sample("whatsapp-ru.txt"), "--names", "--json", "--figure", file)
    assert json.loads(out)["format"] == "whatsapp"
    assert err == f"Drawn in {file}\n"
    figure = figures.rhythm(read_chat(sample("whatsapp-ru.txt"), names=True))
    assert file.read_text("utf-8") == figure.svg


def test_on_a_pipe_there_is_no_bar_and_no_colour():
    command = [sys.executable, "-m", "cryptokit", "chat", sample("telegram-result.json")]
    for options in ([], ["--messages"]):
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        assert "\x1b" not in done.stdout


def test_without_blocks_the_hours_are_told_with_other_signs():
    command = [sys.executable, "-m", "cryptokit", "chat"]
    env = os.environ | {"PYTHONIOENCODING": "cp1252"}
    out = subprocess.run(command, env=env, capture_output=True, check=True).stdout
    assert re.search(rb"Alma +[.:=+*#%@-]{24} +22", out)


def test_a_terminal_sees_how_much_was_read():
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cryptokit", "chat"]
    env = os.environ | {"TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=env) as process:
        os.close(theirs)
        read = b""
        with suppress(OSError):  # how Linux says that the other end was closed
            while part := os.read(ours, 4096):
                read += part
        os.close(ours)
        assert b"Timo" in process.stdout.read()
    assert process.returncode == 0
    assert b"two-classmates.json: reading" in read


def test_telling_of_a_chat_loads_neither_numpy_nor_matplotlib(tmp_path):
    code = (
        "import sys\nfrom cryptokit.cli import main\ntry: main(sys.argv[1:])\n"
        "finally: print(sorted({'numpy', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "chat", "--figure", tmp_path / "figure.svg"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.fixture
def settings(tmp_path):
    """Write the settings of an old Signal Desktop, key and all."""
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"key": "0" * 64}))
    return file


def test_a_locked_store_of_signal_is_an_exhibit_without_its_key(run, settings):
    status, out, err = run("chat", settings)
    assert (status, err) == (0, "")
    assert out.startswith("Nothing to import, and that is the exhibit.")
    assert "The key lies in config.json, in the clear." in out
    assert "signal-export" in out
    assert "0" * 16 not in out


def test_a_locked_store_of_signal_as_json(run, settings):
    status, out, _ = run("chat", settings, "--json")
    told = json.loads(out)
    assert (status, told["size"]) == (0, settings.stat().st_size)
    assert told["kind"] == "the config.json of Signal Desktop"
    assert "0" * 16 not in out


def test_bits_a_byte_are_explained_to_who_never_heard_of_them(run, settings):
    _, out, _ = run("chat", settings)
    assert re.search(r"bits a byte\. \(Pure noise would have 8, and text .* 4 or 5\.\)", out)


def test_nobody_reads_a_locked_store(refused, settings):
    said = refused("who-can-read", settings)
    assert "Signal exports no text" in said
    assert "0" * 16 not in said
