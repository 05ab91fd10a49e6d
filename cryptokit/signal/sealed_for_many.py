"""Sealed sender, version 2: one encryption of the content, and 48 bytes more for each recipient.

Not here: what the server reads to hand it out, see ``sealed_delivery``. A random M is hidden for
each recipient; from M come the key of the content and the throw-away pair, so a recipient can make
them again and knows that all recipients got the same.

See: libsignal, rust/protocol/src/sealed_sender.rs, 2026, sealed_sender_v2; RFC 8452 on
AES-GCM-SIV.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.keys import CurvePrivate, Secret
from cryptokit.rng import Rng, system
from cryptokit.signal.curve import RAW_SIZE, KeyPair, PublicKey, agree
from cryptokit.signal.sealed_content import Content
from cryptokit.wire import Cursor

RECEIVED: Final = b"\x22"
"""The version byte of what a recipient gets; libsignal takes 0x23 too."""
TAG_SIZE: Final = 16
HIDDEN_SIZE: Final = 32
RECIPIENT_LIMIT: Final = 5_000
"""Recipients of one sending; more than any group has people. See: Signal-Server,
MultiRecipientMessageProvider.java, MAX_RECIPIENT_COUNT."""
_VERSIONS: Final = (0x22, 0x23)
_PAIR: Final = b"Sealed Sender v2: r (2023-08)"
_CONTENT: Final = b"Sealed Sender v2: K"
_HIDE: Final = b"Sealed Sender v2: DH"
_AUTHENTICATE: Final = b"Sealed Sender v2: DH-sender"
_NONCE: Final = bytes(12)
"""Each key encrypts one content, so the nonce may be a constant."""


class SealSeed(Secret):
    """M: the random value of one sending, from which all else is derived. 32 bytes."""

    __slots__ = ()
    size = 32


@dataclass(frozen=True, slots=True)
class ForOne:
    """What is added for one recipient: the hidden seed C, and the tag AT of the sender."""

    hidden: bytes
    tag: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """What one recipient gets."""

    mine: ForOne
    ephemeral: PublicKey
    body: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Write it: version, C, AT, E without its type byte, body."""
        return RECEIVED + self.mine.hidden + self.mine.tag + self.ephemeral.raw + self.body

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read it. Raises WireError."""
        cursor = Cursor(data)
        if (version := cursor.uint(1, "version")) not in _VERSIONS:
            raise WireError(f"no version {version:#x}", offset=0, field="version")
        mine = ForOne(cursor.take(HIDDEN_SIZE, "hidden"), cursor.take(TAG_SIZE, "tag"))
        return cls(mine, PublicKey(cursor.take(RAW_SIZE, "ephemeral")), cursor.rest("body"))


class Sealed(NamedTuple):
    """One sending: what is added for each recipient, in order, and what all of them share."""

    for_each: tuple[ForOne, ...]
    ephemeral: PublicKey
    body: bytes


def seal(
    content: Content, sender: KeyPair, recipients: tuple[PublicKey, ...], *, rng: Rng = system
) -> Sealed:
    """Seal a content once for many recipients, by identity keys.

    Raises Untrusted with field ``recipients`` for more than 5,000 of them, before anything is
    drawn or computed, and with field ``recipient`` for a key of small order.

    >>> from uuid import UUID
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal.certificates import Sender, issue_sender, issue_server
    >>> from cryptokit.signal.sealed_content import ContentKind
    >>> ana, ben, cas = (KeyPair.draw(lesson(name)) for name in ("ana", "ben", "cas"))
    >>> server = issue_server(cas, 1, cas.public)
    >>> shown = issue_sender(cas, server, Sender(UUID(int=7), 1, ana.public), expires=0)
    >>> content = Content(ContentKind.SENDER_KEY, shown, b"locked by the sender key")
    >>> sealed = seal(content, ana, (ben.public, cas.public))
    >>> open_(cas, Received(sealed.for_each[1], sealed.ephemeral, sealed.body)) == content
    True
    """
    expect_few(len(recipients))
    seed = SealSeed.draw(rng)
    ephemeral = _ephemeral(seed)
    for_each = tuple(_for_one(seed, ephemeral, sender, recipient) for recipient in recipients)
    body = _cipher(seed).encrypt(_NONCE, content.to_bytes(), None)
    return Sealed(for_each, ephemeral.public, body)


def open_(mine: KeyPair, received: Received) -> Content:
    """Open what was received; the certificate in it is still to be checked by ``trust``.

    Raises CannotOpen; Untrusted with field ``sender`` if the tag is not by the key that the
    certificate names; WireError for a content that does not parse.

    See: libsignal, rust/protocol/src/sealed_sender.rs, 2026, sealed_sender_decrypt_to_usmc.
    """
    theirs, one = received.ephemeral, received.mine
    shared = agree(mine, theirs, field="ephemeral")
    seed = _seen_through(shared, theirs, mine.public, one.hidden)
    # Were E not made from M, a sender could tell recipients apart by what each can open.
    if not bytes_eq(_ephemeral(seed).public.raw, theirs.raw):
        raise CannotOpen
    content = Content.from_bytes(_decrypted(seed, received.body))
    sender = content.certificate.identity
    tag = _tag(mine, sender, theirs, one.hidden, (sender, mine.public))
    if not bytes_eq(tag, one.tag):
        raise Untrusted("the key in the certificate did not seal this", field="sender")
    return content


def expect_few(recipients: int) -> None:
    """Refuse what the server would not take. Raises Untrusted with field ``recipients``.

    >>> expect_few(RECIPIENT_LIMIT)
    >>> expect_few(RECIPIENT_LIMIT + 1)
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: recipients: 5,001 of them, but 5,000 at most. Try: ...

    See: the source of the limit.
    """
    if recipients > RECIPIENT_LIMIT:
        what = f"{recipients:,} of them, but {RECIPIENT_LIMIT:,} at most"
        raise Untrusted(what, field="recipients")


def _for_one(seed: SealSeed, ephemeral: KeyPair, sender: KeyPair, recipient: PublicKey) -> ForOne:
    shared = agree(ephemeral, recipient, field="recipient")
    hidden = _hidden(shared, ephemeral.public, recipient, seed)
    ends = sender.public, recipient
    return ForOne(hidden, _tag(sender, recipient, ephemeral.public, hidden, ends))


def _ephemeral(seed: SealSeed) -> KeyPair:
    private = CurvePrivate(_derived(seed, _PAIR), from_lesson=seed.from_lesson)
    return KeyPair.from_private(private)


def _cipher(seed: SealSeed) -> AESGCMSIV:
    return AESGCMSIV(_derived(seed, _CONTENT))


def _decrypted(seed: SealSeed, body: bytes) -> bytes:
    try:
        return _cipher(seed).decrypt(_NONCE, body, None)
    except InvalidTag:
        raise CannotOpen from None


def _hidden(shared: Secret, ephemeral: PublicKey, recipient: PublicKey, seed: SealSeed) -> bytes:
    return _xor(_mask(shared, ephemeral, recipient), seed.reveal())


def _seen_through(
    shared: Secret, ephemeral: PublicKey, recipient: PublicKey, hidden: bytes
) -> SealSeed:
    seed = _xor(_mask(shared, ephemeral, recipient), hidden)
    return SealSeed(seed, from_lesson=shared.from_lesson)


def _mask(shared: Secret, ephemeral: PublicKey, recipient: PublicKey) -> bytes:
    return _hkdf(shared.reveal() + ephemeral.wire + recipient.wire, _HIDE, HIDDEN_SIZE)


def _tag(
    mine: KeyPair,
    theirs: PublicKey,
    ephemeral: PublicKey,
    hidden: bytes,
    ends: tuple[PublicKey, PublicKey],
) -> bytes:
    shared, (sender, recipient) = agree(mine, theirs, field="sender"), ends
    known = ephemeral.wire + hidden + sender.wire + recipient.wire
    return _hkdf(shared.reveal() + known, _AUTHENTICATE, TAG_SIZE)


def _derived(seed: SealSeed, label: bytes) -> bytes:
    return _hkdf(seed.reveal(), label, 32)


def _hkdf(ikm: bytes, label: bytes, size: int) -> bytes:
    return HKDF(SHA256(), size, None, label).derive(ikm)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
