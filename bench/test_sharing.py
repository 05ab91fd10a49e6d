"""How fast sharing is, beside its peers and beside what memory allows, in one run.

``conftest.py`` prints the ratios. zfec is an erasure coder in C: with the secret as block 0 and two
random blocks after it, its blocks 1 to 5 are Shamir shares, and two of them cost it nothing. All
that splits draws its luck inside the clock: 64 bytes of the system for a key, AES-256 in counter
mode for arrays and long strings. Not here: any judgement.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyshamir
import pytest
import shamir as horcrux
import shamir_mnemonic.shamir as slip39
import shamirs
import zfec
from Crypto.Protocol.SecretSharing import Shamir as Pycryptodome

from cryptokit.keys import DataKey
from cryptokit.primitives import gf256
from cryptokit.primitives.keystream import Keystream
from cryptokit.rng import system
from cryptokit.sharing import join, open_, seal, split
from cryptokit.sharing.batch import join_array, split_array
from cryptokit.sharing.stream import join_files, split_file

Benchmark = Callable[..., Any]
KEY: Final = system(32)
KEYS: Final = 350_000
BLOB: Final = system(1 << 20) * 16
XS: Final = (1, 2, 3, 4, 5)
BLOCKS: Final = [1, 2, 3, 4, 5]
SOME: Final = (0, 2, 4)
"""Which three of the five shares are joined."""
IN_PLACE: Final = (2, 0, 4)
"""The same three as zfec wants them: block 1, which is a coefficient, at its own place. Otherwise
it moves blocks in the list that it was given, and a second call gets them wrong."""


def array(data: bytes) -> Any:
    """View bytes as an array."""
    return np.frombuffer(data, np.uint8)


def fast(size: int) -> bytes:
    """Draw many bytes as all who split long strings do here."""
    return Keystream(DataKey.draw(system)).take(size)


def polynomial(secret: bytes, draw: Callable[[int], bytes] = system) -> list[bytes]:
    """Draw a polynomial of degree 2 with this secret at 0."""
    luck = draw(2 * len(secret))
    return [secret, luck[: len(secret)], luck[len(secret) :]]


def copied(sources: Any, targets: Any) -> None:
    """Copy: what it costs to write the result, whoever computes it."""
    for source, target in zip(sources, targets, strict=True):
        np.copyto(target, source)


@pytest.mark.benchmark(group="sharing: split a key, 3 of 5")
class TestSplitKey:
    """One 32-byte key."""

    def test_cryptokit(self, benchmark: Benchmark) -> None:
        """Five records, checked."""
        benchmark(split, KEY, threshold=3, shares=5)

    def test_cryptokit_raw(self, benchmark: Benchmark) -> None:
        """Five strings."""
        evaluate = gf256.Evaluator(XS, 3)
        benchmark(lambda: evaluate(polynomial(KEY)))

    def test_zfec(self, benchmark: Benchmark) -> None:
        """Five blocks, of which two are the coefficients as they are."""
        encoder = zfec.Encoder(3, 6)
        benchmark(lambda: encoder.encode(polynomial(KEY), BLOCKS))

    def test_shamirs(self, benchmark: Benchmark) -> None:
        """Five numbers modulo 2^521 - 1."""
        secret = int.from_bytes(KEY, "big")
        benchmark(shamirs.shares, secret, quantity=5, threshold=3, modulus=2**521 - 1)

    def test_shamir_mnemonic(self, benchmark: Benchmark) -> None:
        """Five strings: the sharing of SLIP-39 without its words."""
        benchmark(slip39._split_secret, 3, 5, KEY)

    def test_pycryptodome(self, benchmark: Benchmark) -> None:
        """Twice five strings, as it shares 16 bytes."""
        benchmark(lambda: [Pycryptodome.split(3, 5, half) for half in (KEY[:16], KEY[16:])])

    def test_horcrux(self, benchmark: Benchmark) -> None:
        """Five strings."""
        benchmark(horcrux.split, KEY, 5, 3)

    def test_pyshamir(self, benchmark: Benchmark) -> None:
        """Five byte arrays."""
        benchmark(pyshamir.split, KEY, 5, 3)

    def test_limit(self, benchmark: Benchmark) -> None:
        """One call for 64 random bytes, which nobody can do without."""
        benchmark(system, 64)


@pytest.mark.benchmark(group="sharing: join a key, 3 of 5")
class TestJoinKey:
    """Three shares of 32 bytes."""

    def test_cryptokit(self, benchmark: Benchmark) -> None:
        """From records, checked."""
        shares = split(KEY, threshold=3, shares=5)
        assert benchmark(join, [shares[i] for i in SOME]) == KEY

    def test_cryptokit_raw(self, benchmark: Benchmark) -> None:
        """From strings."""
        values = gf256.evaluate(polynomial(KEY), XS)
        interpolate = gf256.Interpolator(tuple(XS[i] for i in SOME))
        assert benchmark(interpolate, [values[i] for i in SOME]) == KEY

    def test_zfec(self, benchmark: Benchmark) -> None:
        """From blocks."""
        blocks = zfec.Encoder(3, 6).encode(polynomial(KEY), BLOCKS)
        decoder = zfec.Decoder(3, 6)
        some, numbers = [blocks[i] for i in IN_PLACE], [BLOCKS[i] for i in IN_PLACE]
        assert benchmark(decoder.decode, some, numbers)[0] == KEY

    def test_shamirs(self, benchmark: Benchmark) -> None:
        """From numbers."""
        secret = int.from_bytes(KEY, "big")
        shares = shamirs.shares(secret, quantity=5, threshold=3, modulus=2**521 - 1)
        assert benchmark(shamirs.interpolate, [shares[i] for i in SOME]) == secret

    def test_shamir_mnemonic(self, benchmark: Benchmark) -> None:
        """From strings, the digest checked."""
        shares = slip39._split_secret(3, 5, KEY)
        assert benchmark(slip39._recover_secret, 3, [shares[i] for i in SOME]) == KEY

    def test_pycryptodome(self, benchmark: Benchmark) -> None:
        """From twice three strings."""
        halves = [Pycryptodome.split(3, 5, half) for half in (KEY[:16], KEY[16:])]
        some = [[half[i] for i in SOME] for half in halves]
        assert benchmark(lambda: b"".join(map(Pycryptodome.combine, some))) == KEY

    def test_horcrux(self, benchmark: Benchmark) -> None:
        """From strings."""
        parts = horcrux.split(KEY, 5, 3)
        assert benchmark(horcrux.combine, [parts[i] for i in SOME]) == KEY

    def test_pyshamir(self, benchmark: Benchmark) -> None:
        """From byte arrays."""
        parts = pyshamir.split(KEY, 5, 3)
        assert benchmark(pyshamir.combine, [parts[i] for i in SOME]) == KEY


@pytest.mark.benchmark(group="sharing: split 350,000 keys, 3 of 5")
class TestSplitKeys:
    """A day of sign-ups: an array of 350,000 keys of 32 bytes."""

    def test_cryptokit_array(self, benchmark: Benchmark) -> None:
        """One call, into an array that is there."""
        keys, out = array(fast(32 * KEYS)).reshape(KEYS, 32), np.zeros((5, KEYS, 32), np.uint8)
        benchmark(split_array, keys, threshold=3, shares=5, out=out)

    def test_zfec(self, benchmark: Benchmark) -> None:
        """One call a key."""
        encoder, secrets = zfec.Encoder(3, 6), cut(fast(32 * KEYS))
        encode = encoder.encode
        all_of_them = lambda: [encode(polynomial(one), BLOCKS) for one in secrets]  # noqa: E731  # named for the line below
        benchmark.pedantic(all_of_them, rounds=3)

    def test_limit(self, benchmark: Benchmark) -> None:
        """Five copies of the keys."""
        keys, out = array(fast(32 * KEYS)), np.zeros((5, 32 * KEYS), np.uint8)
        benchmark(copied, [keys] * 5, out)


@pytest.mark.benchmark(group="sharing: join 350,000 keys, 3 of 5")
class TestJoinKeys:
    """Three shares of each of 350,000 keys."""

    def test_cryptokit_array(self, benchmark: Benchmark) -> None:
        """One call, into an array that is there."""
        keys = array(fast(32 * KEYS)).reshape(KEYS, 32)
        rows = split_array(keys, threshold=3, shares=5)
        out = np.zeros_like(keys)
        benchmark(join_array, (1, 3, 5), rows[list(SOME)], out=out)
        assert (out == keys).all()

    def test_zfec(self, benchmark: Benchmark) -> None:
        """One call a key."""
        encoder, decoder = zfec.Encoder(3, 6), zfec.Decoder(3, 6)
        shared = [encoder.encode(polynomial(one), BLOCKS) for one in cut(fast(32 * KEYS))]
        some = [[blocks[i] for i in IN_PLACE] for blocks in shared]
        numbers, decode = [BLOCKS[i] for i in IN_PLACE], decoder.decode
        all_of_them = lambda: [decode(blocks, numbers) for blocks in some]  # noqa: E731  # as above
        benchmark.pedantic(all_of_them, rounds=3)

    def test_limit(self, benchmark: Benchmark) -> None:
        """One copy of the keys."""
        keys, out = array(fast(32 * KEYS)), np.zeros((1, 32 * KEYS), np.uint8)
        benchmark(copied, [keys], out)


def cut(data: bytes) -> list[bytes]:
    """Cut many keys into single ones."""
    return [data[i : i + 32] for i in range(0, len(data), 32)]


@pytest.mark.benchmark(group="sharing: split 16 MiB, 3 of 5")
class TestSplitBlob:
    """One long string. pyshamir would take a quarter of an hour."""

    def test_cryptokit_seal(self, benchmark: Benchmark) -> None:
        """What is meant for files: one box and five shares of its key."""
        benchmark(seal, BLOB, threshold=3, shares=5)

    def test_cryptokit_array(self, benchmark: Benchmark) -> None:
        """Five long shares, into an array that is there."""
        blob, out = array(BLOB), np.zeros((5, len(BLOB)), np.uint8)
        benchmark(split_array, blob, threshold=3, shares=5, out=out)

    def test_cryptokit_records(self, benchmark: Benchmark) -> None:
        """Five long records, with 32 MiB of the system's luck: perfect secrecy has its price."""
        benchmark(split, BLOB, threshold=3, shares=5)

    def test_zfec(self, benchmark: Benchmark) -> None:
        """Five long blocks."""
        encoder = zfec.Encoder(3, 6)
        benchmark(lambda: encoder.encode(polynomial(BLOB, fast), BLOCKS))

    def test_limit(self, benchmark: Benchmark) -> None:
        """Five copies."""
        benchmark(copied, [array(BLOB)] * 5, np.zeros((5, len(BLOB)), np.uint8))


