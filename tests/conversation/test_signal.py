"""What a chat of Signal's becomes, as signal-export writes it; the tool itself is the judge."""

import json
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.conversation import Certainty, Kind, read_chat
from cryptokit.conversation.chat import SILENT
from cryptokit.conversation.endings import BY_ENDING, IN_WHATSAPP, kind_of
from cryptokit.conversation.files.source import a_text
from cryptokit.conversation.formats import format_of
from cryptokit.conversation.samples import sample
from cryptokit.conversation.signal.reader import read_signal
from cryptokit.conversation.signal.replies import LONG, Said
from cryptokit.errors import BadExport
from cryptokit.testing._exports.signal import signal_exports

SAMPLE = sample("signal-chat.md")
EXPECTED = json.loads(SAMPLE.with_name("EXPECTED.json").read_text("utf-8"))[SAMPLE.name]
FIRST = "[2024-09-03 08:59:12] Ann: hi  \n\n"


def read(text, name="Ann.md"):
    """Read a chat from memory."""
    [chat] = read_signal(a_text(text, name))
    return chat


def one(body, sender="Ann"):
    """Read the first message, its body as the tool writes it."""
    return read(f"[2024-09-03 08:59:12] {sender}: {body}\n\n").messages[0]


@given(export=signal_exports())
def test_what_the_tool_writes_is_read_back(export):
    assert read(export.data.decode(), export.name) == export.chat


@given(export=signal_exports(most=2), data=st.data())
def test_where_a_text_is_cut_into_pieces_does_not_matter(export, data, in_pieces):
    lines = export.data.decode().split("\n")
    cuts = data.draw(st.sets(st.integers(1, len(lines) - 1)))
    edges = [0, *sorted(cuts), len(lines)]
    parts = ["\n".join(lines[a:b]) + "\n" * (b < len(lines)) for a, b in pairwise(edges)]
    assert list(read_signal(in_pieces([part for part in parts if part], export.name))) == [
        export.chat
    ]


@given(export=signal_exports(most=2))
def test_a_file_on_a_disk_is_known_by_how_it_begins(export, tmp_path_factory):
    path = export.save(tmp_path_factory.mktemp("signal"))
    assert read_chat(path, names=True) == export.chat


@given(export=signal_exports(most=3))
def test_the_line_ends_of_windows_change_nothing(export):
    text = export.data.decode().replace("\n", "\r\n")
    assert read(text, export.name) == export.chat


def test_the_sample_has_as_many_entries_as_are_written_down():
    chat = read_chat(SAMPLE, names=True)
    assert len(chat.messages) + len(chat.services) == EXPECTED["strict"]
    assert (len(chat.messages), len(chat.services)) == (EXPECTED["messages"], EXPECTED["services"])
    assert (chat.format, chat.group) == ("signal-markdown", True)
    assert chat.participants == ("Adler", "Me", "Bea", "نور")


def test_each_doubt_about_the_sample_is_one_of_its_traps():
    chat = read_chat(SAMPLE, names=True)
    assert {doubt.line for doubt in chat.doubts} == {44, 51, 56}
    assert {doubt.line for doubt in chat.doubts} < {trap["line"] for trap in EXPECTED["traps"]}
    by_id = {message.id: message for message in chat.messages}
    assert by_id[18].text.count("\n") == 2  # a pasted line inside a text
    assert by_id[21].text.startswith("> not a reply")
    assert by_id[21].more == ()


