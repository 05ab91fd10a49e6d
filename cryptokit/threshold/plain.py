"""Threshold decryption without the sender's proof, for the attack on it. Not for anything else.

A holder answers on any R here. So whoever asks about R' = 2 R under a harmless context gets twice
the answers for R, halves them, and opens a box whose context the holders would have refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from cryptokit.keys import require_real
from cryptokit.primitives.group import Element, draw_scalar
from cryptokit.rng import Rng, system
from cryptokit.threshold import answers
from cryptokit.threshold.answers import Agrees, Answer, KeyShare
from cryptokit.threshold.box import Head, Locked, lock, require_sizes, unlock
from cryptokit.threshold.kem import encapsulate
from cryptokit.threshold.public import Holders
from cryptokit.threshold.reading import GROUP
from cryptokit.wire import Cursor


@dataclass(frozen=True, slots=True, repr=False)
class PlainBox(Locked):
    """A ciphertext for the holders of one key, of which nobody proved anything."""

    magic: ClassVar[bytes] = b"CKtx"

    def to_bytes(self) -> bytes:
        """Give the box as bytes: head, ciphertext."""
        return self.header() + self.ciphertext

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError, and Untrusted for a bad element."""
        return cls.read(Cursor(data))

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a box, to the end of the cursor, which keeps the spans of its fields."""
        return cls(Head.read(cursor, cls.magic), cursor.rest("ciphertext"))


def encrypt_plain(key: Element, plaintext: bytes, *, context: bytes, rng: Rng = system) -> PlainBox:
    """Lock a plaintext to a public key, without a proof. Raises as ``decryption.encrypt`` does.

    >>> from cryptokit.rng import lesson
    >>> with lesson("plain") as rng:
    ...     encrypt_plain(GROUP.times_base(42), b"meet me", context=b"case 7", rng=rng)
    <PlainBox about b'case 7', 7 bytes inside>
    """
    require_sizes(plaintext, context)
    checked, r = GROUP.decode(key, "public key"), draw_scalar(rng)
    require_real(r)
    element, data_key = encapsulate(checked, context, r)
    bare = PlainBox(Head(checked, element, context), b"")
    return replace(bare, ciphertext=lock(data_key, plaintext, bare.header()))


def partial_plain(
    share: KeyShare, public: Holders, box: PlainBox, *, agrees: Agrees, rng: Rng = system
) -> Answer:
    """Answer as one holder who asks for no proof: here the attack comes in."""
    return answers.answer(share, public, box, agrees=agrees, rng=rng)


def combine_plain(public: Holders, box: PlainBox, given: Iterable[Answer]) -> bytes:
    """Open a box with the answers of enough holders. Raises as ``decryption.combine`` does."""
    return unlock(answers.box_key(public, box, given), box)