@pytest.mark.benchmark(group="sharing: join 16 MiB, 3 of 5")
class TestJoinBlob:
    """Three long shares."""

    def test_cryptokit_open(self, benchmark: Benchmark) -> None:
        """The box and three shares of its key."""
        sealed = seal(BLOB, threshold=3, shares=5)
        assert benchmark(open_, sealed.box, [sealed.shares[i] for i in SOME]) == BLOB

    def test_cryptokit_array(self, benchmark: Benchmark) -> None:
        """Three arrays, into one that is there."""
        rows = split_array(array(BLOB), threshold=3, shares=5)
        out = np.zeros(len(BLOB), np.uint8)
        benchmark(join_array, (1, 3, 5), [rows[i] for i in SOME], out=out)
        assert out.tobytes() == BLOB

    def test_cryptokit_records(self, benchmark: Benchmark) -> None:
        """From records, checked."""
        shares = split(BLOB, threshold=3, shares=5)
        assert benchmark(join, [shares[i] for i in SOME]) == BLOB

    def test_zfec(self, benchmark: Benchmark) -> None:
        """From blocks."""
        blocks = zfec.Encoder(3, 6).encode(polynomial(BLOB, fast), BLOCKS)
        decoder, numbers = zfec.Decoder(3, 6), [BLOCKS[i] for i in IN_PLACE]
        assert benchmark(decoder.decode, [blocks[i] for i in IN_PLACE], numbers)[0] == BLOB

    def test_limit(self, benchmark: Benchmark) -> None:
        """One copy."""
        benchmark(copied, [array(BLOB)], np.zeros((1, len(BLOB)), np.uint8))


