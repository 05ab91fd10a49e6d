"""What a zip archive says it holds, refused where it was built to do harm. Nothing is read."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZipFile, ZipInfo

from cryptokit.conversation.endings import BY_ENDING
from cryptokit.errors import BadExport

MOST_MEMBERS: Final = 50_000
"""Members of the largest archive that is looked into; WhatsApp exports 10,000 media at most."""

_LOCAL_HEADER: Final = 30  # bytes before the name of a member
_FEW: Final = 5  # names in an error
_LONG: Final = 80  # characters of a name in an error
_DRIVE: Final = re.compile("[A-Za-z]:")
_TOLD: Final = {*BY_ENDING, "txt", "md", "json", "html", "zip", "pdf"}
_HONEST: Final = "exporting the chat again; an honest export holds nothing like this"


def members_of(archive: ZipFile, source: str) -> Sequence[ZipInfo]:
    """List what is in an archive.

    Raises BadExport for far too many members, for one whose path leads out of the archive, and for
    members that share their bytes, which is how a small archive becomes a large bomb.

    See: D. Fifield, "A better zip bomb", WOOT 2019.
    """
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        what = f"{len(members)} files in one archive"
        raise BadExport(what, source=source, hint=_HONEST)
    for member in members:
        if leads_out(member.orig_filename):
            what = f"a member leads out of the archive: {shown(member.orig_filename)}"
            raise BadExport(what, source=source, hint=_HONEST)
    places = sorted((each.header_offset, each.compress_size) for each in members)
    ends = pairwise([*places, (archive.start_dir, 0)])
    if any(start + _LOCAL_HEADER + size > after for (start, size), (after, _) in ends):
        what = "members lie over one another, as in a zip bomb"
        raise BadExport(what, source=source, hint=_HONEST)
    return members


def few(names: Iterable[str]) -> str:
    """Name five at most, and count the rest.

    >>> few(["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg", "g.jpg"])
    'a.jpg, b.jpg, c.jpg, d.jpg, e.jpg, 2 more'
    """
    listed = list(names)
    more = [f"{len(listed) - _FEW} more"] if len(listed) > _FEW else []
    return ", ".join([*map(shown, listed[:_FEW]), *more])


def by_ending(names: Iterable[str]) -> str:
    """Count files by their endings, the commonest first. Their names may be names of people.

    >>> by_ending(["a.jpg", "Yolanda.vcf", "b.JPG", "a letter to Yolanda"])
    '2 .jpg, 1 .vcf, 1 other'
    """
    endings = (PurePosixPath(name).suffix.lower().removeprefix(".") for name in names)
    counts = Counter(f".{each}" if each in _TOLD else "other" for each in endings)
    listed = [f"{count} {ending}" for ending, count in counts.most_common()]
    more = sum(count for _, count in counts.most_common()[_FEW:])
    return ", ".join([*listed[:_FEW], *([f"{more} more"] if more else [])])


def shown(name: str) -> str:
    r"""Write a name on one line, however it was built; a long one keeps its end.

    >>> shown("two\nlines.txt")
    'two?lines.txt'
    """
    printable = "".join(char if char.isprintable() else "?" for char in name)
    return printable if len(printable) <= _LONG else f"...{printable[-_LONG:]}"


def leads_out(name: str) -> bool:
    """Tell whether a path may lead out of where it is looked for, on any system.

    >>> leads_out("photos/cat.jpg"), leads_out("../cat.jpg"), leads_out("C:cat.jpg")
    (False, True, True)
    """
    parts = name.split("/")
    hidden = "\\" in name or "\0" in name
    return hidden or ".." in parts or name.startswith("/") or bool(_DRIVE.match(name))
