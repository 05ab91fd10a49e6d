"""Strategies for Signal chats as signal-export writes them, beside what must be read from them.

A second view of the format, made from what the tool writes. No reader is called. Not here: texts
that can be read in two ways, and files that were merged or trimmed by hand.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Certainty, Chat, Finding, Message, Service
from cryptokit.conversation.signal.reader import CLOCK
from cryptokit.testing._exports.export import Export
from cryptokit.testing._exports.signal_entries import OTHERS, entry, plain

_START: Final = 1_700_000_000


@st.composite
def signal_exports(draw: st.DrawFn, *, most: int = 6) -> Export:
    """Give a ``chat.md`` of up to ``most`` entries beyond one of each person.

    >>> from hypothesis import find
    >>> export = find(signal_exports(most=0), lambda export: not export.chat.group)
    >>> export.name, export.chat.participants
    ('Ann.md', ('Ann', 'Me'))
    """
    others = draw(st.lists(st.sampled_from(OTHERS), min_size=1, max_size=3, unique=True))
    senders = [*others, *draw(st.lists(st.sampled_from([*others, "Me"]), max_size=most))]
    form = draw(st.sampled_from(("%Y-%m-%d %H:%M:%S", "%Y-%m-%d, %H:%M")))
    old = "," in form
    sent, lines = _START - _START % 60, list[str]()
    entries: list[Message | Service] = []
    for number, sender in enumerate(senders, start=1):
        sent += 60 * draw(st.integers(1, 10_000)) + (0 if old else draw(st.integers(0, 59)))
        blank = Message(number, sent, sender, "")
        body, read = draw(plain(blank) if old or number <= len(others) else entry(blank, entries))
        clock = datetime.fromtimestamp(sent, UTC).strftime(form)
        lines.append(f"[{clock}] {sender}: {body}\n" + ("" if old else "\n"))
        entries.append(read)
    return Export(f"{others[0]}.md", "".join(lines).encode(), _chat(others, entries))


def _chat(others: Sequence[str], entries: Sequence[Message | Service]) -> Chat:
    messages = tuple(each for each in entries if isinstance(each, Message))
    writers = dict.fromkeys(message.sender for message in messages)
    group = len(others) > 1
    why = f"{len(others)} others wrote or called"
    alone = "the chat is called as the one other who wrote"
    finding = (
        Finding("group", "yes", Certainty.CERTAIN, why)
        if group
        else Finding("group", "no", Certainty.LIKELY, alone)
    )
    return Chat(
        name=others[0],
        format="signal-markdown",
        messages=messages,
        participants=tuple(writers if group else dict.fromkeys([*writers, "Me"])),
        group=group,
        services=tuple(each for each in entries if isinstance(each, Service)),
        findings=(CLOCK, finding),
    )
