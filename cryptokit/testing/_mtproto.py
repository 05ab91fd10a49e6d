"""Strategies for messages, and for what may happen to them between two parties and a bad network.

The laws of an envelope are in ``_envelope_laws``. What the parties do with a message is theirs.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from hypothesis import strategies as st

from cryptokit.mtproto.cloud import CloudMessage

PARTIES: Final = 2
T = TypeVar("T")


def bodies(*, most: int = 64) -> st.SearchStrategy[bytes]:
    r"""Give bodies of messages: TL fills a multiple of 4 bytes, here up to ``most``.

    >>> from hypothesis import find
    >>> find(bodies(), lambda body: len(body) > 4)
    b'\x00\x00\x00\x00\x00\x00\x00\x00'
    """
    return st.integers(0, most // 4).flatmap(lambda n: st.binary(min_size=4 * n, max_size=4 * n))


@st.composite
def messages(draw: st.DrawFn, *, most: int = 64) -> CloudMessage:
    """Give messages between a device and the server, with any salt, session and numbers.

    >>> from hypothesis import given
    >>> @given(messages())
    ... def check(message):
    ...     assert CloudMessage.from_bytes(message.to_bytes()) == message
    >>> check()
    """
    eight = st.binary(min_size=8, max_size=8)
    return CloudMessage(
        salt=draw(eight),
        session_id=draw(eight),
        message_id=draw(st.integers(0, (1 << 64) - 1)),
        seq_no=draw(st.integers(0, (1 << 32) - 1)),
        body=draw(bodies(most=most)),
    )


class Do(StrEnum):
    """What happens in one step of a schedule."""

    SEND = "send"
    DELIVER = "deliver"
    DROP = "drop"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    SEIZE = "seize"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``party``, 0 or 1, sends or is seized; else the packets are on the way to it.

    ``which`` counts them from the oldest.
    """

    do: Do
    party: int
    which: int = 0


Schedule = tuple[Step, ...]
Flying = tuple[T, ...]
"""Packets on the way to one party, the oldest first."""


def change(flying: Flying[T], step: Step) -> tuple[Flying[T], T | None]:
    """Do what a step does to the packets on their way; give the one that is delivered, if one is.

    Delivering takes a packet from anywhere, duplicating puts a copy at the end, and reordering
    moves a packet there.

    >>> change(("one", "two", "three"), Step(Do.DELIVER, party=0, which=1))
    (('one', 'three'), 'two')
    >>> change(("one", "two", "three"), Step(Do.REORDER, party=0, which=0))
    (('two', 'three', 'one'), None)
    """
    if step.do in {Do.SEND, Do.SEIZE}:
        raise ValueError(f"{step.do} is not done to packets on their way")
    one, rest = flying[step.which], flying[: step.which] + flying[step.which + 1 :]
    if step.do is Do.DELIVER:
        return rest, one
    return {Do.DROP: rest, Do.DUPLICATE: (*flying, one), Do.REORDER: (*rest, one)}[step.do], None


@st.composite
def schedules(
    draw: st.DrawFn,
    *,
    most: int = 20,
    honest: bool = False,
    seizures: int = 1,
) -> Schedule:
    """Give schedules for two parties of ``most`` steps: every step in them can be done.

    With ``honest``, the network only delivers, in order. There are at most ``seizures`` seizures.

    >>> from hypothesis import given
    >>> @given(schedules(most=4))
    ... def check(schedule):
    ...     assert all(step.do in {Do.SEND, Do.SEIZE} for step in schedule[:1])
    >>> check()
    """
    steps, flying = list[Step](), [0] * PARTIES
    for _ in range(draw(st.integers(0, most))):
        do, party = draw(_possible(flying, honest=honest, seizures=seizures))
        to_packet = do in _TO_PACKETS and not honest
        steps.append(Step(do, party, draw(st.integers(0, flying[party] - 1)) if to_packet else 0))
        seizures -= do is Do.SEIZE
        flying[1 - party if do is Do.SEND else party] += _MORE[do]
    return tuple(steps)


_MORE: Final = {
    Do.SEND: 1,
    Do.DELIVER: -1,
    Do.DROP: -1,
    Do.DUPLICATE: 1,
    Do.REORDER: 0,
    Do.SEIZE: 0,
}
"""How many packets more are on their way after a step."""


def _possible(
    flying: list[int], *, honest: bool, seizures: int
) -> st.SearchStrategy[tuple[Do, int]]:
    """Give what can be done now, and by or to whom."""
    kinds = [(Do.SEND, party) for party in range(PARTIES)]
    to_packets = (Do.DELIVER,) if honest else _TO_PACKETS
    kinds += [(do, to) for do in to_packets for to, count in enumerate(flying) if count]
    kinds += [(Do.SEIZE, party) for party in range(PARTIES) if seizures > 0]
    return st.sampled_from(kinds)


_TO_PACKETS: Final = (Do.DELIVER, Do.DROP, Do.DUPLICATE, Do.REORDER)
