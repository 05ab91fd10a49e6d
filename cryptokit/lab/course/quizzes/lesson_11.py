"""The quiz at the end of lesson 11."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "A server can open no message. What does its disk still tell?",
        ("nothing", "who wrote, when, and how much", "what was written"),
        1,
        "Envelopes were enough to guess at sleep and school, and to count who answers whom.",
    ),
    Question(
        "You want more courts to be needed, and raise the threshold from 3 of 5 to 5 of 5. What "
        "do your users pay?",
        ("when one machine fails, nobody is served", "nothing", "their messages become longer"),
        0,
        "Users need the parts as courts do. Separate owners cost no availability.",
    ),
    Question(
        "A design holds its promise of 4 on every rung but one: with live memory it takes 1. What "
        "is honest?",
        (
            "to say that four orders are required",
            "to say nothing",
            "to say which rung breaks it, and that it does so every day",
        ),
        2,
        "A label that leaves out the weakest rung is the sentence of lesson 07 again.",
    ),
    Question(
        "You add a factor that lies on phones alone. Now no number of countries opens the store. "
        "What is new on the label?",
        (
            "who loses the phone loses the chat",
            "metadata are protected as well",
            "programs can't be changed any more",
        ),
        0,
        "Nobody can help then. And metadata and the program are as open to orders as before.",
    ),
)
