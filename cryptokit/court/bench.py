"""The examiner's bench: keys and shares found so far, each with the sentences that say how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cryptokit.court.boxes import Boxes
from cryptokit.court.found import Found, Why, given, lack, listed, name, unique
from cryptokit.errors import CryptokitError, WireError
from cryptokit.evidence import image
from cryptokit.evidence.rows import Key, Part, Row, State
from cryptokit.evidence.schemes import MESSAGE_KEYS, keys_in
from cryptokit.keys import Secret
from cryptokit.sharing import Share, join
from cryptokit.sharing.agreement import choices, strays

SplitId = tuple[bytes, int, int, int]
"""What the shares of one split have in common: set id, threshold, field, length."""


@dataclass(slots=True)
class Bench:
    """What the examiner holds: keys by their id, the shares of each split, and boxes, no copies.

    ``tried`` says with how many shares a split was tried, ``joined`` which ones gave something.
    """

    keys: dict[bytes, Found[Secret]] = field(default_factory=dict[bytes, Found[Secret]])
    shares: dict[SplitId, list[Found[Share]]] = field(
        default_factory=dict[SplitId, list[Found[Share]]]
    )
    tried: dict[SplitId, int] = field(default_factory=dict[SplitId, int])
    joined: set[SplitId] = field(default_factory=set[SplitId])
    boxes: Boxes = field(default_factory=Boxes)
    bad: list[str] = field(default_factory=list[str])

    def add(self, rows: Iterable[Row], where: str, why: Why = ()) -> None:
        """Lay keys, shares and what is in states on the bench; ``where`` says whence they come."""
        for row in rows:
            if isinstance(row, Key):
                self._add_key(row, where, why)
            elif isinstance(row, Part):
                self._add_share(row.share, where, why)
            elif isinstance(row, State):
                self._add_state(row, where)
                self.boxes.add(row, where, why)

    def join_all(self) -> None:
        """Join and open what can be, again with what comes out of it, until nothing new comes."""
        while self._join_ready() or self._open_ready():
            pass
        self.bad += self.boxes.odd()
        for split in sorted(self.tried.keys() - self.joined):
            what = "its parts join to nothing, so one of them was forged"
            self.bad.append(f"{_label(split)}: {what}")

    def waiting(self) -> list[str]:
        """Say for each split that was not tried how many parts it lacks."""
        sentences = list[str]()
        for split in self.shares.keys() - self.tried.keys():
            sentences.append(lack(self._holders(split), split[1], _label(split)))
        return [*sorted(sentences), *self.boxes.waiting()]

    def _join_ready(self) -> bool:
        ready = [split for split in self.shares if self._is_ready(split)]
        for split in ready:
            self.tried[split] = len(self.shares[split])
            self._join(split)
        return bool(ready)

    def _open_ready(self) -> bool:
        ready = list(self.boxes.open_ready())
        for found in ready:
            self.add(found.what, found.where, found.why)
        return bool(ready)

    def idle(self) -> list[str]:
        """Say of each key that opens messages where it lies, for a case without any."""
        return [
            f"messages that key {name(key_id)} opens: it lies in {found.where}"
            for key_id, found in self.keys.items()
            if isinstance(found.what, MESSAGE_KEYS)
        ]

    def _add_key(self, row: Key, where: str, why: Why) -> None:
        if row.secret.key_id() != row.key_id:
            self.bad.append(f"{where}: key {name(row.key_id)} is not the key it is called")
            return
        self.keys.setdefault(row.key_id, Found(row.secret, where, why or (_in_clear(row, where),)))

    def _add_state(self, row: State, where: str) -> None:
        try:
            found = keys_in(row)
        except WireError as error:
            self.bad.append(f"{where}: the state of an app is none ({error.what})")
            return
        for key in found:
            step = f"{where}: key {name(key.key_id)} in the state of an app"
            self._add_key(key, where, (step,))

    def _add_share(self, share: Share, where: str, why: Why) -> None:
        split = (share.set_id, share.threshold, share.field, len(share.value))
        known = self.shares.setdefault(split, [])
        step = f"{where}: part {share.x} of a split, {share.threshold} needed"
        if all(share != found.what for found in known):
            known.append(Found(share, where, why or (step,)))

    def _holders(self, split: SplitId) -> int:
        return len({found.what.x for found in self.shares[split]})

    def _is_ready(self, split: SplitId) -> bool:
        known = self.shares[split]
        enough = self._holders(split) >= split[1] and len(known) > self.tried.get(split, 0)
        return enough and split not in self.joined

    def _join(self, split: SplitId) -> None:
        """Find shares that join to rows; the digest in an image tells whether they were genuine."""
        known = sorted(self.shares[split], key=lambda found: found.what.x)
        for chosen in choices(known, split[1]):
            rows = _rows(found.what for found in chosen)
            if rows is None:
                continue
            self.joined.add(split)
            self._blame(split, [found.what for found in chosen])
            why = unique(step for found in chosen for step in found.why)
            parts = listed(found.what.x for found in chosen)
            step = f"parts {parts} of {_label(split)} join and give {given(rows)}"
            self.add(rows, _label(split), (*why, step))
            return

    def _blame(self, split: SplitId, genuine: Sequence[Share]) -> None:
        for found in self.shares[split]:
            if not _agrees(found.what, genuine):
                what = f"part {found.what.x} does not fit the parts that join: forged, or they were"
                self.bad.append(f"{found.where}: {what}")


def _in_clear(row: Key, where: str) -> str:
    return f"{where}: key {name(row.key_id)} in the clear"


def _rows(shares: Iterable[Share]) -> tuple[Row, ...] | None:
    """Join shares and read what comes out; None if one of them was forged."""
    try:
        return image.decode(join(shares))
    except CryptokitError:
        return None


def _agrees(share: Share, genuine: Sequence[Share]) -> bool:
    for one in genuine:
        if one.x == share.x:
            return one.value == share.value
    return not strays((*genuine, share), genuine)


def _label(split: SplitId) -> str:
    return f"split {name(split[0])}"
