"""The quiz at the end of lesson 10."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "Three of five holders helped to open one letter. What has the reader besides the letter?",
        ("the private key", "a key for all letters of that day", "nothing for any other letter"),
        2,
        "An answer is a share times the R of that letter. It fits no other R.",
    ),
    Question(
        "A thief has one share from before a refresh and two from after it; three are needed. "
        "What does he learn of the key?",
        ("all of it", "two thirds of it", "nothing"),
        2,
        "The old share lies on another curve. Two shares of one curve leave every key possible.",
    ),
    Question(
        "A holder sends a wrong answer, to make sure that a letter stays closed. What comes of it?",
        (
            "a wrong text, and nobody knows why",
            "its name is known, and another holder is asked",
            "the letter can never be opened again",
        ),
        1,
        "Each answer has a proof that is checked against the holder's public share.",
    ),
    Question(
        "Five companies of one group keep one share each, in five countries; any three suffice. "
        "What must a court do that can order groups?",
        ("send three orders abroad", "send one order to the group", "give up"),
        1,
        "Holders count, not countries. Under one owner the five are one holder.",
    ),
)
