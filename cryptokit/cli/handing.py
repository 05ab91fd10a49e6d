"""What the commands on shares are handed, from files, standard input or a prompt, and hand out."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cryptokit.errors import CryptokitError

if TYPE_CHECKING:
    from cryptokit.sharing.formats.format import Raw

_STDIN = Path("-")
_LONG = 1 << 20
"""Bytes from which a file is handled piece by piece."""
_AT_A_TERMINAL = "Reading shares, one a line; Ctrl-D ends them (on Windows Ctrl-Z, then Enter)."


def shares(files: Sequence[Path]) -> tuple["Raw", ...]:
    """Read shares out of files, or out of standard input; ``-`` is that too."""
    from cryptokit.lab.share_files import pieces

    found = list["Raw"]()
    for file in files or [_STDIN]:
        data, name = (_stdin(), "") if file == _STDIN else (file.read_bytes(), str(file))
        found += pieces(data, name, others=len(files) > 1)
    return tuple(found)


def secret(file: Path | None, *, in_hex: bool) -> bytes:
    """Read a secret as it is, or as hex; at a terminal ask for a line that is not shown."""
    if file and file != _STDIN:
        data = file.read_bytes()
    elif sys.stdin.isatty():
        asked = "The secret, in hex" if in_hex else "The secret, one line, kept as UTF-8"
        said: str = click.prompt(asked, hide_input=True, confirmation_prompt=True, err=True)
        data = said.encode("utf-8", "surrogateescape")
    else:
        data = sys.stdin.buffer.read()
    return _from_hex(data) if in_hex else data


def passphrase(text: str | None, file: Path | None) -> bytes:
    """Give the passphrase of either option; none is the empty one."""
    if text is not None and file is not None:
        what = "--passphrase and --passphrase-file are two ways to say one passphrase"
        raise CryptokitError(what, "one of the two")
    if file:
        return file.read_bytes().removesuffix(b"\n").removesuffix(b"\r")
    return (text or "").encode("utf-8", "surrogateescape")


def require_harmless(data: bytes) -> None:
    """Refuse to send to a terminal what it would obey instead of show."""
    if sys.stdout.isatty() and not _is_plain(data):
        what = "the secret is not plain text, and a terminal would obey it instead of show it"
        raise CryptokitError(what, "--hex, or sending the output into a file")


def is_long(file: Path) -> bool:
    """Tell whether a file is better not read at once."""
    return file != _STDIN and file.is_file() and file.stat().st_size >= _LONG


def are_long_shares(files: Sequence[Path]) -> bool:
    """Tell whether all of these are long share files of cryptokit's own."""
    from cryptokit.sharing.share import MAGIC

    return bool(files) and all(is_long(one) and _begins(one, MAGIC) for one in files)


def _begins(file: Path, magic: bytes) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(magic)) == magic


def write_new(file: Path, data: bytes) -> None:
    """Write a file that was not there before, for nobody but its owner."""
    from cryptokit.sharing.stream import all_or_none

    with all_or_none([file]) as (out,):
        out.write(data)


def note(sentence: str) -> None:
    """Say something beside the output."""
    click.echo(sentence, err=True)


def shown(path: Path) -> str:
    """Give a path as a terminal may be sent it."""
    from cryptokit.lab.printing import printable

    return printable(str(path))


def _stdin() -> bytes:
    if sys.stdin.isatty():
        note(_AT_A_TERMINAL)
    return sys.stdin.buffer.read()


def _from_hex(data: bytes) -> bytes:
    try:
        return bytes.fromhex(data.decode("ascii"))
    except ValueError:
        what = "the secret is not written in hex"
        raise CryptokitError(what, "two of 0 to 9 and a to f for each byte, or no --hex") from None


def _is_plain(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return all(char.isprintable() or char in "\n\t" for char in text)
