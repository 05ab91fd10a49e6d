"""Messages of real protocols: who holds which key when is read off phones that were played.

Cloud chats, secret chats, Double Ratchets, sender keys, mail under a static key. A thief does not
go on to carry messages here: for that, ask ``exposure``.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from cryptokit.exposure import sender_keys
from cryptokit.exposure.closure import ACCOUNT, seized
from cryptokit.exposure.ops import Schedule, Seizure, Victim
from cryptokit.exposure.runs import (
    LINE,
    Agreement,
    Holdings,
    Packet,
    Run,
    System,
    name,
)
from cryptokit.keys import SecretScalar
from cryptokit.knowledge import Fact, Rule
from cryptokit.lab.sealed import Sealed, Trip, made, text
from cryptokit.lab.sealed_kinds import WIRETAP
from cryptokit.rng import Rng, system

NAMES: Final[Mapping[Victim, str]] = {
    Victim.A: "Ann",
    Victim.B: "Ben",
    Victim.SERVER: "the server",
}


def played(
    how: System,
    schedule: Schedule,
    number: int,
    *,
    names: Mapping[Victim, str] = NAMES,
    rng: Rng = system,
) -> Sealed:
    """Play a schedule with real keys, and describe one message of it.

    In a group, call B "each other member": all hold the same chains. Raises ValueError for a
    message that the schedule does not have.

    >>> from cryptokit.exposure import SecretChat, in_order
    >>> from cryptokit.lab.sealed import readers
    >>> [sorted(some) for some in readers(played(SecretChat(), in_order("AB"), 1))]
    [['Ann'], ['Ben']]
    """
    return of_run(how.play(schedule, rng=rng), how.title, number, names=names)


def of_run(run: Run, title: str, number: int, *, names: Mapping[Victim, str] = NAMES) -> Sealed:
    """Describe one message of a run."""
    schedule = run.schedule
    trips = tuple(
        Trip(names[Victim(by)], names[Victim(by.peer)], step, schedule.delivered.get(n))
        for n, (by, step) in enumerate(zip(schedule.senders, schedule.sent, strict=True))
    )
    held = tuple(_everybody(run, t, names) for t in range(len(run.held)))
    return Sealed(title, number, trips, held, tuple(_rules(run)))


def _everybody(run: Run, t: int, names: Mapping[Victim, str]) -> Mapping[str, frozenset[Fact]]:
    found = {called: frozenset(_facts(run, t, one)) for one, called in names.items()}
    return found | {WIRETAP: frozenset({LINE})}


def _facts(run: Run, t: int, victim: Victim) -> Iterator[Fact]:
    """Give what a victim has just before step t, and what that lets it do."""
    loot = run.held[t][victim]
    yield LINE
    yield from seized(run, Seizure(t, victim))
    yield from _signing(loot)
    if run.store and loot.account:
        yield ACCOUNT


def _signing(loot: Holdings) -> Iterator[Fact]:
    """Give the signing keys of a member's own chains."""
    for keys in sender_keys.restore(loot.states):
        yield from (_signs(str(chain.chain_id)) for chain in keys.chains if chain.signing)


def _signs(chain: str) -> Fact:
    return f"signing {chain}"


def _rules(run: Run) -> Iterator[Rule]:
    everything = [loot for at in run.held for loot in at.values()]
    signed = {fact for loot in everything for fact in _signing(loot)}
    public = {
        name(key) for loot in everything for key in loot.keys if isinstance(key, SecretScalar)
    }
    for packet in run.packets:
        if packet.number is not None:
            yield Rule(text(packet.number), 1, (f"key {packet.key}",))
            yield _making(packet, packet.number, signed, public)
    if run.store:
        yield from (Rule(text(number), 1, (ACCOUNT,)) for number in run.schedule.numbers)
    yield from run.rules
    for agreed in run.agreements:
        yield from _agreeing(run, agreed)


def _making(packet: Packet, number: int, signed: set[Fact], public: set[str]) -> Rule:
    """Say what it takes to make a packet: its key, a signature too in a group, nothing in mail."""
    if packet.key in public:
        return Rule(made(number), 1, (LINE,))
    signer = _signs(packet.key.rpartition("#")[0])
    needed = (f"key {packet.key}", *({signer} & signed))
    return Rule(made(number), len(needed), needed)


def _agreeing(run: Run, agreed: Agreement) -> Iterator[Rule]:
    """Say how a recorded change of keys opens: by a waiting exponent, and the answer to it."""
    answer = f"g_b {agreed.exchange_id}"
    yield Rule(answer, 1, (f"key {run.packets[agreed.answer].key}",))
    for new in agreed.new:
        yield Rule(f"key {new}", 2, (answer, f"exponent {agreed.exchange_id}"))
