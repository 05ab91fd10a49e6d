"""Whether the shares of a policy belong together, and if not, whose is wrong.

As ``sharing.agreement``, but a holder has a name here and any number of values, and who is enough
is not a matter of counting: that is asked elsewhere.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol, TypeVar

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares
from cryptokit.keys import ShareValue
from cryptokit.sharing.agreement import Kind
from cryptokit.sharing.policy.coalitions import missing
from cryptokit.sharing.policy.tree import Party, Policy
from cryptokit.sharing.share import SET_ID_SIZE


class HeldShare(Protocol):
    """A share as far as this file cares."""

    @property
    def party(self) -> Party:
        """Who holds it."""
        ...

    def kind(self) -> Kind:
        """Tell what all shares of its set have in common."""
        ...


S = TypeVar("S", bound=HeldShare)


def one_sharing(shares: Iterable[S], kind: type[S]) -> tuple[S, ...]:
    """Give the shares without copies, if they were made together.

    Raises Inconsistent, naming the minority that was not made with the others, or a party with two
    different shares; NotEnoughShares if there are none.
    """
    kept: dict[tuple[Kind, Party], S] = {}
    for share in shares:
        if not isinstance(share, kind):
            raise TypeError(f"a {kind.__name__} belongs here, not {type(share).__name__}")
        if kept.setdefault((share.kind(), share.party), share) != share:
            raise Inconsistent("two different shares; one is wrong", holder=share.party)
    found = tuple(kept.values())
    if not found:
        raise NotEnoughShares(have=0, need=1)
    _refuse_strangers(found)
    return found


def not_enough(shares: Sequence[HeldShare], policy: Policy) -> NotEnoughShares:
    """Make the error for shares whose holders may not read.

    ``need`` counts the holders together with some who would complete them. It is no threshold:
    others might not help at all.
    """
    names = names_of(shares)
    wanted = missing(policy, names)
    hint = (
        f"the shares of {', '.join(sorted(wanted))} as well: the policy asks for who, not how many"
    )
    return NotEnoughShares(have=len(names), need=len(names) + len(wanted), hint=hint)


def require_agreement(shares: Sequence[S], agree: Callable[[Sequence[S]], bool]) -> None:
    """Refuse shares that contradict one another, and name the wrong one if that can be told.

    If one share is wrong, the others agree without it. So if there is only one such share, it is
    the wrong one. If several are wrong, an honest one can be named instead.

    Raises Inconsistent.
    """
    if agree(shares):
        return
    suspects = [one for one in shares if agree([share for share in shares if share is not one])]
    if len(suspects) == 1:
        raise Inconsistent("does not fit all the others", holder=suspects[0].party)
    names = ", ".join(sorted(names_of(suspects or shares)))
    raise Inconsistent(
        "they contradict each other, and it cannot be told who is right", holder=names
    )


def require_strings(values: Sequence[ShareValue], count: int, set_id: bytes, party: Party) -> None:
    """Refuse a share of a string that does not have ``count`` values of one length, and a set id.

    Raises BadShare.
    """
    if not 0 < len(values) == count:
        raise BadShare(f"{len(values)} values, where the policy has {count} for it", holder=party)
    if not all(isinstance(value, ShareValue) for value in values):
        raise TypeError("the values of a share are ShareValues, which do not show their bytes")
    if len({len(value) for value in values}) != 1 or not len(values[0]):
        raise BadShare("values of different lengths, or empty ones", holder=party)
    if len(set_id) != SET_ID_SIZE:
        raise ValueError(f"a set id has {SET_ID_SIZE} bytes")


def names_of(shares: Iterable[HeldShare]) -> Collection[Party]:
    """Name the holders."""
    return {share.party for share in shares}


def _refuse_strangers(shares: Sequence[HeldShare]) -> None:
    votes = Counter(share.kind() for share in shares)
    if len(votes) == 1:
        return
    (majority, most), (_, second) = votes.most_common(2)
    odd = [share for share in shares if most == second or share.kind() != majority]
    columns = zip(*votes, strict=True)
    differ = " and ".join(values[0][0] for values in columns if len(set(values)) > 1)
    names = ", ".join(sorted(names_of(odd)))
    raise Inconsistent(f"not made together: {differ} differs", holder=names)
