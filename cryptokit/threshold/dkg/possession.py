"""A proof that a party knows the number behind its public value: Schnorr's, bound to its name.

Without it, the last party could publish a value that cancels all the others, and so choose the key.
The challenge names no session, as the published test values leave it out.
"""

from dataclasses import dataclass
from typing import Final, Self

from cryptokit.errors import Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import ORDER, Element, encode_scalar, hash_to_scalar
from cryptokit.threshold.reading import GROUP, read_element, read_scalar
from cryptokit.wire import Cursor

CONTEXT: Final = b"FROST-ED25519-SHA512-v1"
"""See: RFC 9591, section 6.1."""
TAG: Final = b"dkg"


@dataclass(frozen=True, slots=True, repr=False)
class Possession:
    """A commitment R to a nonce, and the response: 64 bytes."""

    element: Element
    response: int

    def __repr__(self) -> str:
        return f"<Possession {self.element[:4].hex()}>"

    def to_bytes(self) -> bytes:
        """Give R, then the response."""
        return self.element + encode_scalar(self.response)

    @classmethod
    def read(cls, cursor: Cursor, party: int) -> Self:
        """Read a proof of this party. Raises WireError, and Untrusted for a bad element."""
        element = read_element(cursor, "R", f"R of party {party}")
        return cls(element, read_scalar(cursor, "response"))


def prove(party: int, secret: SecretScalar, nonce: SecretScalar) -> Possession:
    """Prove that this party knows the secret of its public value; the nonce is drawn afresh.

    >>> check(3, GROUP.times_base(42), prove(3, SecretScalar.of(42), SecretScalar.of(7)))

    See: Komlo and Goldberg, "FROST: Flexible Round-Optimized Schnorr Threshold Signatures",
    SAC 2020, figure 1.
    """
    value, k = secret.reveal_number(), nonce.reveal_number()
    element = GROUP.times_base(k)
    c = _challenge(party, GROUP.times_base(value), element)
    return Possession(element, (k + c * value) % ORDER)


def check(party: int, public: Element, proof: Possession) -> None:
    """Check a proof of this party about its public value. Raises Untrusted, naming the party."""
    GROUP.decode(proof.element, f"R of party {party}")
    c = _challenge(party, public, proof.element)
    if GROUP.times_base(proof.response) != GROUP.add(proof.element, GROUP.multiply(c, public)):
        what = "does not hold for this party and this commitment"
        raise Untrusted(what, field=f"proof of possession of party {party}")


def _challenge(party: int, public: Element, element: Element) -> int:
    return hash_to_scalar(CONTEXT + TAG + encode_scalar(party) + public + element)
