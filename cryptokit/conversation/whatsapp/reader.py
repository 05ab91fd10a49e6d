"""WhatsApp's exported ``.txt``: a chat made of its entries. How these are read is next door."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.conversation.chat import SILENT, Chat, Message, Service
from cryptokit.conversation.date_order import DateOrder
from cryptokit.conversation.files.source import Source, silent
from cryptokit.conversation.findings import Doubt, Finding
from cryptokit.conversation.whatsapp.doubts import doubts_in
from cryptokit.conversation.whatsapp.entries import Read, read_entries
from cryptokit.conversation.whatsapp.lines import Places, cut
from cryptokit.conversation.whatsapp.locales import CHATS
from cryptokit.conversation.whatsapp.survey import EXPORT_AS_TEXT, survey
from cryptokit.conversation.whatsapp.words import GROUP_ACTIONS, Words, chat_name, notice_in
from cryptokit.errors import BadExport

LIMITS: Final = {40_000: "without media", 10_000: "with media"}
"""How many messages the app exports at most, as is commonly known."""


def read_whatsapp(source: Source, order: DateOrder | None = None) -> Iterator[Chat]:
    r"""Yield the one chat of an export, in the order of the file.

    The source is walked through twice: to see how it is written, and to read it. ``order`` is how
    its dates are written, if that is known. Raises BadExport if no line begins with a date, or if a
    date contradicts the order.

    >>> from cryptokit.conversation.files.source import a_text
    >>> [chat] = read_whatsapp(a_text("03/09/2024, 08:59 - Ann: hi\nall\n"))
    >>> chat.messages[0].sender, chat.messages[0].text
    ('Ann', 'hi\nall')
    """
    found = survey(replace(source, progress=silent), order)  # told of once, not twice
    places = Places()
    rows = cut(source.pieces(), found.style, found.order, places)
    read = read_entries(rows, found, places)
    if not read.entries:
        what = f"no date in it exists, read as {found.style}"
        raise BadExport(what, source=source.name, where="line 1", hint=EXPORT_AS_TEXT)
    yield _chat(read, source.stem)


def _chat(read: Read, stem: str) -> Chat:
    entries, words = read.entries, read.survey.words
    # A list is made first: a tuple cannot know how long it will be.
    messages = tuple([each for each in entries if isinstance(each, Message)])
    services = tuple([each for each in entries if not isinstance(each, Message)])
    people = tuple(dict.fromkeys(map(attrgetter("sender"), messages)))
    others = _others(services, people)
    group = (
        len(people) > 2
        or any(each.action in GROUP_ACTIONS for each in services)
        or bool(len(people) == 2 and others and read.survey.style.bracketed)
    )
    named = chat_name(stem, CHATS)
    name = named or _title(services, words) or stem
    if not group and len(people) == 1:
        known = [one for one in (named, *others) if one and one not in people]
        people = (*people, known[0] if known else SILENT)
    return Chat(
        name=name,
        format="whatsapp",
        messages=messages,
        participants=people,
        group=group,
        services=services,
        type="group" if group else "personal",
        more=(("contact", named),) if named and not group and named not in people else (),
        findings=(*read.survey.findings, *_limits(len(messages), entries)),
        doubts=_sorted((*read.doubts, *doubts_in(entries, read.places, read.colons))),
    )


def _others(services: Iterable[Service], people: Sequence[str]) -> list[str]:
    """List whose notices stand under the name of nobody who wrote: on iPhones, of the group."""
    actors = (each.actor for each in services if each.actor not in each.text)
    return [actor for actor in dict.fromkeys(actors) if actor and actor not in people]


def _title(services: Sequence[Service], words: Words) -> str:
    """Find the last name that a notice gives the group; empty for none."""
    titled = ("create_group", "edit_group_title")
    names = (notice_in(each.text, words).title for each in services if each.action in titled)
    return next((name for name in reversed([*names]) if name), "")


def _limits(messages: int, entries: Sequence[Message | Service]) -> Iterator[Finding]:
    """Say what may be missing from the file."""
    if messages in LIMITS or len(entries) in LIMITS:
        count = messages if messages in LIMITS else len(entries)
        why = f"{count:,} is the most that the app exports {LIMITS[count]}"
        yield Finding("completeness", "older messages are missing", Certainty.LIKELY, why)
    if not messages:
        why = "there are notices only, as in an export from a linked device"
        yield Finding("completeness", "all messages are missing", Certainty.LIKELY, why)


def _sorted(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    return tuple(sorted(doubts, key=lambda doubt: (doubt.line, doubt.why)))
