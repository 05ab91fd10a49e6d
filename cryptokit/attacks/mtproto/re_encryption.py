"""A message that nobody acknowledged is encrypted again: two packets that meet tell it is the same.

Key and iv of a packet come from msg_key, a hash of the message and its padding. The second time
only the padding differs, so when two hashes meet, all blocks before the padding are equal. With
other messages only the first block is, the salt and the session. Not here: sizes and times, which
tell as much to a watcher who needs no proof.

Albrecht, Marekova, Paterson and Stepanovs published this in 2022: 128 bits meet after about 2^64
packets, so no chat was in danger. It keeps Telegram's envelope from being proven secure as it was.
The cure here is ours: what is sent once more travels in a container with a number of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.keys import AuthKey
from cryptokit.mtproto import cloud, envelope, session
from cryptokit.mtproto.calls import packing
from cryptokit.mtproto.calls.outbox import EMPTY, Waiting, add
from cryptokit.mtproto.session import Kind, Session
from cryptokit.primitives import ige
from cryptokit.rng import Rng, draw

BITS: Final = 16
GAMES: Final = 10
LIMIT: Final = 1200
"""Packets in a game: two of 65,536 hashes meet before, but for once in 59,000 games. Who learns
nothing is right in all ten once in 1,024 runs."""
NOW: Final = 1_700_000_000
BODY: Final = 64

Again = Callable[[Session, Waiting, float, Rng], tuple[Session, bytes]]
"""How a device sends a message once more."""


def flawed_again(device: Session, waiting: Waiting, _now: float, rng: Rng) -> tuple[Session, bytes]:
    """Encrypt the message under the numbers that it had."""
    numbers = waiting.message_id, waiting.seq_no  # the flaw: nothing is new but the padding
    return device, session.seal_as(device, *numbers, waiting.body, rng=rng)


def in_container(device: Session, waiting: Waiting, now: float, rng: Rng) -> tuple[Session, bytes]:
    """Pack the message, numbers and all, into a container with fresh ones."""
    device, _, packet = packing.flush(device, add(EMPTY, waiting), now=now, rng=rng)
    return device, packet or b""


def cut(key: AuthKey, packet: bytes, bits: int) -> tuple[int, bytes]:
    """Seal the same plaintext under a msg_key of few bits; give those, and the ciphertext."""
    plaintext = envelope.decrypt(key, packet, x=cloud.Direction.TO_SERVER)
    whole = envelope.message_key(key.reveal(), plaintext, x=0)
    short = int.from_bytes(whole, "big") >> (8 * len(whole) - bits)
    aes_key, iv = envelope.derive(key.reveal(), short.to_bytes(len(whole), "big"), x=0)
    return short, ige.encrypt(aes_key, iv, plaintext)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watcher saw: how many packets until two hashes met, and their equal first blocks."""

    packets: int
    equal: int
    blocks: int

    @property
    def says_again(self) -> bool:
        """Whether more is equal than the block of salt and session."""
        return self.equal > 1


def watch(again: Again, limit: int, rng: Rng, *, same: bool, bits: int = BITS) -> Seen:
    """Watch packets that carry one message again and again, or another one each."""
    device = session.client(AuthKey.draw(rng), salt=draw(rng, 8), rng=rng)
    device, waiting = _write(device, rng)
    met = dict[int, bytes]()
    for packets in range(1, limit + 1):
        device, packet = again(device, waiting, NOW + packets, rng)
        short, encrypted = cut(device.key, packet, bits)
        if short in met:
            return Seen(packets, _equal(met[short], encrypted), len(encrypted) // ige.BLOCK)
        met[short] = encrypted
        if not same:
            device, waiting = _write(device, rng)
    return Seen(limit, 0, 0)


def _write(device: Session, rng: Rng) -> tuple[Session, Waiting]:
    device, number, seq_no = session.number(device, now=NOW, kind=Kind.CALL, rng=rng)
    return device, Waiting(1, draw(rng, BODY), Kind.CALL, message_id=number, seq_no=seq_no)


def _equal(one: bytes, other: bytes) -> int:
    starts = range(0, len(one), ige.BLOCK)
    return sum(one[: at + ige.BLOCK] == other[: at + ige.BLOCK] for at in starts)


def program(again: Again, budget: int, rng: Rng) -> Outcome:
    """Tell, in ten games, whether it is one message again or another each time."""
    right, seen = 0, list[Seen]()
    for _ in range(GAMES):
        same = draw(rng, 1)[0] % 2 == 0
        seen.append(watch(again, budget // GAMES, rng, same=same))
        right += seen[-1].says_again == same
    packets, most = sum(one.packets for one in seen), max(seen, key=lambda one: one.equal)
    told = f"{right} of {GAMES} right; {most.equal} of {most.blocks} blocks equal at best"
    return Outcome(right == GAMES, packets, told)


def honest(again: Again, rng: Rng) -> bool:
    """Tell whether the server opens what is sent once more, and finds the message in it."""
    device = session.client(AuthKey.draw(rng), salt=draw(rng, 8), rng=rng)
    server = session.server(device.key, salt=device.salt, session_id=device.session_id)
    device, waiting = _write(device, rng)
    _, packet = again(device, waiting, NOW + 1, rng)
    return waiting.body in session.receive(server, packet, now=NOW + 1)[1].body


ATTACK: Final = Attack(
    name="re_encryption",
    title="The same message once more",
    mistake="a message is encrypted again under its old numbers, and only its padding is fresh",
    repair="it travels in a container, whose number is fresh",
    source='Albrecht, Marekova, Paterson, Stepanovs, "Four Attacks and a Proof for Telegram", IEEE '
    "S&P 2022, on re-encryption",
    scale="16 bits of msg_key for 128, so about 320 packets for 2^64; the keys are derived from "
    "those 16 bits",
    budget=GAMES * LIMIT,
    program=program,
    honest=honest,
    flawed=flawed_again,
    repaired=in_container,
)
