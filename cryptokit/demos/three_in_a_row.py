"""Three messages in a row turn only the chain: which key of a Double Ratchet changes when.

The ratchet is the one of the specification. Nothing is lost or overtaken here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from cryptokit.demos.show import show
from cryptokit.errors import CannotOpen, Replayed
from cryptokit.lab.printing import counted
from cryptokit.rng import Rng, lesson
from cryptokit.signal import ratchet
from cryptokit.signal.chains import ChainKey, RootKey
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.ratchet import Message, Ratchet

ORDER: Final = "AAABBA"
"""Who speaks: three in a row, two in a row, and one. Each message comes before the next is sent."""
ROW: Final = 3
_BEGIN: Final = 1
_TURN: Final = 2
"""Diffie-Hellman results that A computes to begin, and that a phone computes at each turn."""
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One message: the ratchet key and the number that it shows, and which keys are new.

    Each ``new_`` compares with the sender's message before. ``agreements`` counts the
    Diffie-Hellman results of both phones, from the beginning until it was opened.
    """

    by: str
    ratchet_key: str
    number: int
    new_pair: bool
    new_root: bool
    new_chain: bool
    agreements: int


@dataclass(frozen=True, slots=True)
class Theft:
    """When B's state was taken, and how many messages it opens: of the row, and of A's last one."""

    when: str
    row: int
    last: int


@dataclass(frozen=True, slots=True)
class Rows:
    """The table of messages, and what two thefts of B's state opened."""

    rows: tuple[Row, ...]
    thefts: tuple[Theft, ...]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message, the sender's keys as it went out, and B's state before it and after it."""

    by: str
    message: Message
    sender: Ratchet
    before: Ratchet
    after: Ratchet
    turned: bool


def run() -> Rows:
    """Send three in a row, answer, and write again; then open it all with two stolen states."""
    sent = _talk(lesson("demo three_in_a_row"))
    found = Rows(tuple(_rows(sent)), tuple(_thefts(sent)))
    pairs = len({row.ratchet_key for row in found.rows})
    messages = counted(len(ORDER), "message")
    show(
        f"A writes three messages in a row, B answers with two, A writes one: {messages} of a "
        "Double Ratchet. Each shows its sender's ratchet key. What is new since the same sender's "
        "message before:",
        _table(found.rows),
        "Some pictures and tools say that each message has a new Diffie-Hellman key. Counted here: "
        f"{messages}, {pairs} ratchet keys. In a row only the chain turns: a hash, which nobody "
        "turns back. A new pair, and a new root with it, comes with a change of speaker.",
        "What that is good for. Somebody copies the state of B's phone and records all packets:",
        _stolen(found.thefts),
        "A state from before the row opens all of it: a chain by itself heals nothing. The answer "
        "does, and what comes after it is closed to whoever only listens. A state from after the "
        "row opens none of it: that is forward secrecy, and it is about what came earlier.",
    )
    return found


def _talk(rng: Rng) -> tuple[_Sent, ...]:
    root, bob = RootKey.draw(rng), KeyPair.draw(rng)
    phones = {"A": ratchet.begin(root, bob.public, rng=rng), "B": ratchet.answer(root, bob)}
    sent = list[_Sent]()
    for by in ORDER:
        before, to = phones["B"], "AB"[by == "A"]
        phones[by], message = ratchet.encrypt(phones[by], b"hi")
        own = phones[to].own
        phones[to], _ = ratchet.decrypt(phones[to], message, rng=rng)
        turned = phones[to].own != own
        sent.append(_Sent(by, message, phones[by], before, phones["B"], turned))
    return tuple(sent)


def _rows(sent: Iterable[_Sent]) -> Iterable[Row]:
    last, agreements = dict[str, Ratchet](), _BEGIN
    for one in sent:
        agreements += _TURN * one.turned
        was, now = last.get(one.by), one.sender
        yield Row(
            one.by,
            one.message.header.public.raw.hex()[:_SHOWN],
            one.message.header.number,
            was is None or was.own != now.own,
            was is None or was.root != now.root,
            _chain(was) != _chain(now),
            agreements,
        )
        last[one.by] = now


def _chain(state: Ratchet | None) -> ChainKey | None:
    return None if state is None else state.sending


def _thefts(sent: Sequence[_Sent]) -> Iterable[Theft]:
    for when, state in (("before the row", sent[0].before), ("after the row", sent[ROW - 1].after)):
        yield Theft(when, _opened(state, sent[:ROW]), _opened(state, sent[-1:]))


def _opened(state: Ratchet, sent: Iterable[_Sent]) -> int:
    """Count the messages that a stolen state opens, the luck of its thief being another."""
    count, luck = 0, lesson("demo three_in_a_row, a thief")
    for one in sent:
        try:
            state, _ = ratchet.decrypt(state, one.message, rng=luck)
        except (CannotOpen, Replayed):
            continue
        count += 1
    return count


def _table(rows: Iterable[Row]) -> Table:
    table = Table(title="Which key is new", title_justify="left")
    for heading in ("message of", "ratchet key", "number", "pair", "root", "chain key"):
        table.add_column(heading)
    table.add_column("DH results\nuntil then", justify="right")
    for row in rows:
        news = (row.new_pair, row.new_root, row.new_chain)
        marks = ("new" if one else "-" for one in news)
        table.add_row(row.by, row.ratchet_key, str(row.number), *marks, str(row.agreements))
    return table


def _stolen(thefts: Iterable[Theft]) -> Table:
    table = Table(title="What B's state opens", title_justify="left")
    for heading in ("copied", "the three in a row", "A's message after the answer"):
        table.add_column(heading)
    for one in thefts:
        table.add_row(one.when, f"{one.row} of {ROW}", f"{one.last} of 1")
    return table


if __name__ == "__main__":
    run()
