"""The command on worlds: the smallest sets of countries."""

from pathlib import Path

import click

from cryptokit.cli.options import JSON, PATH
from cryptokit.cli.running import print_json


@click.command()
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--architecture", metavar="NAME", help="Which one, if the file holds several.")
@JSON
def world(file: Path, architecture: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Print k_eff and the smallest sets of countries of a world in JSON or TOML."""
    from cryptokit.lab import terminal
    from cryptokit.lab.printing import printable
    from cryptokit.world import answers, load_file, unheld

    loaded = load_file(file, architecture=architecture)
    for fact in unheld(loaded):
        click.echo(f"note: nobody holds {printable(fact)}, and no rule makes it", err=True)
    with terminal.progress() as progress:
        answer = answers(
            loaded, progress=lambda done, of: progress(f"{loaded.name}: searching", done, of)
        )
    if as_json:
        print_json(answer)
    else:
        from cryptokit.lab.tables import world_table

        terminal.show(world_table(loaded.about, answer))
