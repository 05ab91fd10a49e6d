"""One server is raided a month: without refresh the key falls in month three, with it never."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from cryptokit.demos.show import show
from cryptokit.errors import Inconsistent
from cryptokit.lab.figures import Figure, raids
from cryptokit.lab.months import Panel
from cryptokit.primitives.group import draw_scalar
from cryptokit.rng import Rng, draw, lesson
from cryptokit.sharing.refresh import deal_zero, refresh
from cryptokit.sharing.scalar import ScalarShare, join_scalar, split_scalar

COUNTRIES = ("CH", "IS", "DE", "US", "SG")
THRESHOLD = 3
MONTHS = 60


@dataclass(frozen=True, slots=True)
class Raids:
    """Five years of raids: what the burglar could join month by month, and what came of it.

    ``opened_without`` and ``opened_with`` are the months in which the key was first joined, None
    for never; ``forced`` tells whether shares of different epochs give the key when the burglar
    writes one epoch on all of them; ``refusal`` is what joining them says otherwise.
    """

    without: tuple[int, ...]
    with_refresh: tuple[int, ...]
    opened_without: int | None
    opened_with: int | None
    forced: bool
    refusal: str
    figure: Figure


def run() -> Raids:
    """Raid a server a month for five years, with shares that stay and with shares that change."""
    rng = lesson("demo refresh_against_raids")
    key = draw_scalar(rng)
    shares = split_scalar(key, threshold=THRESHOLD, shares=len(COUNTRIES), rng=rng)
    plan = _plan(rng)
    stay = [shares[who] for who in plan]
    epochs = _epochs(shares, rng)
    change = [epoch[who] for epoch, who in zip(epochs, plan, strict=True)]
    first_three = _of_three_servers(change)
    found = Raids(
        without=_fitting(stay),
        with_refresh=_fitting(change),
        opened_without=_opened(stay, key.reveal_number()),
        opened_with=_opened(change, key.reveal_number()),
        forced=_forced(first_three) == key.reveal_number(),
        refusal=_refusal(first_three),
        figure=raids(
            (Panel("without refresh", _fitting(stay)), Panel("with refresh", _fitting(change))),
            THRESHOLD,
        ),
    )
    show(
        f"A key is split {THRESHOLD} of {len(COUNTRIES)} over {', '.join(COUNTRIES)}. Each month "
        "a burglar (or a court, or an insider) copies the share of one server.",
        f"First months: {', '.join(COUNTRIES[who] for who in plan[:6])}, ...",
        f"Without refresh the key is joined in month {found.opened_without}.",
        f"With a refresh every month: {_month(found.opened_with)} in {MONTHS} months.",
        f"Shares of three servers and three epochs: {found.refusal}",
        f"And with one epoch written on all of them, do they give the key? {found.forced}.",
        str(found.figure),
        "Refresh is for nothing where old shares live on in backups: last month's backup and "
        "this month's raid are shares of two epochs, but three backups of one night are three "
        "shares that fit. And whoever takes three servers in one month has the key.",
    )
    return found


def _plan(rng: Rng) -> tuple[int, ...]:
    """Choose whom to raid each month; the first three raids hit three different servers."""
    later = (byte % len(COUNTRIES) for byte in draw(rng, MONTHS - 3))
    return (0, 3, 1, *later)


def _epochs(shares: Sequence[ScalarShare], rng: Rng) -> list[Sequence[ScalarShare]]:
    """Give the shares of each month: at its end, every server adds a sharing of 0."""
    epochs = [shares]
    xs = tuple(share.x for share in shares)
    for _ in range(MONTHS - 1):
        sent = [piece for share in epochs[-1] for piece in deal_zero(share, xs, rng=rng)]
        epochs.append([
            refresh(share, [one for one in sent if one.receiver == share.x], dealers=xs)
            for share in epochs[-1]
        ])  # fmt: skip
    return epochs


def _fitting(stolen: Sequence[ScalarShare]) -> tuple[int, ...]:
    """Count, month by month, the most shares of different servers that are of one epoch."""
    return tuple(
        max(
            len({one.x for one in stolen[:month] if one.epoch == epoch})
            for epoch in {one.epoch for one in stolen[:month]}
        )
        for month in range(1, len(stolen) + 1)
    )


def _opened(stolen: Sequence[ScalarShare], key: int) -> int | None:
    """Try to join what was stolen so far, epoch by epoch, and tell the month in which it works."""
    for month in range(1, len(stolen) + 1):
        latest = stolen[month - 1].epoch
        mine = {one.x: one for one in stolen[:month] if one.epoch == latest}
        if len(mine) >= THRESHOLD and join_scalar(mine.values()).reveal_number() == key:
            return month
    return None


def _of_three_servers(stolen: Sequence[ScalarShare]) -> tuple[ScalarShare, ...]:
    return next(
        three
        for three in combinations(stolen, THRESHOLD)
        if len({one.x for one in three}) == THRESHOLD
    )


def _forced(three: Sequence[ScalarShare]) -> int:
    """Join shares of three epochs as if they were of one."""
    return join_scalar(replace(one, epoch=0) for one in three).reveal_number()


def _refusal(three: Sequence[ScalarShare]) -> str:
    try:
        join_scalar(three)
    except Inconsistent as error:
        return str(error)
    raise AssertionError("shares of three epochs were joined")


def _month(opened: int | None) -> str:
    return "never" if opened is None else f"in month {opened}"


if __name__ == "__main__":
    run()
