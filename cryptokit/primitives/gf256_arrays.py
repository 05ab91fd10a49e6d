"""GF(2^8) over arrays that are there already: the loops that run at the speed of memory.

Not here: which weights, and making the arrays; ``gf256`` and ``sharing.batch`` do that. No table
and no branch depends on what lies in an array: multiplying is a chain of doublings for all bytes.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

PIECE: Final = 1 << 18
"""Bytes handled at a time, so that the working set stays in the L2 cache. Measured."""


def pieces(size: int) -> Iterator[slice]:
    """Cut ``size`` bytes into pieces.

    >>> list(pieces(PIECE + 1))
    [slice(0, 262144, None), slice(262144, 262145, None)]
    """
    return (slice(at, min(at + PIECE, size)) for at in range(0, size, PIECE))


def double(values: "Bytes", scratch: "Bytes", polynomial: int) -> None:
    """Multiply all bytes by z, in place; ``scratch`` is overwritten.

    >>> values = np.array([0x57, 0xAE], np.uint8)
    >>> double(values, np.empty_like(values), 0x11B)
    >>> [hex(value) for value in values]
    ['0xae', '0x47']

    See: FIPS 197, section 4.2.1.
    """
    overflow = scratch.view(np.bool_)
    np.less(values.view(np.int8), 0, out=overflow)  # where the top bit falls out
    np.multiply(scratch, polynomial & 0xFF, out=scratch)
    np.add(values, values, out=values)  # modulo 256
    np.bitwise_xor(values, scratch, out=values)


def gather(
    total: "Bytes", row: Sequence[int], inputs: Sequence["Bytes"], scratch: "Bytes", polynomial: int
) -> None:
    """Set ``total`` to the sum of the inputs, each times its weight in ``row``.

    Horner's rule over the bits of the weights, so that all inputs share seven doublings.
    """
    total.fill(0)
    top = max(row).bit_length() - 1
    for bit in range(top, -1, -1):
        if bit != top:
            double(total, scratch, polynomial)
        for weight, values in zip(row, inputs, strict=True):
            if weight >> bit & 1:
                np.bitwise_xor(total, values, out=total)


def gather_long(
    total: "Bytes", row: Sequence[int], inputs: Sequence["Bytes"], polynomial: int
) -> None:
    """Do as ``gather`` does for long arrays, piece by piece."""
    scratch = np.empty(min(PIECE, total.size), np.uint8)
    for at in pieces(total.size):
        part = total[at]
        gather(part, row, [one[at] for one in inputs], scratch[: part.size], polynomial)


def spread(
    totals: Sequence["Bytes"],
    starts: Sequence["Bytes"],
    column: Sequence[int],
    values: "Bytes",
    *,
    scratch: "Bytes",
    polynomial: int,
) -> None:
    """Set each total to its start plus ``values`` times its weight in ``column``, none of them 0.

    ``values`` are used up: doubled once for each bit of the weights, and added where a weight has
    that bit. The first sum is written where it belongs, which saves copying the start.
    """
    sources = list(starts)
    for bit in range(max(column).bit_length()):
        if bit:
            double(values, scratch, polynomial)
        for i, weight in enumerate(column):
            if weight >> bit & 1:
                np.bitwise_xor(sources[i], values, out=totals[i])
                sources[i] = totals[i]
