"""Laws of an envelope that hides and authenticates, to hold your own code against.

Not here: whether it hides anything, which no test can show, and the numbering of messages.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cryptokit.rng import Rng, lesson
from cryptokit.testing._complaints import hold

EXAMPLES: Final = 8
"""How many keys and messages each law tries; with each it tries every bit or every length."""
DIRECTIONS: Final = (0, 1)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Code that seals messages, as the laws call it.

    Its keys have ``key_size`` bytes, ``of`` draws the messages that it takes, and ``sizes`` are the
    lengths of messages that are all tried.
    """

    seal: Callable[..., bytes]
    open_: Callable[..., bytes]
    key_size: int
    of: st.SearchStrategy[bytes]
    sizes: range

    def sealed(self, key: bytes, message: bytes, rng: Rng, direction: int = 0) -> bytes:
        """Seal a message."""
        return bytes(self.seal(key, message, direction=direction, rng=rng))

    def opens(self, key: bytes, packet: bytes, direction: int = 0) -> bool:
        """Tell whether a packet is opened, and not refused with an exception."""
        try:
            self.open_(key, packet, direction=direction)
        except Exception:  # noqa: BLE001  # a student's code may refuse in any way
            return False
        return True


def check_envelope(
    seal: Callable[..., bytes],
    open_: Callable[..., bytes],
    *,
    key_size: int = 32,
    of: st.SearchStrategy[bytes] | None = None,
    sizes: range = range(70),
) -> None:
    """Hold your ``seal`` and ``open_`` against every law in ``ENVELOPE_LAWS``.

    They are called as ``seal(key, message, direction=d, rng=rng)``, which gives bytes, and
    ``open_(key, packet, direction=d)``, which gives the message or raises. The direction is 0 or 1.
    Keys are random. ``of`` draws the messages that your code takes, and ``sizes`` tells which
    lengths, if it does not take all. Raises AssertionError, which names every broken law with
    the smallest counterexample that Hypothesis finds.

    >>> from cryptokit.keys import AuthKey
    >>> from cryptokit.mtproto import envelope
    >>> from cryptokit.testing import bodies
    >>> def seal(key, message, *, direction, rng):
    ...     body = len(message).to_bytes(4, "little") + message
    ...     return envelope.seal(AuthKey(key), body, x=8 * direction, rng=rng)
    >>> def open_(key, packet, *, direction):
    ...     return envelope.open_(AuthKey(key), packet, x=8 * direction, head=4)[4:]
    >>> check_envelope(seal, open_, key_size=256, of=bodies(), sizes=range(0, 72, 4))

    See: Rogaway, "Authenticated-Encryption with Associated-Data", CCS 2002; Telegram, "Security
    Guidelines for Client Software Developers".
    """
    messages = st.binary(max_size=70) if of is None else of
    envelope = Envelope(seal, open_, key_size, messages, sizes)
    hold(envelope, ENVELOPE_LAWS)


def _hunt(law: Callable[..., None], envelope: Envelope, **drawn: st.SearchStrategy[Any]) -> None:
    # Explaining takes minutes, and the counterexample is small anyway.
    phases = set(Phase) - {Phase.explain}
    # Keys are hashed from a seed: one of equal bytes, say, would be an accident of 2^-248.
    keys = _SEEDS.map(lambda seed: lesson(b"key" + seed)(envelope.key_size))
    drawn = {"key": keys, "message": envelope.of, "seed": _SEEDS} | drawn
    settings(phases=phases, deadline=None, max_examples=EXAMPLES)(given(**drawn)(law))()


_SEEDS: Final = st.binary(min_size=1, max_size=4)


def what_is_sealed_is_opened(envelope: Envelope) -> None:
    """Give each message back, of every length, in both directions."""

    def law(key: bytes, message: bytes, seed: bytes) -> None:
        rng = lesson(seed)
        for sent in (message, *map(bytes, envelope.sizes)):
            for d in DIRECTIONS:
                got = envelope.open_(key, envelope.sealed(key, sent, rng, d), direction=d)
                _require(got == sent, f"a message of {len(sent)} bytes came back as another")

    _hunt(law, envelope)


