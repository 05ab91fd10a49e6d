"""The keys that turn with every message: root, chain and message keys, and the cipher under them.

Pure functions on typed keys. No state, no header and no Diffie-Hellman here: see ``ratchet`` for
the published protocol and ``shipped`` for what the apps run. Both use the constants below.
"""

from hmac import compare_digest
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from cryptokit.errors import CannotOpen
from cryptokit.keys import AgreedSecret, Secret

ROOT_INFO: Final = b"WhisperRatchet"
MESSAGE_INFO: Final = b"WhisperMessageKeys"
"""The two labels of libsignal, rust/protocol/src/ratchet/keys.rs; its specification leaves them
to the application, so the published protocol runs under the same ones here."""
MAC_SIZE: Final = 32
BLOCK: Final = 16
_MESSAGE_CONSTANT: Final = b"\x01"
_CHAIN_CONSTANT: Final = b"\x02"
"""The two inputs of the chain. See: Double Ratchet, section 5.2, "Recommended algorithms"."""
_SHA256: Final = SHA256()
_UNSALTED: Final = HMAC(bytes(_SHA256.digest_size), _SHA256)
"""The first half of HKDF where there is no salt: a key of zeros, hashed once for all messages."""
_PADDING: Final = tuple(bytes([size]) * size for size in range(BLOCK + 1))


class RootKey(Secret):
    """What every Diffie-Hellman step of a conversation is mixed into. 32 bytes."""

    __slots__ = ()
    size = 32


class ChainKey(Secret):
    """How far one chain has turned: it gives all later message keys, and no earlier one. 32 bytes.

    See: Double Ratchet, section 2.2.
    """

    __slots__ = ()
    size = 32


class MessageSeed(Secret):
    """What one message is locked with: the message key of the specification. 32 bytes.

    libsignal calls it the seed of the message keys.
    """

    __slots__ = ()
    size = 32


class MessageKeys(Secret):
    """An AES key of 32 bytes, a MAC key of 32 and an IV of 16, for one message. 80 bytes."""

    __slots__ = ()
    size = 80


def turn(chain: ChainKey) -> tuple[ChainKey, MessageSeed]:
    """Turn a chain once: a message seed falls out, and the way back is a hash away.

    >>> chain, seed = turn(ChainKey(bytes(32)))
    >>> chain, seed
    (<ChainKey 32 bytes #2aeb>, <MessageSeed 32 bytes #05e6>)

    See: Double Ratchet, section 2.2 (KDF_CK) and section 5.2.
    """
    one = HMAC(chain.reveal(), _SHA256)
    two = one.copy()  # the key is hashed once for both outputs
    one.update(_MESSAGE_CONSTANT)
    two.update(_CHAIN_CONSTANT)
    lesson = chain.from_lesson
    following = ChainKey(two.finalize(), from_lesson=lesson)
    return following, MessageSeed(one.finalize(), from_lesson=lesson)


def skip(chain: ChainKey) -> ChainKey:
    """Turn a chain once and make no seed: for messages that nobody will keep a key of.

    >>> skip(ChainKey(bytes(32))) == turn(ChainKey(bytes(32)))[0]
    True
    """
    two = HMAC(chain.reveal(), _SHA256)
    two.update(_CHAIN_CONSTANT)
    return ChainKey(two.finalize(), from_lesson=chain.from_lesson)


def root_step(root: RootKey, shared: AgreedSecret) -> tuple[RootKey, ChainKey]:
    """Mix a fresh Diffie-Hellman result into the root: a new root and a new chain.

    >>> root_step(RootKey(bytes(32)), AgreedSecret(bytes(32)))
    (<RootKey 32 bytes #9a9b>, <ChainKey 32 bytes #a233>)

    See: Double Ratchet, section 2.3 (KDF_RK) and section 5.2.
    """
    out = HKDF(_SHA256, 64, root.reveal(), ROOT_INFO).derive(shared.reveal())
    lesson = root.from_lesson or shared.from_lesson
    return RootKey(out[:32], from_lesson=lesson), ChainKey(out[32:], from_lesson=lesson)


