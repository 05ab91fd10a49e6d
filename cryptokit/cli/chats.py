"""The commands on chats: who can read one, what is in one, and what an examiner makes of files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cryptokit import DISCLAIMER
from cryptokit.cli.options import JSON, PATH, POWER, powers, repeatable
from cryptokit.cli.running import print_json
from cryptokit.errors import BadExport, CryptokitError

if TYPE_CHECKING:
    from cryptokit.conversation import Chat
    from cryptokit.lab.reading import Exported, Meant


def _only(_context: click.Context, _option: click.Parameter, paths: Sequence[Path]) -> Path | None:
    """Take one path; several are most often one with a space in it."""
    if len(paths) > 1:
        whole = " ".join(map(str, paths))
        what = f"{len(paths)} paths, where one export is read"
        raise CryptokitError(what, f'one of them, or quotes around a path with spaces: "{whole}"')
    return next(iter(paths), None)


def _elsewhere(_context: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001
    if asked:
        what = "who-can-read does not print the conversation"
        raise CryptokitError(what, "cryptokit chat --messages")


_DONE = {".svg": "Drawn in", ".html": "Written to", ".htm": "Written to"}


def _is_page(_context: click.Context, _option: click.Parameter, page: Path | None) -> Path | None:
    """Look before the work begins whether a page can be written there."""
    if page and page.suffix.lower() not in {".html", ".htm"}:
        raise CryptokitError(f"{page}: a page is an HTML file", "a name that ends in .html")
    if page and not page.absolute().parent.is_dir():
        raise CryptokitError(f"{page}: there is no such folder", "making it, or another place")
    return page


_EXPORT = click.argument("export", nargs=-1, metavar="[EXPORT]", type=PATH, callback=_only)
_CHAT = click.option(
    "--chat", "name", metavar="NAME", help="Which chat of an account (default: the longest)."
)
_NAMES = click.option("--names", is_flag=True, help="Keep names, numbers and handles as they are.")
_HTML = click.option(
    "--html", "page", type=PATH, metavar="FILE", callback=_is_page, help="Write a page of it."
)
_ORDER = click.option(
    "--date-order", metavar="dmy|mdy|ymd", help="How WhatsApp wrote its dates (default: inferred)."
)


@click.command("who-can-read")
@_EXPORT
@repeatable("--say", "lines", metavar='"NAME: TEXT"', help="Instead of an export; repeatable.")
@_CHAT
@_NAMES
@_ORDER
@repeatable("--messenger", "messengers", metavar="NAME", help="Only this messenger; repeatable.")
@repeatable("--level", "levels", metavar="RUNG", help="Only this rung, such as L3; repeatable.")
@click.option(
    "--orders", metavar="NL,SG", help="Serve orders of these countries instead of the smallest set."
)
@click.option(
    "--after", type=int, metavar="N", help="The orders come after N messages: who reads the rest?"
)
@POWER
@click.option("--keep", type=PATH, metavar="DIR", help="Leave all files in a new folder.")
@_HTML
@JSON
@click.option("--plain", is_flag=True, help="One line an answer, fields parted by tabs.")
@click.option(
    "--messages", is_flag=True, hidden=True, expose_value=False, is_eager=True, callback=_elsewhere
)
def who_can_read(  # noqa: PLR0913, PLR0917  # one for each option
    export: Path | None,
    lines: Sequence[str],
    name: str | None,
    names: bool,  # noqa: FBT001  # click passes flags so
    date_order: str | None,
    messengers: Sequence[str],
    levels: Sequence[str],
    orders: str | None,
    after: int | None,
    beside: Sequence[str],
    keep: Path | None,
    page: Path | None,
    as_json: bool,  # noqa: FBT001
    plain: bool,  # noqa: FBT001
) -> None:
    """Tell who can read a chat: a Telegram result.json or a WhatsApp .txt (default: a bundled one).

    EXPORT stays on this machine and is never changed. Orders come when the chat is over, or after
    N messages: then the answers are about what is sent later.
    """
    from cryptokit import experiment
    from cryptokit.conversation import say
    from cryptokit.lab import chats, stories, tables, terminal
    from cryptokit.lab.page import of_result
    from cryptokit.messengers import DEFAULT, named
    from cryptokit.world import Level, Power

    if as_json and plain:
        what = "--json and --plain are two ways to print the answers"
        raise CryptokitError(what, "one of the two")
    chosen = [named(one) for one in messengers] or DEFAULT
    rungs = [Level.named(one) for one in levels] or list(Level)
    added = powers(beside)
    countries = None if orders is None else [one.strip().upper() for one in orders.split(",")]
    if lines and (export or name or names or date_order):
        what = "--say makes a chat of its own"
        raise CryptokitError(what, "leaving out the export, --chat, --names and --date-order")
    chat = (
        say(lines)
        if lines
        else _whole(export, _meant(_read(export, date_order, names=names), name))
    )
    if after is None and {Power.TAP, Power.COOPERATION}.intersection(added):
        click.echo("An order begins a tap: nothing of the past comes. Try: --after 20", err=True)
    with terminal.progress() as progress:
        result = experiment.who_can_read(
            chat,
            messengers=chosen,
            levels=rungs,
            beside=added,
            orders=countries,
            after=after,
            keep=keep,
            progress=progress,
        )
    if page:
        _write(of_result(result), page)
    if as_json:
        print_json(result.as_json())
    elif plain:
        click.echo(tables.plain(result))
    else:
        note = chats.note(real=names or export is None)
        terminal.show(tables.overview(result), *note, stories.how(result), f"\n{DISCLAIMER}")
        if keep:
            terminal.show(f"Kept in {keep}. Move a file and look again: cryptokit examine {keep}")


@click.command()
@_EXPORT
@_CHAT
@_NAMES
@_ORDER
@click.option("--messages", is_flag=True, help="Print the conversation itself.")
@click.option("--spoilers", is_flag=True, help="With --messages: show what is hidden in blocks.")
@click.option("--figure", type=PATH, metavar="FILE.svg", help="Draw when each person writes.")
@JSON
def chat(  # noqa: PLR0913, PLR0917  # one for each option
    export: Path | None,
    name: str | None,
    date_order: str | None,
    figure: Path | None,
    names: bool,  # noqa: FBT001  # click passes flags so
    messages: bool,  # noqa: FBT001
    spoilers: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Tell what was read of a chat, and what its envelopes alone would show (default: bundled).

    EXPORT stays on this machine and is never changed.
    """
    from cryptokit.conversation.signal.store import look
    from cryptokit.lab import accounts, chat_json, chats, conversations, exhibits, terminal

    _check(messages=messages, spoilers=spoilers, as_json=as_json, figure=figure)
    if export and (store := look(export)):
        if as_json:
            print_json(chat_json.store_json(store))
        else:
            terminal.show(exhibits.locked(store), f"\n{DISCLAIMER}")
        return
    read = _read(export, date_order, names=names)
    if read.is_account and name is None and not (messages or figure):
        if as_json:
            print_json(chat_json.account_json(read.shown, real=read.real))
        else:
            terminal.show(accounts.account(read.shown, real=read.real), f"\n{DISCLAIMER}")
        return
    one = _meant(read, name)
    if figure:
        _draw(one.shown, figure)
    if as_json:
        print_json(chat_json.chat_json(one.shown, real=read.real, held=one.held))
    elif messages:
        terminal.show_lines(conversations.lines(one.shown, spoilers=spoilers))
        terminal.show(*chats.note(real=read.real), f"\n{DISCLAIMER}")
    else:
        report = chats.report(one.shown, real=read.real, held=one.held)
        terminal.show(report, f"\n{DISCLAIMER}")


