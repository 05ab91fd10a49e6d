"""What a reader had to infer, how sure it is, and what stays in doubt. No file is read here."""

from dataclasses import dataclass

from cryptokit.certainty import Certainty


@dataclass(frozen=True, slots=True)
class Finding:
    """Something inferred: which question, the answer, how sure, and from what.

    >>> print(Finding("date order", "month first", Certainty.CERTAIN, "13 in 9/13/24 is no month"))
    date order: month first (certain: 13 in 9/13/24 is no month)
    """

    question: str
    answer: str
    certainty: Certainty
    why: str

    def __str__(self) -> str:
        return f"{self.question}: {self.answer} ({self.certainty}: {self.why})"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that can be read in two ways: its line from 1, the entry it became, and why.

    >>> print(Doubt(line=25, entry=18, why="may be pasted text"))
    line 25: may be pasted text
    """

    line: int
    entry: int
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}"
