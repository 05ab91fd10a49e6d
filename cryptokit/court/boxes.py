"""The examiner's second table: parts of keys that are used and never joined, and boxes for them.

Parts are matched with boxes here, counted and blamed. What a part is, and how enough of them open a
box, is in ``evidence.together``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cryptokit.court.found import Found, Why, given, lack, listed, name, unique
from cryptokit.errors import CryptokitError
from cryptokit.evidence.rows import Row, State
from cryptokit.evidence.schemes import box_in, part_in
from cryptokit.evidence.together import KeyPart, opened
from cryptokit.threshold.decryption import Box

Family = list[Found[KeyPart]]
"""Parts that can be used together, of different holders."""


@dataclass(slots=True)
class Boxes:
    """Parts by what they have in common, those by their key, and boxes, each without copies.

    ``done`` says for each box that was tried with which parts it opened; none if it is spoiled.
    """

    families: dict[bytes, Family] = field(default_factory=dict[bytes, Family])
    of_key: dict[bytes, list[Family]] = field(default_factory=dict[bytes, list[Family]])
    boxes: dict[bytes, Found[Box]] = field(default_factory=dict[bytes, Found[Box]])
    done: dict[bytes, Family] = field(default_factory=dict[bytes, Family])
    bad: list[str] = field(default_factory=list[str])
    seen: set[State] = field(default_factory=set[State])

    def add(self, state: State, where: str, why: Why = ()) -> None:
        """Lay a part or a box on the table, from ``where``; other states are left alone."""
        if state in self.seen:
            return
        try:
            part, box = part_in(state), box_in(state)
        except CryptokitError as error:
            self.bad.append(f"{where}: no part of a joint key, and no box for one ({error.what})")
            return
        self.seen.add(state)
        if part is not None:
            known = self._family(part)
            step = f"{where}: part {part.x} of {_label(part.key)}, {part.needed} needed"
            if all(part.x != found.what.x for found in known):
                known.append(Found(part, where, why or (step,)))
        if box is not None:
            step = f"{where}: a box for {_label(box.public_key)}"
            self.boxes.setdefault(state.body, Found(box, where, why or (step,)))

    def open_ready(self) -> Iterator[Found[tuple[Row, ...]]]:
        """Open the boxes for which there are parts enough, each once, and give what is in them."""
        for body, box in self.boxes.items():
            ready = next(filter(_is_enough, self._families_for(box.what)), None)
            if ready is not None and body not in self.done:
                yield from self._open(body, box, ready)

    def waiting(self) -> list[str]:
        """Say for each box that was not tried which parts it lacks, and for parts alone the box."""
        sentences = list[str]()
        for body, box in self.boxes.items():
            label = _label(box.what.public_key)
            if body not in self.done:
                families = self._families_for(box.what)
                sentences += [_lacking(one) for one in families] or [f"parts of {label}"]
        if not self.boxes:
            keys = {found.what.key for family in self.families.values() for found in family}
            sentences += [f"a box for {_label(key)}" for key in keys]
        return sorted(set(sentences))

    def odd(self) -> list[str]:
        """Name the files with parts that belong to no box here, or do not fit those that opened."""
        keys = {box.what.public_key for box in self.boxes.values()}
        fitting = {used.what.family for parts in self.done.values() for used in parts}
        ages = {(one.what.key, one.what.epoch) for parts in self.done.values() for one in parts}
        sentences = list(self.bad)
        for found in (found for family in self.families.values() for found in family):
            part = found.what
            if keys and part.key not in keys:
                what = f"is of {_label(part.key)}, to which no box here was made"
                sentences.append(f"{found.where}: part {part.x} {what}")
            elif part.family not in fitting and (part.key, part.epoch) in ages:
                what = f"part {part.x} does not fit the parts that open the box"
                sentences.append(f"{found.where}: {what}: forged, or they were")
        return sentences

    def _family(self, part: KeyPart) -> Family:
        if part.family not in self.families:
            self.families[part.family] = []
            self.of_key.setdefault(part.key, []).append(self.families[part.family])
        return self.families[part.family]

    def _families_for(self, box: Box) -> list[Family]:
        return self.of_key.get(box.public_key, [])

    def _open(
        self, body: bytes, box: Found[Box], family: Family
    ) -> Iterator[Found[tuple[Row, ...]]]:
        first = family[0].what
        chosen = sorted(family, key=lambda found: found.what.x)[: first.needed]
        try:
            rows = opened(box.what, [found.what for found in chosen])
        except CryptokitError as error:
            # All parts were held to their public halves, so it is the box that is wrong.
            self.done[body] = []
            self.bad.append(
                f"{box.where}: the box for {_label(first.key)} is forged ({error.what})"
            )
            return
        self.done[body] = chosen
        yield Found(
            rows, f"the box for {_label(first.key)}", (*_steps(chosen, box), _told(chosen, rows))
        )


def _steps(chosen: Sequence[Found[KeyPart]], box: Found[Box]) -> Why:
    return unique((*(step for found in chosen for step in found.why), *box.why))


def _told(chosen: Sequence[Found[KeyPart]], rows: Sequence[Row]) -> str:
    parts = listed(found.what.x for found in chosen)
    return f"parts {parts} give partial decryptions that combine to {given(rows)}"


def _is_enough(family: Family) -> bool:
    return len(family) >= family[0].what.needed


def _lacking(family: Family) -> str:
    part = family[0].what
    return lack(len(family), part.needed, f"{_label(part.key)}, epoch {part.epoch}")


def _label(key: bytes) -> str:
    return f"joint key {name(key)}"
