"""Who wrote to whom, when and how much, out of a server on which no message can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from cryptokit.conversation import Chat, Message
from cryptokit.court import Traffic
from cryptokit.demos.show import show
from cryptokit.experiment import Answer, who_can_read
from cryptokit.lab.contacts import sentences
from cryptokit.lab.figures import Figure, contact_graph, hours
from cryptokit.lab.policy import by_mathematics, by_policy
from cryptokit.lab.tables import by_messenger
from cryptokit.messengers import named
from cryptokit.rng import lesson

SYSTEMS: Final = ("domestic", "cloud_chat", "secret_chat")
_MONDAY: Final = 1_736_121_600
"""6 January 2025, midnight UTC."""
_HOUR: Final = 60 * 60
_SAID: Final = (
    (8, "Nora", "Did you get home?"),
    (8, "Emil", "Yes."),
    (23, "Emil", "I cannot sleep. Can I call you?"),
    (23, "Nora", "Of course."),
    (24 + 2, "Emil", "Thank you for listening so long."),
    (24 + 23, "Emil", "Again?"),
    (24 + 23, "Nora", "Again."),
)
CHAT: Final = Chat(
    name="Nora and Emil",
    format="said",
    messages=tuple(
        Message(number, _MONDAY + hour * _HOUR + number, sender, text)
        for number, (hour, sender, text) in enumerate(_SAID, 1)
    ),
    participants=("Nora", "Emil"),
    group=False,
)


@dataclass(frozen=True, slots=True)
class Graphs:
    """What each system's server gives away on the first rung, and two pictures of one of them."""

    told: Mapping[str, Traffic]
    read: Mapping[str, int]
    graph: Figure
    hours: Figure


def run() -> Graphs:
    """Seize the disks of three systems, and tell what their logs alone tell."""
    messengers = [named(name) for name in SYSTEMS]
    rng = lesson("demo contact graph")
    columns = by_messenger(who_can_read(CHAT, messengers=messengers, rng=rng))
    answers = [column[0] for column in columns.values()]
    told = {one.trial.messenger.name: one.metadata for one in answers}
    read = {one.trial.messenger.name: one.readable for one in answers}
    closed = told["secret_chat"]
    found = Graphs(told, read, contact_graph(closed), hours(closed))
    show(
        "Nora and Emil write seven messages, and courts take the disks of servers, no more. What "
        "can be read depends on the system. Who wrote to whom does not:",
        _table(answers),
        "The relay of the secret chat cannot open one packet. It tells all the same:",
        "\n".join(f"  {sentence}" for sentence in sentences(closed)),
        "Somebody writes at night, two nights running, and is answered at once. No word was read. "
        "Packets are longer than words by what locks them, and the apps' own packets stand apart.",
        str(found.graph),
        str(found.hours),
        "What the operators say they hand over, and what it takes:",
        "\n".join(map(_both, columns.values())),
    )
    return found


def _table(answers: list[Answer]) -> Table:
    table = Table(title="On the disks of the servers", title_justify="left")
    for heading in ("system", "orders", "messages read", "ties", "messages logged", "bytes"):
        table.add_column(heading)
    for one in answers:
        told = one.metadata
        ties = ", ".join(f"{tie.sender} to {tie.receiver} {tie.messages}" for tie in told.ties)
        read, orders = f"{one.readable} of {one.of}", " ".join(one.trial.orders)
        title = one.trial.messenger.title
        table.add_row(title, orders, read, ties, str(told.messages), str(told.size))
    return table


def _both(answers: list[Answer]) -> str:
    messenger = answers[0].trial.messenger
    lines = [f"by policy: {row}" for row in by_policy(messenger.policy)]
    lines.append(f"by mathematics: {by_mathematics(answers)}")
    return "\n    ".join((f"  {messenger.title}", *lines))


if __name__ == "__main__":
    run()