def message_keys(seed: MessageSeed, salt: bytes | None = None) -> MessageKeys:
    """Derive what encrypts one message; ``salt`` is the key of a post-quantum ratchet, if any.

    >>> message_keys(MessageSeed(bytes(32)))
    <MessageKeys 80 bytes #4120>

    See: Double Ratchet, section 5.2 (ENCRYPT); RFC 5869, sections 2.2 and 2.3.
    """
    extract = HMAC(salt, _SHA256) if salt else _UNSALTED.copy()
    extract.update(seed.reveal())
    out = HKDFExpand(_SHA256, MessageKeys.size or 0, MESSAGE_INFO).derive(extract.finalize())
    return MessageKeys(out, from_lesson=seed.from_lesson)


def encrypt(keys: MessageKeys, plaintext: bytes) -> bytes:
    """Encrypt with AES-256-CBC, padded to 1 to 16 bytes more; no MAC yet.

    >>> keys = message_keys(MessageSeed(bytes(32)))
    >>> decrypt(keys, encrypt(keys, b"hi")), len(encrypt(keys, bytes(16)))
    (b'hi', 32)

    See: Double Ratchet, section 5.2 (ENCRYPT); RFC 5652, section 6.3, on the padding.
    """
    padded = plaintext + _PADDING[BLOCK - len(plaintext) % BLOCK]
    return _cipher(keys).encryptor().update(padded)


def decrypt(keys: MessageKeys, ciphertext: bytes) -> bytes:
    """Decrypt what ``encrypt`` made; check the MAC first. Raises CannotOpen."""
    if not ciphertext or len(ciphertext) % BLOCK:
        raise CannotOpen
    plaintext = _unpadded(_cipher(keys).decryptor().update(ciphertext))
    if plaintext is None:
        raise CannotOpen
    return plaintext


def _unpadded(padded: bytes) -> bytes | None:
    """Take the padding off, or give None: so that no error carries the text in its traceback."""
    size = padded[-1]
    fits = 1 <= size <= BLOCK and padded[-size:] == _PADDING[size]
    return padded[:-size] if fits else None


def mac(keys: MessageKeys, data: bytes) -> bytes:
    """Give the HMAC-SHA-256 of a message under its own MAC key, 32 bytes."""
    code = HMAC(keys.reveal()[32:64], _SHA256)
    code.update(data)
    return code.finalize()


def check_mac(keys: MessageKeys, data: bytes, claimed: bytes, *, size: int = MAC_SIZE) -> None:
    """Compare the first ``size`` bytes of the MAC in constant time. Raises CannotOpen.

    >>> keys = message_keys(MessageSeed(bytes(32)))
    >>> check_mac(keys, b"hi", mac(keys, b"hi")[:8], size=8)
    >>> check_mac(keys, b"hi", mac(keys, b"ho")[:8], size=8)
    Traceback (most recent call last):
    cryptokit.errors.CannotOpen: cannot open...
    """
    if not compare_digest(mac(keys, data)[:size], claimed):
        raise CannotOpen


def seal(seed: MessageSeed, plaintext: bytes, ad: bytes) -> bytes:
    """Encrypt and authenticate as the specification recommends: ciphertext, then 32 bytes of MAC.

    >>> seed = MessageSeed(bytes(range(32)))
    >>> open_(seed, seal(seed, b"hi", b"to Bob"), b"to Bob")
    b'hi'

    See: Double Ratchet, section 5.2 (ENCRYPT).
    """
    keys = message_keys(seed)
    ciphertext = encrypt(keys, plaintext)
    return ciphertext + mac(keys, ad + ciphertext)


def open_(seed: MessageSeed, box: bytes, ad: bytes) -> bytes:
    """Open what ``seal`` made. Raises CannotOpen."""
    keys = message_keys(seed)
    ciphertext = box[:-MAC_SIZE]
    check_mac(keys, ad + ciphertext, box[-MAC_SIZE:])
    return decrypt(keys, ciphertext)


def _cipher(keys: MessageKeys) -> Cipher[CBC]:
    raw = keys.reveal()
    return Cipher(AES256(raw[:32]), CBC(raw[64:]))
