"""Lay the files of a case on the table: what each one is, and whether it is what was seized."""

from dataclasses import dataclass
from pathlib import Path

from cryptokit.court import custody
from cryptokit.court.custody import Exhibit
from cryptokit.errors import BadExhibit
from cryptokit.evidence.files import kind_of

_HEAD_SIZE = 16


@dataclass(frozen=True, slots=True)
class Source:
    """One file on the table: its path, what it is ("store" or "image"), its name in the case."""

    path: Path
    kind: str
    file: str


@dataclass(frozen=True, slots=True)
class Intake:
    """All files of a case, its custody record, and what is odd about them."""

    sources: tuple[Source, ...]
    exhibits: tuple[Exhibit, ...]
    odd: tuple[str, ...]


def intake(case: Path) -> Intake:
    """Look at every file below a folder, by its content and never by its name or place.

    With a custody record, a file that is not what was seized is reported; it is still examined.
    Links could lead out of the folder and are left alone.
    """
    odd, exhibits = list[str](), tuple[Exhibit, ...]()
    try:
        exhibits = custody.read(case)
    except BadExhibit as error:
        odd.append(error.what)
    digests = {exhibit.sha256 for exhibit in exhibits}
    sources, seen, files = list[Source](), set[str](), set[str]()
    for path in _files(case):
        file = path.relative_to(case).as_posix()
        files.add(file)
        try:
            with path.open("rb") as opened:
                kind = kind_of(opened.read(_HEAD_SIZE))
            sha256 = custody.digest(path)
        except OSError as error:
            odd.append(f"{file}: cannot be read ({error.strerror})")
            continue
        seen.add(sha256)
        if exhibits and sha256 not in digests:
            odd.append(_not_seized(file, exhibits))
        if kind is None:
            odd.append(f"{file}: neither a store nor an image, so it was not examined")
        else:
            sources.append(Source(path, kind, file))
    odd += [
        f"{exhibit.file}: was seized, but is not in this folder any more"
        for exhibit in exhibits
        if exhibit.sha256 not in seen and exhibit.file not in files
    ]
    return Intake(tuple(sources), exhibits, tuple(odd))


def _files(case: Path) -> list[Path]:
    record = case / custody.FILE_NAME
    files = (path for path in sorted(case.rglob("*")) if path != record)
    return [path for path in files if path.is_file() and not path.is_symlink()]


def _not_seized(file: str, exhibits: tuple[Exhibit, ...]) -> str:
    if any(exhibit.file == file for exhibit in exhibits):
        return f"{file}: changed since it was seized (its digest is another one)"
    return f"{file}: not in the custody record"
