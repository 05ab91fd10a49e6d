"""A conversation typed by hand, one ``Name: text`` a line. Files are read by ``readers``."""

import re
from collections.abc import Sequence
from typing import Final

from cryptokit.conversation.chat import Chat, Message
from cryptokit.errors import BadExport

START: Final = 1_735_722_000
"""The first message: 1 January 2025, 09:00 UTC. A fixed date, so that every run is the same."""

_A_MINUTE: Final = 60
_LINE: Final = re.compile(r"\s*(?P<sender>[^:]*[^:\s])\s*:\s+(?P<text>.*\S)\s*", re.DOTALL)
_HOW: Final = 'write each line as "Alice: hi"'


def say(lines: Sequence[str]) -> Chat:
    """Make a chat from typed lines, a minute apart. Somebody is always there to receive it.

    Raises BadExport for a line that does not say who speaks.

    >>> chat = say(["Alice: hi", "Bob: hi yourself"])
    >>> chat.name, chat.messages[1].sender, chat.group
    ('Alice and Bob', 'Bob', False)
    >>> say(["Alice: anybody there?"]).participants
    ('Alice', 'Bob')
    """
    if isinstance(lines, str):
        raise TypeError("say() takes a list of lines, not one text")
    if not lines:
        raise BadExport("nothing is said", source="say", hint=_HOW)
    messages = tuple(_message(number, line) for number, line in enumerate(lines, start=1))
    people = _with_a_listener(tuple(dict.fromkeys(message.sender for message in messages)))
    return Chat(
        name=_all_of(people),
        format="said",
        messages=messages,
        participants=people,
        group=len(people) > 2,
    )


def _message(number: int, line: str) -> Message:
    match = _LINE.fullmatch(line)
    if match is None:
        raise BadExport("nobody says this", source="say", where=f"line {number}", hint=_HOW)
    if any("\ud800" <= char <= "\udfff" for char in line):
        what = "holds half a character, which no text can"
        raise BadExport(what, source="say", where=f"line {number}", hint="type it again in UTF-8")
    sent = START + (number - 1) * _A_MINUTE
    return Message(id=number, sent=sent, sender=match["sender"], text=match["text"])


def _with_a_listener(people: tuple[str, ...]) -> tuple[str, ...]:
    if len(people) > 1:
        return people
    return (*people, "Alice" if people == ("Bob",) else "Bob")


def _all_of(people: Sequence[str]) -> str:
    *others, last = people
    return f"{', '.join(others)} and {last}"
