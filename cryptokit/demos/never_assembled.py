"""Five holders make a key together and open a box together, and nobody ever has the key."""

from dataclasses import dataclass, replace

from rich.table import Table

from cryptokit.demos.show import show
from cryptokit.errors import BadShare
from cryptokit.knowledge import derive
from cryptokit.rng import lesson
from cryptokit.threshold.accounts import Asked, Generated, ask, generate, seen_by
from cryptokit.threshold.answers import Agrees, Answer, Partial
from cryptokit.threshold.decryption import Box, combine, encrypt
from cryptokit.threshold.knowing import KEY, generation_rules
from cryptokit.threshold.reading import GROUP
from cryptokit.transcript import Transcript

COUNTRIES = ("CH", "IS", "DE", "US", "SG")
THRESHOLD = 3
ASKER = "court"
CONTEXT = b"message 17 of Alice, case 7"


@dataclass(frozen=True, slots=True)
class NeverAssembled:
    """A key that was made by all, a box that was opened by three, and what stopped the others.

    ``too_few`` is what the court got when only two agreed, ``cheat`` how a wrong answer was
    answered, ``could`` names everybody who could have worked out the key alone.
    """

    made: Generated
    opened: Asked
    too_few: Asked
    cheat: str
    could: tuple[str, ...]


def run() -> NeverAssembled:
    """Make a key, ask its holders to open one message, refuse twice, and cheat once."""
    with lesson("demo never_assembled") as rng:
        made = generate(holders=len(COUNTRIES), threshold=THRESHOLD, rng=rng)
        box = encrypt(made.public.key, b"meet me at nine", context=CONTEXT, rng=rng)
        three, two = _agreeing("1", "3", "5"), _agreeing("1", "3")
        opened = ask(ASKER, box, made.public, made.shares, three, rng=rng)
        too_few = ask(ASKER, box, made.public, made.shares, two, rng=rng)
        cheat = _cheat(box, made, opened.answers)
    whole = made.transcript + opened.transcript.events
    found = NeverAssembled(made, opened, too_few, cheat, _who_could(made, whole))
    show(
        f"{', '.join(COUNTRIES)} draw a polynomial each, and send one another a share of it. The "
        f"sum of all is a key: {made.public}. Nobody dealt it, and nobody has seen it.",
        f"Somebody locks a message to the public key: {box}.",
        _table("What each holder did when the court asked", opened.transcript),
        f"CH, DE and SG agreed, so the court reads {opened.plaintext!r}. It got no key, and must "
        "ask again for the next message.",
        "When SG refuses as well, two answers are left, and the court reads "
        f"{'nothing' if too_few.plaintext is None else repr(too_few.plaintext)}.",
        f"DE hands in a wrong answer: {cheat}",
        "Who could work out the key, alone, from all that it ever held? "
        f"{', '.join(found.could) or 'Nobody'}. "
        f"What IS has: {', '.join(seen_by('2', whole).holdings()['2'])}.",
        "All five may obey one company: then it is one order after all. And whoever must read the "
        "message to do its work (search, spam filters) has the message.",
    )
    return found


def _agreeing(*holders: str) -> dict[str, Agrees]:
    """Let these holders agree to this context, and nobody to anything else."""
    names = [str(i) for i in range(1, len(COUNTRIES) + 1)]
    return {name: _agrees if name in holders else _refuses for name in names}


def _agrees(context: bytes) -> bool:
    return context == CONTEXT


def _refuses(_context: bytes) -> bool:
    return False


def _cheat(box: Box, made: Generated, answers: tuple[Answer, ...]) -> str:
    """Change the answer of DE on its way, and see whom the court blames."""
    forged = [
        _forged(one) if isinstance(one, Partial) and one.holder == "3" else one for one in answers
    ]
    try:
        combine(made.public, box, forged)
    except BadShare as error:
        return str(error)
    raise AssertionError("a wrong answer went unnoticed")


def _forged(answer: Partial) -> Partial:
    (piece,) = answer.pieces
    return replace(answer, pieces=(replace(piece, image=GROUP.add(piece.image, GROUP.base)),))


def _who_could(made: Generated, run: Transcript) -> tuple[str, ...]:
    """Name the parties whose own holdings lead to the key."""
    rules = generation_rules(made.public, made.public.xs)
    return tuple(party for party, held in run.holdings().items() if KEY in derive(held, rules))


def _table(title: str, run: Transcript) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("from", "to", "what", "bytes"):
        table.add_column(heading, justify="right" if heading == "bytes" else "left")
    for event in run.events:
        table.add_row(
            _named(event.sender), _named(event.receiver), event.what, str(event.size or "")
        )
    return table


def _named(party: str) -> str:
    return COUNTRIES[int(party) - 1] if party.isdigit() else party


if __name__ == "__main__":
    run()
