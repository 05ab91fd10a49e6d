"""Packets of cloud chats as a tap records them: the long-lived key of a device opens each of them.

Without temporary keys there is no forward secrecy: whoever records now, and takes a phone or the
server's list of keys years later, reads it all. Left out here: devices that bind temporary keys.

See: Telegram, "Perfect Forward Secrecy"; United States v. Lavabit, 749 F.3d 276 (4th Cir. 2014),
where the key of the line was asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cryptokit.errors import CannotOpen, WireError
from cryptokit.evidence.rows import Locked
from cryptokit.keys import AuthKey, Secret
from cryptokit.mtproto import cloud, containers, objects, schema, service
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.events import Plain

SCHEME: Final = "mtproto-2.0-cloud"
"""A packet between a device and the server, either way."""
_WITH_TEXT: Final[Mapping[Direction, tuple[str, ...]]] = {
    Direction.TO_SERVER: ("messages.sendMessage",),
    Direction.TO_CLIENT: ("updateShortMessage", "updateShortChatMessage"),
}


def opener(key: Secret) -> Callable[[Locked], str]:
    """Give the function that finds the words of a message in a packet. Raises CannotOpen.

    >>> from cryptokit.evidence.rows import Envelope
    >>> from cryptokit.mtproto.objects import TlObject
    >>> key, to_me = AuthKey(bytes(range(256))), TlObject("inputPeerSelf", {})
    >>> call = objects.write("messages.sendMessage", peer=to_me, message=b"hi", random_id=1)
    >>> say = CloudMessage(bytes(8), bytes(8), message_id=4 << 32, seq_no=1, body=call)
    >>> packet = cloud.seal(key, say, to=Direction.TO_SERVER)
    >>> opener(key)(Envelope(1, 0, "Alice", "server", SCHEME, packet[:8], packet))
    'hi'
    """
    if not isinstance(key, AuthKey):
        raise CannotOpen

    def open_(row: Locked) -> str:
        to, message = _opened(key, row.body)
        try:
            said = list(_texts(message, to, row.number))
        except (WireError, UnicodeDecodeError):
            raise CannotOpen from None
        if not said:
            raise CannotOpen
        # What was not acknowledged in time travels once more, beside what is new and has a new id.
        return said[-1]

    return open_


def _opened(key: AuthKey, packet: bytes) -> tuple[Direction, CloudMessage]:
    """Open a packet that went up or down: each way has its own part of the key."""
    for to in Direction:
        try:
            return to, cloud.open_(key, packet, to=to)
        except CannotOpen:
            continue
    raise CannotOpen


def _texts(message: CloudMessage, to: Direction, number: int) -> Iterator[str]:
    """Give the words of calls, which have no number yet, and of updates about this message."""
    for _, event in service.read_each(containers.unpack(message)):
        if isinstance(event, Plain) and _name(event.body) in _WITH_TEXT[to]:
            found = objects.read_all(event.body)
            if found.fields.get("id", number) == number:
                yield found.data("message").decode()


def _name(body: bytes) -> str:
    return schema.LINES.get(int.from_bytes(body[:4], "little"), "").partition(" ")[0]
