"""What a chat holds, counted, and what its format never holds. Nothing is printed here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.conversation import Chat, Kind, Message, Service
from cryptokit.conversation.metadata import Metadata, Seen, metadata, seen

TITLES: Final[Mapping[str, str]] = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "signal-markdown": "Signal, by signal-export",
}
ABSENT: Final[Mapping[str, tuple[str, ...]]] = {
    "telegram": ("secret chats: Telegram never exports them",),
    "whatsapp": (
        "replies and reactions: the format has no place for them",
        "what came before the last 40,000 messages, or 10,000 with media, as is reported",
    ),
    "signal-markdown": ("messages that had disappeared from the phone",),
}
"""What no export of a format holds. See: telegramdesktop/tdesktop, export_output_json.cpp."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a chat; ``elsewhere`` are replies to messages that the export does not hold.

    ``first`` and ``last`` are seconds of the earliest and the latest message or notice.
    """

    kinds: Mapping[str, int]
    notices: Mapping[str, int]
    edited: int
    deleted: int
    replies: int
    elsewhere: int
    first: int | None
    last: int | None

    @property
    def lasted(self) -> int:
        """How many seconds lie between the first and the last."""
        return 0 if self.first is None or self.last is None else self.last - self.first


def tally(chat: Chat) -> Tally:
    """Count what a chat holds; kinds and notices that came most often are first.

    >>> from cryptokit.conversation.spoken import say
    >>> told = tally(say(["Alice: hi", "Bob: hello"]))
    >>> dict(told.kinds), told.lasted
    ({'text': 2}, 60)
    """
    entries: tuple[Message | Service, ...] = (*chat.messages, *chat.services)
    times = [entry.sent for entry in entries]
    here = {entry.id for entry in entries} | set(chat.unsupported)
    replies = [each.reply_to for each in chat.messages if each.reply_to is not None]
    return Tally(
        kinds=dict(Counter(message.kind.value for message in chat.messages).most_common()),
        notices=dict(Counter(service.action for service in chat.services).most_common()),
        edited=sum(message.edited for message in chat.messages),
        deleted=sum(message.kind is Kind.DELETED for message in chat.messages),
        replies=len(replies),
        elsewhere=sum(number not in here for number in replies),
        first=min(times, default=None),
        last=max(times, default=None),
    )


def envelopes(shown: Chat, held: Chat) -> Metadata:
    """Tell what envelopes show of a chat as it is held, by the names under which it is shown.

    An operator sees the messages that were sent: other names in a text do not change its size.

    >>> from cryptokit.conversation.spoken import say
    >>> held, shown = say(["Maximilian: Maximilian here"]), say(["Bob: Bob here"])
    >>> [(person.name, person.size) for person in envelopes(shown, held).people]
    [('Bob', 15)]
    """
    both = zip(seen(held), shown.messages, strict=True)
    return metadata(Seen(one.sent, message.sender, one.size) for one, message in both)


def absent(chat: Chat) -> tuple[str, ...]:
    """Say what an export of this format never holds."""
    return ABSENT.get(chat.format, ())


def has_left(chat: Chat) -> bool:
    """Tell whether the account's owner had left this chat before the export."""
    return ("left", True) in chat.more


def kind_of(chat: Chat) -> str:
    """Name the kind of chat: in the app's word, or by whether more than two can take part."""
    return chat.type.replace("_", " ") or ("group" if chat.group else "two people")
