"""Keys that turn: which of them states of apps and recorded packets give together.

Left out: how; each protocol brings its way in ``evidence.schemes``.
"""

from collections.abc import Iterable, Sequence

from cryptokit.court.bench import Bench
from cryptokit.court.found import Why, name, place_of, unique
from cryptokit.evidence.rows import Key, Locked, Plaintext, State
from cryptokit.evidence.schemes import REACHERS, REACHING
from cryptokit.evidence.signal_reach import Reached

States = Sequence[tuple[State, str]]
"""What apps keep, each with the file that it lies in."""


def reach(
    bench: Bench, states: States, locked: Iterable[Locked], plain: Iterable[Plaintext]
) -> None:
    """Lay on the bench what keys states give for locked rows.

    Nothing is looked for where all of these messages lie in the clear, too.
    """
    if not any(state.scheme in REACHING for state, _ in states):
        return
    rows = [row for row in locked if row.scheme in REACHERS]
    if set(map(place_of, rows)) <= set(map(place_of, plain)):
        return
    alone = tuple(state for state, _ in states)
    for scheme, reacher in REACHERS.items():
        for one in reacher(alone, [row.body for row in rows if row.scheme == scheme]):
            file, why = _explained(one, bench, states)
            bench.add([Key.of(one.secret)], file, why)


def _explained(one: Reached, bench: Bench, states: States) -> tuple[str, Why]:
    """Say from which file a key comes, and how: where a packet brought it, that one's steps too."""
    step = f"key {name(one.secret.key_id())} {one.how}"
    if isinstance(one.source, int):
        _, file = states[one.source]
        return file, (f"{file}: {step}",)
    before = bench.keys[one.source]
    return before.where, unique((*before.why, f"{step} {name(one.source)}"))
