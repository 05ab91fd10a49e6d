"""Where a share of a sharing in two levels belongs: which group, which member, how many needed.

SLIP-39 and SSKR write the same five numbers, of four bits each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptokit.sharing.slip39.core import MOST, SHORTEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place of one share. Indices count from 0, as they are x's; people count from 1.

    Raises ValueError for numbers that contradict one another.

    >>> place = Place(group=1, member=0, group_threshold=2, group_count=3, member_threshold=2)
    >>> place.name, place.label
    ('group 2 member 1', 'group 2 of 3, member 1')
    """

    group: int
    member: int
    group_threshold: int
    group_count: int
    member_threshold: int

    def __post_init__(self) -> None:
        if not 1 <= self.group_threshold <= self.group_count <= MOST:
            which = f"{self.group_threshold} of {self.group_count}"
            raise ValueError(f"1 <= group threshold <= groups <= {MOST} is needed, not {which}")
        if not 0 <= self.group < self.group_count:
            raise ValueError(f"there is no {group_name(self.group)} of {self.group_count}")
        if not (0 <= self.member < MOST and 1 <= self.member_threshold <= MOST):
            what = f"member 1 to {MOST}, of which 1 to {MOST} are needed"
            raise ValueError(f"{what}, not {self.member + 1} and {self.member_threshold}")

    @property
    def name(self) -> str:
        """Name the holder, for errors."""
        return f"{group_name(self.group)} member {self.member + 1}"

    @property
    def label(self) -> str:
        """Name the share, for a list."""
        return f"{group_name(self.group)} of {self.group_count}, member {self.member + 1}"


def group_name(group: int) -> str:
    """Name a group, for errors."""
    return f"group {group + 1}"


def require_groups(groups: Sequence[tuple[int, int]], group_threshold: int) -> None:
    """Refuse groups that no set of shares has. Raises ValueError.

    >>> require_groups([(1, 1), (2, 3)], 2)
    >>> require_groups([(1, 3)], 1)
    Traceback (most recent call last):
    ValueError: 1 of 3 in group 1: each share would be a copy; make it 1 of 1 and copy the paper

    See: SLIP-0039, "Two level scheme", on member thresholds of 1.
    """
    if not 1 <= group_threshold <= len(groups) <= MOST:
        which = f"{group_threshold} of {len(groups)}"
        raise ValueError(f"1 <= group threshold <= groups <= {MOST} is needed, not {which}")
    for group, (threshold, count) in enumerate(groups):
        name = group_name(group)
        if not 1 <= threshold <= count <= MOST:
            limits = f"1 <= threshold <= members <= {MOST}"
            raise ValueError(f"{limits} is needed in {name}, not {threshold} of {count}")
        if threshold == 1 and count > 1:
            what = f"1 of {count} in {name}: each share would be a copy"
            raise ValueError(f"{what}; make it 1 of 1 and copy the paper")


def require_size(secret: bytes, longest: int | None = None) -> None:
    """Refuse a secret that is too short, too long or of an odd number of bytes. Raises ValueError.

    See: SLIP-0039, "Format of the share mnemonic".
    """
    if not isinstance(secret, bytes):
        raise TypeError(f"a secret is bytes, not {type(secret).__name__}")
    if not good_size(len(secret), longest):
        limits = f"at least {SHORTEST}" if longest is None else f"{SHORTEST} to {longest}"
        raise ValueError(f"a secret has an even number of bytes, {limits}, not {len(secret)}")


def good_size(size: int, longest: int | None = None) -> bool:
    """Tell whether a secret can be so many bytes long."""
    return size >= SHORTEST and size % 2 == 0 and (longest is None or size <= longest)
