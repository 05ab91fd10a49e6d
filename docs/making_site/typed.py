"""What somebody types, in prose: as code, and linked where a page shows the same."""

import re
from collections.abc import Callable
from typing import Final

from cryptokit.cli import cli
from cryptokit.errors import Unknown
from cryptokit.lab.course.catalogue import named
from cryptokit.lab.glossary import explain

_VALUE: Final = r"(?: --[a-z-]+ \w+| [A-Z]{2,}\b)"
_COMMAND: Final = re.compile(
    r"\bcryptokit (?:explain (?P<term>'[^']+'|[\w-]+)|lesson (?P<lesson>\d\d)|(?:demo|shares) \w+"
    rf"|(?:{'|'.join(cli.commands)})\b{_VALUE}*)"
)
_OPTION: Final = re.compile(r"(?<![\w`-])--[a-z][a-z-]*\b")


def anchor(term: str) -> str:
    """Name the place of an entry on the page of the glossary.

    >>> anchor("k_eff"), anchor("Shamir's secret sharing")
    ('explain-k-eff', 'explain-shamir-s-secret-sharing')
    """
    return "explain-" + re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")


def linked(text: str, plain: Callable[[str], str] = str) -> str:
    """Write the commands in a text as code; ``plain`` is done to all else.

    >>> linked("Try: cryptokit lesson 05.")
    'Try: [`cryptokit lesson 05`](/made/lessons/05_splitting_a_key.ipynb).'
    >>> linked("cryptokit who-can-read --power tap adds it.")
    '`cryptokit who-can-read --power tap` adds it.'
    """
    parts, at = list[str](), 0
    for found in _COMMAND.finditer(text):
        parts += [plain(text[at : found.start()]), _command(found)]
        at = found.end()
    return "".join([*parts, plain(text[at:])])


def options(text: str) -> str:
    """Write the options in a text as code.

    >>> options("With --out, a file for each; a 5--6 is none.")
    'With `--out`, a file for each; a 5--6 is none.'
    """
    return _OPTION.sub(r"`\g<0>`", text)


def _command(found: re.Match[str]) -> str:
    code = f"`{found[0]}`"
    if found["lesson"]:
        return f"[{code}](/made/lessons/{named(found['lesson']).stem}.ipynb)"
    try:
        entry = explain(found["term"].strip("'")) if found["term"] else None
    except Unknown:
        return code
    return f"[{code}](#{anchor(entry.term)})" if entry else code
