"""A tap on a server's line: every packet of every phone, as it goes by, since an order stands.

It learns who, when and how much, as each packet says in the clear whose key locks it; the words
come out only with that key. Left out: what goes by when phones sign in.

See: OCCRP and Important Stories, 10 June 2025, on the id of a key that is in every packet.
"""

from functools import partial
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.evidence import cloud_packets
from cryptokit.evidence.rows import Envelope, Event, Plaintext, Row
from cryptokit.keys import KEY_ID_SIZE, AuthKey
from cryptokit.messengers.cloud_worlds import PACKETS
from cryptokit.messengers.line import Line
from cryptokit.messengers.standing import Copies
from cryptokit.mtproto.cloud import Direction
from cryptokit.world import Piece, View, World

SERVER: Final = "server"
PACKET: Final = "packet"
"""What a tap calls everything that goes by: it cannot tell a message from an answer."""


class Wiretap:
    """What orders recorded on the lines of a world; nothing while no order stands.

    ``row`` is the message that is on its way: its number is how we keep count of the recording.
    """

    def __init__(self, world: World, copies: Copies) -> None:
        lines = (Piece(one.id, View.LINE) for one in world.assets if PACKETS in one.line)
        self._pieces = [piece for piece in lines if piece in copies.standing.since]
        self._copies = copies
        self.row: Plaintext | None = None

    def listen(self, line: Line, owner: str) -> None:
        """Listen on the line of somebody's phone from now on, if an order stands."""
        if self._pieces:
            line.tap = partial(self._hear, owner, line.key)

    def _hear(self, owner: str, key: AuthKey, to: Direction, packet: bytes) -> None:
        row = self.row
        if row is None:
            return
        sender, receiver = (owner, SERVER) if to is Direction.TO_SERVER else (SERVER, owner)
        rows: list[Row] = [Event(row.sent, sender, receiver, PACKET, len(packet))]
        about = (row.number, row.sent, row.sender, receiver)
        envelope = Envelope(*about, cloud_packets.SCHEME, packet[:KEY_ID_SIZE], packet)
        for piece in self._pieces:
            if self._copies.standing.covers(piece, row.sent):
                more = [envelope] if _has_words(envelope, key) else []
                self._copies.put(piece, *rows, *more)


def _has_words(envelope: Envelope, key: AuthKey) -> bool:
    # A tap could not tell, and would keep all. We keep those that are a message, so that whoever
    # has the key opens every one of them and counts messages, not packets.
    try:
        cloud_packets.opener(key)(envelope)
    except CannotOpen:
        return False
    return True
