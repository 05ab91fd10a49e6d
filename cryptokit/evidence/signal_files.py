"""Files of WhatsApp's as they lie on disks: locked at the server, with their keys at the phones.

A server names a file by the digest of what it stores, and so does the message that holds its key.
Apps keep that key beside the history, also where the file itself was deleted from the phone: so a
server that still has its copy, and the phone, open it together.

See: public schemas of the app's ``message_media`` table, which has columns for key and digests.
"""

from hashlib import sha256
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.evidence.rows import Attached, LockedFile, Plaintext
from cryptokit.signal import media
from cryptokit.signal.content import Content
from cryptokit.signal.media import Attachment, StoredFile

SCHEME: Final = "whatsapp-media"
"""A file as ``signal.media`` locks it, and an attachment as ``signal.content`` writes it."""


def locked(sent: int, sender: str, stored: StoredFile) -> LockedFile:
    """Make the row that a server keeps of a file."""
    return LockedFile(sent, sender, sha256(stored.data).digest(), SCHEME, stored.data)


def attached(row: Plaintext, name: str, attachment: Attachment, content: bytes) -> Attached:
    """Make the row that a phone keeps of a file; ``content`` is empty where it has no copy."""
    written = Content("", attachment=attachment, name=name).to_bytes()
    return Attached(row.number, row.sent, row.sender, name, SCHEME, written, content)


def attachment_in(row: Attached) -> Attachment | None:
    """Give what opens the server's copy; None in a scheme that nobody knows here.

    Raises WireError for bytes that are no attachment.
    """
    return Content.from_bytes(row.attachment).attachment if row.scheme == SCHEME else None


def open_(attachment: Attachment, row: LockedFile) -> bytes:
    """Open a server's copy. Raises CannotOpen for one that is not, bit by bit, what was sent.

    >>> from cryptokit.rng import lesson
    >>> attachment, stored = media.lock(b"a cat", media.MediaKind.IMAGE, rng=lesson("file"))
    >>> open_(attachment, locked(60, "Ann", stored))
    b'a cat'
    """
    if row.scheme != SCHEME:
        raise CannotOpen
    return media.unlock(attachment, StoredFile(row.body))
