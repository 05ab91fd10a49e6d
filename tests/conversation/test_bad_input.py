"""Whatever file somebody gives: one line with what, where and what to try, and no other error."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.conversation import read_chat
from cryptokit.conversation.samples import sample
from cryptokit.errors import BadExport, CryptokitError

TELEGRAM = sample("telegram-result.json").read_bytes()
WHATSAPP = [sample(f"whatsapp-{language}.txt").read_bytes() for language in ("en", "de", "ru")]
DEEP = 200_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty. Try: export the chat again"),
        (b" \n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"hello there", "line 1: neither Telegram's result.json nor WhatsApp's .txt"),
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
        (b"PK\x03\x04", "byte 0: this is a zip archive. Try: unpack it"),
        (TELEGRAM.decode().encode("utf-16"), "byte 0: this is UTF-16 text, not UTF-8"),
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


def test_a_byte_order_mark_is_no_harm(written):
    assert len(read_chat(written(b"\xef\xbb\xbf" + TELEGRAM, "bom.json")).messages) == 28
    assert len(read_chat(written(b"\xef\xbb\xbf" + WHATSAPP[0], "bom.txt")).messages) == 26


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(BadExport, match="there is no such file"):
        read_chat(tmp_path / "nothing.json")


def test_a_folder_points_at_the_export_inside(tmp_path):
    with pytest.raises(BadExport, match=r"this is a folder, not a file. Try: the result.json or"):
        read_chat(tmp_path)
    inside = tmp_path / "result.json"
    inside.write_bytes(TELEGRAM)
    with pytest.raises(BadExport) as error:
        read_chat(tmp_path)
    assert error.value.hint == str(inside)


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


@given(st.binary(max_size=200))
@example(b"{" * 5)
@example(b"[03.09.24, 08:57:11] x")
@example("[٠٣.٠٩.٢٤, 08:57:11] x: y".encode())
def test_arbitrary_bytes_never_raise_anything_else(written, content):
    only_our_errors(written(content, "fuzz.json"))


@given(st.data())
def test_a_sample_cut_anywhere_never_raises_anything_else(written, data):
    content = data.draw(st.sampled_from([TELEGRAM, *WHATSAPP]))
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    only_our_errors(written(content[start:end], "cut.json"))


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


def only_our_errors(path):
    """Read, and let nothing pass but errors of this toolkit, in one line."""
    try:
        chat = read_chat(path)
    except CryptokitError as error:
        said = str(error)
    else:
        texts = [chat.name, *chat.participants, *(m.text + m.title for m in chat.messages)]
        said = (
            "".join(texts).encode().decode().replace("\n", " ")
        )  # half characters would stop here
    assert "\n" not in said
