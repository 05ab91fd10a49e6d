"""One proof that the same secret number leads from each element of a list to that of another.

What the lists mean, ``voprf`` and ``poprf`` say. The proof is that of ``sharing.proofs``, over the
whole batch folded into one pair, and hashed as the RFC has it.
"""

import hashlib
from dataclasses import dataclass

from cryptokit.errors import Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import ORDER, Element, combine
from cryptokit.sharing.proofs import EqualityProof, framed
from cryptokit.threshold.oprf import GROUP, LONGEST, Mode, hash_to_scalar


@dataclass(frozen=True, slots=True)
class Batch:
    """The claim that ``image`` is k times the base point, and ``after`` k times ``before``."""

    mode: Mode
    image: Element
    before: tuple[Element, ...]
    after: tuple[Element, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.before) <= LONGEST:
            raise ValueError(f"a batch has 1 to {LONGEST} elements, not {len(self.before)}")
        if len(self.before) != len(self.after):
            what = f"{len(self.after)} answers to {len(self.before)} questions"
            raise Untrusted(what, field="evaluated element")


def prove(batch: Batch, key: SecretScalar, nonce: SecretScalar) -> EqualityProof:
    """Prove the claim. The nonce is drawn afresh: two proofs with one nonce give the key away.

    >>> B = GROUP.base
    >>> batch = Batch(Mode.VOPRF, GROUP.times_base(42), (B,), (GROUP.times_base(42),))
    >>> check(batch, prove(batch, SecretScalar.of(42), SecretScalar.of(7)))

    See: RFC 9497, section 2.2.1.
    """
    k, r = key.reveal_number(), nonce.reveal_number()
    m, z = _composites(batch)
    c = _challenge(batch, m, z, GROUP.times_base(r), GROUP.multiply(r, m))
    return EqualityProof(c, (r - c * k) % ORDER)


def check(batch: Batch, proof: EqualityProof) -> None:
    """Check a proof. Raises Untrusted with field ``proof``. See: RFC 9497, section 2.2.2."""
    m, z = _composites(batch)
    c, s = proof.challenge, proof.response
    t2 = combine([s, c], [GROUP.base, batch.image], GROUP)
    t3 = combine([s, c], [m, z], GROUP)
    if _challenge(batch, m, z, t2, t3) != c:
        raise Untrusted("the answers were not made with the key of this holder", field="proof")


def _composites(batch: Batch) -> tuple[Element, Element]:
    """Fold the lists into one pair, by weights that depend on all of both."""
    seed = hashlib.sha512(framed(batch.image, b"Seed-" + batch.mode.context)).digest()
    pairs = list(zip(batch.before, batch.after, strict=True))
    weights = [
        hash_to_scalar(
            framed(seed) + i.to_bytes(2, "big") + framed(*pair) + b"Composite", batch.mode
        )
        for i, pair in enumerate(pairs)
    ]
    return combine(weights, list(batch.before), GROUP), combine(weights, list(batch.after), GROUP)


def _challenge(batch: Batch, *elements: Element) -> int:
    return hash_to_scalar(framed(batch.image, *elements) + b"Challenge", batch.mode)
