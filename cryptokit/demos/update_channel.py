"""One key signs the program of every phone: what an order on its holder opens, and what shows.

Beside it the same for whoever runs the directory of keys. How users would compare is left to them.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.table import Table

from cryptokit.conversation import say
from cryptokit.court import Line, custody, examination
from cryptokit.court.timeline import pieces
from cryptokit.demos.show import show
from cryptokit.evidence import program, store
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import State
from cryptokit.evidence.schemes import keys_in
from cryptokit.experiment import Result, who_can_read
from cryptokit.experiment.seen import seen
from cryptokit.experiment.states import States, take
from cryptokit.keys import SecretChatKey
from cryptokit.lab.tables import overview
from cryptokit.messengers import named
from cryptokit.messengers.standing import Standing
from cryptokit.mtproto.picture import key_hash
from cryptokit.rng import lesson
from cryptokit.world import NOTES, USER, Level, Nexus, Order, Piece, Power, View, nexus

SETUP: Final = named("secret_chat")
WORLD: Final = SETUP.world
AFTER: Final = 6
CHAT: Final = say(
    (
        "Ines: Are you on the new version?",
        "Jonas: It came this morning.",
        "Ines: The spare key is with Mrs. Arendt.",
        "Jonas: Since when?",
        "Ines: Since the goat.",
        "Jonas: Nobody told me about a goat.",
        "Ines: It ate the first one.",
        "Jonas: The key?",
        "Ines: And the flowerpot.",
        "Jonas: Then who feeds the cat?",
        "Ines: Mrs. Arendt. The goat does not like her.",
        "Jonas: I like her more and more.",
    )
)
AT: Final = CHAT.messages[AFTER - 1].sent
END: Final = CHAT.messages[-1].sent
ORDERS: Final = {
    "no order": None,
    "code": Order("VG", Power.CODE, "parent"),
    "keys": Order("VG", Power.DIRECTORY, "parent"),
}
"""The parent company signs the program, and runs the directory of keys."""
_DIGITS: Final = 12
"""Hexadecimal digits of a digest that are shown."""


@dataclass(frozen=True, slots=True)
class Phone:
    """What the owner of a phone can compare: the digest of the program, the picture of the key."""

    program: str
    picture: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one order opened, in bytes of text sent before and after it, and what showed.

    ``tie`` says by what its target is bound, and ``seen`` which powers the phones' bytes give away.
    """

    order: Order | None
    tie: Nexus | None
    before: int
    after: int
    phones: Mapping[str, Phone]
    seen: frozenset[Power]


@dataclass(frozen=True, slots=True)
class Updates:
    """Who has to be ordered for what is sent later, and what each order did."""

    result: Result
    outcomes: Mapping[str, Outcome]


def run() -> Updates:
    """Order a changed program after six messages of twelve, then a swapped key instead."""
    levels = (Level.PERSON, Level.CODE)
    rng = lesson("demo update_channel")
    result = who_can_read(CHAT, messengers=[SETUP], levels=levels, after=AFTER, rng=rng)
    found = Updates(result, {what: _outcome(order) for what, order in ORDERS.items()})
    show(
        f"A secret chat of {len(CHAT.messages)} messages. After message {AFTER} a court orders "
        "whoever signs the program to ship a changed one: every phone takes what is signed.",
        overview(result),
        f"{_size(before=True)} bytes of text were sent before the order and {_size(before=False)} "
        "after it. One order at a time:",
        _opened(found.outcomes),
        "What the two owners can compare, with the published program "
        f"({program.installed(program.PUBLISHED).body.hex()[:_DIGITS]}) and with each other:",
        _phones(found.outcomes),
        *(f"Noticed by {NOTES[one].id} ({NOTES[one].title}): {NOTES[one].noticed}."
          for what in found.outcomes.values() for one in sorted(what.seen)),
        "The chat was end to end all the time, and no key was taken. What was sent before stays "
        "closed, as the copies begin with the order; a program that also sent what still lies on "
        "the phone would open that too. Only somebody who compares sees a change, and "
        "where no build is reproducible there is no published digest to compare with.",
    )  # fmt: skip
    return found


def _outcome(order: Order | None) -> Outcome:
    begun = pieces(WORLD, order) if order is not None else ()
    with tempfile.TemporaryDirectory(prefix="cryptokit-") as temporary:
        folder = Path(temporary)
        states = States(SETUP, CHAT, folder, b"demo update_channel")
        deployed, case = states.at(END, Standing(dict.fromkeys(begun, AT))), folder / "case"
        case.mkdir()
        custody.write(case, take(dict.fromkeys(begun, order), deployed, case, "copies", at=END))
        read = tuple(examination(case).read.values())
        tie = nexus(WORLD, order) if order is not None else None
        phones = {one.id: _phone(deployed, one.id) for one in WORLD.assets if one.custodian == USER}
        sizes = (_bytes(read, before=True), _bytes(read, before=False))
        return Outcome(order, tie, *sizes, phones, seen(WORLD, deployed))


def _bytes(read: Sequence[Line], *, before: bool) -> int:
    return sum(len(line.text.encode()) for line in read if (line.sent <= AT) == before)


def _size(*, before: bool) -> int:
    sent = (one.text for one in CHAT.messages if (one.sent <= AT) == before)
    return sum(len(text.encode()) for text in sent)


def _phone(deployed: Path, name: str) -> Phone:
    rows = list(store.read(path_of(deployed, Piece(name, View.DISK)), State))
    digest = next(row.body.hex() for row in rows if row.scheme == program.SCHEME)
    secrets = (key.secret for row in rows for key in keys_in(row))
    picture = next(key_hash(one).hex() for one in secrets if isinstance(one, SecretChatKey))
    return Phone(digest[:_DIGITS], picture[:_DIGITS])


def _opened(outcomes: Mapping[str, Outcome]) -> Table:
    table = Table(title="Bytes of text that an examiner read", title_justify="left")
    for heading in ("order on", "who must order", "bound by"):
        table.add_column(heading)
    for heading in ("sent before", "sent after"):
        table.add_column(heading, justify="right")
    for what, one in outcomes.items():
        who = "nobody" if one.order is None else f"{one.order.by}, on {one.order.target}"
        tie = "" if one.tie is None else one.tie.words
        table.add_row(what, who, tie, str(one.before), str(one.after))
    return table


def _phones(outcomes: Mapping[str, Outcome]) -> Table:
    table = Table(title="What lies on the phones", title_justify="left")
    for heading in ("order on", "phone", "program", "picture of the key"):
        table.add_column(heading)
    for what, one in outcomes.items():
        for name, phone in one.phones.items():
            table.add_row(what, name, phone.program, phone.picture)
    return table


if __name__ == "__main__":
    run()
