"""Laws of a Double Ratchet about its keys: which turn, which are gone, how many there are.

Which messages open is asked in ``_ratchet_opening``.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from hypothesis import strategies as st

from cryptokit.rng import lesson
from cryptokit.testing._ratchet_code import (
    TURNS,
    Key,
    Packet,
    Phones,
    RatchetCode,
    hunt,
    require,
)

T = TypeVar("T")
Keys = tuple[Key, ...]
_CHAINS: Final = 8
"""In how many chains messages are missing."""
_TURNS: Final = 4
"""Each side speaks twice: a pair that changes only once is still there then."""


def a_used_key_is_gone(code: RatchetCode) -> None:
    """Take a key out of the state with each message that is sent or opened, late ones too."""

    def law(seed: bytes, turns: list[int]) -> None:
        phones = Phones(code, seed)
        for by in (turn % 2 for turn, count in enumerate([*turns, 2]) for _ in range(count)):
            late, packet = (_shed(phones, by, phones.say) for _ in range(2))
            for one in (packet, late):
                _shed(phones, 1 - by, phones.hear, one)

    hunt(law, turns=TURNS)


def three_in_a_row_turn_only_the_chain(code: RatchetCode) -> None:
    """Replace one key with each further message in a row, and show a new ratchet key per turn."""

    def law(seed: bytes) -> None:
        phones, seen = Phones(code, seed), list[object]()
        for turn in range(_TURNS):
            by, shown = turn % 2, list[object]()
            for _ in range(3):
                before = phones.keys(by), phones.keys(1 - by)
                shown.append(code.ratchet_key(phones.tell(by).data))
                require(shown[-1] == shown[0], "messages in a row show several ratchet keys")
                after = phones.keys(by), phones.keys(1 - by)
                if len(shown) > 1:
                    _require_one_turned(before, after)
            require(shown[0] not in seen, "a turn shows no new ratchet key")
            seen.append(shown[0])

    hunt(law)


def an_answer_heals(code: RatchetCode) -> None:
    """Close the chat again to who has an old state and listens, after two round trips at most."""

    def law(seed: bytes, turns: list[int], victim: int) -> None:
        phones, luck = Phones(code, seed), lesson(b"thief" + seed)
        phones.talk([1, 1, *turns])
        stolen, opened = phones.states[victim], None
        for _ in range(2):
            phones.tell(victim)
            opened = code.opened(stolen, phones.tell(1 - victim).data, luck)
            stolen = stolen if opened is None else opened[0]
        require(opened is None, f"a state stolen from phone {victim} opens what comes later")

    hunt(law, turns=TURNS, victim=st.integers(0, 1))


def what_is_kept_is_bounded(code: RatchetCode) -> None:
    """Keep no more than ``most_keys`` keys, however many messages are missing, in all chains."""
    phones = Phones(code, b"one gap")
    for packet in [phones.say(0) for _ in range(code.most_keys + 2)][-1:]:
        _try_to_hear(phones, packet, "in one chain")
    phones = Phones(code, b"gaps")
    phones.talk([1, 1])
    for _ in range(_CHAINS):
        missing = [phones.say(0) for _ in range(2 + code.most_keys // 4)]
        _try_to_hear(phones, missing[-1], "over several chains")
        phones.tell(1)


def _require_one_turned(before: Sequence[Keys], after: Sequence[Keys]) -> None:
    for was, now in zip(before, after, strict=True):
        count = len(_gone(was, now))
        require(count == 1, f"one message more replaces {count} keys, and the chain is one")


def _try_to_hear(phones: Phones, packet: Packet, where: str) -> None:
    """Open a message if it is not refused, and count the keys."""
    found = phones.code.opened(phones.states[1], packet.data, phones.rng)
    phones.states[1] = phones.states[1] if found is None else found[0]
    count = len(phones.keys(1))
    require(count <= phones.code.most_keys, f"{count} keys are kept for messages missing {where}")


def _shed(phones: Phones, of: int, what: Callable[..., T], *more: Packet) -> T:
    before = phones.keys(of)
    given = what(of, *more)
    require(bool(_gone(before, phones.keys(of))), f"phone {of} keeps all keys after a message")
    return given


def _gone(before: Keys, after: Keys) -> Keys:
    return tuple(key for key in before if key not in after)
