"""The quiz at the end of lesson 01."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "Locked messages lie in one country, and the three parts of their key in three others. All "
        "parts are needed. Courts take disks and key parts. What is k_eff?",
        ("1", "3", "4"),
        2,
        "Three parts make the key; without the locked messages a key opens nothing.",
    ),
    Question(
        "Why was one country enough once memory may be copied?",
        (
            "its court is stronger than the others",
            "the machine that serves the chat has the joined key in use",
            "the parts of the key were guessed",
        ),
        1,
        "To show you your chat, the server needs the whole key. What is in use lies in memory.",
    ),
    Question(
        "One court took one disk, and every message on it stayed locked. What did it learn?",
        ("nothing", "who wrote to whom and when, and numbers of accounts", "a part of the text"),
        1,
        "Those lay on the same disk without that lock. They never needed several orders.",
    ),
    Question(
        "Two chats are called encrypted. In which case can the company not read yours?",
        (
            "if the line to its servers is encrypted",
            "if its disks are encrypted",
            "if it has no key, and none of its machines ever gets one",
        ),
        2,
        "Ask who holds the key. On the way and at rest, a server that has the key can read.",
    ),
)
