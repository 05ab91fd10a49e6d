"""Changes of a world as they are typed, and in that order. What they do is in ``world.change``."""

from collections.abc import Callable, Iterator
from typing import Final

import click

from cryptokit.errors import CryptokitError
from cryptokit.world import World, merge, move, serve_from_memory, split_company, treaty

_Pair = Callable[[World, str, str], World]
_PAIRS: Final[dict[str, tuple[_Pair, str, str]]] = {
    "move": (move, "=", "--move db=DE"),
    "merge": (merge, ",", "--merge nl,us"),
    "treaty": (treaty, ",", "--treaty US,SG"),
    "memory": (serve_from_memory, "=", "--memory db=kek"),
}
"""What takes two names: what it does, the sign between the two, an example."""
_SPLIT: Final = "split"


class Ordered(click.Command):
    """A command that remembers in which order its options were typed.

    Click sorts values by option, so that of ``--move a --merge b --move c`` the order is lost.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the names of the options as they come, then parse as every command does."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[__name__] = [one.name for one in order]
        return super().parse_args(ctx, args)


def typed(ctx: click.Context) -> tuple[str, ...]:
    """Give the changes as words, ``move db=DE``, in the order they were typed."""
    values = {name: iter(ctx.params[name]) for name in (*_PAIRS, _SPLIT)}
    names = (name for name in ctx.meta[__name__] if name in values)
    return tuple(f"{name} {next(values[name])}" for name in names)


def made(world: World, changes: tuple[str, ...]) -> tuple[World, tuple[str, ...]]:
    """Make the changes one by one; give the new world, and what may have been a slip of the pen.

    >>> from cryptokit.world import load
    >>> abroad = load({"assets": [{"id": "db", "loc": "NL", "custodian": "user"}]})
    >>> made(abroad, ("move db=DE",))[1]
    ('DE occurred nowhere in this world before move db=DE',)
    """
    notes = list[str]()
    for change in changes:
        before, world = world, _made(world, change)
        notes += (
            f"{one} occurred nowhere in this world before {change}" for one in _new(before, world)
        )
    return world, tuple(notes)


def _new(before: World, after: World) -> Iterator[str]:
    yield from (one for one in after.jurisdictions if one not in before.jurisdictions)


def _made(world: World, change: str) -> World:
    name, _, value = change.partition(" ")
    if name == _SPLIT:
        return split_company(world, value)
    change_, sign, example = _PAIRS[name]
    one, _, other = value.partition(sign)
    if not (one and other):
        raise CryptokitError(f"--{name} {value!r} does not name two things", example)
    return change_(world, one, other)
