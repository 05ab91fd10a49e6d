"""Signal chats as signal-export writes them: Markdown. Signal itself exports no text at all.

What the tool leaves out is not here either: disappearing messages, the members of a group, the
zone of its clock. How a file is cut, and what stands in a message, is next door.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.conversation.chat import Chat, Kind, Message, Service
from cryptokit.conversation.days import DAY
from cryptokit.conversation.files.source import Source
from cryptokit.conversation.findings import Doubt, Finding
from cryptokit.conversation.signal.body import Body, dissect, is_call
from cryptokit.conversation.signal.lines import Block, Layout, cut, layout_of
from cryptokit.conversation.signal.people import NO_SENDER, company_of
from cryptokit.conversation.signal.replies import Said
from cryptokit.errors import BadExport

SIGNAL_EXPORT: Final = "the tool signal-export, and give the chat.md that it writes"
"""What to try with Signal."""

CLOCK: Final = Finding(
    question="clock",
    answer="that of the exporting computer, read as UTC",
    certainty=Certainty.GUESSED,
    why="the file names no zone",
)
"""What is always inferred: the tool writes times as the computer showed them."""

_ENOUGH: Final = 16  # pieces in which the layout shows itself
_TRIMMED: Final = Finding(
    question="ends of messages",
    answer="each line with a time and a name begins one",
    certainty=Certainty.GUESSED,
    why="the two spaces after each message are gone",
)
_WITHIN: Final = "looks like a message, but the text above it has not ended: read as its text"
_NO_TIME: Final = "the tool writes the first second of 1970 where it knows no time"
_EARLIER: Final = "earlier than the line above: pasted text, or a clock set back"
_SEVERAL: Final = "several messages say what it quotes: read as a reply to the last of them"
_WORDLESS: Final = "no words: a note of the app, or something that the tool does not write"


def read_signal(source: Source) -> Iterator[Chat]:
    r"""Yield the one chat of a file, in its order.

    Raises BadExport if no line begins as the tool begins a message.

    See: carderne/signal-export, sigexport/models.py and create.py.

    >>> from cryptokit.conversation.files.source import a_text
    >>> [chat] = read_signal(a_text("[2024-09-03 08:59:12] Ann: Six?  \n\n", "Ann.md"))
    >>> chat.messages[0].text, chat.participants
    ('Six?', ('Ann', 'Me'))
    """
    pieces = source.pieces()
    start = "".join(islice(pieces, _ENOUGH))
    layout = layout_of(start)
    blocks = tuple(cut(chain([start], pieces), layout))
    if not any(block.sender for block in blocks):
        what = "no line begins with a time and a name, as signal-export writes them"
        raise BadExport(what, source=source.name, where="line 1", hint=SIGNAL_EXPORT)
    yield _chat(blocks, layout, source.stem)


def _chat(blocks: Sequence[Block], layout: Layout, stem: str) -> Chat:
    entries, doubts = _entries(blocks)
    messages = tuple(each for each in entries if isinstance(each, Message))
    services = tuple(each for each in entries if isinstance(each, Service))
    writers = tuple(dict.fromkeys(message.sender for message in messages))
    callers = (each.actor for each in services if each.actor)
    company = company_of(writers, callers, stem)
    return Chat(
        name=company.name,
        format="signal-markdown",
        messages=messages,
        participants=company.people,
        group=company.group,
        services=services,
        findings=(CLOCK, company.finding, *([_TRIMMED] if layout is Layout.TRIMMED else [])),
        doubts=doubts,
    )


def _entries(blocks: Sequence[Block]) -> tuple[list[Message | Service], tuple[Doubt, ...]]:
    entries: list[Message | Service] = []
    doubts: list[Doubt] = []
    bodies = [dissect(block.body) for block in blocks]
    said = Said(body.quote for body in bodies)
    before = 0
    for number, (block, body) in enumerate(zip(blocks, bodies, strict=True), start=1):
        quoted = said.quoted(body.quote)
        entry = _entry(number, block, body, quoted)
        if isinstance(entry, Message):
            said.add(number, body.text)
        doubts += (Doubt(line, number, _WITHIN) for line in block.lookalikes)
        doubts += (Doubt(block.line, number, why) for why in _reasons(entry, before, quoted))
        before = entry.sent
        entries.append(entry)
    return entries, tuple(doubts)


def _entry(number: int, block: Block, body: Body, quoted: Sequence[int]) -> Message | Service:
    actor = "" if block.sender == NO_SENDER else block.sender
    if not block.sender:
        return Service(number, block.sent, "", "notice", block.body)
    if is_call(block.body):
        return Service(number, block.sent, actor, "phone_call", body.text)
    if not actor and body == Body(""):
        return Service(number, block.sent, "", "notice")
    more = (("quote", body.quote), *body.more) if body.quote else body.more
    return Message(
        id=number,
        sent=block.sent,
        sender=block.sender,
        text=body.text,
        kind=body.kind,
        title=body.title,
        reply_to=quoted[-1] if quoted else None,
        more=more,
    )


def _reasons(entry: Message | Service, before: int, quoted: Sequence[int]) -> Iterator[str]:
    """Say why an entry may be something else."""
    if entry.sent < DAY:
        yield _NO_TIME
    elif entry.sent < before:
        yield _EARLIER
    if len(quoted) > 1:
        yield _SEVERAL
    wordless = isinstance(entry, Message) and entry.kind is Kind.TEXT
    if wordless and not entry.text:
        yield _WORDLESS
