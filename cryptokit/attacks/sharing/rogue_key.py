"""The last party to speak commits to its own key less everybody else's: the sum is its own key.

Nobody notices, as its share fits its commitments: one share can be chosen, and the rest follow.
Then it signs and decrypts alone with a key that was to need both. Not here: steering a key by
dropping out, in ``dkg_bias``.

Ristenpart and Yilek published in 2007 that proofs of possession are what keeps such keys out. In
the key generation of FROST (Komlo and Goldberg, 2020) each party proves that it knows its number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.errors import CryptokitError
from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import Element, draw_scalar, reduce_wide
from cryptokit.rng import Rng, draw
from cryptokit.sharing import feldman
from cryptokit.sharing.feldman import Commitments
from cryptokit.threshold.dkg import joint
from cryptokit.threshold.dkg.joint import Dealer
from cryptokit.threshold.dkg.messages import Broadcast, PrivateShare
from cryptokit.threshold.dkg.possession import Possession, prove
from cryptokit.threshold.reading import GROUP

Accept = Callable[[Dealer, Broadcast, PrivateShare], Element]
"""How party 1 of 2 ends: its own part, broadcast and share of party 2 -> the public key."""


@dataclass(frozen=True, slots=True)
class KeyOfTwo:
    """Making a key of which both of two holders are needed, as party 1 sees it."""

    accept: Accept


def flawed_accept(dealer: Dealer, broadcast: Broadcast, share: PrivateShare) -> Element:
    """Check the share, and add up the commitments."""
    feldman.check(share.under(broadcast), broadcast.commitments)  # the flaw: its proof is not read
    return dealer.broadcast.commitments.plus(broadcast.commitments).public_key


def _accept(dealer: Dealer, broadcast: Broadcast, share: PrivateShare) -> Element:
    party, _ = joint.round2(dealer, [broadcast])
    _, public = joint.finish(party, [share])
    return public.key


def program(scheme: KeyOfTwo, budget: int, rng: Rng) -> Outcome:
    """Be party 2: wait for party 1's commitments, and send some that add up to a key of one's own.

    The proof that belongs there cannot be made, so whatever proof there is goes along.
    """
    dealer, first = joint.round1(1, holders=2, threshold=2, rng=rng)
    own, at_1 = (reduce_wide(draw(rng, 64)) for _ in range(2))
    wanted = GROUP.times_base(own)
    constant = GROUP.subtract(wanted, first.commitments.public_key)
    slope = GROUP.subtract(GROUP.times_base(at_1), constant)  # so that the share at 1 is at_1
    rogue = Commitments((constant, slope), GROUP)
    told = ""
    for tries, proof in enumerate(_proofs(own, first, rng)[:budget], 1):
        share = PrivateShare(2, 1, SecretScalar.of(at_1))
        got = answer(partial(scheme.accept, dealer, Broadcast(2, rogue, proof), share))
        if got == wanted:
            return Outcome(won=True, tries=tries, told="the key of both is a key of one")
        told = got.what if isinstance(got, CryptokitError) else "another key came out"
    return Outcome(won=False, tries=budget, told=f"refused: the last time, {told}")


def _proofs(own: int, first: Broadcast, rng: Rng) -> tuple[Possession, ...]:
    """Give a proof about one's own key, that of party 1 again, and a proof of nothing."""
    about_own = prove(2, SecretScalar.of(own), draw_scalar(rng))
    return about_own, first.proof, Possession(GROUP.base, 1)


def _makes_one_key(scheme: KeyOfTwo, rng: Rng) -> bool:
    """Tell whether two honest parties end with the same key, to which both contributed."""
    dealers = [joint.round1(me, holders=2, threshold=2, rng=rng)[0] for me in (1, 2)]
    one, two = (dealer.broadcast for dealer in dealers)
    (to_2,), (to_1,) = (joint.round2(dealer, [one, two])[1] for dealer in dealers)
    keys = {scheme.accept(dealers[0], two, to_1), scheme.accept(dealers[1], one, to_2)}
    return keys == {one.commitments.plus(two.commitments).public_key}


ATTACK: Final = Attack(
    name="rogue_key",
    title="A key that cancels the others",
    mistake="a party may commit to a number that it does not know",
    repair="each party proves that it knows its number, and the proof names the party",
    source='Ristenpart and Yilek, "The Power of Proofs-of-Possession", EUROCRYPT 2007; '
    'Komlo and Goldberg, "FROST", SAC 2020',
    scale="real size: edwards25519, two of two",
    budget=3,
    program=program,
    honest=_makes_one_key,
    flawed=KeyOfTwo(flawed_accept),
    repaired=KeyOfTwo(_accept),
)
