"""A key that is used and never joined: a holder's part of it, and boxes locked to it, as states.

Here is what lies in files, and what whoever has enough of it can open. How such a key is made, and
how its holders answer one another, is in ``threshold``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from cryptokit.errors import Inconsistent, WireError
from cryptokit.evidence import image
from cryptokit.evidence.rows import Row, State
from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import Element
from cryptokit.rng import Rng, system
from cryptokit.sharing import feldman
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold.decryption import Box, combine, encrypt, partial
from cryptokit.threshold.public import PublicKeys
from cryptokit.threshold.reading import numbered, read_number, read_scalar, read_start, start
from cryptokit.wire import Cursor

KEY_PART: Final = "cryptokit-key-part-1"
"""One holder's part of a joint key."""
BOX: Final = "cryptokit-box-1"
"""Rows that are locked to a joint key."""
MAGIC: Final = b"CKtk"
LONGEST: Final = 1 << 14
"""Bytes of a key part, some 500 commitments: to check each takes time, and a forger has plenty."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyPart:
    """What one holder keeps of a joint key: its share, and the public halves of all shares.

    Raises Inconsistent for a share that the public halves do not name: it is forged, or they are.
    """

    share: ScalarShare
    public: PublicKeys

    def __post_init__(self) -> None:
        _require_own(self.share, self.public)

    def __repr__(self) -> str:
        return f"<KeyPart {self.x} of {self.public!r}>"

    @property
    def x(self) -> int:
        """The number of the holder."""
        return self.share.x

    @property
    def needed(self) -> int:
        """How many holders are needed."""
        return self.public.threshold

    @property
    def key(self) -> Element:
        """The public key, to which boxes are made."""
        return self.public.key

    @property
    def epoch(self) -> int:
        """How often the parts were refreshed."""
        return self.public.epoch

    @property
    def family(self) -> bytes:
        """What parts that can be used together have in common."""
        return self.public.to_bytes()

    def to_bytes(self) -> bytes:
        """Give x, the share in the clear, and the public keys as bytes."""
        return start(MAGIC) + numbered(self.x) + self.share.value.reveal() + self.family

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote.

        Raises WireError; Untrusted for a bad element; Inconsistent for a share that does not fit.
        """
        cursor = Cursor(data)
        read_start(cursor, MAGIC)
        if len(data) > LONGEST:
            raise WireError("longer than any part of a key", offset=LONGEST, field="part")
        x, value = read_number(cursor, "x"), SecretScalar.of(read_scalar(cursor, "share"))
        public = PublicKeys.read(cursor)
        cursor.finish()
        share = ScalarShare(
            set_id=public.set_id, threshold=public.threshold, x=x, value=value, epoch=public.epoch
        )
        return cls(share, public)

    def to_state(self) -> State:
        """Give the part as it lies in a file."""
        return State(KEY_PART, self.to_bytes())


def box_of(rows: Sequence[Row], key: Element, *, context: bytes, rng: Rng = system) -> Box:
    """Lock rows to a joint key. Raises ToyOnly as ``threshold.decryption.encrypt`` does."""
    return encrypt(key, image.encode(rows), context=context, rng=rng)


def state_of(box: Box) -> State:
    """Give a box as it lies in a file."""
    return State(BOX, box.to_bytes())


def opened(box: Box, parts: Sequence[KeyPart], *, rng: Rng = system) -> tuple[Row, ...]:
    """Open a box as its holders would: each part gives an answer, and these combine.

    The key itself is not put together here either. Raises NotEnoughShares; Untrusted and CannotOpen
    for a box that its own sender made wrong; WireError if no rows are in it.

    >>> from cryptokit.evidence.rows import Plaintext
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.threshold import generate
    >>> with lesson("together") as rng:
    ...     made = generate(holders=3, threshold=2, rng=rng)
    ...     box = box_of([Plaintext(1, 0, "Alice", "hi")], made.public.key, context=b"", rng=rng)
    >>> parts = [KeyPart(share, made.public) for share in made.shares]
    >>> opened(box, parts[1:])[0].text
    'hi'

    See: Shoup and Gennaro, "Securing Threshold Cryptosystems against Chosen Ciphertext Attack",
    EUROCRYPT 1998, scheme TDH2.
    """
    answers = [partial(one.share, one.public, box, agrees=_consents, rng=rng) for one in parts]
    return image.decode(combine(parts[0].public, box, answers))


def _consents(_context: bytes) -> bool:
    # A holder may refuse; its share, once seized, cannot.
    return True


def _require_own(share: ScalarShare, public: PublicKeys) -> None:
    same = (share.set_id, share.threshold, share.epoch)
    if same != (public.set_id, public.threshold, public.epoch) or share.x not in public.xs:
        raise Inconsistent("not a share of this key", holder=str(share.x))
    feldman.check(share, public.commitments)
