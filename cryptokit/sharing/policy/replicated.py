"""A string in pieces, one for each largest coalition that may not read: it lacks just this one.

To get a piece you must ask somebody outside its coalition. Nothing but XOR is needed; but there can
be very many pieces, so this is for policies of few parties. All others are better off with
``recursive``.

See: Ito, Saito and Nishizeki, "Secret Sharing Scheme Realizing General Access Structure",
GLOBECOM 1987.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptokit.keys import ShareValue
from cryptokit.rng import Rng, system
from cryptokit.sharing.agreement import Kind
from cryptokit.sharing.policy.coalitions import Coalition, maximal_forbidden
from cryptokit.sharing.policy.together import (
    not_enough,
    one_sharing,
    require_agreement,
    require_strings,
)
from cryptokit.sharing.policy.tree import Party, Policy, parties_of
from cryptokit.sharing.xor import split_all, xor


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: the coalition that does not get it, and those who do.

    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> for piece in pieces(all_of("CH", any_of("IS", "DE"))):
    ...     print(f"without {piece.coalition}: ask {piece.holders}")
    without ('CH',): ask ('IS', 'DE')
    without ('DE', 'IS'): ask ('CH',)
    """

    coalition: Coalition
    holders: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReplicatedShare:
    """One party's part: ``values`` are its pieces, in the order of ``pieces``.

    Raises BadShare for more or fewer values than the party has pieces, and for values of different
    lengths.
    """

    set_id: bytes
    policy: Policy
    party: Party
    values: tuple[ShareValue, ...]

    def __post_init__(self) -> None:
        require_strings(self.values, len(self.numbers), self.set_id, self.party)

    def __repr__(self) -> str:
        count, size, name = len(self.values), len(self.values[0]), self.set_id[:4].hex()
        return f"<ReplicatedShare {self.party}, {count} times {size} bytes, set {name}>"

    @property
    def numbers(self) -> tuple[int, ...]:
        """Which pieces the values are."""
        return tuple(i for i, p in enumerate(pieces(self.policy)) if self.party in p.holders)

    def kind(self) -> Kind:
        """Tell what all shares of one set have in common."""
        length = len(self.values[0])
        return (("set id", self.set_id), ("policy", self.policy), ("length", length))


@lru_cache(maxsize=64)
def pieces(policy: Policy) -> tuple[Piece, ...]:
    """List the pieces: each goes to everybody outside one maximal forbidden coalition.

    Raises ValueError for a policy of more than 20 parties, which can have a million pieces.
    """
    everybody = parties_of(policy)
    return tuple(
        Piece(coalition, tuple(party for party in everybody if party not in coalition))
        for coalition in maximal_forbidden(policy)
    )


def split(secret: bytes, policy: Policy, *, rng: Rng = system) -> tuple[ReplicatedShare, ...]:
    """Split a string so that exactly those who may read can join it; others learn its length.

    A party that no coalition needs gets no share.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.policy.tree import at_least
    >>> ch, is_, de = split(b"nine", at_least(2, "CH", "IS", "DE"), rng=lesson("pieces"))
    >>> ch, join([ch, de])
    (<ReplicatedShare CH, 2 times 4 bytes, set 47792db1>, b'nine')
    """
    of = pieces(policy)
    parts = split_all(secret, shares=len(of), rng=rng)
    values = [part.value for part in parts if isinstance(part.value, ShareValue)]
    mine = {
        party: tuple(v for v, piece in zip(values, of, strict=True) if party in piece.holders)
        for party in parties_of(policy)
    }
    return tuple(
        ReplicatedShare(set_id=parts[0].set_id, policy=policy, party=party, values=strings)
        for party, strings in mine.items()
        if strings
    )


def join(shares: Iterable[ReplicatedShare]) -> bytes:
    """Give the string that was split. All shares that are given must agree.

    Raises NotEnoughShares if their holders may not read; Inconsistent for shares that were not made
    together or contradict each other, naming the culprit if that can be told. A piece that only one
    of the holders has is not checked by anybody.
    """
    together = one_sharing(shares, ReplicatedShare)
    require_agreement(together, _agree)
    policy, held = together[0].policy, dict(_numbered(together))
    if len(held) < len(pieces(policy)):
        raise not_enough(together, policy)
    return xor([value.reveal() for value in held.values()])


def _agree(shares: Sequence[ReplicatedShare]) -> bool:
    held = dict(_numbered(shares))
    return all(held[number] == value for number, value in _numbered(shares))


def _numbered(shares: Iterable[ReplicatedShare]) -> Iterator[tuple[int, ShareValue]]:
    for share in shares:
        yield from zip(share.numbers, share.values, strict=True)
