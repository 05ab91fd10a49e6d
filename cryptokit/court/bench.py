"""The examiner's bench: keys and shares found so far, each with the sentences that say how."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cryptokit.errors import BadShare, CryptokitError
from cryptokit.evidence import image
from cryptokit.evidence.rows import Key, Part, Row
from cryptokit.keys import Secret
from cryptokit.sharing import Share, join

T = TypeVar("T")
Why = tuple[str, ...]
"""The steps that led to something, in order."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Something found, and the steps that led to it."""

    what: T
    why: Why


Shares = dict[int, Found[Share]]
"""The shares of one split, by their x."""


@dataclass(slots=True)
class Bench:
    """What the examiner holds. Keys go by their id, shares by the id of their split and their x."""

    keys: dict[bytes, Found[Secret]] = field(default_factory=dict[bytes, Found[Secret]])
    shares: dict[bytes, Shares] = field(default_factory=dict[bytes, Shares])
    joined: set[bytes] = field(default_factory=set[bytes])
    bad: list[str] = field(default_factory=list[str])

    def add(self, rows: Iterable[Row], where: str, why: Why = ()) -> None:
        """Lay the keys and shares among some rows on the bench; ``where`` says whence they come."""
        for row in rows:
            if isinstance(row, Key):
                self._add_key(row, where, why)
            elif isinstance(row, Part):
                self._add_share(row.share, where, why)

    def join_all(self) -> None:
        """Join what can be joined, and again with what comes out of it, until nothing new comes."""
        while ready := [one for one, known in self.shares.items() if self._is_ready(one, known)]:
            for set_id in ready:
                self.joined.add(set_id)
                self._join(set_id)

    def waiting(self) -> list[str]:
        """Say for each split that was not joined how many parts it lacks."""
        sentences = list[str]()
        for set_id in self.shares.keys() - self.joined:
            known = self.shares[set_id]
            need = _threshold(known) - len(known)
            parts = "part" if need == 1 else "parts"
            found = f"{len(known)} found, {_threshold(known)} needed"
            sentences.append(f"{need} more {parts} of split {set_id.hex()[:8]}: {found}")
        return sorted(sentences)

    def _add_key(self, row: Key, where: str, why: Why) -> None:
        if row.secret.key_id() != row.key_id:
            self.bad.append(f"{where}: key {name(row.key_id)} is not the key it is called")
            return
        self.keys.setdefault(row.key_id, Found(row.secret, why or (_in_clear(row, where),)))

    def _add_share(self, share: Share, where: str, why: Why) -> None:
        known = self.shares.setdefault(share.set_id, {})
        step = f"{where}: part {share.x} of a split, {share.threshold} needed"
        known.setdefault(share.x, Found(share, why or (step,)))

    def _is_ready(self, set_id: bytes, known: Shares) -> bool:
        return set_id not in self.joined and len(known) >= _threshold(known)

    def _join(self, set_id: bytes) -> None:
        known = self.shares[set_id]
        used = dict(sorted(known.items()))
        label = f"split {set_id.hex()[:8]}"
        try:
            rows = image.decode(join(found.what for found in used.values()))
        except BadShare as error:
            self.bad.append(f"{label}: {error.what}")
        except CryptokitError:
            self.bad.append(f"{label}: its parts join to nothing, so one of them was forged")
        else:
            why = unique(step for found in used.values() for step in found.why)
            given = ", ".join(sorted({_given(row) for row in rows}))
            step = f"parts {_list(used)} of {label} join and give {given}"
            self.add(rows, label, (*why, step))


def name(key_id: bytes) -> str:
    """Give the short name of a key: the first half of its id."""
    return key_id.hex()[:8]


def unique(steps: Iterable[str]) -> Why:
    """Drop steps that were said already."""
    return tuple(dict.fromkeys(steps))


def _in_clear(row: Key, where: str) -> str:
    return f"{where}: key {name(row.key_id)} in the clear"


def _given(row: Row) -> str:
    if isinstance(row, Key):
        return f"key {name(row.key_id)}"
    return f"part {row.share.x} of another split" if isinstance(row, Part) else "rows"


def _threshold(known: Shares) -> int:
    return next(iter(known.values())).what.threshold


def _list(numbers: Iterable[int]) -> str:
    *most, last = map(str, numbers)
    return f"{', '.join(most)} and {last}" if most else last
