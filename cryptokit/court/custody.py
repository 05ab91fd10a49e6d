"""The chain of custody: which file was taken from where, by which order, when, and its digest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptokit.errors import BadExhibit
from cryptokit.world import NOTES, Jurisdiction, Order, Piece, Power, View

FILE_NAME = "custody.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One seized file: ``file`` is its path in the case folder, ``at`` the time in Unix seconds.

    ``order`` is None for a file that is open to anybody: no order was needed to take a copy.
    ``served_in`` is the treaty partner that served the order on request, if the record names one.
    """

    file: str
    piece: Piece
    order: Order | None
    at: int
    size: int
    sha256: str
    served_in: str | None = None


def digest(path: Path) -> str:
    """Give the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def brought(seized: Mapping[str, Exhibit], steps: Iterable[str]) -> tuple[str, ...]:
    """Say which orders, if any, brought the files some steps speak of; ``seized`` goes by file."""
    said = tuple(steps)
    used = (file for file in seized if any(step.startswith(f"{file}: ") for step in said))
    return tuple(f"{_by(seized[file])}: {file}" for file in used)


def words(order: Order, place: Jurisdiction) -> str:
    """Say who orders what, or who asks whom for it, where a partner serves the order.

    >>> order = Order("US", Power.AT_REST, "db")
    >>> words(order, "US"), words(order, "NL")
    ('US orders disks (db)', 'US asks NL for disks (db)')
    """
    if order.power is Power.INSIDER:
        return f"{order.target}, in {place}, takes it without any order"
    verb = "orders" if place == order.by else f"asks {place} for"
    if order.power is Power.CONTROL:
        return f"{order.by} {verb} {order.target}, and through it the group"
    return f"{order.by} {verb} {NOTES[order.power].title} ({order.target})"


def _by(exhibit: Exhibit) -> str:
    order = exhibit.order
    return "anybody can look" if order is None else words(order, exhibit.served_in or order.by)


def write(folder: Path, exhibits: Iterable[Exhibit]) -> None:
    """Write the custody record of a case folder."""
    listed = [
        {
            "file": one.file,
            "asset": one.piece.asset,
            "view": one.piece.view,
            "by": one.order.by if one.order else None,
            "power": one.order.power if one.order else None,
            "served_on": one.order.target if one.order else None,
            **({"served_in": one.served_in} if one.served_in else {}),
            "at": one.at,
            "size": one.size,
            "sha256": one.sha256,
        }
        for one in exhibits
    ]
    text = json.dumps({"format": _FORMAT, "exhibits": listed}, indent=1)
    (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8")


def cases(folder: Path) -> list[Path]:
    """List the case folders in and below a folder; one without any record is a case by itself.

    In a kept run the servers are no case, even if no record is left. Raises BadExhibit if it is no
    folder.
    """
    if not folder.is_dir():
        raise BadExhibit("no folder of this name", exhibit=str(folder), hint="one that --keep left")
    recorded = {record.parent for record in folder.rglob(FILE_NAME)}
    kept = {rung for rung in folder.glob("**/seized/*") if rung.is_dir()}
    return sorted(recorded | kept) or [folder]


def read(folder: Path) -> tuple[Exhibit, ...]:
    """Read the custody record of a case folder; none if there is none, BadExhibit if broken."""
    path = folder / FILE_NAME
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise BadExhibit("the custody record is no plain file", exhibit=FILE_NAME)
    if not path.exists():
        return ()
    try:
        return _exhibits(json.loads(path.read_text(encoding="utf-8")))
    except (
        OSError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        what = f"the custody record is broken ({type(error).__name__}: {error})"
        raise BadExhibit(what, exhibit=FILE_NAME) from None


def _exhibits(content: Any) -> tuple[Exhibit, ...]:
    if content["format"] != _FORMAT:
        raise ValueError("written by another version")
    return tuple(_exhibit(item) for item in content["exhibits"])


def _exhibit(item: Mapping[str, Any]) -> Exhibit:
    return Exhibit(
        file=str(item["file"]),
        piece=Piece(str(item["asset"]), View(item["view"])),
        order=_order(item["by"], item["power"], item["served_on"]),
        at=int(item["at"]),
        size=int(item["size"]),
        sha256=str(item["sha256"]),
        served_in=_name(item["served_in"]) if "served_in" in item else None,
    )


def _order(by: Any, power: Any, target: Any) -> Order | None:
    if by is power is target is None:
        return None
    return Order(_name(by), Power(power), _name(target))


def _name(value: Any) -> str:
    if not (isinstance(value, str) and value):
        raise ValueError("an order by nobody, on nobody or nowhere")
    return value
