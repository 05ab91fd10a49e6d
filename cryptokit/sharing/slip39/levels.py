"""Sharing in two levels: a secret among groups, and each group's part among its members.

Not here: what the secret is, and how shares are written. SLIP-39 and SSKR differ in that alone.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from cryptokit.errors import Inconsistent, NotEnoughShares
from cryptokit.keys import ShareValue
from cryptokit.rng import Rng
from cryptokit.sharing.agreement import Kind, choices
from cryptokit.sharing.slip39.core import recover_secret, split_secret, strays
from cryptokit.sharing.slip39.place import Place, group_name, require_groups


class Member(Protocol):
    """A share as far as this file cares: where it belongs, and its value."""

    @property
    def place(self) -> Place:
        """Where it belongs."""
        ...

    @property
    def value(self) -> ShareValue:
        """The value at its place."""
        ...

    def kind(self) -> Kind:
        """Tell what all shares of its set have in common, whatever their group."""
        ...


M = TypeVar("M", bound=Member)
Dealt = tuple[tuple[tuple[Place, ShareValue], ...], ...]
"""For each group, for each of its members: where it belongs, and its value."""


def deal(
    secret: ShareValue, groups: Sequence[tuple[int, int]], *, group_threshold: int, rng: Rng
) -> Dealt:
    """Split a secret among groups of (threshold, members). Raises ValueError for impossible ones.

    See: SLIP-0039, "Two level scheme".
    """
    require_groups(groups, group_threshold)
    parts = split_secret(secret, threshold=group_threshold, count=len(groups), rng=rng)
    dealt = list[tuple[tuple[Place, ShareValue], ...]]()
    for group, ((threshold, count), part) in enumerate(zip(groups, parts, strict=True)):
        values = split_secret(part, threshold=threshold, count=count, rng=rng)
        places = (_place(group, m, threshold, group_threshold, len(groups)) for m in range(count))
        dealt.append(tuple(zip(places, values, strict=True)))
    return tuple(dealt)


def gather(members: Iterable[Member]) -> ShareValue:
    """Give the secret that shares of one set lead to.

    The same share twice counts once. More shares than needed are welcome, but all members of a
    group that is complete must agree, and all complete groups; others are left aside. Where there
    are shares to spare, the digest tells which are wrong.

    Raises Inconsistent, naming members or groups; NotEnoughShares, whose hint tells of each group.
    """
    distinct = _distinct(members)
    _require_alike(distinct, lambda member: member.kind())
    groups = _groups(distinct)
    for group in groups.values():
        _require_alike(group, lambda m: (("member threshold", m.place.member_threshold),))
    complete = {i: group for i, group in groups.items() if _missing(group) == 0}
    need = distinct[0].place.group_threshold if distinct else 1
    if len(complete) < need:
        raise _not_enough(groups)
    parts = {i: _part(group) for i, group in complete.items()}
    return _agreed(parts, need, group_name)


def _place(group: int, member: int, threshold: int, group_threshold: int, count: int) -> Place:
    return Place(
        group=group,
        member=member,
        group_threshold=group_threshold,
        group_count=count,
        member_threshold=threshold,
    )


def _distinct(members: Iterable[M]) -> tuple[M, ...]:
    kept: dict[Hashable, M] = {}
    for member in members:
        where = member.place
        first = kept.setdefault((member.kind(), where), member)
        if first is not member and first.value != member.value:
            raise Inconsistent("two different values; one is wrong", holder=where.name)
    return tuple(kept.values())


def _groups(members: Iterable[M]) -> dict[int, list[M]]:
    groups: dict[int, list[M]] = {}
    for member in members:
        groups.setdefault(member.place.group, []).append(member)
    return groups


def _part(group: Sequence[Member]) -> ShareValue:
    points = {member.place.member: member.value for member in group}
    first = group[0].place
    names = {member.place.member: member.place.name for member in group}
    return _agreed(points, first.member_threshold, names.__getitem__)


def _agreed(points: Mapping[int, ShareValue], need: int, name: Callable[[int], str]) -> ShareValue:
    for base in choices(tuple(points), need):
        secret = recover_secret({x: points[x] for x in base}, threshold=need)
        if secret is None:
            continue
        wrong = strays(points, base)
        if not wrong:
            return secret
        if need > 1:  # a digest was there to say that the base is right
            raise Inconsistent("not on the polynomial of the others", holder=_names(wrong, name))
    what = "the digest of the secret does not fit" if need > 1 else "copies that differ"
    raise Inconsistent(f"{what}, and it cannot be told whose is wrong", holder=_names(points, name))


def _names(xs: Iterable[int], name: Callable[[int], str]) -> str:
    return ", ".join(name(x) for x in sorted(xs))


def _require_alike(members: Sequence[M], kind: Callable[[M], Kind]) -> None:
    votes = Counter(kind(member) for member in members)
    if len(votes) < 2:
        return
    (majority, most), (_, second) = votes.most_common(2)
    columns = zip(*votes, strict=True)
    differ = " and ".join(values[0][0] for values in columns if len(set(values)) > 1)
    odd = [m for m in members if most == second or kind(m) != majority]  # a tie names everybody
    names = ", ".join(member.place.name for member in odd)
    raise Inconsistent(f"not made with the others: {differ} differs", holder=names)


def _missing(group: Sequence[Member]) -> int:
    return max(group[0].place.member_threshold - len(group), 0)


def _not_enough(groups: Mapping[int, Sequence[Member]]) -> NotEnoughShares:
    have = sum(len(group) for group in groups.values())
    if not have:
        return NotEnoughShares(have=0, need=1)
    place = next(iter(groups.values()))[0].place
    unseen = [1] * (place.group_count - len(groups))  # at least; nobody here knows how many
    missing = sorted([*map(_missing, groups.values()), *unseen])[: place.group_threshold]
    there = (
        f"{group_name(i)} has {len(group)} of {group[0].place.member_threshold} members"
        for i, group in sorted(groups.items())
    )
    rule = f"{place.group_threshold} of {place.group_count} groups are needed"
    hint = f"adding what is missing: {', '.join(there)}; {rule}"
    return NotEnoughShares(have=have, need=have + sum(missing), hint=hint)
