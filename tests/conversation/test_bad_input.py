"""Whatever file somebody gives: one line with what, where and what to try, and no other error."""

import io
import json
import zipfile

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cryptokit.conversation import read_account, read_chat
from cryptokit.conversation.files.source import a_file
from cryptokit.conversation.samples import sample
from cryptokit.errors import BadExport, CryptokitError

TELEGRAM = sample("telegram-result.json").read_bytes()
WHATSAPP = [sample(f"whatsapp-{language}.txt").read_bytes() for language in ("en", "de", "ru")]
SIGNAL = sample("signal-chat.md").read_bytes()
WIDE = TELEGRAM.decode().encode("utf-16")
SAMPLES = [TELEGRAM, *WHATSAPP, SIGNAL]
DEEP = 200_000
BEGINNINGS = (
    *(
        b"",
        b"{",
        b'{"messages": [',
        b"PK\3\4",
        b"PK\5\6",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
    ),
    *(b"03/09/2024, 08:59 - Ann: ", b"[03/09/2024, 08:59:12] Ann: ", b"\0\0\0\x36\x0a\x34\x0a\x10"),
    *(b"[2024-09-03 08:59:12] Ann: ", b'{"encryptedKey": "', b"SQLite format 3\0"),
)
STRETCHES = (
    *(
        b"\0",
        b"\0" * 40,
        b"\r",
        b"\r\n",
        b"\x85",
        "\u2028\u2029\u200e\u202e".encode(),
        b"\xed\xa0\xbd",
    ),
    *(
        rb"\ud83d",
        rb"\ude00\ud83d",
        rb"\x0B",
        rb"\x",
        rb"\u12",
        b'"',
        b"}",
        b"]",
        b"[" * 2000,
        b"-1e999",
    ),
    *(
        b"9" * 4400,
        b"\n[2024-09-03 08:59:12] ",
        b"  \n\n[2024-09-03 24:59:12] Ann: x",
        b"\n\n> ",
        b" -)",
    ),
    *(
        b"\n99/99/9999, 99:99 - ",
        b"\n00.00.00, 00:00 - : ",
        b"\n[2.2.22, 2:22:22] \n",
        b"](./",
        b")  ",
    ),
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty. Try: export the chat again"),
        (b" \n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\xff\xfe", "the file is empty"),
        (
            b"hello there",
            "line 1: no chat export known here begins like 'xxxxx xxxxx'. Try: one of",
        ),
        (
            b"hello\tthere, my friend",
            "line 1: no chat export known here begins like 'xxxxx?xxxxx, xx'...",
        ),
        (
            b"Bob Smith: hell",
            "line 1: no chat export known here begins like 'xxx xxxxx: xxxx'. Try",
        ),
        (b"+00 0123456789", "line 1: no chat export known here begins like '+00 0000000000'."),
        ("Zoë №٣".encode(), "line 1: no chat export known here begins like 'xxx x0'."),
        (b"\xc4\x81rger", "line 1: no chat export known here begins like 'xxxxx'."),
        (b"caf\xe9 x", "byte 3: 0xE9 is not UTF-8 here, perhaps Windows-1252. Try: open"),
        (b"caf\x81 x", "byte 3: 0x81 is not UTF-8 here. Try: open"),
        (b"{hello}", "line 1, column 2: a name in double quotes expected, 'h' found"),
        (b'{"name": }', "line 1, column 10: not JSON: expecting value"),
        (b'{"name" 5}', "line 1, column 9: ':' expected, '5' found"),
        (b'{"messages": 5}', "line 1, column 14: '[' expected, '5' found"),
        (b'{"messages": []} x', "line 1, column 18: the end of the file expected"),
        (b'{"name": "Ann",\n "id', "line 2, column 5: the file ends in the middle: it was cut"),
        (b'{"name": "Ann"}', "JSON, but not a Telegram export. Try: in Telegram Desktop"),
        (b'[{"id": 1}]', "line 1: not a Telegram export, which begins with {"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\x89PNG\r\n\x1a\n", "byte 0: this is a picture (PNG), not a chat"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "byte 0: this is a picture (JPEG), not a chat"),
        (b'{"date": "2024-09-03"}', "line 1: the data.json of signal-export, which is not read"),
        (b"PK\x03\x04", "the archive is damaged or was cut. Try: copying the archive again"),
        (b"PK\x05\x06" + bytes(18), "the archive is empty"),
        (
            WIDE[:-1],
            f"byte {len(WIDE) - 2}: 0x7D is not UTF-16 here",
        ),
        (b"\xff\xfeh\0i\0", "line 1: no chat export known here begins like 'xx'"),
        (b"\xff\xfe\0\0{\0\0\0", "byte 0: this is UTF-32 text, not UTF-8"),
        (
            "\ufeff9/3/24, 8:59 AM - Ann: \ud83d".encode("utf-16-be", "surrogatepass"),
            "byte 48: 0xD8 is not UTF-16 here",
        ),
        (TELEGRAM.decode().encode("utf-16-le"), "byte 0: zero bytes at the start"),
        ('{"name": "Jürgen"}'.encode("latin-1"), "byte 11: 0xFC is not UTF-8 here"),
        (b'{"id": ' + b"9" * 5000 + b"}", "line 1, column 8: a number too long"),
        (b'{"id": ' + b"[" * DEEP, "line 1, column 8: nested too deep"),
        (b'{"messages": ' + b"[" * DEEP, "line 1, column 15: nested too deep"),
        (b'{"messages": [3]}', "entry 1 of the chat: a number where an object belongs"),
        (b'{"messages": [], "name": 3}', "the chat, name: a number where text belongs"),
        (b'{"messages": [], "id": NaN, "type": "personal_chat"}', "the chat, id: a number"),
        (b'{"chats": 3}', "line 1, column 11: '{' expected"),
    ],
)
def test_a_bad_file_is_explained_in_one_line(written, content, said):
    path = written(content, "bad.json")
    with pytest.raises(BadExport) as error:
        read_chat(path)
    text = str(error.value)
    assert text.startswith(f"{path}: {said}")
    assert "\n" not in text
    assert ". Try: " in text
    assert "cryptokit explain" not in text


