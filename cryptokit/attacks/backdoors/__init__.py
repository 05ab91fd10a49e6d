"""A backdoor for one is a backdoor for all: holes made for somebody, and who came through them.

Nothing in a hole knows who comes through it, and no escrow sees who goes around. Prices stand in
each file. Not here: an escrow key that leaks, for which see ``cryptokit demo backdoor``.
"""

from importlib import import_module
from typing import Final, cast

from cryptokit.attacks.attack import Attack, load
from cryptokit.attacks.backdoors.price import Price
from cryptokit.errors import Unknown

GALLERY: Final = (
    "forged_leaf",
    "fed_back_leaf",
    "dual_ec",
    "swapped_constant",
    "export_rsa",
    "export_dh",
)
"""The names of the attacks: escrow chips of 1993, constants of 2006, export rules of the 1990s."""


def named(name: str) -> Attack[object]:
    """Load an attack by its name. Raises Unknown.

    >>> named("forged_leaf").title
    'A LEAF found by trial'

    See: the source of each attack, in its record.
    """
    return load(__name__, GALLERY, name)


def gallery() -> tuple[Attack[object], ...]:
    """Load all attacks, in the order of ``GALLERY``.

    >>> [attack.name for attack in gallery()][:1]
    ['forged_leaf']

    See: the source of each attack, in its record.
    """
    return tuple(map(named, GALLERY))


def price(name: str) -> Price:
    """Tell what an attack costs: by theory at this scale, and in reality. Raises Unknown.

    >>> price("forged_leaf").expected
    65536.0

    See: the source of each attack, in its record.
    """
    if name not in GALLERY:
        raise Unknown("attack", name, known=GALLERY)
    return cast("Price", import_module(f"{__name__}.{name}").PRICE)
