"""The command line: it reads options, calls the rooms below and prints. Nothing is decided here."""

import io
import json
import signal
import sqlite3
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cryptokit import DISCLAIMER, __version__
from cryptokit.errors import CryptokitError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cryptokit.conversation import Chat
    from cryptokit.experiment import Progress


@click.group(epilog=DISCLAIMER, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cryptokit")
def cli() -> None:
    """Who can read this message? Put a chat into a messenger, serve court orders, and see."""


@cli.command("who-can-read")
@click.argument("export", required=False, type=click.Path(path_type=Path))
@click.option(
    "--say",
    "lines",
    multiple=True,
    metavar='"NAME: TEXT"',
    help="A message instead of an export; repeatable.",
)
@click.option(
    "--chat",
    "name",
    metavar="NAME",
    help="Which chat of a full account export (default: the longest).",
)
@click.option(
    "--messenger",
    "messengers",
    multiple=True,
    metavar="NAME",
    help="Only this messenger; repeatable.",
)
@click.option(
    "--level",
    "levels",
    multiple=True,
    metavar="RUNG",
    help="Only this rung of powers, such as L3; repeatable.",
)
@click.option(
    "--orders", metavar="NL,SG", help="Serve orders of these countries instead of the smallest set."
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Leave the servers and the seized files in a new folder.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--plain", is_flag=True, help="One line an answer, fields parted by tabs.")
def who_can_read(  # noqa: PLR0913, PLR0917  # one for each option
    export: Path | None,
    lines: Sequence[str],
    name: str | None,
    messengers: Sequence[str],
    levels: Sequence[str],
    orders: str | None,
    keep: Path | None,
    as_json: bool,  # noqa: FBT001  # click passes flags so
    plain: bool,  # noqa: FBT001
) -> None:
    """Tell who can read a chat: a Telegram result.json or a WhatsApp .txt (default: a bundled one).

    EXPORT stays on this machine and is never changed.
    """
    from cryptokit import experiment
    from cryptokit.lab import stories, tables
    from cryptokit.messengers import DEFAULT, named
    from cryptokit.world import Level

    chosen = [named(one) for one in messengers] or DEFAULT
    rungs = [Level.named(one) for one in levels] or list(Level)
    countries = None if orders is None else [one.strip().upper() for one in orders.split(",")]
    chat = _chat(export, lines, name)
    with _progress() as progress:
        result = experiment.who_can_read(
            chat,
            messengers=chosen,
            levels=rungs,
            orders=countries,
            keep=keep,
            progress=progress,
        )
    if as_json:
        _print_json(result.as_json())
    elif plain:
        click.echo(tables.plain(result))
    else:
        _show(tables.overview(result), stories.how(result), f"\n{DISCLAIMER}")
        if keep:
            _show(f"Kept in {keep}. Move a file and look again: cryptokit examine {keep}")


def _chat(export: Path | None, lines: Sequence[str], name: str | None) -> "Chat":
    from cryptokit.conversation import read_chat, say
    from cryptokit.conversation.samples import default
    from cryptokit.lab.tables import printable

    if lines and (export or name):
        raise CryptokitError("--say makes a chat of its own", "leaving out the export and --chat")
    if lines:
        return say(lines)
    chat = read_chat(export or default(), chat=name)
    if name is None and chat.among > 1:
        note = (
            f"{chat.among} chats in this export; this is the longest, {chat.name!r}. Others: --chat"
        )
        click.echo(printable(note), err=True)
    return chat


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def examine(folder: Path, as_json: bool) -> None:  # noqa: FBT001
    """Examine seized files, as --keep left them or as somebody moved, cut or swapped them."""
    from cryptokit.court import cases, examine_fresh
    from cryptokit.lab.stories import examined

    folders = cases(folder)
    reports = dict(zip(folders, examine_fresh(folders), strict=True))
    if as_json:
        found = [{"folder": str(case), **report.as_json()} for case, report in reports.items()]
        _print_json({"cases": found})
    else:
        for case, report in reports.items():
            _show(examined(case, report))


@cli.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--architecture", metavar="NAME", help="Which one, if the file holds several.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def world(file: Path, architecture: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Print k_eff and the smallest sets of countries of a world in JSON or TOML."""
    from cryptokit.lab.tables import printable
    from cryptokit.world import answers, load_file, unheld

    loaded = load_file(file, architecture=architecture)
    for fact in unheld(loaded):
        click.echo(f"note: nobody holds {printable(fact)}, and no rule makes it", err=True)
    with _progress() as progress:
        answer = answers(
            loaded, progress=lambda done, of: progress(f"{loaded.name}: searching", done, of)
        )
    if as_json:
        _print_json(answer)
    else:
        from cryptokit.lab.tables import world_table

        _show(world_table(loaded.about, answer))


@cli.command()
@click.argument("term", required=False)
def explain(term: str | None) -> None:
    """Explain an error, a power, a rung or a word: one sentence, then more."""
    from rich.text import Text

    from cryptokit.lab import glossary
    from cryptokit.lab.tables import glossary_table

    if term is None:
        entries = {entry.term: entry for entry in glossary.entries_by_name().values()}
        _show(glossary_table(entries))
    else:
        entry = glossary.explain(term)
        _show(Text(f"{entry.term}: {entry.sentence}\n\n{entry.more}"))


@cli.command()
@click.argument("name", required=False)
def demo(name: str | None) -> None:
    """Run a demo; without a name, list them."""
    from rich.text import Text

    from cryptokit import demos

    if name is None:
        for one in demos.NAMES:
            _show(Text(f"cryptokit demo {one}: {demos.summary(one)}"))
    else:
        demos.named(name).run()


@contextmanager
def _progress() -> "Generator[Progress]":
    """Show a bar for what takes longer, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks = dict[str, Any]()

        def progress(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done)

        yield progress


def _show(*things: "RenderableType") -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    for thing in things:
        console.print(thing, soft_wrap=isinstance(thing, str))


def _print_json(values: dict[str, Any]) -> None:
    click.echo(json.dumps(values, indent=1))


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; what is wrong with the input is one line and exit status 2."""
    _leave_nothing_behind()
    try:
        cli.main(args, prog_name="cryptokit")
    except CryptokitError as error:
        _fail(str(error))
    except OSError as error:
        where = error.filename or "the output"
        _fail(f"{where}: {error.strerror or error}. Try: another place, or its permissions")
    except sqlite3.Error as error:
        _fail(f"a database could not be written ({error}). Try: a disk with more room")


def _leave_nothing_behind() -> None:
    """Let a closed window or a kill end the program as an error would, so that files are removed.

    And let a terminal that cannot show a character show another one instead of failing.
    """
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and threading.current_thread() is threading.main_thread():
            signal.signal(getattr(signal, name), lambda number, _frame: sys.exit(128 + number))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _fail(sentence: str) -> None:
    from cryptokit.lab.tables import printable

    click.echo(f"cryptokit: {printable(sentence)}", err=True)
    sys.exit(2)
