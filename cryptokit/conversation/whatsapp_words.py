"""The words WhatsApp adds in the phone's language, as a table by locale, and how to read them.

English is here. Another language is another row of ``WORDS``. Without its row every entry is still
counted, but attachments stay text, and on iPhones all that the app marks as its own is a notice.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cryptokit.conversation.chat import Kind
from cryptokit.conversation.whatsapp_styles import MARK


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the app notes by itself: what to call it, and whether only groups have it."""

    action: str
    pattern: re.Pattern[str]
    group: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What the app writes in one language.

    ``whole`` are bodies that stand alone, and what they stand for. ``attached`` finds the file
    name in ``name``. ``place`` and ``poll`` begin a body, ``edited`` ends one.
    """

    whole: Mapping[str, Kind]
    attached: re.Pattern[str]
    attached_hint: str
    edited: str
    place: str
    poll: str
    notices: tuple[Notice, ...]
    starts: tuple[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", (self.place, self.poll))

    def marks(self) -> Iterator[str]:
        """Walk the strings by which a text shows its language."""
        yield from (*self.whole, self.attached_hint, self.edited, self.place)


def _notice(action: str, pattern: str, *, group: bool = False) -> Notice:
    return Notice(action, re.compile(pattern), group=group)


_WHO = "(?P<who>[^:]+?)"

ENGLISH: Final = Words(
    whole={
        "<Media omitted>": Kind.LEFT_OUT,
        "image omitted": Kind.PHOTO,
        "video omitted": Kind.VIDEO,
        "audio omitted": Kind.VOICE,
        "GIF omitted": Kind.ANIMATION,
        "sticker omitted": Kind.STICKER,
        "document omitted": Kind.FILE,
        "Contact card omitted": Kind.CONTACT,
        "This message was deleted": Kind.DELETED,
        "You deleted this message": Kind.DELETED,
        "This message was deleted.": Kind.DELETED,
        "You deleted this message.": Kind.DELETED,
    },
    attached=re.compile(
        f"{MARK}?(?:(?P<android>[^\n]+) \\(file attached\\)|<attached: (?P<ios>[^\n]+)>)"
    ),
    attached_hint="attached",
    edited="<This message was edited>",
    place="location: ",
    poll="POLL:\n",
    notices=(
        _notice("encryption", "Messages and calls are end-to-end encrypted"),
        _notice("create_group", f"{_WHO} created (?:this )?group", group=True),
        _notice("edit_group_title", f"{_WHO} changed the (?:subject|group name) ", group=True),
        _notice("edit_group_photo", f"{_WHO} changed this group['’]s icon", group=True),
        _notice("invite_members", f"{_WHO} (?:added|invited) ", group=True),
        _notice("join_group_by_link", f"{_WHO} joined using", group=True),
        _notice("remove_members", f"{_WHO} removed ", group=True),
        _notice("leave_group", f"{_WHO} left$", group=True),
        _notice("security_code", f"Your security code with|{_WHO}['’]s security code"),
        _notice("set_messages_ttl", f"{_WHO} turned o(?:n|ff) disappearing messages"),
        _notice("phone_call", "Missed (?:voice|video) call"),
    ),
)

WORDS: Final = {"en": ENGLISH}
GROUP_ACTIONS: Final = frozenset(
    notice.action for words in WORDS.values() for notice in words.notices if notice.group
)


class Noted(NamedTuple):
    """A notice understood; ``action`` and ``who`` are empty where no pattern knows it."""

    action: str
    who: str
    text: str


def words_of(text: str) -> Words:
    """Choose the language whose words occur most in a text."""
    return max(WORDS.values(), key=lambda words: sum(mark in text for mark in words.marks()))


def notice_in(text: str, words: Words) -> Noted:
    """Say what a notice is about and who did it.

    >>> notice_in("Ann left", ENGLISH)
    Noted(action='leave_group', who='Ann', text='Ann left')
    """
    for notice in words.notices:
        if match := notice.pattern.match(text):
            return Noted(notice.action, match.groupdict().get("who") or "", text)
    return Noted("", "", text)
