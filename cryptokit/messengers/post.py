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
        update = objects.read_all(line.push(body, now), _UPDATES[self.group])
        told = update.number("from_id" if self.group else "user_id")
        return Plaintext(
            update.number("id"),
            update.number("date"),
            next(name for name, number in self.ids.items() if number == told),
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
