"""Options that several commands have."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cryptokit.errors import CryptokitError, Unknown

if TYPE_CHECKING:
    from cryptokit.world import Power

PATH = click.Path(path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
repeatable = partial(click.option, multiple=True)
POWER = repeatable(
    "--power", "beside", metavar="NAME", help="Beside each rung, such as tap or P10; repeatable."
)


def powers(names: Sequence[str]) -> "frozenset[Power]":
    """Find the powers that go beside the ladder. Raises Unknown, and CryptokitError for a rung's.

    >>> sorted(powers(["P14", "tap"]))
    [<Power.INSIDER: 'insider'>, <Power.TAP: 'tap'>]
    """
    return frozenset(map(_beside, names))


def _beside(name: str) -> "Power":
    from cryptokit.world import Level, Power

    others = [power for power in Power if power not in list(Level)[-1].powers]
    try:
        power = Power.named(name)
    except Unknown:
        raise Unknown("power", name, known=[one.value for one in others]) from None
    if power not in others:
        first = next(level for level in Level if power in level.powers)
        what = f"the power {power} is on the ladder: every rung from {first.value[:2]} on has it"
        raise CryptokitError(what, f"a power of no rung: {', '.join(others)}")
    return power
