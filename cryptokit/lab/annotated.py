"""Messages for lessons and pages, byte by byte: real ones, and the same on every run.

Each is made by its protocol's own room from a lesson's seed. Its fields are those that the parser
reads. How it is shown is in ``hexview``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.lab import annotated_mtproto, annotated_signal
from cryptokit.lab.fields_shares import SHARES
from cryptokit.lab.hexview import HexView, hexview
from cryptokit.rng import Lesson, lesson
from cryptokit.sharing import sealed
from cryptokit.sharing.sealed import Box
from cryptokit.sharing.share import Share
from cryptokit.wire import Cursor


@dataclass(frozen=True, slots=True, repr=False)
class Annotated:
    """A message from outside, then what is inside it; a handshake has nine views."""

    name: str
    views: tuple[HexView, ...]

    def _repr_html_(self) -> str:
        inside = "\n".join(view.html for view in self.views)
        return f'<section aria-label="{escape(self.name)}">\n{inside}\n</section>'

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self.views))


def _share(rng: Lesson) -> tuple[HexView, ...]:
    with rng:
        made = sealed.seal("Meet me at nine", threshold=2, shares=3, rng=rng)
    share, box = made.shares[0].to_bytes(), made.box.to_bytes()
    Share.read(first := Cursor(share))
    Box.read(second := Cursor(box))
    return (
        hexview(share, first.tree("share"), SHARES, title="share, its secret half hidden"),
        hexview(box, second.tree("box"), SHARES, title="the box that it helps to open"),
    )


_MAKERS: Final[Mapping[str, Callable[[Lesson], tuple[HexView, ...]]]] = {
    "cloud message": annotated_mtproto.cloud_message,
    "secret message": annotated_mtproto.secret_message,
    "handshake": annotated_mtproto.handshake,
    "first ratchet message": annotated_signal.first_message,
    "ratchet message": annotated_signal.ratchet_message,
    "group message": annotated_signal.group_message,
    "sealed message": annotated_signal.sealed_message,
    "share": _share,
}
NAMES: Final = tuple(_MAKERS)
"""The messages that there are."""


@cache
def annotated(name: str) -> Annotated:
    """Give one of the messages of ``NAMES``. Raises Unknown.

    >>> outside, inside = annotated("cloud message").views
    >>> [leaf.name for leaf in outside.span.leaves()]
    ['key_id', 'msg_key', 'encrypted']
    >>> [leaf.value for leaf in inside.fields.leaves() if leaf.name in ("message_id", "data")]
    ['7301444403200265344, 2023-11-14 22:13:20 UTC', '“Meet me at nine”']

    See: Telegram, "Mobile Protocol: Detailed Description"; Perrin and Marlinspike, "The Double
    Ratchet Algorithm", revision 1, 2016; Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    if name not in _MAKERS:
        raise Unknown("message", name, known=NAMES)
    return Annotated(name, _MAKERS[name](lesson(f"annotated {name}")))
