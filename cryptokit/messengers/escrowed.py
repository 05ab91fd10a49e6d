"""A secret chat with a back door: phones that seal each key for an escrow, a relay that carries it.

The two phones talk as in any secret chat; what is new is a field behind each packet.
"""

from dataclasses import replace

from cryptokit.evidence import escrow
from cryptokit.evidence.escrow import EscrowPublic
from cryptokit.evidence.rows import Envelope, Plaintext
from cryptokit.evidence.schemes import SECRET_CHAT
from cryptokit.evidence.store import Store
from cryptokit.keys import KEY_ID_SIZE
from cryptokit.messengers.between import Between
from cryptokit.messengers.line import Line
from cryptokit.messengers.relay import RELAY, Carried, Relay, Who
from cryptokit.messengers.secret_phone import Calls, Phone
from cryptokit.messengers.standing import Copies
from cryptokit.mtproto import objects
from cryptokit.mtproto.go_between import Carried as Locked
from cryptokit.mtproto.secret import Author
from cryptokit.rng import Rng
from cryptokit.world import Piece, View


class EscrowedPhone(Phone):
    """A phone whose app was made to carry the public key of an escrow."""

    def __init__(
        self, owner: str, number: int, disk: Store, line: Line, rng: Rng, *, to: EscrowPublic
    ) -> None:
        super().__init__(owner, number, disk, line, rng)
        self._to = to

    def hear(self, packet: bytes, now: int) -> tuple[tuple[str, ...], Calls]:
        """Take a packet, and leave the field alone: it is for somebody else."""
        return super().hear(escrow.cut(packet)[0], now)

    def _call(self, kind: str, packet: bytes) -> bytes:
        call = objects.read_all(super()._call(kind, packet))
        fields = {**call.fields, "data": packet + self._field(packet)}
        return objects.rewrite(replace(call, fields=fields))

    def _field(self, packet: bytes) -> bytes:
        """Seal the key that this packet is locked with."""
        for key in self.chat.keys:
            if key.key_id() == packet[:KEY_ID_SIZE]:
                return escrow.seal(key, self._to, rng=self._rng)
        raise RuntimeError("a packet under a key that this phone does not hold")


class EscrowedBetween(Between):
    """A server between such phones: where it locks a packet anew, it seals its own key for it."""

    def __init__(self, rng: Rng, *, to: EscrowPublic) -> None:
        super().__init__(rng)
        self._to = to

    def carry(self, packet: bytes, author: Author) -> Locked:
        """Open what one phone locked, and lock it for the other, with a field that fits."""
        one = super().carry(escrow.cut(packet)[0], author)
        if one.key is None:
            return Locked(packet)
        return one._replace(packet=one.packet + escrow.seal(one.key, self._to, rng=self._rng))


class EscrowedRelay(Relay):
    """A relay that keeps each packet twice: for the phones, and with its field for the escrow.

    The field is the hook that a secret chat lacks: help from now on gives what the escrow opens.
    """

    def __init__(
        self, disk: Store, rng: Rng, copies: Copies | None = None, *, to: EscrowPublic
    ) -> None:
        super().__init__(disk, rng, copies)
        self._to = to

    def _new_between(self) -> Between:
        return EscrowedBetween(self._rng, to=self._to)

    def _packets(self, one: Carried, row: Plaintext, who: Who) -> tuple[Envelope, ...]:
        packet, _ = escrow.cut(one.packet)
        for_phones = (SECRET_CHAT, packet[:KEY_ID_SIZE], packet)
        for_escrow = (escrow.SCHEME, self._to.key_id(), one.packet)
        rows = tuple(Envelope(row.number, *who, *lock) for lock in (for_phones, for_escrow))
        self._copies.add(Piece(RELAY, View.ARRIVALS), who[0], rows[1])
        return rows
