"""Blocks of zfec as shares: an erasure code whose block 0 is the secret is Shamir's sharing.

Block b >= 1 is the value at x = 2^(b-1) over 0x11d. Not here: the files of the ``zfec`` program,
which have a header and spread a long file over the first k blocks, where anybody can read it.
"""

import re
from collections.abc import Iterable
from itertools import accumulate, repeat
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.errors import BadShare, WireError
from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.primitives.gf256 import Field
from cryptokit.sharing.formats.bytewise import (
    from_hex,
    require_limits,
    value_at_zero,
)
from cryptokit.sharing.formats.format import (
    GF256_REED_SOLOMON,
    Format,
    Part,
    Plan,
    Raw,
    Reading,
    Written,
)
from cryptokit.sharing.shamir import polynomial
from cryptokit.sharing.share import MOST

_LINE: Final = re.compile(r"#(\d{1,3}):(.*)", re.ASCII)
_NAME: Final = re.compile(r".*\.(\d{1,3})\.zfec", re.ASCII | re.DOTALL)
XS: Final[tuple[int, ...]] = (
    0,
    *accumulate(repeat(2, MOST - 1), lambda x, _: gf256.double(x, Field.REED_SOLOMON), initial=1),
)
"""Block number -> x. As 2 has order 255 over 0x11d, the 255 blocks after block 0 all differ."""


def read(raw: Raw) -> Reading:
    """Read a line ``#3:<hex>``, or the bytes of a file whose name ends in ``.3.zfec``.

    >>> read(Raw("line 1", b"#3:a6a3e294")).part
    <Part zfec, x = 4, 4 bytes, from line 1>

    See: Rizzo, "Effective Erasure Codes for Reliable Computer Communication Protocols", 1997.
    """
    line, name = _LINE.fullmatch(raw.text() or ""), _NAME.fullmatch(raw.where)
    if line:
        block, value = int(line[1]), from_hex(line[2], line.start(2))
    elif name:
        block, value = int(name[1]), raw.data
    else:
        raise WireError("neither in a file name.N.zfec nor after #N:", offset=0, field="block")
    _require_share(block, value, raw.where)
    part = Part(
        format=FORMAT.name,
        field=FORMAT.field,
        x=XS[block],
        value=ShareValue(value),
        where=raw.where,
        label=f"block {block}",
    )
    return Reading(part, Certainty.LIKELY, "labelled with the number of a block")


def _require_share(block: int, value: bytes, where: str) -> None:
    if block == 0:
        raise BadShare("block 0, at x = 0, is the secret itself, so no holder has it", holder=where)
    if block > MOST:
        raise WireError(f"{block} is more than {MOST}", offset=0, field="block")
    if not value:
        raise WireError("a block without bytes", offset=0, field="value")


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Give out the blocks from number k on, as many as are wanted.

    The blocks before are the code's input, the secret among them, so the habit is to give out
    none of them. That leaves 256 - k for the holders.
    """
    require_limits(secret, plan, most=MOST + 1 - plan.threshold)
    blocks = range(plan.threshold, plan.threshold + plan.shares)
    values = gf256.evaluate(
        polynomial(secret, plan.threshold, plan.rng), _places(blocks), Field.REED_SOLOMON
    )
    return tuple(
        Written(f"#{block}:{value.hex()}", f".{block}.zfec", value)
        for block, value in zip(blocks, values, strict=True)
    )


def _places(blocks: Iterable[int]) -> tuple[int, ...]:
    return tuple(XS[block] for block in blocks)


FORMAT: Final = Format(
    name="zfec",
    title="blocks of zfec",
    field=GF256_REED_SOLOMON,
    layout="the block; its number b (1 to 255) stands before it, and x = 2^(b-1)",
    detects="nothing",
    source='zfec 1.6; Rizzo, "Effective Erasure Codes", CCR 27(2), 1997',
    read=read,
    join=value_at_zero,
    split=split,
    bytewise=True,
)
