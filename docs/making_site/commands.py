"""The reference of the command line, out of the commands themselves."""

import inspect
from collections.abc import Iterator

import click

from cryptokit.cli import cli
from making_site.typed import linked, options


def page() -> str:
    """Write the page: each command with its arguments, its options and what they do."""
    lead = (
        "# The command line\n\n`cryptokit --help` and `cryptokit COMMAND --help` print the same. "
        "What is wrong with the input is one line on standard error and exit status 2, and nothing "
        "is written then. Windows has `.venv\\Scripts\\cryptokit`; elsewhere it is "
        "`.venv/bin/cryptokit` after "
        "`make demo`.\n\nFor tab completion in bash: "
        '`eval "$(_CRYPTOKIT_COMPLETE=bash_source cryptokit)"`; zsh and fish likewise.\n'
    )
    return "\n".join([lead, *commands(cli, "cryptokit", 2)])


def commands(group: click.Group, above: str, depth: int) -> Iterator[str]:
    """Write the commands of a group, and those of the groups in it."""
    for name, command in group.commands.items():
        whole = f"{above} {name}"
        yield from _command(command, whole, depth)
        if isinstance(command, click.Group):
            yield from commands(command, whole, depth + 1)


def _command(command: click.Command, whole: str, depth: int) -> Iterator[str]:
    context = click.Context(command, info_name=whole)
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield f"{'#' * depth} `{whole}`\n"
    yield f"```text\n{' '.join(usage.split())}\n```\n"
    yield f"{options(linked(inspect.cleandoc(command.help or '')))}\n"
    rows = [row for one in command.params if (row := _row(one, context))]
    if rows:
        yield "| option | what it does |\n| --- | --- |"
        yield from rows
        yield ""


def _row(one: click.Parameter, context: click.Context) -> str | None:
    record = one.get_help_record(context)
    if record is None:
        return None
    left, right = (part.replace("|", "\\|") for part in record)
    return f"| `{left}` | {options(right)} |"
