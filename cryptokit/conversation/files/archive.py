"""A chat inside a zip archive: finding it, and reading it where it lies. Nothing is extracted.

WhatsApp exports an archive with the chat beside its media, which may be texts too. How a member is
read without being flooded is next door.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Final
from zipfile import ZipInfo

from cryptokit.conversation.files.archive_contents import (
    by_ending,
    few,
    leads_out,
    members_of,
    shown,
)
from cryptokit.conversation.files.archive_member import opened, unpacked
from cryptokit.conversation.files.near import Find, Near
from cryptokit.conversation.files.source import (
    NAMED_ALIKE,
    NAMED_BY_FOLDER,
    Progress,
    Source,
    silent,
)
from cryptokit.conversation.formats import format_of
from cryptokit.conversation.telegram import EXPORT_AS_JSON, begins_as_telegram
from cryptokit.errors import BadExport

_BEGINNINGS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_TEXTS: Final = (".txt", ".md", ".json")
_MOST_LOOKS: Final = 20  # texts looked into for a chat
_SURE: Final = 0  # the rank of names that apps give to chats
_CLOSER: Final = "the archive that WhatsApp makes, or a folder with result.json or chat.md, zipped"
_OFFICE: Final = "[Content_Types].xml"  # lies in every docx, xlsx and pptx
_AS_TEXT: Final = "the export itself, or saving the document as plain text in UTF-8"
_UNPACK: Final = "unpacking it, and give the one you mean"


def is_zip(path: Path) -> bool:
    """Tell whether a file begins like a zip archive. A file that cannot be opened does not.

    >>> from cryptokit.conversation.samples import sample
    >>> is_zip(sample("whatsapp-en.txt"))
    False
    """
    try:
        with path.open("rb") as file:
            return file.read(len(_BEGINNINGS[0])) in _BEGINNINGS
    except OSError:
        return False


def from_zip(path: Path, progress: Progress = silent) -> Source:
    """Give the chat in an archive as a source, with the names of the other members beside it.

    Of several texts, the one is taken that apps name so, then the one called as the archive.
    Raises BadExport for an archive that is damaged, locked, dangerous, or holds no chat, or several
    that could be meant.

    >>> import tempfile, zipfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "WhatsApp Chat - Ann.zip")
    ...     with zipfile.ZipFile(path, "w") as archive:
    ...         archive.writestr("_chat.txt", "[03/09/2024, 08:59:12] Ann: hi")
    ...         archive.writestr("cat.jpg", bytes(3))
    ...     source = from_zip(path)
    >>> source.stem, source.beside
    ('WhatsApp Chat - Ann', ('cat.jpg',))
    """
    with ExitStack() as stack:
        members = members_of(opened(path, stack), str(path))
    texts = sorted(filter(_is_text, members), key=lambda member: _rank(member, path))
    strange: list[BadExport] = []
    for _, group in groupby(texts, key=lambda member: _rank(member, path)):
        sources = [_source(path, member, members, progress) for member in group]
        chats = list(_chats(path, sources, strange))
        if len(chats) > 1:
            what = f"{len(chats)} chats in one archive: {few(each.name for each in chats)}"
            raise BadExport(what, source=str(path), hint=_UNPACK)
        if chats:
            return chats[0]
    if any(member.filename == _OFFICE for member in members):
        what = "this is a document of Word, Excel or the like, not a chat"
        raise BadExport(what, source=str(path), hint=_AS_TEXT)
    if strange and (len(strange) == 1 or _rank(texts[0], path)[0] == _SURE):
        raise strange[0]
    raise _no_chat(members, str(path))


def _is_text(member: ZipInfo) -> bool:
    file = PurePosixPath(member.filename)
    # A Mac adds a second file to each, with what it knows of it.
    added = file.parts[:1] == ("__MACOSX",) or file.name.startswith("._")
    return file.suffix.lower() in _TEXTS and not (added or member.is_dir())


def _rank(member: ZipInfo, path: Path) -> tuple[int, int, int]:
    """Say how likely a text is the chat, by its name and how deep it lies; 0 is the best.

    Of names that apps give, the one that lies highest is the best, as an attachment lies deeper
    than Telegram's own; beside each other they stand as listed, because anybody may have sent a
    result.json.
    """
    file = PurePosixPath(member.filename)
    named = (
        file.name in NAMED_ALIKE and file.name not in {"index.md", "result.json"},
        file.stem == path.stem,
        file.suffix == ".txt" and "whatsapp" in file.name.lower(),
        file.name == "result.json",
    )
    if True in named:
        return _SURE, len(file.parts), named.index(True)
    return _SURE + 1 + (file.suffix == ".json"), len(file.parts), 0


def _source(path: Path, member: ZipInfo, members: Sequence[ZipInfo], progress: Progress) -> Source:
    file = PurePosixPath(member.filename)
    name = f"{path}/{shown(member.filename)}"
    by_folder = file.parent.name if file.name in NAMED_BY_FOLDER else ""
    return Source(
        name=name,
        stem=by_folder or (path.stem if file.name in NAMED_ALIKE else file.stem),
        size=member.file_size,
        opened=lambda: unpacked(path, member, name),
        beside=tuple(m.filename for m in members if m is not member and not m.is_dir()),
        progress=progress,
        near=_near(path, member, members),
    )


def _near(path: Path, chat: ZipInfo, members: Sequence[ZipInfo]) -> Find:
    """Make what finds files beside a chat in its archive, and in folders there."""

    @cache
    def named() -> dict[str, ZipInfo]:
        return {one.filename: one for one in members if one is not chat and not one.is_dir()}

    def find(file: str) -> Near | None:
        whole = str(PurePosixPath(chat.filename).parent / file)
        if not file or leads_out(file) or (member := named().get(whole)) is None:
            return None
        name = f"{path}/{shown(member.filename)}"
        return Near(name, member.file_size, lambda: unpacked(path, member, name))

    return find


def _chats(path: Path, sources: Sequence[Source], strange: list[BadExport]) -> Iterator[Source]:
    """Look into texts, keep those that are chats, and note what is wrong with the others."""
    if len(sources) > _MOST_LOOKS:
        what = f"{len(sources)} texts, and no name tells which of them is the chat"
        raise next(iter(strange), BadExport(what, source=str(path), hint=_UNPACK))
    for source in sources:
        try:
            _look(source)
        except BadExport as error:
            strange.append(error)
        else:
            yield source


def _look(source: Source) -> None:
    """Raise BadExport for what begins like no chat; much that is no chat is JSON."""
    start = next(source.pieces())
    if format_of(start, source.name) == "telegram" and not begins_as_telegram(start):
        raise BadExport("JSON, but not a Telegram export", source=source.name, hint=EXPORT_AS_JSON)


def _no_chat(members: Sequence[ZipInfo], source: str) -> BadExport:
    names = [member.filename for member in members if not member.is_dir()]
    inner = next((name for name in names if name.lower().endswith(".zip")), None)
    if not names:
        return BadExport("the archive is empty", source=source, hint=_CLOSER)
    what = f"no chat in this archive; it holds {by_ending(names)}"
    hint = f"unpacking it, and give {shown(inner)}" if inner else _CLOSER
    return BadExport(what, source=source, hint=hint)
