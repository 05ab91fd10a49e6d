"""The quiz at the end of lesson 09."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "An escrow's key is split among three agencies, and any two parts join it. What does a "
        "thief of two agencies read?",
        ("two thirds of the chats", "everybody's chats", "nothing, without a warrant"),
        1,
        "It is still one key for all. The split changes how hard it is to get, not what it opens.",
    ),
    Question(
        "The Clipper chip of 1993 checks 16 bits of the field for the police. What follows?",
        (
            "whoever tries some 65,000 fields talks past the police",
            "a thief needs 16 tries",
            "the police need 65,000 tries for a call",
        ),
        0,
        "The receiving chip accepts the forged field, and the police open it to nothing.",
    ),
    Question(
        "Somebody replaces the constant Q of a firewall's generator. Who can say the next keys "
        "now?",
        ("who chose the first Q", "both", "who chose the new Q"),
        2,
        "The door goes with the constant. All tests pass as before.",
    ),
    Question(
        "A court asks for a changed program for one phone. It is signed as programs always are. "
        "Whose phone takes it?",
        (
            "that one alone: its name is on the order",
            "any phone that trusts this signer",
            "no phone: programs are encrypted",
        ),
        1,
        "A phone checks the signature, not the order. Only its number under the signature binds.",
    ),
)
