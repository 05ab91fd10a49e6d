"""A text or file locked in a box, and the key of the box shared. How it is shared is in ``shamir``.

The box can be copied to everybody. Secrecy is that of AES, no longer unconditional; in return a
wrong share is found out, because the box holds a commitment to its key.
"""

import hashlib
import hmac
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cryptokit.errors import CannotOpen, CryptokitError, Inconsistent, NotEnoughShares, WireError
from cryptokit.keys import DataKey, require_real
from cryptokit.rng import Rng, system
from cryptokit.sharing.agreement import choices, holders, one_set, strays, value_at
from cryptokit.sharing.shamir import split
from cryptokit.sharing.share import CHECKSUM_SIZE, SET_ID_SIZE, Share
from cryptokit.wire import Cursor

BOX_MAGIC: Final = b"CKbx"
BOX_VERSION: Final = 1
COMMITMENT_LABEL: Final = b"cryptokit sealed box key commitment v1"
COMMITMENT_SIZE: Final = 32
NONCE: Final = bytes(12)
"""Each key locks one box only, so its nonce may be a constant. See: NIST SP 800-38D, section 8."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Box:
    """What everybody may see: the ciphertext, and to which shares it belongs.

    >>> Box(set_id=bytes(16), threshold=3, commitment=bytes(32), ciphertext=bytes(21))
    <Box 5 bytes inside, 3 shares needed, set 00000000>
    """

    set_id: bytes
    threshold: int
    commitment: bytes
    ciphertext: bytes

    def __repr__(self) -> str:
        inside, name = max(0, len(self.ciphertext) - 16), self.set_id[:4].hex()
        return f"<Box {inside} bytes inside, {self.threshold} shares needed, set {name}>"

    def header(self) -> bytes:
        """Give all but the ciphertext; the ciphertext is bound to it."""
        head = BOX_MAGIC + bytes([BOX_VERSION]) + self.set_id
        return head + bytes([self.threshold]) + self.commitment

    def to_bytes(self) -> bytes:
        """Give the box as bytes: 54 of header, 4 of checksum over it, the ciphertext."""
        header = self.header()
        return header + _checksum(header) + self.ciphertext

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError for a damaged header.

        A damaged ciphertext is found by ``open_``.
        """
        cursor = Cursor(data)
        box = cls.read(cursor)
        cursor.finish()
        return box

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a box, to the end of the cursor, which keeps the spans of its fields."""
        cursor.expect(BOX_MAGIC, "magic")
        cursor.expect(bytes([BOX_VERSION]), "version")
        set_id = cursor.take(SET_ID_SIZE, "set id")
        at, threshold = cursor.offset, cursor.uint(1, "threshold")
        commitment = cursor.take(COMMITMENT_SIZE, "commitment")
        bare = cls(set_id=set_id, threshold=threshold, commitment=commitment, ciphertext=b"")
        cursor.expect(_checksum(bare.header()), "checksum")
        if threshold == 0:
            raise WireError("a threshold of 0", offset=at, field="threshold")
        return replace(bare, ciphertext=cursor.rest("ciphertext"))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What sealing gives: one box for everybody, one share for each holder."""

    box: Box
    shares: tuple[Share, ...]


def seal(plaintext: bytes | str, *, threshold: int, shares: int, rng: Rng = system) -> Sealed:
    """Lock a text (as UTF-8) or bytes under a fresh key, and split the key.

    Raises ToyOnly for the randomness of a lesson, unless inside ``with lesson(seed):``.

    >>> from cryptokit.rng import lesson
    >>> with lesson("sealing") as rng:
    ...     sealed = seal("meet me at nine", threshold=2, shares=3, rng=rng)
    >>> open_(sealed.box, sealed.shares[1:])
    b'meet me at nine'

    See: NIST SP 800-38D for AES-GCM; Krawczyk, "Secret Sharing Made Short", CRYPTO 1993.
    """
    data = plaintext.encode() if isinstance(plaintext, str) else plaintext
    if not isinstance(data, bytes):
        raise TypeError(f"seal takes bytes or str, not {type(data).__name__}")
    key = DataKey.draw(rng)
    require_real(key)
    parts = split(key.reveal(), threshold=threshold, shares=shares, rng=rng)
    bare = Box(set_id=parts[0].set_id, threshold=threshold, commitment=_commit(key), ciphertext=b"")
    locked = AESGCM(key.reveal()).encrypt(NONCE, data, bare.header())
    return Sealed(replace(bare, ciphertext=locked), parts)


def open_(box: Box, shares: Iterable[Share]) -> bytes:
    """Join the key from shares and open the box.

    Raises NotEnoughShares; Inconsistent, naming shares of other boxes always and changed ones up
    to half as many as there are shares to spare, rounded up; CannotOpen if the shares are right
    but the box is not. With none to spare, a changed share and a changed commitment look alike.

    See: Albertini et al., "How to Abuse and Fix Authenticated Encryption Without Key Commitment",
    USENIX Security 2022.
    """
    together = _of_this_box(box, tuple(shares))
    key = _committed_key(box, together)
    try:
        return AESGCM(key.reveal()).decrypt(NONCE, box.ciphertext, box.header())
    except InvalidTag:
        raise CannotOpen from None


def _of_this_box(box: Box, shares: Sequence[Share]) -> tuple[Share, ...]:
    wanted = (box.set_id, box.threshold, DataKey.size)
    odd = [s for s in shares if (s.set_id, s.threshold, len(s.value)) != wanted]
    if odd:
        raise Inconsistent("made with another box", holder=holders(odd))
    if not shares:
        raise NotEnoughShares(have=0, need=box.threshold)
    return one_set(shares, Share)


def _committed_key(box: Box, shares: Sequence[Share]) -> DataKey:
    spare, found = len(shares) - box.threshold, False
    for base in choices(shares, box.threshold):
        key = DataKey(value_at(base).reveal())
        if not hmac.compare_digest(_commit(key), box.commitment):
            continue
        found, wrong = True, strays(shares, base)
        # The right key does not clear its shares: two changes can cancel out at 0. But polynomials
        # that meet there have threshold - 2 more points in common at most, so no honest share is
        # named unless more are wrong than half of those to spare.
        if len(wrong) <= (spare + 1) // 2:
            if wrong:
                raise Inconsistent("not a share of the key of this box", holder=holders(wrong))
            return key
    raise _unnamed(box, shares, found=found)


def _unnamed(box: Box, shares: Sequence[Share], *, found: bool) -> CryptokitError:
    if found:
        return Inconsistent(
            "several are wrong, and it cannot be told which", holder=holders(shares)
        )
    if len(shares) > box.threshold and not strays(shares, shares[: box.threshold]):
        return CannotOpen()  # more shares agree than must: it is the box that was changed
    return Inconsistent("do not lead to the key of this box", holder=holders(shares))


def _commit(key: DataKey) -> bytes:
    # Of the random key, never of a text that somebody chose: its hash could be guessed at.
    return hashlib.sha256(COMMITMENT_LABEL + key.reveal()).digest()


def _checksum(header: bytes) -> bytes:
    return zlib.crc32(header).to_bytes(CHECKSUM_SIZE, "little")
