"""Two logs, each of them perfect: Alice's has the false key in it, and the one of Bob has not.

Every proof checks, within each of the two, and each of them only grows. To see it, two people who
were shown different logs must compare heads: over the chat itself, as the server can't change what
is in there, or through auditors. Not here: heads held back. Bob's view may be an old one, and then
the logs agree so far; so heads need a date, and old ones are refused.

Chuat and others worked out in 2015 what people have to tell each other, for logs of certificates.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.signal.between import BOB
from cryptokit.attacks.signal.logs import World, eavesdrop, others, world
from cryptokit.rng import Rng
from cryptokit.signal import transparency
from cryptokit.signal.transparency import Grow, Head, Log

Gossip = Callable[[Sequence[Head], Grow], None]
"""Compare the heads that several people have. Raises Untrusted."""
LATER: Final = 5
"""Entries that go into both views, after the false one."""


def no_gossip(_heads: Sequence[Head], _ask: Grow) -> None:
    """Keep one's head to oneself."""
    return  # the flaw: each of the two checks its own view, and nobody compares them


def views(here: World, rng: Rng) -> tuple[tuple[Log, Log], ...]:
    """Make pairs of views, Alice's first: one has an entry more, or both have as many."""
    later = others(LATER, rng)
    hers, his = (*here.log, here.lie, *later), (*here.log, *later)
    return (hers, his), (hers, (*his, *others(1, rng)))


def program(gossip: Gossip, budget: int, rng: Rng) -> Outcome:
    """Show two views, and answer whoever asks out of the longer one."""
    here, told = world(rng), ""
    for tries, (hers, his) in enumerate(views(here, rng)[:budget], 1):
        heads = transparency.head(hers), transparency.head(his)
        taken = transparency.check_answer(_false(hers, here), BOB, heads[0])
        seen = transparency.strangers(his, BOB, [here.truth.identity], heads[1])
        refusal = answer(partial(gossip, heads, partial(transparency.grow, hers)))
        if refusal is None:
            caught = eavesdrop(here, rng) if taken == here.lie.identity else b""
            told = f"read {caught.decode()!r}; Bob's phone found {len(seen)} false keys"
            return Outcome(bool(caught) and not seen, tries, told)
        told = f"nothing is said, as heads are compared: {refusal.what}"
    return Outcome(won=False, tries=budget, told=told)


def _false(log: Log, here: World) -> transparency.Answer:
    found = transparency.look_up(log, BOB)
    if found.entry != here.lie:
        raise AssertionError("Alice is shown the false key")
    return found


def honest(gossip: Gossip, rng: Rng) -> bool:
    """Tell whether people agree who saw one log at different times."""
    log = (*world(rng).log, *others(LATER, rng))
    heads = [transparency.head(log[:size]) for size in (len(log), 1, len(log) - LATER, len(log))]
    return answer(partial(gossip, heads, partial(transparency.grow, log))) is None


ATTACK: Final = Attack(
    name="split_view",
    title="One log for Alice, and one for Bob",
    mistake="each checks the log that it is shown, and nobody compares the two",
    repair="people compare heads, and ask for a proof that one grew to the other",
    source='Chuat, Szalachowski, Perrig, Laurie, Messeri, "Efficient Gossip Protocols for '
    'Verifying the Consistency of Certificate Logs", IEEE CNS 2015; Melara and others, "CONIKS", '
    "USENIX Security 2015, on non-equivocation",
    scale="a log of about 30 entries",
    budget=2,
    program=program,
    honest=honest,
    flawed=no_gossip,
    repaired=transparency.check_gossip,
)
