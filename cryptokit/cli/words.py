"""The commands that explain: a word, and a demo."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cryptokit.lab.entry import Entry


@click.command()
@click.argument("term", required=False)
def explain(term: str | None) -> None:
    """Explain an error, a power (P3), a rung, a country (NL) or a word: one sentence, then more."""
    from rich.text import Text

    from cryptokit.lab import glossary
    from cryptokit.lab.tables import glossary_table
    from cryptokit.lab.terminal import show

    if term is None:
        entries: dict[str, Entry] = {}
        for one in glossary.entries_by_name().values():
            entries.setdefault(one.term, one)  # a word comes before a power of the same name
        show(glossary_table(entries))
    else:
        entry = glossary.explain(term)
        show(Text(f"{entry.term}: {entry.sentence}\n\n{entry.more}"))


@click.command()
@click.argument("name", required=False)
def demo(name: str | None) -> None:
    """Run a demo; without a name, list them."""
    from rich.text import Text

    from cryptokit import demos
    from cryptokit.lab.terminal import show

    if name is None:
        for one in demos.NAMES:
            show(Text(f"cryptokit demo {one}: {demos.summary(one)}"))
    else:
        demos.named(name).run()
