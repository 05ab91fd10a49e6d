"""Powers and their precedents in words, each with dates, sources and how sure it is."""

from collections.abc import Iterator
from typing import Final

from cryptokit.lab.entry import Entry
from cryptokit.world import NOTES, Level, Power
from cryptokit.world.notes import Note
from cryptokit.world.precedents import Precedent, as_of, precedents, showing

_COUNTED: Final = frozenset(note.id for note in NOTES.values())
_NOT_COUNTED: Final = "It is not on the ladder of rungs: k_eff leaves it out."
_BESIDE: Final = "It is on no rung of the ladder: cryptokit who-can-read --power {name} adds it."
_NO_CASE: Final = (
    "Precedent: none that is public. For a defence that is a good sign, and a warning that nobody "
    "has tested it.\nSource: data/precedents.json, cases found up to {month}"
)


def of_power(note: Note) -> Entry:
    """Explain a power: what is learned, what stops it, what shows, and who used it on whom.

    >>> from cryptokit.world.notes import noted
    >>> of_power(noted("P2")).more.splitlines()[0]
    'P2. Learned: that part, which tells nothing before the threshold is reached.'
    """
    about = (
        f"{note.id}. Learned: {note.learned}.\nStopped by: {note.stopped}.\n"
        f"What a user can notice: {note.noticed or 'nothing shows by itself'}."
    )
    cases = tuple(map(_told, showing(note.id))) or (_NO_CASE.format(month=as_of()),)
    return Entry(note.name, note.sentence, "\n\n".join((about, *_standing(note), *cases)))


def _standing(note: Note) -> Iterator[str]:
    """Say that a power is on no rung, and whether an answer can count it all the same."""
    if note.id not in _COUNTED:
        yield _NOT_COUNTED
    elif Power.named(note.name) not in list(Level)[-1].powers:
        yield _BESIDE.format(name=note.name)


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