def a_flipped_bit_is_refused(envelope: Envelope) -> None:
    """Refuse a packet in which one bit is another, wherever it is."""

    def law(key: bytes, message: bytes, seed: bytes) -> None:
        packet = envelope.sealed(key, message, lesson(seed))
        for at in range(8 * len(packet)):
            flipped = bytearray(packet)
            flipped[at // 8] ^= 1 << at % 8
            taken = envelope.opens(key, bytes(flipped))
            _require(not taken, f"bit {at % 8} of byte {at // 8} may be flipped")

    _hunt(law, envelope)


def a_cut_packet_is_refused(envelope: Envelope) -> None:
    """Refuse a packet that lost bytes at its end or at its start, down to nothing."""

    def law(key: bytes, message: bytes, seed: bytes) -> None:
        packet = envelope.sealed(key, message, lesson(seed))
        for lost in range(1, len(packet) + 1):
            _require(not envelope.opens(key, packet[:-lost]), f"{lost} bytes may be cut off")
            _require(not envelope.opens(key, packet[lost:]), f"{lost} bytes may lack in front")

    _hunt(law, envelope)


def an_extended_packet_is_refused(envelope: Envelope) -> None:
    """Refuse a packet with bytes added behind or in front: zeros, or a piece of itself."""

    def law(key: bytes, message: bytes, seed: bytes, added: bytes) -> None:
        packet = envelope.sealed(key, message, lesson(seed))
        for more in (*_pieces(packet), added):
            _require(not envelope.opens(key, packet + more), f"{len(more)} bytes may be added")
            _require(
                not envelope.opens(key, more + packet), f"{len(more)} bytes may stand in front"
            )

    _hunt(law, envelope, added=st.binary(min_size=1, max_size=40))


def pieces_of_two_packets_are_refused(envelope: Envelope) -> None:
    """Refuse the start of one packet with the end of another: all of a packet belongs together."""

    def law(key: bytes, message: bytes, seed: bytes) -> None:
        rng = lesson(seed)
        for sent in (message, bytes(envelope.sizes[-1])):
            one, other = (envelope.sealed(key, sent, rng) for _ in range(2))
            for at in range(1, len(one)):
                mixed = one[:at] + other[at:]
                taken = mixed not in {one, other} and envelope.opens(key, mixed)
                _require(not taken, f"the first {at} bytes may be those of another packet")

    _hunt(law, envelope)


def another_key_is_refused(envelope: Envelope) -> None:
    """Refuse what was sealed under another key."""

    def law(key: bytes, message: bytes, seed: bytes) -> None:
        packet = envelope.sealed(key, message, lesson(seed))
        other = lesson(b"another key" + seed)(envelope.key_size)
        _require(not envelope.opens(other, packet), "another key opens it")
        one_bit = bytes([key[0] ^ 1]) + key[1:]
        _require(not envelope.opens(one_bit, packet), "a key with one bit changed opens it")

    _hunt(law, envelope)


def the_other_direction_is_refused(envelope: Envelope) -> None:
    """Refuse a packet that comes back to the party who sent it."""

    def law(key: bytes, message: bytes, seed: bytes) -> None:
        for d in DIRECTIONS:
            packet = envelope.sealed(key, message, lesson(seed), d)
            _require(not envelope.opens(key, packet, 1 - d), "a packet may be sent back")

    _hunt(law, envelope)


def two_seals_differ(envelope: Envelope) -> None:
    """Seal one message twice as two packets that differ all over: nobody sees that it is one."""

    def law(key: bytes, message: bytes, seed: bytes) -> None:
        rng, longest = lesson(seed), bytes(envelope.sizes[-1])
        for sent in (message, longest):
            one, other = (envelope.sealed(key, sent, rng) for _ in range(2))
            _require(one != other, "one message makes one packet")
        alike = sum(a == b for a, b in zip(one, other, strict=False))
        _require(alike <= len(longest), f"{alike} bytes of two packets are alike")

    _hunt(law, envelope)


def _pieces(packet: bytes) -> Iterator[bytes]:
    for size in (1, 4, 16, 64):
        yield bytes(size)
        yield packet[-size:]


def _require(holds: bool, what: str) -> None:  # noqa: FBT001  # as assert, which is for our own code
    if not holds:
        raise AssertionError(what)


ENVELOPE_LAWS: Final[Mapping[str, Callable[[Envelope], None]]] = {
    law.__name__: law
    for law in (
        what_is_sealed_is_opened,
        a_flipped_bit_is_refused,
        a_cut_packet_is_refused,
        an_extended_packet_is_refused,
        pieces_of_two_packets_are_refused,
        another_key_is_refused,
        the_other_direction_is_refused,
        two_seals_differ,
    )
}
"""Each law of an envelope by its name, which is a sentence; the docstring says it in full."""
