"""Powers and their precedents in words, each with dates, sources and how sure it is."""

from typing import Final

from cryptokit.lab.entry import Entry
from cryptokit.world import NOTES
from cryptokit.world.notes import Note
from cryptokit.world.precedents import Precedent, as_of, precedents, showing

_COUNTED: Final = frozenset(note.id for note in NOTES.values())
_NOT_COUNTED: Final = "It is not on the ladder of rungs: k_eff leaves it out."
_NO_CASE: Final = (
    "Precedent: none that is public. For a defence that is a good sign, and a warning that nobody "
    "has tested it.\nSource: data/precedents.json, cases found up to {month}"
)


def of_power(note: Note) -> Entry:
    """Explain a power: what is learned, what stops it, and who used it on whom.

    >>> from cryptokit.world.notes import noted
    >>> of_power(noted("P2")).more.splitlines()[0]
    'P2. Learned: that part, which tells nothing before the threshold is reached.'
    """
    about = f"{note.id}. Learned: {note.learned}.\nStopped by: {note.stopped}."
    ladder = () if note.id in _COUNTED else (_NOT_COUNTED,)
    cases = tuple(map(_told, showing(note.id))) or (_NO_CASE.format(month=as_of()),)
    return Entry(note.name, note.sentence, "\n\n".join((about, *ladder, *cases)))


def of_all_cases() -> Entry:
    """List all cases by date, with the powers that they show."""
    lines = (
        f"{one.dates}: {one.title} ({', '.join((*one.shows, one.standing))})"
        for one in precedents()
    )
    more = "\n".join((*lines, "", "Source: named under each power: cryptokit explain P3."))
    return Entry("precedents", "Which powers were used on whom, and how sure that is.", more)


def _told(case: Precedent) -> str:
    heading = f"Precedent: {case.title}, {case.dates}. {case.told}"
    return f"{heading}\nSource: {'; '.join(case.sources)} ({case.standing.sentence})"
