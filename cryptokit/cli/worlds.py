"""The command on worlds: the smallest sets of countries, why these, and what a change would do."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cryptokit.cli.options import JSON, PATH, repeatable
from cryptokit.cli.running import print_json
from cryptokit.cli.whatif import Ordered, made, typed

if TYPE_CHECKING:
    from cryptokit.world import Level, World


@click.command(cls=Ordered)
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--architecture", metavar="NAME", help="Which one, if the file holds several.")
@repeatable("--move", metavar="ASSET=COUNTRY", help="What if this machine stood there?")
@repeatable("--merge", metavar="A,B", help="What if company A took over the group of B?")
@repeatable("--split", metavar="A", help="What if company A left its group?")
@repeatable("--treaty", metavar="X,Y", help="What if two countries served each other's orders?")
@repeatable("--memory", metavar="ASSET=FACT", help="What if this machine had it in memory?")
@click.option("--why", "rung", metavar="LEVEL", help="Explain the answers on a rung, such as L3.")
@JSON
@click.pass_context
def world(
    ctx: click.Context,
    /,
    file: Path,
    architecture: str | None,
    rung: str | None,
    as_json: bool,  # noqa: FBT001
    **_changes: tuple[str, ...],
) -> None:
    """Print k_eff and the smallest sets of countries of a world in JSON or TOML.

    Changes are made in the order they are typed, and the answers printed before and after.
    """
    from cryptokit.world import Level, load_file, unheld

    level = None if rung is None else Level.named(rung)
    before = load_file(file, architecture=architecture)
    changes = typed(ctx)
    after, news = made(before, changes)
    for fact in unheld(after):
        _note(f"nobody holds {fact}, and no rule makes it")
    for one in news:
        _note(one)
    worlds = {"before": before, "after": after} if changes else {"": before}
    if as_json:
        print_json(_values(worlds, changes, level))
    else:
        _show(worlds, changes, level)


def _values(
    worlds: "dict[str, World]", changes: tuple[str, ...], level: "Level | None"
) -> dict[str, Any]:
    from cryptokit.lab import whatif

    each = {when: _answers(one, level) for when, one in worlds.items()}
    if not changes:
        return each[""]
    changed = whatif.as_values(worlds["before"], worlds["after"])
    return {"changes": list(changes), **each, "changed": changed}


def _answers(one: "World", level: "Level | None") -> dict[str, Any]:
    from cryptokit.lab import reasons, terminal
    from cryptokit.world import FUTURE, PAST, answers, why

    with terminal.progress() as progress:
        what = f"{one.name}: searching"
        answer = answers(one, progress=lambda done, of: progress(what, done, of))
    if level is None:
        return answer
    explained = {
        goal: reasons.as_values(one, why(one, goal, level.powers)) for goal in (PAST, FUTURE)
    }
    return answer | {"why": {"level": level.value, "goals": explained}}


def _show(worlds: "dict[str, World]", changes: tuple[str, ...], level: "Level | None") -> None:
    from cryptokit.lab import terminal
    from cryptokit.lab.reasons import reasons
    from cryptokit.lab.tables import world_table
    from cryptokit.lab.whatif import before_and_after
    from cryptokit.world import FUTURE, PAST, why

    if changes:
        terminal.show(before_and_after(worlds["before"], worlds["after"], changes))
    else:
        terminal.show(world_table(worlds[""].about, _answers(worlds[""], None)))
    if level is not None:
        for when, one in worlds.items():
            if when:
                terminal.show("", when)
            terminal.show(
                *(reasons(one, level, why(one, goal, level.powers)) for goal in (PAST, FUTURE))
            )


def _note(sentence: str) -> None:
    from cryptokit.lab.printing import printable

    click.echo(f"note: {printable(sentence)}", err=True)
