"""Share a file of any length in constant memory: one file each, in the bytes of ``Share``.

For a file, ``seal`` is the honest choice: the coefficients here are the keystream of one key, so
secrecy is that of AES-256 in both, and ``seal`` writes the file once instead of once a holder.
"""

import errno
import io
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares, WireError
from cryptokit.rng import Rng, draw, system
from cryptokit.sharing.batch import Splitter, join_array
from cryptokit.sharing.plan import require_plan
from cryptokit.sharing.share import (
    CHECKSUM_SIZE,
    HEADER_SIZE,
    MOST,
    SET_ID_SIZE,
    Header,
    checksum,
)
from cryptokit.wire import Cursor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

CHUNK: Final = 1 << 20
"""Bytes of the secret in memory at a time, and as many for each share."""
LONGEST: Final = 2**32 - 1
"""The size field of a share has 4 bytes."""

Progress = Callable[[int, int], None]
"""How many bytes are done, of how many."""


def split_file(
    source: Path,
    targets: Sequence[Path],
    *,
    threshold: int,
    rng: Rng = system,
    progress: Progress = lambda _done, _of: None,
) -> None:
    """Write a share of a file to each target; none stays if anything goes wrong.

    Raises FileExistsError for a target that is there, ValueError for a file that is empty or above
    4 GiB.

    See: Shamir, "How to share a secret", CACM 22(11), 1979; Krawczyk, "Secret Sharing Made Short",
    CRYPTO 1993, on why a long secret is better sealed.
    """
    xs = tuple(range(1, len(targets) + 1))
    require_plan(threshold, len(xs), most=MOST)
    with source.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        if not 0 < size <= LONGEST:
            raise ValueError(f"a file of 1 to {LONGEST} bytes is needed, not {size}")
        file.seek(0)
        set_id = draw(rng, SET_ID_SIZE)
        headers = [Header(set_id, threshold, x, size) for x in xs]
        values = _split(file, size, Splitter(threshold, xs, rng))
        with all_or_none(targets) as outs:
            _write(outs, headers, values, progress)


def _split(file: IO[bytes], size: int, splitter: Splitter) -> Iterator[Sequence["Bytes"]]:
    import numpy as np  # noqa: PLC0415  # a tenth of a second, which other commands never need

    rows = np.empty((splitter.shares, min(CHUNK, size)), np.uint8)
    while chunk := file.read(min(CHUNK, size)):
        size -= len(chunk)
        values = rows[:, : len(chunk)]
        splitter.split(np.frombuffer(chunk, np.uint8), list(values))
        yield list(values)
    if size or file.read(1):
        raise ValueError("the file changed its length while it was read")


def _write(
    outs: Sequence[IO[bytes]],
    headers: Sequence[Header],
    chunks: Iterator[Sequence["Bytes"]],
    progress: Progress,
) -> None:
    sums = [checksum(header.to_bytes()) for header in headers]
    for out, header in zip(outs, headers, strict=True):
        out.write(header.to_bytes())
    done = 0
    for values in chunks:
        for i, (out, value) in enumerate(zip(outs, values, strict=True)):
            out.write(value.data)
            sums[i] = checksum(value.data, sums[i])
        done += values[0].size
        progress(done, headers[0].size)
    for out, sum_ in zip(outs, sums, strict=True):
        out.write(sum_)


