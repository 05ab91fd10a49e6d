"""How fast sharing is, beside zfec (C) and pyshamir (a Python port of Vault), in one run.

Not here: any judgement. ``split`` and ``join`` make and check records, which the peers do not; the
rows called "field" are the arithmetic alone. A long string that is split bare costs mostly the
random bytes of the system, which all splits here draw; ``seal`` draws 48.
"""

from collections.abc import Callable
from typing import Any

import pyshamir
import pytest

from cryptokit.primitives import gf256
from cryptokit.rng import system
from cryptokit.sharing import join, open_, seal, split

KEY = system(32)
BLOB = system(1 << 20) * 16
XS = (1, 2, 3, 4, 5)
SOME = (0, 2, 4)
"""Which three of the five shares are joined."""
Benchmark = Callable[..., Any]


def coefficients(secret: bytes) -> list[bytes]:
    """Draw a polynomial of degree 2 with this secret at 0."""
    return [secret, system(len(secret)), system(len(secret))]


@pytest.mark.benchmark(group="sharing: split a key, 3 of 5")
class TestSplitKey:
    """One 32-byte key."""

    def test_cryptokit(self, benchmark: Benchmark) -> None:
        """Five records, checked."""
        benchmark(split, KEY, threshold=3, shares=5)

    def test_cryptokit_field(self, benchmark: Benchmark) -> None:
        """Five strings."""
        benchmark(lambda: gf256.evaluate(coefficients(KEY), XS))

    def test_zfec(self, benchmark: Benchmark) -> None:
        """Five blocks beside the three that are the secret and its coefficients."""
        encoder = pytest.importorskip("zfec").Encoder(3, 8)
        benchmark(lambda: encoder.encode(coefficients(KEY), [3, 4, 5, 6, 7]))

    def test_pyshamir(self, benchmark: Benchmark) -> None:
        """Five byte arrays."""
        benchmark(pyshamir.split, KEY, 5, 3)


@pytest.mark.benchmark(group="sharing: join a key, 3 of 5")
class TestJoinKey:
    """Three shares of 32 bytes."""

    def test_cryptokit(self, benchmark: Benchmark) -> None:
        """From records, checked."""
        shares = split(KEY, threshold=3, shares=5)
        benchmark(join, [shares[i] for i in SOME])

    def test_cryptokit_field(self, benchmark: Benchmark) -> None:
        """From strings."""
        values = gf256.evaluate(coefficients(KEY), XS)
        benchmark(gf256.interpolate, {XS[i]: values[i] for i in SOME})

    def test_zfec(self, benchmark: Benchmark) -> None:
        """From blocks."""
        zfec = pytest.importorskip("zfec")
        blocks = zfec.Encoder(3, 8).encode(coefficients(KEY), [3, 4, 5, 6, 7])
        benchmark(zfec.Decoder(3, 8).decode, [blocks[i] for i in SOME], [3 + i for i in SOME])

    def test_pyshamir(self, benchmark: Benchmark) -> None:
        """From byte arrays."""
        parts = pyshamir.split(KEY, 5, 3)
        benchmark(pyshamir.combine, [parts[i] for i in SOME])


@pytest.mark.benchmark(group="sharing: split 16 MiB, 3 of 5")
class TestSplitBlob:
    """One long string; pyshamir would take a quarter of an hour."""

    def test_cryptokit_seal(self, benchmark: Benchmark) -> None:
        """What is meant for files: one box and five shares of its key."""
        benchmark(seal, BLOB, threshold=3, shares=5)

    def test_cryptokit_split(self, benchmark: Benchmark) -> None:
        """Bare, 32 MiB of random bytes included."""
        benchmark(split, BLOB, threshold=3, shares=5)

    def test_cryptokit_field(self, benchmark: Benchmark) -> None:
        """The arithmetic alone."""
        benchmark(gf256.evaluate, coefficients(BLOB), XS)

    def test_zfec_field(self, benchmark: Benchmark) -> None:
        """The arithmetic alone."""
        encoder = pytest.importorskip("zfec").Encoder(3, 8)
        benchmark(encoder.encode, coefficients(BLOB), [3, 4, 5, 6, 7])

    def test_randomness_alone(self, benchmark: Benchmark) -> None:
        """What any bare split of this length has to draw."""
        benchmark(system, 2 * len(BLOB))


@pytest.mark.benchmark(group="sharing: join 16 MiB, 3 of 5")
class TestJoinBlob:
    """Three long shares."""

    def test_cryptokit_open(self, benchmark: Benchmark) -> None:
        """The box and three shares of its key."""
        sealed = seal(BLOB, threshold=3, shares=5)
        benchmark(open_, sealed.box, [sealed.shares[i] for i in SOME])

    def test_cryptokit_join(self, benchmark: Benchmark) -> None:
        """Bare."""
        shares = split(BLOB, threshold=3, shares=5)
        benchmark(join, [shares[i] for i in SOME])

    def test_zfec(self, benchmark: Benchmark) -> None:
        """From blocks."""
        zfec = pytest.importorskip("zfec")
        blocks = zfec.Encoder(3, 8).encode(coefficients(BLOB), [3, 4, 5, 6, 7])
        benchmark(zfec.Decoder(3, 8).decode, [blocks[i] for i in SOME], [3 + i for i in SOME])
