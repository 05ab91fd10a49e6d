"""The directory hands out a key of its own in each name, sits between, and reads everything.

Every check of the protocol passes: bundles are signed, by the keys that are in them. X3DH says
who has a key, and not whose key it is. Not here: the number compared in part, in ``first_digits``;
directories that must show what they hand out, in ``unlogged_key``.

That an agreement needs to be tied to who takes part was written down by Diffie, van Oorschot and
Wiener in 1992; X3DH (2016) leaves it to the two people.
"""

from collections.abc import Callable
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.signal.between import (
    ALICE,
    BOB,
    WORDS,
    Screen,
    bundle_of,
    phone,
    read,
    relay,
    write,
)
from cryptokit.errors import Untrusted
from cryptokit.rng import Rng

People = Callable[[Screen, Screen], None]
"""What two people do before they talk. Raises Untrusted if they will not."""


def hurried_people(_alice: Screen, _bob: Screen) -> None:
    """Start to talk."""
    return  # the flaw: the number is there, and nobody looks


def careful_people(alice: Screen, bob: Screen) -> None:
    """Read all 60 digits out. Raises Untrusted with field ``safety number``."""
    if alice.number() != bob.number():
        raise Untrusted("not the one on the other phone", field="safety number")


def program(people: People, _budget: int, rng: Rng) -> Outcome:
    """Hand out one's own key in both names, and read what is said."""
    alice, bob, server = (phone(rng) for _ in range(3))
    false = server.identity.public
    screens = (
        Screen((ALICE, alice.identity.public), (BOB, false)),
        Screen((BOB, bob.identity.public), (ALICE, false)),
    )
    refusal = answer(lambda: people(*screens))
    if refusal is not None:
        return Outcome(won=False, tries=1, told=f"nothing is said, as they see: {refusal.what}")
    caught, arrived = relay(alice, server, server, bob, rng)
    won = caught == arrived == WORDS
    return Outcome(won, 1, f"the server read {caught.decode()!r}, and Bob got it as well")


def honest(people: People, rng: Rng) -> bool:
    """Tell whether people with nobody between them talk."""
    alice, bob = phone(rng), phone(rng)
    mine, theirs = (ALICE, alice.identity.public), (BOB, bob.identity.public)
    agreed = answer(lambda: people(Screen(mine, theirs), Screen(theirs, mine))) is None
    return agreed and read(bob, write(alice, bundle_of(bob), WORDS, rng), rng) == WORDS


ATTACK: Final = Attack(
    name="substituted_key",
    title="A key of the directory's own",
    mistake="the key that the directory hands out is taken for the other person's",
    repair="two people compare the safety number before anything is said",
    source='Diffie, van Oorschot, Wiener, "Authentication and Authenticated Key Exchanges", '
    'Designs, Codes and Cryptography 2, 1992; Marlinspike, Perrin, "The X3DH Key Agreement '
    'Protocol", revision 1, 2016, section 4.1',
    scale="real size",
    budget=1,
    program=program,
    honest=honest,
    flawed=hurried_people,
    repaired=careful_people,
    seen_in="every chat whose safety number was not compared",
)
