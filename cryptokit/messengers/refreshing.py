"""Refresh the parts of a joint key in a deployed run: all parts change, and the key stays.

Parts that were seized before and after do not add up. Left out: backups and old blocks of a disk,
in which a part of last month lives on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptokit.errors import BadExhibit, CryptokitError, NotEnoughShares, WireError
from cryptokit.evidence import image
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Row, State
from cryptokit.evidence.schemes import part_in
from cryptokit.evidence.together import KeyPart
from cryptokit.rng import Rng, system
from cryptokit.sharing.agreement import one_set
from cryptokit.sharing.refresh import deal_zero_verifiably, refresh_verifiably
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold.public import PublicKeys, refreshed
from cryptokit.world import Piece, View, World


@dataclass(frozen=True, slots=True)
class _File:
    """A file in which a part lies, and the other rows there."""

    path: Path
    rows: tuple[Row, ...]
    parts: tuple[KeyPart, ...]


def refresh(world: World, run: Path, *, rng: Rng = system) -> PublicKeys:
    """Let every operator deal 0 to all, add up what it got, and write its new part over the old.

    Gives the public keys of the new epoch. All operators must take part: raises NotEnoughShares
    otherwise, Inconsistent, naming the operator whose part is of another epoch, and BadExhibit for
    a file that is damaged; then no file has changed.

    >>> import tempfile
    >>> from cryptokit.conversation import say
    >>> from cryptokit.messengers import named
    >>> from cryptokit.rng import lesson
    >>> one, rng = named("independent"), lesson("refresh")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     run = Path(folder) / "run"
    ...     _ = one.deliver(one.world, say(["Ada: hi"]), run, rng=rng, progress=lambda _: None)
    ...     refresh(one.world, run, rng=rng).epoch
    1

    See: Herzberg, Jarecki, Krawczyk and Yung, "Proactive secret sharing", CRYPTO 1995, section 3.
    """
    files = [file for asset in world.assets for file in _files(run, asset.id)]
    found = [part for file in files for part in file.parts]
    public, parts = _require_all(found), {part.x: part for part in found}
    handed = {x: deal_zero_verifiably(part.share, public.xs, rng=rng) for x, part in parts.items()}
    dealt = {x: handout.commitments for x, handout in handed.items()}
    moved, new = refreshed(public, dealt), dict[int, KeyPart]()
    for x, part in parts.items():
        # Each operator has what came to it, and no more.
        pieces = [one for sent in handed.values() for one in sent.pieces if one.receiver == x]
        new[x] = KeyPart(refresh_verifiably(part.share, pieces, dealt), moved)
    _write({file.path: _renewed(file, new) for file in files})
    return moved


def _files(run: Path, asset: str) -> list[_File]:
    """Find the images of an operator in which a part of a joint key lies."""
    found = list[_File]()
    for view in (View.PART, View.MEMORY):
        path = path_of(run, Piece(asset, view))
        rows = _rows(path) if path.exists() else ()
        parts = tuple(part for row in rows if (part := _part(row, path)) is not None)
        if parts:
            found.append(_File(path, rows, parts))
    return found


def _rows(path: Path) -> tuple[Row, ...]:
    try:
        return image.decode(path.read_bytes())
    except WireError as error:
        raise BadExhibit(f"a damaged image ({error.what})", exhibit=path.parent.name) from None


def _part(row: Row, path: Path) -> KeyPart | None:
    try:
        return part_in(row) if isinstance(row, State) else None
    except CryptokitError as error:
        raise BadExhibit(f"a damaged part ({error.what})", exhibit=path.parent.name) from None


def _require_all(found: Sequence[KeyPart]) -> PublicKeys:
    """Give the public keys of parts that were made together. Raises as ``refresh`` says."""
    together = one_set((part.share for part in found), ScalarShare)
    public = found[0].public
    if len(together) < len(public.xs):
        raise NotEnoughShares(have=len(together), need=len(public.xs))
    return public


def _renewed(file: _File, new: dict[int, KeyPart]) -> bytes:
    old = {part.to_state(): new[part.x].to_state() for part in file.parts}
    return image.encode(old.get(row, row) if isinstance(row, State) else row for row in file.rows)


def _write(contents: dict[Path, bytes]) -> None:
    """Write all files beside the old ones first, so that a full disk leaves those alone."""
    waiting = {path: path.with_suffix(".new") for path in contents}
    try:
        for path, content in contents.items():
            waiting[path].write_bytes(content)
        for path, new in waiting.items():
            new.replace(path)
    finally:
        for new in waiting.values():
            new.unlink(missing_ok=True)
