"""Open a box together: the holders of a key each answer, and the key is never put together.

The sender proves that it knows r of its own box, and holders check that before they answer; so
nobody gets a foreign box opened in disguise. ``plain`` shows what happens without.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Self

from cryptokit.keys import require_real
from cryptokit.primitives.group import Element, draw_scalar
from cryptokit.rng import Rng, system
from cryptokit.sharing.proofs import Equality, EqualityProof, check_equal, prove_equal
from cryptokit.threshold import answers
from cryptokit.threshold.answers import Agrees, Answer, KeyShare
from cryptokit.threshold.box import Head, Locked, lock, require_sizes, unlock
from cryptokit.threshold.kem import LABEL, encapsulate
from cryptokit.threshold.public import Holders
from cryptokit.threshold.reading import GROUP, read_element, read_equality
from cryptokit.wire import Cursor

SENDER_LABEL: Final = LABEL + b"/sender"
SECOND_BASE: Final = GROUP.from_label(LABEL + b"/second base")
"""An element of which nobody knows the logarithm: r times it goes into the sender's proof."""


@dataclass(frozen=True, slots=True, repr=False)
class Box(Locked):
    """A ciphertext for the holders of one key together. Its context stands there in the clear.

    The head names the key, R and the context; ``second`` is r times a second base, and ``proof``
    says that the r is the same, and that whoever knew it made this very box.
    """

    second: Element
    proof: EqualityProof
    magic: ClassVar[bytes] = b"CKtb"

    def header(self) -> bytes:
        """Give what the ciphertext is bound to: all but the proof, which is about it."""
        return self.head.to_bytes(self.magic) + self.second

    def to_bytes(self) -> bytes:
        """Give the box as bytes: head, second element, proof, ciphertext."""
        return self.header() + self.proof.to_bytes() + self.ciphertext

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError, and Untrusted for a bad element."""
        return cls.read(Cursor(data))

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a box, to the end of the cursor, which keeps the spans of its fields."""
        head = Head.read(cursor, cls.magic)
        second, proof = read_element(cursor, "second element"), read_equality(cursor)
        return cls(head, cursor.rest("ciphertext"), second, proof)


def encrypt(key: Element, plaintext: bytes, *, context: bytes, rng: Rng = system) -> Box:
    """Lock a plaintext to a public key; the context says to the holders what it is about.

    Raises Untrusted for a key that is no element of prime order, and ToyOnly for the randomness
    of a lesson, unless inside ``with lesson(seed):``.

    >>> from cryptokit.primitives.group import draw_scalar
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing import feldman
    >>> from cryptokit.threshold.public import from_dealing
    >>> with lesson("threshold") as rng:
    ...     dealt = feldman.deal(draw_scalar(rng), threshold=2, shares=3, rng=rng)
    ...     public = from_dealing(dealt)
    ...     box = encrypt(public.key, b"meet me at nine", context=b"case 7", rng=rng)
    ...     first, _, third = (
    ...         partial(share, public, box, agrees=lambda context: context == b"case 7", rng=rng)
    ...         for share in dealt.shares
    ...     )
    >>> box, combine(public, box, [third, first])
    (<Box about b'case 7', 15 bytes inside>, b'meet me at nine')

    See: Shoup and Gennaro, "Securing Threshold Cryptosystems against Chosen Ciphertext Attack",
    EUROCRYPT 1998, scheme TDH2.
    """
    require_sizes(plaintext, context)
    checked, r = GROUP.decode(key, "public key"), draw_scalar(rng)
    require_real(r)
    element, data_key = encapsulate(checked, context, r)
    second = GROUP.multiply(r.reveal_number(), SECOND_BASE)
    bare = Box(Head(checked, element, context), b"", second, EqualityProof(0, 0))
    box = replace(bare, ciphertext=lock(data_key, plaintext, bare.header()))
    return replace(box, proof=prove_equal(_claim(box), r, draw_scalar(rng)))


def check_sender(box: Box) -> None:
    """Check that whoever made this box knew its r. Raises Untrusted.

    Without it, a box with R' = 2 R and a harmless context would get the answers for R, doubled.
    """
    GROUP.decode(box.element, "R")
    GROUP.decode(box.second, "second element")
    check_equal(_claim(box), box.proof, "sender's proof")


def partial(
    share: KeyShare, public: Holders, box: Box, *, agrees: Agrees, rng: Rng = system
) -> Answer:
    """Answer as one holder: check the sender's proof, ask ``agrees``, then help or refuse.

    Raises Untrusted for a box that was made to another key or by nobody who knew its r;
    Inconsistent for a share of another key or epoch.
    """
    check_sender(box)
    return answers.answer(share, public, box, agrees=agrees, rng=rng)


def combine(public: Holders, box: Box, given: Iterable[Answer]) -> bytes:
    """Open a box with the answers of enough holders. Refusals count as absent.

    Raises BadShare or Inconsistent, naming the holder of a bad answer; NotEnoughShares; Untrusted
    for the sender's proof; CannotOpen for a box whose own sender made it wrong.
    """
    check_sender(box)
    return unlock(answers.box_key(public, box, given), box)


def _claim(box: Box) -> Equality:
    # The ciphertext is in the claim: with another one the same R would be a new question, and the
    # answers to it would open the old box.
    about = hashlib.sha512(box.header() + box.ciphertext).digest()
    return Equality(GROUP, (SENDER_LABEL, about), GROUP.base, box.element, SECOND_BASE, box.second)
