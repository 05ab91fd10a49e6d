"""Escrow chips: each message travels with its session key, locked for whoever holds the escrow.

The receiving chip knows the family key, not the sender's unit key, so all it can look at is the
check of a LEAF. AES stands in for Skipjack, whose mode in the real chip was secret. Not here: the
layout of a LEAF, and what attacks it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cryptokit.attacks.backdoors.leaf import (
    BLOCK,
    CHECK_SIZE,
    Check,
    ChipKey,
    Session,
    SessionKey,
    aes,
    xor,
)
from cryptokit.errors import Untrusted
from cryptokit.rng import Rng, draw

UNIT_SIZE: Final = 4


@dataclass(frozen=True, slots=True)
class Packet:
    """What travels: an IV, the LEAF, and the words under the session key."""

    iv: bytes
    leaf: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip. Whoever owns it may ask it anything, and cannot look inside."""

    unit: bytes
    unit_key: ChipKey
    family: ChipKey
    check: Check

    def send(self, key: SessionKey, text: bytes, rng: Rng) -> Packet:
        """Lock a text of whole blocks, and put the LEAF beside it."""
        iv = draw(rng, BLOCK)
        body = _cbc(key, iv).encryptor().update(text)
        inside = self.unit + _wrap(self.unit_key, iv, key.reveal())
        return Packet(iv, self.check.make(self.family, inside, Session(key, iv, body)), body)

    def first_taken(self, leafs: bytes, session: Session) -> int | None:
        """Hold a stack of LEAFs to the chip, and give the place of the first that it takes."""
        fits = self.check.fit(self.family, leafs, session)
        return int(fits.argmax()) if fits.any() else None

    def receive(self, packet: Packet, key: SessionKey) -> bytes:
        """Unlock a packet. Raises Untrusted with field ``leaf`` if its LEAF does not fit."""
        session = Session(key, packet.iv, packet.body)
        if len(packet.leaf) != self.check.size or self.first_taken(packet.leaf, session) is None:
            raise Untrusted("does not fit this session", field="leaf")
        return _cbc(key, packet.iv).decryptor().update(packet.body)


@dataclass(frozen=True, slots=True)
class Escrow:
    """The family key, and the key of each unit that was ever sold."""

    family: ChipKey
    units: Mapping[bytes, ChipKey]

    def unit_of(self, leaf: bytes) -> bytes:
        """Tell which unit a LEAF names: the one family key tells it of everybody."""
        return aes(self.family).decryptor().update(leaf[:BLOCK])[:UNIT_SIZE]

    def tap(self, packet: Packet) -> bytes | None:
        """Read a packet by its LEAF: noise for a LEAF of another session, None for no such unit."""
        inside = aes(self.family).decryptor().update(packet.leaf[:BLOCK])
        unit_key = self.units.get(inside[:UNIT_SIZE])
        if unit_key is None:
            return None
        key = _wrap(unit_key, packet.iv, inside[UNIT_SIZE:-CHECK_SIZE])
        return _cbc(SessionKey(key), packet.iv).decryptor().update(packet.body)


def chips(check: Check, count: int, rng: Rng) -> tuple[Escrow, tuple[Chip, ...]]:
    """Make a family of chips, and the escrow that can open all of them.

    >>> from cryptokit.attacks.backdoors.leaf import SHORT
    >>> from cryptokit.rng import lesson
    >>> escrow, (alice, bob) = chips(SHORT, 2, lesson("chips"))
    >>> key = SessionKey.draw(lesson("key"))
    >>> packet = alice.send(key, b"sixteen letters.", lesson("iv"))
    >>> bob.receive(packet, key) == escrow.tap(packet) == b"sixteen letters."
    True

    See: Blaze, "Protocol Failure in the Escrowed Encryption Standard", ACM CCS 1994.
    """
    family = ChipKey.draw(rng)
    units = {number.to_bytes(UNIT_SIZE, "big"): ChipKey.draw(rng) for number in range(count)}
    return Escrow(family, units), tuple(Chip(u, k, family, check) for u, k in units.items())


def _cbc(key: SessionKey, iv: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(sha256(key.reveal()).digest()[:BLOCK]), modes.CBC(iv))


def _wrap(unit_key: ChipKey, iv: bytes, data: bytes) -> bytes:
    """Lock or unlock ten bytes with what the unit key makes of the IV."""
    return xor(data, aes(unit_key).encryptor().update(iv)[: len(data)])
