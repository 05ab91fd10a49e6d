"""The false key was in the log for an afternoon: then the log is written anew, without it.

Alice's phone has the head of noon, Bob's looks in the evening. If phones take each new head as it
comes, the lie was in no log. A consistency proof ties each head to the one before. Not here: two
logs from the start, in ``split_view``.

Crosby and Wallach showed in 2009 how a log proves in few hashes that it only grew.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.signal.between import BOB
from cryptokit.attacks.signal.logs import eavesdrop, others, world
from cryptokit.primitives.merkle_log import Proof
from cryptokit.rng import Rng
from cryptokit.signal import transparency
from cryptokit.signal.transparency import Head

Update = Callable[[Head, Head, Proof], None]
"""Take a newer head for an older one. Raises Untrusted."""
LATER: Final = 9
"""Entries that come in during the afternoon."""


def flawed_update(_before: Head, _after: Head, _proof: Proof) -> None:
    """Take what comes."""
    return  # the flaw: the newer head need not have anything to do with the older one


def program(update: Update, budget: int, rng: Rng) -> Outcome:
    """Show a false key at noon, take it back, and offer all proofs that there are."""
    here = world(rng)
    noon, later = (*here.log, here.lie), others(LATER, rng)
    before = transparency.head(noon)
    caught = eavesdrop(here, rng)
    evening = (*here.log, *later)
    after, size = transparency.head(evening), len(evening)
    true = transparency.grow((*noon, *later), len(noon), len(noon) + LATER)
    proofs = [transparency.grow(evening, len(noon), size), true, true[:-1]]
    told = ""
    for tries, proof in enumerate(proofs[:budget], 1):
        refusal = answer(partial(update, before, after, proof))
        if refusal is None:
            gone = not transparency.strangers(evening, BOB, [here.truth.identity], after)
            return Outcome(gone, tries, f"read {caught.decode()!r}; the false key is in no log now")
        told = f"read {caught.decode()!r}; then Alice's phone saw: {refusal.what}"
    return Outcome(won=False, tries=budget, told=told)


def honest(update: Update, rng: Rng) -> bool:
    """Tell whether a phone takes the head of a log that grew."""
    log = (*world(rng).log, *others(LATER, rng))
    small = len(log) - LATER
    proof = transparency.grow(log, small, len(log))
    before, after = transparency.head(log[:small]), transparency.head(log)
    return answer(partial(update, before, after, proof)) is None


ATTACK: Final = Attack(
    name="rewritten_log",
    title="A log that forgets",
    mistake="a phone takes each new head of a log as it comes",
    repair="it asks for a proof that the log only grew",
    source='Crosby, Wallach, "Efficient Data Structures for Tamper-Evident Logging", USENIX '
    "Security 2009; RFC 9162, 2021, section 2.1.4",
    scale="a log of about 30 entries; the false key was used before, in both runs",
    budget=3,
    program=program,
    honest=honest,
    flawed=flawed_update,
    repaired=transparency.check_growth,
)
