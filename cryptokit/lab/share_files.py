"""Shares as people keep them: lines of a text, or a file each. What they say is told elsewhere."""

import re
import shutil
import tempfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptokit.errors import CryptokitError
from cryptokit.sharing.formats.format import NO_ACCIDENT, Raw

_NAMED: Final = re.compile(r".*\.(?:[0-9]{3}|[0-9]+\.zfec)", re.ASCII | re.DOTALL)
"""How files of bare bytes are called, which may look like a text by accident: .019, .3.zfec."""
_COMMENT: Final = re.compile(r"#(?![0-9]+:)")
"""A line of zfec begins with # too, but with the number of a block behind it."""
_STDIN: Final = "standard input"


def pieces(data: bytes, name: str = "", *, others: bool = False) -> tuple[Raw, ...]:
    r"""Cut a file, or standard input without a name, into shares: its lines, or all of it as one.

    Empty lines of a text and those that begin with # are passed over. A file of one line is one
    share, which keeps the name: it may say more than the line. ``others`` says that lines of other
    files come too. Raises CryptokitError for nothing.

    >>> pieces(b"# of Alice\n2-ab\n\n3-cd\n", "shares.txt")
    (<Raw line 2, 4 bytes>, <Raw line 4, 4 bytes>)
    >>> pieces(bytes(33), "share.1"), pieces(b"2-ab\n3-cd", "a.txt", others=True)[0]
    ((<Raw share.1, 33 bytes>,), <Raw a.txt, line 1, 4 bytes>)
    """
    accident = len(data) < NO_ACCIDENT and _NAMED.fullmatch(name)
    text = None if accident else _text(data)
    before = f"{name}, " if name and others else ""
    found = (Raw(name or _STDIN, data),) if text is None else tuple(_lines(text, name, before))
    if not data or not found:
        what = f"{name or _STDIN}: no share in it"
        raise CryptokitError(what, "one share a line, or a file with the bytes of one")
    return found


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder, all of them or nothing, for nobody but their owner.

    Raises CryptokitError for a folder that is there, and OSError.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as there:
    ...     write_new(Path(there) / "new", {"share.019": b"ab"})
    ...     (Path(there) / "new" / "share.019").read_bytes()
    b'ab'
    """
    with new_folder(folder) as draft:
        for name, data in files.items():
            file = draft / name
            file.touch(mode=0o600)
            file.write_bytes(data)


@contextmanager
def new_folder(folder: Path) -> Generator[Path]:
    """Give a folder under another name, which becomes its own only when all went well.

    Raises CryptokitError for a folder that is there.
    """
    if folder.exists() or folder.is_symlink():
        raise CryptokitError(f"{folder} is there already", "a new name for the folder")
    draft = Path(tempfile.mkdtemp(prefix=".cryptokit-", dir=folder.absolute().parent))
    try:
        yield draft
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _text(data: bytes) -> str | None:
    # Windows writes UTF-16 when a line is sent into a file, and some editors put a mark in front.
    marked = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text if all(char.isprintable() or char.isspace() for char in text) else None


def _lines(text: str, name: str, before: str) -> Iterator[Raw]:
    lines = re.split(r"\r\n|\r|\n", text.rstrip())
    for number, said in enumerate(map(str.strip, lines), 1):
        if said and not _COMMENT.match(said):
            where = name if name and len(lines) == 1 else f"{before}line {number}"
            yield Raw(where, said.encode())
