"""What a conversation is, whatever app it came from. Reading files is next door, in ``readers``."""

from dataclasses import dataclass, field

SILENT = "(silent)"
"""Stands for the one of two people who wrote nothing, when the export does not name them."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message that a person sent. Times are seconds since 1970.

    A Telegram export gives UTC; a WhatsApp export gives the phone's wall clock without a zone, and
    ``sent`` then reads that clock as if it were UTC. ``media`` says what was attached (``"photo"``,
    ``"voice message"``), empty for none.

    >>> Message(id=1, sent=0, sender="Alice", text="", media="photo").shown
    '[photo]'
    """

    id: int
    sent: int
    sender: str
    text: str
    media: str = ""
    reply_to: int | None = None
    edited: int | None = None

    @property
    def shown(self) -> str:
        """What the other phone shows as one text: the attachment in brackets, then the words."""
        return " ".join(
            part for part in (f"[{self.media}]" if self.media else "", self.text) if part
        )


@dataclass(frozen=True, slots=True)
class Service:
    """Something the app noted by itself: a member joined, a call, a pinned message."""

    id: int
    sent: int
    actor: str
    action: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation: who took part, what they wrote, and what the app added.

    ``messages`` are the entries that people sent. ``services`` and ``unsupported`` (ids of entries
    that the export itself calls so) are kept apart, so that nothing is counted twice or lost.
    ``group`` is True for anything that is not between two people. ``among`` is how many chats the
    file held from which this one was read.
    """

    name: str
    format: str
    messages: tuple[Message, ...] = field(repr=False)
    participants: tuple[str, ...]
    group: bool
    services: tuple[Service, ...] = field(default=(), repr=False)
    unsupported: tuple[int, ...] = ()
    among: int = 1
