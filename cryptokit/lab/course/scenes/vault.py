"""The vault of lesson 10: five people guessed at, and a court that gets at who signs its program.

How a vault counts is in ``evidence.vault``. That changed code gives up the key, and that a likely
password falls once nobody counts, are two rules here; the second is what ``guessed`` shows.
"""

from dataclasses import replace
from typing import Final

from cryptokit.evidence.guessing import Fallen, fallen
from cryptokit.evidence.hardening import CHEAPEST
from cryptokit.knowledge import Rule
from cryptokit.messengers.backups import PASSWORD, VAULT, VAULT_KEY
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import Rng
from cryptokit.world import CODE, World

LIKELY: Final = tuple(Password.of(f"summer{year}") for year in range(2026, 2006, -1))
"""Twenty passwords, likeliest first."""
RANKS: Final = (2, 8, 14, 19)
"""Where in the list those of four people stand, from 0."""
GOOD: Final = Password.of("a goat ate the flowerpot")
"""That of the fifth, in no list."""


def guessed(*, rng: Rng) -> Fallen:
    """Try the list on five people: at a vault that counts, and at one that no longer does.

    Guesses are made cheap here, not fewer.
    """
    people = (*(LIKELY[rank] for rank in RANKS), GOOD)
    return fallen(people, LIKELY, cost=CHEAPEST, iterations=1, rng=rng)


def with_signer(world: World) -> World:
    """Let changed code bring the vault's key, and with it a likely password.

    Raises ValueError unless who signs the program of the world also keeps its vault.

    >>> from cryptokit.messengers import named
    >>> from cryptokit.world import PAST, Level, smallest_sets
    >>> world = named("end_to_end_vault").world
    >>> [smallest_sets(one, PAST, Level.CODE.powers) for one in (world, with_signer(world))]
    [(), (('IE', 'US'),)]
    """
    if world.asset(VAULT).custodian != world.code_signer:
        raise ValueError("the vault belongs to somebody else than the signer")
    bent = (Rule(VAULT_KEY, 1, (CODE,)), Rule(PASSWORD, 1, (VAULT_KEY,)))
    return replace(world, rules=(*world.rules, *bent))
