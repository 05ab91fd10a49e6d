"""How sure a reader is of something that a file does not say. Exports and shares both need it."""

from enum import StrEnum


class Certainty(StrEnum):
    """How sure a reader is: ``GIVEN`` means that a person said so."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESSED = "guessed"
    GIVEN = "given"
