"""The server between two phones whose keys it introduced: it answers each in the other's name.

A key that two phones agreed on can't be swapped by anybody else. So the server says that the old
chat is over, the apps start another, and it is in that one that the server stands. What was said
before stays closed. The two pictures differ from then on; whether anybody looks is not said here.

See: Levy and Robinson, "Principles for a More Informed Exceptional Access Debate", Lawfare, 2018,
which proposed to let a provider add such a silent reader.
"""

from dataclasses import replace

from cryptokit.mtproto import tl
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.go_between import Carried, GoBetween
from cryptokit.mtproto.invitation import Acceptance
from cryptokit.mtproto.objects import TlObject
from cryptokit.mtproto.secret import Author
from cryptokit.rng import Rng


class Between:
    """The server's own end of two exchanges. Its keys are in no file of the run."""

    def __init__(self, rng: Rng) -> None:
        self._rng = rng
        self._inner = GoBetween(rng=rng)
        self._creator: int | None = None

    def take(self, call: TlObject, by: int) -> tuple[TlObject, str | None]:
        """Take a call of user ``by``; give the one that the other phone is told of, and the words.

        There are words in it only if somebody typed them.
        """
        match call.kind:
            case "messages.requestEncryption":
                self._creator = by
                return _with(call, g_a=self._inner.invite(call.data("g_a"))), None
            case "messages.acceptEncryption":
                theirs = Acceptance(call.data("g_b"), tl.long(call.number("key_fingerprint")))
                ours = self._inner.accept(theirs)
                number = int.from_bytes(ours.key_fingerprint, "little", signed=True)
                return _with(call, g_b=ours.g_b, key_fingerprint=number), None
            case "messages.sendEncrypted" | "messages.sendEncryptedService":
                author = Author.CREATOR if by == self._creator else Author.OTHER
                one = self.carry(call.data("data"), author)
                said = one.message.text if isinstance(one.message, Text) else None
                return _with(call, data=one.packet), said
            case _:
                return call, None

    def carry(self, packet: bytes, author: Author) -> Carried:
        """Open what one phone locked, and lock it for the other."""
        return self._inner.carry(packet, author)


def _with(call: TlObject, **fields: object) -> TlObject:
    return replace(call, fields={**call.fields, **fields})
