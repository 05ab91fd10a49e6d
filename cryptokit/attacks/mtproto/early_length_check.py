"""A length that is too large is refused before the hash is computed: the time tells plaintext.

IGE lets block i be moved to where the length stands. With p_1 and p_(i-1) known, the block

    c_i xor p_(i-1) xor p_1     in place 2 decrypts to     p_i xor c_(i-1) xor c_1

whose last four bytes are the length now. If the receiver hashes, the highest of them is 0, and so
the last byte of p_i is that of c_(i-1) xor c_1. Each time the message is sent again the ciphertext
is another: one in 256 hits. Not here: how to learn salt and session, which fill p_1 and are secret.

Albrecht, Marekova, Paterson and Stepanovs published this in 2022, against three official clients;
the real attack has a clock, needs many packets, and has to learn p_1 first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.sharing.timing_of_tables import steps
from cryptokit.errors import CannotOpen
from cryptokit.keys import AuthKey
from cryptokit.mtproto import cloud, envelope, session
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.session import Kind, Session
from cryptokit.primitives import ige
from cryptokit.rng import Rng, draw
from cryptokit.sharing.xor import xor

LENGTH_LIMIT: Final = 1 << 24
"""No message is longer, so the check looks harmless."""
KNOWN: Final = b"your login code:"
TARGETS: Final = (4, 6)
"""Blocks, counted from 1, of which the last byte is wanted; those before them are known."""
TRIES: Final = 4096
"""For each byte: 16 times what it takes."""
NOW: Final = 1_700_000_000
_BACK: Final = Direction.TO_CLIENT
_AT: Final = 24
_LENGTH: Final = slice(28, 32)

Receive = Callable[[AuthKey, bytes], CloudMessage]
"""Open a packet from the server. Raises CannotOpen."""


def flawed_receive(key: AuthKey, packet: bytes) -> CloudMessage:
    """Decrypt, look at the length, and only then at the hash."""
    aes_key, iv = envelope.derive(key.reveal(), packet[8:_AT], x=_BACK)
    plaintext = ige.decrypt(aes_key, iv, packet[_AT:])
    if int.from_bytes(plaintext[_LENGTH], "little") > LENGTH_LIMIT:
        raise CannotOpen  # the flaw: nothing said so far that these bytes are the server's
    return cloud.open_(key, packet, to=_BACK)


def receive(key: AuthKey, packet: bytes) -> CloudMessage:
    """Decrypt and hash, whatever comes out."""
    return cloud.open_(key, packet, to=_BACK)


@dataclass(frozen=True, slots=True)
class Line:
    """A server that sends one message again until it is acknowledged; nobody shall read it."""

    server: Session
    number: tuple[int, int]
    body: bytes

    @classmethod
    def with_secrets(cls, rng: Rng) -> "Line":
        """Start a session, and write a message of which every other block is known."""
        server = session.server(AuthKey.draw(rng), salt=draw(rng, 8), session_id=draw(rng, 8))
        server, message_id, seq_no = session.number(server, now=NOW, kind=Kind.CALL, rng=rng)
        body = KNOWN + draw(rng, ige.BLOCK) + KNOWN + draw(rng, ige.BLOCK)
        return cls(server, (message_id, seq_no), body)

    def again(self, rng: Rng) -> bytes:
        """Send it once more."""
        return session.seal_as(self.server, *self.number, self.body, rng=rng)


def moved(packet: bytes, block: int, known: bytes, first: bytes) -> bytes:
    """Move a block, counted from 1, to place 2; ``known`` is the plaintext before it."""
    blocks = _blocks(packet)
    there = xor([blocks[block - 1], known, first])
    return packet[:_AT] + b"".join([blocks[0], there, *blocks[2:]])


def implied(packet: bytes, block: int) -> int:
    """Give the last byte of a block, if the length that it became was small."""
    blocks = _blocks(packet)
    return blocks[block - 2][-1] ^ blocks[0][-1]


def _blocks(packet: bytes) -> list[bytes]:
    return [packet[at : at + ige.BLOCK] for at in range(_AT, len(packet), ige.BLOCK)]


def _time(receive_: Receive, line: Line, packet: bytes) -> int:
    return steps(lambda: answer(partial(receive_, line.server.key, packet)))


def _hunt(receive_: Receive, line: Line, block: int, tries: int, rng: Rng) -> tuple[int, int]:
    """Send moved blocks until one takes as long as a hash does; give the byte, and the tries."""
    first = line.server.salt + line.server.session_id
    # With only its last block garbled the length is right, so this one is hashed for certain.
    hashed = _time(receive_, line, line.again(rng)[: -ige.BLOCK] + draw(rng, ige.BLOCK))
    for tried, packet in enumerate(_packets(line, tries, rng), 1):
        if _time(receive_, line, moved(packet, block, KNOWN, first)) == hashed:
            return implied(packet, block), tried
    return -1, tries


def _packets(line: Line, count: int, rng: Rng) -> Iterator[bytes]:
    return (line.again(rng) for _ in range(count))


def program(receive_: Receive, budget: int, rng: Rng) -> Outcome:
    """Find the last byte of two blocks out of the steps that a receiver takes."""
    line = Line.with_secrets(rng)
    _time(receive_, line, line.again(rng))  # what is done once only is done now
    found = [_hunt(receive_, line, block, budget // len(TARGETS), rng) for block in TARGETS]
    right = sum(_last(line, at) == byte for at, (byte, _) in zip(TARGETS, found, strict=True))
    tries = [tried for _, tried in found]
    told = f"{right} of {len(TARGETS)} bytes, after {' and '.join(map(str, tries))} packets"
    return Outcome(right == len(TARGETS), sum(tries), told)


def _last(line: Line, block: int) -> int:
    return line.body[ige.BLOCK * (block - 2) - 1]


def honest(receive_: Receive, rng: Rng) -> bool:
    """Tell whether the message is received."""
    line = Line.with_secrets(rng)
    return receive_(line.server.key, line.again(rng)).body == line.body


ATTACK: Final = Attack(
    name="early_length_check",
    title="A length looked at too early",
    mistake="a decrypted length is checked before the hash says that it is genuine",
    repair="everything is hashed before anything is looked at",
    source='Albrecht, Marekova, Paterson, Stepanovs, "Four Attacks and a Proof for Telegram", IEEE '
    "S&P 2022, on timing side channels",
    scale="steps of the interpreter are counted, where the real attack has a clock and noise; salt "
    "and session are known, which in reality are secret",
    budget=TRIES * len(TARGETS),
    program=program,
    honest=honest,
    flawed=flawed_receive,
    repaired=receive,
    seen_in="three official clients of Telegram, fixed in 2021 (the same paper)",
)
