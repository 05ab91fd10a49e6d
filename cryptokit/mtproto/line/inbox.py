"""The server's file: keys, and the texts that it took, which are added and never changed or lost.

A text is committed to the disk before anything says that it came. Sessions are not in the file:
they are lost with the process, and made anew.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptokit.keys import AuthKey

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS "auth_key" (
    "key_id" BLOB PRIMARY KEY, "key" BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "message" (
    "id" INTEGER PRIMARY KEY,
    "key_id" BLOB NOT NULL, "session_id" BLOB NOT NULL, "message_id" BLOB NOT NULL,
    "random_id" INTEGER NOT NULL, "date" INTEGER NOT NULL, "text" BLOB NOT NULL,
    UNIQUE ("key_id", "session_id", "message_id"), UNIQUE ("key_id", "random_id"));
CREATE TRIGGER IF NOT EXISTS "no_change" BEFORE UPDATE ON "message"
    BEGIN SELECT RAISE(ABORT, 'rows of an inbox are added only'); END;
CREATE TRIGGER IF NOT EXISTS "no_loss" BEFORE DELETE ON "message"
    BEGIN SELECT RAISE(ABORT, 'rows of an inbox are added only'); END;
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the server took it: in which session, under which id, and when by its clock.

    ``random_id`` is the sender's: the same text sent once more, even in another session, has the
    same.
    """

    key_id: bytes
    session_id: bytes
    message_id: int
    random_id: int
    date: int
    text: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A text in the file, with its number there, from 1."""

    number: int
    text: Text


class Inbox:
    """A SQLite file that is open; use it in one thread, and close it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     inbox = Inbox(Path(folder) / "inbox.sqlite")
    ...     text = Text(b"key id..", b"session.", 4, 7, 1_700_000_000, b"hello")
    ...     print(inbox.add(text), inbox.add(text))
    ...     inbox.close()
    1 1
    """

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, isolation_level=None)
        # FULL: a commit returns when the disk has it, not when the operating system has.
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def add_key(self, key: AuthKey) -> None:
        """Store a key under its id; one that is there stays."""
        insert = 'INSERT OR IGNORE INTO "auth_key" VALUES (?, ?)'
        self._base.execute(insert, (key.key_id(), key.reveal()))

    def key(self, key_id: bytes) -> AuthKey | None:
        """Give the key with this id, if it is there."""
        query = 'SELECT "key" FROM "auth_key" WHERE "key_id" = ?'
        found = self._base.execute(query, (key_id,)).fetchone()
        return AuthKey(found[0]) if found else None

    def add(self, text: Text) -> int:
        """Commit a text, and give its number; one that came before keeps the number it has."""
        where = (text.key_id, text.session_id, text.message_id.to_bytes(8, "big"))
        self._base.execute(
            'INSERT OR IGNORE INTO "message" ("key_id", "session_id", "message_id", "random_id",'
            ' "date", "text") VALUES (?, ?, ?, ?, ?, ?)',
            (*where, text.random_id, text.date, text.text),
        )
        (number,) = self._base.execute(
            'SELECT "id" FROM "message" WHERE "key_id" = ? AND ("random_id" = ?'
            ' OR ("session_id" = ? AND "message_id" = ?)) ORDER BY "id" LIMIT 1',
            (text.key_id, text.random_id, *where[1:]),
        ).fetchone()
        return int(number)

    def texts(self, key_id: bytes, *, after: int = 0, limit: int = -1) -> tuple[Stored, ...]:
        """Give the texts that came under a key, behind the number ``after``, in their order."""
        found = self._base.execute(
            'SELECT "id", "key_id", "session_id", "message_id", "random_id", "date", "text"'
            ' FROM "message" WHERE "key_id" = ? AND "id" > ? ORDER BY "id" LIMIT ?',
            (key_id, after, limit),
        )
        return tuple(
            Stored(number, Text(key, session, int.from_bytes(message, "big"), *rest))
            for number, key, session, message, *rest in found
        )
