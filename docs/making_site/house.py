"""What lies in a room of the house, read from its files without importing them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cryptokit

PACKAGE = Path(cryptokit.__file__).parent


@dataclass(frozen=True, slots=True)
class Module:
    """A module by its dotted name, and the sentence that says what it is."""

    name: str
    sentence: str


def modules(room: str) -> Iterator[Module]:
    """Give the modules of a room and of the rooms in it, in the order of their names."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        inside = path.relative_to(PACKAGE.parent).with_suffix("")
        parts = inside.parts[:-1] if path.stem == "__init__" else inside.parts
        if not any(part.startswith("_") for part in parts):
            yield Module(".".join(parts), sentence(path.read_text(encoding="utf-8")))


def sentence(source: str) -> str:
    r"""Give the first line of a module's docstring.

    >>> sentence("'What it is.\\n\\nWhat it leaves out.'")
    'What it is.'
    """
    words = ast.get_docstring(ast.parse(source)) or ""
    return " ".join(words.partition("\n\n")[0].split())
