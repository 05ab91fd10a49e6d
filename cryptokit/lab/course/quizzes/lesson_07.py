"""The quiz at the end of lesson 07."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "A key is split over four countries, all parts needed. A server joins it to show you your "
        "chat. A court may copy memory. How many courts are needed?",
        ("four", "one", "none"),
        1,
        "The machine that serves you holds the whole key meanwhile, beside the data.",
    ),
    Question(
        "Three firms in three countries keep one part each. One of them buys the other two. What "
        "does a court that follows control have to reach?",
        ("three firms", "two firms", "one firm"),
        2,
        "One owner is one master. No machine was moved, and k_eff at L5 fell to 1.",
    ),
    Question(
        "An operator reports 'zero bytes of messages handed over'. What does that prove?",
        (
            "that it could not",
            "that nobody asked",
            "neither: it counts what was done, not what could be",
        ),
        2,
        "k_eff says what could be done. A report counts what somebody chose to do, in one period.",
    ),
    Question(
        "Who wrote to whom lies with one company in the Netherlands. The key of the messages is "
        "split over five countries. How many orders does it take to learn who wrote to whom?",
        ("one", "three", "six"),
        0,
        "It isn't under that key. Splitting the key changed nothing about it.",
    ),
)
