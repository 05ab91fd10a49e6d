"""Do these shares belong together, and if not, whose is wrong? Nothing here knows the secret.

A bare share proves nothing: all that can be checked is whether shares agree with one another.
Being named is therefore a statement about the majority, not about a person.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, islice
from typing import Final, Never, Protocol, Self, TypeVar

from cryptokit.errors import Inconsistent, NotEnoughShares
from cryptokit.keys import Secret

Kind = tuple[tuple[str, object], ...]
"""What shares that were made together have in common, each with its name: set id, field, ..."""


class OneOfSet(Protocol):
    """A share as far as this file cares: ``Share`` of bytes, ``ScalarShare`` of a number."""

    @property
    def x(self) -> int:
        """Where on the polynomial it lies."""
        ...

    @property
    def threshold(self) -> int:
        """How many are needed."""
        ...

    @property
    def value(self) -> Secret:
        """The value at ``x``."""
        ...

    def kind(self) -> Kind:
        """Tell what all shares of its set have in common; the set id comes first."""
        ...

    @classmethod
    def interpolate(cls, shares: Sequence[Self], at: int) -> Secret:
        """Give the value at ``at`` of the polynomial of least degree through these shares."""
        ...


T = TypeVar("T")
S = TypeVar("S", bound=OneOfSet)
TRIES: Final = 1000
"""Choices of shares that are tried when some are wrong; each costs some microseconds."""


def one_set(shares: Iterable[S], kind: type[S]) -> tuple[S, ...]:
    """Give the shares without copies, if they were made together and are enough.

    The same share twice is harmless and counts once: people paste a line twice. Two different
    shares with one x can not both be right.

    Raises Inconsistent, naming the minority that was not made with the others, or the x that two
    shares claim; NotEnoughShares below the threshold.
    """
    kept: dict[tuple[Kind, int], S] = {}
    for share in shares:
        if not isinstance(share, kind):
            raise TypeError(
                f"a {kind.__name__} belongs here, not {type(share).__name__}: "
                "a text is read with Share.from_text or cryptokit.sharing.formats"
            )
        first = kept.setdefault((share.kind(), share.x), share)
        if first is not share and first.value != share.value:
            raise Inconsistent("two different values; one is wrong", holder=str(share.x))
    found = tuple(kept.values())
    if len({together for together, _ in kept}) > 1:
        _refuse_strangers(found)
    need = found[0].threshold if found else 1
    if len(found) < need:
        raise NotEnoughShares(have=len(found), need=need)
    return found


def value_at(shares: Sequence[OneOfSet], x: int = 0) -> Secret:
    """Interpolate as many shares as are needed; at 0 this is the secret."""
    needed = shares[: shares[0].threshold]
    return type(shares[0]).interpolate(needed, x)


def strays(shares: Sequence[S], base: Sequence[S]) -> tuple[S, ...]:
    """Give the shares that do not lie on the polynomial through ``base``."""
    names = {share.x for share in base}
    others = (share for share in shares if share.x not in names)
    return tuple(s for s in others if value_at(base, s.x) != s.value)


def choices(shares: Sequence[T], need: int) -> Iterator[Sequence[T]]:
    """Choose ``need`` of some shares again and again, so that one wrong share is soon left out.

    Neighbours in a circle come first: whichever single share is wrong, some of these do without it.
    Ends after ``TRIES`` choices.
    """
    circle = (*shares, *shares)
    neighbours = (circle[i : i + need] for i in range(len(shares)))
    return islice(chain(neighbours, combinations(shares, need)), TRIES)


def require_agreement(shares: Sequence[OneOfSet]) -> None:
    """Refuse shares that do not all lie on one polynomial, and name the wrong one if it is alone.

    With two shares more than the threshold, a single wrong share is the only one without which
    the others agree. If several are wrong, an honest one can be named instead.

    Raises Inconsistent. See: McEliece and Sarwate, "On sharing secrets and Reed-Solomon codes",
    CACM 24(9), 1981.
    """
    need = shares[0].threshold
    if not strays(shares, shares[:need]):
        return
    for one in shares if len(shares) >= need + 2 else ():
        rest = [share for share in shares if share is not one]
        if not strays(rest, rest[:need]):
            raise Inconsistent("not on the polynomial of all the others", holder=str(one.x))
    raise Inconsistent(
        "not on one polynomial, and it cannot be told whose is wrong",
        holder=holders(shares),
        hint=f"with {need + 2} shares or more, a single wrong one is named",
    )


def holders(shares: Iterable[OneOfSet]) -> str:
    """Name the holders of shares by their x, for an error: ``"2, 5"``."""
    return ", ".join(str(share.x) for share in shares)


def _refuse_strangers(shares: Sequence[OneOfSet]) -> Never:
    votes = Counter(share.kind() for share in shares)
    (majority, most), (_, second) = votes.most_common(2)
    columns = zip(*votes, strict=True)
    differ = " and ".join(values[0][0] for values in columns if len(set(values)) > 1)
    if most == second:  # nobody is in the minority, so nobody is named alone
        raise Inconsistent(f"not made together: {differ} differs", holder=holders(shares))
    odd = [share for share in shares if share.kind() != majority]
    name = _set_name(majority)
    raise Inconsistent(
        f"not made with the others of set {name}: {differ} differs", holder=holders(odd)
    )


def _set_name(kind: Kind) -> str:
    (_, set_id), *_ = kind
    return set_id[:4].hex() if isinstance(set_id, bytes) else str(set_id)
