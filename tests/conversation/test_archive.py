"""Chats inside zip archives: found among media, read where they lie, refused where they do harm."""

import io
import zipfile
from contextlib import ExitStack
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import read_chat
from cryptokit.conversation.files import archive_contents, archive_member
from cryptokit.conversation.files.archive import from_zip
from cryptokit.conversation.files.source import PIECE
from cryptokit.conversation.samples import names, sample
from cryptokit.errors import BadExport

ENGLISH = sample("whatsapp-en.txt").read_bytes()
GERMAN = sample("whatsapp-de.txt").read_bytes()
TELEGRAM = sample("telegram-result.json").read_bytes()
SIGNAL = sample("signal-chat.md").read_bytes()
CHAT = "WhatsApp Chat with Ann.txt"
DEFLATED, STORED = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED


@pytest.fixture
def zipped(tmp_path):
    """Write an archive of named members, and give its path."""

    def write(members, name="export.zip", packed=DEFLATED, change=lambda data: data):
        pairs = members.items() if isinstance(members, dict) else members
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", packed) as archive:
            for member, data in pairs:
                archive.writestr(member, data)
        path = tmp_path / name
        path.write_bytes(change(buffer.getvalue()))
        return path

    return write


def refused(path):
    """Give what is said of an archive that is not read."""
    with pytest.raises(BadExport) as error:
        read_chat(path)
    said = str(error.value)
    assert said.startswith(str(path))
    assert "\n" not in said
    assert "cryptokit explain" not in said
    return said.removeprefix(str(path))


@pytest.mark.parametrize("packed", [DEFLATED, STORED])
@pytest.mark.parametrize("name", names())
def test_a_chat_in_an_archive_reads_as_it_does_outside(zipped, name, packed):
    path = zipped({name: sample(name).read_bytes()}, packed=packed)
    assert read_chat(path, names=True) == read_chat(sample(name), names=True)


@pytest.mark.parametrize(
    ("member", "data", "stem"),
    [
        (CHAT, ENGLISH, "WhatsApp Chat with Ann"),
        ("WhatsApp-Chat mit Ann.txt", GERMAN, "WhatsApp-Chat mit Ann"),
        ("Чат WhatsApp с Аней.txt", GERMAN, "Чат WhatsApp с Аней"),
        ("دردشة واتساب.txt", ENGLISH, "دردشة واتساب"),
        ("_chat.txt", GERMAN, "Ann"),
        ("ChatExport_2025-03-03/result.json", TELEGRAM, "Ann"),
        ("Bea/chat.md", SIGNAL, "Bea"),
        ("chat.md", SIGNAL, "Ann"),
        ("index.md", SIGNAL, "Ann"),
    ],
)
def test_the_chat_is_found_among_the_media(zipped, member, data, stem):
    media = {"a.jpg": b"\xff\xd8\xff", "notes.txt": b"to buy: milk", "media/": b"", "b.opus": b"x"}
    source = from_zip(zipped({**media, member: data}, "Ann.zip"))
    assert source.stem == stem
    assert set(source.beside) == {"a.jpg", "notes.txt", "b.opus"}
    assert "".join(source.pieces()).encode() == data
    assert "".join(source.pieces()).encode() == data  # as often as needed


