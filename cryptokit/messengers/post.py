"""How a message of a cloud chat travels: a call of the author's phone, and updates to the others.

The server reads it on the way, and knows the author by the key. Signing in is in ``telegram``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Plaintext
from cryptokit.messengers.line import Line
from cryptokit.messengers.telegram import numbered
from cryptokit.mtproto import objects
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import draw

_GROUP: Final = 1
"""The number of the only group there is."""
_UPDATES: Final = ("updateShortMessage", "updateShortChatMessage")


@dataclass(frozen=True, slots=True)
class Post:
    """The calls and updates of one chat: who has which number, and whether it is a group."""

    ids: Mapping[str, int]
    group: bool

    @classmethod
    def of(cls, chat: Chat) -> Self:
        """Take the people of a chat, with their numbers."""
        return cls(numbered(chat), chat.group)

    def send(self, line: Line, row: Plaintext, now: int) -> Plaintext:
        """Send a message up its author's line; give it as the server has it then."""
        arrived = [row]

        def do(call: bytes) -> bytes:
            text = objects.read_all(call, "messages.sendMessage").data("message")
            arrived.append(replace(row, text=text.decode()))
            return objects.write("updateShortSentMessage", out=True, **_place(row))

        answer = line.call(
            objects.write(
                "messages.sendMessage",
                peer=self._peer(row.sender),
                message=row.text.encode(),
                random_id=int.from_bytes(draw(line.rng, 8), "little", signed=True),
            ),
            do,
            now,
        )
        objects.read_all(answer, "updateShortSentMessage")
        return arrived[-1]

    def tell(self, line: Line, row: Plaintext, now: int) -> Plaintext:
        """Send a message down another phone's line; give it as that phone has it then."""
        author, text = self.ids[row.sender], row.text.encode()
        whose = {"from_id": author, "chat_id": _GROUP} if self.group else {"user_id": author}
        body = objects.write(_UPDATES[self.group], message=text, **whose, **_place(row))
        return self.read(objects.read_all(line.push(body, now), _UPDATES[self.group]))

    def stored(self, row: Plaintext, owner: str) -> TlObject:
        """Give a message of the past for a device of ``owner``, who may have written it.

        In a chat of two, an update names the other one: who wrote it, or to whom it went.
        """
        mine = row.sender == owner
        others = (number for name, number in self.ids.items() if name != owner)
        author = self.ids[row.sender]
        other = next(others, author) if mine else author
        whose = {"from_id": author, "chat_id": _GROUP} if self.group else {"user_id": other}
        fields = {"out": mine, "message": row.text.encode(), **whose, **_place(row)}
        return TlObject(_UPDATES[self.group], fields)

    def read(self, update: TlObject, owner: str | None = None) -> Plaintext:
        """Give a message as a device has it from an update; ``owner`` wrote what went out."""
        mine = owner if "out" in update.fields else None
        told = update.number("from_id" if self.group else "user_id")
        author = next(name for name, number in self.ids.items() if number == told)
        return Plaintext(
            update.number("id"),
            update.number("date"),
            mine or author,
            update.data("message").decode(),
        )

    def _peer(self, sender: str) -> TlObject:
        if self.group:
            return TlObject("inputPeerChat", {"chat_id": _GROUP})
        other = next((number for name, number in self.ids.items() if name != sender), None)
        if other is None:
            return TlObject("inputPeerSelf", {})
        return TlObject("inputPeerUser", {"user_id": other, "access_hash": 0})


def _place(row: Plaintext) -> dict[str, Any]:
    """Give the number of a message, in the chat and in the stream of updates, and its date."""
    return {"id": row.number, "pts": row.number, "pts_count": 1, "date": row.sent}
