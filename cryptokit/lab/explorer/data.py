"""The data of the explorer as plain values, in the form of ``schema.json``: words, then subjects.

All answers are worked out here, by ``world``; the page looks them up. Not here: the page.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer.scenery import scenery
from cryptokit.lab.explorer.states import CHOICES, LADDER, NAMES, places
from cryptokit.lab.explorer.subjects import Subject
from cryptokit.lab.explorer.telling import GOALS, answers
from cryptokit.lab.printing import printable
from cryptokit.lab.tables import added, rung
from cryptokit.lab.widgets import board_words
from cryptokit.lab.widgets.board_drawing import MARKS, SERVES
from cryptokit.lab.widgets.board_frame import BoardFrame
from cryptokit.world import NOTES, Addition, Explanation, Level, adds

FORMAT: Final = "cryptokit explorer 1"
ORDERS: Final = "{orders}"
"""Stands in a headline for the countries that serve orders."""
DISCLAIMER: Final = (
    "Teaching code: not for protecting people, not legal advice. Where machines, companies and "
    "people are is an example: nobody outside knows."
)
QUESTIONS: Final = {
    "past": "What was sent before the orders",
    "future": "What is sent after the orders",
    "meta": "Who wrote to whom, and when",
}


def data(subjects: Iterable[Subject]) -> dict[str, Any]:
    """Give all that the page shows.

    >>> from cryptokit.lab.explorer.subjects import subject
    >>> made = data([subject("A1")])
    >>> made["format"], [one["id"] for one in made["subjects"]]
    ('cryptokit explorer 1', ['A1'])
    """
    return {"format": FORMAT, "words": words(), "subjects": [explored(one) for one in subjects]}


def words() -> dict[str, Any]:
    """Give the words that are the same for every subject."""
    return {
        "disclaimer": DISCLAIMER,
        "rungs": [_rung(one) for one in LADDER],
        "beside": [_choice(at) for at in range(len(CHOICES))],
        "goals": [_goal(one) for one in GOALS],
        "boxes": [board_words.ANSWER, board_words.K_EFF, board_words.PROMISED],
        "answers": [board_words.ANSWERS[False], board_words.ANSWERS[True]],
        "none": board_words.number(None),
        "orders": ORDERS,
        "marks": MARKS,
        "serves": [SERVES[False], SERVES[True]],
    }


def explored(subject: Subject, *, wanted: Sequence[int] = tuple(places())) -> dict[str, Any]:
    """Give one subject: what it is, its map, what was promised, and the answers to all questions.

    >>> from cryptokit.lab.explorer.subjects import subject
    >>> made = explored(subject("A4"))
    >>> made["promise"]["countries"], sorted(made["answers"]["goals"])
    ('4', ['future', 'past'])
    """
    return {
        "id": subject.id,
        "group": subject.group,
        "title": printable(subject.title),
        "about": _sentence(subject.world.about),
        "promise": _promise(subject),
        "countries": scenery(subject.world),
        "answers": answers(subject, wanted=wanted),
    }


def _sentence(about: str) -> str:
    """Begin with a capital letter, and end with a stop and a space."""
    said = printable(about)
    return f"{said[:1].upper()}{said[1:]}. " if said else ""


def _promise(subject: Subject) -> dict[str, str]:
    promise = subject.promise
    made = _frame("past", LADDER[0], (), reached=False, subject=subject)
    said = board_words.promise_words(made)
    whose = f' What "{subject.like}" promises, which is built like this.' if subject.like else ""
    return {
        "countries": board_words.promised(promise),
        "says": f"{said}{whose}",
        "text": "" if promise is None else printable(promise.text),
        "source": "" if promise is None else printable(promise.source),
    }


def _rung(level: Level) -> dict[str, Any]:
    from_here = sorted(adds(level), key=list(NOTES).index)
    return {
        "id": level.value[:2],
        "name": rung(level),
        "says": [NOTES[one].sentence for one in from_here],
    }


def _choice(at: int) -> dict[str, Any]:
    notes = [NOTES[one] for one in NOTES if one in CHOICES[at]]
    one = notes[0] if len(notes) == 1 else None
    return {
        "id": NAMES[at],
        "name": one.title if one else "all of these" if notes else "nothing",
        "says": one.sentence if one else "",
        "said": " ".join(added(CHOICES[at])),
    }


def _goal(goal: Fact) -> dict[str, Any]:
    """Give a question, and its headlines: for no and yes, for each rung; and without any order."""
    return {
        "id": goal,
        "name": QUESTIONS[goal],
        "means": board_words.GOALS[goal],
        "headlines": [
            [
                board_words.headline(_frame(goal, level, (ORDERS,), reached=reached))
                for level in LADDER
            ]
            for reached in (False, True)
        ],
        "without": [
            board_words.headline(_frame(goal, LADDER[0], (), reached=reached))
            for reached in (False, True)
        ],
    }


def _frame(
    goal: Fact,
    level: Level,
    served: tuple[str, ...],
    *,
    reached: bool,
    subject: Subject | None = None,
) -> BoardFrame:
    """Make a frame of the order board, to ask for its words."""
    made = Explanation(goal, served, (), (), () if reached else ((Addition(goal, ()),),))
    title, promise = (subject.title, subject.promise) if subject else ("", None)
    return BoardFrame(title, level, (), made, (), (), promise)
