"""What WhatsApp adds in the phone's language, as templates, and the patterns made from them.

The templates are next door, one row for each language. Tests write exports from the same rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from cryptokit.conversation.chat import Kind

QUOTES: Final = '"“”„«»'
CALL: Final = "phone_call"
OPENING: Final = 4
"""Signs by which a body is known that may be the app's own; no phrase is shorter."""
GROUP_ACTIONS: Final = frozenset(
    {
        *("create_group", "edit_group_title", "edit_group_photo", "edit_group_about"),
        *("invite_members", "join_group_by_link", "remove_members", "leave_group"),
        *("admin", "group_settings"),
    }
)
"""What only happens in groups."""

_SLOTS: Final = {
    "who": r"(?P<who>[^:\n]+?)",
    "whom": r"(?P<whom>.+?)",
    "title": r"(?P<title>.+)",
    "tail": r".*",
    "file": r"(?P<file>[^\n<>]+?\.\w{1,5})",
    "chat": r"(?P<chat>.+)",
}
_AND: Final = re.compile(r",? (?:and|und|y|e|et|en|и|ve|i|&) |, ")
OWNER: Final = (
    *("You ", "You're ", "Du ", "Dein ", "Вы ", "Vous ", "Tu ", "Te ", "Você ", "Hai "),
    *("Je ", "U ", "Sen ", "Siz ", "Ty "),
)
"""How a notice begins that is about whoever exported the chat."""

_OWNER: Final = frozenset(
    ["you", "dich", "vous", "вас", "jou", "je", "sizi", "cię", "você", "ti", "te"]
)
"""How a notice calls whoever exported the chat."""

_TELLING: Final = 12  # signs at the start of a notice that begin no name
_LONGEST_NOTICE: Final = 2000  # signs; patterns with several slots take long over longer texts
_SLOT: Final = re.compile(r"\{(\w+)\}")
_ALIKE: Final = str.maketrans({"’": "'", "\u00a0": " ", **dict.fromkeys(QUOTES, '"')})


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What the app writes in one language.

    ``whole`` are phrases that stand for something that is not in the file. In templates a word in
    braces is a slot. ``attached`` and ``enclosed`` name a file that is beside it, on Android and on
    iPhones; ``place`` comes before an address, ``poll`` above a question; ``edited`` ends a text.
    ``notices`` are pairs of an action and a template. ``chats`` are names of whole exports.
    """

    language: str
    whole: Mapping[str, Kind]
    attached: tuple[str, ...]
    enclosed: tuple[str, ...]
    edited: tuple[str, ...]
    place: tuple[str, ...]
    poll: tuple[str, ...]
    option: str
    pages: str
    notices: tuple[tuple[str, str], ...]
    chats: tuple[str, ...]
    calls: frozenset[str] = field(init=False)
    openings: frozenset[str] = field(init=False)
    hint: str = field(init=False)

    def __post_init__(self) -> None:
        calls = frozenset(text for action, text in self.notices if action == CALL)
        tags = [template.removeprefix("{file} ") for template in self.attached]
        object.__setattr__(self, "calls", calls)
        phrases = (*calls, *self.whole, *self.place, *self.poll)
        object.__setattr__(self, "openings", frozenset(phrase[:OPENING] for phrase in phrases))
        object.__setattr__(self, "hint", tags[0] if len(tags) == 1 else "(")


class Noted(NamedTuple):
    """A notice understood: what, by whom, to whom, and a new title; empty where none knows it."""

    action: str = ""
    who: str = ""
    title: str = ""
    whom: str = ""

    @property
    def members(self) -> tuple[str, ...]:
        """Tell apart the people to whom it was done, but for whoever exported the chat.

        >>> Noted(whom="Ben, Cy and you").members
        ('Ben', 'Cy')
        """
        return tuple(name for name in _AND.split(self.whom) if name and name not in _OWNER)


def notice_in(text: str, words: Words) -> Noted:
    """Say what a notice is about, who did it, and which name it gives the group.

    >>> from cryptokit.conversation.whatsapp.locales import ENGLISH
    >>> notice_in('Ann created group "Us: two"', ENGLISH)
    Noted(action='create_group', who='Ann', title='Us: two', whom='')
    """
    if len(text) > _LONGEST_NOTICE:
        return Noted()
    alike = text.translate(_ALIKE)
    for action, pattern in _notices(words):
        if match := pattern.fullmatch(alike):
            # The two texts differ in single signs only, so places in one are places in the other.
            spans = {name: match.span(name) for name, found in match.groupdict().items() if found}
            found = {name: text[start:end] for name, (start, end) in spans.items()}
            parts = (found.get(name, "") for name in ("who", "title", "whom"))
            return Noted(action, *parts)
    return Noted()


def may_begin_notice(text: str, words: Words) -> bool:
    """Tell whether a text is a notice, or begins like one: a name in it may hold a colon.

    >>> from cryptokit.conversation.whatsapp.locales import ENGLISH
    >>> may_begin_notice("Your security code with Ben", ENGLISH), may_begin_notice("Ben", ENGLISH)
    (True, False)
    """
    return text.startswith(_starts(words)) or bool(notice_in(text, words).action)


@cache
def _starts(words: Words) -> tuple[str, ...]:
    heads = (template.partition("{")[0] for _, template in words.notices if "{" in template)
    return tuple(head for head in heads if len(head) >= _TELLING)


@cache
def _notices(words: Words) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (action, re.compile(pattern(text.translate(_ALIKE).removesuffix(".")) + r"\.?", re.DOTALL))
        for action, text in words.notices
    )


@cache
def chat_name(stem: str, chats: tuple[str, ...]) -> str:
    """Find the name of a chat in the name of its file; empty if it holds none.

    >>> chat_name("WhatsApp Chat with Ann", ("WhatsApp Chat with {chat}",))
    'Ann'
    """
    found = (re.fullmatch(pattern(each), stem) for each in chats)
    return next((match["chat"].strip() for match in found if match), "")


def pattern(template: str) -> str:
    r"""Make a pattern that finds what a template writes.

    >>> pattern("{who} added {whom}")
    '(?P<who>[^:\\n]+?)\\ added\\ (?P<whom>.+?)'
    """
    parts = _SLOT.split(template)
    return "".join(
        _SLOTS.get(part, ".+?") if odd % 2 else re.escape(part) for odd, part in enumerate(parts)
    )
