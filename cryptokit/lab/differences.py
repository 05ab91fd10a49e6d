"""Two messages side by side, field by field: what is the same, and how many bits are not.

Secrets that a view hides are not compared, as even "the same" would tell something.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from typing import Final, TypeAlias

from cryptokit.lab.hexfields import ROW, Field
from cryptokit.lab.hexview import HexView
from cryptokit.lab.printing import counted

_Key: TypeAlias = tuple[tuple[str, ...], int]
"""The path of a field, and how many of that path came before it."""
_STYLE: Final = (
    ".ck-differ{border-collapse:collapse}.ck-differ caption{text-align:left}"
    ".ck-differ th,.ck-differ td{vertical-align:top;text-align:left;padding:.2em .8em .2em 0}"
    ".ck-differ code{white-space:pre}"
    ".ck-differ mark{color:inherit;background:none;font-weight:bold;text-decoration:underline}"
)


class Verdict(StrEnum):
    """What became of a field."""

    SAME = "same"
    CHANGED = "changed"
    ONLY_FIRST = "only in the first"
    ONLY_SECOND = "only in the second"
    HIDDEN = "not compared: a secret"


@dataclass(frozen=True, slots=True)
class Pair:
    """A field in two messages; ``one`` or ``other`` is None where a message lacks it."""

    name: str
    one: Field | None
    other: Field | None

    @property
    def verdict(self) -> Verdict:
        """Whether it is the same."""
        if self.one is None:
            return Verdict.ONLY_SECOND
        if self.other is None:
            return Verdict.ONLY_FIRST
        if self.one.data is None or self.other.data is None:
            return Verdict.HIDDEN
        return Verdict.SAME if self.one.data == self.other.data else Verdict.CHANGED

    @property
    def bits(self) -> int:
        """How many bits differ, as far as both reach."""
        one, other = self._both()
        return sum((a ^ b).bit_count() for a, b in zip(one, other, strict=False))

    @property
    def places(self) -> frozenset[int]:
        """Which bytes differ, counted from the start of the field; what one side lacks does."""
        one, other = self._both()
        longer = range(min(len(one), len(other)), max(len(one), len(other)))
        unlike = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
        return frozenset((*unlike, *longer))

    @property
    def says(self) -> str:
        """The verdict in words, with numbers."""
        if self.verdict is not Verdict.CHANGED:
            return str(self.verdict)
        one, other = map(len, self._both())
        what = f"{self.bits} of {counted(8 * min(one, other), 'bit')}"
        return f"changed, {what}" + (f"; {one} bytes became {other}" if one != other else "")

    def _both(self) -> tuple[bytes, bytes]:
        one, other = (side.data if side else None for side in (self.one, self.other))
        return one or b"", other or b""


@dataclass(frozen=True, slots=True, repr=False)
class Differences:
    """The fields of two messages, paired by name; it prints as text, and shows as a table."""

    titles: tuple[str, str]
    pairs: tuple[Pair, ...] = field(repr=False)

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the fields that are not the same."""
        alike = (Verdict.SAME, Verdict.HIDDEN)
        return tuple(pair.name for pair in self.pairs if pair.verdict not in alike)

    @property
    def summary(self) -> str:
        """Say which messages these are, and how many fields differ."""
        count = f"{len(self.changed)} of {counted(len(self.pairs), 'field')}"
        return f"First: {self.titles[0]}. Second: {self.titles[1]}. Not the same: {count}."

    def __repr__(self) -> str:
        return "\n".join((self.summary, "", *(line for one in self.pairs for line in _lines(one))))

    def _repr_html_(self) -> str:
        heads = "".join(
            f'<th scope="col">{one}</th>' for one in ("field", "verdict", "first", "second")
        )
        rows = "\n".join(map(_row, self.pairs))
        return (
            f'<style>{_STYLE}</style>\n<table class="ck-differ"><caption>{escape(self.summary)} '
            "Bytes that differ are bold and underlined.</caption>\n"
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"
        )


def differences(one: HexView, other: HexView) -> Differences:
    """Compare two messages field by field.

    Fields are paired by name, and those of the same name in their order.

    >>> from cryptokit.lab.hexview import hexview
    >>> from cryptokit.mtproto import envelope
    >>> first, second = bytes(40), bytes(39) + b"1"
    >>> views = (hexview(packet, envelope.explain(packet)) for packet in (first, second))
    >>> print(differences(*views))
    First: packet. Second: packet. Not the same: 1 of 3 fields.
    <BLANKLINE>
    key_id: same
    msg_key: same
    encrypted: changed, 3 of 128 bits
      first   00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      second  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 31
                                                           ^^
    """
    left, right = _by_key(one), _by_key(other)
    keys = dict.fromkeys((*left, *right))
    pairs = (Pair(_named(key), left.get(key), right.get(key)) for key in keys)
    return Differences((one.title, other.title), tuple(pairs))


def _by_key(view: HexView) -> dict[_Key, Field]:
    seen, found = Counter[tuple[str, ...]](), dict[_Key, Field]()
    for leaf in view.fields.leaves():
        path = leaf.path[1:] or leaf.path
        found[path, seen[path]] = leaf
        seen[path] += 1
    return found


def _named(key: _Key) -> str:
    path, before = key
    return "/".join(path) + (f" ({before + 1})" if before else "")


def _lines(pair: Pair) -> Iterator[str]:
    yield f"{pair.name}: {pair.says}"
    if pair.verdict is not Verdict.CHANGED or pair.one is None or pair.other is None:
        return
    for at in range(0, max(pair.one.size, pair.other.size), ROW):
        for title, side in (("first", pair.one), ("second", pair.other)):
            yield f"  {title:<8}{(side.data or b'')[at : at + ROW].hex(' ')}".rstrip()
        marks = ("^^" if place in pair.places else "  " for place in range(at, at + ROW))
        if line := " ".join(marks).rstrip():
            yield f"{'':10}{line}"


def _row(pair: Pair) -> str:
    cells = "".join(
        f"<td><code>{_marked(side, pair)}</code></td>" for side in (pair.one, pair.other)
    )
    return f'<tr><th scope="row">{escape(pair.name)}</th><td>{pair.says}</td>{cells}</tr>'


def _marked(side: Field | None, pair: Pair) -> str:
    if side is None or side.data is None:
        return ""
    places = pair.places if pair.verdict is Verdict.CHANGED else frozenset[int]()
    shown = [
        f"<mark>{byte:02x}</mark>" if at in places else f"{byte:02x}"
        for at, byte in enumerate(side.data)
    ]
    return "\n".join(" ".join(shown[at : at + ROW]) for at in range(0, len(shown), ROW))
