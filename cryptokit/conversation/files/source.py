"""The text of an export, piece by piece, and what is wrong with a file. It parses nothing."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE, getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, islice
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from cryptokit.conversation.files.near import Find, in_folder, nothing_near
from cryptokit.errors import BadExport

PIECE: Final = 1 << 15
"""Bytes read at once: few enough to stay in the processor's cache, decoded too."""

Progress = Callable[[int, int], None]
"""Told how many bytes were read, of how many."""

NAMED_BY_FOLDER: Final = ("chat.md", "index.md")
"""How signal-export calls every chat; the folder around it has the name of the chat."""

NAMED_ALIKE: Final = ("result.json", "_chat.txt", *NAMED_BY_FOLDER)
"""Names of exports that are the same for every chat: Telegram's, WhatsApp's, signal-export's."""

_INSIDE: Final = "the result.json, .txt or chat.md file inside"
_HOW_TO_EXPORT: Final = (
    "in Telegram Desktop Export chat history as Machine-readable JSON, in WhatsApp Export chat, "
    "for Signal the tool signal-export"
)
_MOST_LOOKS: Final = 10_000  # names in a folder that are looked at
_AGAIN_AS_TEXT: Final = "give the result.json or the .txt file of the export itself"
_AS_UTF8: Final = "open it in a text editor and save it again as UTF-8"
_NOT_IN_WINDOWS: Final = b"\x81\x8d\x8f\x90\x9d"  # bytes that Windows-1252 leaves free
_TWO_BYTE_MARKS: Final = (BOM_UTF16_LE, BOM_UTF16_BE)

SIGNATURES: Final = (
    (b"\x89PNG", "a picture (PNG), not a chat", _AGAIN_AS_TEXT),
    (b"\xff\xd8\xff", "a picture (JPEG), not a chat", _AGAIN_AS_TEXT),
    (b"GIF8", "a picture (GIF), not a chat", _AGAIN_AS_TEXT),
    (b"RIFF", "a picture or a sound, not a chat", _AGAIN_AS_TEXT),
    (b"%PDF", "a PDF, not a chat", _AGAIN_AS_TEXT),
    (b"SQLite format 3", "a database, not an export", _AGAIN_AS_TEXT),
    (b"PK\x03\x04", "a zip archive", "unpack it and give the .txt or result.json inside"),
    (BOM_UTF32_LE, "UTF-32 text, not UTF-8", _AS_UTF8),
)
"""How files that people pick by mistake begin, what they are, and what to try."""


