"""Sealed sender, version 1: the server learns who receives a message, and not who sent it.

Not here: many recipients, see ``sealed_for_many``. The sender's identity key is sealed with a
throw-away key, then the content with both. Recipient, size, time and the sender's IP address stay
visible, and automatic receipts give correspondents away after a few messages.

See: libsignal, rust/protocol/src/sealed_sender.rs, 2026; Martiny, Kaptchuk, Aviv, Roche and
Wustrow, "Improving Signal's Sealed Sender", NDSS 2021.
"""

from typing import Final, NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.keys import Secret
from cryptokit.rng import Rng, system
from cryptokit.signal import protobuf
from cryptokit.signal.curve import KeyPair, PublicKey, agree
from cryptokit.signal.protobuf import Field, Message
from cryptokit.signal.sealed_content import Content
from cryptokit.wire import Cursor

VERSION: Final = b"\x11"
MAC_SIZE: Final = 10
_PREFIX: Final = b"UnidentifiedDelivery"
_KEY: Final = 32
_FROM_ZERO: Final = bytes(16)
"""The first counter block. Each key encrypts one text, so it may be a constant."""
_SEALED: Final = Message(
    "sealed message",
    (
        Field(1, "ephemeral", "bytes"),
        Field(2, "encrypted static", "bytes"),
        Field(3, "encrypted message", "bytes"),
    ),
)


class SealKeys(Secret):
    """A chain key, a cipher key and a MAC key of 32 bytes each. 96 bytes."""

    __slots__ = ()
    size = 3 * _KEY


class _Box(NamedTuple):
    ephemeral: PublicKey
    static: bytes
    message: bytes


def seal(content: Content, sender: KeyPair, recipient: PublicKey, *, rng: Rng = system) -> bytes:
    """Seal a content for one recipient, by identity keys.

    Raises Untrusted with field ``recipient`` for a key of small order.
    """
    ephemeral = KeyPair.draw(rng)
    ends = recipient, ephemeral.public
    outer = outer_keys(ephemeral, recipient, ends, field="recipient")
    static = lock(outer, sender.public.wire)
    message = lock(inner_keys(sender, recipient, outer, static), content.to_bytes())
    return VERSION + protobuf.write(
        _SEALED,
        {
            "ephemeral": ephemeral.public.wire,
            "encrypted static": static,
            "encrypted message": message,
        },
    )


def open_(mine: KeyPair, data: bytes, cursor: Cursor | None = None) -> Content:
    """Open a sealed message; the certificate in it is still to be checked by ``trust``.

    A cursor that stands at its first byte keeps the spans of what a server sees.
    Raises CannotOpen; Untrusted with field ``sender`` if the certificate names another key than
    the one that sealed; WireError.

    >>> from uuid import UUID
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal.certificates import Sender, issue_sender, issue_server
    >>> from cryptokit.signal.sealed_content import ContentKind
    >>> ana, ben, root = (KeyPair.draw(lesson(name)) for name in ("ana", "ben", "root"))
    >>> server = issue_server(root, 1, root.public)
    >>> shown = issue_sender(root, server, Sender(UUID(int=7), 1, ana.public), expires=0)
    >>> content = Content(ContentKind.WHISPER, shown, b"locked by the session")
    >>> open_(ben, data := seal(content, ana, ben.public), cursor := Cursor(data)) == content
    True
    >>> [part.name for part in cursor.tree("sealed message").parts]
    ['version', 'ephemeral', 'encrypted static', 'encrypted message']

    See: libsignal, rust/protocol/src/sealed_sender.rs, 2026, sealed_sender_decrypt_to_usmc.
    """
    box = _read(data)
    ends = mine.public, box.ephemeral
    outer = outer_keys(mine, box.ephemeral, ends, field="ephemeral")
    sender = PublicKey.from_wire(unlock(outer, box.static), field="sender")
    inner = inner_keys(mine, sender, outer, box.static)
    content = Content.from_bytes(unlock(inner, box.message))
    if not bytes_eq(content.certificate.identity.wire, sender.wire):
        raise Untrusted("the certificate names another key than the one used", field="sender")
    if cursor is not None:
        cursor.take(len(VERSION), "version")
        protobuf.read(_SEALED, data[len(VERSION) :], cursor)
    return content


def outer_keys(
    mine: KeyPair, theirs: PublicKey, ends: tuple[PublicKey, PublicKey], *, field: str
) -> SealKeys:
    """Derive what seals the sender's key; ``ends`` are the recipient's key and the throw-away one.

    Raises Untrusted, naming ``field``, for a key of small order.
    """
    shared, (recipient, ephemeral) = agree(mine, theirs, field=field), ends
    return _derive(shared, _PREFIX + recipient.wire + ephemeral.wire)


def inner_keys(mine: KeyPair, theirs: PublicKey, outer: SealKeys, static: bytes) -> SealKeys:
    """Derive what seals the content: only sender and recipient can."""
    shared = agree(mine, theirs, field="sender")
    return _derive(shared, _chain(outer) + static)


def lock(keys: SealKeys, plaintext: bytes) -> bytes:
    """Encrypt with AES-256 in counter mode from zero, then 10 bytes of HMAC-SHA-256."""
    ciphertext = _stream(keys, plaintext)
    return ciphertext + _mac(keys, ciphertext)


def unlock(keys: SealKeys, box: bytes) -> bytes:
    """Open what ``lock`` made. Raises CannotOpen."""
    ciphertext, mac = box[:-MAC_SIZE], box[-MAC_SIZE:]
    if not bytes_eq(_mac(keys, ciphertext), mac):
        raise CannotOpen
    return _stream(keys, ciphertext)


def _read(data: bytes) -> _Box:
    cursor = Cursor(data)
    cursor.expect(VERSION, "version")
    fields = protobuf.read(_SEALED, data[len(VERSION) :], cursor)
    ephemeral = PublicKey.from_wire(fields.data("ephemeral"), field="ephemeral", offset=1)
    return _Box(ephemeral, fields.data("encrypted static"), fields.data("encrypted message"))


def _derive(shared: Secret, salt: bytes) -> SealKeys:
    out = HKDF(SHA256(), 3 * _KEY, salt, b"").derive(shared.reveal())
    return SealKeys(out, from_lesson=shared.from_lesson)


def _chain(keys: SealKeys) -> bytes:
    return keys.reveal()[:_KEY]


def _stream(keys: SealKeys, data: bytes) -> bytes:
    key = keys.reveal()[_KEY : 2 * _KEY]
    return Cipher(AES(key), CTR(_FROM_ZERO)).encryptor().update(data)


def _mac(keys: SealKeys, data: bytes) -> bytes:
    code = HMAC(keys.reveal()[2 * _KEY :], SHA256())
    code.update(data)
    return code.finalize()[:MAC_SIZE]
