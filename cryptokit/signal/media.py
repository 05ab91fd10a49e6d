"""A file in WhatsApp: locked under a key of its own, so that the server stores what it cannot read.

Not here: upload, thumbnails, and the stream of a long film. Key and digests travel inside an
encrypted message; the server sees a size and who fetches it.

The paper says what is done; the layout is the one that public WhatsApp Web clients use. Scripts
that skip the MAC open what the server changed.

See: WhatsApp, "Encryption Overview", version 6, 2021, on transmitting media.
"""

import hmac
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cryptokit.errors import CannotOpen
from cryptokit.keys import Secret
from cryptokit.rng import Rng, system
from cryptokit.signal import chains
from cryptokit.signal.chains import MessageKeys

MAC_SIZE: Final = 10
_IV: Final = 16
_KEY: Final = 32
_DERIVED: Final = _IV + 3 * _KEY


class MediaKind(Enum):
    """What a file is: the label that its keys are derived under."""

    IMAGE = b"WhatsApp Image Keys"
    VIDEO = b"WhatsApp Video Keys"
    AUDIO = b"WhatsApp Audio Keys"
    DOCUMENT = b"WhatsApp Document Keys"


class MediaKey(Secret):
    """What opens one file. 32 bytes."""

    __slots__ = ()
    size = _KEY


class RefKey(Secret):
    """The last 32 bytes that are derived: clients derive it, and the file does not use it."""

    __slots__ = ()
    size = _KEY


@dataclass(frozen=True, slots=True)
class MediaKeys:
    """What one media key gives: what encrypts the file, and the ref key."""

    file: MessageKeys
    ref: RefKey


@dataclass(frozen=True, slots=True)
class Attachment:
    """What travels in the message: how to fetch and open the file, and how to know it."""

    key: MediaKey
    kind: MediaKind
    locked_digest: bytes
    """SHA-256 of the stored file."""
    digest: bytes
    """SHA-256 of what is in it."""
    size: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the server has: ciphertext and MAC."""

    data: bytes = field(repr=False)


def keys_of(key: MediaKey, kind: MediaKind) -> MediaKeys:
    """Derive the keys of a file; on the wire of HKDF they come as IV, AES, MAC and ref key.

    >>> keys_of(MediaKey(bytes(32)), MediaKind.IMAGE)
    MediaKeys(file=<MessageKeys 80 bytes #4ea2>, ref=<RefKey 32 bytes #9f6f>)

    See: RFC 5869, with no salt and the label of the kind.
    """
    out = HKDF(SHA256(), _DERIVED, None, kind.value).derive(key.reveal())
    lesson, end = key.from_lesson, _IV + 2 * _KEY
    file = MessageKeys(out[_IV:end] + out[:_IV], from_lesson=lesson)
    return MediaKeys(file, RefKey(out[end:], from_lesson=lesson))


def lock(content: bytes, kind: MediaKind, *, rng: Rng = system) -> tuple[Attachment, StoredFile]:
    """Encrypt a file under a fresh key: what goes into the message, and what goes to the server.

    >>> from cryptokit.rng import lesson
    >>> attachment, stored = lock(b"a picture", MediaKind.IMAGE, rng=lesson("media"))
    >>> unlock(attachment, stored), len(stored.data)
    (b'a picture', 26)
    """
    key = MediaKey.draw(rng)
    keys = keys_of(key, kind).file
    ciphertext = chains.encrypt(keys, content)
    stored = ciphertext + chains.mac(keys, _iv(keys) + ciphertext)[:MAC_SIZE]
    digests = sha256(stored).digest(), sha256(content).digest()
    return Attachment(key, kind, *digests, len(content)), StoredFile(stored)


def unlock(attachment: Attachment, stored: StoredFile) -> bytes:
    """Decrypt a file, after its digest and its MAC were found right; then its content's digest.

    Raises CannotOpen for a file that is not, bit by bit, the one that was sent.
    """
    if not hmac.compare_digest(sha256(stored.data).digest(), attachment.locked_digest):
        raise CannotOpen
    content = _decrypted(keys_of(attachment.key, attachment.kind).file, stored.data)
    same = hmac.compare_digest(sha256(content).digest(), attachment.digest)
    if not same or len(content) != attachment.size:
        raise CannotOpen
    return content


def _decrypted(keys: MessageKeys, data: bytes) -> bytes:
    ciphertext, mac = data[:-MAC_SIZE], data[-MAC_SIZE:]
    # The digest came from the sender; the MAC says that he had the key and did not only relay.
    chains.check_mac(keys, _iv(keys) + ciphertext, mac, size=MAC_SIZE)
    return chains.decrypt(keys, ciphertext)


def _iv(keys: MessageKeys) -> bytes:
    return keys.reveal()[2 * _KEY :]
