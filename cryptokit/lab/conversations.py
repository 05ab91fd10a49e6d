"""The conversation itself, line by line, as the phones show it. What it tells is in ``chats``."""

from collections.abc import Iterator, Mapping
from typing import Final

from rich.text import Text

from cryptokit.conversation import Chat, Kind, Message, Run, Service
from cryptokit.lab.moments import calendar, moment
from cryptokit.lab.printing import isolated, printable
from cryptokit.lab.wording import notice

STYLES: Final = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "code": "cyan",
    "pre": "cyan",
    "blockquote": "italic",
    "link": "underline",
    "text_link": "underline",
    "email": "underline",
    "mention": "bold",
    "mention_name": "bold",
    "hashtag": "bold",
    "spoiler": "reverse",
}
"""How each style of a run looks; a style without a line here looks plain."""
_INDENT: Final = " " * 6
_HIDDEN: Final = "█"


def lines(chat: Chat, *, spoilers: bool) -> Iterator[Text]:
    """Yield the conversation in the order of the export, a line each; days have one of their own.

    What a stranger wrote cannot steer the terminal, and a link shows where it leads.
    """
    by_id = {message.id: message for message in chat.messages}
    day = ""
    for entry in _in_order(chat):
        if isinstance(entry, int):
            yield Text(f"{_INDENT}entry {entry}: not supported, says the export", "dim")
            continue
        when = calendar(entry.sent)
        if day != (day := when.date().isoformat()):
            yield Text(day, "bold")
        if isinstance(entry, Service):
            yield Text(f"{when:%H:%M} {_note(entry)}", "dim")
        else:
            body = _answered(entry, by_id) + _body(entry, spoilers=spoilers)
            yield from _message(f"{when:%H:%M} ", entry.sender, body)


def _in_order(chat: Chat) -> list[Message | Service | int]:
    entries: list[Message | Service | int] = [*chat.messages, *chat.services, *chat.unsupported]
    return sorted(entries, key=lambda entry: entry if isinstance(entry, int) else entry.id)


def _note(service: Service) -> str:
    said = isolated(service.text) or printable(_named(service.action))
    return f"{isolated(service.actor)}: {said}" if service.actor else said


def _named(action: str) -> str:
    return "notice" if action in {"", "notice"} else notice(action)


def _message(time: str, sender: str, body: Text) -> Iterator[Text]:
    first, *more = body.split("\n", allow_blank=True)
    yield Text.assemble((time, "dim"), (isolated(sender), "bold"), ": ", *_kept_apart(first))
    for line in more:
        yield Text.assemble(_INDENT, *_kept_apart(line))


def _kept_apart(line: Text) -> tuple[str | Text, ...]:
    """Leave the time and the name before a line where they are, whatever way it is written."""
    marks = isolated(line.plain)
    return (line,) if marks == line.plain else (marks[0], line, marks[-1])


def _answered(message: Message, by_id: Mapping[int, Message]) -> Text:
    if message.reply_to is None:
        return Text()
    to = by_id.get(message.reply_to)
    whom = f"{isolated(to.sender)}, {moment(to.sent)}" if to else "what is not here"
    return Text(f"(to {whom}) ", "dim")


def _body(message: Message, *, spoilers: bool) -> Text:
    body = Text()
    if message.kind is not Kind.TEXT:
        title = f": {isolated(message.title)}" if message.title else ""
        body.append(f"[{message.kind}{title}]" + " " * bool(message.text), "magenta")
    for run in message.runs or (Run(message.text),):
        body.append_text(_run(run, spoilers=spoilers))
    if message.edited:
        body.append(" (edited)", "dim")
    return body


def _run(run: Run, *, spoilers: bool) -> Text:
    clean = "\n".join(map(printable, run.text.split("\n")))
    if run.style == "spoiler" and not spoilers:
        return Text("".join(char if char.isspace() else _HIDDEN for char in clean))
    shown = Text(clean, STYLES.get(run.style, ""))
    address = dict(run.more).get("href")
    if isinstance(address, str):
        shown.append(f" <{printable(address)}>", "dim")
    return shown
