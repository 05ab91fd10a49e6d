"""The quiz at the end of lesson 06."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "A mailbox stands in Dublin. Its keeper belongs to an American company. Who can order it, "
        "if the law follows control?",
        ("Ireland alone", "the United States alone", "either of them"),
        2,
        "The place binds the thing, and control binds the company. One tie is enough.",
    ),
    Question(
        "One company keeps data in one country and the whole key in another. Courts may order a "
        "company at its seat. What is k_eff?",
        ("1", "2", "it depends on how far apart they are"),
        0,
        "One order at the seat reaches all that the company keeps, in both places.",
    ),
    Question(
        "Two countries have no treaty. What happens to a request?",
        ("it never gets an answer", "it may be granted as a favour", "it is granted within days"),
        1,
        "That is comity. A server in Iceland was copied in 2013, some ten weeks after the request.",
    ),
    Question(
        "A key is split over four countries, and one country asks the other three. What did the "
        "split buy?",
        ("secrecy for good", "delay, and the chance that one refuses", "nothing at all"),
        1,
        "The slowest answer counts, and one refusal stops it: if the owners are four, and not one.",
    ),
)