@pytest.mark.parametrize("content", SAMPLES, ids=["telegram", "en", "de", "ru", "signal"])
def test_a_byte_order_mark_is_no_harm(written, content):
    marked = read_chat(written(b"\xef\xbb\xbf" + content, "a.txt"), names=True)
    assert marked == read_chat(written(content, "a.txt"), names=True)


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("content", SAMPLES, ids=["telegram", "en", "de", "ru", "signal"])
def test_what_an_editor_saved_as_utf_16_reads_as_before(written, content, code):
    widened = ("\ufeff" + content.decode()).encode(code)
    assert read_chat(written(widened, "a.txt"), names=True) == read_chat(
        written(content, "a.txt"), names=True
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_with_a_mark_in_utf_16_comes_out_as_it_went_in(written, text):
    assume(not text.startswith(("\0", "\ufeff")))
    source = a_file(written(("\ufeff" + text).encode("utf-16-le"), "wide.txt"))
    pieces = list(source.pieces())
    assert "".join(pieces) == text
    assert all(piece.endswith("\n") for piece in pieces[:-1])


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(BadExport, match="there is no such file"):
        read_chat(tmp_path / "nothing.json")


@pytest.mark.parametrize("name", ["result.json", "_chat.txt", "chat.md"])
def test_a_folder_points_at_the_one_export_inside(tmp_path, name):
    inside = tmp_path / name
    inside.write_bytes(TELEGRAM)
    with pytest.raises(BadExport) as error:
        read_chat(tmp_path)
    assert error.value.hint == str(inside)


def test_a_folder_without_an_export_says_how_to_make_one(tmp_path):
    (tmp_path / "cat.jpg").write_bytes(b"x")
    with pytest.raises(BadExport, match=r"a folder, and no export is in it. Try: in Telegram"):
        read_chat(tmp_path)


@pytest.mark.parametrize("name", ["Ann.txt", "export.zip", "Ann/chat.md", "Ann/_chat.txt"])
def test_a_folder_that_may_hold_an_export_says_to_look_inside(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(BadExport, match=r"not a file. Try: the result.json, .txt or chat.md file"):
        read_chat(tmp_path)


def test_a_folder_with_several_exports_points_at_none(tmp_path):
    for name in ("result.json", "chat.md"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(BadExport, match=r"Try: the result.json, .txt or chat.md file inside"):
        read_chat(tmp_path)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (PermissionError(13, "Permission denied"), "you may not read this file"),
        (OSError(5, "Input/output error"), "the file cannot be read \\(Input/output error\\)"),
    ],
)
def test_a_file_that_cannot_be_opened_is_explained(written, monkeypatch, trouble, said):
    path = written(TELEGRAM, "locked.json")

    def refuse(*_):
        raise trouble

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(BadExport, match=said):
        read_chat(path)


def test_a_wrong_byte_far_into_a_file_is_found_at_its_offset(written):
    content = WHATSAPP[0] * 100 + b"\xfc\n"
    with pytest.raises(BadExport, match=f"byte {len(content) - 2}: 0xFC is not UTF-8"):
        read_chat(written(content, "late.txt"))


def test_a_mistake_far_into_a_file_is_found_at_its_line(written):
    filler = b'{\n"about": [' + b"1,\n" * 100_000 + b'1],\n"messages": oops}'
    with pytest.raises(BadExport, match="line 100003, column 13: '\\[' expected, 'o' found"):
        read_chat(written(filler, "late.json"))


@given(st.binary(max_size=200), st.sampled_from(BEGINNINGS))
@example(b"", b"{" * 5)
@example(b"[03.09.24, 08:57:11] x", b"")
@example("[٠٣.٠٩.٢٤, 08:57:11] x: y".encode(), b"")
@example("[٢٠٢٤-٠٩-٠٣ 08:57:11] x: y".encode(), b"")
def test_arbitrary_bytes_never_raise_anything_else(written, content, beginning):
    only_our_errors(written(beginning + content, "fuzz.json"))


@given(st.data())
def test_a_sample_cut_anywhere_never_raises_anything_else(written, data):
    content = data.draw(st.sampled_from(SAMPLES))
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    only_our_errors(written(content[start:end], "cut.json"))


@given(st.data())
def test_a_stretch_in_another_encoding_never_raises_anything_else(written, data):
    content = data.draw(st.sampled_from(SAMPLES)).decode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(start + 200, len(content))))
    code = data.draw(st.sampled_from(["latin-1", "utf-16", "utf-16-be", "cp1251", "utf-7"]))
    stretch = content[start:end].encode(code, "replace")
    mixed = content[:start].encode() + stretch + content[end:].encode()
    only_our_errors(written(mixed, "mixed.txt"))


