"""Mail in the style of PGP: one key for good, and every message is locked to its reader's.

Hashed ElGamal, as in ``threshold.kem``, with a key that is not split. Nobody signs here.
"""

from dataclasses import dataclass
from typing import ClassVar, Final, Self

from cryptokit.errors import CannotOpen
from cryptokit.exposure.ops import Party, Schedule, Send, Victim
from cryptokit.exposure.runs import Holdings, Packet, Run, Text, name, number_in, words
from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import Element, draw_scalar
from cryptokit.rng import Rng, system
from cryptokit.threshold.box import Head, Locked, lock, unlock
from cryptokit.threshold.kem import derive, encapsulate
from cryptokit.threshold.reading import GROUP
from cryptokit.wire import Cursor

_CONTEXT: Final = b"mail"


@dataclass(frozen=True, slots=True, repr=False)
class Mail(Locked):
    """A message locked to a public key, which its head names."""

    magic: ClassVar[bytes] = b"CKml"

    @classmethod
    def seal(cls, public: Element, said: str, *, rng: Rng = system) -> Self:
        """Lock a message to a public key.

        >>> private = draw_scalar(system)
        >>> mail = Mail.seal(GROUP.times_base(private.reveal_number()), "message 7")
        >>> open_(private, mail.to_bytes())
        7
        """
        element, key = encapsulate(public, _CONTEXT, draw_scalar(rng))
        head = Head(public, element, _CONTEXT)
        return cls(head, lock(key, said.encode(), head.to_bytes(cls.magic)))

    def to_bytes(self) -> bytes:
        """Give the mail as bytes: head, ciphertext."""
        return self.header() + self.ciphertext


def open_(private: SecretScalar, packet: bytes) -> int:
    """Open a mail; give the number of the message. Raises CannotOpen."""
    cursor = Cursor(packet)
    head = Head.read(cursor, Mail.magic)
    mine = _public(private)
    if head.public_key != mine:
        raise CannotOpen
    key = derive(_shared(private, head.element), mine, head.element, head.context)
    return number_in(unlock(key, Mail(head, cursor.rest("ciphertext"))).decode())


@dataclass(frozen=True, slots=True)
class StaticKey:
    """Mail under keys that never change; ``to_self``: senders lock a copy to themselves.

    >>> from cryptokit.exposure.ops import in_order
    >>> run = StaticKey().play(in_order("AB"))
    >>> len(run.packets), run.held[0] == run.held[4]
    (2, False)

    See: Borisov, Goldberg and Brewer, "Off-the-Record Communication, or, Why Not To Use PGP",
    WPES 2004.
    """

    to_self: bool = False

    @property
    def title(self) -> str:
        """What people call it."""
        return "mail under a static key" + (", copies to self" if self.to_self else "")

    def play(self, schedule: Schedule, *, rng: Rng = system) -> Run:
        """Play a schedule."""
        keys = {party: draw_scalar(rng) for party in Party}
        texts: dict[Party, tuple[Text, ...]] = dict.fromkeys(Party, ())
        packets, held = list[Packet](), [_held(keys, texts)]
        for op in schedule.ops:
            by = schedule.senders[op.number]
            here = by if isinstance(op, Send) else by.peer
            if isinstance(op, Send):
                passed = schedule.delivered.get(op.number)
                for reader in (by.peer, by) if self.to_self else (by.peer,):
                    mail = Mail.seal(_public(keys[reader]), words(op.number), rng=rng)
                    packet = mail.to_bytes()
                    packets.append(
                        Packet(packet, name(keys[reader]), op.number, passed, stays=True)
                    )
            texts[here] = (*texts[here], Text(words(op.number), op.at))
            held.append(_held(keys, texts))
        return Run(schedule, tuple(packets), tuple(held))


def _held(
    keys: dict[Party, SecretScalar], texts: dict[Party, tuple[Text, ...]]
) -> dict[Victim, Holdings]:
    phones = {Victim(party): Holdings((keys[party],), texts=texts[party]) for party in Party}
    return phones | {Victim.SERVER: Holdings()}


def _public(private: SecretScalar) -> Element:
    return GROUP.times_base(private.reveal_number())


def _shared(private: SecretScalar, element: Element) -> Element:
    return GROUP.multiply(private.reveal_number(), element)
