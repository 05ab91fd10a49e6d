"""Many keys at once, or one long string, as arrays: Shamir's sharing at the speed of memory.

Bare arithmetic: no record, no set id, nothing that tells a wrong share. And the coefficients are
the keystream of one fresh key: perfect secrecy is given up for that of AES-256. ``seal`` gives up
the same and is faster still, so this is for what can not be sealed: many short secrets.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cryptokit.errors import BadShare
from cryptokit.keys import DataKey
from cryptokit.primitives import gf256
from cryptokit.primitives.gf256 import Field
from cryptokit.primitives.keystream import Keystream
from cryptokit.rng import Rng, system
from cryptokit.sharing.plan import require_plan
from cryptokit.sharing.share import MOST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]


def split_array(
    secrets: "Bytes",
    *,
    threshold: int,
    shares: int,
    rng: Rng = system,
    out: "Bytes | None" = None,
) -> "Bytes":
    """Share an array of bytes of any shape; row i of the result is everything of holder x = i + 1.

    The result has the shape of ``secrets`` with the number of shares in front. Pass it as ``out``
    to use it again: touching new memory costs more than the arithmetic.

    >>> import numpy as np
    >>> from cryptokit.rng import lesson
    >>> keys = np.arange(64, dtype=np.uint8).reshape(2, 32)
    >>> rows = split_array(keys, threshold=3, shares=5, rng=lesson("batch"))
    >>> rows.shape, bool((join_array((2, 4, 5), rows[[1, 3, 4]]) == keys).all())
    ((5, 2, 32), True)

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    require_plan(threshold, shares, most=MOST)
    if secrets.size == 0:
        raise ValueError("an empty array has nothing to share")
    return _split(secrets, threshold, tuple(range(1, shares + 1)), rng, out)


def _split(
    secrets: "Bytes", threshold: int, xs: gf256.Row, rng: Rng, out: "Bytes | None"
) -> "Bytes":
    import numpy as np  # noqa: PLC0415  # a tenth of a second, which only arrays need

    flat = _flat(secrets)
    result = np.empty((len(xs), *secrets.shape), np.uint8) if out is None else out
    if result.shape != (len(xs), *secrets.shape) or result.dtype != np.uint8:
        raise ValueError(f"out has shape {result.shape}, not {(len(xs), *secrets.shape)} of uint8")
    splitter = Splitter(threshold, xs, rng)
    splitter.split(flat, [_flat(result[i]) for i in range(len(xs))])
    return result


class Splitter:
    """The sharing of one long string, piece by piece: it holds a keystream and two buffers."""

    __slots__ = ("_buffer", "_columns", "_field", "_run", "_scratch", "shares")

    def __init__(
        self, threshold: int, xs: gf256.Row, rng: Rng = system, field: Field = Field.AES
    ) -> None:
        import numpy as np  # noqa: PLC0415

        from cryptokit.primitives.gf256_arrays import PIECE  # noqa: PLC0415

        rows = gf256.power_weights(xs, threshold, field)
        self._columns = tuple(zip(*rows, strict=True))[1:]
        self.shares, self._field = len(xs), field
        self._run = Keystream(DataKey.draw(rng))
        self._buffer, self._scratch = np.empty(PIECE, np.uint8), np.empty(PIECE, np.uint8)

    def split(self, secret: "Bytes", totals: Sequence["Bytes"]) -> None:
        """Write the values of the next bytes of the string into one array for each x."""
        from cryptokit.primitives.gf256_arrays import pieces, spread  # noqa: PLC0415

        for at in pieces(secret.size):
            parts = [total[at] for total in totals]
            starts = [secret[at]] * len(parts)
            size = starts[0].size
            values, scratch = self._buffer[:size], self._scratch[:size]
            for column in self._columns:
                self._run.fill(values)
                spread(parts, starts, column, values, scratch=scratch, polynomial=self._field)
                starts = parts


def join_array(
    xs: Sequence[int],
    values: "Bytes | Sequence[Bytes]",
    *,
    at: int = 0,
    field: Field = Field.AES,
    out: "Bytes | None" = None,
) -> "Bytes":
    """Join arrays of ``threshold`` holders: ``values[i]`` is everything of the holder at ``xs[i]``.

    Fewer than the threshold give wrong secrets, and nothing says so. Raises BadShare for an x of
    0, or the same x twice.
    """
    import numpy as np  # noqa: PLC0415

    from cryptokit.primitives.gf256_arrays import gather_long  # noqa: PLC0415

    row = weights(tuple(xs), at, field)
    inputs = [_flat(value) for value in values]
    if len(inputs) != len(row) or len({one.size for one in inputs}) != 1:
        raise ValueError(f"{len(row)} arrays of one size are needed, one for each x")
    result = np.empty_like(values[0]) if out is None else out
    if result.size != inputs[0].size:
        raise ValueError(f"out has {result.size} bytes, not {inputs[0].size}")
    gather_long(_flat(result), row, inputs, field)
    return result


def weights(xs: gf256.Row, at: int, field: Field) -> gf256.Row:
    """Give the weights of the values at ``xs`` in the value at ``at``. Raises BadShare."""
    for i, x in enumerate(xs):
        if x in xs[:i]:
            raise BadShare("the same x twice", holder=str(x))
        if not 0 < x <= MOST:
            raise BadShare("an x is a number from 1 to 255", holder=str(x))
    return gf256.lagrange_weights(xs, at, field)


def _flat(array: "Bytes") -> "Bytes":
    """View an array as one row. Raises ValueError for one that would have to be copied."""
    if str(array.dtype) != "uint8" or not array.flags.c_contiguous:
        raise ValueError("arrays of bytes (uint8) in one piece are needed")
    return array.reshape(-1)
