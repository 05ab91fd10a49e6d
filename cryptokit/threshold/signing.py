"""Sign together: an Ed25519 signature by holders who never put their key together.

FROST in two rounds: each signer commits to two nonces, then answers with one number. Left out: what
goes over the wire, and how a signer forgets its nonces; each pair is for one signature.

See: RFC 9591 (FROST), 2024, ciphersuite FROST(Ed25519, SHA-512).
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.errors import BadShare, Inconsistent
from cryptokit.keys import SecretScalar
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import (
    ORDER,
    Element,
    combine,
    encode_scalar,
    hash_to_scalar,
    reduce_wide,
)
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold.public import PublicKeys
from cryptokit.threshold.reading import GROUP

_SUITE: Final = b"FROST-ED25519-SHA512-v1"
_NONCE_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class Commitment:
    """What signer ``x`` says in the first round: its two nonces, each times the base point."""

    x: int
    hiding: Element
    binding: Element


@dataclass(frozen=True, slots=True)
class Nonces:
    """What signer keeps between the rounds, for one signature only, and what it said of it."""

    hiding: SecretScalar
    binding: SecretScalar
    said: Commitment


def commit(share: ScalarShare, *, rng: Rng = system) -> Nonces:
    """Take part in the first round: draw two nonces, and commit to them."""
    hiding, binding = _nonce(share, rng), _nonce(share, rng)
    said = (GROUP.times_base(one.reveal_number()) for one in (hiding, binding))
    return Nonces(hiding, binding, Commitment(share.x, *said))


def answer(
    share: ScalarShare,
    nonces: Nonces,
    message: bytes,
    said: Collection[Commitment],
    public: PublicKeys,
) -> int:
    """Take part in the second round: give one number, in which the share is hidden by the nonces.

    Raises Inconsistent for a share of another key or epoch, or nonces of another signer.
    """
    if (share.set_id, share.epoch) != (public.set_id, public.epoch):
        raise Inconsistent("not a share of this key and epoch", holder=str(share.x))
    if nonces.said not in said:
        raise Inconsistent("its nonces are not among those of this run", holder=str(share.x))
    run = _run(message, said, public)
    own = run.factors[share.x] * nonces.binding.reveal_number()
    weighed = run.challenge * run.weights[share.x] * share.value.reveal_number()
    return (nonces.hiding.reveal_number() + own + weighed) % ORDER


def aggregate(
    message: bytes, said: Collection[Commitment], answers: Mapping[int, int], public: PublicKeys
) -> bytes:
    """Add up the answers (x -> number) to 64 bytes that any Ed25519 verifier takes.

    Each is checked first. Raises BadShare, naming a signer whose answer is missing or wrong.
    """
    run = _run(message, said, public)
    for one in said:
        if one.x not in answers:
            raise BadShare("it committed to this signature, and did not answer", holder=str(one.x))
        key_part = GROUP.multiply(run.challenge * run.weights[one.x] % ORDER, public.share(one.x))
        if GROUP.times_base(answers[one.x]) != GROUP.add(_nonce_part(one, run.factors), key_part):
            raise BadShare("its part of the signature does not fit its share", holder=str(one.x))
    return run.nonce + encode_scalar(sum(answers[one.x] for one in said) % ORDER)


def sign(
    message: bytes, shares: Collection[ScalarShare], public: PublicKeys, *, rng: Rng = system
) -> bytes:
    """Run both rounds in one process, with one object for each signer.

    >>> from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.threshold import generate
    >>> made = generate(holders=3, threshold=2, rng=lesson("sign"))
    >>> signed = sign(b"we print it", made.shares[1:], made.public, rng=lesson("sign"))
    >>> Ed25519PublicKey.from_public_bytes(made.public.key).verify(signed, b"we print it")

    See: Komlo and Goldberg, "FROST", SAC 2020; RFC 9591, section 5, 2024.
    """
    nonces = {share.x: commit(share, rng=rng) for share in shares}
    said = [one.said for one in nonces.values()]
    answers = {s.x: answer(s, nonces[s.x], message, said, public) for s in shares}
    return aggregate(message, said, answers, public)


@dataclass(frozen=True, slots=True)
class _Run:
    """What follows from a message and the commitments; every signer works it out alone."""

    nonce: Element
    factors: Mapping[int, int]
    weights: Mapping[int, int]
    challenge: int


def _run(message: bytes, said: Collection[Commitment], public: PublicKeys) -> _Run:
    ordered = sorted(said, key=lambda one: one.x)
    xs = tuple(one.x for one in ordered)
    factors = _factors(message, ordered, public)
    nonce = GROUP.identity
    for one in ordered:
        nonce = GROUP.add(nonce, _nonce_part(one, factors))
    weights = dict(zip(xs, polynomials.weights(xs, SCALARS), strict=True))
    return _Run(nonce, factors, weights, hash_to_scalar(nonce + public.key + message))


def _factors(
    message: bytes, ordered: Collection[Commitment], public: PublicKeys
) -> Mapping[int, int]:
    """Bind each signer to this message and these commitments: with others all numbers differ."""
    listed = b"".join(encode_scalar(one.x) + one.hiding + one.binding for one in ordered)
    about = public.key + _hash(b"msg", message) + _hash(b"com", listed)
    return {one.x: reduce_wide(_hash(b"rho", about + encode_scalar(one.x))) for one in ordered}


def _nonce_part(one: Commitment, factors: Mapping[int, int]) -> Element:
    return combine([1, factors[one.x]], [one.hiding, one.binding], GROUP)


def _nonce(share: ScalarShare, rng: Rng) -> SecretScalar:
    data = draw(rng, _NONCE_SIZE) + share.value.reveal()
    return SecretScalar.of(reduce_wide(_hash(b"nonce", data)), from_lesson=is_lesson(rng))


def _hash(what: bytes, data: bytes) -> bytes:
    return hashlib.sha512(_SUITE + what + data).digest()
