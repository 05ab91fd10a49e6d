"""All share formats, by the names that commands and errors use."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.sharing.formats import (
    gf128,
    gfshare,
    own,
    rustysecrets,
    slip39,
    sskr,
    sss,
    ssss,
    vault,
    zfec,
)
from cryptokit.sharing.formats.format import Format

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        one.name: one
        for one in (
            own.FORMAT,
            slip39.FORMAT,
            sskr.FORMAT,
            vault.FORMAT,
            gfshare.FORMAT,
            zfec.FORMAT,
            sss.FORMAT,
            sss.KEY,
            ssss.FORMAT,
            ssss.PLAIN,
            gf128.FORMAT,
            rustysecrets.FORMAT,
        )
    }
)
"""Name -> format: our own, the other ones that have a specification, then by field."""


def named(name: str) -> Format:
    """Give the format of this name. Raises Unknown.

    >>> named("vault").title
    'HashiCorp Vault'
    """
    if name not in FORMATS:
        raise Unknown("format", name, known=FORMATS)
    return FORMATS[name]
