"""One of six hands in a changed share: what each way to share notices, and whom it blames."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rich.table import Table

from cryptokit.demos.show import show
from cryptokit.errors import BadShare, CryptokitError
from cryptokit.keys import DataKey, Secret, SecretScalar, ShareValue
from cryptokit.primitives.group import ORDER, draw_scalar
from cryptokit.rng import Rng, lesson
from cryptokit.sharing import Share, feldman, formats, join, open_, seal, slip39, split
from cryptokit.sharing.formats import Raw
from cryptokit.sharing.robust import decode_bytes
from cryptokit.sharing.scalar import ScalarShare

HOLDERS, THRESHOLD, CHEAT = 6, 3, 2
"""Six holders, of whom any three suffice; number 2 cheats."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to share: what joining the tampered set gave, and who was blamed.

    ``secret`` is "right", "wrong" or "none"; ``blamed`` names the holder, or is empty.
    """

    name: str
    secret: str
    blamed: str
    said: str


Climb = Callable[[DataKey, Rng], Rung]


def run() -> tuple[Rung, ...]:
    """Change the share of one holder in the same way, and join it by each way to share."""
    rng = lesson("demo cheater")
    key = DataKey.draw(rng)
    with lesson("demo cheater"):
        rungs = tuple(climb(key, rng) for climb in LADDER)
    show(
        f"A key is split {THRESHOLD} of {HOLDERS}, and holder {CHEAT} changes one bit.",
        _table(rungs),
        "A checksum finds an accident, not a cheat, who writes a new one. To find that something "
        "is wrong, and whose share it is, others must have something to compare with: more shares, "
        "or a commitment.",
    )
    return rungs


def _vault(key: DataKey, rng: Rng) -> Rung:
    made = formats.split(key.reveal(), threshold=THRESHOLD, shares=HOLDERS, format="vault", rng=rng)
    lines = [one.line for one in made[:THRESHOLD]]
    lines[CHEAT - 1] = _flip(bytes.fromhex(lines[CHEAT - 1])).hex()
    raws = [Raw(f"line {i}", line.encode()) for i, line in enumerate(lines, 1)]
    return _rung(
        "nothing: shares of Vault, three of them", key, lambda: formats.join(raws, format="vault")
    )


def _checksum(key: DataKey, rng: Rng) -> Rung:
    shares = _tampered(key, rng)[:THRESHOLD]
    again = [Share.from_text(share.to_text()) for share in shares]  # the checksum is a new one
    return _rung("a checksum on each share, three of them", key, lambda: join(again))


def _digest(key: DataKey, rng: Rng) -> Rung:
    (group,) = slip39.split(
        key.reveal(),
        group_threshold=1,
        groups=((THRESHOLD, HOLDERS),),
        iteration_exponent=0,
        rng=rng,
    )
    shares = list(group[:THRESHOLD])
    one = shares[CHEAT - 1]
    shares[CHEAT - 1] = replace(one, value=ShareValue(_flip(one.value.reveal())))
    return _rung("a digest that is shared too: SLIP-39", key, lambda: slip39.combine(shares))


def _box(key: DataKey, rng: Rng) -> Rung:
    sealed = seal(key.reveal(), threshold=THRESHOLD, shares=HOLDERS, rng=rng)
    shares = _with_cheat(sealed.shares)[:THRESHOLD]
    return _rung("a commitment in the box, three shares", key, lambda: open_(sealed.box, shares))


def _spare(count: int) -> Climb:
    def climb(key: DataKey, rng: Rng) -> Rung:
        shares = _tampered(key, rng)[: THRESHOLD + count]
        return _rung(f"agreement, with {count} to spare", key, lambda: join(shares))

    return climb


def _robust(key: DataKey, rng: Rng) -> Rung:
    found = decode_bytes(_tampered(key, rng)[: THRESHOLD + 2])
    blamed = ", ".join(map(str, found.cheaters))
    right = "right" if found.secret.reveal() == key.reveal() else "wrong"
    return Rung("decoding, with 2 to spare", right, blamed, "the secret, and the holder who lied")


def _feldman(_key: DataKey, rng: Rng) -> Rung:
    secret = draw_scalar(rng)
    dealing = feldman.deal(secret, threshold=THRESHOLD, shares=HOLDERS, rng=rng)
    one = dealing.shares[CHEAT - 1]
    changed = SecretScalar.of((one.value.reveal_number() + 1) % ORDER, from_lesson=True)
    return _rung(
        "the dealer's commitments: Feldman",
        secret,
        lambda: _checked(replace(one, value=changed), dealing.commitments),
    )


def _checked(share: ScalarShare, commitments: feldman.Commitments) -> bytes:
    feldman.check(share, commitments)
    raise AssertionError("a changed share passed")


LADDER: tuple[Climb, ...] = (
    _vault, _checksum, _digest, _box, _spare(1), _spare(2), _robust, _feldman,
)  # fmt: skip


def _tampered(key: DataKey, rng: Rng) -> list[Share]:
    return _with_cheat(split(key.reveal(), threshold=THRESHOLD, shares=HOLDERS, rng=rng))


def _with_cheat(shares: Sequence[Share]) -> list[Share]:
    one = shares[CHEAT - 1]
    forged = replace(one, value=ShareValue(_flip(one.value.reveal())))
    return [forged if share is one else share for share in shares]


def _flip(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


def _rung(name: str, secret: Secret, attempt: Callable[[], bytes]) -> Rung:
    try:
        found = attempt()
    except CryptokitError as error:
        holder = error.holder if isinstance(error, BadShare) else ""
        return Rung(name, "none", holder, error.what)
    right = "right" if found == secret.reveal() else "wrong"
    return Rung(name, right, "", "a secret, and nothing else")


def _table(rungs: Sequence[Rung]) -> Table:
    table = Table(title="The same lie, eight times", title_justify="left", show_lines=True)
    for heading in ("what is compared", "secret", "blamed", "what is said"):
        table.add_column(heading)
    for rung in rungs:
        table.add_row(rung.name, rung.secret, rung.blamed or "nobody", rung.said)
    return table


if __name__ == "__main__":
    run()
