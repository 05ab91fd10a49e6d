"""Code that runs a Double Ratchet, as the laws call it, and two phones that run it.

The laws are in ``_ratchet_laws``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cryptokit.rng import Rng, lesson

EXAMPLES: Final = 6
"""How many conversations each law tries, if nothing else is said."""
TURNS: Final = st.lists(st.integers(1, 3), max_size=4)
"""How many messages in a row each side says before a law looks."""
_SEEDS: Final = st.binary(min_size=1, max_size=4)
State = Any
"""What a student's code keeps of a conversation: their business."""
Key = object
"""A key in a state, of which nothing is asked but whether two are equal."""


@dataclass(frozen=True, slots=True)
class RatchetCode:
    """Functions of a ratchet, how to find the keys in a state, and how many there may be."""

    start: Callable[..., tuple[State, State]]
    encrypt: Callable[..., tuple[State, bytes]]
    decrypt: Callable[..., tuple[State, bytes]]
    keys: Callable[[State], Iterable[Key]]
    ratchet_key: Callable[[bytes], object]
    most_keys: int

    def keys_of(self, state: State) -> tuple[Key, ...]:
        """Give all keys in a state."""
        return tuple(self.keys(state))

    def opened(self, state: State, packet: bytes, rng: Rng) -> tuple[State, bytes] | None:
        """Open a message; None if it is refused with an exception."""
        try:
            after, text = self.decrypt(state, packet, rng=rng)
        except Exception:  # noqa: BLE001  # a student's code may refuse in any way
            return None
        return after, text


@dataclass(frozen=True, slots=True)
class Packet:
    """A message on its way, and what it should say."""

    text: bytes
    data: bytes


class Phones:
    """Two phones, 0 and 1, that talk with a student's code; 0 speaks first."""

    def __init__(self, code: RatchetCode, seed: bytes) -> None:
        self.code, self.rng, self.count = code, lesson(b"phones" + seed), 0
        self.states: list[State] = list(code.start(rng=self.rng))

    def say(self, by: int) -> Packet:
        """Let a phone say something that nobody said before."""
        text = f"message {self.count}".encode()
        self.states[by], data = self.code.encrypt(self.states[by], text, rng=self.rng)
        self.count += 1
        return Packet(text, bytes(data))

    def hear(self, to: int, packet: Packet) -> None:
        """Let a phone open a message. Raises AssertionError if it doesn't."""
        found = self.code.opened(self.states[to], packet.data, self.rng)
        if found is None:
            raise AssertionError(f"{packet.text!r} is refused")
        self.states[to], text = found
        if text != packet.text:
            raise AssertionError(f"{packet.text!r} comes out as {text!r}")

    def tell(self, by: int) -> Packet:
        """Let a phone say something, and the other open it."""
        packet = self.say(by)
        self.hear(1 - by, packet)
        return packet

    def talk(self, turns: Sequence[int]) -> None:
        """Let the phones take turns, 0 first, with so many messages in a row each."""
        for turn, count in enumerate(turns):
            for _ in range(count):
                self.tell(turn % 2)

    def opens(self, to: int, data: bytes) -> bool:
        """Tell whether a phone opens a packet; it forgets that it did."""
        return self.code.opened(self.states[to], data, self.rng) is not None

    def keys(self, of: int) -> tuple[Key, ...]:
        """Give all keys that a phone has."""
        return self.code.keys_of(self.states[of])


def hunt(
    law: Callable[..., None], examples: int = EXAMPLES, **drawn: st.SearchStrategy[Any]
) -> None:
    """Try a law on many conversations; the smallest that breaks it is told."""
    # Explaining takes long, and the counterexample is small anyway.
    phases = set(Phase) - {Phase.explain}
    drawn = {"seed": _SEEDS} | drawn
    settings(phases=phases, deadline=None, max_examples=examples)(given(**drawn)(law))()


def require(holds: bool, what: str) -> None:  # noqa: FBT001  # as assert, which is for our own code
    """Raise AssertionError unless something holds."""
    if not holds:
        raise AssertionError(what)
