"""An oblivious pseudorandom function: one side has the key, the other the input, and neither tells.

The asker hides its input behind a random blind, the holder of the key answers blindly, and the
asker takes the blind off. Not here: a proof of which key answered (``voprf``), and a public half of
the input (``poprf``). Holders of shares of a key can answer too, and ``group.combine`` joins that.
"""

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.keys import Secret, SecretScalar
from cryptokit.primitives.expand import expand_message_xmd
from cryptokit.primitives.group import ORDER, Element, draw_scalar, reduce_wide
from cryptokit.primitives.ristretto255 import RISTRETTO255, WIDE, one_way_map
from cryptokit.rng import Rng, system
from cryptokit.sharing.proofs import framed

GROUP: Final = RISTRETTO255
SUITE: Final = b"ristretto255-SHA512"
SEED_SIZE: Final = 32
"""Bytes from which a key is derived. See: RFC 9497, section 3.2.1."""
LONGEST: Final = 2**16 - 1
"""Bytes of an input, whose length is hashed as two bytes."""


class Mode(IntEnum):
    """Which protocol of the RFC is run; each hashes inputs to points of its own."""

    OPRF = 0
    VOPRF = 1
    POPRF = 2

    @property
    def context(self) -> bytes:
        """What every hash of this mode has in its tag. See: RFC 9497, section 3.1."""
        return b"OPRFV1-" + bytes([self]) + b"-" + SUITE


class OprfOutput(Secret):
    """What the function gives for one input under one key. 64 bytes.

    It prints no tag: inputs may be few, and with the key in hand 16 bits of a hash would sort them.
    """

    __slots__ = ()
    size = 64
    tagged = False


@dataclass(frozen=True, slots=True)
class Blinded:
    """What an asker keeps until the answer comes; only ``element`` is sent."""

    private: Secret
    blind: SecretScalar
    element: Element


def derive_key(seed: Secret, info: bytes, mode: Mode = Mode.OPRF) -> SecretScalar:
    """Derive the key of the function from 32 random bytes, for a purpose that ``info`` names.

    See: RFC 9497, section 3.2.1.
    """
    if len(seed) != SEED_SIZE:
        raise ValueError(f"a key is derived from {SEED_SIZE} bytes, not {len(seed)}")
    tag, start = b"DeriveKeyPair" + mode.context, seed.reveal() + framed(info)
    tries = (_to_scalar(start + bytes([counter]), tag) for counter in range(256))
    return SecretScalar.of(next(filter(None, tries)), from_lesson=seed.from_lesson)


def blind(private: Secret, mode: Mode = Mode.OPRF, *, rng: Rng = system) -> Blinded:
    """Hide an input behind a fresh blind: the asker's first step. Raises Untrusted.

    >>> from cryptokit.keys import ShareValue
    >>> from cryptokit.rng import lesson
    >>> key, guess = SecretScalar.of(42), ShareValue(b"correct horse")
    >>> asked = blind(guess, rng=lesson("oprf"))
    >>> finalize(asked, blind_evaluate(key, asked.element)) == evaluate(key, guess)
    True

    See: RFC 9497, section 3.3.1.
    """
    return blind_with(draw_scalar(rng), private, mode)


def blind_with(scalar: SecretScalar, private: Secret, mode: Mode = Mode.OPRF) -> Blinded:
    """Hide an input behind a blind that is given: for known answers. Raises Untrusted."""
    point = require_point(private, mode)
    return Blinded(private, scalar, GROUP.multiply(_nonzero(scalar, "a blind"), point))


def blind_evaluate(key: SecretScalar, element: bytes) -> Element:
    """Answer blindly, as the holder of the key: what was asked, it cannot see.

    Raises Untrusted with field ``blinded element``.

    See: RFC 9497, section 3.3.1.
    """
    checked = GROUP.decode(element, "blinded element")
    return GROUP.multiply(_nonzero(key, "a key"), checked)


def finalize(asked: Blinded, evaluated: bytes) -> OprfOutput:
    """Take the blind off an answer and hash: the asker's last step.

    Raises Untrusted with field ``evaluated element``.

    See: RFC 9497, section 3.3.1.
    """
    return output(asked.private, unblind(asked, evaluated))


def unblind(asked: Blinded, evaluated: bytes) -> Element:
    """Take the blind off an answer. Raises Untrusted with field ``evaluated element``."""
    checked = GROUP.decode(evaluated, "evaluated element")
    return GROUP.multiply(pow(_nonzero(asked.blind, "a blind"), -1, ORDER), checked)


def evaluate(key: SecretScalar, private: Secret, mode: Mode = Mode.OPRF) -> OprfOutput:
    """Compute the function with the key in hand, with nobody asked. Raises Untrusted.

    See: RFC 9497, section 3.3.1.
    """
    point = require_point(private, mode)
    return output(private, GROUP.multiply(_nonzero(key, "a key"), point))


def hash_to_group(private: Secret, mode: Mode = Mode.OPRF) -> Element:
    """Hash an input to an element of which nobody knows a logarithm.

    See: RFC 9497, section 4.1; RFC 9380, appendix B.
    """
    if len(private) > LONGEST:
        raise ValueError(f"an input has up to {LONGEST} bytes, not {len(private)}")
    tag = b"HashToGroup-" + mode.context
    return one_way_map(expand_message_xmd(private.reveal(), tag, WIDE))


def hash_to_scalar(data: bytes, mode: Mode) -> int:
    """Hash bytes to a number below the order. See: RFC 9497, section 4.1."""
    return _to_scalar(data, b"HashToScalar-" + mode.context)


def require_point(private: Secret, mode: Mode) -> Element:
    """Hash an input to the group, and refuse one on the identity, which no blind would hide.

    Raises Untrusted with field ``input``: the InvalidInputError of the RFC. Nobody knows such an
    input.
    """
    point = hash_to_group(private, mode)
    if point == GROUP.identity:
        raise Untrusted("hashes to the identity, which every key leaves as it is", field="input")
    return point


def output(private: Secret, *items: bytes) -> OprfOutput:
    """Hash an input with what its mode adds: the element without blind, and before it any info."""
    data = framed(private.reveal(), *items) + b"Finalize"
    return OprfOutput(hashlib.sha512(data).digest())


def _nonzero(scalar: SecretScalar, what: str) -> int:
    number = scalar.reveal_number()
    if number % ORDER == 0:
        raise ValueError(f"{what} is not zero")
    return number


def _to_scalar(data: bytes, tag: bytes) -> int:
    return reduce_wide(expand_message_xmd(data, tag, WIDE))
