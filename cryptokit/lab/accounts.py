"""A whole account on the screen: its chats, and its sessions and contacts as exhibits."""

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from cryptokit.conversation import Account, Chat
from cryptokit.lab.chats import Line, grid, note, span
from cryptokit.lab.exhibits import Contacts, Device, contacts, devices, sections, size
from cryptokit.lab.moments import clock
from cryptokit.lab.printing import counted, isolated, printable
from cryptokit.lab.reading import REAL_TOO, by_length
from cryptokit.lab.tallies import has_left, kind_of, tally

_KEPT: Final = "What an operator keeps besides messages: end-to-end encryption hides none of it"


def account(whole: Account, *, real: bool) -> RenderableType:
    """List the chats, and show what else the account's export holds."""
    return Group(
        Text(_listed(len(whole.chats), real=real), "bold"),
        grid(map(_chat, by_length(whole.chats))),
        *note(real=real),
        *_kept_besides(whole, real=real),
    )


def _listed(chats: int, *, real: bool) -> str:
    if not chats:
        return "There is no chat in this export"
    how = "--chat NAME tells more of one" if real else f"--chat NAME tells more of one; {REAL_TOO}"
    return f"{counted(chats, 'chat')} in this export; {how}"


def _chat(chat: Chat) -> Line:
    kind = f"{kind_of(chat)}, left" if has_left(chat) else kind_of(chat)
    said = f"{kind}, {counted(len(chat.messages), 'message')}"
    return isolated(chat.name), printable(f"{said}, {span(tally(chat), clock(chat.format))}")


def _kept_besides(whole: Account, *, real: bool) -> Iterator[RenderableType]:
    if sections(whole):
        yield ""
        yield Text(_KEPT, "bold")
        yield grid(map(_device, devices(whole, real=real)))
        yield grid(_sections(whole))


def _device(one: Device) -> Line:
    known = (one.app, one.ip, one.place, one.last_active and f"last active {one.last_active}")
    return isolated(one.device), ", ".join(isolated(text) for text in known if text)


def _sections(whole: Account) -> Iterator[Line]:
    for section in sections(whole):
        book = contacts(whole) if section.name == "contacts" else None
        said = _book(book) if book else counted(size(section), "entry")
        yield printable(section.name.replace("_", " ")), said


def _book(book: Contacts) -> str:
    return (
        f"{book.saved} saved, {book.with_number} with a phone number, "
        f"{book.without_account} without an account"
    )
