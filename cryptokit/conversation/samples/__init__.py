"""Chats that come along: invented people, numbers of zeros. They are read like anybody's export."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from cryptokit.errors import Unknown

DEFAULT: Final = "two-classmates.json"
_CHATS: Final = (".json", ".txt", ".md")
_COUNTS: Final = "EXPECTED.json"


def default() -> Path:
    """Find the sample that is read when nobody names another: two classmates and a surprise.

    >>> default().name
    'two-classmates.json'
    """
    return sample(DEFAULT)


def sample(name: str) -> Path:
    """Find a sample by the name of its file. Raises Unknown for a name that is not there.

    >>> sample("whatsapp-de.txt").suffix
    '.txt'
    """
    folder = Path(str(files(__name__)))
    if name not in names():
        raise Unknown("sample", name, known=names())
    return folder / name


def names() -> tuple[str, ...]:
    """List the samples.

    >>> names()[0]
    'signal-chat.md'
    """
    inside = (each.name for each in files(__name__).iterdir())
    return tuple(sorted(name for name in inside if name.endswith(_CHATS) and name != _COUNTS))
