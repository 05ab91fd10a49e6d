"""Who is in a Signal chat. signal-export names the chat by its folder and lists no members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.conversation.chat import SILENT
from cryptokit.conversation.findings import Finding

ME: Final = "Me"
"""How the tool calls the person who exported."""

NO_SENDER: Final = "No-Sender"
"""How the tool calls a sender whom it does not know."""

_OWN_NOTES: Final = ("NotetoSelf", "Note to Self")
_UNNAMED: Final = ("", "chat", "index")


@dataclass(frozen=True, slots=True)
class Company:
    """How a chat is called, who is in it, and whether it is a group, which has to be inferred."""

    name: str
    people: tuple[str, ...]
    group: bool
    finding: Finding


def company_of(writers: Sequence[str], callers: Iterable[str], stem: str) -> Company:
    """Infer who is in a chat from those who wrote or called, and from the name of its folder.

    >>> company = company_of(["Me"], [], "Ann")
    >>> company.people, company.group, str(company.finding)
    (('Me', 'Ann'), False, 'group: no (guessed: nobody else wrote)')
    """
    others = tuple(dict.fromkeys(who for who in (*writers, *callers) if who not in {ME, NO_SENDER}))
    group, certainty, why = _group(others, stem, unknown=NO_SENDER in writers)
    named = "" if stem in _UNNAMED else stem
    people = writers if group else _two(writers, others, named)
    name = named or "".join(others[:1]) or "unnamed chat"
    return Company(
        name, tuple(people), group, Finding("group", "yes" if group else "no", certainty, why)
    )


def _group(others: Sequence[str], stem: str, *, unknown: bool) -> tuple[bool, Certainty, str]:
    if len(others) > 1:
        return True, Certainty.CERTAIN, f"{len(others)} others wrote or called"
    if unknown:
        return True, Certainty.LIKELY, "the tool knows every sender of a chat between two"
    if not others:
        own = stem in _OWN_NOTES
        why = (
            "the notes that a person keeps are no chat between two" if own else "nobody else wrote"
        )
        return own, Certainty.LIKELY if own else Certainty.GUESSED, why
    if _plain(others[0]) == _plain(stem):
        return False, Certainty.LIKELY, "the chat is called as the one other who wrote"
    return False, Certainty.GUESSED, "one other wrote"


def _plain(name: str) -> str:
    """Write a name as the tool writes it for a folder."""
    return "".join(filter(str.isalnum, name)).casefold()


def _two(writers: Sequence[str], others: Sequence[str], named: str) -> Iterable[str]:
    """Add the silent side of a chat between two people."""
    other = others[0] if others else named
    return dict.fromkeys([*writers, ME, other if other not in {"", ME} else SILENT])
