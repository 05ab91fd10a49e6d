"""Shares made over one GF(2^8) are joined over the other: the text comes out nearly right.

AES reduces by 0x11b, Reed-Solomon codes by 0x11d. The fields are isomorphic, but they number their
elements differently. Small x's seldom overflow the reduction, so half of the bytes are right and
the others differ by 2: nobody suspects the field. Not here: other layouts, in ``format_drift``.

Both are in use for sharing today. FIPS 197 (2001), section 4.2, has the one; a share that does not
name its field leaves the choice to whoever joins it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack
from cryptokit.attacks.sharing.exchange import Exchange, join_here, joins_own
from cryptokit.attacks.sharing.schemes import BARE, CRYPTOKIT, look, pack
from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.primitives.gf256 import Field
from cryptokit.rng import Rng, draw
from cryptokit.sharing.share import SET_ID_SIZE, Share


def _over_0x11d(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    luck = [draw(rng, len(secret)) for _ in range(threshold - 1)]
    xs = tuple(range(1, shares + 1))
    return tuple(map(pack, xs, gf256.evaluate((secret, *luck), xs, Field.REED_SOLOMON)))


def flawed_join(shares: Sequence[bytes]) -> bytes:
    """Join bare shares."""
    return gf256.interpolate(dict(map(look, shares)))  # the flaw: over 0x11b, whatever they are of


def _labelled(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    set_id = draw(rng, SET_ID_SIZE)
    made = [
        Share(set_id=set_id, threshold=threshold, x=x, value=ShareValue(y), field=Field(0x11D))
        for x, y in map(look, _over_0x11d(secret, threshold, shares, rng))
    ]
    return tuple(share.to_bytes() for share in made)


ATTACK: Final = Attack(
    name="wrong_field",
    title="The other field of 256 elements",
    mistake="a share does not say over which field it was made",
    repair="the polynomial of the field is in the share, and the reader joins over that",
    source="FIPS 197, section 4.2, 2001, for 0x11b",
    scale="real size",
    budget=1,
    program=join_here,
    honest=joins_own,
    flawed=Exchange(replace(BARE, join=flawed_join), _over_0x11d),
    repaired=Exchange(CRYPTOKIT, _labelled),
)
