"""A phone is seized at time t: what opens before and after, and what it takes to heal.

Four kinds of keys and four kinds of conversations; no server is asked, so nothing but keys counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from cryptokit.demos.seizure import said
from cryptokit.demos.show import show
from cryptokit.exposure import (
    Adversary,
    DoubleRatchet,
    Every,
    Exposure,
    Schedule,
    SecretChat,
    Seizure,
    SenderKeys,
    StaticKey,
    Victim,
    compare,
)
from cryptokit.exposure.ratchet_between import begin_again
from cryptokit.exposure.ratchet_phones import AppPhone, restore
from cryptokit.exposure.runs import System
from cryptokit.exposure.schedules import burst, counts, lossy, offline, ping_pong
from cryptokit.lab.curves import Curve
from cryptokit.lab.figures import Figure, exposure
from cryptokit.rng import lesson
from cryptokit.signal import prekeys
from cryptokit.signal.directory import Directory, fetch, publish

SYSTEMS: Final[Mapping[str, System]] = {
    "secret chat": SecretChat(Every(100)),
    "Double Ratchet": DoubleRatchet(),
    "sender keys": SenderKeys(),
    "mail under a static key": StaticKey(),
}
CONVERSATIONS: Final[Mapping[str, tuple[Callable[[], Schedule], int]]] = {
    "in turns": (lambda: ping_pong(240), 262),
    "a burst of 200": (burst, 240),
    "one in ten late": (lambda: lossy(160, rng=lesson("late messages")), 263),
    "off for 3 days": (lambda: offline(20), 60),
}
"""How each conversation goes, and the step before which the phone is seized."""
CHOSEN: Final = "in turns"


@dataclass(frozen=True, slots=True)
class Healing:
    """What was read by kind of key and of conversation, and of one conversation by who carries.

    ``figures`` show, for each conversation, what a phone gives at each step. ``again`` is what a
    thief with a healed session heard in a new one.
    """

    listening: Mapping[str, Mapping[str, Exposure]]
    carrying: Mapping[str, Exposure]
    figures: Mapping[str, Figure]
    again: bytes


def run() -> Healing:
    """Seize B's phone in the middle of four conversations, and read what its keys open."""
    schedules = {name: make() for name, (make, _) in CONVERSATIONS.items()}
    listening = {
        title: {name: _ask(how, schedules[name], t) for name, (_, t) in CONVERSATIONS.items()}
        for title, how in SYSTEMS.items()
    }
    chosen, t = schedules[CHOSEN], CONVERSATIONS[CHOSEN][1]
    carrying = {title: _ask(how, chosen, t, Adversary.ACTIVE) for title, how in SYSTEMS.items()}
    figures = {name: _figure(name, schedule) for name, schedule in schedules.items()}
    found = Healing(listening, carrying, figures, _begin_again(chosen, t))
    show(
        "A and B write to each other, and B's phone is seized in the middle. The thief recorded "
        "every packet; B deletes what was read; no server helps. Each cell was tried with the "
        "stolen bytes, derived, and taken from a formula.",
        _listening(listening, schedules),
        "The same with a thief who carries the messages from then on:",
        _carrying(found, chosen, t),
        *(str(figure) for figure in figures.values()),
        "Forward secrecy closes what was read before; messages that are still missing are open. "
        "Healing closes what comes later: a Double Ratchet needs one answer, so a long burst is "
        "read to its end. It heals only if the thief just listened. Who carries the messages puts "
        "a key of their own in the place of the next one, and no alarm goes off.",
        "And the identity key does not turn: with it the thief, after the chat had healed, began "
        f"a new session as B and heard A say: {found.again.decode()}",
    )
    return found


def _ask(
    how: System, schedule: Schedule, t: int, adversary: Adversary = Adversary.PASSIVE
) -> Exposure:
    seizure = Seizure(t, Victim.B, online=False, adversary=adversary)
    return compare(how, schedule, seizure, rng=lesson(f"demo healing {how.title}"))


def _figure(name: str, schedule: Schedule) -> Figure:
    seizure = Seizure(0, Victim.B, online=False)
    curves = [Curve(title, counts(how, schedule, seizure)) for title, how in SYSTEMS.items()]
    below = "steps before the seizure: messages sent, and messages that arrived"
    return exposure(curves, title=f"Messages that can be read, {name}", below=below)


def _begin_again(schedule: Schedule, t: int) -> bytes:
    """Let the chat go on for long, then begin a new session with what was stolen back then."""
    rng = lesson("demo healing again")
    played = DoubleRatchet().play(schedule, rng=rng)
    friend = restore(played.held[-1][Victim.A].states)
    if not isinstance(friend, AppPhone):
        raise TypeError("A's phone has an app")
    _, bundle = fetch(publish(Directory(), ("A", 1), prekeys.listing(friend.keys)), ("A", 1))
    thief = begin_again(played.held[t][Victim.B].states, bundle, rng=rng)
    thief, packet = thief.say(b"It is me, B.")
    friend, _ = friend.hear(packet, rng=rng)
    _, answer = friend.say(b"Good to hear from you.")
    return thief.hear(answer, rng=rng)[1]


def _listening(
    found: Mapping[str, Mapping[str, Exposure]], schedules: Mapping[str, Schedule]
) -> Table:
    table = Table(title="Readable, with a listening thief", title_justify="left")
    table.add_column("system")
    for name, schedule in schedules.items():
        _, t = CONVERSATIONS[name]
        before = sum(step < t for step in schedule.sent)
        table.add_column(f"{name}:\nafter {before} of {len(schedule.senders)}")
    for title, cells in found.items():
        table.add_row(title, *(said(cell.readable) for cell in cells.values()))
    return table


def _carrying(found: Healing, schedule: Schedule, t: int) -> Table:
    table = Table(title=f"Readable, {CHOSEN}", title_justify="left")
    for heading in ("system", "listening", "closed again from", "carrying", "closed again from"):
        table.add_column(heading)
    for title, carrying in found.carrying.items():
        listening = found.listening[title][CHOSEN]
        pairs = (
            (said(one.readable), closed_from(one, schedule, t)) for one in (listening, carrying)
        )
        table.add_row(title, *(cell for pair in pairs for cell in pair))
    return table


def closed_from(found: Exposure, schedule: Schedule, t: int) -> str:
    """Say from which message on, counted from 1, nothing is read any more after the seizure.

    That is never where one of the last two messages is read, which are of both sides.

    >>> from cryptokit.exposure import in_order
    >>> abab = in_order("ABABAB")
    >>> closed_from(compare(DoubleRatchet(), abab, Seizure(4, Victim.A)), abab, 4)
    'message 5'
    """
    after = [number for number, step in enumerate(schedule.sent) if step >= t]
    last = max((number for number in after if number in found.readable), default=-1)
    if not after or last >= after[-1] - 1:
        return "never"
    return f"message {max(last + 1, after[0]) + 1}"


if __name__ == "__main__":
    run()
