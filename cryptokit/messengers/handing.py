"""What a listed service has of what a duty asks for: as facts of a world, and as rows in its files.

It is the machines of one group of companies, that of whoever signs the program. Keys of lines to
phones are not asked for: they decode no message that is stored.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptokit.evidence import image, store
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Key, Part, Row, State
from cryptokit.evidence.schemes import MESSAGE_KEYS
from cryptokit.knowledge import Fact
from cryptokit.messengers.duties import Demand
from cryptokit.messengers.lapse import KINDS
from cryptokit.messengers.telegram import AUTH_KEY
from cryptokit.world import ACCOUNTS, METADATA, PAST, Asset, Piece, View, World

_STORED: Final = {**KINDS, Demand.CONTENT: (*KINDS[Demand.CONTENT], State)}
"""What is copied for a duty; a state on a server has no date, and goes with the messages."""


def service(world: World) -> tuple[Asset, ...]:
    """Give the machines of the listed service: those of the group that signs the program."""
    heads = {one.id: world.head(one.id) for one in world.entities}
    of = heads.get(world.code_signer or "")
    group = {entity for entity, head in heads.items() if of in {None, head}}
    return tuple(asset for asset in world.assets if asset.custodian in group)


def facts(world: World, demands: frozenset[Demand]) -> Iterator[Fact]:
    """Give the facts that some demands bring out of a service, as often as machines have them.

    >>> from cryptokit.messengers.domestic import WORLD
    >>> list(facts(WORLD, frozenset({Demand.RECORDS, Demand.CONTENT})))
    ['meta', 'ct']
    """
    keys = _keys(world)
    for asset in service(world):
        if Demand.RECORDS in demands and METADATA in asset.holds:
            yield METADATA
        if Demand.DECODING in demands:
            yield from (fact for view in View for fact in asset.facts(view) if fact in keys)
        if Demand.CONTENT in demands:
            left = {METADATA, ACCOUNTS, AUTH_KEY, *keys}
            yield from (one for one in asset.holds if one not in left)


def _keys(world: World) -> frozenset[Fact]:
    """Give the facts that open stored messages, and those that they are made from."""
    found = {key for rule in world.rules if rule.out == PAST and rule.k > 1 for key in rule.of[1:]}
    while more := {k for rule in world.rules if rule.out in found for k in rule.of} - found:
        found |= more
    return frozenset(found)


def rows(run: Path, world: World, demands: frozenset[Demand]) -> Iterator[Row]:
    """Give what is handed over, each key once: machines may have it in several views.

    Raises BadExhibit for a damaged disk, WireError for a damaged image.
    """
    keys = dict[tuple[object, ...], Row]()
    for asset in service(world):
        disk = path_of(run, Piece(asset.id, View.DISK))
        for demand, kinds in _STORED.items():
            for kind in kinds if demand in demands else ():
                yield from store.read(disk, kind)
        if Demand.DECODING in demands:
            keys |= {row.values(): row for row in _key_rows(run, asset, disk)}
    yield from keys.values()


def _key_rows(run: Path, asset: Asset, disk: Path) -> Iterator[Row]:
    found: list[Row] = [*store.read(disk, Key), *store.read(disk, Part)]
    for view in (View.PART, View.MEMORY):
        path = path_of(run, Piece(asset.id, view))
        found += image.decode(path.read_bytes()) if path.exists() else ()
    for row in found:
        if isinstance(row, Part) or (isinstance(row, Key) and isinstance(row.secret, MESSAGE_KEYS)):
            yield row
