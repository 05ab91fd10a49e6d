"""Which shares fit together, and in words why others do not.

Not here: whether the values of shares that look alike lie on one polynomial, which takes more
shares than are needed; ``joining`` checks that.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from cryptokit.sharing.formats.bytewise import FIELDS
from cryptokit.sharing.formats.format import Part

Likeness = tuple[object, ...]
"""All that the parts of one set have in common."""


@dataclass(frozen=True, slots=True)
class Together:
    """Parts that fit together: how many different ones there are, and how many are needed.

    ``need`` is None where the format does not say.
    """

    parts: tuple[Part, ...]
    have: int
    need: int | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two parts that do not mix, by where they came from, and why in words."""

    first: str
    second: str
    why: tuple[str, ...]


def differences(a: Part, b: Part) -> tuple[str, ...]:
    """Tell why two parts do not mix, a sentence each; nothing if they do.

    >>> from cryptokit.sharing.formats import Raw, settle
    >>> vault, gfshare = settle([Raw("line 1", b"46b269a8cc"), Raw("line 2", b".019:ac7b5518f3")])
    >>> for why in differences(vault, gfshare):
    ...     print(why)
    the formats differ: vault and gfshare
    the fields number their bytes differently: GF(2^8), polynomial 0x11b and 0x11d
    the lengths differ: 4 and 5 bytes

    See: Shamir, "How to share a secret", CACM 22(11), 1979: all of one polynomial, or none.
    """
    return (
        *_formats(a, b),
        *_fields(a, b),
        *_lengths(a, b),
        *_thresholds(a, b),
        *_kinds(a, b),
        *_places(a, b),
    )


def sets(parts: Iterable[Part]) -> tuple[Together, ...]:
    """Group parts that fit together, the largest group first. Copies of a part count once.

    >>> from cryptokit.sharing.formats import Raw, settle
    >>> lines = (b".019:ac7b", b".036:582e", b".099:332bc1")
    >>> [group.have for group in sets(settle([Raw(f"line {i}", b) for i, b in enumerate(lines)]))]
    [2, 1]

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    groups = defaultdict[Likeness, list[Part]](list)
    for part in parts:
        groups[_likeness(part)].append(part)
    found = (_together(group) for group in groups.values())
    return tuple(sorted(found, key=lambda group: -group.have))


def clashes(parts: Sequence[Part]) -> tuple[Clash, ...]:
    """Tell what does not mix: one pair for every two sets, and pairs that claim one place.

    >>> from cryptokit.sharing.formats import Raw, settle
    >>> clashes(settle([Raw("line 1", b".019:ac7b"), Raw("line 2", b".019:582e")]))[0].why
    ('both claim .019, with different values',)

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    groups = sets(parts)
    across = [(a.parts[0], b.parts[0]) for a, b in combinations(groups, 2)]
    within = [pair for group in groups for pair in _rivals(group.parts)]
    return tuple(Clash(a.where, b.where, differences(a, b)) for a, b in (*across, *within))


def distinct(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Give parts of one set without copies: a line that was pasted twice counts once."""
    kept = list[Part]()
    for part in parts:
        if not any(_place(one) == _place(part) and one.value == part.value for one in kept):
            kept.append(part)
    return tuple(kept)


def _together(parts: Sequence[Part]) -> Together:
    return Together(tuple(parts), len({_place(part) for part in parts}), parts[0].threshold)


def _likeness(part: Part) -> Likeness:
    return part.format, part.field, len(part.value), part.threshold, part.kind


def _place(part: Part) -> tuple[int, str]:
    # In formats with groups several members have one x, and the label says which is meant.
    return part.x, part.label


def _rivals(parts: Sequence[Part]) -> list[tuple[Part, Part]]:
    claimed = dict[tuple[int, str], Part]()
    pairs = ((claimed.setdefault(_place(part), part), part) for part in parts)
    return [(first, part) for first, part in pairs if first.value != part.value]


def _formats(a: Part, b: Part) -> tuple[str, ...]:
    return () if a.format == b.format else (f"the formats differ: {a.format} and {b.format}",)


def _fields(a: Part, b: Part) -> tuple[str, ...]:
    if a.field == b.field:
        return ()
    if a.field in FIELDS and b.field in FIELDS:
        both = f"{a.field} and {b.field.split()[-1]}"
        return (f"the fields number their bytes differently: {both}",)
    return (f"the fields differ: {a.field} and {b.field}",)


def _lengths(a: Part, b: Part) -> tuple[str, ...]:
    one, other = len(a.value), len(b.value)
    return () if one == other else (f"the lengths differ: {one} and {other} bytes",)


def _thresholds(a: Part, b: Part) -> tuple[str, ...]:
    if a.threshold is None or b.threshold is None or a.threshold == b.threshold:
        return ()
    return (f"the thresholds differ: {a.threshold} and {b.threshold} are needed",)


def _kinds(a: Part, b: Part) -> tuple[str, ...]:
    if a.format != b.format:  # what one format calls a set id is not what another does
        return ()
    one, other = dict(a.kind), dict(b.kind)
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    values = [(name, one.get(name, "none"), other.get(name, "none")) for name in names]
    return tuple(f"the {name} differs: {mine} and {yours}" for name, mine, yours in values)


def _places(a: Part, b: Part) -> tuple[str, ...]:
    if _likeness(a) != _likeness(b) or _place(a) != _place(b) or a.value == b.value:
        return ()
    return (f"both claim {a.label}, with different values",)
