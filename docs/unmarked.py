"""Sentences and rows of a table that hold a strong word and need no mark, and why.

A sentence is named by how it begins, a row by its first cells. `tests/docs/test_claims.py` says
which words are strong, and that no exception outlives its sentence.
"""

from collections.abc import Mapping
from typing import Final

POINTS: Final = "says where something is, or how to do it"
SAYS_WHAT_IT_IS: Final = "says what this project is, or is not"
UNKNOWN: Final = "says that something is not known, so nothing could show it"
THOUGHT: Final = "an opinion, or what follows from the marked sentence before it"
HEADING: Final = "names what comes"
LEFT_OUT: Final = (
    "says what the model leaves out or takes for granted, so nothing runs that could show it"
)
BY_REASON: Final[Mapping[str, tuple[str, ...]]] = {
    POINTS: (
        "Put a real chat export into a domestic network",
        "What is read, and how sure that is",
        "`cryptokit world FILE`: `k_eff` and the smallest sets",
        "Which channel a request takes on a day",
        "Please open an issue that names the sentence",
        "The whole way of such a message, to the disk and into a court",
        "Unfold a field to read what it is",
        "Which state opens which message",
        "The same words in a Telegram secret chat.",
        "`cryptokit demo seizure` shows it",
        "The glossary has each with what it learns",
        "This page says which is which",
        "Four kinds of pages, each for another need",
        "have an hour | The first hour",
        "You put a chat into messengers, serve orders",
        "Your own chat, through the same experiment",
        "The built site holds JupyterLab for the browser",
        "to open the notebooks | no, but a web server",
        "`cryptokit.testing` has laws for code",
        "It takes its luck from `rng`",
        "State what must hold for every world",
        "Break it on purpose.",
        "Change one line of the code under test",
        "State the law before the example.",
        "Other laws: `reads_what_was_written`",
        "If yours is only storage and a split key",
        "If none of the schemes fits, add an opener",
        "You have a system on paper",
        "Write a rule only for what somebody could do",
        "`cryptokit chat FILE` says what it found",
        "If you write a reader of your own",
        "Telegram Desktop | Export chat history",
        "other formats are for secrets that fit in memory",
        "`cryptokit.testing` holds your own code",
        "Without `laws` all are tried",
        "Students in their second year",
        "People who judge such systems",
        "205 minutes of lessons",
        "Read its page, run its notebook with answers",
        "Running it: for 30 people and for 300",
        "Read the page of the lesson, and run the notebook",
        "makes `.venv`, installs JupyterLab",
        "Hand out what lies in its folder `student`",
        "Grade as a user who owns nothing else.",
        "Copy the course folder, give the copy to that user",
        "One copy for each student",
        "Read what got full points.",
        "35 to 50 | the exercise of the kind court order",
        "12 | 11 | the world, its predicted `k_eff`",
    ),
    SAYS_WHAT_IT_IS: (
        "It is not a secure messenger",
        "The world model flattens law",
        "Do not protect people, money or secrets with it.",
        "It cannot judge a real country, company or case.",
        "nothing here says what happens to it then.",
        "It is not anonymity.",
        "There is no link that opens a notebook",
        "Grades are the business of nbgrader and Otter",
    ),
    UNKNOWN: (
        "Where servers and key parts stand is an example",
        "Nobody outside knows where parts of a real operator's keys lie.",
        "Nobody outside can check that the parts exist",
        "What neither can see is what both were never told",
        "Nobody outside knows that, so every place",
        "Telegram's cloud at rest | | invented",
        "This is the map of one cloud; the places are an example",
        "The whole in a real tab was not tried",
        "In the exports of WhatsApp that we know nothing is escaped.",
        "That is no promise about what comes",
    ),
    THOUGHT: (
        "That's why an order on the server is worth serving.",
        "It can't be tested, and a promise that nobody can test",
        "If it claimed a key that isn't there",
        "You know what `k_eff` is, why a place is not an owner",
        "A law that never failed tells nothing.",
        '"They would never" is no rule.',
        "Nothing has to be compiled where pip finds wheels.",
    ),
    HEADING: (
        "Who can read which part.",
        "Courts help one another.",
        "`k_eff` counts who must order.",
        "The other claim of 2017 was",
        "Two engines answer who can read a message.",
        "Beside the ladder stand powers",
        "Law.",
        "Time, in `k_eff`.",
        "Then you split a key, take the split apart",
        "Guess first: courts may take disks",
        "Suppose the key is never put together",
        "Open.",
        "00 | Bytes, keys, and who holds them",
        "01 | Who can read this?",
        "04 | The secret chat",
        "07 | k_eff: where the claim holds",
        "09 | A backdoor for one",
        "10 | The key that nobody holds",
        "morning | 00, 01, 05",
        "afternoon | 06, 07",
    ),
    LEFT_OUT: (
        "In the seizure experiment on cloud chats",
        "Sharing of short secrets looks bytes up in tables",
        "The register's duties are a few dates",
        "Grounds, refusals, appeals",
        "The engine says what an order would bring, never",
        "A backup that is in no world",
        "Rules never guess keys.",
        "All companies do what they are made to do",
        "Intelligence services that share without an order",
        "Whether a court may, whether it is refused",
    ),
}
ALLOWED: Final[Mapping[str, str]] = {
    start: reason for reason, starts in BY_REASON.items() for start in starts
}
"""How they begin, each with its reason."""
