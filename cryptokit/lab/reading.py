"""Read an export for a command, and find the chat that is meant. Formats are told apart below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptokit.conversation import Account, Chat, DateOrder, read_account
from cryptokit.conversation.choice import place_of
from cryptokit.conversation.privacy import account_with_aliases
from cryptokit.conversation.telegram import EXPORT_AS_JSON
from cryptokit.errors import BadExport, CryptokitError, Unknown
from cryptokit.lab.printing import printable
from cryptokit.lab.terminal import progress

REAL_TOO: Final = "the real name works too"
_OTHERS: Final = 5


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds: as it is, and as it is ``shown``, with other names unless ``real``."""

    held: Account
    shown: Account
    source: str
    real: bool

    @property
    def is_account(self) -> bool:
        """Whether there is more in it than one chat."""
        return len(self.held.chats) != 1 or bool(self.held.sections)


def read(path: Path, *, names: bool, date_order: str | None = None) -> Exported:
    """Read an export with a bar on a terminal, and replace names unless they are wanted.

    One person has one name in all chats. Raises BadExport for a file that is not an export, and
    Unknown for a date order that is none of dmy, mdy and ymd.

    >>> from cryptokit.conversation.samples import default
    >>> read(default(), names=True).is_account
    False
    """
    order = None if date_order is None else _order(date_order)
    with progress() as told:
        held = read_account(
            path,
            names=True,
            date_order=order,
            progress=lambda done, of: told(f"{path.name}: reading", done, of),
        )
    return Exported(held, held if names else account_with_aliases(held), str(path), names)


@dataclass(frozen=True, slots=True)
class Meant:
    """The chat that is meant, as it is and as it is shown, and a sentence on ``others``, or ""."""

    held: Chat
    shown: Chat
    others: str


def meant(export: Exported, name: str | None) -> Meant:
    """Find the chat that is meant, and say which others there are, if nobody named one.

    A name is a real one, or one that is shown, in capitals or not. Raises CryptokitError for a
    name that no chat has, with the names that are shown, and BadExport if there is no chat at all.
    """
    held, shown = export.held.chats, export.shown.chats
    if not held:
        raise BadExport("an export without chats", source=export.source, hint=EXPORT_AS_JSON)
    place = _place(export, name)
    told = others(shown, place) if name is None and len(shown) > 1 else ""
    return Meant(held[place], shown[place], told)


def spelled(name: str, chats: Iterable[Chat]) -> str:
    """Give a name as it is, if a chat has it, and else as a chat spells it, in capitals or not.

    >>> from cryptokit.conversation.spoken import say
    >>> spelled("ann and ben", [say(["Ann: hi", "Ben: hi"])])
    'Ann and Ben'
    """
    names = [chat.name for chat in by_length(chats)]
    alike = (one for one in names if one.casefold() == name.casefold())
    return name if name in names else next(alike, name)


def others(chats: Sequence[Chat], place: int) -> str:
    """Say that there are other chats, and name the five longest.

    >>> from cryptokit.conversation.spoken import say
    >>> others([say(["Ann: hi", "Ben: hi"]), say(["Eve: hi", "Ivo: hi"])], place=0)
    "2 chats here; this is the longest, 'Ann and Ben'. --chat NAME: 'Eve and Ivo' (2)"
    """
    rest = by_length(chat for at, chat in enumerate(chats) if at != place)
    listed = ", ".join(f"{chat.name!r} ({len(chat.messages)})" for chat in rest[:_OTHERS])
    more = f" and {len(rest) - _OTHERS} more" if len(rest) > _OTHERS else ""
    this = f"{len(chats)} chats here; this is the longest, {chats[place].name!r}"
    return printable(f"{this}. --chat NAME: {listed}{more}")


def by_length(chats: Iterable[Chat]) -> list[Chat]:
    """Sort chats: those with most messages first."""
    return sorted(chats, key=lambda chat: -len(chat.messages))


def _place(export: Exported, name: str | None) -> int:
    held, shown = export.held.chats, export.shown.chats
    asked = None if name is None else spelled(name, (*held, *shown))
    try:
        return place_of(held, asked, shown)
    except Unknown as error:
        if export.real:
            raise
        raise CryptokitError(error.what, f"{error.hint}; {REAL_TOO}") from None


def _order(name: str) -> DateOrder:
    known = {order.value: order for order in DateOrder}
    if name.lower() not in known:
        raise Unknown("date order", name, known=known)
    return known[name.lower()]