def silent(_done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text that can be read from its start as often as needed, and what to call it.

    ``stem`` names a chat when nothing in the text does. ``beside`` are the names of the files that
    came along in the same archive; ``near`` finds files by the paths that the text says.
    """

    name: str
    stem: str
    size: int
    opened: Callable[[], BinaryIO]
    beside: tuple[str, ...] = ()
    progress: Progress = field(default=silent, repr=False)
    near: Find = field(default=nothing_near, repr=False)

    def pieces(self) -> Iterator[str]:
        r"""Yield the text in pieces that end where a line ends.

        Only one piece is held at a time, so a large export does not fill the memory. Text that an
        editor saved as UTF-16 is read too, if it says so in its first bytes. Raises BadExport for
        a file that cannot be opened, is empty, or is no such text.

        >>> from cryptokit.conversation.samples import sample
        >>> next(a_file(sample("whatsapp-en.txt")).pieces())[:22]
        '9/3/24, 8:59\u202fAM - Mess'
        """
        try:
            with self.opened() as file:
                yield from self._decoded(file)
        except OSError as error:
            raise unreadable(Path(self.name), error) from error

    def _decoded(self, file: BinaryIO) -> Iterator[str]:
        blocks = self._blocks(file)
        first = next(blocks, b"")
        if not first:
            raise BadExport("the file is empty", source=self.name, hint="export the chat again")
        _refuse_other_kinds(first, self.name)
        decoded = _utf16 if first.startswith(_TWO_BYTE_MARKS) else _utf8
        yield from decoded(chain([first], blocks), self.name)

    def _blocks(self, file: BinaryIO) -> Iterator[bytes]:
        offset = 0
        # A line end is never inside a UTF-8 character, so each block decodes by itself.
        while block := file.read(PIECE) + file.readline():
            yield block
            offset += len(block)
            self.progress(offset, self.size)


def a_file(path: Path, progress: Progress = silent) -> Source:
    """Give a file as a source. Raises BadExport if there is none."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise unreadable(path, error) from error
    stem = path.resolve().parent.name if path.name in NAMED_BY_FOLDER else path.stem
    near = in_folder(path)
    return Source(str(path), stem, size, lambda: path.open("rb"), progress=progress, near=near)


def a_text(text: str, name: str = "chat.txt") -> Source:
    """Give a text at hand as a source.

    >>> list(a_text("hi").pieces())
    ['hi']
    """
    held = text.encode()
    return Source(name, PurePath(name).stem, len(held), lambda: BytesIO(held))


def _refuse_other_kinds(start: bytes, source: str) -> None:
    for signature, what, hint in SIGNATURES:
        if start.startswith(signature):
            raise BadExport(f"this is {what}", source=source, where="byte 0", hint=hint)
    if b"\0" in start[:4] and not start.startswith(_TWO_BYTE_MARKS):
        what = "zero bytes at the start: UTF-16 text, or no text at all"
        raise BadExport(what, source=source, where="byte 0", hint=_AS_UTF8)


def _utf8(blocks: Iterable[bytes], source: str) -> Iterator[str]:
    offset = 0
    for block in blocks:
        skipped = len(BOM_UTF8) if not offset and block.startswith(BOM_UTF8) else 0
        try:
            yield block[skipped:].decode()
        except UnicodeDecodeError as error:
            raise _not_text(error, "UTF-8", offset + skipped, source) from error
        offset += len(block)


def _utf16(blocks: Iterable[bytes], source: str) -> Iterator[str]:
    decoder = getincrementaldecoder("utf-16")()
    offset = 0
    held: list[str] = []  # a line whose end was not seen yet
    for block in chain(blocks, [b""]):
        waiting = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            raise _not_text(error, "UTF-16", offset - waiting, source) from error
        offset += len(block)
        line_end = text.rfind("\n") + 1
        if line_end:
            yield "".join(held) + text[:line_end]
            held.clear()
        held.append(text[line_end:])
    rest = "".join(held)
    if rest or offset <= len(BOM_UTF16_LE):
        yield rest


def _not_text(error: UnicodeDecodeError, code: str, offset: int, source: str) -> BadExport:
    byte = error.object[error.start : error.start + 1]
    perhaps = code == "UTF-8" and byte not in _NOT_IN_WINDOWS
    what = f"0x{byte.hex().upper()} is not {code} here" + ", perhaps Windows-1252" * perhaps
    return BadExport(what, source=source, where=f"byte {offset + error.start}", hint=_AS_UTF8)


def _may_hold_export(folder: Path) -> bool:
    """Look for names of exports in a folder and in the folders inside."""
    inside = islice(chain(folder.glob("*"), folder.glob("*/*")), _MOST_LOOKS)
    return any(each.name in NAMED_ALIKE or each.suffix in {".txt", ".zip"} for each in inside)


def unreadable(path: Path, error: OSError) -> BadExport:
    """Say why a file cannot be read, and what to try. In a folder the one export is named."""
    if path.is_dir():
        found = [str(path / name) for name in NAMED_ALIKE if (path / name).is_file()]
        if not found and not _may_hold_export(path):
            what = "this is a folder, and no export is in it"
            return BadExport(what, source=str(path), hint=_HOW_TO_EXPORT)
        hint = found[0] if len(found) == 1 else _INSIDE
        return BadExport("this is a folder, not a file", source=str(path), hint=hint)
    if isinstance(error, FileNotFoundError):
        hint = "check the path; the file is called result.json or ends in .txt or .zip"
        return BadExport("there is no such file", source=str(path), hint=hint)
    if isinstance(error, PermissionError):
        hint = "copy it to a folder of your own, or change its permissions"
        return BadExport("you may not read this file", source=str(path), hint=hint)
    what = f"the file cannot be read ({error.strerror or type(error).__name__})"
    return BadExport(what, source=str(path), hint="copy it to another disk or folder")
