"""Signal's own stores: what a stranger sees in them without a key. None is opened here.

Signal exports no text. What lies on a disk instead is one database, locked page by page, and a key
that lies beside it, or that the system keeps, or that a person wrote down. That is the exhibit.
"""

import json
import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptokit.conversation.files.source import SIGNATURES
from cryptokit.conversation.signal.noise import STRAY, entropy, is_noise
from cryptokit.conversation.signal.reader import SIGNAL_EXPORT
from cryptokit.errors import NothingToImport

PAGE: Final = 4096
"""Bytes of a page in a SQLCipher database, unless somebody chose otherwise."""

SAMPLE: Final = 1 << 20
"""Bytes from the start of a store whose entropy is counted."""

_SETTINGS: Final = 1 << 16  # bytes of the largest config.json
_DATABASES: Final = (".sqlite", ".db")
_KEY: Final = re.compile("[0-9a-fA-F]{64}")
_HEADER: Final = re.compile(
    rb"\0\0\0[\x36-\x3f]\x0a[\x34-\x3d]\x0a\x10.{16}\x12\x20.{32}", re.DOTALL
)


class Store(StrEnum):
    """Which of Signal's stores this is."""

    FOLDER = "the folder of Signal Desktop"
    DATABASE = "a database locked as Signal Desktop's is"
    SETTINGS = "the config.json of Signal Desktop"
    BACKUP = "a backup of Signal for Android"


class Key(StrEnum):
    """Where the key of a store lies."""

    IN_THE_CLEAR = "in config.json, in the clear"
    WRAPPED = "in config.json, wrapped by the key store of the system"
    ELSEWHERE = "in another file, config.json"
    WRITTEN_DOWN = "nowhere on the disk: it is made from a passphrase of 30 digits"


_LOGGED_IN: Final = "every program of the person who is logged in, through"
_KEEPERS: Final = {
    "": f"{_LOGGED_IN} the Keychain of a Mac or the DPAPI of Windows",
    "basic_text": "everybody who can read the file: this system wraps with a password known to all",
    "gnome_libsecret": f"{_LOGGED_IN} the keyring of GNOME",
    **dict.fromkeys(("kwallet", "kwallet5", "kwallet6"), f"{_LOGGED_IN} the wallet of KDE"),
}
"""Who can unwrap a key, by what config.json calls safeStorageBackend."""

_OPENERS: Final = {
    Key.IN_THE_CLEAR: "everybody who can read the folder; nobody is asked for a password",
    Key.WRAPPED: f"{_LOGGED_IN} a key store that is not known here",
    Key.ELSEWHERE: "whoever has that file too",
    Key.WRITTEN_DOWN: "whoever knows the passphrase, and no server does",
}


@dataclass(frozen=True, slots=True)
class SignalStore:
    """What the bytes of a store show: its size, its pages, how much they look like noise.

    ``entropy`` is in bits a byte, counted over the first MiB; 8 is noise. ``opener`` says who can
    open the store, given where its key lies. The key itself is not kept.

    >>> store = SignalStore("db.sqlite", Store.DATABASE, 8192, 2, 7.98, Key.ELSEWHERE)
    >>> store.sentences[1]
    'Its 2 pages of 4096 bytes hold 7.98 of 8 bits a byte, as noise does.'
    """

    source: str
    kind: Store
    size: int
    pages: int
    entropy: float
    key: Key
    opener: str = _OPENERS[Key.ELSEWHERE]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say to a reader what this is, what its bytes show, and who can open it."""
        noise = ", as noise does" if self.entropy > 8 - STRAY else ""
        what = f"Its {self.pages} pages of {PAGE} bytes hold" if self.pages else "It holds"
        return (
            f"This is {self.kind}: {self.size} bytes.",
            f"{what} {self.entropy:.2f} of 8 bits a byte{noise}.",
            f"The key lies {self.key}.",
            f"It can be opened by {self.opener}.",
        )


def look(path: Path) -> SignalStore | None:
    """Say what a file or a folder of Signal's shows; None for anything else.

    See: zetetic.net, "SQLCipher Design"; electronjs.org, "safeStorage"; signalapp/Signal-Android,
    Backups.proto.

    >>> from cryptokit.conversation.samples import sample
    >>> look(sample("signal-chat.md")) is None
    True
    """
    database = path / "sql" / "db.sqlite"
    try:
        if path.is_dir():
            return _folder(path, database) if database.is_file() else None
        return _file(path) if path.is_file() else None
    except OSError:
        return None


def nothing_to_import(store: SignalStore) -> NothingToImport:
    """Make the error for a store: it names the kind and never the key."""
    what = f"this is {store.kind}: Signal exports no text"
    return NothingToImport(what, source=store.source, hint=SIGNAL_EXPORT)


def _folder(path: Path, database: Path) -> SignalStore | None:
    inside = _file(database)
    if inside is None or inside.kind is not Store.DATABASE:
        return None
    settings = path / "config.json"
    key, opener = (_key(_start(settings)) if settings.is_file() else None) or _elsewhere()
    return SignalStore(
        str(path), Store.FOLDER, inside.size, inside.pages, inside.entropy, key, opener
    )


def _file(path: Path) -> SignalStore | None:
    start, size = _start(path), path.stat().st_size
    if found := _key(start) if size <= _SETTINGS else None:
        return SignalStore(str(path), Store.SETTINGS, size, 0, entropy(start), *found)
    if _HEADER.match(start):
        told = (Key.WRITTEN_DOWN, _OPENERS[Key.WRITTEN_DOWN])
        return SignalStore(str(path), Store.BACKUP, size, 0, entropy(start), *told)
    paged = size >= PAGE and (size % PAGE == 0 or path.suffix in _DATABASES)
    named = start.startswith(tuple(signature for signature, _, _ in SIGNATURES))
    # One page is counted first: it tells nearly every other file, and at once.
    if paged and not named and is_noise(start[:PAGE]) and is_noise(start):
        bits, pages = entropy(start), size // PAGE
        return SignalStore(str(path), Store.DATABASE, size, pages, bits, *_elsewhere())
    return None


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SAMPLE)


def _key(start: bytes) -> tuple[Key, str] | None:
    """Find where settings keep the key; the key stays where it is."""
    text = start.removeprefix(BOM_UTF8).lstrip()
    if not text.startswith(b"{"):
        return None
    try:
        settings = json.loads(text)
    except (ValueError, RecursionError):
        return None
    key, wrapped = settings.get("key"), settings.get("encryptedKey")
    if isinstance(key, str) and _KEY.fullmatch(key):
        return Key.IN_THE_CLEAR, _OPENERS[Key.IN_THE_CLEAR]
    if not isinstance(wrapped, str):
        return None
    keeper = settings.get("safeStorageBackend", "")
    known = _KEEPERS.get(keeper) if isinstance(keeper, str) else None
    return Key.WRAPPED, known or _OPENERS[Key.WRAPPED]


def _elsewhere() -> tuple[Key, str]:
    return Key.ELSEWHERE, _OPENERS[Key.ELSEWHERE]
