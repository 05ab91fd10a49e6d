"""WhatsApp's entries told apart: messages that people sent, and notices of the app.

Nothing is escaped in this format: a pasted line that looks like a message is a message.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cryptokit.conversation.chat import Kind, Message, Service, quick_message
from cryptokit.conversation.findings import Doubt
from cryptokit.conversation.whatsapp.body import dissect
from cryptokit.conversation.whatsapp.lines import ABOVE, Places, Row
from cryptokit.conversation.whatsapp.names import Names, cleaned
from cryptokit.conversation.whatsapp.styles import MARK, looks_dated
from cryptokit.conversation.whatsapp.survey import Survey
from cryptokit.conversation.whatsapp.words import CALL, OPENING, OWNER, Noted, notice_in

Entry = Message | Service

NO_CLOSE: Final = "begins like an entry, but nothing parts the time from what follows: kept as text"
OTHER_FORM: Final = "begins like an entry of another phone: kept as text"
NO_SUCH_TIME: Final = "begins like an entry, but there is no such day or time: kept as text"
BY_COLON: Final = "taken as a notice, though the colon in it might end a sender's name"
NOBODY: Final = "nobody sent it and no known notice reads so: it may be pasted text"

_ODD_ENDS: Final = frozenset(">:")
_STARTS_DATED: Final = re.compile(rf"\n[{MARK}\u200f]*\[?\d")


@dataclass(frozen=True, slots=True)
class Read:
    """The entries of a file so far, where they stand, and what is in doubt."""

    survey: Survey
    places: Places
    entries: list[Entry] = field(default_factory=list[Entry])
    doubts: list[Doubt] = field(default_factory=list[Doubt])
    nobody: list[int] = field(default_factory=list[int])
    colons: list[int] = field(default_factory=list[int])
    doubtful: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", Names(self.survey.words))


def read_entries(rows: Iterable[Row], survey: Survey, places: Places) -> Read:
    """Make a message or a notice of each row."""
    read = Read(survey, places)
    names, entries, words = read.names, read.entries, survey.words
    openings, hint = words.openings, words.hint
    last = 0
    for number, (marks, sent, entry) in enumerate(rows, start=1):
        last = last if sent == last else sent  # one number for all in a minute saves memory
        sender, colon, text = entry.partition(": ")
        # Nearly all entries are words and nothing else; only the others are looked at closely.
        if (
            text[-1:] in _ODD_ENDS
            or MARK in text
            or hint in text
            or text[:OPENING] in openings
            or not colon
            or not (name := names[sender])
            or marks is ABOVE
        ):
            entries.append(_unusual(read, number, (marks, last, entry)))
        else:
            entries.append(quick_message(number, last, name, text))
        if "\n" in entry:
            _note_lines(read, number, entry)
    _group_names_with_colons(read)
    _unknown_notices(read)
    return read


def _unusual(read: Read, number: int, row: Row) -> Entry:
    """Read an entry that is not just a name and words."""
    marks, sent, entry = row
    if entry.endswith(":"):
        read.colons.append(number)
    sender, colon, text = entry.partition(": ")
    if not (sender and colon) or "\n" in sender or marks is ABOVE:
        return _notice(read, number, sent, entry)
    if not read.names[sender] and notice_in(entry, read.survey.words).action:
        read.doubts.append(Doubt(read.places.line(number), number, BY_COLON))
        return _notice(read, number, sent, entry)
    if noted := _by_a_group(read, entry):
        read.doubts.append(Doubt(read.places.line(number), number, BY_COLON))
        return _service(number, sent, *noted)
    if not read.names[sender]:
        read.doubtful.setdefault(sender, []).append(number)
    return _sent(read, (number, sent, cleaned(sender)), text, marked=MARK in marks)


def _by_a_group(read: Read, entry: str) -> tuple[str, Noted, str] | None:
    """Read an iPhone's notice whose sender is a group with a colon in its name."""
    group, mark, text = entry.partition(f": {MARK}")
    if not (mark and ": " in group and read.survey.style.bracketed):
        return None
    noted = notice_in(text, read.survey.words)
    return (cleaned(group), noted, text) if noted.action else None


def _sent(read: Read, head: tuple[int, int, str], text: str, *, marked: bool) -> Entry:
    number, sent, sender = head
    words, bare = read.survey.words, text.removeprefix(MARK)
    if bare in words.calls:
        return Service(number, sent, sender, CALL, bare)
    body = dissect(text, words)
    kind = body.kind
    if kind is Kind.TEXT and not body.edited and read.survey.style.bracketed and bare != text:
        noted = notice_in(bare, words)
        if noted.action or not marked:
            return _service(number, sent, sender, noted, bare)
        kind, body = Kind.LEFT_OUT, dissect(bare, words)
    return Message(
        number, sent, sender, body.text, kind, body.title, edited=body.edited, more=body.more
    )


def _notice(read: Read, number: int, sent: int, entry: str) -> Service:
    text = entry.strip(f"{MARK}\n")
    noted = notice_in(text, read.survey.words)
    if not noted.action:
        read.nobody.append(number)
    return _service(number, sent, "", noted, text)


def _service(number: int, sent: int, sender: str, noted: Noted, text: str) -> Service:
    more = (("members", list(noted.members)),) if noted.members else ()
    return Service(number, sent, noted.who or sender, noted.action or "notice", text, more)


def _note_lines(read: Read, number: int, entry: str) -> None:
    """Remember how long an entry is, and doubt those of its lines that begin like another one."""
    line = read.places.line(number)
    read.places.add(number, entry.count("\n"))
    if _STARTS_DATED.search(entry):
        style = read.survey.style
        for more, text in enumerate(entry.split("\n")[1:], start=1):
            if looks_dated(text):
                why = NO_SUCH_TIME if style.pattern.match("\n" + text) else _why_text(text)
                read.doubts.append(Doubt(line + more, number, why))


def _why_text(text: str) -> str:
    return OTHER_FORM if looks_dated(text, closed=True) else NO_CLOSE


def _group_names_with_colons(read: Read) -> None:
    """Turn what names seem to say into notices, where they are no names after all.

    This needs no words of any language: somebody gave the group a name with a colon in it. Who
    writes more than once under such a name, with no other name at its start, is a person.
    """
    known = tuple(f"{name} " for name in read.names.values() if name)
    for raw, numbers in read.doubtful.items():
        who = max((name for name in known if raw.startswith(name)), key=len, default="")
        if who or len(numbers) == 1:
            for number in numbers:
                _turn_into_notice(read, number, raw, who.rstrip())


def _turn_into_notice(read: Read, number: int, raw: str, who: str) -> None:
    entry = read.entries[number - 1]
    if isinstance(entry, Message) and entry.kind is Kind.TEXT and not entry.edited:
        text = f"{raw}: {entry.text}"
        read.entries[number - 1] = Service(number, entry.sent, who, "notice", text)
        read.doubts.append(Doubt(read.places.line(number), number, BY_COLON))


def _unknown_notices(read: Read) -> None:
    """Doubt lines that nobody sent, unless they begin with the name of somebody who did write."""
    language = next(each for each in read.survey.findings if each.question == "language")
    if language.answer == "unknown" and not read.survey.style.bracketed:
        return
    known = (*(name for name in read.names.values() if name), "+", *OWNER)
    for number in read.nobody:
        entry = read.entries[number - 1]
        if not entry.text.startswith(known):
            read.doubts.append(Doubt(read.places.line(number), number, NOBODY))