def _check(*, messages: bool, spoilers: bool, as_json: bool, figure: Path | None) -> None:
    if messages and as_json:
        what = "--messages prints the conversation, and --json is about it"
        raise CryptokitError(what, "one of the two")
    if spoilers and not messages:
        raise CryptokitError("--spoilers shows what --messages hides", "adding --messages")
    if figure and figure.suffix.lower() != ".svg":
        raise CryptokitError(f"{figure}: a figure is an SVG file", "a name that ends in .svg")


def _read(export: Path | None, date_order: str | None, *, names: bool) -> "Exported":
    """Read an export; the people of the bundled one are invented already."""
    from cryptokit.conversation.samples import default
    from cryptokit.lab.reading import read

    return read(export or default(), names=names or export is None, date_order=date_order)


def _meant(exported: "Exported", name: str | None) -> "Meant":
    from cryptokit.lab.reading import meant

    one = meant(exported, name)
    if one.others:
        click.echo(one.others, err=True)
    return one


def _whole(export: Path | None, one: "Meant") -> "Chat":
    """Add the files that came along with an export; where they cannot be read, words go alone."""
    from cryptokit.conversation.readers import with_files
    from cryptokit.lab.printing import printable

    if export is None:
        return one.shown
    try:
        return with_files(export, one.shown, one.held)
    except BadExport as error:
        click.echo(f"The words alone, since {printable(str(error))}", err=True)
        return one.shown


def _draw(one: "Chat", file: Path) -> None:
    from cryptokit.lab.figures import rhythm

    _write(rhythm(one).svg, file)


def _write(text: str, file: Path) -> None:
    from cryptokit.lab.printing import printable

    file.write_text(text, encoding="utf-8")
    click.echo(printable(f"{_DONE[file.suffix.lower()]} {file}"), err=True)


@click.command()
@click.argument("folder", metavar="DIR", type=PATH)
@_HTML
@JSON
def examine(folder: Path, page: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Examine seized files, as --keep left them or as somebody moved, cut or swapped them."""
    from cryptokit.court import cases, examine_fresh
    from cryptokit.lab.page import of_cases
    from cryptokit.lab.stories import examined
    from cryptokit.lab.terminal import show

    folders = cases(folder)
    reports = dict(zip(folders, examine_fresh(folders), strict=True))
    if page:
        _write(of_cases(reports), page)
    if as_json:
        found = [{"folder": str(case), **report.as_json()} for case, report in reports.items()]
        print_json({"cases": found})
    else:
        for case, report in reports.items():
            show(examined(case, report))
