"""What the claim would need: independent operators, a key that nobody puts together, refresh."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from cryptokit.conversation import Chat, say
from cryptokit.court import Report, examine, seize
from cryptokit.demos.show import show
from cryptokit.experiment import Result, who_can_read
from cryptokit.lab.stories import how
from cryptokit.lab.tables import overview
from cryptokit.messengers import named
from cryptokit.messengers.independent import OPERATORS, THRESHOLD
from cryptokit.messengers.refreshing import refresh
from cryptokit.rng import Rng, lesson
from cryptokit.transcript import Transcript
from cryptokit.world import Order, Piece, Power, View, World

SETUPS = ("cloud_chat", "independent", "independent_with_factor")
SEIZED_AT = 2_000_000_000
"""When the raids of the second part happen, in Unix seconds."""


@dataclass(frozen=True, slots=True)
class Independent:
    """The same chat in three set-ups, what each party held at last, and raids around a refresh.

    ``mixed`` is what two old parts and a new one gave together with the locked messages, ``new``
    what three new ones gave.
    """

    result: Result
    held: dict[str, tuple[str, ...]]
    mixed: Report
    new: Report


def run() -> Independent:
    """Serve the same orders on a cloud and on independent operators, then raid around a refresh."""
    chat = say(
        ["Alice: The key to the locker is under the flowerpot.", "Bob: Whose idea was that?"]
    )
    rng = lesson("demo independent")
    result = who_can_read(chat, messengers=[named(name) for name in SETUPS], rng=rng)
    transcript, mixed, new = _raids(chat, rng)
    found = Independent(result, transcript.holdings(), mixed, new)
    countries = ", ".join(OPERATORS.values())
    show(
        "The same chat in a cloud that one group of companies runs, with five operators that have "
        f"nothing to do with one another ({countries}; {THRESHOLD} of them are needed), and with "
        "these and a factor that only the phones have.",
        overview(result),
        how(result),
        _table(found.held),
        "Two operators are raided, all five refresh their parts, and a third one is raided. Two "
        f"old parts and a new one: {mixed.past} messages read.",
        f"Missing: {'; '.join(mixed.missing)}.",
        f"Three new parts: {new.past} messages read. {_combining(new)}",
        "What is left: phones; the one company that signs the program (from L7 on, for messages to "
        "come); three operators and the store who obey, or are bought. Who wrote to whom, and "
        "when, lies with the store, and one order brings it.",
    )
    return found


def _raids(chat: Chat, rng: Rng) -> tuple[Transcript, Report, Report]:
    setup = named("independent")
    with tempfile.TemporaryDirectory(prefix="cryptokit-") as temporary:
        folder = Path(temporary)
        servers, mixed, new = folder / "servers", folder / "mixed", folder / "new"
        transcript = setup.deliver(setup.world, chat, servers, rng=rng, progress=lambda _: None)
        _seize(setup.world, servers, mixed / "before", ["n1", "n2"])
        refresh(setup.world, servers, rng=rng)
        _seize(setup.world, servers, mixed / "after", ["n3"], also=True)
        _seize(setup.world, servers, new, ["n3", "n4", "n5"], also=True)
        return transcript, examine(mixed), examine(new)


def _seize(world: World, run: Path, case: Path, nodes: list[str], *, also: bool = False) -> None:
    """Take the parts of some operators, and the disk of the store as well if ``also``."""
    reached: dict[Piece, Order | None] = {
        Piece(node, View.PART): Order(world.asset(node).loc, Power.SHARE, node) for node in nodes
    }
    if also:
        reached[Piece("db", View.DISK)] = Order(world.asset("db").loc, Power.AT_REST, "db")
    seize(run, reached, case, at=SEIZED_AT)
    # One record lies with all files of a case; these are two raids on one table.
    (case / "custody.json").unlink()


def _combining(report: Report) -> str:
    return next((f"Step: {step}." for step in report.steps if "combine" in step), "")


def _table(held: dict[str, tuple[str, ...]]) -> Table:
    table = Table(title="What each party holds at last", title_justify="left")
    for heading in ("party", "holds"):
        table.add_column(heading)
    for party, things in held.items():
        table.add_row(party, "; ".join(things))
    return table


if __name__ == "__main__":
    run()
