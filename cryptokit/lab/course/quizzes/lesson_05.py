"""The quiz at the end of lesson 05."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "You hold two shares of a key that any three open. How many keys still fit?",
        ("a third of all keys", "all keys", "one key"),
        1,
        "For each key there is exactly one third share that makes it fit.",
    ),
    Question(
        "A key of 128 bits is cut in halves. You hold one half. How much is left to search?",
        ("2 to the 64", "2 to the 127", "2 to the 128"),
        0,
        "You have 64 of its bits. Two shares, where three are needed, leave all 2 to the 128.",
    ),
    Question(
        "Five friends keep one share each, and any two open it. What would a sixth share change?",
        ("it is harder to steal", "it is harder to lose and easier to steal", "nothing"),
        1,
        "Two of six is one more place to steal from, and one more that may burn.",
    ),
    Question(
        "Three shares lie in three safes of one company. Who needs to agree to open it?",
        ("three owners", "one owner", "three countries"),
        1,
        "Mathematics counts shares. It doesn't know who owns the safes.",
    ),
)
