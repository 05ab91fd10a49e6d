"""Where a file stops being what it should be: places in bytes, and what is wrong there.

Left out: whose fault it was. Damage, a cut and a forgery look alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cryptokit.errors import WireError

_MOST: Final = 100
"""So many places of one file are kept: a hostile one could have millions."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in a file: where (bytes from its start; None if nothing tells), and what.

    ``latest`` tells that the damage may begin before, in bytes that parse by chance.
    """

    offset: int | None
    what: str
    latest: bool = False


@dataclass(slots=True)
class Damage:
    """What is wrong with one file, by offset; ``lost`` counts rows that are there and no rows.

    ``closed`` tells that nothing in the file could be read. Where a page is damaged nobody can
    know how many rows lay there, and ``lost`` leaves them out.

    >>> damage = Damage()
    >>> damage.add(Flaw(8192, "no page of a table"))
    >>> damage.add(Flaw(4096, "zeros"))
    >>> str(damage)
    'damaged from offset 4,096 (zeros; and at 1 other place); the rest was examined'
    """

    flaws: dict[int | None, Flaw] = field(default_factory=dict[int | None, Flaw])
    first: Flaw | None = None
    lost: int = 0
    closed: bool = False

    def add(self, flaw: Flaw, *, lost: int = 0) -> None:
        """Note a flaw, once for each offset, and how many rows are lost there for certain."""
        self.lost += lost
        if self.first is None or _place(flaw) < _place(self.first):
            self.first = flaw
        if len(self.flaws) < _MOST:
            self.flaws.setdefault(flaw.offset, flaw)

    def close(self, flaw: Flaw) -> None:
        """Note a flaw that leaves nothing of the file to read."""
        self.closed = True
        self.add(flaw)

    def __str__(self) -> str:
        return "" if self.first is None else "".join(self._words(self.first))

    def _words(self, first: Flaw) -> Iterator[str]:
        others = len(self.flaws) - 1
        if first.offset is None:
            yield "damaged, and nothing tells from which offset"
        else:
            yield f"damaged from offset {first.offset:,}{' or before' if first.latest else ''}"
        yield f" ({first.what}"
        if others:
            number = f"{others} or more" if others + 1 >= _MOST else str(others)
            yield f"; and at {number} other place{'s' if others > 1 else ''}"
        yield "); nothing in it could be read" if self.closed else "); the rest was examined"


def reason(error: WireError) -> str:
    """Give what an error says without its offset and field, which are said apart.

    >>> reason(WireError("not UTF-8", offset=3, field="sender"))
    'not UTF-8'
    """
    return error.what.removeprefix(f"at byte {error.offset}, in {error.field}: ")


def _place(flaw: Flaw) -> tuple[bool, int]:
    return flaw.offset is None, flaw.offset or 0
