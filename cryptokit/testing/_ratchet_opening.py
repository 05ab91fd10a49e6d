"""Laws of a Double Ratchet about messages: which open, and which are refused.

What is in the states is asked in ``_ratchet_keys``.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from hypothesis import strategies as st

from cryptokit.testing._deliveries import Delivery, Sent, deliveries
from cryptokit.testing._ratchet_code import TURNS, Packet, Phones, RatchetCode, hunt, require

NETWORKS: Final = 40
"""How many networks are tried."""
_BITS: Final = 8
_ROW, _TURNS_LEFT = 4, 5
"""Messages in a row, and turns, of which some are left behind."""


def every_message_opens_once_on_any_network(code: RatchetCode) -> None:
    """Open each message that comes, in any order, with losses between; refuse its copies."""

    def law(seed: bytes, delivery: Delivery) -> None:
        phones, sent = Phones(code, seed), dict[int, Packet]()
        for one in delivery:
            if isinstance(one, Sent):
                sent[one.number] = phones.say(one.by)
            elif one.again:
                taken = phones.opens(one.to, sent[one.number].data)
                require(not taken, f"a copy of message {one.number} opens")
            else:
                phones.hear(one.to, sent[one.number])

    hunt(law, NETWORKS, delivery=deliveries())


def a_late_message_opens(code: RatchetCode) -> None:
    """Open what was left behind in every chain, after the other side has answered, too."""

    def law(seed: bytes, counts: list[int], first: int, order: list[int]) -> None:
        phones, left = Phones(code, seed), list[tuple[int, Packet]]()
        for turn, count in enumerate(counts):
            packets = [phones.say(turn % 2) for _ in range(count)]
            phones.hear(1 - turn % 2, packets.pop(first % count))
            left += [(1 - turn % 2, packet) for packet in packets]
        for at in (one for one in order if one < len(left)):
            phones.hear(*left[at])

    counts = st.lists(st.integers(2, _ROW), min_size=3, max_size=_TURNS_LEFT)
    order = st.permutations(range(_ROW * _TURNS_LEFT))
    hunt(law, counts=counts, first=st.integers(0, _ROW), order=order)


def a_copy_is_refused(code: RatchetCode) -> None:
    """Refuse a message that was opened: at once, when it was late, and after more turns."""

    def law(seed: bytes, turns: list[int]) -> None:
        phones = Phones(code, seed)
        late, one = phones.say(0), phones.tell(0)
        phones.hear(1, late)
        require(not phones.opens(1, one.data), "a copy opens at once")
        require(not phones.opens(1, late.data), "a copy of a late message opens")
        for turn in turns:
            phones.talk([turn, turn])
            for packet in (one, late):
                require(not phones.opens(1, packet.data), "a copy opens after more turns")

    hunt(law, turns=TURNS)


def a_changed_message_is_refused(code: RatchetCode) -> None:
    """Refuse a message in which a bit is another, in its header too, or a byte more or fewer."""

    def law(seed: bytes, turns: list[int], bit: int) -> None:
        for phones, packet, where in _waiting(code, seed, turns):
            for at in range(len(packet.data)):
                taken = phones.opens(1, _flipped(packet.data, at, bit))
                require(not taken, f"bit {bit} of byte {at} may be flipped, {where}")
            for changed in (packet.data[:-1], packet.data + bytes(1)):
                require(not phones.opens(1, changed), f"its length may be changed, {where}")

    hunt(law, turns=TURNS, bit=st.integers(0, _BITS - 1))


def a_refused_message_changes_nothing(code: RatchetCode) -> None:
    """Leave the state as it was when a message is refused: the genuine one still opens."""

    def law(seed: bytes, turns: list[int]) -> None:
        for phones, packet, where in _waiting(code, seed, turns):
            before = phones.keys(1)
            for at in (0, len(packet.data) // 2, len(packet.data) - 1):
                phones.opens(1, _flipped(packet.data, at, 0))
            require(phones.keys(1) == before, f"a forged message changes keys, {where}")
            try:
                phones.hear(1, packet)
            except AssertionError as error:
                raise AssertionError(f"after a forged message, {where}: {error}") from None

    hunt(law, turns=TURNS)


def a_message_for_others_is_refused(code: RatchetCode) -> None:
    """Refuse a message of another conversation, and one's own that comes back."""

    def law(seed: bytes, turns: list[int]) -> None:
        phones, others = Phones(code, seed), Phones(code, seed + b"others")
        for both in (phones, others):
            both.talk(turns)
        require(not phones.opens(1, others.say(0).data), "another conversation's message opens")
        require(not phones.opens(0, phones.say(0).data), "a phone opens its own message")

    hunt(law, turns=TURNS)


def _waiting(
    code: RatchetCode, seed: bytes, turns: Sequence[int]
) -> Iterator[tuple[Phones, Packet, str]]:
    """Give a message on its way to phone 1 in three situations: in a chain, late, at a turn."""
    phones = Phones(code, seed)
    phones.talk([*turns, *[1] * (2 - len(turns) % 2)])
    yield phones, phones.say(0), "at a turn"
    phones.tell(0)
    yield phones, phones.say(0), "in a chain"
    late = phones.say(0)
    phones.tell(0)
    yield phones, late, "when it is late"


def _flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
