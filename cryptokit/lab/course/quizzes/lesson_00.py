"""The quiz at the end of lesson 00."""

from typing import Final

from cryptokit.lab.course.quiz import Question

QUESTIONS: Final = (
    Question(
        "A message of an app begins 'SGVsbG8s'. What do you need to read these letters?",
        ("the app's key", "base64, which everybody has", "a fast computer"),
        1,
        "An encoding has no secret. It's made for channels that carry plain text only.",
    ),
    Question(
        "Two notes were encrypted with the same pad. What does a tap get by XOR of the two?",
        ("the pad", "nothing, as the pad is random", "the two notes, mixed"),
        2,
        "The pad is in both, so it falls out. One guessed word of a note gives one of the other.",
    ),
    Question(
        "A password is one of 3,000. Its hash grows from 256 to 512 bits. What changes?",
        (
            "Mallory needs twice as long",
            "Mallory needs 2 to the 256 times as long",
            "next to nothing",
        ),
        2,
        "She doesn't search hashes, she searches passwords. There are still 3,000 of them.",
    ),
    Question(
        "Ann's and Ben's lines to a server both use HTTPS. A court orders the server. It gets",
        ("two boxes that nobody opens", "the note in the clear", "only who wrote to whom"),
        1,
        "Both lines end at the server. Only a box inside, for Ben's key alone, would stay closed.",
    ),
)
