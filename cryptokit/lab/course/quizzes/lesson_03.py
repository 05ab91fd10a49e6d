"""The quiz at the end of lesson 03."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "Somebody recorded all packets between Mira's phone and the server. Whose key opens them?",
        ("only Mira's phone's", "Mira's phone's or the server's", "only Ben's phone's"),
        1,
        "Phone and server share one key. Ben's phone has another one, for its own line.",
    ),
    Question(
        "One bit of a packet changes on the way. What notices it?",
        ("IGE, while it decrypts", "the key id", "msg_key, after decrypting"),
        2,
        "IGE gives some bytes for any packet. The hash over all of them then does not fit.",
    ),
    Question(
        "Mira sets a second password. Against whom does it protect her cloud chats?",
        ("who gets her login code", "who runs the server", "both"),
        0,
        "It stands at the door. The server shows the chats to whom it likes.",
    ),
    Question(
        "The source of an app is public, and you built it yourself. What do you know?",
        ("what your phone does", "what the server does", "both"),
        0,
        "Two servers sent the same packets, and one of them kept a copy.",
    ),
)
