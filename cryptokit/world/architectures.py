"""Ten reference architectures that come along as data: from one cloud to a backup in a vault.

What orders reach in them is for ``coalitions`` and ``explain`` to say.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.world.load import load
from cryptokit.world.model import World
from cryptokit.world.shipped import shipped

FILE: Final = "architectures.json"


@cache
def architectures() -> Mapping[str, World]:
    """Give all ten worlds by their names.

    >>> [name.partition("_")[0] for name in architectures()][:3], len(architectures())
    (['A1', 'A2', 'A3'], 10)

    See: ``data/architectures.json``, whose format is that of ``cryptokit world``.
    """
    listed = shipped(FILE)["architectures"]
    return MappingProxyType({name: load(one, name=name) for name, one in listed.items()})


def architecture(name: str) -> World:
    """Find a world by its name, or by its number. Raises Unknown.

    >>> architecture("A2").about
    'one company, data in NL, whole key in SG'
    """
    for full, world in architectures().items():
        if name in {full, full.partition("_")[0]}:
            return world
    raise Unknown("architecture", name, known=architectures())
