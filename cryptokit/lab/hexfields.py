"""The fields of a message as every view needs them: numbered, named, read, and hidden if secret.

Made from the spans that parsing leaves, never typed. How they are laid out is in ``hextext`` and
``hexhtml``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptokit.lab.fieldnotes import Note, Notes, find
from cryptokit.lab.printing import counted, printable
from cryptokit.wire import Span

ROW = 16
"""Bytes in a row."""
HIDDEN = "not shown: a secret"
_NO_NOTE = Note("", "")


@dataclass(frozen=True, slots=True)
class Field:
    """A field, with those inside it; ``first`` to ``last`` are the numbers of its innermost ones.

    ``data`` is None where the bytes are a secret that nobody asked to see.
    """

    name: str
    path: tuple[str, ...]
    start: int
    end: int
    first: int
    last: int
    data: bytes | None = field(repr=False)
    note: Note = field(repr=False)
    parts: tuple["Field", ...] = field(default=(), repr=False)

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.end - self.start

    @property
    def mark(self) -> str:
        """The number over its first byte, or the first and the last of those inside it."""
        return str(self.first) if self.last <= self.first else f"{self.first}-{self.last}"

    @property
    def value(self) -> str:
        """Its value in a few words, or nothing."""
        if self.parts:
            return ""
        return HIDDEN if self.data is None else self.note.reads(self.data)

    @property
    def place(self) -> str:
        """Where it lies, in words."""
        return f"at {self.start}, {counted(self.size, 'byte')}"

    def leaves(self) -> Iterator["Field"]:
        """Walk the innermost fields in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def all(self) -> Iterator["Field"]:
        """Walk all fields, each before those inside it."""
        yield self
        for part in self.parts:
            yield from part.all()


def fields(data: bytes, span: Span, notes: Notes, *, show_hidden: bool) -> Field:
    """Make fields out of spans that tile the data.

    >>> tree = Span("pair", 0, 2, (Span("left", 0, 1), Span("right", 1, 2)))
    >>> [(one.mark, one.name) for one in fields(b"ab", tree, {}, show_hidden=False).all()]
    [('1-2', 'pair'), ('1', 'left'), ('2', 'right')]
    """
    made, _ = _field(span, (), _Source(data, notes, show_hidden), 1, hidden=False)
    return made


def printed(data: bytes) -> str:
    r"""Give bytes as ASCII, with a dot for what has no sign.

    >>> printed(b"hi\0\xff")
    'hi..'
    """
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)


@dataclass(frozen=True, slots=True)
class _Source:
    data: bytes
    notes: Notes
    show_hidden: bool


def _field(
    span: Span, above: tuple[str, ...], source: _Source, number: int, *, hidden: bool
) -> tuple[Field, int]:
    """Make one field; give it with the number of the next innermost one."""
    path = (*above, span.name)
    note = find(source.notes, path) or _NO_NOTE
    hidden = hidden or (note.hidden and not source.show_hidden)
    parts, following = list[Field](), number
    for part in span.parts:
        made, following = _field(part, path, source, following, hidden=hidden)
        parts.append(made)
    following += not span.parts
    # A field that holds a secret somewhere inside has no bytes of its own to show.
    open_ = not hidden and all(one.data is not None for one in parts)
    data = source.data[span.start : span.end] if open_ else None
    last = following - 1
    name, clean = printable(span.name), tuple(map(printable, path))
    return Field(
        name, clean, span.start, span.end, number, last, data, note, tuple(parts)
    ), following
