"""The false key is in the log, with its proof: it works until its owner looks.

The proof says that everybody can see the key. It does not say that anybody does. A log finds the
lie afterwards, and keeps it as evidence; it prevents nothing. So the phone of each owner looks, at
every new head, for keys under its own name. Not here: who else may look, with whose consent.

That detection needs an owner who watches is in Melara and others (2015), as monitoring.
"""

from collections.abc import Callable
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.signal.between import BOB
from cryptokit.attacks.signal.logs import eavesdrop, world
from cryptokit.rng import Rng
from cryptokit.signal import transparency
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.transparency import Head, Log

Watch = Callable[[Log, PublicKey, Head], tuple[PublicKey, ...]]
"""Look as Bob, who has one key, for others under his name."""


def no_watch(_log: Log, _own: PublicKey, _seen: Head) -> tuple[PublicKey, ...]:
    """See nothing."""
    return ()  # the flaw: the log is open to all, and nobody looks


def owner_watches(log: Log, own: PublicKey, seen: Head) -> tuple[PublicKey, ...]:
    """Read all entries, as Bob's phone."""
    return transparency.strangers(log, BOB, (own,), seen)


def program(watch: Watch, _budget: int, rng: Rng) -> Outcome:
    """Log a false key, hand it out with its proof, and read on."""
    here = world(rng)
    log = (*here.log, here.lie)
    head = transparency.head(log)
    taken = transparency.check_answer(transparency.look_up(log, BOB), BOB, head)
    caught = eavesdrop(here, rng) if taken == here.lie.identity else b""
    seen = watch(log, here.truth.identity, head)
    told = f"read {caught.decode()!r}; keys that Bob's phone found under his name: {len(seen)}"
    return Outcome(bool(caught) and not seen, 1, told)


def honest(watch: Watch, rng: Rng) -> bool:
    """Tell whether Bob is not alarmed by an honest log."""
    here = world(rng)
    return watch(here.log, here.truth.identity, transparency.head(here.log)) == ()


ATTACK: Final = Attack(
    name="unwatched_log",
    title="A false key that everybody could see",
    mistake="the key is in a public log, and its owner does not look",
    repair="the owner's phone looks for keys that are not its own",
    source='Melara, Blankstein, Bonneau, Felten, Freedman, "CONIKS: Bringing Key Transparency to '
    'End Users", USENIX Security 2015, on monitoring',
    scale="a log of 23 entries, which the owner reads whole; real ones prove what is under a name. "
    "Held means seen: the first message is read in both runs",
    budget=1,
    program=program,
    honest=honest,
    flawed=no_watch,
    repaired=owner_watches,
)
