"""A secret chat with a back door: phones that seal each key for an escrow, a relay that carries it.

The two phones talk as in any secret chat; what is new is a field behind each packet.
"""

from dataclasses import replace

from cryptokit.evidence import escrow
from cryptokit.evidence.escrow import EscrowPublic
from cryptokit.evidence.rows import Envelope, Event, Plaintext
from cryptokit.evidence.schemes import SECRET_CHAT
from cryptokit.evidence.store import Store
from cryptokit.keys import KEY_ID_SIZE
from cryptokit.messengers.line import Line
from cryptokit.messengers.relay import Carried, Relay
from cryptokit.messengers.secret_phone import Calls, Phone
from cryptokit.mtproto import objects
from cryptokit.rng import Rng


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


class EscrowedRelay(Relay):
    """A relay that keeps each packet twice: for the phones, and with its field for the escrow."""

    def __init__(self, disk: Store, rng: Rng, *, to: EscrowPublic) -> None:
        super().__init__(disk, rng)
        self._key_id = to.key_id()

    def _keep(self, one: Carried, row: Plaintext | None, who: tuple[int, str, str]) -> None:
        self._disk.add(Event, [Event(*who, one.what, len(one.packet))])
        if row is not None and one.what == "message":
            packet, _ = escrow.cut(one.packet)
            for_phones = (SECRET_CHAT, packet[:KEY_ID_SIZE], packet)
            for_escrow = (escrow.SCHEME, self._key_id, one.packet)
            rows = (Envelope(row.number, *who, *lock) for lock in (for_phones, for_escrow))
            self._disk.add(Envelope, rows)
