"""The second way: no bytes, only who knows what, and what follows from it.

Facts are names: a key, a packet, an exponent, the text of a message. ``knowledge`` derives.
"""

from collections.abc import Iterator

from cryptokit.exposure import chain_facts, sender_keys
from cryptokit.exposure.ops import Adversary, Seizure
from cryptokit.exposure.ratchet_phones import restore
from cryptokit.exposure.runs import (
    LINE,
    Agreement,
    Run,
    kept_texts,
    name,
    number_in,
    within_reach,
)
from cryptokit.knowledge import Fact, Knowledge, Rule, derive, explain

ACCOUNT = "the account"
CLEAR, FETCHED, OPENED, MADE, AHEAD, TURNED, CARRIED = (
    "in the clear", "fetched from the server", "under a stolen key",
    "under a key made from a stolen exponent", "under a chain made from a stolen root",
    "under a stolen chain", "under a key that the thief put in",
)  # fmt: skip
_MADE_FROM = {"exponent": MADE, "root": AHEAD, "chain": TURNED}


def closure(run: Run, seizure: Seizure) -> Knowledge:
    """Derive all that a thief may know.

    >>> from cryptokit.exposure.cloud_chat import CloudChat
    >>> from cryptokit.exposure.ops import Victim, in_order
    >>> run = CloudChat().play(in_order("ABA"))
    >>> sorted(texts(closure(run, Seizure(2, Victim.B, online=False, recorded=False))))
    [1, 2]

    See: Dolev and Yao, "On the Security of Public Key Protocols", 1983.
    """
    return derive(_facts(run, seizure), tuple(_rules(run, seizure)))


def texts(known: Knowledge) -> frozenset[int]:
    """Tell which messages are among the facts."""
    return frozenset(
        int(fact.removeprefix("text ")) for fact in known.facts if fact.startswith("text ")
    )


def reason(known: Knowledge, number: int) -> str:
    """Say in a few words what a message was read by.

    >>> from cryptokit.knowledge import Knowledge
    >>> reason(Knowledge(frozenset({"text 1"}), ()), 1)
    'in the clear'
    """
    steps = explain(known, f"text {number}")
    used = {fact for step in steps for fact in step.used}
    if not steps:
        return CLEAR
    if ACCOUNT in used:
        return FETCHED
    if LINE in used:
        return CARRIED
    kinds = {fact.partition(" ")[0] for fact in used}
    return next((why for kind, why in _MADE_FROM.items() if kind in kinds), OPENED)


def seized(run: Run, seizure: Seizure) -> Iterator[Fact]:
    """Give what lies on what was seized: keys, waiting exponents, chains, texts in the clear.

    >>> from cryptokit.exposure.cloud_chat import CloudChat
    >>> from cryptokit.exposure.ops import Victim, in_order
    >>> run = CloudChat().play(in_order("AB"))
    >>> [fact.split()[0] for fact in seized(run, Seizure(1, Victim.SERVER))]
    ['key', 'key', 'text']
    """
    loot = run.held[seizure.t][seizure.victim]
    yield from (f"key {name(key)}" for key in loot.keys)
    yield from (f"exponent {one.exchange_id}" for one in loot.pending)
    yield from (f"text {number_in(text.words)}" for text in kept_texts(run, seizure))
    yield from sender_keys.facts(loot.states)
    if phone := restore(loot.states):
        yield from chain_facts.of_phone(phone)


def _facts(run: Run, seizure: Seizure) -> Iterator[Fact]:
    loot = run.held[seizure.t][seizure.victim]
    yield from seized(run, seizure)
    yield from (f"packet {place}" for place in within_reach(run, seizure))
    if run.store and loot.account and seizure.online:
        yield ACCOUNT
    if seizure.adversary is Adversary.ACTIVE:
        yield LINE


def _rules(run: Run, seizure: Seizure) -> Iterator[Rule]:
    for place, packet in enumerate(run.packets):
        if packet.number is not None:
            opens = (f"packet {place}", f"key {packet.key}")
            yield Rule(f"text {packet.number}", 2, opens)
    for number in run.schedule.numbers:
        yield Rule(f"text {number}", 1, (ACCOUNT,))
    yield from run.rules
    for made in run.agreements:
        yield from _changes(run, made, seizure.t)


def _changes(run: Run, made: Agreement, t: int) -> Iterator[Rule]:
    """Two ways to a new key: the exponent and the answer to it, or a change of the request."""
    request, answer = run.packets[made.request], run.packets[made.answer]
    g_b = f"g_b {made.exchange_id}"
    yield Rule(g_b, 2, (f"packet {made.answer}", f"key {answer.key}"))
    for new in made.new:
        yield Rule(f"key {new}", 2, (g_b, f"exponent {made.exchange_id}"))
        if request.passed is not None and request.passed >= t:
            yield Rule(f"key {new}", 2, (f"key {request.key}", LINE))
