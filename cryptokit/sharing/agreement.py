"""Do these shares belong together, and if not, whose is wrong? Nothing here knows the secret.

A bare share proves nothing: all that can be checked is whether shares agree with one another.
Being named is therefore a statement about the majority, not about a person.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, islice
from typing import Final, Never, TypeVar

from cryptokit.errors import Inconsistent, NotEnoughShares
from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.sharing.share import Share

_Kind = tuple[bytes, gf256.Field, int, int]
T = TypeVar("T")
TRIES: Final = 1000
"""Choices of shares that are tried when some are wrong; each costs some microseconds."""
_KIND_NAMES = ("set id", "field", "threshold", "length")


def one_set(shares: Iterable[Share]) -> tuple[Share, ...]:
    """Give the shares without copies, if they were made together and are enough.

    The same share twice is harmless and counts once: people paste a line twice. Two different
    shares with one x can not both be right.

    Raises Inconsistent, naming the minority that was not made with the others, or the x that two
    shares claim; NotEnoughShares below the threshold.
    """
    kept: dict[tuple[_Kind, int], Share] = {}
    for share in shares:
        if not isinstance(share, Share):
            raise TypeError(
                f"a Share belongs here, not {type(share).__name__}: read it with Share.from_text"
            )
        first = kept.setdefault((_kind(share), share.x), share)
        if first is not share and first.value != share.value:
            raise Inconsistent("two different values; one is wrong", holder=str(share.x))
    found = tuple(kept.values())
    if len({kind for kind, _ in kept}) > 1:
        _refuse_strangers(found)
    need = found[0].threshold if found else 1
    if len(found) < need:
        raise NotEnoughShares(have=len(found), need=need)
    return found


def value_at(shares: Sequence[Share], x: int = 0) -> bytes:
    """Interpolate as many shares as are needed; at 0 this is the secret."""
    needed = shares[: shares[0].threshold]
    points = {share.x: share.value.reveal() for share in needed}
    return gf256.interpolate(points, x, shares[0].field)


def strays(shares: Sequence[Share], base: Sequence[Share]) -> tuple[Share, ...]:
    """Give the shares that do not lie on the polynomial through ``base``."""
    names = {share.x for share in base}
    others = (share for share in shares if share.x not in names)
    return tuple(s for s in others if ShareValue(value_at(base, s.x)) != s.value)


def choices(shares: Sequence[T], need: int) -> Iterator[Sequence[T]]:
    """Choose ``need`` of some shares again and again, so that one wrong share is soon left out.

    Neighbours in a circle come first: whichever single share is wrong, some of these do without it.
    Ends after ``TRIES`` choices.
    """
    circle = (*shares, *shares)
    neighbours = (circle[i : i + need] for i in range(len(shares)))
    return islice(chain(neighbours, combinations(shares, need)), TRIES)


def require_agreement(shares: Sequence[Share]) -> None:
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


def holders(shares: Iterable[Share]) -> str:
    """Name the holders of shares by their x, for an error: ``"2, 5"``."""
    return ", ".join(str(share.x) for share in shares)


def _kind(share: Share) -> _Kind:
    return share.set_id, share.field, share.threshold, len(share.value)


def _refuse_strangers(shares: Sequence[Share]) -> Never:
    votes = Counter(_kind(share) for share in shares)
    (majority, most), (_, second) = votes.most_common(2)
    columns = zip(_KIND_NAMES, zip(*votes, strict=True), strict=True)
    differ = " and ".join(name for name, values in columns if len(set(values)) > 1)
    if most == second:  # nobody is in the minority, so nobody is named alone
        raise Inconsistent(f"not made together: {differ} differs", holder=holders(shares))
    odd = [share for share in shares if _kind(share) != majority]
    name = majority[0][:4].hex()
    raise Inconsistent(
        f"not made with the others of set {name}: {differ} differs", holder=holders(odd)
    )
