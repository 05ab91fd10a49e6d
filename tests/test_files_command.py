"""who-can-read on an export with files: how many were opened, in words and as JSON."""

import json
import zipfile
from types import SimpleNamespace

import pytest

from cryptokit.conversation import read_chat
from cryptokit.conversation.files import attachments
from cryptokit.experiment import carried, who_can_read
from cryptokit.experiment.answers import Opened
from cryptokit.messengers import named
from cryptokit.world import FUTURE, PAST, Level

CHAT = (
    "03/09/2024, 08:59 - Ann: hi\n"
    "03/09/2024, 09:00 - Ben: IMG-20240903-WA0001.jpg (file attached)\n"
    "03/09/2024, 09:01 - Ann: plan.pdf (file attached)\nRead it\n"
    "03/09/2024, 09:02 - Ben: gone.pdf (file attached)\n"
)


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "WhatsApp Chat with Ann.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("WhatsApp Chat with Ann.txt", CHAT)
        archive.writestr("IMG-20240903-WA0001.jpg", b"\xff\xd8\xff secret picture")
        archive.writestr("plan.pdf", b"%PDF secret plan")
    return path


def answers(run, *words):
    status, out, err = run("who-can-read", *words, "--json")
    assert status == 0
    return json.loads(out)["answers"], err


def test_whatsapp_says_how_many_files_were_opened_and_others_carry_words_only(run, export):
    two = ("--messenger", "whatsapp", "--messenger", "domestic")
    found, _ = answers(run, export, *two, "--level", "L2", "--level", "L8")
    files = {}
    for one in found:
        files.setdefault(one["messenger"], []).append(one["files"])
    assert files.pop("whatsapp") == [{"opened": 0, "of": 2}, {"opened": 2, "of": 2}]
    assert files == {"domestic": [None, None]}


def test_a_person_reads_it_and_nothing_where_there_are_no_files(run, export, tmp_path):
    ends = ("--messenger", "whatsapp", "--level", "L1", "--level", "L8")
    out = run("who-can-read", export, *ends)[1]
    assert "files opened: 0 of 2" in out
    assert "files opened: 2 of 2" in out
    assert (
        "files opened"
        not in run("who-can-read", export, "--messenger", "domestic", "--level", "L1")[1]
    )
    alone = tmp_path / "talk.txt"
    alone.write_text(CHAT, encoding="utf-8")
    assert "files opened" not in run("who-can-read", alone, *ends)[1]


def test_files_sent_after_the_orders_are_counted_apart(run, export):
    only = ("--after", "2", "--messenger", "whatsapp", "--level", "L6", "--level", "L7")
    found, _ = answers(run, export, *only)
    assert [one["files"] for one in found] == [{"opened": 0, "of": 1}, {"opened": 1, "of": 1}]


@pytest.mark.parametrize(("goal", "wanted"), [(PAST, Opened(2, 3)), (FUTURE, Opened(1, 2))])
def test_only_files_of_the_messages_that_were_asked_for_are_counted(goal, wanted):
    trial = SimpleNamespace(goal=goal)
    found = [SimpleNamespace(sent=sent) for sent in (10, 20, 21)]
    report = SimpleNamespace(files=SimpleNamespace(opened=found))
    assert carried.opened(trial, 20, (5, 10, 20, 21, 30), report) == wanted
    assert carried.opened(trial, 20, (), report) is None


def test_a_backup_holds_words_alone(run, export):
    found, _ = answers(run, export, "--messenger", "whatsapp_backup", "--level", "L1")
    assert [(one["readable"], one["files"]) for one in found] == [(4, {"opened": 0, "of": 2})]


def test_files_that_cannot_be_read_leave_the_words_and_a_line_says_why(run, export, monkeypatch):
    monkeypatch.setattr(attachments, "LARGEST_FILE", 3)
    found, err = answers(run, export, "--messenger", "whatsapp", "--level", "L8")
    assert [(one["readable"], one["files"]) for one in found] == [(4, None)]
    assert "The words alone, since " in err
    assert "a file of more than" in err


def test_kept_files_are_examined_again_and_the_page_says_it(run, export, tmp_path):
    kept = tmp_path / "kept"
    run("who-can-read", export, "--messenger", "whatsapp", "--level", "L8", "--keep", kept)
    status, out, _ = run("examine", kept, "--json", "--html", tmp_path / "page.html")
    assert status == 0
    (case,) = json.loads(out)["cases"]
    assert [one["name"] for one in case["files"]["opened"]] == [
        "IMG-20240903-WA0001.jpg",
        "plan.pdf",
    ]
    assert "files opened: 2 of 2" in run("examine", kept)[1]
    assert "files opened: 2 of 2" in (tmp_path / "page.html").read_text("utf-8")
    assert "secret" not in out


def test_a_file_that_is_opened_and_that_nothing_derives_is_a_bug(export, monkeypatch):
    monkeypatch.setattr("cryptokit.experiment.run.opened", lambda *_: Opened(1, 2))
    chat = read_chat(export, files=True)
    with pytest.raises(AssertionError, match="files opened: 1 of 2"):
        who_can_read(chat, messengers=[named("whatsapp")], levels=[Level.AT_REST])
