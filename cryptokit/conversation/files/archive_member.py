"""One member of a zip archive as a stream, counted as it unpacks. Which member is chosen next door.

Nothing is written to a disk. A few bytes can unpack to as many gigabytes as somebody likes, so what
an archive says of its sizes is not believed: the stream ends with an error where it breaks a limit.
"""

import struct
import zlib
from contextlib import ExitStack
from copy import copy
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cryptokit.conversation.files.source import PIECE, unreadable
from cryptokit.errors import BadExport

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST: Final = 1 << 31
"""Bytes of the largest text that is read from an archive."""

RATIO: Final = 200
"""How many bytes one packed byte may become; in chats it becomes 3 to 20."""

FREE: Final = 1 << 24
"""Bytes that may unpack from any number; a table of contents may be as large."""

LONGEST_LINE: Final = 1 << 26
"""Bytes of the longest line, because a line is held whole."""

AGAIN: Final = "copying the archive again, or exporting the chat again"
"""What to try with a damaged archive."""

_TROUBLE: Final = (
    BadZipFile,
    ValueError,
    RuntimeError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)
_BY_HAND: Final = "unpacking it yourself, if you know who made it, and give the chat inside"
_LOCKED: Final = 1  # a bit among the flags of a member


class _Careful(BufferedReader):
    """A file of which no archive makes us read much at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > FREE:
            raise BadZipFile("a table of contents that is far too large")
        return super().read(size)


class _Unpacked(RawIOBase):
    """The bytes of a member; closing it closes all that was opened for it."""

    def __init__(self, packed: IO[bytes], info: ZipInfo, source: str, stack: ExitStack) -> None:
        self._packed, self._info, self._source, self._stack = packed, info, source, stack
        self._count = self._line = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        try:
            block = self._packed.read(len(view))
        except _TROUBLE as error:
            raise damaged(error, self._source) from error
        self._count += len(block)
        self._line = (0 if b"\n" in block else self._line) + len(block) - block.rfind(b"\n") - 1
        self._check(ended=not block)
        view[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._stack.close()
        super().close()

    def _check(self, *, ended: bool) -> None:
        told, most = self._info.file_size, max(FREE, RATIO * self._info.compress_size)
        if self._count > told or (ended and self._count < told):
            raise self._bad(f"the archive tells of {told} bytes, which is not true", AGAIN)
        if self._count > min(most, LARGEST):
            raise self._bad("it unpacks to far more than a chat, as a zip bomb does", _BY_HAND)
        if self._line > LONGEST_LINE:
            raise self._bad("it holds a line that is too long for a chat", _BY_HAND)

    def _bad(self, what: str, hint: str) -> BadExport:
        return BadExport(what, source=self._source, hint=hint)


def opened(path: Path, stack: ExitStack) -> ZipFile:
    """Open an archive and read its table of contents. Raises BadExport for a damaged one."""
    try:
        file = stack.enter_context(_Careful(FileIO(path)))
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        return stack.enter_context(ZipFile(file))
    except _TROUBLE as error:
        raise damaged(error, str(path)) from error


def unpacked(path: Path, info: ZipInfo, source: str) -> BinaryIO:
    """Open a member for reading, beside everything else that reads the archive.

    Raises BadExport for one that is locked, or packed in a way that phones do not use.
    """
    if info.flag_bits & _LOCKED:
        what = "it is locked with a password"
        raise BadExport(what, source=source, hint="unpacking it, and give the chat inside")
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        what = f"it is packed in a way that no phone uses (method {info.compress_type})"
        raise BadExport(what, source=source, hint="packing it again as an ordinary zip")
    boundless = copy(info)
    boundless.file_size = LARGEST + 1  # else the stream would end where the archive says
    with ExitStack() as stack:
        archive = opened(path, stack)
        try:
            packed = stack.enter_context(archive.open(boundless))
        except _TROUBLE as error:
            raise damaged(error, source) from error
        return BufferedReader(_Unpacked(packed, info, source, stack.pop_all()), PIECE)


def damaged(error: Exception, source: str) -> BadExport:
    """Say that an archive, or a member of it, is not what it was.

    >>> damaged(EOFError(), "chat.zip").what
    'chat.zip: the archive is damaged or was cut'
    """
    checked = isinstance(error, BadZipFile) and "CRC" in str(error)
    what = "its checksum does not fit, so it was changed" if checked else "damaged or was cut"
    return BadExport(what if checked else f"the archive is {what}", source=source, hint=AGAIN)