def test_the_tool_itself_writes_what_is_read_here():
    models = pytest.importorskip("sigexport.models", reason="needs the tool signal-export")
    words = st.text(st.characters(codec="utf-8", exclude_characters="\r["), max_size=12)
    emojis = st.sampled_from(["👍", "❤️", "🏳️‍🌈"])
    reactions = st.lists(st.builds(models.Reaction, st.sampled_from(["Ann", "Me"]), emojis))
    names = st.sampled_from(["cat.jpg", "scan_(2).pdf", "notes[1].txt", "None.aac"])
    stickers = st.builds(models.Sticker, st.just("3"), st.just("ab"), st.just(""), emojis)

    @given(words.map(str.strip), words.map(str.strip), st.lists(names, max_size=3), reactions,
           st.none() | stickers, st.sampled_from([None, "webp"]))  # fmt: skip
    def check(text, quote, files, reactions, sticker, extension):
        if sticker:
            sticker.extension = extension
        written = models.Message(
            date=datetime(2024, 9, 3, 8, 59, 12),
            sender="Ann",
            body=f"{text}  ",
            quote="\n\n> " + quote.replace("\n", "\n> ") + "\n\n" if quote else "",
            sticker=sticker,
            reactions=reactions,
            attachments=[models.Attachment(name, f"media/{name}") for name in files],
        ).to_md()
        message = read(f"{written}\n").messages[0]
        more = dict(message.more)
        assert message.text == text
        assert more.get("quote", "") == quote
        assert [file["name"] for file in more.get("attachments", [])] == files
        assert [(r["name"], r["emoji"]) for r in more.get("reactions", [])] == reactions
        assert more.get("sticker", {}).get("emoji") == (sticker.emoji if sticker else None)

    check()


def test_the_tool_itself_names_calls_and_deletions_as_they_are_read_here():
    create = pytest.importorskip("sigexport.create", reason="needs the tool signal-export")
    models = pytest.importorskip("sigexport.models")
    for direction in ("Incoming", "Outgoing"):
        for status in ("Accepted", "Missed", "NotAccepted", "Declined", "Pending", ""):
            for kind in ("Audio", "Video", "Group", ""):
                history = {"direction": direction, "status": status, "callType": kind}
                words = create._format_call(history)
                [service] = read(f"[2024-09-03 08:59:12] Ann: {words}  \n\n").services
                assert (service.action, service.text, service.actor) == ("phone_call", words, "Ann")
    gone = models.Message(datetime(2024, 9, 3), "Ann", "", "", None, [], [], deleted=True)
    assert read(gone.to_md() + "\n").messages[0].kind is Kind.DELETED


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("(This message was deleted)", Kind.DELETED, ""),
        ("(This message was deleted)  ", Kind.TEXT, "(This message was deleted)"),
        ("  ![a.jpg](./media/a.jpg)  ", Kind.PHOTO, ""),
        ("![a.jpg](./media/a.jpg)  ", Kind.TEXT, "![a.jpg](./media/a.jpg)"),
        ("hm  [a.opus](././media/a.opus)  ", Kind.AUDIO, "hm"),
        ("hm  [a b.pdf](./media/a%20b.pdf)  ", Kind.FILE, "hm"),
        ("hm  (attachment not exported)  ", Kind.LEFT_OUT, "hm"),
        ("(media not exported)  ", Kind.TEXT, "(media not exported)"),
        ("hm  \n(( sticker ))", Kind.STICKER, "hm"),
        ("hm\n(( sticker ))  ", Kind.TEXT, "hm\n(( sticker ))"),
        ("hm\n(- Ann: 👍 -)  ", Kind.TEXT, "hm\n(- Ann: 👍 -)"),
        ("hm  \n(- nobody -)", Kind.TEXT, "hm  \n(- nobody -)"),
        ("Call me  ", Kind.TEXT, "Call me"),
        ("two  \n\nparts  ", Kind.TEXT, "two  \n\nparts"),
    ],
)
def test_typed_words_that_look_like_the_tools_own_are_told_apart(body, kind, text):
    message = one(body)
    assert (message.kind, message.text) == (kind, text)


@pytest.mark.parametrize("ending", IN_WHATSAPP)
def test_an_ending_that_whatsapp_uses_for_its_own_is_an_ordinary_file_here(ending):
    assert one(f"hm  [a.{ending}](./media/a.{ending})  ").kind is BY_ENDING[ending]
    assert BY_ENDING[ending] is not IN_WHATSAPP[ending] is kind_of(f"a.{ending}", IN_WHATSAPP)


@pytest.mark.parametrize("ending", BY_ENDING)
def test_each_ending_tells_its_kind_however_it_is_written(ending):
    assert one(f"hm  [a.{ending}](./media/a.{ending.upper()})  ").kind is kind_of(f"a.{ending}")