def join_files(
    sources: Sequence[Path], target: Path, *, progress: Progress = lambda _done, _of: None
) -> None:
    """Write the file that was split, from as many shares as are needed; the others are compared.

    Raises BadShare, naming the file, for one that is damaged; Inconsistent for files that were not
    made together, or do not lie on one polynomial although none is damaged; NotEnoughShares;
    FileExistsError for a target that is there. Then nothing is written.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(source.open("rb")) for source in sources]
        headers = [_header(file, source) for file, source in zip(files, sources, strict=True)]
        _require_one_set(headers, sources)
        (out,) = stack.enter_context(all_or_none([target]))
        sums = [checksum(header.to_bytes()) for header in headers]
        done, size, agree = 0, headers[0].size, True
        while done < size:
            values = _read(files, min(CHUNK, size - done), sources)
            sums = [checksum(v.data, sum_) for v, sum_ in zip(values, sums, strict=True)]
            out.write(_value_at(0, headers, values).data)
            agree = agree and _agree(headers, values)
            done += values[0].size
            progress(done, size)
        for file, sum_, source in zip(files, sums, sources, strict=True):
            _require_end(file, sum_, source)
        if not agree:  # asked last, so that an accident is not called a contradiction
            everybody = ", ".join(map(str, sources))
            what = "not on one polynomial, and it cannot be told whose is wrong"
            raise Inconsistent(what, holder=everybody)


def _header(file: IO[bytes], source: Path) -> Header:
    try:
        header = Header.read(Cursor(file.read(HEADER_SIZE)))
        header.require_sense()
    except (WireError, BadShare) as error:
        raise BadShare(f"not a share file: {error.what}", holder=str(source)) from None
    return header


def _require_one_set(headers: Sequence[Header], sources: Sequence[Path]) -> None:
    if not headers:
        raise NotEnoughShares(have=0, need=2)
    kinds = [replace(header, x=1) for header in headers]
    ((first, _),) = Counter(kinds).most_common(1)
    for i, (header, source) in enumerate(zip(headers, sources, strict=True)):
        if kinds[i] != first:
            others = sources[kinds.index(first)]
            raise Inconsistent(f"not made together with {others}", holder=str(source))
        if header.x in [other.x for other in headers[:i]]:
            raise BadShare(f"its x = {header.x} is that of another file", holder=str(source))
    if len(headers) < first.threshold:
        raise NotEnoughShares(have=len(headers), need=first.threshold)


def _read(files: Sequence[IO[bytes]], size: int, sources: Sequence[Path]) -> list["Bytes"]:
    import numpy as np  # noqa: PLC0415

    values = [np.frombuffer(file.read(size), np.uint8) for file in files]
    for value, source in zip(values, sources, strict=True):
        if value.size < size:
            raise BadShare("the file is cut short", holder=str(source))
    return values


def _value_at(x: int, headers: Sequence[Header], values: Sequence["Bytes"]) -> "Bytes":
    """Interpolate a piece from as many shares as are needed."""
    need, field = headers[0].threshold, headers[0].field
    xs = [header.x for header in headers[:need]]
    return join_array(xs, values[:need], at=x, field=field)


def _agree(headers: Sequence[Header], values: Sequence["Bytes"]) -> bool:
    """Compare the shares to spare with what they should be."""
    spare = list(zip(headers, values, strict=True))[headers[0].threshold :]
    return all(bool((_value_at(h.x, headers, values) == value).all()) for h, value in spare)


def _require_end(file: IO[bytes], sum_: bytes, source: Path) -> None:
    if file.read(CHECKSUM_SIZE) != sum_:
        raise BadShare("mistyped or damaged: its checksum differs", holder=str(source))
    if file.read(1):
        raise BadShare("goes on after its end", holder=str(source))


@contextmanager
def all_or_none(targets: Sequence[Path]) -> Generator[list[IO[bytes]]]:
    """Open new files under other names, which become their own only when all went well.

    They are for nobody but their owner. Raises FileExistsError for a target that is there.
    """
    for target in targets:
        if target.exists():
            raise FileExistsError(errno.EEXIST, "is there already", str(target))
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no such folder", str(target.parent))
    made = list[Path]()
    try:
        with ExitStack() as stack:
            files = list[IO[bytes]]()
            for target in targets:
                draft = target.with_name(f".{target.name}.unfinished")
                draft.touch(mode=0o600, exist_ok=False)
                made.append(draft)
                files.append(stack.enter_context(draft.open("wb")))
            yield files
        for i, target in enumerate(targets):
            made[i] = made[i].rename(target)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
