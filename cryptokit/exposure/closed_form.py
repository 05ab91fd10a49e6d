"""The third way: formulas over the schedule, without a run. They are what a book would print.

Not here: a formula for phones that decide by themselves when to change the key while messages
are delayed. There the other two ways have to do.
"""

from collections.abc import Iterator, Mapping

from cryptokit.exposure import epochs, turns
from cryptokit.exposure.cloud_chat import CloudChat
from cryptokit.exposure.double_ratchet import DoubleRatchet
from cryptokit.exposure.ops import (
    DAY,
    Adversary,
    Party,
    Schedule,
    Seizure,
    Send,
    Victim,
)
from cryptokit.exposure.runs import System
from cryptokit.exposure.secret_chat import SecretChat
from cryptokit.exposure.sender_keys import SenderKeys
from cryptokit.exposure.static_key import StaticKey
from cryptokit.exposure.two_phones import Every
from cryptokit.mtproto.rekey import Limits


def closed_form(system: System, schedule: Schedule, seizure: Seizure) -> frozenset[int] | None:
    """Tell which messages a thief can read, by formula; None where there is none.

    >>> from cryptokit.exposure.ops import in_order
    >>> abc = in_order("ABABABABAB")
    >>> sorted(closed_form(SecretChat(Every(5)), abc, Seizure(14, Victim.A)))
    [5, 6, 7, 8, 9]
    >>> sorted(closed_form(StaticKey(), abc, Seizure(14, Victim.A)))
    [1, 3, 5, 7, 9]
    """
    found = _by_keys(system, schedule, seizure)
    return None if found is None else found | _history(system, schedule, seizure)


def _by_keys(system: System, schedule: Schedule, seizure: Seizure) -> frozenset[int] | None:
    match system:
        case CloudChat(lifetime):
            return _cloud(lifetime, schedule, seizure)
        case SecretChat(rekeying):
            return _secret(rekeying, schedule, seizure)
        case StaticKey(to_self):
            return _static(schedule, seizure, to_self=to_self)
        case DoubleRatchet(form):
            found = turns.double_ratchet(form, schedule, seizure)
            return None if found is None else _ratchet(found, schedule, seizure)
        case SenderKeys(_, leaves):
            found = turns.sender_keys(leaves, schedule, seizure)
            return None if found is None else found & _passing(schedule, seizure)
        case _:
            return None


def _passing(schedule: Schedule, seizure: Seizure) -> frozenset[int]:
    """Give the messages that are still to be delivered, or all if packets were recorded."""
    if seizure.recorded:
        return schedule.numbers
    late = {number for number, step in schedule.delivered.items() if step < seizure.t}
    return schedule.numbers - late


def _history(system: System, schedule: Schedule, seizure: Seizure) -> frozenset[int]:
    """Give what the phone sent or read in the last days: it is there in the clear."""
    victim, now = seizure.victim.party, schedule.time(seizure.t)
    if victim is None or not seizure.history:
        return frozenset()
    came = _read_at(system, schedule)
    steps = {
        number: schedule.sent[number] if by is victim else came.get(number, seizure.t)
        for number, by in enumerate(schedule.senders)
    }
    return frozenset(
        number
        for number, step in steps.items()
        if step < seizure.t and now - schedule.ops[step].at < seizure.history * DAY
    )


def _read_at(system: System, schedule: Schedule) -> Mapping[int, int]:
    """Give the step at which each message was read by whom it was for."""
    match system:
        case SecretChat():
            return schedule.heard
        case DoubleRatchet(form):
            return turns.climb(schedule, turns.HELD[form]).opened
        case SenderKeys(_, leaves):
            return turns.group_opened(leaves, schedule)
        case _:
            return schedule.delivered


# The cloud


def _cloud(lifetime: float | None, schedule: Schedule, seizure: Seizure) -> frozenset[int]:
    """Whoever can log in reads all; else the packets of one key of one phone, or of both."""
    if seizure.online:
        return schedule.numbers
    victim = seizure.victim.party
    phones = Party if victim is None else (victim,)
    found = {
        number
        for party in phones
        for step, number in _of_the_key(lifetime, schedule, party, seizure.t)
        if seizure.recorded or step >= seizure.t
    }
    stored = () if victim else range(sum(step < seizure.t for step in schedule.sent))
    return frozenset(found.union(stored))


def _of_the_key(
    lifetime: float | None, schedule: Schedule, party: Party, t: int
) -> Iterator[tuple[int, int]]:
    """Give the steps and messages that crossed a phone's line under the key it holds at ``t``."""
    steps = [
        (step, op)
        for step, op in enumerate(schedule.ops)
        if (schedule.senders[op.number] is party) is isinstance(op, Send)
    ]
    begin, end = float("-inf"), float("inf")
    if lifetime is not None:
        begin = _begin(lifetime, [op.at for step, op in steps if step < t])
        end = begin + lifetime
    if schedule.time(t) < end:
        yield from ((step, op.number) for step, op in steps if begin <= op.at < end)


def _begin(lifetime: float, times: list[float]) -> float:
    """Tell when the last temporary key was made, at the first packet after the one before."""
    begin = float("-inf")
    for at in times:
        if at >= begin + lifetime:
            begin = at
    return begin


# Mail


def _static(schedule: Schedule, seizure: Seizure, *, to_self: bool) -> frozenset[int]:
    """Everything ever locked to the key, and the mailbox keeps it."""
    victim = seizure.victim.party
    if victim is None:
        return frozenset()
    passing = schedule.numbers if seizure.online else _passing(schedule, seizure)
    mine = {n for n, by in enumerate(schedule.senders) if to_self or by is not victim}
    return passing & mine


# Ratchets


def _ratchet(found: frozenset[int], schedule: Schedule, seizure: Seizure) -> frozenset[int]:
    """Everything that the phone's keys open, and for a thief who carries all from then on."""
    found &= _passing(schedule, seizure)
    if seizure.adversary is Adversary.ACTIVE and seizure.victim.party:
        found |= {number for number, step in enumerate(schedule.sent) if step >= seizure.t}
    return found


# Secret chats


def _secret(
    rekeying: Every | Limits, schedule: Schedule, seizure: Seizure
) -> frozenset[int] | None:
    """Everything under the keys that are held, and for an active thief all from then on."""
    if seizure.victim is Victim.SERVER:
        return frozenset()
    if isinstance(rekeying, Every):
        keys = epochs.every(rekeying.messages, schedule)
        so_far = sum(step < seizure.t for step in schedule.sent)
        held = {keys[so_far - 1] if so_far else 0}
    elif schedule.at_once:
        keys, asking = epochs.limited(rekeying, schedule)
        held = epochs.held(keys, asking, schedule, seizure)
    else:
        return None
    passing = _passing(schedule, seizure)
    found = {number for number, key in enumerate(keys) if key in held and number in passing}
    if seizure.adversary is Adversary.ACTIVE:
        found.update(n for n, step in enumerate(schedule.sent) if step >= seizure.t)
    return frozenset(found)
