"""Dealers who see the key before it is settled drop out if they do not like it.

When each dealer shows its part of the public key at once, whoever speaks last knows the sum, and
may have itself disqualified. With c such dealers there are 2^c sums to choose from: a bit of the
key is as they wish with odds of 1 - 2^-(2^c), so 0.50, 0.75, 0.94, 0.996 for 0, 1, 2, 3 of them.
Not here: dealers who choose their part after seeing the others', in ``rogue_key``.

Gennaro, Jarecki, Krawczyk and Rabin published this in 1999, with the repair: parts are hidden until
it is fixed who takes part, and a dealer who then stays silent is reconstructed, not dropped.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce
from itertools import chain, combinations
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.primitives.group import Element, reduce_wide
from cryptokit.rng import Rng, draw
from cryptokit.sharing import feldman
from cryptokit.threshold.dkg import gjkr, opening
from cryptokit.threshold.dkg.complaints import Complaint
from cryptokit.threshold.dkg.hidden import Opening
from cryptokit.threshold.reading import GROUP

HOLDERS: Final = 7
THRESHOLD: Final = 4
"""With three cheats among seven, four are honest: as many as are needed, and more than half."""
CHEATS: Final = 3

Choose = Callable[[Mapping[int, Element]], frozenset[int]]
"""What the dealers showed so far, by number -> those cheats who go silent now."""
Protocol = Callable[[Choose, Rng], Element]
"""Make a key with seven dealers: asks the cheats whenever they may go silent; gives the key."""


def flawed_protocol(choose: Choose, rng: Rng) -> Element:
    """Make a key as joint Feldman does, less the shares, which do not enter the public key."""
    parts = {i: GROUP.times_base(reduce_wide(draw(rng, 64))) for i in range(1, HOLDERS + 1)}
    silent = choose(parts)  # the flaw: the parts are seen while dealers may still drop out
    return _sum(part for i, part in parts.items() if i not in silent)


def _gjkr(choose: Choose, rng: Rng) -> Element:
    """Make a key by ``gjkr``, as party 1 sees it. Whoever is not silent does as it should."""
    numbers = range(1, HOLDERS + 1)
    dealt = [gjkr.deal(i, holders=HOLDERS, threshold=THRESHOLD, rng=rng) for i in numbers]
    said = [broadcast for _, broadcast in dealt]
    parties, sent = zip(*(gjkr.share_out(dealer, said) for dealer, _ in dealt), strict=True)
    pairs = list(chain.from_iterable(sent))
    silent = choose({one.sender: one.commitments.elements[0] for one in said})
    member, _ = gjkr.qualify(parties[0], pairs, [Complaint(1, i) for i in sorted(silent)])
    openings = [_open(dealer) for dealer, _ in dealt if dealer.me not in silent]
    later = choose({one.sender: one.commitments.public_key for one in openings})
    opened = [one for one in openings if one.sender not in later]
    disclosed = [pair for pair in pairs if pair.sender in later and pair.receiver not in later]
    _, public = opening.finish(member, opened, (), disclosed)
    return public.key


def _open(dealer: gjkr.Dealer) -> Opening:
    numbers = [coefficient.reveal_number() for coefficient in dealer.polynomial]
    return Opening(dealer.me, feldman.commit(numbers, GROUP))


def steer(seen: Mapping[int, Element], *, cheats: int) -> frozenset[int]:
    """Say which of the last dealers go silent, so that the sum of the other parts is even."""
    mine = [i for i in seen if i > HOLDERS - cheats]
    for silent in chain.from_iterable(combinations(mine, n) for n in range(len(mine) + 1)):
        if is_even(_sum(part for i, part in seen.items() if i not in silent)):
            return frozenset(silent)
    return frozenset()


def is_even(key: Element) -> bool:
    """Tell whether the lowest bit of the encoding of a key is 0."""
    return key[0] % 2 == 0


def _sum(parts: Iterable[Element]) -> Element:
    return reduce(GROUP.add, parts)


def even_keys(protocol: Protocol, *, cheats: int, runs: int, rng: Rng) -> int:
    """Make so many keys with so many cheats, and count the even ones."""
    choose = partial(steer, cheats=cheats)
    return sum(is_even(protocol(choose, rng)) for _ in range(runs))


def program(protocol: Protocol, budget: int, rng: Rng) -> Outcome:
    """Make keys with three cheats among seven dealers; they win if all but one are even."""
    even = even_keys(protocol, cheats=CHEATS, runs=budget, rng=rng)
    told = f"{even} of {budget} keys are even, as three of seven dealers wish"
    return Outcome(even >= budget - 1, budget, told)


def _makes_keys(protocol: Protocol, rng: Rng) -> bool:
    """Tell whether keys come out and differ, with nobody silent and with one who always is."""
    silent: tuple[frozenset[int], ...] = (frozenset(), frozenset([HOLDERS]))
    keys = {protocol(partial(_always, now), rng) for now in silent * 2}
    return len({GROUP.decode(key, "key") for key in keys}) == 4


def _always(silent: frozenset[int], _seen: Mapping[int, Element]) -> frozenset[int]:
    return silent


ATTACK: Final = Attack(
    name="dkg_bias",
    title="A key that three dealers steer",
    mistake="the parts of a key are shown while dealers may still drop out",
    repair="parts are hidden until it is fixed who takes part, and then reconstructed if need be",
    source='Gennaro, Jarecki, Krawczyk and Rabin, "Secure Distributed Key Generation for '
    'Discrete-Log Based Cryptosystems", EUROCRYPT 1999',
    scale="real size: edwards25519, four of seven; one bit is steered, and twenty keys are made",
    budget=20,
    program=program,
    honest=_makes_keys,
    flawed=flawed_protocol,
    repaired=_gjkr,
)
