"""How demos print: one paragraph or table after the other, and the warning at the end."""

from rich.console import Console, RenderableType

from cryptokit import DISCLAIMER


def show(*things: RenderableType) -> None:
    """Print sentences and tables with a line between them, then say what this is not."""
    console = Console(highlight=False, markup=False, emoji=False)
    for thing in (*things, DISCLAIMER):
        console.print(thing)
