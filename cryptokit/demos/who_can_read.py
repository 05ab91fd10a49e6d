"""The main question: who can read this chat? The bundled export, four messengers, eight rungs."""

from cryptokit.conversation import read_chat
from cryptokit.conversation.samples import default
from cryptokit.demos.show import show
from cryptokit.experiment import Result
from cryptokit.experiment import who_can_read as ask
from cryptokit.lab.tables import overview
from cryptokit.rng import lesson


def run() -> Result:
    """Put the chat into each messenger, serve orders, and have what is seized examined."""
    result = ask(read_chat(default()), rng=lesson("demo who_can_read"))
    show(
        "A chat of classmates goes through four messengers. Courts may take more from one rung to "
        "the next; an examiner gets what the smallest set of countries seized, and nothing else.",
        overview(result),
        "Steps to each answer: `cryptokit who-can-read`, with an export of your own if you like.",
    )
    return result


if __name__ == "__main__":
    run()
