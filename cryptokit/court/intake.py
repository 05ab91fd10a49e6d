"""Lay the files of a case on the table: what each one is, and whether it is what was seized.

Left out: reading the rows of stores, which may be many; the examiner does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptokit.court import custody
from cryptokit.court.compare import differs, gone, match
from cryptokit.court.custody import Exhibit
from cryptokit.errors import BadExhibit
from cryptokit.evidence import image, store
from cryptokit.evidence.damage import Damage, Flaw
from cryptokit.evidence.files import kind_of
from cryptokit.evidence.rows import KINDS, Row
from cryptokit.evidence.salvage import survey

_HEAD_SIZE = 16
_LARGEST_IMAGE = 1 << 28
"""Keys and shares are small, and messages lie in stores: 256 MiB."""
_ALL: Final = frozenset(KINDS)


@dataclass(frozen=True, slots=True)
class Source:
    """One file on the table: its path, its name in the case, and what is in it.

    ``rows`` are those of an image, and None for a store, which is read from its path; ``kinds`` are
    those that the file may have rows of, all where only reading it through would tell. ``exhibit``
    is the entry of the custody record that the file matches, wherever it lies now, or
    else the one for its place. ``number`` is the place of that entry in the record, from 1; files
    that no entry is left for come behind, and without a record files are numbered in their order.
    ``intact`` tells that the file is what was seized, byte by byte; ``damage`` grows as it is read.
    """

    path: Path
    file: str
    rows: tuple[Row, ...] | None
    kinds: frozenset[type[Row]]
    exhibit: Exhibit | None
    number: int
    intact: bool
    damage: Damage = field(default_factory=Damage, compare=False)


@dataclass(frozen=True, slots=True)
class Intake:
    """All files of a case, what is odd about them, and when the first was seized (Unix seconds).

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
    numbers = _numbers(matches, exhibits)
    sources = list[Source]()
    for file, (sha256, kind) in looks.items():
        odd += differs(file, sha256, matches[file], exhibits)
        exhibit, damage = matches[file] or by_place.get(file), Damage()
        try:
            rows = _open(case / file, kind, damage, is_exhibit=exhibit is not None)
        except (BadExhibit, OSError) as error:
            what = error.what if isinstance(error, BadExhibit) else f"{file}: {error.strerror}"
            odd.append(f"{file}: {what.removeprefix(f'{Path(file).name}: ')}")
            continue
        intact = matches[file] is not None
        kinds = _kinds(case / file, rows, intact=intact)
        sources.append(
            Source(case / file, file, rows, kinds, exhibit, numbers[file], intact, damage)
        )
    odd += gone(exhibits, digests, matches)
    seized_at = min((exhibit.at for exhibit in exhibits), default=None)
    recorded = (case / custody.FILE_NAME).exists()
    return Intake(tuple(sources), tuple(odd), recorded, seized_at)


def _open(
    path: Path, kind: str | None, damage: Damage, *, is_exhibit: bool
) -> tuple[Row, ...] | None:
    if kind == "image":
        if path.stat().st_size > _LARGEST_IMAGE:
            raise BadExhibit("too large for an image", exhibit=path.name)
        return image.salvage(path.read_bytes(), damage)
    if kind == "store":
        survey(path, damage)
    elif is_exhibit:
        damage.close(_no_head(path))
    else:
        raise BadExhibit("neither a store nor an image, so not examined", exhibit=path.name)
    return () if damage.closed else None


def _kinds(path: Path, rows: tuple[Row, ...] | None, *, intact: bool) -> frozenset[type[Row]]:
    if rows is not None:
        return frozenset(map(type, rows))
    try:
        return store.kinds(path) if intact else _ALL
    except BadExhibit:
        return _ALL


def _no_head(path: Path) -> Flaw:
    """Say from which byte on a file does not begin like anything that is seized."""
    with path.open("rb") as opened:
        head = opened.read(_HEAD_SIZE)
    same = max(_alike(head, magic) for magic in (store.MAGIC, image.MAGIC))
    return Flaw(same, "it begins like neither a store nor an image")


def _alike(head: bytes, magic: bytes) -> int:
    """Count the bytes before the first that differs, or is not there."""
    pairs = enumerate(zip(head, magic, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(head), len(magic)))


def _numbers(matches: Mapping[str, Exhibit | None], exhibits: Sequence[Exhibit]) -> dict[str, int]:
    """Give files their numbers: what they were seized as, else their place, else their order."""
    places = list(exhibits)
    numbers = {file: places.index(one) + 1 for file, one in matches.items() if one is not None}
    free = {one.file: number for number, one in enumerate(exhibits, 1)}
    taken = set(numbers.values())
    last = len(exhibits)
    for file in matches:
        if file not in numbers and free.get(file, 0) not in {0, *taken}:
            numbers[file] = free[file]
        elif file not in numbers:
            last += 1
            numbers[file] = last
    return numbers


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