@pytest.mark.parametrize(
    ("members", "chosen"),
    [
        ({"_chat.txt": GERMAN, "WhatsApp Chat with Ben.txt": ENGLISH}, "_chat.txt"),
        ({CHAT: ENGLISH, "from Ben.txt": GERMAN}, CHAT),
        ({"Ann.txt": ENGLISH, CHAT: GERMAN}, "Ann.txt"),
        ({"a/result.json": TELEGRAM, "a/files/result.json": TELEGRAM}, "a/result.json"),
        ({"talk.txt": ENGLISH, "settings.json": b"{}"}, "talk.txt"),
        ({"chat.md": SIGNAL, "data.json": b'{"date": "2024"}'}, "chat.md"),
        ({"__MACOSX/._chat.txt": b"\0\5\x16\7", "_chat.txt": GERMAN}, "_chat.txt"),
        ({CHAT: ENGLISH, "how whatsapp works.txt": b"hello there"}, CHAT),
        ({"how whatsapp works.txt": b"hello there", CHAT: ENGLISH}, CHAT),
        ({"a whatsapp.txt": b"\xfc", CHAT: ENGLISH}, CHAT),
        ({"result.json": b'{"a":1}', CHAT: ENGLISH}, CHAT),
        ({"result.json": b'{"a":1}', "talk.txt": ENGLISH}, "talk.txt"),
        ({"result.json": TELEGRAM, CHAT: ENGLISH}, CHAT),
        ({CHAT: ENGLISH, "sent/result.json": TELEGRAM}, CHAT),
        ({"a/result.json": TELEGRAM, f"a/files/{CHAT}": ENGLISH}, "a/result.json"),
        ({"_chat.txt": b"", "talk.txt": ENGLISH}, "talk.txt"),
        ({"[Content_Types].xml": b"<", CHAT: ENGLISH}, CHAT),
        ({"latin.txt": b"\xfc", "talk.txt": ENGLISH}, "talk.txt"),
    ],
)
def test_of_several_texts_the_one_named_like_a_chat_is_taken(zipped, members, chosen):
    assert from_zip(zipped(members, "Ann.zip")).name.endswith(f"Ann.zip/{chosen}")


