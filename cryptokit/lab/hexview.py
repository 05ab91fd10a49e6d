"""Every byte of a message with the name of its field, out of the spans that its parser leaves.

So picture and code cannot disagree. Secrets stay hidden; where bytes come from is ``annotated``.
"""

from dataclasses import dataclass, field, replace

from cryptokit.keys import Secret
from cryptokit.lab import hexhtml
from cryptokit.lab.fieldnotes import Notes
from cryptokit.lab.hexfields import Field, fields
from cryptokit.lab.hextext import text
from cryptokit.lab.printing import printable
from cryptokit.lab.span_trees import require_tiling
from cryptokit.wire import Span


@dataclass(frozen=True, slots=True, repr=False)
class HexView:
    """A message with its fields: it prints as text, and shows as a page in a notebook."""

    data: bytes
    span: Span
    title: str
    notes: Notes = field(compare=False)
    shows_secrets: bool = False

    @property
    def fields(self) -> Field:
        """The fields of the message, the outermost one with all others inside."""
        return fields(self.data, self.span, self.notes, show_hidden=self.shows_secrets)

    @property
    def html(self) -> str:
        """The view as a piece of a page, which needs no script."""
        return hexhtml.html(self.title, self.fields)

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return text(self.title, self.fields)


def hexview(data: bytes, span: Span, notes: Notes | None = None, *, title: str = "") -> HexView:
    """Show every byte of a message; fields that ``notes`` call hidden show their size only.

    Raises ValueError, naming the place, for spans that do not tile the data; TypeError for what is
    not bytes, a ``Secret`` above all.

    >>> from cryptokit.mtproto import envelope
    >>> packet = bytes(range(40))
    >>> print(hexview(packet, envelope.explain(packet)))
    packet: 40 bytes, 3 fields.
    A number stands above the first byte of its field; a row without numbers goes on.
    <BLANKLINE>
              1                       2
    00000000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ................
              2                       3
    00000010  10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  ................
    00000020  20 21 22 23 24 25 26 27                           !"#$%&'
    <BLANKLINE>
    1-3  packet  at 0, 40 bytes
      1    key_id  at 0, 8 bytes
      2    msg_key  at 8, 16 bytes
      3    encrypted  at 24, 16 bytes
    """
    if isinstance(data, Secret):
        raise TypeError(f"a {type(data).__name__} is a secret, and no view shows one")
    if not isinstance(data, bytes):
        raise TypeError(f"a hexview shows bytes, not {type(data).__name__}")
    require_tiling(span, len(data))
    return HexView(data, span, printable(title or span.name), notes or {})


def with_secrets(view: HexView) -> HexView:
    """Give the same view with its secrets in sight: for what a lesson's seed made, nothing else.

    >>> from cryptokit.lab.fieldnotes import Note
    >>> view = hexview(b"key", Span("key", 0, 3), {"key": Note("What opens.", "", hidden=True)})
    >>> "6b 65 79" in repr(view), "6b 65 79" in repr(with_secrets(view))
    (False, True)
    """
    return replace(view, shows_secrets=True)
