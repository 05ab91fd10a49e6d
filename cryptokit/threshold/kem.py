"""Hashed ElGamal with a split key: a fresh data key for each box, and one piece of it per share.

Only the arithmetic. Who may have a piece is asked in ``answers``; what a sender must prove first,
so that nobody asks for a piece of somebody else's box in disguise, is in ``decryption``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cryptokit.errors import BadShare, Untrusted
from cryptokit.keys import DataKey, SecretScalar
from cryptokit.primitives.group import Element, combine
from cryptokit.sharing.proofs import Equality, EqualityProof, check_equal, framed, prove_equal
from cryptokit.threshold.reading import GROUP, read_element, read_equality
from cryptokit.wire import Cursor

LABEL: Final = b"cryptokit/threshold-kem/ed25519/v1"
KEY_LABEL: Final = LABEL + b"/key"
EQUAL_LABEL: Final = LABEL + b"/dleq"
KEY_SIZE: Final = 32
LONGEST_CONTEXT: Final = 2**16 - 1
"""Bytes of a context, whose length is hashed as two bytes."""


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """What one share makes of a box: the share times R, and a proof that it is that share.

    Public by itself. As many pieces as open a box are as good as its key.
    """

    index: int
    image: Element
    proof: EqualityProof

    def __repr__(self) -> str:
        return f"<Piece {self.index}>"

    def to_bytes(self) -> bytes:
        """Give the piece as 98 bytes: index, image, proof."""
        return self.index.to_bytes(2, "little") + self.image + self.proof.to_bytes()

    @classmethod
    def read(cls, cursor: Cursor, holder: str) -> Self:
        """Read a piece that ``holder`` sent.

        Raises WireError; Untrusted for an image that is no element of prime order.
        """
        index = cursor.uint(2, "index")
        image = read_element(cursor, "image", f"piece of holder {holder}")
        return cls(index, image, read_equality(cursor))


def encapsulate(key: Element, context: bytes, r: SecretScalar) -> tuple[Element, DataKey]:
    """Make R, to be sent, and the data key of a box; ``r`` is drawn for this box alone.

    >>> from cryptokit.primitives.group import draw_scalar
    >>> from cryptokit.rng import lesson
    >>> R, box_key = encapsulate(GROUP.times_base(42), b"case 7", draw_scalar(lesson("kem")))
    >>> box_key == derive(GROUP.multiply(42, R), GROUP.times_base(42), R, b"case 7")
    True

    See: Abdalla, Bellare and Rogaway, "The Oracle Diffie-Hellman Assumptions", CT-RSA 2001.
    """
    element = GROUP.times_base(r.reveal_number())
    shared = GROUP.multiply(r.reveal_number(), key)
    return element, derive(shared, key, element, context, from_lesson=r.from_lesson)


def derive(
    shared: Element, key: Element, element: Element, context: bytes, *, from_lesson: bool = False
) -> DataKey:
    """Derive the data key of a box from Z = r times the public key = the private key times R."""
    info = framed(KEY_LABEL, key, element, context)
    kdf = HKDF(algorithm=SHA512(), length=KEY_SIZE, salt=None, info=info)
    return DataKey(kdf.derive(shared), from_lesson=from_lesson)


def make_piece(index: int, share: SecretScalar, element: Element, nonce: SecretScalar) -> Piece:
    """Multiply R by a share, and prove that it was this share; the nonce is drawn afresh.

    See: Shoup and Gennaro, "Securing Threshold Cryptosystems against Chosen Ciphertext Attack",
    EUROCRYPT 1998, on proofs of equal logarithms for each answer.
    """
    value = share.reveal_number()
    image = GROUP.multiply(value, element)
    claim = _claim(index, GROUP.times_base(value), element, image)
    return Piece(index, image, prove_equal(claim, share, nonce))


def check_piece(piece: Piece, public_share: Element, element: Element, holder: str) -> None:
    """Check a piece against the public half of its share. Raises BadShare, naming the holder."""
    claim = _claim(piece.index, public_share, element, piece.image)
    try:
        GROUP.decode(piece.image, "image")
        check_equal(claim, piece.proof, f"piece of holder {holder}")
    except Untrusted:
        what = "its piece was not made from its share for this box"
        raise BadShare(what, holder=holder) from None


def decapsulate(
    key: Element,
    element: Element,
    pieces: Mapping[int, Piece],
    weights: Mapping[int, int],
    context: bytes,
) -> DataKey:
    """Give the data key from checked pieces: weights in the exponent, so no key is put together."""
    images = [pieces[index].image for index in weights]
    shared = combine(list(weights.values()), images, GROUP)
    return derive(shared, key, element, context)


def _claim(index: int, public_share: Element, element: Element, image: Element) -> Equality:
    about = (EQUAL_LABEL, index.to_bytes(2, "big"))
    return Equality(GROUP, about, GROUP.base, public_share, element, image)
