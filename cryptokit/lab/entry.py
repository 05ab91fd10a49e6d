"""What an explanation is: a term, a sentence, and the rest. Which there are: in ``glossary``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """An explained term: one sentence, and the rest."""

    term: str
    sentence: str
    more: str