def test_a_name_with_a_comma_reacts_once():
    more = dict(one("hm  \n(- Lee, Jr.: 👍, Ann:  ❤️ -)").more)
    assert more["reactions"] == [
        {"name": "Lee, Jr.", "emoji": "👍"},
        {"name": "Ann", "emoji": "❤️"},
    ]


def test_older_files_show_no_seconds_and_no_blank_lines():
    chat = read("[2021-01-05, 09:30] Ann: hi  \n[2021-01-05, 09:31] Me: hello\nyou  \n")
    assert [message.text for message in chat.messages] == ["hi", "hello\nyou"]
    assert chat.messages[0].sent == 1_609_839_000


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_files_whose_line_ends_an_editor_trimmed_are_still_read(gap):
    chat = read(f"[2024-09-03 08:59:12] Ann: hi{gap}[2024-09-03 08:59:13] Me: yes{gap}")
    assert [message.text for message in chat.messages] == ["hi", "yes"]
    assert "ends of messages" in {finding.question for finding in chat.findings}


def test_the_clock_is_guessed_because_no_zone_is_written():
    [clock] = [finding for finding in read(FIRST).findings if finding.question == "clock"]
    assert clock.certainty is Certainty.GUESSED


def test_a_reply_points_at_the_last_message_that_says_what_it_quotes():
    text = "a long message, whose first words are enough to know it by"
    chat = read(
        f"[2024-09-03 08:59:12] Ann: yes  \n\n[2024-09-03 08:59:13] Ann: {text}  \n\n"
        "[2024-09-03 08:59:14] Ann: yes  \n\n[2024-09-03 08:59:15] Me: \n\n> yes\n\nno  \n\n"
        f"[2024-09-03 08:59:16] Me: \n\n> {text[:40]}\n\nwell  \n\n"
        "[2024-09-03 08:59:17] Me: \n\n> a long\n\nno  \n\n"
        "[2024-09-03 08:59:18] Me: \n\n> Photo\n\nnice  \n\n"
    )
    assert [message.reply_to for message in chat.messages] == [None, None, None, 3, 2, None, None]
    assert [doubt.entry for doubt in chat.doubts] == [4]
    assert chat.messages[-1].more == (("quote", "Photo"),)


def test_text_above_the_first_message_is_kept_as_a_notice():
    chat = read(f"Exported for a friend\n\n{FIRST}")
    assert [(each.id, each.text) for each in chat.services] == [(1, "Exported for a friend")]
    assert chat.services[0].sent == chat.messages[0].sent


def test_an_unknown_sender_of_nothing_is_the_app_itself():
    chat = read(f"[2024-09-03 08:59:10] No-Sender:   \n\n{FIRST}")
    assert [(each.action, each.actor) for each in chat.services] == [("notice", "")]
    assert not chat.group


def test_an_unknown_sender_of_words_makes_it_a_group():
    chat = read(f"[2024-09-03 08:59:10] No-Sender: hello  \n\n{FIRST}")
    assert chat.group
    assert chat.participants == ("No-Sender", "Ann")


@pytest.mark.parametrize(
    ("sender", "name", "people", "group"),
    [
        ("Ann", "Ann.md", ("Ann", "Me"), False),
        ("Ann B.", "AnnB.md", ("Ann B.", "Me"), False),
        ("Me", "Ann.md", ("Me", "Ann"), False),
        ("Me", "chat.md", ("Me", SILENT), False),
        ("Me", "NotetoSelf.md", ("Me",), True),
    ],
)
def test_who_is_silent_is_inferred_from_the_name_of_the_file(sender, name, people, group):
    chat = read(f"[2024-09-03 08:59:12] {sender}: hi  \n\n", name)
    assert (chat.participants, chat.group) == (people, group)


def test_who_only_called_takes_part():
    chat = read("[2024-09-03 08:59:12] Ann: Missed voice call  \n\n", "chat.md")
    assert (chat.name, chat.participants) == ("Ann", ("Me", "Ann"))


def test_the_folder_around_a_chat_names_it(tmp_path):
    path = tmp_path / "Ann" / "chat.md"
    path.parent.mkdir()
    path.write_text(FIRST, "utf-8")
    assert read_chat(path, names=True).name == "Ann"


