"""The letters of lesson 10: locked to a key of many, and opened with all of it, or with answers.

What holders do is in ``holders``.
"""

from collections.abc import Iterable

from cryptokit.errors import BadShare, NotEnoughShares
from cryptokit.keys import SecretScalar
from cryptokit.rng import Lesson
from cryptokit.threshold import Box, combine, encrypt
from cryptokit.threshold.answers import Answer
from cryptokit.threshold.box import unlock
from cryptokit.threshold.kem import derive
from cryptokit.threshold.public import PublicKeys
from cryptokit.threshold.reading import GROUP


def write(public: PublicKeys, how_many: int, *, rng: Lesson) -> tuple[Box, ...]:
    """Lock letters to a public key; holders are told "letter 1", "letter 2", and so on.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.threshold import generate
    >>> write(generate(holders=3, threshold=2, rng=lesson("a")).public, 1, rng=lesson("b"))
    (<Box about b'letter 1', 21 bytes inside>,)
    """
    numbers = range(1, how_many + 1)
    with rng:
        return tuple(
            encrypt(
                public.key,
                f"What source {number:02} wrote.".encode(),
                context=f"letter {number}".encode(),
                rng=rng,
            )
            for number in numbers
        )


def open_with_key(key: SecretScalar, box: Box) -> bytes:
    """Open a box alone, as whoever has the private key. Raises CannotOpen with another key.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.scalar import join_scalar
    >>> from cryptokit.threshold import generate
    >>> made = generate(holders=3, threshold=2, rng=lesson("a"))
    >>> (letter,) = write(made.public, 1, rng=lesson("b"))
    >>> open_with_key(join_scalar(made.shares), letter)
    b'What source 01 wrote.'

    See: Abdalla, Bellare and Rogaway, "The Oracle Diffie-Hellman Assumptions", CT-RSA 2001.
    """
    shared = GROUP.multiply(key.reveal_number(), box.element)
    return unlock(derive(shared, box.public_key, box.element, box.context), box)


def opened_by(
    answers: Iterable[Answer], public: PublicKeys, letters: Iterable[Box]
) -> tuple[bytes, ...]:
    """Try the same answers on every letter, and give the contexts of those that they open."""
    given = tuple(answers)
    return tuple(one.context for one in letters if _opens(given, public, one))


def _opens(answers: tuple[Answer, ...], public: PublicKeys, letter: Box) -> bool:
    try:
        combine(public, letter, answers)
    except (BadShare, NotEnoughShares):
        return False
    return True
