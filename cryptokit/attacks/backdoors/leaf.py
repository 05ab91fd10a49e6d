"""The field that gives a session key to an escrow, and two ways to bind it to its session.

    LEAF = E_family(unit id 4 || E_unit(session key) 10 || check 2)          16 bytes
    long = LEAF, then a tag over it, the session key, the IV and the words    32 bytes

Not here: who makes a LEAF and who opens it, which is ``clipper``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hmac import digest
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cryptokit.keys import Secret

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK: Final = 16
CHECK_SIZE: Final = 2
"""Bytes of the check: what is left of a LEAF beside a unit id and a session key. See: Blaze 1994"""
_TAG_LABEL: Final = b"cryptokit clipper tag v1"


class ChipKey(Secret):
    """A key burnt into chips: that of one unit, or that of the whole family."""

    __slots__ = ()
    size = 16


class SessionKey(Secret):
    """The key on which two people agree for one call, as long as a key of Skipjack."""

    __slots__ = ()
    size = 10


@dataclass(frozen=True, slots=True)
class Session:
    """What a LEAF must fit: both chips know it."""

    key: SessionKey
    iv: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Check:
    """How a LEAF is bound to its session.

    ``make`` takes the family key, the 14 bytes inside, and the session. ``fit`` looks at a stack
    of LEAFs, one after the other, and gives a truth value for each.
    """

    size: int
    make: Callable[[ChipKey, bytes, Session], bytes]
    fit: "Callable[[ChipKey, bytes, Session], NDArray[np.bool_]]"


def aes(key: ChipKey) -> Cipher[modes.ECB]:
    """Encrypt or decrypt single blocks under the key of a chip."""
    return Cipher(algorithms.AES(key.reveal()), modes.ECB())  # noqa: S305  # single blocks


def xor(a: bytes, b: bytes) -> bytes:
    """Add two strings of one length, bit by bit."""
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def _rows(data: bytes, width: int) -> "NDArray[np.uint8]":
    import numpy as np  # noqa: PLC0415  # the gallery must open at once

    return np.frombuffer(data, dtype=np.uint8).reshape(-1, width)


def _sum(session: Session) -> bytes:
    return digest(session.key.reveal(), session.iv, "sha256")[:CHECK_SIZE]


def _make_short(family: ChipKey, inside: bytes, session: Session) -> bytes:
    return aes(family).encryptor().update(inside + _sum(session))


def _fit_short(family: ChipKey, leafs: bytes, session: Session) -> "NDArray[np.bool_]":
    opened = _rows(aes(family).decryptor().update(leafs), BLOCK)
    right = _rows(_sum(session), CHECK_SIZE)
    fits: NDArray[np.bool_] = (opened[:, -CHECK_SIZE:] == right).all(axis=1)
    return fits


def _tag_key(family: ChipKey) -> ChipKey:
    return ChipKey(digest(family.reveal(), _TAG_LABEL, "sha256")[:BLOCK])


def _mask(session: Session) -> bytes:
    return digest(session.key.reveal(), session.iv + session.body, "sha256")[:BLOCK]


def _make_long(family: ChipKey, inside: bytes, session: Session) -> bytes:
    block = aes(family).encryptor().update(inside + bytes(CHECK_SIZE))
    return block + aes(_tag_key(family)).encryptor().update(xor(block, _mask(session)))


def _fit_long(family: ChipKey, leafs: bytes, session: Session) -> "NDArray[np.bool_]":
    rows = _rows(leafs, 2 * BLOCK)
    masked = (rows[:, :BLOCK] ^ _rows(_mask(session), BLOCK)).tobytes()
    tags = _rows(aes(_tag_key(family)).encryptor().update(masked), BLOCK)
    fits: NDArray[np.bool_] = (rows[:, BLOCK:] == tags).all(axis=1)
    return fits


SHORT: Final = Check(BLOCK, _make_short, _fit_short)
"""The check of 1993: 16 bits over session key and IV."""
LONG: Final = Check(2 * BLOCK, _make_long, _fit_long)
"""A check of 128 bits behind the LEAF, over all of it, the session key, the IV and the words."""
