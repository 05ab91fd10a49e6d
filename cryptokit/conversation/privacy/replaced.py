"""Names, numbers and handles of people replaced by invented ones, wherever a chat holds them.

This hides who people are from whoever looks over a shoulder. It is not anonymity. What stays:
nicknames, inflected and misspelt names, people who are talked about but take no part, streets and
places, numbers without a plus or a zero before them, all that people tell of each other, and what
is in files. A name that is also a word ("Will", "May") goes wherever that word stands; a part that
two people share stands for the first; a part of two letters goes only as it is written in the name
("Bo", not "bo"), and a part that is a pronoun ("You", "Sen") stays.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Final

from cryptokit.conversation.account import Account, Section
from cryptokit.conversation.attached import under_names_of
from cryptokit.conversation.chat import Chat, Message, Run, Service, quick_message
from cryptokit.conversation.findings import Doubt, Finding
from cryptokit.conversation.privacy.hidden import (
    fields_hidden,
    more_hidden,
    name_hidden,
    string_hidden,
    text_hidden,
    title_hidden,
)
from cryptokit.conversation.privacy.leaves import MARKED, tells
from cryptokit.conversation.privacy.mentions import rewritten, rewritten_pieces
from cryptokit.conversation.privacy.roster import Roster, roster
from cryptokit.errors import BadExport

_TOO_DEEP: Final = "nested too deep for a chat export"


def with_aliases(chats: Sequence[Chat]) -> tuple[Chat, ...]:
    """Give chats in which people have invented names; one person has one name in all of them.

    How many messages there are, who wrote which, when, and in reply to what stays as it was.
    Raises BadExport for values nested too deep.

    >>> from cryptokit.conversation.spoken import say
    >>> [chat] = with_aliases([say(["Ada: ask Timo or +00 0000000", "Timo: ADA!"])])
    >>> [(message.sender, message.text) for message in chat.messages]
    [('Alice', 'ask Bob or +00 000 000 00 01'), ('Bob', 'ALICE!')]
    """
    return account_with_aliases(Account(tuple(chats))).chats


def account_with_aliases(account: Account) -> Account:
    """Give an account in which people have invented names, in its sections too.

    Raises BadExport for values nested too deep.

    >>> section = Section("contacts", ({"first_name": "Ada", "phone_number": "+00 0000007"},))
    >>> account_with_aliases(Account((), (section,))).sections[0].items
    ({'first_name': 'Alice', 'phone_number': '+00 000 000 00 01'},)
    """
    try:
        known = roster(account)
        chats = tuple(_chat(chat, known) for chat in account.chats)
        return Account(chats, tuple(_section(each, known) for each in account.sections))
    except RecursionError as error:
        raise BadExport(_TOO_DEEP, source="the export", hint="read it with its names") from error


def _chat(chat: Chat, known: Roster) -> Chat:
    made = replace(
        chat,
        name=title_hidden(chat.name, chat.participants, known),
        messages=tuple(_messages(chat.messages, known)),
        participants=tuple(name_hidden(name, known) for name in chat.participants),
        services=tuple(_service(service, known) for service in chat.services),
        findings=tuple(_finding(finding, known) for finding in chat.findings),
        doubts=tuple(_doubt(doubt, known) for doubt in chat.doubts),
        more=more_hidden(chat.more, known, inside=False),
    )
    return replace(made, files=under_names_of(made, chat, chat.files)) if chat.files else made


def _messages(messages: Iterable[Message], known: Roster) -> Iterator[Message]:
    instead, doubtful = known.names.get, known.doubtful
    for each in messages:
        sender, text, more = each.sender, each.text, each.more
        alias = instead(sender, sender)
        if each.title or each.runs or (more and tells(more)):
            yield _message(each, alias, known)
            continue
        if text in doubtful:
            text = rewritten(text, known.mentions)
        elif alias is sender:
            yield each
            continue
        # Spelled out, since nearly every message of a chat comes by here.
        yield quick_message(
            each.id,
            each.sent,
            alias,
            text,
            each.kind,
            "",
            each.reply_to,
            each.edited,
            each.edited_at,
            (),
            more,
        )


def _message(message: Message, sender: str, known: Roster) -> Message:
    """Rewrite a message with more than words."""
    runs = _runs(message, known)
    text = text_hidden(message.text, known)
    if runs is not message.runs:
        text = "".join([run.text for run in runs])
    title = message.title and name_hidden(message.title, known)
    more = more_hidden(message.more, known)
    return replace(message, sender=sender, text=text, title=title, runs=runs, more=more)


def _runs(message: Message, known: Roster) -> tuple[Run, ...]:
    told = message.text in known.doubtful
    if not (told or [run for run in message.runs if run.more or run.style in MARKED]):
        return message.runs
    before = [run.text for run in message.runs]
    after = rewritten_pieces(before, known.mentions) if told else before
    if told:  # a name may be a word of its own only inside its style
        after = [rewritten(text, known.mentions) for text in after]
    return tuple(map(_run, message.runs, after, repeat(known)))


def _run(run: Run, text: str, known: Roster) -> Run:
    if run.style in MARKED and text == run.text:
        text = string_hidden(text, run.style, known)  # such as digits without a plus
    return Run(text, run.style, more_hidden(run.more, known))


def _service(service: Service, known: Roster) -> Service:
    return replace(
        service,
        actor=name_hidden(service.actor, known),
        text=text_hidden(service.text, known),
        more=more_hidden(service.more, known),
    )


def _finding(finding: Finding, known: Roster) -> Finding:
    return replace(
        finding, answer=text_hidden(finding.answer, known), why=text_hidden(finding.why, known)
    )


def _doubt(doubt: Doubt, known: Roster) -> Doubt:
    return replace(doubt, why=text_hidden(doubt.why, known))


def _section(section: Section, known: Roster) -> Section:
    items = tuple(fields_hidden(item, known, inside=False) for item in section.items)
    return replace(section, items=items, about=text_hidden(section.about, known))
