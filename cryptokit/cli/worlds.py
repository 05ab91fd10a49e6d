"""The command on worlds: the smallest sets of countries, why these, and what a change would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cryptokit.cli.options import JSON, PATH, POWER, powers, repeatable
from cryptokit.cli.running import print_json, wrong_arguments
from cryptokit.cli.whatif import Ordered, made, typed
from cryptokit.errors import CryptokitError

if TYPE_CHECKING:
    from cryptokit.world import Level, Power, World


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of each world: more powers, who must ask on a day, the reasons on a rung."""

    beside: "frozenset[Power]"
    asking: date | None
    why: "Level | None"


@click.command(cls=Ordered)
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--architecture", metavar="NAME", help="Which one, if the file holds several.")
@repeatable("--move", metavar="ASSET=COUNTRY", help="What if this machine stood there?")
@repeatable("--merge", metavar="A,B", help="What if company A took over the group of B?")
@repeatable("--split", metavar="A", help="What if company A left its group?")
@repeatable("--treaty", metavar="X,Y", help="What if two countries served each other's orders?")
@repeatable("--memory", metavar="ASSET=FACT", help="What if this machine had it in memory?")
@POWER
@click.option(
    "--asking",
    is_flag=False,
    flag_value="",
    metavar="[DATE]",
    help="How many countries must ask, if the others help? Requests of a day such as 2026-09-01.",
)
@click.option("--why", "rung", metavar="LEVEL", help="Explain the answers on a rung, such as L3.")
@click.option(
    "--figure", type=PATH, metavar="FILE.svg", help="Draw which sets of countries read the past."
)
@click.option("--level", "drawn", metavar="LEVEL", help="With --figure: on which rung.")
@JSON
@click.pass_context
def world(  # noqa: PLR0913, PLR0917  # one for each option
    ctx: click.Context,
    /,
    file: Path,
    architecture: str | None,
    beside: Sequence[str],
    asking: str | None,
    rung: str | None,
    figure: Path | None,
    drawn: str | None,
    as_json: bool,  # noqa: FBT001
    **_changes: tuple[str, ...],
) -> None:
    """Print k_eff and the smallest sets of countries of a world in JSON or TOML.

    Changes are made in the order they are typed, and the answers printed before and after.
    """
    from cryptokit.world import load_file, unheld

    wanted = Wanted(powers(beside), _day(asking), _rung(rung))
    level = _level(figure, drawn)
    before = load_file(file, architecture=architecture)
    changes = typed(ctx)
    after, news = made(before, changes)
    for each in (before, after) if wanted.asking else ():
        _check_countries(each)
    for fact in unheld(after):
        _note(f"nobody holds {fact}, and no rule makes it")
    for one in news:
        _note(one)
    worlds = {"before": before, "after": after} if changes else {"": before}
    if figure and level:
        _draw(after, level.powers | wanted.beside, figure)
    if as_json:
        print_json(_values(worlds, changes, wanted))
    else:
        _show(worlds, changes, wanted)


def _day(asking: str | None) -> date | None:
    if asking is None:
        return None
    from cryptokit.lab import answers

    return answers.day(asking) if asking else answers.ON


def _check_countries(one: "World") -> None:
    """Look before anything is written or printed."""
    from cryptokit.lab.answers import check_countries

    check_countries(one)


def _rung(name: str | None) -> "Level | None":
    from cryptokit.world import Level

    return None if name is None else Level.named(name)


def _level(figure: Path | None, drawn: str | None) -> "Level | None":
    """Look before the work begins whether a figure can be drawn there, and of which rung."""
    if figure and figure.suffix.lower() != ".svg":
        raise CryptokitError(f"{figure}: a figure is an SVG file", "a name that ends in .svg")
    if figure and drawn is None:
        raise CryptokitError("--figure draws one rung of the ladder", "--level L5 with it")
    if drawn is not None and not figure:
        what = "--level is for --figure; all rungs are printed"
        raise CryptokitError(what, "--figure lattice.svg with it, or --why for reasons")
    return _rung(drawn)


def _draw(one: "World", allowed: "frozenset[Power]", file: Path) -> None:
    from cryptokit.lab.figures import lattice
    from cryptokit.lab.printing import printable
    from cryptokit.world import PAST

    with wrong_arguments("another rung, or a world with fewer countries"):
        drawn = lattice(one, PAST, allowed)
    file.write_text(drawn.svg, encoding="utf-8")
    click.echo(printable(f"Drawn in {file}"), err=True)


def _values(worlds: "dict[str, World]", changes: tuple[str, ...], wanted: Wanted) -> dict[str, Any]:
    from cryptokit.lab import whatif

    each = {when: _explained(one, wanted) for when, one in worlds.items()}
    if not changes:
        return each[""]
    changed = whatif.as_values(worlds["before"], worlds["after"], wanted.beside)
    return {"changes": list(changes), **each, "changed": changed}


def _explained(one: "World", wanted: Wanted) -> dict[str, Any]:
    from cryptokit.lab import reasons
    from cryptokit.world import FUTURE, PAST, why

    answer = _answers(one, wanted)
    if wanted.why is None:
        return answer
    allowed = wanted.why.powers | wanted.beside
    explained = {goal: reasons.as_values(one, why(one, goal, allowed)) for goal in (PAST, FUTURE)}
    return answer | {"why": {"level": wanted.why.value, "goals": explained}}


def _answers(one: "World", wanted: Wanted) -> dict[str, Any]:
    from cryptokit.lab import answers, terminal

    with terminal.progress() as progress:
        what = f"{one.name}: searching"
        return answers.values(
            one,
            wanted.beside,
            wanted.asking,
            progress=lambda done, of: progress(what, done, of),
        )


def _show(worlds: "dict[str, World]", changes: tuple[str, ...], wanted: Wanted) -> None:
    from cryptokit.lab import terminal
    from cryptokit.lab.answers import asking_table
    from cryptokit.lab.reasons import reasons
    from cryptokit.lab.tables import SILENT, told_of, world_table
    from cryptokit.lab.whatif import before_and_after
    from cryptokit.world import FUTURE, why

    # All is worked out before anything is printed: an error stands alone.
    found = {
        when: _answers(one, wanted) for when, one in worlds.items() if not changes or wanted.asking
    }
    goals = told_of(*worlds.values())
    if changes:
        both = worlds["before"], worlds["after"]
        terminal.show(before_and_after(*both, changes, wanted.beside))
    else:
        terminal.show(world_table(worlds[""].about, found[""], wanted.beside, goals))
    if FUTURE not in goals:
        terminal.show(SILENT)
    for when, one in worlds.items():
        if when and (wanted.asking or wanted.why):
            terminal.show("", when)
        if wanted.asking:
            terminal.show(asking_table(found[when], goals))
        if wanted.why:
            allowed = wanted.why.powers | wanted.beside
            terminal.show(*(reasons(one, wanted.why, why(one, goal, allowed)) for goal in goals))


def _note(sentence: str) -> None:
    from cryptokit.lab.printing import printable

    click.echo(f"note: {printable(sentence)}", err=True)
