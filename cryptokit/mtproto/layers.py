"""Which version of the schema two devices of a secret chat speak. The schema is in ``decrypted``.

Each side tells its highest layer, and each sends what both know. MTProto 1.0, which the rules allow
below layer 73 and forbid from there on, is refused on every layer: ``envelope`` cannot read it.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptokit.mtproto.actions import NotifyLayer
from cryptokit.mtproto.decrypted import LAYER, Layer, Service

FIRST: Final = 46
"""What the other side is believed to know before it says more. See: Telegram, "Secret Chats"."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The highest layer that each side knows, as far as this side has heard.

    >>> Layers().spoken, Layers(theirs=101).spoken, Layers(theirs=999).spoken
    (46, 101, 144)
    """

    mine: int = LAYER
    theirs: int = FIRST

    @property
    def spoken(self) -> int:
        """The layer to send in: the lower of the two."""
        return min(self.mine, self.theirs)


def heard(layers: Layers, layer: Layer) -> Layers:
    """Learn from a message of the other side; what it once knew, it knows for ever.

    >>> heard(Layers(), Layer(0, 1, Service(1, NotifyLayer(144)), bytes(15), layer=73))
    Layers(mine=144, theirs=144)

    See: Telegram, "Secret Chats, End-to-End Encryption", on layers.
    """
    match layer.message:
        case Service(action=NotifyLayer(told)):
            known = max(told, layer.layer)
        case _:
            known = layer.layer
    return layers if known <= layers.theirs else replace(layers, theirs=known)
