"""Which files the examiner opens: those that lie on phones, and a server's with a phone's keys.

A server's copies alone give sizes and times. Left out: keys inside packets that only states of a
phone open, since an opener of a packet gives its words alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from cryptokit.errors import CannotOpen, WireError
from cryptokit.evidence import signal_files
from cryptokit.evidence.rows import Attached, LockedFile
from cryptokit.signal.media import Attachment


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that the examiner has: from which message, and what it is. Its bytes are left out."""

    sent: int
    sender: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a case: those opened, how many stayed closed, and the sentences that say how."""

    opened: tuple[Opened, ...] = ()
    closed: int = 0
    steps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many files the case tells of."""
        return len(self.opened) + self.closed

    def sentences(self) -> Iterator[str]:
        """Say all of it; nothing where there are no files."""
        yield from self.steps
        yield from (f"missing: {piece}" for piece in self.missing)
        if self.count:
            yield f"files opened: {len(self.opened)} of {self.count}"

    def as_json(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return asdict(self)

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> "Files":
        """Read it back from plain values."""
        opened = tuple(Opened(**one) for one in values["opened"])
        return cls(opened, values["closed"], tuple(values["steps"]), tuple(values["missing"]))


@dataclass(slots=True)
class Search:
    """What is known while the files of a case are looked through; files go by their digest."""

    bad: list[str]
    opened: dict[bytes, Opened] = field(default_factory=dict[bytes, Opened])
    keys: dict[bytes, tuple[str, Attached, Attachment]] = field(
        default_factory=dict[bytes, tuple[str, Attached, Attachment]]
    )
    steps: list[str] = field(default_factory=list[str])
    closed: dict[str, dict[bytes, int]] = field(default_factory=dict[str, dict[bytes, int]])

    def phone(self, file: str, rows: Iterable[Attached]) -> None:
        """Take what lies in the clear, and the keys of what does not."""
        before, size = len(self.opened), 0
        for row in rows:
            try:
                attachment = signal_files.attachment_in(row)
            except WireError as error:
                self.bad.append(f"{file}: an attachment of message {row.number} is none ({error})")
                continue
            if attachment is None or attachment.locked_digest in self.opened:
                continue
            self.keys.setdefault(attachment.locked_digest, (file, row, attachment))
            if sha256(row.content).digest() == attachment.digest:
                self.opened[attachment.locked_digest] = _opened(row, row.content)
                size += len(row.content)
            elif row.content:
                what = "has other bytes than its message says"
                self.bad.append(f"{file}: the file of message {row.number} {what}")
        if many := len(self.opened) - before:
            self.steps.append(f"{file}: {_files(many)} in the clear, {size:,} bytes")

    def server(self, file: str, rows: Iterable[LockedFile]) -> None:
        """Open what there is a key for, and is not open yet; note how large all else is."""
        for row in rows:
            if row.handle in self.opened:
                continue
            if row.handle not in self.keys:
                self.closed.setdefault(file, {})[row.handle] = len(row.body)
                continue
            where, held, attachment = self.keys[row.handle]
            try:
                content = signal_files.open_(attachment, row)
            except CannotOpen:
                what = f"the file of message {held.number}: forged or damaged"
                self.bad.append(f"{file}: {what}")
                continue
            self.opened[row.handle] = _opened(held, content)
            self.steps.append(f"{file}: 1 file locked; the key in {where} opens it")

    def result(self) -> Files:
        """Give what was found, by time."""
        opened = sorted(self.opened.items(), key=lambda one: (one[1].sent, one[0]))
        lost = self.keys.keys() - self.opened.keys()
        unopened = {handle for many in self.closed.values() for handle in many} | lost
        return Files(
            tuple(one for _, one in opened),
            len(unopened),
            tuple(self.steps),
            tuple(self._missing(lost)),
        )

    def _missing(self, lost: Iterable[bytes]) -> Iterator[str]:
        for file, sizes in self.closed.items():
            what = f"{_keys(len(sizes))} in {file}, {sum(sizes.values()):,} bytes locked"
            yield f"{what}: it tells their sizes and times"
        if many := len(list(lost)):
            yield f"the bytes of {_files(many)}: a phone has the keys, and no whole copy is here"


def _opened(row: Attached, content: bytes) -> Opened:
    digest = sha256(content).hexdigest()
    return Opened(row.sent, row.sender, row.name, len(content), digest)


def _files(count: int) -> str:
    return f"{count} file{'s' if count != 1 else ''}"


def _keys(count: int) -> str:
    return f"the key{'s' if count != 1 else ''} of {_files(count)}"
