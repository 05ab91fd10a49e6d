"""A proof that one secret scalar leads from B to X and from R to D, which shows nothing else of it.

It is made non-interactive by a hash (Fiat and Shamir): whoever could choose the statement after the
challenge could cheat, so everything that is claimed goes into the hash. Not here: that somebody
knows x at all, which ``threshold.dkg.possession`` proves.
"""

from dataclasses import dataclass
from typing import Self

from cryptokit.errors import Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import (
    ORDER,
    SCALAR_SIZE,
    Element,
    Group,
    decode_scalar,
    encode_scalar,
    hash_to_scalar,
)


def framed(*items: bytes) -> bytes:
    """Put each item behind its length in 2 bytes, big-endian, so that no two lists look alike.

    >>> framed(b"ab", b"").hex()
    '000261620000'
    """
    return b"".join(len(item).to_bytes(2, "big") + item for item in items)


@dataclass(frozen=True, slots=True)
class EqualityProof:
    """That log_B X = log_R D, by Chaum and Pedersen: challenge and response, 64 bytes."""

    challenge: int
    response: int

    def to_bytes(self) -> bytes:
        """Give challenge, then response."""
        return encode_scalar(self.challenge) + encode_scalar(self.response)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError."""
        challenge = decode_scalar(data[:SCALAR_SIZE], "challenge")
        response = decode_scalar(data[SCALAR_SIZE:], "response", offset=SCALAR_SIZE)
        return cls(challenge, response)


@dataclass(frozen=True, slots=True)
class Equality:
    """The claim that one scalar leads from ``base`` to ``image`` and from ``base2`` to ``image2``.

    ``about`` are the items that the proof is bound to besides: a label first, then who proves.
    """

    group: Group
    about: tuple[bytes, ...]
    base: Element
    image: Element
    base2: Element
    image2: Element


def prove_equal(claim: Equality, secret: SecretScalar, nonce: SecretScalar) -> EqualityProof:
    """Prove a claim of equal logarithms. The nonce is drawn afresh, by ``group.draw_scalar``.

    >>> from cryptokit.primitives.edwards25519 import EDWARDS25519 as G
    >>> B, R, x = G.base, G.from_label(b"another base"), SecretScalar.of(42)
    >>> claim = Equality(G, (b"doctest",), B, G.times_base(42), R, G.multiply(42, R))
    >>> check_equal(claim, prove_equal(claim, x, SecretScalar.of(7)), "proof")

    See: Chaum and Pedersen, "Wallet databases with observers", CRYPTO 1992.
    """
    w = nonce.reveal_number()
    challenge = _challenge(
        claim, claim.group.multiply(w, claim.base), claim.group.multiply(w, claim.base2)
    )
    return EqualityProof(challenge, (w - challenge * secret.reveal_number()) % ORDER)


def check_equal(claim: Equality, proof: EqualityProof, field: str) -> None:
    """Check a proof of equal logarithms. Raises Untrusted, naming ``field``."""
    group, c, z = claim.group, proof.challenge, proof.response
    t1 = group.add(group.multiply(z, claim.base), group.multiply(c, claim.image))
    t2 = group.add(group.multiply(z, claim.base2), group.multiply(c, claim.image2))
    if _challenge(claim, t1, t2) != c:
        raise Untrusted("its proof of equal logarithms does not hold", field=field)


def _challenge(claim: Equality, t1: Element, t2: Element) -> int:
    label, *rest = claim.about
    items = (claim.base, claim.image, claim.base2, claim.image2, t1, t2)
    return hash_to_scalar(framed(label, *rest, *items))