@pytest.mark.benchmark(group="sharing: a file of 64 MiB as a stream, 3 of 5")
class TestFile:
    """From file to files, in pieces of 1 MiB, the checksums included."""

    def test_split(self, benchmark: Benchmark, tmp_path: Path) -> None:
        """Write five share files."""
        source, targets = tmp_path / "file", [tmp_path / f"share-{x}" for x in XS]
        source.write_bytes(BLOB * 4)

        def again() -> None:
            """Start anew: a target that is there is refused."""
            for target in targets:
                target.unlink(missing_ok=True)

        split_again = lambda: split_file(source, targets, threshold=3)  # noqa: E731  # named for the line below
        benchmark.pedantic(split_again, setup=again, rounds=5)

    def test_join(self, benchmark: Benchmark, tmp_path: Path) -> None:
        """Read three of them."""
        source, targets = tmp_path / "file", [tmp_path / f"share-{x}" for x in XS]
        source.write_bytes(BLOB * 4)
        split_file(source, targets, threshold=3)
        out, some = tmp_path / "again", [targets[i] for i in SOME]

        def again() -> None:
            """Start anew: a target that is there is refused."""
            out.unlink(missing_ok=True)

        benchmark.pedantic(lambda: join_files(some, out), setup=again, rounds=5)
