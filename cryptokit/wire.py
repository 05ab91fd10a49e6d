"""A reading cursor, and the tree of named spans it leaves behind. It knows nothing of any protocol.

The spans that parsing leaves are what the annotated hex view shows, so the picture cannot lie.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from cryptokit.errors import WireError

DEEPEST: Final = 64
"""Groups in one another: more than honest bytes need, and fewer than make Python give up."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a named field lies: bytes ``start`` up to ``end``, and the fields inside it."""

    name: str
    start: int
    end: int
    parts: tuple["Span", ...] = ()

    def leaves(self) -> Iterator["Span"]:
        """Walk the innermost fields in order; together they tile the span."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


_Field = tuple[str, int, int, Sequence["_Field"]]
"""A span as a cursor notes it: most are never looked at, and records would double the time."""


class Cursor:
    r"""Read fields one after the other; each leaves a span with its name.

    Raises WireError, with the offset and the field, when bytes run out or are left over.

    >>> cursor = Cursor(bytes.fromhex("0100000003616263"))
    >>> cursor.uint(4, "count"), cursor.take(1, "size"), cursor.rest("text")
    (1, b'\x03', b'abc')
    >>> [(span.name, span.start, span.end) for span in cursor.tree("message").parts]
    [('count', 0, 4), ('size', 4, 5), ('text', 5, 8)]
    """

    __slots__ = ("_at", "_data", "_groups", "_open")

    def __init__(self, data: bytes) -> None:
        if isinstance(data, str):
            raise TypeError("a Cursor reads bytes, not str")
        self._data = data
        self._at = 0
        self._open: list[_Field] = []
        self._groups: list[tuple[str, int, list[_Field]]] = []

    @property
    def offset(self) -> int:
        """Where the next field starts, in bytes."""
        return self._at

    @property
    def left(self) -> int:
        """How many bytes are not read yet."""
        return len(self._data) - self._at

    def take(self, size: int, name: str) -> bytes:
        """Read ``size`` bytes as the field ``name``."""
        end = self._at + size
        if size < 0 or end > len(self._data):
            raise WireError(f"{size} bytes wanted, {self.left} left", offset=self._at, field=name)
        field = self._data[self._at : end]
        self._open.append((name, self._at, end, ()))
        self._at = end
        return field

    def uint(self, size: int, name: str) -> int:
        """Read an unsigned little-endian number of ``size`` bytes."""
        return int.from_bytes(self.take(size, name), "little")

    def sint(self, size: int, name: str) -> int:
        """Read a signed little-endian number of ``size`` bytes."""
        return int.from_bytes(self.take(size, name), "little", signed=True)

    def expect(self, wanted: bytes, name: str) -> None:
        """Read a field that must have this very value."""
        offset = self._at
        if self.take(len(wanted), name) != wanted:
            raise WireError(f"not {wanted.hex()}", offset=offset, field=name)

    def rest(self, name: str) -> bytes:
        """Read all that is left."""
        return self.take(self.left, name)

    def finish(self) -> None:
        """Say that the message ends here; bytes left over are an error."""
        if self.left:
            raise WireError(f"{self.left} bytes too many", offset=self._at, field="end")

    def group(self, name: str) -> Self:
        """Gather the fields read inside a ``with`` block into one span; WireError if too deep."""
        if len(self._groups) == DEEPEST:
            raise WireError("nested too deeply", offset=self._at, field=name)
        self._groups.append((name, self._at, self._open))
        self._open = []
        return self

    def __enter__(self) -> None:
        """Begin a block; ``group`` did all there is to do."""

    def __exit__(self, *_: object) -> None:
        """End the innermost group, read to its end or not."""
        name, start, outer = self._groups.pop()
        outer.append((name, start, self._at, self._open))
        self._open = outer

    def tree(self, name: str) -> Span:
        """Give what was read so far as one span."""
        return _span((name, 0, self._at, self._open))


def _span(field: _Field) -> Span:
    name, start, end, parts = field
    return Span(name, start, end, tuple(map(_span, parts)))
