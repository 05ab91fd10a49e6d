"""The verifiable mode: a proof that answers were made with the one key that everybody was told.

Without it, a holder could use a key for each asker, and know them again by their outputs. Asking
itself is that of ``oprf``, with ``MODE`` as its mode.
"""

from collections.abc import Sequence
from typing import Final

from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import Element, draw_scalar
from cryptokit.rng import Rng, system
from cryptokit.sharing.proofs import EqualityProof
from cryptokit.threshold.batch_proof import Batch, check, prove
from cryptokit.threshold.oprf import GROUP, Blinded, Mode, OprfOutput, blind_evaluate, finalize

MODE: Final = Mode.VOPRF
Answers = tuple[tuple[Element, ...], EqualityProof]
"""What the holder of the key sends back: an element for each of the batch, and one proof."""


def public_key(key: SecretScalar) -> Element:
    """Give what everybody is told of a key: its multiple of the base point."""
    return GROUP.times_base(key.reveal_number())


def answer(key: SecretScalar, elements: Sequence[bytes], *, rng: Rng = system) -> Answers:
    """Answer a batch of blinded elements, with one proof for all.

    Raises Untrusted with field ``blinded element``.

    >>> from cryptokit.keys import ShareValue
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.threshold import oprf
    >>> key, rng, texts = SecretScalar.of(42), lesson("voprf"), [ShareValue(b"1"), ShareValue(b"2")]
    >>> asked = [oprf.blind(text, MODE, rng=rng) for text in texts]
    >>> answers = answer(key, [one.element for one in asked], rng=rng)
    >>> outputs = finalize_all(public_key(key), asked, answers)
    >>> list(outputs) == [oprf.evaluate(key, text, MODE) for text in texts]
    True

    See: RFC 9497, section 3.3.2.
    """
    return answer_with(draw_scalar(rng), key, elements)


def answer_with(nonce: SecretScalar, key: SecretScalar, elements: Sequence[bytes]) -> Answers:
    """Answer with a nonce of the proof that is given: for known answers. Raises Untrusted."""
    asked = tuple(GROUP.decode(element, "blinded element") for element in elements)
    given = tuple(blind_evaluate(key, element) for element in asked)
    return given, prove(Batch(MODE, public_key(key), asked, given), key, nonce)


def finalize_all(
    public: bytes, asked: Sequence[Blinded], answers: tuple[Sequence[bytes], EqualityProof]
) -> tuple[OprfOutput, ...]:
    """Check the proof of a batch, then take the blinds off: nothing is made of a forged answer.

    Raises Untrusted with field ``public key``, ``evaluated element`` or ``proof``.

    See: RFC 9497, section 3.3.2.
    """
    key = GROUP.decode(public, "public key")
    given = tuple(GROUP.decode(element, "evaluated element") for element in answers[0])
    check(Batch(MODE, key, tuple(one.element for one in asked), given), answers[1])
    return tuple(finalize(*pair) for pair in zip(asked, given, strict=True))
