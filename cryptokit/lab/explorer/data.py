"""The data of the explorer as plain values, in the form of ``schema.json``: words, then subjects.

All answers are worked out here, by ``world``; the page looks them up. Not here: the page.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer import phrases
from cryptokit.lab.explorer.examples import EXAMPLES
from cryptokit.lab.explorer.legend import LINES, general, of_facts, short_names
from cryptokit.lab.explorer.scenery import KEPT, scenery
from cryptokit.lab.explorer.states import CHOICES, LADDER, NAMES, places, rung_name
from cryptokit.lab.explorer.subjects import Subject
from cryptokit.lab.explorer.telling import answers
from cryptokit.lab.printing import printable
from cryptokit.lab.tables import added
from cryptokit.lab.widgets import board_phrases as alike
from cryptokit.lab.widgets.board_drawing import SERVES
from cryptokit.world import NOTES, Level, adds

FORMAT: Final = "cryptokit explorer 3"
DISCLAIMER: Final = (
    "Teaching code: not for protecting people, not legal advice. Where machines, companies and "
    "people are is an example: nobody outside knows."
)
MARKS: Final = (
    "Tick a country, and its courts serve orders. ✓ is brought by them; ✗ is missing, and could "
    "come from there."
)
NOTHING_BESIDE: Final = "Nothing more than the rung."
ALL_BESIDE: Final = "All of the powers above at once."


def data(subjects: Iterable[Subject]) -> dict[str, Any]:
    """Give all that the page shows.

    >>> from cryptokit.lab.explorer.subjects import subject
    >>> made = data([subject("A1")])
    >>> made["format"], [one["id"] for one in made["subjects"]]
    ('cryptokit explorer 3', ['A1'])
    """
    return {"format": FORMAT, "words": words(), "subjects": [explored(one) for one in subjects]}


def words() -> dict[str, Any]:
    """Give the words that are the same for every subject."""
    return {
        "disclaimer": DISCLAIMER,
        "examples": [{"says": one.says, "more": one.more, "link": one.link} for one in EXAMPLES],
        "rungs": [_rung(one) for one in LADDER],
        "beside": [_choice(at) for at in range(len(CHOICES))],
        "goals": [_goal(one) for one in alike.GOALS],
        "boxes": [alike.ANSWER, alike.K_EFF, alike.PROMISED],
        "answers": [alike.ANSWERS[False], alike.ANSWERS[True]],
        "none": alike.NO_NUMBER,
        "orders": phrases.ORDERS,
        "power": phrases.POWER,
        "marks": MARKS,
        "kept": KEPT,
        "serves": [SERVES[False], SERVES[True]],
        "legend": general(),
    }


def explored(subject: Subject, *, wanted: Sequence[int] = tuple(places())) -> dict[str, Any]:
    """Give one subject: what it is, its map, what was promised, and the answers to all questions.

    >>> from cryptokit.lab.explorer.subjects import subject
    >>> made = explored(subject("A4"))
    >>> made["promise"]["countries"], sorted(made["answers"]["goals"])
    ('4 countries', ['future', 'past'])
    """
    countries, told = scenery(subject), answers(subject, wanted=wanted)
    machines = [machine["says"] for there in countries for machine in there["machines"]]
    return {
        "id": subject.id,
        "group": subject.group,
        "title": printable(subject.title),
        "about": _sentence(subject.world.about),
        "promise": _promise(subject),
        "countries": countries,
        "legend": of_facts(subject, [*machines, *told["lines"]]),
        "short": short_names(subject),
        "answers": told,
    }


def _sentence(about: str) -> str:
    """Begin with a capital letter, and end with a stop and a space."""
    said = printable(about)
    return f"{alike.capital(said)}. " if said else ""


def _promise(subject: Subject) -> dict[str, str]:
    promise = subject.promise
    return {
        "countries": alike.promised(promise),
        "says": alike.promise_words(promise, subject.like),
        "text": "" if promise is None else printable(promise.text),
        "source": "" if promise is None else printable(promise.source),
    }


def _rung(level: Level) -> dict[str, Any]:
    from_here = sorted(adds(level), key=list(NOTES).index)
    return {
        "id": level.value[:2],
        "name": rung_name(level),
        "line": LINES[level],
        "says": [NOTES[one].sentence for one in from_here],
    }


def _choice(at: int) -> dict[str, Any]:
    notes = [NOTES[one] for one in NOTES if one in CHOICES[at]]
    one = notes[0] if len(notes) == 1 else None
    return {
        "id": NAMES[at],
        "name": one.title if one else "all of these" if notes else "nothing",
        "says": one.sentence if one else ALL_BESIDE if notes else NOTHING_BESIDE,
        "said": " ".join(added(CHOICES[at])),
        "place": alike.with_powers(CHOICES[at]),
        "headlines": phrases.powers_in_headlines(CHOICES[at]),
    }


def _goal(goal: Fact) -> dict[str, Any]:
    """Give a question, its words, and the headlines that answer it."""
    return {
        "id": goal,
        "name": alike.capital(alike.GOALS[goal]),
        "headlines": phrases.headlines(goal),
    }
