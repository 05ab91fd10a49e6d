"""SQLite's pages read without SQLite: the rows of a damaged table, and where the damage lies.

Pages are taken from the root of a table down, each at most once, so the work is bounded by the size
of the file. A page that is damaged loses its own rows and those below it, and the rows beside and
behind it are read all the same. Left out: pages that no page names any more, since nobody could say
whose rows they were; indexes; texts that are not UTF-8; writing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, Final

from cryptokit.errors import WireError
from cryptokit.evidence.damage import Flaw, reason
from cryptokit.evidence.records import record, varint

HEAD: Final = 100
"""Bytes of the file's header, before the first page's own."""
_INTERIOR, _LEAF = 5, 13
_FRACTIONS: Final = bytes([64, 32, 32])
_LARGEST_ID: Final = (1 << 63) - 1
_SLACK: Final = 4
"""The cells of one page may claim so many times its size before the rest of them is left."""
Bounds = tuple[int, int]
"""The least and the greatest row id that a page may hold, as the pages above it say."""
ANY: Final = (-(1 << 63), _LARGEST_ID)


@dataclass(frozen=True, slots=True)
class Cell:
    """One row as it lies there: at which offset, its row id, and its values or why it has none."""

    offset: int
    rowid: int
    values: tuple[object, ...] | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    """The parts of one page: where it lies in the file, and where its cells lie in it."""

    at: int
    data: bytes
    head: int
    cells: tuple[int, ...]
    sound: bool

    @property
    def is_leaf(self) -> bool:
        return self.data[self.head] == _LEAF


class Pages:
    """The pages of one open file. Raises WireError if its header does not say how to read them.

    See: sqlite.org/fileformat2.html, sections 1.3 (header), 1.6 (b-tree pages) and 2.1 (records).
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._end = file, size
        file.seek(0)
        head = file.read(HEAD)
        if len(head) < HEAD:
            raise WireError("the file ends", offset=len(head), field="header")
        self._size = _page_size(head)
        self._usable = self._size - head[20]
        if int.from_bytes(head[56:60], "big") != 1:
            raise WireError("not UTF-8", offset=56, field="text encoding")
        self._claimed = set[int]()
        self._head = head

    def flaws(self) -> Iterator[Flaw]:
        """Say what is wrong with the file as a whole: its header, a cut, bytes behind the end."""
        if self._head[21:24] != _FRACTIONS:
            yield Flaw(21, "payload fractions that no store has")
        wanted = int.from_bytes(self._head[28:32], "big") * self._size
        if self._head[24:28] != self._head[92:96]:
            yield Flaw(24, "two counters of changes that differ")
        elif wanted > self._end:
            yield Flaw(self._end, f"the file ends here, and {wanted - self._end:,} bytes too soon")
        elif wanted < self._end:
            yield Flaw(wanted, f"{self._end - wanted:,} bytes behind the end")

    def rows(self, root: int) -> Iterator[Cell | tuple[Flaw, Bounds]]:
        """Walk a table from its root: its rows in order, and each flaw with the rows it concerns.

        A row of a sound page whose values cannot be read comes as a cell without values; what lies
        in a page that is not sound comes only if it can be read.
        """
        self._claimed.clear()
        stack = list[tuple[int, int, Bounds]]([(root, 0, ANY)])
        while stack:
            number, named, bounds = stack.pop()
            try:
                page = self._page(number, named)
            except WireError as error:
                yield Flaw(error.offset, reason(error)), bounds
                continue
            if not page.sound:
                yield self._unsound(page), bounds
            if page.is_leaf:
                yield from self._leaf(page, bounds)
                continue
            below = [*self._children(page, bounds)]
            if any(not _within(inner, bounds) for _, _, inner in below):
                yield Flaw(page.at, "row ids that are not in order"), bounds
                below = [(child, where, bounds) for child, where, _ in below]
            stack.extend(reversed(below))

    def _page(self, number: int, named: int) -> _Page:
        """Take a page apart; WireError if it is not there or no page of a table."""
        at = (number - 1) * self._size
        if number < 1 or number in self._claimed:
            what = f"page {number} is named, and cannot be there"
            raise WireError(what, offset=named, field="page")
        if at >= self._end:
            raise WireError("cut off", offset=self._end, field="page")
        self._claimed.add(number)
        self._file.seek(at)
        data, head = self._file.read(self._size), HEAD if number == 1 else 0
        if len(data) < head + 12:
            raise WireError("cut off", offset=self._end, field="page")
        if data[head] not in {_INTERIOR, _LEAF}:
            what = "no page of a table" if any(data) else "a page of zeros"
            raise WireError(what, offset=at + head, field="page")
        first = head + (8 if data[head] == _LEAF else 12)
        count = int.from_bytes(data[head + 3 : head + 5], "big")
        end = min(first + 2 * count, self._usable, len(data))
        cells = tuple(int.from_bytes(data[i : i + 2], "big") for i in range(first, end - 1, 2))
        whole = len(data) == self._size and len(cells) == count
        sound = whole and self._is_tiled(data, head, end, cells)
        return _Page(at, data, head, cells, sound)

    def _unsound(self, page: _Page) -> Flaw:
        if len(page.data) < self._size:
            return Flaw(self._end, "the page is cut off")
        return Flaw(page.at, "a page whose cells do not fill it")

    def _is_tiled(self, data: bytes, head: int, end: int, cells: Sequence[int]) -> bool:
        """Tell whether cells, free blocks and fragments fill a page without a gap or an overlap."""
        start = int.from_bytes(data[head + 5 : head + 7], "big") or 1 << 16
        if not end <= start <= self._usable:
            return False
        leaf = data[head] == _LEAF
        try:
            used = [(cell, cell + max(4, self._length(data, cell, leaf=leaf))) for cell in cells]
            used += _free_blocks(data, head, self._usable)
        except (IndexError, WireError):
            return False
        used.sort()
        tiles = [(start, start), *used, (self._usable, self._usable)]
        gaps = [after[0] - before[1] for before, after in pairwise(tiles)]
        return min(gaps) >= 0 and sum(gaps) == data[head + 7]

    def _length(self, data: bytes, cell: int, *, leaf: bool) -> int:
        if not leaf:
            return varint(data, cell + 4)[1] - cell
        size, at = varint(data, cell)
        _, at = varint(data, at)
        local = self._local(size)
        return at - cell + local + (4 if local < size else 0)

    def _local(self, size: int) -> int:
        """Say how much of a row lies in its page; the rest lies in a chain of overflow pages."""
        if size <= self._usable - 35:
            return size
        least = (self._usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (self._usable - 4)
        return local if local <= self._usable - 35 else least

    def _children(self, page: _Page, bounds: Bounds) -> Iterator[tuple[int, int, Bounds]]:
        low, high = bounds
        for cell in page.cells:
            if cell < page.head or cell + 5 > self._usable:
                continue
            try:
                key, _ = varint(page.data, cell + 4)
            except IndexError:
                continue
            child = int.from_bytes(page.data[cell : cell + 4], "big")
            yield child, page.at + cell, (low, key) if page.sound else bounds
            low = key + 1
        right = page.head + 8
        last = int.from_bytes(page.data[right : right + 4], "big")
        yield last, page.at + right, (low, high) if page.sound else bounds

    def _leaf(self, page: _Page, bounds: Bounds) -> Iterator[Cell | tuple[Flaw, Bounds]]:
        before, told, room = bounds[0] - 1, False, _SLACK * self._size
        for cell in page.cells:
            try:
                size, at = varint(page.data, cell)
                rowid, at = varint(page.data, at)
            except IndexError:
                continue
            room -= max(0, self._local(size))
            if room < 0:
                break  # cells that lie over one another: a page that would be read for hours
            if not before < rowid <= bounds[1] and not told:
                told = True
                yield Flaw(page.at, "row ids that are not in order"), bounds
            before = rowid
            try:
                values = record(self._payload(page, at, size))
            except (IndexError, WireError) as error:
                if page.sound:
                    why = reason(error) if isinstance(error, WireError) else "it ends too soon"
                    yield Cell(page.at + cell, rowid, None, why)
            else:
                yield Cell(page.at + cell, rowid, values)

    def _payload(self, page: _Page, at: int, size: int) -> bytes:
        """Gather the bytes of a row from its page and from overflow pages, each used once."""
        local = self._local(size)
        if at + local > min(self._usable, len(page.data)) or size > self._end:
            raise WireError("longer than there is room", offset=page.at + at, field="row")
        found = [page.data[at : at + local]]
        left, link = size - local, int.from_bytes(page.data[at + local : at + local + 4], "big")
        while left:
            start = (link - 1) * self._size
            if link < 2 or link in self._claimed or start + self._size > self._end:
                what = f"it goes on in page {link}, which cannot be"
                raise WireError(what, offset=page.at + at, field="row")
            self._claimed.add(link)
            self._file.seek(start)
            data = self._file.read(self._usable)
            found.append(data[4 : 4 + left])
            left, link = left - len(found[-1]), int.from_bytes(data[:4], "big")
        return b"".join(found)


def _page_size(head: bytes) -> int:
    size = int.from_bytes(head[16:18], "big")
    size = 1 << 16 if size == 1 else size
    if size < 512 or size & (size - 1):
        raise WireError(f"{size} bytes a page", offset=16, field="page size")
    if size - head[20] < 480:
        raise WireError("no room is left in a page", offset=20, field="reserved space")
    return size


def _free_blocks(data: bytes, head: int, usable: int) -> Iterator[tuple[int, int]]:
    at, before = int.from_bytes(data[head + 1 : head + 3], "big"), 0
    while at:
        if not before < at <= usable - 4:
            raise WireError("not in order", offset=at, field="free block")
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        yield at, at + size
        before, at = at, int.from_bytes(data[at : at + 2], "big")


def _within(inner: Bounds, outer: Bounds) -> bool:
    return outer[0] <= inner[0] and inner[0] <= inner[1] + 1 and inner[1] <= outer[1]