@given(st.integers(1, 3 * PIECE), st.sampled_from([DEFLATED, STORED]))
def test_the_bytes_come_out_as_they_went_in(size, packed):
    text = (ENGLISH * (size // len(ENGLISH) + 1))[:size].decode(errors="ignore").encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packed) as archive:
        archive.writestr(CHAT, text)
    with zipfile.ZipFile(buffer) as archive, archive.open(CHAT) as packed_bytes:
        stream = archive_member._Unpacked(packed_bytes, archive.getinfo(CHAT), CHAT, ExitStack())
        assert io.BufferedReader(stream).read() == text


def test_the_progress_of_an_archive_reaches_the_size_of_its_chat(zipped):
    seen = []
    read_chat(zipped({CHAT: ENGLISH}), progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (len(ENGLISH), len(ENGLISH))


def test_nothing_is_written_beside_an_archive_that_is_read(zipped, tmp_path, monkeypatch):
    path = zipped({CHAT: ENGLISH, "a.jpg": b"x"})
    before = path.read_bytes()
    monkeypatch.chdir(tmp_path)
    read_chat(path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [(path.name, before)]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, ": the archive is empty."),
        ({"a.jpg": b"x"}, ": no chat in this archive; it holds 1 .jpg."),
        ({f"{i}.jpg": b"x" for i in range(7)}, "it holds 7 .jpg."),
        ({"inner.zip": b"PK"}, "it holds 1 .zip. Try: unpacking it, and give inner.zip"),
        (
            {"notes.txt": b"milk"},
            "/notes.txt: line 1: no chat export known here begins like 'xxxx'",
        ),
        ({"a.txt": b"milk", "b.txt": b"tea"}, ": no chat in this archive; it holds 2 .txt"),
        ({"_chat.txt": b""}, "/_chat.txt: the file is empty"),
        ({"_chat.txt": b"\xfc"}, "/_chat.txt: byte 0: 0xFC is not UTF-8 here"),
        ({"_chat.txt": b"PK\3\4"}, "/_chat.txt: byte 0: this is a zip archive"),
        ({"Ann/chat.md": SIGNAL, "Ben/chat.md": SIGNAL}, ": 2 chats in one archive: "),
        ({"a.txt": ENGLISH, "b.txt": GERMAN}, ": 2 chats in one archive: "),
        ({f"{i}.txt": b"x" for i in range(21)}, ": 21 texts, and no name tells which"),
        (
            {"_chat.txt": b""} | {f"{i}.txt": b"x" for i in range(21)},
            "/_chat.txt: the file is empty",
        ),
        ({"../_chat.txt": GERMAN}, ": a member leads out of the archive: ../_chat.txt"),
        ({"a/../../b.txt": GERMAN}, ": a member leads out of the archive"),
        ({"/etc/_chat.txt": GERMAN}, ": a member leads out of the archive: /etc/_chat.txt"),
        ({"C:_chat.txt": GERMAN}, ": a member leads out of the archive: C:_chat.txt"),
        ({"..\\_chat.txt": GERMAN}, ": a member leads out of the archive: ..\\_chat.txt"),
        ({"_chat.txt": GERMAN, "../a.jpg": b"x"}, ": a member leads out of the archive: ../a.jpg"),
        ({"[Content_Types].xml": b"<", "word/a.xml": b"<"}, ": this is a document of Word, Excel"),
        ({"[Content_Types].xml": b"<", "a.txt": b"milk"}, ": this is a document of Word, Excel"),
        ({"a/[Content_Types].xml": b"<"}, "it holds 1 other."),
        ({"a.two\nlines": b"x"}, "it holds 1 other."),
        ({"Yolanda Yellow.vcf": b"x", "Yolanda.Yellow": b"x"}, "it holds 1 .vcf, 1 other."),
        ({"_chat.txt": b"", "a.txt": b"milk"}, "/_chat.txt: the file is empty"),
        ({"result.json": b'{"a":1}'}, "/result.json: JSON, but not a Telegram export."),
        ({"a.json": b'{"a":1}', "b.txt": b"milk"}, "it holds 1 .json, 1 .txt."),
    ],
)
def test_an_archive_without_one_chat_is_explained(zipped, members, said):
    assert said in refused(zipped(members))


def test_a_chat_that_is_there_twice_is_no_choice(zipped):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped([(CHAT, ENGLISH), (CHAT, GERMAN)])
    assert "2 chats in one archive" in refused(path)


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_no_phone_packs_is_refused(zipped, packed):
    said = refused(zipped({CHAT: ENGLISH}, packed=packed))
    assert said.startswith(f"/{CHAT}: it is packed in a way that no phone uses (method {packed})")


def patched(field, value, size=2):
    """Write a number into the table of contents and into the header before the member."""

    def change(data):
        data = bytearray(data)
        for signature, start in ((b"PK\1\2", field + 2), (b"PK\3\4", field)):
            at = data.find(signature) + start
            data[at : at + size] = value.to_bytes(size, "little")
        return bytes(data)

    return change


FLAGS, METHOD, CRC, PACKED, UNPACKED = 6, 8, 14, 18, 22


DAMAGE = {
    "locked": (patched(FLAGS, 1), f"/{CHAT}: it is locked with a password. Try: unpacking it"),
    "packed strangely": (patched(METHOD, 99), f"/{CHAT}: it is packed in a way that no phone uses"),
    "another checksum": (patched(CRC, 1, 4), f"/{CHAT}: its checksum does not fit"),
    "a size too small": (patched(UNPACKED, 10, 4), f"/{CHAT}: the archive tells of 10 bytes"),
    "a size too large": (patched(UNPACKED, 10**6, 4), f"/{CHAT}: the archive tells of 1000000"),
    "packed too large": (patched(PACKED, 10**6, 4), ": members lie over one another"),
    "half of it": (lambda data: data[: len(data) // 2], ": the archive is damaged or was cut"),
    "a beginning": (lambda data: data[:4], ": the archive is damaged or was cut"),
    "only zeros": (lambda data: data[:4] + bytes(100), ": the archive is damaged or was cut"),
    "a hole": (lambda data: data[:200] + bytes(50) + data[250:], f"/{CHAT}: "),
    "another name": (lambda data: data.replace(b"Ann.txt", b"Ben.txt", 1), "damaged or was cut"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_archive_is_explained(zipped, what):
    change, said = DAMAGE[what]
    assert said in refused(zipped({CHAT: ENGLISH}, change=change))


def test_a_bomb_goes_off_nowhere(zipped):
    line = b"03/09/2024, 08:59 - Ann: " + b"0" * 1000 + b"\n"
    path = zipped({CHAT: line * 40_000})
    assert path.stat().st_size < 200_000
    assert f"/{CHAT}: it unpacks to far more than a chat" in refused(path)


def test_a_bomb_of_one_line_goes_off_nowhere(zipped, monkeypatch):
    monkeypatch.setattr(archive_member, "LONGEST_LINE", 1 << 20)
    path = zipped({CHAT: b"03/09/2024, 08:59 - Ann: " + b"0" * (2 << 20)})
    assert "holds a line that is too long for a chat" in refused(path)


def test_a_chat_larger_than_the_largest_is_refused(zipped, monkeypatch):
    monkeypatch.setattr(archive_member, "LARGEST", len(ENGLISH) - 1)
    assert "it unpacks to far more than a chat" in refused(zipped({CHAT: ENGLISH}, packed=STORED))


def test_an_archive_of_too_many_members_is_refused(zipped, monkeypatch):
    monkeypatch.setattr(archive_contents, "MOST_MEMBERS", 3)
    members = {CHAT: ENGLISH} | {f"{i}.jpg": b"" for i in range(3)}
    assert ": 4 files in one archive" in refused(zipped(members))


def test_a_table_of_contents_that_would_fill_the_memory_is_refused(zipped, monkeypatch):
    monkeypatch.setattr(archive_member, "FREE", 1000)
    members = {CHAT: ENGLISH} | {f"{i}.jpg": b"" for i in range(30)}
    assert ": the archive is damaged or was cut" in refused(zipped(members))


def test_members_that_share_their_bytes_are_a_bomb(zipped):
    def overlap(data):
        entries = data.split(b"PK\1\2")
        first, second = entries[1], entries[2]
        moved = second[:38] + first[38:42] + second[42:]
        return b"PK\1\2".join([entries[0], first, moved])

    said = refused(zipped({"a.txt": ENGLISH, "b.txt": ENGLISH}, packed=STORED, change=overlap))
    assert said.startswith(": members lie over one another")


@pytest.mark.parametrize("nearer", [1, 30, 34])
def test_members_lie_over_one_another_as_soon_as_a_header_does(zipped, nearer):
    def move(data):
        first = data.index(b"PK\1\2")
        offset = data.index(b"PK\1\2", first + 1) + 42
        end = 30 + len(ENGLISH)  # without the name of the first, which may be of any length
        return data[:offset] + (end - nearer).to_bytes(4, "little") + data[offset + 4 :]

    path = zipped({"a.txt": ENGLISH, "b.txt": ENGLISH}, packed=STORED, change=move)
    assert refused(path).startswith(": members lie over one another")


def test_a_name_that_hides_its_end_behind_a_zero_byte_is_refused(zipped):
    def hide(data):
        return data.replace(b"cat.jpg-", b"cat.jpg\0")

    said = refused(zipped({CHAT: ENGLISH, "cat.jpg-.exe": b"x"}, change=hide))
    assert said.startswith(": a member leads out of the archive: cat.jpg?.exe")


def test_many_short_lines_are_not_one_long_line(zipped, monkeypatch):
    monkeypatch.setattr(archive_member, "LONGEST_LINE", 100)
    line = b"03/09/2024, 08:59 - Ann: " + b"0" * 61 + b"\n"
    assert len(read_chat(zipped({CHAT: line * 3000})).messages) == 3000
    assert "a line that is too long" in refused(zipped({CHAT: line + line[:-1] * 2}))


def test_only_one_piece_of_a_member_is_held(zipped):
    source = from_zip(zipped({CHAT: ENGLISH * 500}))
    assert max(len(piece) for piece in source.pieces()) < PIECE + 1000
    assert all(a.endswith("\n") for a, _ in pairwise(source.pieces()))


def test_an_archive_that_is_gone_by_the_second_reading_is_missed(zipped):
    source = from_zip(zipped({CHAT: ENGLISH}))
    (path := zipped({CHAT: ENGLISH})).unlink()
    with pytest.raises(BadExport, match="there is no such file"):
        list(source.pieces())
    assert not path.exists()
