"""A file in a secret chat: locked under a key of its own, that travels inside a message.

The server keeps the locked bytes. Nothing guards their integrity: whoever changes them garbles the
file from there on, and the receiver cannot tell. Upload and its parts are left out.
"""

from dataclasses import dataclass, field
from hashlib import md5
from typing import Final

from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.keys import Secret
from cryptokit.mtproto import tl
from cryptokit.primitives import ige
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.wire import Cursor

_KEY_SIZE: Final = 32
DOCUMENT: Final = 0x6ABD9782
"""decryptedMessageMediaDocument of layer 143. Its id is the CRC-32 of its line with ``bytes``,
where the rule of TL has ``string``. See: Telegram, "Secret Chats: TL Schema"."""
ATTACHED_FLAG: Final = 1 << 9
"""This flag of a text says that a file hangs on it."""


class FileKey(Secret):
    """The AES key and the iv of one file. 64 bytes.

    See: Telegram, "Secret Chats, End-to-End Encryption", on sending encrypted files.
    """

    __slots__ = ()
    size = _KEY_SIZE + ige.IV_SIZE

    def fingerprint(self) -> bytes:
        """Give the 4 bytes by which the server names the key."""
        return _fingerprint(self.reveal())


@dataclass(frozen=True, slots=True)
class LockedFile:
    """What the server gets: bytes, and the name of a key that it never sees."""

    data: bytes = field(repr=False)
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """What the receiver gets inside a message: how to open the file, and what it is.

    ``thumb`` is a small picture; ``rest`` holds its attributes and caption as bytes.
    """

    key: FileKey
    size: int
    mime_type: str
    thumb: bytes = b""
    thumb_wide: int = 0
    thumb_high: int = 0
    rest: bytes = field(default=tl.longs([]) + tl.string(b""), repr=False)


def lock(content: bytes, *, rng: Rng = system) -> tuple[FileKey, LockedFile]:
    """Encrypt a file under a fresh key.

    >>> key, locked = lock(b"17 bytes of plans")
    >>> len(locked.data), unlock(key, locked, size=17)
    (32, b'17 bytes of plans')

    See: Telegram, "Secret Chats, End-to-End Encryption", on sending encrypted files.
    """
    key = FileKey(draw(rng, _KEY_SIZE) + draw(rng, ige.IV_SIZE), from_lesson=is_lesson(rng))
    filling = -len(content) % ige.BLOCK
    padded = content + (draw(rng, filling) if filling else b"")
    return key, LockedFile(_encrypted(key.reveal(), padded), key.fingerprint())


def unlock(key: FileKey, locked: LockedFile, *, size: int) -> bytes:
    """Decrypt a file of ``size`` bytes. Changed bytes are not noticed.

    Raises Untrusted with field ``fingerprint`` for the file of another key; CannotOpen for a size
    that does not fit.
    """
    if locked.fingerprint != key.fingerprint():
        raise Untrusted("this file is locked under another key", field="fingerprint")
    if size < 0 or len(locked.data) != size + -size % ige.BLOCK:
        raise CannotOpen
    return _decrypted(key.reveal(), locked.data)[:size]


def attach(document: Document) -> bytes:
    """Write what hangs on a text, as its ``attached`` with ``ATTACHED_FLAG``."""
    sizes = tl.uint(document.thumb_wide) + tl.uint(document.thumb_high)
    what = sizes + tl.string(document.mime_type.encode()) + tl.long(document.size)
    head = tl.uint(DOCUMENT) + tl.string(document.thumb) + what
    return head + _two_strings(document.key.reveal()) + document.rest


def attached(data: bytes) -> Document:
    """Read what hangs on a text with ``ATTACHED_FLAG`` and no other. Raises WireError.

    >>> from cryptokit.rng import lesson
    >>> document = Document(FileKey.draw(lesson("file")), 17, "text/plain")
    >>> attached(attach(document)) == document
    True
    """
    cursor = Cursor(data)
    cursor.expect(tl.uint(DOCUMENT), "constructor")
    thumb = tl.read_string(cursor, "thumb")
    wide, high = cursor.uint(4, "thumb_w"), cursor.uint(4, "thumb_h")
    mime_type = tl.read_text(cursor, "mime_type")
    size = cursor.sint(8, "size")
    key = FileKey(_key_part(cursor, "key") + _key_part(cursor, "iv"))
    return Document(key, size, mime_type, thumb, wide, high, cursor.rest("rest"))


def _key_part(cursor: Cursor, name: str) -> bytes:
    cursor.expect(bytes([_KEY_SIZE]), "length")
    data = cursor.take(_KEY_SIZE, name)
    cursor.expect(bytes(3), "zeros")
    return data


# Keys are in the clear in these functions only, and none of them raises.
def _two_strings(key: bytes) -> bytes:
    return tl.string(key[:_KEY_SIZE]) + tl.string(key[_KEY_SIZE:])


def _fingerprint(key: bytes) -> bytes:
    digest = md5(key, usedforsecurity=False).digest()
    return bytes(one ^ other for one, other in zip(digest[:4], digest[4:8], strict=True))


def _encrypted(key: bytes, data: bytes) -> bytes:
    return ige.encrypt(key[:_KEY_SIZE], key[_KEY_SIZE:], data)


def _decrypted(key: bytes, data: bytes) -> bytes:
    return ige.decrypt(key[:_KEY_SIZE], key[_KEY_SIZE:], data)
