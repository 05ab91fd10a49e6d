"""The commands on shares: split a secret, join shares of any known format, say what shares are."""

from collections.abc import Sequence
from pathlib import Path

import click

from cryptokit import DISCLAIMER
from cryptokit.cli import handing
from cryptokit.cli.options import JSON, PATH
from cryptokit.cli.running import print_json, wrong_arguments

NAMES = "cryptokit slip39 sskr vault gfshare zfec sss sss-key ssss ssss-plain gf128 rustysecrets"
"""The formats as --help lists them, which loads none; a test compares."""

_UNDETECTED = "too few shares, or a wrong one, give a wrong secret"
_FILES = click.argument("files", nargs=-1, metavar="[FILE]...", type=PATH)
_PASSPHRASE = click.option(
    "--passphrase",
    metavar="TEXT",
    help="The passphrase, for slip39. Others on this machine see it in the list of processes.",
)
_PASSPHRASE_FILE = click.option(
    "--passphrase-file",
    type=PATH,
    metavar="FILE",
    help="Read the passphrase from FILE instead, without the newline at its end.",
)


@click.group(epilog=DISCLAIMER)
def shares() -> None:
    """Split a secret, join shares of any known format, or say what shares are."""


@shares.command()
@click.argument("file", metavar="[FILE]", required=False, type=PATH)
@click.option("-k", "--threshold", type=int, required=True, metavar="K", help="How many suffice.")
@click.option("-n", "--shares", "count", type=int, required=True, metavar="N", help="How many.")
@click.option(
    "--format",
    "name",
    default="cryptokit",
    show_default=True,
    metavar="NAME",
    help=f"One of {NAMES} (which is only read).",
)
@click.option("--hex", "in_hex", is_flag=True, help="The secret is written in hex.")
@_PASSPHRASE
@_PASSPHRASE_FILE
@click.option("--out", type=PATH, metavar="DIR", help="A file for each share in a new folder.")
def split(  # noqa: PLR0913, PLR0917  # one for each option
    file: Path | None,
    threshold: int,
    count: int,
    name: str,
    in_hex: bool,  # noqa: FBT001  # click passes flags so
    passphrase: str | None,
    passphrase_file: Path | None,
    out: Path | None,
) -> None:
    """Split a secret, the bytes of FILE or of standard input, into one share a line.

    Every byte counts, and so does a newline at the end.
    """
    from cryptokit.lab import share_files
    from cryptokit.sharing import formats

    word = handing.passphrase(passphrase, passphrase_file)
    if file and out and name == "cryptokit" and not (in_hex or word) and handing.is_long(file):
        _split_long(file, threshold, count, out)
        return
    secret = handing.secret(file, in_hex=in_hex)
    with wrong_arguments("cryptokit shares split --help"):
        written = formats.split(
            secret, threshold=threshold, shares=count, format=name, passphrase=word
        )
    if out:
        files = {f"share{one.suffix}": one.data for one in written}
        share_files.write_new(out, files)
        handing.note(f"{len(files)} files in {handing.shown(out)}: {', '.join(files)}")
    else:
        for one in written:
            click.echo(one.line)
    if not in_hex and secret.endswith(b"\n"):
        handing.note("note: the secret ends with a newline, which is kept; printf writes none")
    handing.note(DISCLAIMER)


@shares.command()
@_FILES
@click.option("--format", "name", metavar="NAME", help=f"What the shares are, if unclear: {NAMES}")
@_PASSPHRASE
@_PASSPHRASE_FILE
@click.option("-k", "--threshold", type=int, metavar="K", help="How many suffice, if you know.")
@click.option("--hex", "in_hex", is_flag=True, help="Write the secret in hex, with a newline.")
@click.option("--out", type=PATH, metavar="FILE", help="Write the secret into a new file instead.")
def join(  # noqa: PLR0917  # one for each option
    files: Sequence[Path],
    name: str | None,
    passphrase: str | None,
    passphrase_file: Path | None,
    threshold: int | None,
    in_hex: bool,  # noqa: FBT001
    out: Path | None,
) -> None:
    """Join shares and write the secret: its bytes and nothing else.

    A FILE holds one share, or one a line; without any, standard input is read. With --out, share
    files of any length take little memory.
    """
    from cryptokit.sharing import formats

    word = handing.passphrase(passphrase, passphrase_file)
    plain = name in {None, "cryptokit"} and not (word or threshold or in_hex)
    if out and plain and handing.are_long_shares(files):
        _join_long(files, out)
        return
    raws = handing.shares(files)
    with wrong_arguments("cryptokit shares join --help"):
        secret = formats.join(raws, format=name, passphrase=word, threshold=threshold)
    read_as = formats.settle(raws, name)[0].format
    if formats.named(read_as).detects == "nothing":
        handing.note(f"note: read as {read_as}, which detects nothing: {_UNDETECTED}")
    if out:
        handing.write_new(out, secret.hex().encode() + b"\n" if in_hex else secret)
    elif in_hex:
        click.echo(secret.hex())
    else:
        handing.require_harmless(secret)
        click.echo(secret, nl=False)


@shares.command()
@_FILES
@click.option("--format", "name", metavar="NAME", help="What the shares are, if you know.")
@JSON
def inspect(files: Sequence[Path], name: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Say what each share is and how sure that is, which fit together, and why others do not.

    A FILE holds one share, or one a line; without any, standard input is read. No value is shown.
    """
    from cryptokit.lab import terminal
    from cryptokit.lab.shares import inspection_json, report
    from cryptokit.sharing import formats

    inspection = formats.inspect(handing.shares(files), name)
    if as_json:
        print_json(inspection_json(inspection))
    else:
        terminal.show(report(inspection), f"\n{DISCLAIMER}")


def _split_long(file: Path, threshold: int, count: int, out: Path) -> None:
    """Share a long file piece by piece, with a bar, as ``stream`` says."""
    from cryptokit.lab import share_files
    from cryptokit.lab.terminal import progress
    from cryptokit.sharing.stream import split_file

    with progress() as told, share_files.new_folder(out) as draft:
        targets = [draft / f"share.{x}.share" for x in range(1, count + 1)]
        with wrong_arguments("cryptokit shares split --help"):
            split_file(
                file,
                targets,
                threshold=threshold,
                progress=lambda done, of: told("splitting", done, of),
            )
    names = ", ".join(target.name for target in targets)
    handing.note(f"{count} files in {handing.shown(out)}: {names}")
    handing.note("note: so long a secret is hidden by AES-256, as sealing it would hide it too")
    handing.note(DISCLAIMER)


def _join_long(files: Sequence[Path], out: Path) -> None:
    """Join long share files piece by piece, with a bar."""
    from cryptokit.lab.terminal import progress
    from cryptokit.sharing.stream import join_files

    with progress() as told:
        join_files(files, out, progress=lambda done, of: told("joining", done, of))
