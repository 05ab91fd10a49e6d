"""The partially oblivious mode: half of the input, ``info``, is seen by both and chosen by them.

It makes one key into as many as there are infos, such as one a day. Answers come from 1 / (k + m),
so holders of shares of k cannot just add theirs up, as they can in the other modes.
"""

from collections.abc import Sequence
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.keys import Secret, SecretScalar
from cryptokit.primitives.group import ORDER, Element, draw_scalar
from cryptokit.rng import Rng, system
from cryptokit.sharing.proofs import EqualityProof, framed
from cryptokit.threshold.batch_proof import Batch, check, prove
from cryptokit.threshold.oprf import (
    GROUP,
    Blinded,
    Mode,
    OprfOutput,
    blind_evaluate,
    hash_to_scalar,
    output,
    require_point,
    unblind,
)
from cryptokit.threshold.voprf import Answers

MODE: Final = Mode.POPRF


def tweaked_key(public: bytes, info: bytes) -> Element:
    """Give the public key for one info. Raises Untrusted with field ``public key`` or ``info``."""
    m = GROUP.times_base(_number(info))
    tweaked = GROUP.add(m, GROUP.decode(public, "public key"))
    if tweaked == GROUP.identity:
        raise Untrusted("cancels the key", field="info")
    return tweaked


def answer(
    key: SecretScalar, info: bytes, elements: Sequence[bytes], *, rng: Rng = system
) -> Answers:
    """Answer a batch of blinded elements about one info, with one proof for all.

    Raises Untrusted with field ``blinded element`` or ``info``.

    >>> from cryptokit.keys import ShareValue
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.threshold import oprf, voprf
    >>> key, rng, text = SecretScalar.of(42), lesson("poprf"), ShareValue(b"one")
    >>> asked = [oprf.blind(text, MODE, rng=rng)]
    >>> answers = answer(key, b"monday", [one.element for one in asked], rng=rng)
    >>> (found,) = finalize_all(voprf.public_key(key), b"monday", asked, answers)
    >>> found == evaluate(key, b"monday", text), found == evaluate(key, b"tuesday", text)
    (True, False)

    See: RFC 9497, section 3.3.3.
    """
    return answer_with(draw_scalar(rng), key, info, elements)


def answer_with(
    nonce: SecretScalar, key: SecretScalar, info: bytes, elements: Sequence[bytes]
) -> Answers:
    """Answer with a nonce of the proof that is given: for known answers. Raises Untrusted."""
    asked = tuple(GROUP.decode(element, "blinded element") for element in elements)
    tweaked = _tweaked(key, info)
    given = tuple(blind_evaluate(_inverse(tweaked), element) for element in asked)
    image = GROUP.times_base(tweaked.reveal_number())
    return given, prove(Batch(MODE, image, given, asked), tweaked, nonce)


def finalize_all(
    public: bytes,
    info: bytes,
    asked: Sequence[Blinded],
    answers: tuple[Sequence[bytes], EqualityProof],
) -> tuple[OprfOutput, ...]:
    """Check the proof of a batch, then take the blinds off: nothing is made of a forged answer.

    Raises Untrusted with field ``public key``, ``info``, ``evaluated element`` or ``proof``.

    See: RFC 9497, section 3.3.3.
    """
    image = tweaked_key(public, info)
    given = tuple(GROUP.decode(element, "evaluated element") for element in answers[0])
    check(Batch(MODE, image, given, tuple(one.element for one in asked)), answers[1])
    pairs = zip(asked, given, strict=True)
    return tuple(output(one.private, info, unblind(one, element)) for one, element in pairs)


def evaluate(key: SecretScalar, info: bytes, private: Secret) -> OprfOutput:
    """Compute the function with the key in hand, with nobody asked. Raises Untrusted."""
    point = require_point(private, MODE)
    return output(private, info, blind_evaluate(_inverse(_tweaked(key, info)), point))


def _tweaked(key: SecretScalar, info: bytes) -> SecretScalar:
    """Give t = k + m. Raises Untrusted if it is 0: the InverseError of the RFC."""
    tweaked = _sum(key, _number(info))
    if tweaked == SecretScalar.of(0):
        raise Untrusted("cancels the key", field="info")
    return tweaked


def _sum(key: SecretScalar, number: int) -> SecretScalar:
    return SecretScalar.of((key.reveal_number() + number) % ORDER, from_lesson=key.from_lesson)


def _inverse(scalar: SecretScalar) -> SecretScalar:
    return SecretScalar.of(pow(scalar.reveal_number(), -1, ORDER), from_lesson=scalar.from_lesson)


def _number(info: bytes) -> int:
    return hash_to_scalar(b"Info" + framed(info), MODE)