@given(st.data())
def test_a_strange_stretch_never_raises_anything_else(written, data):
    content = data.draw(st.sampled_from(SAMPLES))
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(start + 20, len(content))))
    stretch = data.draw(st.sampled_from(STRETCHES))
    only_our_errors(written(content[:start] + stretch + content[end:], "strange.txt"))


@pytest.mark.parametrize("content", SAMPLES, ids=["telegram", "en", "de", "ru", "signal"])
@pytest.mark.parametrize("filler", [b"x", b"\0", b"[a](./b)  ", b"(( x ))", b"\\ud83d", b"]("])
def test_a_very_long_line_is_read_or_refused(written, content, filler):
    middle = content.index(b"\n", len(content) // 2)
    line = filler * (300_000 // len(filler))
    only_our_errors(written(content[:middle] + line + content[middle:], "long.txt"))


@given(st.integers(1, len(TELEGRAM) - 1))
def test_a_telegram_export_cut_short_is_refused(written, size):
    with pytest.raises(BadExport):
        read_chat(written(TELEGRAM[:size], "short.json"))


STRANGE = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
        st.just(10**400), st.just("9" * 30),
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=3,
)  # fmt: skip


def places(value):
    """Walk every list and object in a JSON value, with the keys that lead further."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], (dict, list)):
            yield from places(value[key])


@given(st.data())
def test_a_value_of_another_type_never_raises_anything_else(written, data):
    raw = json.loads(TELEGRAM)
    inside, key = data.draw(st.sampled_from(list(places(raw))))
    inside[key] = data.draw(STRANGE)
    only_our_errors(written(json.dumps(raw).encode(), "strange.json"))


@st.composite
def archives(draw):
    """Draw a zip archive, honest or not, of a sample and other members."""
    paths = st.sampled_from(
        ["_chat.txt", "WhatsApp Chat with Ann.txt", "a/result.json", "chat.md", "a.jpg", "b.txt",
         "../_chat.txt", "/chat.md", "C:\\chat.md", "a\\..\\b", "x\0y.txt", "inner.zip", "two\nlines.txt"]
    )  # fmt: skip
    contents = st.sampled_from([*SAMPLES, b"", b"PK\3\4", b"0" * 100_000]) | st.binary(max_size=50)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in draw(
            st.lists(st.tuples(paths, contents), max_size=4, unique_by=first)
        ):
            info = zipfile.ZipInfo(name)
            info.filename = name
            info.compress_type = draw(st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]))
            archive.writestr(info, content)
    return buffer.getvalue()


def first(pair):
    return pair[0]


@given(archives(), st.data())
def test_an_archive_damaged_anywhere_never_raises_anything_else(written, archive, data):
    content = bytearray(archive)
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.just(len(content)) | st.integers(0, len(content)))
    only_our_errors(written(bytes(content[:end]), "damaged.zip"))


@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_archive_is_refused_or_read_as_it_was(written, content, data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", content)
    flipped = bytearray(buffer.getvalue())
    flipped[data.draw(st.integers(0, len(flipped) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        chat = read_chat(written(bytes(flipped), "export.zip"), names=True)
    except BadExport:
        return
    whole = read_chat(written(buffer.getvalue(), "export.zip"), names=True)
    assert chat.messages == whole.messages
    assert chat.services == whole.services


@given(st.data())
def test_a_size_that_lies_never_raises_anything_else(written, data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", data.draw(st.sampled_from(SAMPLES)))
    content = bytearray(buffer.getvalue())
    at = content.index(b"PK\1\2") + data.draw(st.sampled_from([20, 24, 42, 16, 28, 30, 32]))
    content[at : at + 4] = data.draw(st.integers(0, 2**32 - 1)).to_bytes(4, "little")
    only_our_errors(written(bytes(content), "lying.zip"))


WHOLE = ("the file is empty", "Telegram export", "archive", "a web page", "Signal exports no text",
         "without chats", "checksum", "packed", "locked", "bomb")  # fmt: skip


def only_our_errors(path):
    """Read, and let nothing pass but errors of this toolkit that say where; nothing is written."""
    before = [(each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files(path)]
    content = path.read_bytes()
    error = None
    try:
        account, chat = read_account(path, names=True), read_chat(path, names=True)
    except CryptokitError as caught:
        error = caught
    if error is None:
        assert chat.messages in [each.messages for each in account.chats]
        texts = [chat.name, *chat.participants, *(m.text + m.title for m in chat.messages)]
        assert "".join(texts).encode()  # half characters would stop here
    else:
        assert str(error).startswith(str(path))
        assert "\n" not in str(error)
        assert "cryptokit explain" not in str(error)
        assert error.where or any(words in error.what for words in WHOLE)
    after = [(each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files(path)]
    assert (after, path.read_bytes()) == (before, content)


def files(path):
    """List what lies in the folder of a file."""
    return sorted(path.parent.iterdir())
