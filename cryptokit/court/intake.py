"""Lay the files of a case on the table: what each one is, and whether it is what was seized."""

from dataclasses import dataclass
from pathlib import Path

from cryptokit.court import custody
from cryptokit.court.compare import differs, gone, match
from cryptokit.court.custody import Exhibit
from cryptokit.errors import BadExhibit, WireError
from cryptokit.evidence import image, store
from cryptokit.evidence.files import kind_of
from cryptokit.evidence.rows import Row

_HEAD_SIZE = 16
_LARGEST_IMAGE = 1 << 28
"""Keys and shares are small, and messages lie in stores: 256 MiB."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file on the table: its path, its name in the case, and what is in it.

    ``rows`` are those of an image, and None for a store, which is read from its path. ``exhibit``
    is the entry of the custody record that the file matches, wherever it lies now, or
    else the one for its place.
    """

    path: Path
    file: str
    rows: tuple[Row, ...] | None
    exhibit: Exhibit | None


@dataclass(frozen=True, slots=True)
class Intake:
    """All files of a case, what is odd about them, and when they were seized (Unix seconds).

    ``recorded`` tells whether the case has a custody record.
    """

    sources: tuple[Source, ...]
    odd: tuple[str, ...]
    recorded: bool
    seized_at: int | None


def intake(case: Path) -> Intake:
    """Look at every file below a folder, by its content and never by its name or place.

    What differs from the custody record is reported and examined all the same. Links could lead
    out of the folder and are left alone.
    """
    odd, exhibits = list[str](), tuple[Exhibit, ...]()
    try:
        exhibits = custody.read(case)
    except BadExhibit as error:
        odd.append(error.what)
    looks = _look_at_all(case, odd)
    digests = {file: sha256 for file, (sha256, _) in looks.items()}
    matches = match(digests, exhibits)
    by_place = {exhibit.file: exhibit for exhibit in exhibits}
    sources = list[Source]()
    for file, (sha256, kind) in looks.items():
        odd += differs(file, sha256, matches[file], exhibits)
        try:
            exhibit = matches[file] or by_place.get(file)
            sources.append(Source(case / file, file, _open(case / file, kind), exhibit))
        except (BadExhibit, WireError) as error:
            odd.append(f"{file}: {error.what.removeprefix(f'{Path(file).name}: ')}")
    odd += gone(exhibits, digests, matches)
    seized_at = max((exhibit.at for exhibit in exhibits), default=None)
    recorded = (case / custody.FILE_NAME).exists()
    return Intake(tuple(sources), tuple(odd), recorded, seized_at)


def _open(path: Path, kind: str | None) -> tuple[Row, ...] | None:
    if kind == "image":
        if path.stat().st_size > _LARGEST_IMAGE:
            raise BadExhibit("too large for an image", exhibit=path.name)
        return image.decode(path.read_bytes())
    if kind is None:
        raise BadExhibit("neither a store nor an image, so not examined", exhibit=path.name)
    store.check(path)
    return None


def _look_at_all(case: Path, odd: list[str]) -> dict[str, tuple[str, str | None]]:
    """Give the digest and the kind of each file that can be read, by its name in the case."""
    found = dict[str, tuple[str, str | None]]()
    for path in _files(case):
        file = path.relative_to(case).as_posix()
        try:
            with path.open("rb") as opened:
                kind = kind_of(opened.read(_HEAD_SIZE))
            found[file] = custody.digest(path), kind
        except OSError as error:
            odd.append(f"{file}: cannot be read ({error.strerror})")
    return found


def _files(case: Path) -> list[Path]:
    record = case / custody.FILE_NAME
    files = (path for path in sorted(case.rglob("*")) if path != record)
    return [path for path in files if path.is_file() and not path.is_symlink()]
