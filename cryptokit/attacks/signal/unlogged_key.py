"""The directory keeps an honest log, and hands out another key than the one that is in it.

A log that nobody asks for a proof is a web page. Not here: a false key that is in the log, in
``unwatched_log``; a log of which two people see two, in ``split_view``.

Melara and others designed a directory that has to prove what it hands out in 2015 (CONIKS).
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.signal.between import BOB
from cryptokit.attacks.signal.logs import eavesdrop, world
from cryptokit.errors import CryptokitError
from cryptokit.rng import Rng
from cryptokit.signal import transparency
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.transparency import Answer, Head

Take = Callable[[Answer, bytes, Head], PublicKey]
"""Take a key for a name from an answer. Raises Untrusted."""


def flawed_take(given: Answer, _name: bytes, _seen: Head) -> PublicKey:
    """Take what comes."""
    return given.entry.identity  # the flaw: the proof is there, and is not checked


def program(take: Take, budget: int, rng: Rng) -> Outcome:
    """Hand out a false key with the proof of the true one, and with proofs of its neighbours."""
    here = world(rng)
    head, size = transparency.head(here.log), len(here.log)
    true = transparency.look_up(here.log, BOB)
    places = [true.place, *(place for place in range(size) if place != true.place)]
    told = ""
    for tries, place in enumerate(places[:budget], 1):
        entry = here.log[place]
        proof = transparency.look_up(here.log, entry.name).proof
        taken = answer(partial(take, Answer(here.lie, place, proof), BOB, head))
        if not isinstance(taken, CryptokitError):
            caught = eavesdrop(here, rng)
            told = f"read {caught.decode()!r}; the key is not in the log"
            return Outcome(bool(caught) and taken == here.lie.identity, tries, told)
        told = f"nothing is said, as Alice's phone sees: {taken.what}"
    return Outcome(won=False, tries=budget, told=told)


def honest(take: Take, rng: Rng) -> bool:
    """Tell whether Alice gets Bob's key from a directory that does not lie."""
    here = world(rng)
    found = transparency.look_up(here.log, BOB)
    return take(found, BOB, transparency.head(here.log)) == here.truth.identity


ATTACK: Final = Attack(
    name="unlogged_key",
    title="A key that is not in the log",
    mistake="the directory has a log, and no phone asks for a proof",
    repair="a phone takes a key that is in the log, and no other",
    source='Melara, Blankstein, Bonneau, Felten, Freedman, "CONIKS: Bringing Key Transparency to '
    'End Users", USENIX Security 2015; RFC 9162, 2021, section 2.1.3',
    scale="a log of 22 entries, where real ones have billions; hashes and keys are real",
    budget=22,
    program=program,
    honest=honest,
    flawed=flawed_take,
    repaired=transparency.check_answer,
)
