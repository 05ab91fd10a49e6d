"""A share does not say how many are needed: two of three give a wrong secret, and no error.

Interpolation takes any number of points. Through too few of them there is a polynomial as well, of
a lower degree, and its value at 0 has nothing to do with the secret: fewer than k points fit every
secret (Shamir, 1979). Not here: too many shares, which do no harm.

The format of HashiCorp Vault holds values and x, and its combine takes any two shares or more
(shamir/shamir.go). That it is the caller who counts is a choice, and has to be known.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.sharing.schemes import BARE, CRYPTOKIT, ByteScheme, joins_bytes, look
from cryptokit.primitives import gf256
from cryptokit.rng import Rng, draw


def flawed_join(shares: Sequence[bytes]) -> bytes:
    """Join bare shares, however many they are."""
    return gf256.interpolate(dict(map(look, shares)))  # the flaw: nobody knows how many it takes


def program(scheme: ByteScheme, _budget: int, rng: Rng) -> Outcome:
    """Withhold one share of three that are needed, and see whether the others notice."""
    secret = draw(rng, 16)
    got = answer(lambda: scheme.join(scheme.split(secret, 3, 5, rng)[:2]))
    if isinstance(got, bytes):
        wrong = got != secret and len(got) == len(secret)
        return Outcome(wrong, 1, "a wrong secret of the right length was taken for the right one")
    return Outcome(won=False, tries=1, told=f"refused: {got.what}")


ATTACK: Final = Attack(
    name="threshold_not_told",
    title="How many are needed?",
    mistake="the threshold is not in the share",
    repair="each share says how many are needed",
    source="Shamir, CACM 22(11), 1979; layout: hashicorp/vault, shamir/shamir.go",
    scale="real size",
    budget=1,
    program=program,
    honest=joins_bytes,
    flawed=replace(BARE, join=flawed_join),
    repaired=CRYPTOKIT,
    seen_in="the share format of HashiCorp Vault (shamir/shamir.go)",
)
