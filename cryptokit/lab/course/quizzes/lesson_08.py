"""The quiz at the end of lesson 08."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "A writes five messages while B reads and doesn't answer. How many ratchet keys do the "
        "five show?",
        ("five", "one", "two"),
        1,
        "In a row only the chain turns. A new ratchet key waits for an answer.",
    ),
    Question(
        "A phone is taken today. What does forward secrecy say?",
        (
            "its keys don't open what was read on it before",
            "its keys don't open what comes next",
            "its keys open nothing",
        ),
        0,
        "Keys are deleted after use. What comes next is open until the chat heals.",
    ),
    Question(
        "When does a Double Ratchet not heal by itself after a theft?",
        (
            "if the thief recorded every packet",
            "if the thief carries the messages from then on",
            "if many messages were sent before",
        ),
        1,
        "Who carries messages puts a key of their own in the place of the next one.",
    ),
    Question(
        "Every message is end to end. A court wants last month's words. Where does it look?",
        (
            "on the disk of the relay",
            "at the company that runs the directory of keys",
            "where either of the two has a backup, and its key",
        ),
        2,
        "One copy with its key beside it is enough, and either of the two may have made it.",
    ),
)
