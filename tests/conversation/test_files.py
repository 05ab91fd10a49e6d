"""Files that came with messages: found in archives and folders, within limits, under the right names."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import Chat, File, Kind, Message, read_chat
from cryptokit.conversation.attached import by_number, paths_of, under_names_of
from cryptokit.conversation.files import attachments
from cryptokit.conversation.files.archive import from_zip
from cryptokit.conversation.files.near import Near, in_folder
from cryptokit.conversation.privacy import with_aliases
from cryptokit.errors import BadExport

PICTURE, PLAN = b"\xff\xd8\xff a picture", b"%PDF a plan"
WHATSAPP = (
    "03/09/2024, 08:59 - Ann Quux: hi\n"
    "03/09/2024, 08:59 - Ben: IMG-20240903-WA0001.jpg (file attached)\n"
    "03/09/2024, 09:00 - Ann Quux: Quux plan.pdf (file attached)\nRead it\n"
    "03/09/2024, 09:01 - Ben: gone.pdf (file attached)\n"
)
MEMBERS = {"WhatsApp Chat with Ann.txt": WHATSAPP.encode(), "IMG-20240903-WA0001.jpg": PICTURE,
           "Quux plan.pdf": PLAN, "nobody names me.pdf": b"secret"}  # fmt: skip
TELEGRAM = json.dumps({
    "name": "Ann", "type": "personal_chat", "id": 7,
    "messages": [
        {"id": 1, "type": "message", "date_unixtime": "1740988920", "from": "Ann", "from_id": "user7",
         "photo": "photos/photo_1.jpg", "text": "look"},
        {"id": 2, "type": "message", "date_unixtime": "1740988930", "from": "Bea", "from_id": "user8",
         "file": "files/plan.pdf", "file_name": "plan.pdf", "text": ""},
        {"id": 3, "type": "message", "date_unixtime": "1740988940", "from": "Bea", "from_id": "user8",
         "file": "(File not included. Change data exporting settings to download.)", "text": ""},
    ],
})  # fmt: skip
TELEGRAM_MEMBERS = {"result.json": TELEGRAM.encode(), "photos/photo_1.jpg": PICTURE,
                    "files/plan.pdf": PLAN}  # fmt: skip


def zipped(path, members, packed=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", packed) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def laid_out(folder, members):
    for name, data in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder / next(iter(members))


def contents(chat):
    return {number: file.content for number, file in by_number(chat).items()}


@pytest.mark.parametrize("members", [MEMBERS, TELEGRAM_MEMBERS], ids=["whatsapp", "telegram"])
@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("laid", ["zip", "zip of a folder", "folder"])
def test_messages_get_their_files_and_no_others(members, names, laid, tmp_path):
    if laid == "folder":
        path = laid_out(tmp_path / "export", members)
    else:
        inside = "ChatExport/" * (laid == "zip of a folder")
        path = zipped(tmp_path / "a.zip", {inside + name: data for name, data in members.items()})
    before = sorted(tmp_path.rglob("*"))
    chat = read_chat(path, names=names, files=True)
    assert set(contents(chat).values()) == {PICTURE, PLAN} == {one.content for one in chat.files}
    for number, content in contents(chat).items():
        photo = chat.messages[number - 1].kind is Kind.PHOTO
        assert content == (PICTURE if photo else PLAN)
    assert sorted(tmp_path.rglob("*")) == before, "nothing is extracted"
    assert read_chat(path, names=names) == replace(chat, files=()), "by default words only"
    assert "picture" not in repr(chat.files)


def test_a_file_beside_a_signal_chat_is_found_and_each_message_has_its_first(tmp_path):
    text = "[2024-09-03 08:59:12] Ann: Look  ![cat.jpg](./media/cat.jpg)  ![b](./media/b.jpg)  \n"
    path = laid_out(tmp_path / "Ann", {"chat.md": text.encode(), "media/cat.jpg": PICTURE,
                                       "media/b.jpg": PLAN})  # fmt: skip
    chat = read_chat(path, files=True)
    assert [file.name for file in chat.files] == ["media/cat.jpg", "media/b.jpg"]
    assert contents(chat) == {1: PICTURE}


def test_invented_names_stand_in_the_names_of_files_as_in_their_messages(tmp_path):
    chat = read_chat(zipped(tmp_path / "a.zip", MEMBERS), files=True)
    assert [file.name for file in chat.files] == ["IMG-20240903-WA0001.jpg", "Alice plan.pdf"]
    real = read_chat(tmp_path / "a.zip", files=True, names=True)
    assert real.files[1].name == "Quux plan.pdf"
    assert with_aliases([real])[0].files == chat.files


def test_where_two_names_become_one_no_message_gets_the_file_of_another():
    def chat(*names):
        messages = (Message(i, i, "Ann", "", Kind.FILE, name) for i, name in enumerate(names))
        return Chat("Ann", "said", tuple(messages), ("Ann",), group=False)

    held, shown = (
        chat("Ada.pdf", "Alice.pdf", "b.pdf", "b.pdf"),
        chat(*["Alice.pdf"] * 2, *["b.pdf"] * 2),
    )
    for there in (("Ada.pdf", "b.pdf"), ("Alice.pdf", "b.pdf"), ("Ada.pdf", "Alice.pdf", "b.pdf")):
        files = tuple(File(name, name.encode()) for name in there)
        made = replace(shown, files=under_names_of(shown, held, files))
        assert contents(made) == {3: b"b.pdf", 4: b"b.pdf"}


@pytest.mark.parametrize("path", ["../out.pdf", "/etc/passwd", "a\\..\\..\\out.pdf", "C:out.pdf", "",
                                  "a/../../out.pdf", "x\0.pdf", "link.pdf", "x" * 5000, ".", "talk.txt"])  # fmt: skip
def test_no_path_leads_out_of_the_folder_or_the_archive(path, tmp_path):
    (tmp_path / "out.pdf").write_bytes(b"not yours")
    text = laid_out(tmp_path / "export", {"talk.txt": WHATSAPP.encode(), "a/b": b""})
    (tmp_path / "export/link.pdf").symlink_to(tmp_path / "out.pdf")
    assert in_folder(text)(path) is None
    assert from_zip(zipped(tmp_path / "a.zip", {"talk.txt": WHATSAPP.encode()})).near(path) is None


@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=4))
def test_bytes_come_out_of_an_archive_as_they_went_in(tmp_path_factory, files):
    lines = (f"03/09/2024, 08:59 - Ann: {i}.pdf (file attached)\n" for i in range(len(files)))
    members = {"talk.txt": "".join(lines).encode()} | {f"{i}.pdf": f for i, f in enumerate(files)}
    chat = read_chat(zipped(tmp_path_factory.mktemp("zip") / "a.zip", members), files=True)
    assert [file.content for file in chat.files] == files


def refused(path):
    with pytest.raises(BadExport) as error:
        read_chat(path, files=True)
    assert read_chat(path).messages, "its words are read all the same"
    return str(error.value)


def test_files_that_are_too_large_are_refused_with_what_is_too_much(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", MEMBERS)
    monkeypatch.setattr(attachments, "LARGEST_SUM", len(PICTURE + PLAN))
    assert read_chat(path, files=True).files
    monkeypatch.setattr(attachments, "LARGEST_SUM", len(PICTURE + PLAN) - 1)
    assert "a.zip: its files come to more than 0 MiB" in refused(path)
    monkeypatch.setattr(attachments, "LARGEST_FILE", len(PICTURE) - 1)
    assert "IMG-20240903-WA0001.jpg: a file of more than 0 MiB" in refused(path)
    assert "a file of more than" in refused(laid_out(tmp_path / "export", MEMBERS))


def test_a_size_that_is_a_lie_does_not_help_a_file_that_is_too_large(monkeypatch):
    names = ("a.pdf", "b.pdf")
    messages = tuple(Message(i, i, "Ann", "", Kind.FILE, name) for i, name in enumerate(names))
    chat = Chat("Ann", "said", messages, ("Ann",), group=False)

    def find(path):
        return Near(path, 1, lambda: io.BytesIO(bytes(50)))

    monkeypatch.setattr(attachments, "LARGEST_SUM", 100)
    assert len(attachments.read_files(chat, find, "chat")) == 2
    monkeypatch.setattr(attachments, "LARGEST_SUM", 99)
    with pytest.raises(BadExport, match="come to more"):
        attachments.read_files(chat, find, "chat")
    monkeypatch.setattr(attachments, "LARGEST_FILE", 49)
    with pytest.raises(BadExport, match=r"a\.pdf: a file of more"):
        attachments.read_files(chat, find, "chat")


def test_a_bomb_is_refused_before_it_unpacks_and_one_that_lies_while_it_does(tmp_path):
    bomb = {**MEMBERS, "Quux plan.pdf": bytes(attachments.LARGEST_FILE + 1)}
    assert "a file of more than 16 MiB" in refused(zipped(tmp_path / "a.zip", bomb))
    data = (tmp_path / "a.zip").read_bytes()
    told = (attachments.LARGEST_FILE + 1).to_bytes(4, "little")
    assert data.count(told) == 2, "in the member and in the table of contents"
    (tmp_path / "b.zip").write_bytes(data.replace(told, (9).to_bytes(4, "little")))
    assert "tells of 9 bytes, which is not true" in refused(tmp_path / "b.zip")


def test_a_changed_or_a_locked_member_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", MEMBERS, zipfile.ZIP_STORED)
    data = path.read_bytes()
    (tmp_path / "b.zip").write_bytes(data.replace(PLAN, PLAN[:-1] + b"N"))
    assert "its checksum does not fit" in refused(tmp_path / "b.zip")
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer) as archive:
        at = data.rindex(b"Quux plan.pdf") - 46  # in the table of contents
        assert archive.getinfo("Quux plan.pdf").flag_bits == 0
    (tmp_path / "c.zip").write_bytes(data[: at + 8] + b"\x01" + data[at + 9 :])
    assert "locked with a password" in refused(tmp_path / "c.zip")


def test_only_what_names_a_file_has_a_path():
    assert paths_of(Message(1, 0, "Ann", "plan.pdf")) == ()
    assert paths_of(Message(1, 0, "Ann", "", Kind.POLL, "plan.pdf")) == ()
    assert paths_of(Message(1, 0, "Ann", "", more=(("file", 7), ("attachments", [8, {}])))) == ()
