"""Changes of a world as they are typed, and in that order. What they do is in ``world.change``."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import click

from cryptokit.errors import CryptokitError

if TYPE_CHECKING:
    from cryptokit.world import World

_PAIRS: Final[dict[str, tuple[str, str]]] = {
    "move": ("=", "--move db=DE"),
    "merge": (",", "--merge nl,us"),
    "treaty": (",", "--treaty US,SG"),
    "memory": ("=", "--memory db=kek"),
}
"""What takes two names: the sign between the two, and an example."""
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


def made(world: "World", changes: tuple[str, ...]) -> "tuple[World, tuple[str, ...]]":
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


def _new(before: "World", after: "World") -> Iterator[str]:
    yield from (one for one in after.jurisdictions if one not in before.jurisdictions)


def _made(world: "World", change: str) -> "World":
    from cryptokit.world import split_company

    name, _, value = change.partition(" ")
    if name == _SPLIT:
        return split_company(world, value)
    sign, example = _PAIRS[name]
    one, _, other = value.partition(sign)
    if not (one and other):
        raise CryptokitError(f"--{name} {value!r} does not name two things", example)
    return _deeds()[name](world, one, other)


def _deeds() -> "Mapping[str, Callable[[World, str, str], World]]":
    from cryptokit.world import merge, move, serve_from_memory, treaty

    return {"move": move, "merge": merge, "treaty": treaty, "memory": serve_from_memory}