def test_no_time_is_said_to_be_none():
    [doubt] = read("[1969-12-31 19:00:00] Ann: hi  \n\n").doubts
    assert "knows no time" in doubt.why
    assert read("[1969-12-31 19:00:00] Ann: hi  \n\n").messages[0].sent == 0


def test_a_message_without_words_is_doubted():
    [doubt] = read("[2024-09-03 08:59:12] Ann:   \n\n").doubts
    assert "no words" in doubt.why


@pytest.mark.parametrize("line", ["[2024-02-31 08:59:12] Ann: hi  ", "[1969-12-30 00:00:00] Ann: x",
                                  "[2024-09-03 08:59:12] hi", "Ann: hi"])  # fmt: skip
def test_lines_without_a_time_or_a_name_begin_no_message(line):
    with pytest.raises(BadExport, match="no line begins with a time and a name"):
        read(line)


def test_the_phone_of_a_swede_is_no_signal():
    assert format_of("[2024-09-03 08:59:12] Ann: hi  \n\n", "_chat.txt") == "signal-markdown"
    with pytest.raises(BadExport, match="no chat export known here"):
        format_of("[2024-09-03? 08:59:12] Ann: hi\n", "_chat.txt")


BEGINNING = "a beginning that many messages share, "


@given(
    st.lists(
        st.tuples(st.booleans(), st.text("ab`\n", max_size=4), st.sampled_from([0, 34, 40])),
        max_size=12,
    )
)
@example([(False, "ab", 0), (False, "ab", 0), (False, "abb", 0), (True, "a", 0)])
def test_a_quote_is_found_as_if_it_were_compared_with_every_message(drawn):
    talk = [(quote, BEGINNING[start:] + text) for quote, text, start in drawn]
    said = Said(text for quote, text in talk if quote)
    before = []
    for number, (quote, text) in enumerate(talk):
        if not quote:
            said.add(number, text)
            before.append((number, text))
            continue
        words = text.replace("`", "").rstrip("\n")
        same = [at for at, each in before if each == words]
        long = [at for at, each in before if len(words) >= LONG and each.startswith(words)]
        assert said.quoted(text) == (tuple((same or long)[-2:]) if words else ())


def test_however_many_messages_begin_alike_a_quote_is_found_at_once():
    class Compared(str):
        """A text that notes each look at how it begins."""

        __slots__ = ()
        looks = 0

        def startswith(self, *args):
            Compared.looks += 1
            return super().startswith(*args)

    said = Said(BEGINNING + str(number)[:2] for number in range(10, 3000))
    for number in range(3000):
        said.add(number, Compared(f"{BEGINNING}{number} and more"))
    assert [said.quoted(f"{BEGINNING}29") for _ in range(3000)][-1] == (2998, 2999)
    assert Compared.looks == 0


def entries(closed, of):
    """Write messages without blank lines; so many of them end in two spaces."""
    lines = (f"[2024-09-03 08:{at:02}:12] Ann: hi" + "  " * (at < closed) for at in range(of))
    return "\n".join(lines) + "\n"


@given(of=st.integers(2, 50), data=st.data())
def test_a_phone_whose_owner_types_spaces_loses_no_message(of, data, tmp_path_factory):
    closed = data.draw(st.integers(0, (of - 1) * 3 // 4))
    path = tmp_path_factory.mktemp("phone") / "_chat.txt"
    path.write_text(entries(closed, of), "utf-8")
    chat = read_chat(path, names=True)
    assert (chat.format, len(chat.messages)) == ("whatsapp", of)


@given(of=st.integers(2, 50), data=st.data())
def test_what_the_tool_wrote_is_known_under_another_name(of, data):
    closed = data.draw(st.integers(of - of // 6, of))
    assert format_of(entries(closed, of), "Ann.txt") == "signal-markdown"


def test_under_a_name_of_markdown_trimmed_messages_are_the_tools():
    assert format_of(entries(0, 9), "Ann.md") == "signal-markdown"
    assert format_of(entries(0, 9), "Ann.txt") == "whatsapp"


def test_a_very_long_line_of_links_is_read_at_once():
    body = "hm  " + "[a](./media/a)  " * 20_000
    assert len(dict(one(body).more)["attachments"]) == 20_000
