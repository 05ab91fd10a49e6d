"""The quiz at the end of lesson 04."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "The server carries g_a and g_b of a secret chat. What does it lack to make the key?",
        ("the prime", "one of the two exponents", "the picture"),
        1,
        "The prime is public, and the picture is a hash. An exponent never leaves its phone.",
    ),
    Question(
        "Both apps check the values that come, and show the same picture. What does that tell?",
        (
            "nobody sat between them when the chat began",
            "nobody reads along today",
            "the other phone belongs to Ben",
        ),
        0,
        "The picture is that of the first key, and it never changes, whatever happens later.",
    ),
    Question(
        "A phone is seized after a change of keys. Old packets were recorded. What stays closed?",
        ("nothing", "what was sent before the change", "what is sent right after the seizure"),
        1,
        "The old key is gone. The new one is on the phone, and serves until the next change.",
    ),
    Question(
        "Mira deletes a message on both phones. When does it come back for sure?",
        (
            "never",
            "if somebody has the relay's packets",
            "if somebody has the packet and its key, or the words",
        ),
        2,
        "A packet alone is noise. Its key may be on a phone still, or in an old backup.",
    ),
)
