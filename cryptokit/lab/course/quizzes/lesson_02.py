"""The quiz at the end of lesson 02."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "Counter mode, no MAC. Mallory flips one bit of a packet. The receiver",
        ("sees an error", "reads noise", "reads words with one bit flipped"),
        2,
        "Each bit of the packet decides about the same bit of the words, and no other one.",
    ),
    Question(
        "Ben shows a judge a message with a correct MAC, and the key. What does it prove?",
        ("Ann wrote it", "Ann or Ben wrote it", "nobody can have changed it, so it's Ann's"),
        1,
        "Whoever can check a MAC can make one. A signature is made by one and checked by all.",
    ),
    Question(
        "A bank checks a MAC on every packet, and nothing else. What can Mallory still do?",
        ("nothing", "change the amount", "send a packet again, or hold it back"),
        2,
        "A copy is as genuine as the first one. Numbers in the packets show copies, and gaps.",
    ),
    Question(
        "Two phones show a padlock. What have they learned about who is at the other end?",
        ("it is who they think", "somebody who has the key of this line", "it is a real company"),
        1,
        "Only a key that is compared, pinned, or signed by somebody known says whose it is.",
    ),
)
