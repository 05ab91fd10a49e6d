"""The text of an export, piece by piece, and what is wrong with a file. It parses nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from cryptokit.errors import BadExport

PIECE: Final = 1 << 15
"""Bytes read at once: few enough to stay in the processor's cache, decoded too."""

Progress = Callable[[int, int], None]
"""Told how many bytes were read, of how many."""

MARK_UTF8: Final = b"\xef\xbb\xbf"
_AGAIN_AS_TEXT = "give the result.json or the .txt file of the export itself"
_AS_UTF8 = "open it in a text editor and save it again as UTF-8"

_SIGNATURES: Final = (
    (b"\x89PNG", "a picture (PNG), not a chat", _AGAIN_AS_TEXT),
    (b"\xff\xd8\xff", "a picture (JPEG), not a chat", _AGAIN_AS_TEXT),
    (b"GIF8", "a picture (GIF), not a chat", _AGAIN_AS_TEXT),
    (b"RIFF", "a picture or a sound, not a chat", _AGAIN_AS_TEXT),
    (b"%PDF", "a PDF, not a chat", _AGAIN_AS_TEXT),
    (b"SQLite format 3", "a database, not an export", _AGAIN_AS_TEXT),
    (b"PK\x03\x04", "a zip archive", "unpack it and give the .txt or result.json inside"),
    (b"\xff\xfe", "UTF-16 text, not UTF-8", _AS_UTF8),
    (b"\xfe\xff", "UTF-16 text, not UTF-8", _AS_UTF8),
)
"""How files that people pick by mistake begin, what they are, and what to try."""


def _silent(_done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text that can be read from its start as often as needed, and what to call it.

    ``stem`` names a chat when nothing in the text does. ``beside`` are the names of the files that
    came along in the same archive.
    """

    name: str
    stem: str
    size: int
    opened: Callable[[], BinaryIO]
    beside: tuple[str, ...] = ()
    progress: Progress = field(default=_silent, repr=False)

    def pieces(self) -> Iterator[str]:
        r"""Yield the text in pieces that end where a line ends.

        Only one piece is held at a time, so a large export does not fill the memory. Raises
        BadExport for a file that cannot be opened, is empty, or is not UTF-8 text.

        >>> from cryptokit.conversation.samples import sample
        >>> next(a_file(sample("whatsapp-en.txt")).pieces())[:22]
        '9/3/24, 8:59\u202fAM - Mess'
        """
        try:
            with self.opened() as file:
                yield from self._decoded(file)
        except OSError as error:
            raise _unreadable(Path(self.name), error) from error

    def _decoded(self, file: BinaryIO) -> Iterator[str]:
        offset = 0
        # A line end is never inside a UTF-8 character, so each piece decodes by itself.
        while block := file.read(PIECE) + file.readline():
            if not offset:
                _refuse_other_kinds(block, self.name)
            skipped = len(MARK_UTF8) if not offset and block.startswith(MARK_UTF8) else 0
            yield _utf8(block[skipped:], offset + skipped, self.name)
            offset += len(block)
            self.progress(offset, self.size)
        if not offset:
            raise BadExport("the file is empty", source=self.name, hint="export the chat again")


def a_file(path: Path, progress: Progress = _silent) -> Source:
    """Give a file as a source. Raises BadExport if there is none."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error
    return Source(str(path), path.stem, size, lambda: path.open("rb"), progress=progress)


def a_text(text: str, name: str = "chat.txt") -> Source:
    """Give a text at hand as a source.

    >>> list(a_text("hi").pieces())
    ['hi']
    """
    held = text.encode()
    return Source(name, PurePath(name).stem, len(held), lambda: BytesIO(held))


def _refuse_other_kinds(start: bytes, source: str) -> None:
    for signature, what, hint in _SIGNATURES:
        if start.startswith(signature):
            raise BadExport(f"this is {what}", source=source, where="byte 0", hint=hint)
    if b"\0" in start[:4]:
        what = "zero bytes at the start: UTF-16 text, or no text at all"
        raise BadExport(what, source=source, where="byte 0", hint=_AS_UTF8)


def _utf8(block: bytes, offset: int, source: str) -> str:
    try:
        return block.decode()
    except UnicodeDecodeError as error:
        what = f"0x{block[error.start]:02X} is not UTF-8 here"
        where = f"byte {offset + error.start}"
        raise BadExport(what, source=source, where=where, hint=_AS_UTF8) from error


def _unreadable(path: Path, error: OSError) -> BadExport:
    if path.is_dir():
        inside = path / "result.json"
        hint = str(inside) if inside.is_file() else "the result.json or .txt file inside"
        return BadExport("this is a folder, not a file", source=str(path), hint=hint)
    if isinstance(error, FileNotFoundError):
        hint = "check the path; the file is called result.json or ends in .txt"
        return BadExport("there is no such file", source=str(path), hint=hint)
    if isinstance(error, PermissionError):
        hint = "copy it to a folder of your own, or change its permissions"
        return BadExport("you may not read this file", source=str(path), hint=hint)
    what = f"the file cannot be read ({error.strerror or type(error).__name__})"
    return BadExport(what, source=str(path), hint="copy it to another disk or folder")
