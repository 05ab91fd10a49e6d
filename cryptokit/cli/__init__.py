"""The command line: it reads options, calls the rooms below and prints. Nothing is decided here.

A file for each family of commands; what ends a run is in ``running``.
"""

from collections.abc import Sequence

import click

from cryptokit import DISCLAIMER, __version__
from cryptokit.cli import chats, lessons, running, shares, words, worlds

_COMMANDS = (
    chats.who_can_read,
    chats.chat,
    chats.examine,
    shares.shares,
    worlds.world,
    words.explain,
    words.demo,
    lessons.lesson,
)


@click.group(epilog=DISCLAIMER, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cryptokit")
def cli() -> None:
    """Who can read this message? Put a chat into a messenger, serve court orders, and see."""


for _command in _COMMANDS:
    cli.add_command(_command)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; what is wrong with the input is one line and exit status 2."""
    running.run(lambda: cli.main(args, prog_name="cryptokit"))
